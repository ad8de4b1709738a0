//! `pgplumb check`

use std::path::Path;

use pgplumb_catalog::Severity;
use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::report::Report;

use super::diff::ComparingArgs;
use super::reader::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, report_output};
use crate::operations::check::{self, CheckTargets};
use crate::operations::drift::{self, Comparer, NamedCatalog};
use crate::operations::empty_source::require_objects;
use crate::operations::load::LoadedCatalog;
use crate::operations::python::{self, Code};

/// Arguments of `pgplumb check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Compares the files in the repository with the database: the schema map, the table files, the SQL file, the \
                  reference and diagrams, the Python code in [export.python] and the sources in [check]. Differences are described as \
                  changes of the database since the files were written.\n\nExit codes: 0 in sync, 1 drift, 2 a comparison failed.\n\nExamples:\n  \
                  pgplumb check\n  \
                  pgplumb check env:staging --fail-on high\n  \
                  pgplumb check --offline\n  \
                  pgplumb check --format sarif > drift.sarif"
)]
pub struct Args {
    /// Additional sources that must be in sync with the database
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,

    /// Lowest severity that counts as a failure [default: low]
    #[arg(long, value_name = "SEVERITY", help_heading = "Comparing")]
    fail_on: Option<Severity>,

    /// Compare the files with each other instead of with a database
    #[arg(long, help_heading = "Comparing")]
    offline: bool,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let fail_on = args.fail_on.or(session.settings()?.settings.check.fail_on).unwrap_or(Severity::Low);
    let report = check_all(session, &args.reading, &args.comparing, &args.sources, args.offline).await?;
    report_output::print(session, &report, fail_on)?;
    report_output::outcome(&report, fail_on)
}

/// Compares everything that is configured with the database.
pub async fn check_all(
    session: &Session,
    reading: &args::ReadArgs,
    comparing: &ComparingArgs,
    also: &[String],
    offline: bool,
) -> Result<Report, Failure> {
    let loaded = session.settings()?;
    let reader = Reader::new(session, reading)?;
    let configured = loaded.settings.check.sources.iter().map(|word| (word, loaded.folder()));
    let arguments = configured.chain(also.iter().map(|word| (word, Path::new(""))));
    let sources = arguments.map(|(word, folder)| Ok((word.clone(), reader.source_in(Some(word), folder)?)));
    let looked = CheckTargets {
        export: &loaded.settings.export,
        folder: loaded.folder(),
        sources: sources.collect::<Result<_, Failure>>()?,
    };
    if looked.is_empty() {
        return Err(Failure::new("nothing to check: there are no exported files, and no sources in [check]")
            .hint("run pgplumb export first"));
    }
    let mut items = looked.items();
    let (name, read) = if offline {
        if items.len() < 2 {
            return Err(Failure::new(
                "--offline compares files with each other, but there are fewer than two",
            )
            .hint("pgplumb export json sql writes two files"));
        }
        let first = items.remove(0);
        (first.name, reader.read(&first.source, &reader.request(None)).await?)
    } else {
        let (name, source) = reader.target()?;
        (name, reader.read(&source, &reader.request(None)).await?)
    };
    read.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
    let selection = session.selection(reading)?;
    let (comparing_args, python_settings) = (comparing, &loaded.settings.export.python);
    let comparing = Comparer {
        selection: &selection,
        options: comparing.options(session)?,
        scratch: &reader.scratch,
        observer: &reader.progress,
    };
    let mut check = comparing_args.pattern_check(session, reading, python::is_configured(python_settings))?;
    check.see(&read.catalog);
    let mut report = drift::empty_report();
    let major = read.catalog.server_version.major();
    let reference = NamedCatalog { name: &name, loaded: &read };
    let has_objects = require_objects(&name, &read.catalog, &Selection::default()).is_ok();
    for item in &items {
        if !offline && let Some(section) = looked.unchanged_output(item, reference, &comparing) {
            report.sections.push(section);
            continue;
        }
        let mut request = reader.request(Some(major));
        // The files of an empty database are empty.
        request.requires_objects &= has_objects;
        let result: Result<LoadedCatalog, String> =
            reader.read(&item.source, &request).await.map_err(Failure::into_message);
        match &result {
            Ok(read) => check.see(&read.catalog),
            // The source that cannot be read may have the objects.
            Err(_) => check = check.allow_empty_if(true),
        }
        check::add_section(item, result, reference, &comparing, &mut report).await;
    }
    session.note_unmatched(&check.finish()?);
    report.sections.extend(looked.stale_documents(&read, &comparing));
    let code = Code { settings: python_settings, folder: loaded.folder(), name: python::CONFIGURED };
    python::check(code, reference, &comparing, &mut report);
    report.context =
        report_output::context(session, reading, comparing_args, &[("Database", reference.loaded)])?;
    reader.progress.clear();
    Ok(report)
}
