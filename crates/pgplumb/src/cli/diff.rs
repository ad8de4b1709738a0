//! `pgplumb diff`

use std::path::{Path, PathBuf};

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::Report;

use super::reader::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, report_output};
use crate::operations::drift::{self, Comparer, NamedCatalog};
use crate::operations::export;
use crate::operations::load::LoadedCatalog;
use crate::operations::python::{self, Code};
use crate::operations::selection::{PatternCheck, SpecifiedPattern};
use crate::settings;
use crate::sources::Source;

/// Arguments of `pgplumb diff`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A SOURCE is a database (postgres://…, service=…, env:NAME), a .sql file or a folder of them, a schema_map.json, \
                  git:REV:PATH, migrations:DIR, migrate:COMMAND or exec:COMMAND. A single source is compared with the database. \
                  Without sources, the schema map and the Python code in [export.python] are compared with the database. The first source can also be code: \
                  python:PATH, or python: for the code in [export.python].\n\nExamples:\n  \
                  pgplumb diff                                  # docs/schema_map.json → database\n  \
                  pgplumb diff env:staging env:production\n  \
                  pgplumb diff git:main:docs/schema_map.json docs/schema_map.json\n  \
                  pgplumb diff migrations:db/migrations --exit-code\n  \
                  pgplumb diff python:schemas docs/schema_map.json"
)]
pub struct Args {
    /// Two sources, or one to compare with the database [default: the schema map]
    #[arg(value_name = "SOURCE", num_args = 0..=2)]
    sources: Vec<String>,

    #[command(flatten)]
    judging: JudgingArgs,

    #[command(flatten)]
    comparing: ComparingArgs,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Arguments of commands that compare.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub struct ComparingArgs {
    /// Also compare the order of columns
    #[arg(long, hide_short_help = true)]
    column_order: bool,

    /// Differences to ignore: trigger:*, app.tmp_*, owners, comments
    ///
    /// Ignored differences are only counted. Other examples: privileges, security labels,
    /// `comments of table:app.*`
    #[arg(long, value_name = "WHAT", num_args = 1..)]
    ignore: Vec<pgplumb_compare::Ignore>,

    /// Also compare the tables in which migration tools record their migrations
    #[arg(long, hide_short_help = true)]
    include_bookkeeping: bool,
}

/// Arguments that decide what counts as a failure.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
struct JudgingArgs {
    /// Exit with 1 if there are differences
    #[arg(long)]
    exit_code: bool,

    /// Lowest severity that counts as a failure, for --exit-code and --format junit
    #[arg(long, value_name = "SEVERITY", default_value = "low")]
    fail_on: Severity,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let report = compare(session, &args.reading, &args.comparing, &args.sources).await?;
    report_output::print(session, &report, args.judging.fail_on)?;
    match report_output::outcome(&report, args.judging.fail_on)? {
        Outcome::Drift if args.judging.exit_code => Ok(Outcome::Drift),
        _ => Ok(Outcome::Done),
    }
}

/// Compares the sources in `arguments`, and prints warnings.
pub async fn compare(
    session: &Session,
    reading: &args::ReadArgs,
    comparing: &ComparingArgs,
    arguments: &[String],
) -> Result<Report, Failure> {
    let reader = Reader::new(session, reading)?;
    let code = CodeSide::from_args(arguments, session)?;
    let (from, to) = match &code {
        Some(CodeSide { is_only: true, .. }) => {
            let to = if let [_, to] = arguments { parse_side(to, &reader)? } else { reader.target()? };
            let read = reader.read(&to.1, &reader.request(None)).await?;
            (None, (to.0, read))
        }
        _ => {
            let (from, to) = sides(arguments, session, &reader)?;
            let (from, to) = read_both(&reader, from, to).await?;
            (Some(from), to)
        }
    };
    for side in from.iter().chain([&to]) {
        side.1.warnings_of(&side.0).for_each(|warning| session.terminal.warn(warning));
    }
    let selection = session.selection(reading)?;
    let mut check = comparing.pattern_check(session, reading, code.is_some())?;
    from.iter().chain([&to]).for_each(|side| check.see(&side.1.catalog));
    session.note_unmatched(&check.finish()?);
    let context = {
        let sides: Vec<(&str, &LoadedCatalog)> =
            from.iter().map(|side| ("From", &side.1)).chain([("To", &to.1)]).collect();
        report_output::context(session, reading, comparing, &sides)?
    };
    let comparing = Comparer {
        selection: &selection,
        options: comparing.options(session)?,
        scratch: &reader.scratch,
        observer: &reader.progress,
    };
    let mut report = Report { context, ..drift::empty_report() };
    let new = NamedCatalog { name: &to.0, loaded: &to.1 };
    if let Some(from) = &from {
        let old = NamedCatalog { name: &from.0, loaded: &from.1 };
        let section = comparing.section(old, new, &mut report.notes).await;
        report.sections.push(section);
    }
    if let Some(CodeSide { settings, folder, name, .. }) = &code {
        python::check(Code { settings, folder, name }, new, &comparing, &mut report);
    }
    reader.progress.clear();
    Ok(report)
}

/// The project's code to compare.
struct CodeSide {
    settings: settings::Python,
    folder: PathBuf,
    name: String,
    /// Whether only the code is compared.
    is_only: bool,
}

impl CodeSide {
    /// Returns the code named by the arguments or, without arguments, by the settings.
    fn from_args(arguments: &[String], session: &Session) -> Result<Option<Self>, Failure> {
        let loaded = session.settings()?;
        let python = &loaded.settings.export.python;
        let configured = |is_only| Self {
            settings: python.clone(),
            folder: loaded.folder().to_owned(),
            name: python::CONFIGURED.to_owned(),
            is_only,
        };
        let Some(argument) = arguments.first() else {
            let has_map = schema_map_path(session)?.exists();
            return Ok(python::is_configured(python).then(|| configured(!has_map)));
        };
        match argument.strip_prefix("python:") {
            None => Ok(None),
            Some("") if python::is_configured(python) => Ok(Some(configured(true))),
            Some("") => Err(Failure::new("[export.python] has no files to compare")
                .hint("set `compare` there, or pass a file or folder: pgplumb diff python:app/models")),
            Some(path) if !Path::new(path).exists() => {
                Err(Failure::new(format!("{argument}: no such file or folder")))
            }
            Some(path) => {
                let (compare, update) = (vec![PathBuf::from(path)], Vec::new());
                let settings = settings::Python { compare, update, ..python.clone() };
                Ok(Some(Self { settings, folder: PathBuf::new(), name: argument.clone(), is_only: true }))
            }
        }
    }
}

impl ComparingArgs {
    /// Returns the check that patterns match something. With Python code, rules may ignore objects
    /// that only the code has.
    pub fn pattern_check(
        &self,
        session: &Session,
        reading: &args::ReadArgs,
        with_code: bool,
    ) -> Result<PatternCheck, Failure> {
        let ignore = self.ignore.iter().filter_map(|rule| rule.pattern().cloned());
        let ignore = ignore.map(|pattern| match with_code {
            true => SpecifiedPattern::optional("--ignore", pattern),
            false => SpecifiedPattern::excluding("--ignore", pattern),
        });
        let settings = &session.settings()?.settings;
        let policy = settings.compare.policy(&settings.ignore.0);
        Ok(session.pattern_check(reading)?.with_policy(&policy).with(ignore))
    }

    /// Returns the options for comparing, from settings and arguments.
    pub fn options(&self, session: &Session) -> Result<pgplumb_compare::Options, Failure> {
        let settings = &session.settings()?.settings;
        let mut policy = settings.compare.policy(&settings.ignore.0);
        policy.ignore.extend(self.ignore.iter().cloned());
        policy.include_bookkeeping = self.include_bookkeeping;
        Ok(pgplumb_compare::Options {
            column_order: self.column_order || settings.compare.column_order,
            policy,
            ..pgplumb_compare::Options::default()
        })
    }
}

/// A side of a comparison: its name and its source.
type Side = (String, Source);

/// Parses an argument as a side.
fn parse_side(argument: &str, reader: &Reader<'_>) -> Result<Side, Failure> {
    Ok((crate::redact::redact(argument), reader.source(Some(argument))?))
}

/// Path of the schema map.
pub fn schema_map_path(session: &Session) -> Result<PathBuf, Failure> {
    let loaded = session.settings()?;
    let output = export::output("json").ok_or_else(|| Failure::new("there is no schema map"))?;
    Ok(loaded.folder().join(export::output_path(output, &loaded.settings.export)))
}

/// Returns the sides: `X` is X → database; without arguments, schema map → database.
pub fn sides(arguments: &[String], session: &Session, reader: &Reader<'_>) -> Result<(Side, Side), Failure> {
    let side = |argument| parse_side(argument, reader);
    Ok(match arguments {
        [_, _] if reader.has_source() => {
            return Err(Failure::new(
                "--source replaces the database and cannot be combined with two sources",
            ));
        }
        [from, to] => (side(from)?, side(to)?),
        [from] => (side(from)?, reader.target()?),
        _ => {
            let path = schema_map_path(session)?;
            if !path.exists() {
                return Err(Failure::new(format!("{} does not exist", path.display()))
                    .hint("pgplumb export json writes it; or pass a source: pgplumb diff schema.sql"));
            }
            ((path.display().to_string(), Source::Path(path)), reader.target()?)
        }
    })
}

/// Reads both sides. If only the first one must be executed, the database is read first, so that
/// SQL is executed on the same major version.
pub async fn read_both(
    reader: &Reader<'_>,
    from: Side,
    to: Side,
) -> Result<((String, LoadedCatalog), (String, LoadedCatalog)), Failure> {
    let is_executed = |source: &Source| !matches!(source, Source::Database(_));
    let read = async |source: &Source, other: Option<&LoadedCatalog>| {
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
