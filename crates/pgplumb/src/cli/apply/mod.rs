//! `pgplumb apply`

mod checks;
mod result;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pgplumb_postgres::io_message;
use pgplumb_postgres::{Connection, Conninfo};

use super::execution::{Execution, kept};
use super::planner::{self, Planner, PlanningArgs, Sides};
use super::reader::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, plan};
use crate::operations::apply::{AllowedStep, Secrets, Timeouts, check_allowed};
use crate::operations::find;
use crate::operations::load::LoadedCatalog;
use crate::operations::plan::{ParsePlanError, Planned, SavedPlan};
use crate::redact::redact;
use crate::sources::Source;
use crate::terminal::Format;

/// Arguments of `pgplumb apply`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Shows the plan, asks for confirmation, and executes it step by step. Applying again continues after an interruption, and \
                  does nothing if the database is up to date.\n\nExamples:\n  \
                  pgplumb apply --desired schema.sql --dry-run\n  \
                  pgplumb apply --desired schema.sql --yes      # for CI and deployments\n  \
                  pgplumb plan --desired schema.sql -o plan.json && pgplumb apply plan.json\n  \
                  pgplumb apply --desired schema.sql --allow drop-column:public.users.legacy"
)]
pub struct Args {
    /// Plan saved by pgplumb plan -o
    #[arg(value_name = "PLAN", conflicts_with_all = ["only", "ignore", "additive", "no_online", "rename", "write_migration", "name", "migration_format", "schema", "exclude", "include_bookkeeping", "desired"])]
    plan: Option<PathBuf>,

    /// Desired state: schema.sql, a folder or another source
    ///
    /// May be repeated for several files and folders. Default: desired in [apply] of pgplumb.toml
    #[arg(long, value_name = "SOURCE")]
    desired: Vec<String>,

    /// Show the plan without executing it
    #[arg(long)]
    dry_run: bool,

    /// With --dry-run, exit with 1 if there are pending changes
    #[arg(long, requires = "dry_run")]
    exit_code: bool,

    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,

    /// Allow all steps that lose data or can change values
    #[arg(long)]
    allow_destructive: bool,

    /// Allow these steps to lose data or change values
    ///
    /// Examples: drop-column:public.users.legacy, drop-table:app.tmp_*, table:app.tmp_* (any action)
    #[arg(long, value_name = "STEP", num_args = 1..)]
    allow: Vec<AllowedStep>,

    /// How long to wait for another apply to finish: 30s, 5min
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = args::parse_duration, hide_short_help = true)]
    lock_wait: Duration,

    /// How long to wait for a lock before rolling back and retrying; 0 for no limit
    ///
    /// Other sessions queue behind a step that waits for a lock.
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = args::parse_duration, hide_short_help = true)]
    lock_timeout: Duration,

    /// Time limit for statements that do not scan tables, not counting lock waits; 0 for no limit
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = args::parse_duration, hide_short_help = true)]
    step_timeout: Duration,

    /// Time limit for statements that scan a table or build an index; 0 for no limit
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = args::parse_duration, hide_short_help = true)]
    scan_timeout: Duration,

    /// File to append each statement to, with time and result, as JSON lines
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    log: Option<PathBuf>,

    /// After applying, export all enabled outputs, and other outputs whose files pgplumb has written
    /// before
    #[arg(long)]
    export: bool,

    #[command(flatten)]
    planning: PlanningArgs,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let started = Instant::now();
    if args.reading.source.is_some() {
        return Err(
            Failure::new("apply cannot be combined with --source").hint("specify the database with -d")
        );
    }
    let saved = args.plan.as_deref().map(read_plan).transpose()?;
    let chosen = session.database(&args.reading.connection)?;
    if chosen.protected && saved.is_none() && !args.dry_run {
        return Err(Failure::new(format!("the database from {} is protected: only a saved plan can be applied", chosen.named_by))
            .hint(
                "run pgplumb plan --desired SOURCE -o plan.json, review the plan, then run pgplumb apply plan.json",
            ));
    }
    session.terminal.status(format!(
        "database: {} (from {})",
        redact(&chosen.conninfo.redacted()),
        chosen.named_by
    ));
    let reader = Reader::new(session, &args.reading)?;
    // The arguments are checked before connecting.
    let work = match saved {
        Some(saved) => Work::Saved(Box::new(saved)),
        None => Work::Desired(reader.desired(&args.desired)?),
    };
    let (connection, conninfo) = reader.connect(&chosen.conninfo).await?;
    let planner =
        Planner::new(&args.planning, session, &args.reading, &reader).without_questions_if(args.yes);
    let applying = Applying {
        args: &args,
        session,
        reader: &reader,
        planner,
        conninfo: &conninfo,
        source: Source::Database(Box::new(conninfo.clone())),
        started,
        waited: Cell::default(),
    };
    if !args.dry_run {
        applying.lock(&connection).await?;
    }
    let work = applying.plan(work, &connection).await?;
    if args.dry_run { applying.end_dry_run(&work.planned) } else { applying.execute(work, connection).await }
}

/// What is applied.
enum Work {
    /// A saved plan.
    Saved(Box<SavedPlan>),
    /// The plan for a desired state: its name and its source.
    Desired((String, Source)),
}

fn read_plan(path: &Path) -> Result<SavedPlan, Failure> {
    let name = path.display();
    let other = |failure: Failure| {
        failure.hint(format!(
            "plans are saved by pgplumb plan -o; to apply another source, pass --desired {name}"
        ))
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        let failure = Failure::new(format!("cannot read {name}: {}", io_message(&error)));
        if path.exists() { other(failure) } else { failure }
    })?;
    SavedPlan::parse(&text).map_err(|error| {
        let failure = Failure::new(format!("{name}: {error}"));
        if matches!(error, ParsePlanError::Json(_)) { other(failure) } else { failure }
    })
}

/// A plan, and the states that it was made from.
struct PlannedWork {
    planned: Planned,
    current: LoadedCatalog,
    /// The desired state and its name. A saved plan has none.
    desired: Option<(String, LoadedCatalog)>,
}

struct Applying<'a> {
    args: &'a Args,
    session: &'a Session,
    reader: &'a Reader<'a>,
    planner: Planner<'a>,
    conninfo: &'a Conninfo,
    source: Source,
    started: Instant,
    /// How long the question was on the terminal.
    waited: Cell<Duration>,
}

impl Applying<'_> {
    /// Makes the plan, or derives the saved one again, shows it, and checks that it may be executed.
    async fn plan(&self, work: Work, connection: &Connection) -> Result<PlannedWork, Failure> {
        let mut work = match work {
            Work::Saved(saved) => {
                let current = self.reader.read(&self.source, &self.reader.request(None)).await?;
                let planned = self.use_saved(&saved, &current, connection).await?;
                PlannedWork { planned, current, desired: None }
            }
            Work::Desired(desired) => {
                let major = Some(connection.server_version().major());
                let Sides { current, desired } =
                    planner::read_sides(self.reader, &self.source, desired, major).await?;
                let planned = self.planner.plan(&current, &desired).await?;
                PlannedWork { planned, current, desired: Some(desired) }
            }
        };
        self.reader.inspect(&mut work.planned, connection).await;
        if self.session.terminal.format() != Format::Json || self.args.dry_run {
            let shows_sql = self.args.planning.shows_sql();
            plan::print(self.session, &work.planned, Some(connection), shows_sql).await?;
        }
        if !self.args.reading.allow_empty {
            let objects = find::all_ids(&work.current.catalog);
            check_allowed(&self.args.allow, &work.planned.saved.plan, &objects)?;
        }
        self.check(&work.planned, connection).await?;
        Ok(work)
    }

    fn end_dry_run(&self, planned: &Planned) -> Result<Outcome, Failure> {
        planner::record(&self.args.planning, self.session, planned)?;
        let is_drift = self.args.exit_code && !planned.saved.is_in_sync();
        Ok(if is_drift { Outcome::Drift } else { Outcome::Done })
    }

    /// Executes the plan after confirmation, and compares the result with the desired state.
    async fn execute(&self, work: PlannedWork, connection: Connection) -> Result<Outcome, Failure> {
        let saved = &work.planned.saved;
        let secrets = Secrets::read(&saved.plan, &self.session.environment).map_err(|error| {
            Failure::new(error)
                .hint("nothing was changed; set the variable or create the file, and run apply again")
        })?;
        // Stage the migration first: if that fails, nothing has been executed.
        let mut migration = planner::stage(&self.args.planning, self.session, &work.planned)
            .map_err(|failure| failure.hint("nothing was changed"))?;
        if !saved.plan.is_empty() {
            self.ask(saved).await?;
            let execution = Execution {
                interrupt: &self.session.interrupt,
                progress: &self.reader.progress,
                conninfo: self.conninfo,
                lock_timeout: self.args.lock_timeout,
                timeouts: Timeouts { statement: self.args.step_timeout, scan: self.args.scan_timeout },
                log: self.args.log.as_deref(),
                secrets: &secrets,
                migration: migration.as_ref(),
                // A saved plan applies only to the state that it was created for.
                again: if self.args.plan.is_some() { "Plan and apply again" } else { "Apply again" },
            };
            execution.execute(saved, connection).await?;
        }
        if let Some(migration) = &mut migration {
            planner::install(migration, self.session)
                .map_err(|failure| failure.hint(format!("the steps were executed; {}", kept(migration))))?;
        }
        self.finish(&work).await
    }
}
