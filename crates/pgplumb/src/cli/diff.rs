//! `pgplumb diff`

use std::path::PathBuf;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::Report;

use super::reading::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, reporting};
use crate::operations::drift::{self, Comparing, Named};
use crate::operations::export;
use crate::operations::python::{self, Code};
use crate::operations::read::Read;
use crate::settings;
use crate::sources::Source;

/// Arguments of `pgplumb diff`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A SOURCE is a database (postgres://…, service=…, env:NAME), a .sql file or a folder of them, a schema_map.json, \
                  git:REV:PATH, migrations:DIR, migrate:COMMAND or exec:COMMAND. One source is compared with the database; \
                  without any, the schema map is, and the Python that [export.python] names. The first may be code too: \
                  python:PATH, or python: for what the settings name.\n\nExamples:\n  \
                  pgplumb diff                                  # docs/schema_map.json → database\n  \
                  pgplumb diff env:staging env:production\n  \
                  pgplumb diff git:main:docs/schema_map.json docs/schema_map.json\n  \
                  pgplumb diff migrations:db/migrations --exit-code\n  \
                  pgplumb diff python:schemas docs/schema_map.json"
)]
pub struct Args {
    /// The first side, and the second [default: the schema map, and the database]
    #[arg(value_name = "SOURCE", num_args = 0..=2)]
    sources: Vec<String>,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::Reading,
}

/// Arguments of commands that compare.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub struct ComparingArgs {
    /// Show where the order of columns differs
    #[arg(long)]
    column_order: bool,

    /// Not to be compared, but counted: trigger:*, app.tmp_*, owners, privileges, comments, `comments of table:app.*`
    #[arg(long, value_name = "WHAT", num_args = 1..)]
    ignore: Vec<pgplumb_compare::Ignore>,
}

/// Arguments that say what counts as a failure.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
struct Judging {
    /// Exit 1 when something differs
    #[arg(long)]
    exit_code: bool,

    /// The least severity that is a failure
    #[arg(long, value_name = "SEVERITY", default_value = "low")]
    fail_on: Severity,
}

/// Diffs.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let report = compared(session, &args.reading, &args.comparing, &args.sources).await?;
    reporting::print(session, &report, args.judging.fail_on, false)?;
    match args.judging.exit_code {
        true => reporting::judged(&report, args.judging.fail_on),
        false => Ok(Outcome::Done),
    }
}

/// Compares what the words mean, and warns of what reading it met.
pub async fn compared(
    session: &Session,
    reading: &args::Reading,
    comparing: &ComparingArgs,
    words: &[String],
) -> Result<Report, Failure> {
    let reader = Reader::new(session, reading)?;
    let code = Said::by_code(words, session)?;
    let (from, to) = match &code {
        Some(Said { is_all: true, .. }) => {
            let to = if let [_, to] = words { named(to, &reader)? } else { reader.target()? };
            let read = reader.read(&to.1, &reader.request(None)).await?;
            (None, (to.0, read))
        }
        _ => {
            let (from, to) = sides(words, session, &reader)?;
            let (from, to) = read_both(&reader, from, to).await?;
            (Some(from), to)
        }
    };
    for side in from.iter().chain([&to]) {
        side.1.warnings.iter().for_each(|warning| session.terminal.warn(format!("{}: {warning}", side.0)));
    }
    let selection = session.selection(reading)?;
    let comparing = Comparing {
        selection: &selection,
        options: comparing.options(session)?,
        scratch: &reader.scratch,
        observer: &reader.shown,
    };
    let mut report = drift::report();
    let new = Named { name: &to.0, read: &to.1 };
    if let Some(from) = &from {
        let old = Named { name: &from.0, read: &from.1 };
        let section = comparing.section(old, new, &mut report.notes).await;
        report.sections.push(section);
    }
    if let Some(Said { settings, folder, name, .. }) = &code {
        python::check(Code { settings, folder, name }, new, &comparing, &mut report);
    }
    reader.shown.clear();
    Ok(report)
}

/// What the project's code says.
struct Said {
    settings: settings::Python,
    folder: PathBuf,
    name: String,
    /// Whether nothing else is compared.
    is_all: bool,
}

impl Said {
    /// The code that the words name, or that the settings do, where there are no words.
    fn by_code(words: &[String], session: &Session) -> Result<Option<Self>, Failure> {
        let loaded = session.settings()?;
        let python = &loaded.settings.export.python;
        let configured = |is_all| Self {
            settings: python.clone(),
            folder: loaded.folder().to_owned(),
            name: python::CONFIGURED.to_owned(),
            is_all,
        };
        let Some(word) = words.first() else {
            let has_map = map(session)?.exists();
            return Ok(python::is_configured(python).then(|| configured(!has_map)));
        };
        match word.strip_prefix("python:") {
            None => Ok(None),
            Some("") if python::is_configured(python) => Ok(Some(configured(true))),
            Some("") => Err(Failure::new("[export.python] names no files to compare")
                .hint("set `compare`, or name a file or folder: pgplumb diff python:app/models")),
            Some(path) => {
                let (compare, update) = (vec![PathBuf::from(path)], Vec::new());
                let settings = settings::Python { compare, update, ..python.clone() };
                Ok(Some(Self { settings, folder: PathBuf::new(), name: word.clone(), is_all: true }))
            }
        }
    }
}

impl ComparingArgs {
    /// What counts, as the settings and the arguments say.
    pub fn options(&self, session: &Session) -> Result<pgplumb_compare::Options, Failure> {
        let settings = &session.settings()?.settings;
        let mut policy = settings.compare.policy(&settings.ignore.0);
        policy.ignore.extend(self.ignore.iter().cloned());
        Ok(pgplumb_compare::Options {
            column_order: self.column_order || settings.compare.column_order,
            policy,
            ..pgplumb_compare::Options::default()
        })
    }
}

/// A side: what it is called, and where it is read from.
type Side = (String, Source);

/// What a word means.
fn named(word: &str, reader: &Reader<'_>) -> Result<Side, Failure> {
    Ok((crate::redact::redact(word), reader.source(Some(word))?))
}

/// Where the schema map is.
fn map(session: &Session) -> Result<PathBuf, Failure> {
    let loaded = session.settings()?;
    let output = export::output("json").ok_or_else(|| Failure::new("there is no schema map"))?;
    Ok(loaded.folder().join(export::place(output, &loaded.settings.export)))
}

/// What the words mean: `X` is X → database, nothing the schema map → database.
pub fn sides(words: &[String], session: &Session, reader: &Reader<'_>) -> Result<(Side, Side), Failure> {
    let named = |word| named(word, reader);
    Ok(match words {
        [_, _] if reader.has_source() => {
            return Err(Failure::new(
                "--source takes the place of the database, and two other sources are named",
            ));
        }
        [from, to] => (named(from)?, named(to)?),
        [from] => (named(from)?, reader.target()?),
        _ => {
            let path = map(session)?;
            if !path.exists() {
                return Err(Failure::new(format!("{} does not exist", path.display())).hint(
                    "pgplumb export json writes it; or name what to compare: pgplumb diff schema.sql",
                ));
            }
            ((path.display().to_string(), Source::Path(path)), reader.target()?)
        }
    })
}

/// Reads both sides: what need not be executed first, so that the other is executed on a server of the same version.
pub async fn read_both(
    reader: &Reader<'_>,
    from: Side,
    to: Side,
) -> Result<((String, Read), (String, Read)), Failure> {
    let is_executed = |source: &Source| !matches!(source, Source::Database(_));
    let read = async |source: &Source, other: Option<&Read>| {
        let major = other.map(|read| read.catalog.server_version.major());
        reader.read(source, &reader.request(major)).await
    };
    if is_executed(&from.1) && !is_executed(&to.1) {
        let new = read(&to.1, None).await?;
        let old = read(&from.1, Some(&new)).await?;
        return Ok(((from.0, old), (to.0, new)));
    }
    let old = read(&from.1, None).await?;
    let new = read(&to.1, Some(&old)).await?;
    Ok(((from.0, old), (to.0, new)))
}
