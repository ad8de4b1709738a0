//! `pgplumb verify`

use std::path::{Path, PathBuf};

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::Location;

use super::diff::ComparingArgs;
use super::reading::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, reporting};
use crate::operations::drift::{self, Comparing, Named};
use crate::operations::{dump, verify};
use crate::sources::migrations::Migrations;
use crate::sources::{self, Opened, Source};
use crate::terminal::{Look, Text};

/// Arguments of `pgplumb verify`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Runs the migrations in a scratch database, and compares what they make with the file that is checked in. Where they \
                  differ, it says which migration introduced what.\n\nExamples:\n  \
                  pgplumb verify --migrations db/migrations --expect schema.sql\n  \
                  pgplumb verify --migrate 'alembic upgrade head' --expect schema.sql\n  \
                  pgplumb verify --update"
)]
pub struct Args {
    /// Folder of migrations, whose layout is recognised; DIR or LAYOUT:DIR
    #[arg(long, value_name = "DIR", conflicts_with = "migrate")]
    migrations: Option<String>,

    /// Command that migrates the database that DATABASE_URL names
    #[arg(long, value_name = "COMMAND")]
    migrate: Option<String>,

    /// File that says what the migrations make: SQL, a folder of it, or a schema map
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,

    /// Write the file anew, as pgplumb dump would
    #[arg(long)]
    update: bool,

    /// The least severity that is a failure
    #[arg(long, value_name = "SEVERITY", default_value = "low", help_heading = "Comparing")]
    fail_on: Severity,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::Reading,
}

/// Verifies.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let loaded = session.settings()?;
    let (settings, folder) = (&loaded.settings.verify, loaded.folder());
    let reader = Reader::new(session, &args.reading)?;
    let word = migrations_word(&args, settings, folder)?;
    let source = reader.source(Some(&word))?;
    let expect = match (&args.expect, &settings.expect) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) => folder.join(path),
        (None, None) => {
            return Err(Failure::new("--expect names the file that says what the migrations make")
                .hint("pgplumb verify --migrations db/migrations --expect schema.sql --update writes it"));
        }
    };
    let mut made = reader.read(&source, &reader.request(None)).await?;
    made.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
    let selection = session.selection(&args.reading)?;
    if args.update {
        let order = dump::Order { selection, ..dump::Order::default() };
        for file in dump::write(&dump::dump(&mut made, &order), &expect)? {
            let word = if file.state == crate::operations::export::FileState::Unchanged {
                "unchanged"
            } else {
                "written"
            };
            let line = Text::new().with(Look::Good, format!("{word:<10}")).plain(" ");
            session.terminal.say(line.plain(file.path.display().to_string()));
        }
        return Ok(Outcome::Done);
    }
    if !expect.exists() {
        return Err(Failure::new(format!("{} does not exist", expect.display())).hint("--update writes it"));
    }
    let major = made.catalog.server_version.major();
    let expected = reader.read(&Source::Path(expect.clone()), &reader.request(Some(major))).await?;
    let comparing = Comparing {
        selection: &selection,
        options: args.comparing.options(session)?,
        scratch: &reader.scratch,
        observer: &reader.shown,
    };
    let mut report = drift::report();
    let name = expect.display().to_string();
    let (from, to) = (Named { name: &name, read: &expected }, Named { name: &word, read: &made });
    let mut section = comparing.section(from, to, &mut report.notes).await;
    section.location = Some(Location { file: name.clone(), line: None });
    if !section.findings.is_empty()
        && let Some(migrations) = plain(&source, &reader).await?
    {
        let steps = verify::step_through(&migrations, &reader.scratch, Some(major), &reader.shown).await;
        verify::attribute(&mut section, &steps.map_err(Failure::new)?);
        report.notes.push("the file before a difference is the migration that introduced it".to_owned());
    }
    report.sections.push(section);
    reader.shown.clear();
    reporting::print(session, &report, args.fail_on, false)?;
    reporting::judged(&report, args.fail_on)
}

/// The migrations as a source is written: what the command line says, else what the settings say.
fn migrations_word(
    args: &Args,
    settings: &crate::settings::Verify,
    folder: &Path,
) -> Result<String, Failure> {
    let of_settings = |path: &PathBuf| format!("migrations:{}", folder.join(path).display());
    let said = match (&args.migrations, &args.migrate) {
        (Some(migrations), _) => Some(format!("migrations:{migrations}")),
        (None, Some(command)) => Some(format!("migrate:{command}")),
        (None, None) => args.reading.source.clone(),
    };
    said.or_else(|| settings.migrations.as_ref().map(of_settings))
        .or_else(|| settings.migrate.as_ref().map(|command| format!("migrate:{command}")))
        .ok_or_else(|| {
            Failure::new("--migrations names the folder of migrations, --migrate the command that migrates")
                .hint("pgplumb verify --migrations db/migrations --expect schema.sql")
        })
}

/// Migrations that can be executed one by one.
async fn plain(source: &Source, reader: &Reader<'_>) -> Result<Option<Migrations>, Failure> {
    let opened = sources::open(source, &sources::Options::default(), &reader.shown).await;
    match opened.map_err(Failure::new)? {
        Opened::Migrations(migrations) => Ok(Some(migrations)),
        _ => Ok(None),
    }
}
