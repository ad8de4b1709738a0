//! `pgplumb verify`

use std::path::{Path, PathBuf};

use pgplumb_catalog::Severity;
use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::dump::Options;
use pgplumb_outputs::report::Location;

use super::diff::ComparingArgs;
use super::reader::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, report_output};
use crate::operations::drift::{self, Comparer, NamedCatalog};
use crate::operations::export::{self, ExportError, ExportRequest, FileState, TableFileOptions, WrittenFile};
use crate::operations::load::{self, LoadedCatalog};
use crate::operations::{NoObserver, dump, verify};
use crate::settings::Export;
use crate::sources::migrations::Migrations;
use crate::sources::{self, Opened, Source};
use crate::terminal::{Text, TextStyle};

/// Arguments of `pgplumb verify`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Runs the migrations in a scratch database and compares the result with the committed schema. Each difference is reported \
                  with the migration that introduced it, except with --migrate.\n\nExamples:\n  \
                  pgplumb verify --migrations db/migrations --expect schema.sql\n  \
                  pgplumb verify --migrate 'alembic upgrade head' --expect schema.sql\n  \
                  pgplumb verify --update"
)]
pub struct Args {
    /// Folder of migrations: DIR, or LAYOUT:DIR if the tool is not detected
    #[arg(long, value_name = "DIR", conflicts_with = "migrate")]
    migrations: Option<String>,

    /// Command that migrates an empty scratch database, whose URL it gets in DATABASE_URL
    #[arg(long, value_name = "COMMAND")]
    migrate: Option<String>,

    /// Committed schema: an SQL file, a folder of SQL files, or a schema map
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,

    /// Write the result of the migrations to the file of --expect
    ///
    /// A folder is written as table files, a .json file as a schema map, and any other file as SQL like
    /// pgplumb dump.
    #[arg(long)]
    update: bool,

    /// Lowest severity that counts as a failure
    #[arg(long, value_name = "SEVERITY", default_value = "low", help_heading = "Comparing")]
    fail_on: Severity,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    if args.reading.source.is_some() {
        return Err(Failure::new("verify cannot be combined with --source")
            .hint("it compares the migrations with the file of --expect; to compare other sources: pgplumb diff FROM TO"));
    }
    let loaded = session.settings()?;
    let (settings, folder) = (&loaded.settings.verify, loaded.folder());
    let reader = Reader::new(session, &args.reading)?;
    let argument = migrations_source(&args, settings, folder)?;
    let source = reader.source(Some(&argument))?;
    let expect = match (&args.expect, &settings.expect) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) => folder.join(path),
        (None, None) => {
            return Err(Failure::new("no committed schema specified: pass --expect FILE").hint(
                "pgplumb verify --migrations db/migrations --expect schema.sql --update writes the file",
            ));
        }
    };
    let mut migrated = reader.read(&source, &reader.request(None)).await?;
    migrated.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
    let selection = session.selection(&args.reading)?;
    let mut check = args.comparing.pattern_check(session, &args.reading, false)?;
    check.see(&migrated.catalog);
    if args.update {
        session.note_unmatched(&check.finish()?);
        for file in update(&mut migrated, selection, &expect)? {
            let word = if file.state == FileState::Unchanged { "unchanged" } else { "written" };
            let line = Text::new().with(TextStyle::Success, format!("{word:<10}")).plain(" ");
            session.terminal.status(line.plain(file.path.display().to_string()));
        }
        return Ok(Outcome::Done);
    }
    if !expect.exists() {
        return Err(
            Failure::new(format!("{} does not exist", expect.display())).hint("--update writes the file")
        );
    }
    let major = migrated.catalog.server_version.major();
    let expected = reader.read(&Source::Path(expect.clone()), &reader.request(Some(major))).await?;
    check.see(&expected.catalog);
    session.note_unmatched(&check.finish()?);
    let comparing = Comparer {
        selection: &selection,
        options: args.comparing.options(session)?,
        scratch: &reader.scratch,
        observer: &reader.progress,
    };
    let mut report = drift::empty_report();
    let name = expect.display().to_string();
    let (from, to) = (
        NamedCatalog { name: &name, loaded: &expected },
        NamedCatalog { name: &argument, loaded: &migrated },
    );
    let mut section = comparing.section(from, to, &mut report.notes).await;
    section.location = Some(Location { file: name.clone(), line: None });
    if !section.findings.is_empty()
        && let Some(migrations) = open_migrations(&source, &reader).await?
    {
        let steps =
            verify::trace_migrations(&migrations, &reader.scratch, Some(major), &reader.progress).await;
        verify::locate_findings(&mut section, &steps.map_err(Failure::new)?);
        report
            .notes
            .push("the file named before a difference is the migration that introduced it".to_owned());
    }
    report.sections.push(section);
    reader.progress.clear();
    report_output::print(session, &report, args.fail_on)?;
    report_output::outcome(&report, args.fail_on)
}

/// Writes the committed schema in its form: an SQL file, a folder of table files, or a schema map.
fn update(
    migrated: &mut LoadedCatalog,
    selection: Selection,
    expect: &Path,
) -> Result<Vec<WrittenFile>, ExportError> {
    let name = match expect.extension() {
        _ if expect.is_dir() => "tables",
        Some(extension) if extension == "json" => "json",
        _ => {
            let options = Options { command: "pgplumb verify --update", ..Options::default() };
            let request = dump::DumpRequest { selection, options, ..dump::DumpRequest::default() };
            return dump::write(&dump::dump(migrated, &request), expect);
        }
    };
    load::select(migrated, &selection);
    let output: Vec<_> = export::output(name).into_iter().collect();
    let settings = Export::default();
    let table_files = TableFileOptions { selection, ..TableFileOptions::default() };
    let request = ExportRequest {
        path: Some(expect),
        table_files,
        ..ExportRequest::new(&output, &settings, Path::new("."))
    };
    Ok(export::export(migrated, &request, &NoObserver)?.files)
}

/// Returns the migrations as a SOURCE, from arguments or settings.
fn migrations_source(
    args: &Args,
    settings: &crate::settings::Verify,
    folder: &Path,
) -> Result<String, Failure> {
    let of_settings = |path: &PathBuf| format!("migrations:{}", folder.join(path).display());
    let specified = match (&args.migrations, &args.migrate) {
        (Some(migrations), _) => Some(format!("migrations:{migrations}")),
        (None, Some(command)) => Some(format!("migrate:{command}")),
        (None, None) => args.reading.source.clone(),
    };
    specified
        .or_else(|| settings.migrations.as_ref().map(of_settings))
        .or_else(|| settings.migrate.as_ref().map(|command| format!("migrate:{command}")))
        .ok_or_else(|| {
            Failure::new("no migrations specified: pass --migrations DIR or --migrate COMMAND")
                .hint("pgplumb verify --migrations db/migrations --expect schema.sql")
        })
}

/// Opens migrations that can be executed one by one.
async fn open_migrations(source: &Source, reader: &Reader<'_>) -> Result<Option<Migrations>, Failure> {
    let opened = sources::open(source, &sources::Options::default(), &reader.progress).await;
    match opened.map_err(Failure::new)? {
        Opened::Migrations(migrations) => Ok(Some(migrations)),
        _ => Ok(None),
    }
}
