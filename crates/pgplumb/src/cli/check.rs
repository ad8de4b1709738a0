//! `pgplumb check`

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::Report;

use super::diff::ComparingArgs;
use super::reading::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, reporting};
use crate::operations::check::{self, Looked};
use crate::operations::drift::{self, Comparing, Named};
use crate::operations::python::{self, Code};
use crate::operations::read::Read;

/// Arguments of `pgplumb check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Compares what stands in the repository with the database: the schema map, the table files, the dump, the \
                  documents, the Python that [export.python] names, and the sources of [check]. Changes are told as what became of \
                  the database since.\n\nExit codes: 0 in step; 1 drift; 2 something could not be told.\n\nExamples:\n  \
                  pgplumb check\n  \
                  pgplumb check env:staging --fail-on high\n  \
                  pgplumb check --offline\n  \
                  pgplumb check --format sarif > drift.sarif"
)]
pub struct Args {
    /// Sources that must be in step with the database too
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,

    /// The least severity that is a failure [default: low]
    #[arg(long, value_name = "SEVERITY", help_heading = "Comparing")]
    fail_on: Option<Severity>,

    /// Compare the files with each other, and not with a database
    #[arg(long, help_heading = "Comparing")]
    offline: bool,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::Reading,
}

/// Checks.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let fail_on = args.fail_on.or(session.settings()?.settings.check.fail_on).unwrap_or(Severity::Low);
    let report = checked(session, &args.reading, &args.comparing, &args.sources, args.offline).await?;
    reporting::print(session, &report, fail_on, true)?;
    reporting::judged(&report, fail_on)
}

/// Looks at everything that is configured.
pub async fn checked(
    session: &Session,
    reading: &args::Reading,
    comparing: &ComparingArgs,
    also: &[String],
    offline: bool,
) -> Result<Report, Failure> {
    let loaded = session.settings()?;
    let reader = Reader::new(session, reading)?;
    let words = loaded.settings.check.sources.iter().chain(also);
    let sources = words.map(|word| Ok((word.clone(), reader.source(Some(word))?)));
    let looked = Looked {
        export: &loaded.settings.export,
        folder: loaded.folder(),
        sources: sources.collect::<Result<_, Failure>>()?,
    };
    if looked.is_empty() {
        return Err(Failure::new("there is nothing to check yet: no export, and no source in [check]")
            .hint("pgplumb export writes the schema map, the reference and the diagrams"));
    }
    let mut items = looked.items();
    let (name, read) = if offline {
        if items.len() < 2 {
            return Err(Failure::new("--offline compares files with each other, and there are no two")
                .hint("pgplumb export json sql writes two"));
        }
        let first = items.remove(0);
        (first.name, reader.read(&first.source, &reader.request(None)).await?)
    } else {
        let (name, source) = reader.target()?;
        (name, reader.read(&source, &reader.request(None)).await?)
    };
    read.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
    let selection = session.selection(reading)?;
    let comparing = Comparing {
        selection: &selection,
        options: comparing.options(session)?,
        scratch: &reader.scratch,
        observer: &reader.shown,
    };
    let mut report = drift::report();
    let major = read.catalog.server_version.major();
    for item in &items {
        let said: Result<Read, String> =
            reader.read(&item.source, &reader.request(Some(major))).await.map_err(Failure::into_message);
        let reference = Named { name: &name, read: &read };
        check::section(item, said, reference, &comparing, &mut report).await;
    }
    report.sections.extend(looked.stale(&read, &comparing));
    let code =
        Code { settings: &loaded.settings.export.python, folder: loaded.folder(), name: python::CONFIGURED };
    python::check(code, Named { name: &name, read: &read }, &comparing, &mut report);
    reader.shown.clear();
    Ok(report)
}
