//! `pgplumb apply`

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pgplumb_catalog::Change;
use pgplumb_catalog::visible::visible;
use pgplumb_outputs::nouns::counted;
use pgplumb_postgres::io_message;
use pgplumb_postgres::{Connection, Conninfo};
use serde::Serialize;

use super::execution::{Execution, kept};
use super::plan_output::{describe_change, print_statements};
use super::planner::{self, Planner, PlanningArgs, Sides};
use super::reader::Reader;
use super::session::Session;
use super::{Failure, Outcome, args, export, plan};
use crate::operations::apply::{
    AllowedStep, LockError, Secrets, Timeouts, acquire_lock, check_allowed, forbidden, missing_rights,
};
use crate::operations::find;
use crate::operations::load::LoadedCatalog;
use crate::operations::plan::{
    DataCheckResult, DerivationError, ParsePlanError, Planned, Proof, SavedPlan, fingerprint,
    unapplied_changes,
};
use crate::redact::redact;
use crate::shell;
use crate::sources::Source;
use crate::terminal::prompt::Answer;
use crate::terminal::{Format, Text, TextStyle, prompt};

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
        started,
        waited: Cell::default(),
    };
    if !args.dry_run {
        applying.lock(&connection).await?;
    }
    let source = Source::Database(Box::new(conninfo.clone()));
    let (mut sides, mut planned, current) = match work {
        Work::Saved(saved) => {
            let current = reader.read(&source, &reader.request(None)).await?;
            (None, applying.use_saved(&saved, &current, &connection).await?, current)
        }
        Work::Desired(desired) => {
            let major = Some(connection.server_version().major());
            let Sides { current, desired } = planner::read_sides(&reader, &source, desired, major).await?;
            let planned = applying.planner.plan(&current, &desired).await?;
            (Some(desired), planned, current)
        }
    };
    reader.inspect(&mut planned, &connection).await;
    if session.terminal.format() != Format::Json || args.dry_run {
        plan::print(session, &planned, Some(&connection), args.planning.shows_sql()).await?;
    }
    if !args.reading.allow_empty {
        let objects = find::all_ids(&current.catalog);
        check_allowed(&args.allow, &planned.saved.plan, &objects)?;
    }
    applying.check(&planned, &connection).await?;
    if args.dry_run {
        planner::record(&args.planning, session, &planned)?;
        return Ok(if args.exit_code && !planned.saved.is_in_sync() {
            Outcome::Drift
        } else {
            Outcome::Done
        });
    }
    let saved = &planned.saved;
    let secrets = Secrets::read(&saved.plan, &session.environment).map_err(|error| {
        Failure::new(error)
            .hint("nothing was changed; set the variable or create the file, and run apply again")
    })?;
    // Stage the migration first: if that fails, nothing has been executed.
    let mut migration = planner::stage(&args.planning, session, &planned)
        .map_err(|failure| failure.hint("nothing was changed"))?;
    if !saved.plan.is_empty() {
        applying.ask(saved, &source).await?;
        let execution = Execution {
            interrupt: &session.interrupt,
            progress: &reader.progress,
            conninfo: &conninfo,
            lock_timeout: args.lock_timeout,
            timeouts: Timeouts { statement: args.step_timeout, scan: args.scan_timeout },
            log: args.log.as_deref(),
            secrets: &secrets,
            migration: migration.as_ref(),
            // A saved plan applies only to the state that it was created for.
            again: if args.plan.is_some() { "Plan and apply again" } else { "Apply again" },
        };
        execution.execute(saved, connection).await?;
    }
    if let Some(migration) = &mut migration {
        planner::install(migration, session)
            .map_err(|failure| failure.hint(format!("the steps were executed; {}", kept(migration))))?;
    }
    applying.finish(saved, &current, sides.take(), &source).await
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

fn check_fingerprint(saved: &SavedPlan, current: &LoadedCatalog) -> Result<(), Failure> {
    if fingerprint(&current.catalog, &saved.managed) == saved.fingerprint {
        return Ok(());
    }
    let target = &saved.target;
    Err(Failure::new(format!(
        "the plan is stale: the database has changed since the plan was created ({} on {}, {})",
        target.database, target.host, saved.created_at
    ))
    .hint("nothing was changed; create a new plan"))
}

struct Applying<'a> {
    args: &'a Args,
    session: &'a Session,
    reader: &'a Reader<'a>,
    planner: Planner<'a>,
    conninfo: &'a Conninfo,
    started: Instant,
    /// How long the question was on the terminal.
    waited: Cell<Duration>,
}

/// JSON result.
#[derive(Serialize)]
struct Summary<'a> {
    database: &'a str,
    host: &'a str,
    server_version: &'a str,
    steps: usize,
    in_sync: bool,
    remaining: Vec<&'a Change>,
    seconds: f64,
}

impl Applying<'_> {
    /// Uses a saved plan, if the database still matches it, and the steps are those that the
    /// desired state requires.
    async fn use_saved(
        &self,
        saved: &SavedPlan,
        current: &LoadedCatalog,
        connection: &Connection,
    ) -> Result<Planned, Failure> {
        let refused = |error: DerivationError| {
            let hint = match &error {
                DerivationError::Missing | DerivationError::Invalid(_) | DerivationError::Edited(_) => {
                    "nothing was changed; create the plan again with pgplumb plan -o"
                }
                DerivationError::OtherTarget(_) => {
                    "nothing was changed; create a plan for this database, or choose the other one with -d"
                }
                DerivationError::OtherTimeZone(..) => {
                    "nothing was changed; create a new plan, or set the role's time zone: ALTER ROLE … SET timezone"
                }
                DerivationError::Plan(_) => "nothing was changed",
            };
            Failure::new(error).hint(hint)
        };
        saved.check_target(current, connection).await.map_err(refused)?;
        check_fingerprint(saved, current)?;
        let derived = saved.derive_again(current, &self.reader.scratch, &self.reader.progress).await;
        self.reader.progress.clear();
        derived.map_err(refused)
    }

    async fn lock(&self, connection: &Connection) -> Result<(), Failure> {
        let locked =
            acquire_lock(connection, self.conninfo, self.args.lock_wait, &self.reader.progress).await;
        self.reader.progress.clear();
        locked.map_err(|error| match error {
            LockError::Held(_) => {
                Failure::new(error).hint("nothing was changed; pass --lock-wait 5min to wait for it")
            }
            LockError::Shared => Failure::new(error)
                .hint("nothing was changed; connect directly to the server, or to a pooler in session mode"),
            LockError::Query(_) => Failure::new(error),
        })
    }

    /// Checks that the whole plan may be executed.
    async fn check(&self, planned: &Planned, connection: &Connection) -> Result<(), Failure> {
        let saved = &planned.saved;
        if let Proof::Failed { .. } = saved.proof
            && !self.args.planning.skips_proof()
            && let Some(failure) = planner::unproved(saved, self.args.plan.as_deref())
        {
            return Err(failure);
        }
        if self.args.dry_run {
            return Ok(());
        }
        let forbidden = forbidden(&saved.plan, &self.args.allow);
        if !forbidden.is_empty() && !self.args.allow_destructive {
            let mut message = format!(
                "{} can lose data or change values, and must be allowed:",
                counted(forbidden.len(), "change")
            );
            for step in &forbidden {
                message.push_str(&format!("\n    --allow {}", shell::word(&AllowedStep::for_step(step))));
            }
            return Err(Failure::new(message)
                .hint("nothing was changed; allow each step as above, or all with --allow-destructive"));
        }
        let failing: Vec<&DataCheckResult> =
            saved.data_check_results.iter().filter(|answer| answer.is_blocking()).collect();
        if !failing.is_empty() {
            let mut message = "existing rows would make the plan fail:".to_owned();
            for answer in failing {
                let step = answer.step + 1;
                message.push_str(&format!(
                    "\n    step {step}: {}\n        {}",
                    visible(&answer.text()),
                    answer.rows_query.as_ref().unwrap_or(&answer.query).replace('\n', "\n        ")
                ));
            }
            return Err(
                Failure::new(message).hint("nothing was changed; change the rows or the desired state")
            );
        }
        let lacking = missing_rights(&saved.plan, connection).await.map_err(Failure::new)?;
        if !lacking.is_empty() {
            let message = format!("role {} lacks privileges for this plan:", connection.user());
            let message = lacking.iter().fold(message, |message, what| format!("{message}\n    {what}"));
            return Err(
                Failure::new(message).hint("nothing was changed; connect as a role with these privileges")
            );
        }
        Ok(())
    }

    async fn ask(&self, saved: &SavedPlan, source: &Source) -> Result<(), Failure> {
        if self.args.yes {
            return Ok(());
        }
        if !self.session.terminal.can_prompt() {
            return Err(Failure::new("there is no terminal to ask for confirmation")
                .hint("nothing was changed; pass --yes to skip the question"));
        }
        let steps = counted(saved.plan.steps.len(), "step");
        let question = format!("Execute {steps} on {}?", self.conninfo.redacted());
        let asked = Instant::now();
        let answer = loop {
            let answer = prompt::ask(&question).await.map_err(|error| match error.kind() {
                std::io::ErrorKind::Interrupted => Failure::interrupted(),
                _ => Failure::new(format!("cannot ask for confirmation: {}", io_message(&error))),
            })?;
            match answer {
                Answer::Sql => print_statements(self.session, saved)?,
                answer => break answer,
            }
        };
        self.waited.set(asked.elapsed());
        if answer == Answer::No {
            return Err(Failure::new("not confirmed: nothing was changed"));
        }
        // The database may have changed while waiting for the answer.
        let now = self.reader.read(source, &self.reader.request(None)).await?;
        check_fingerprint(saved, &now)
    }

    /// Reads the database back and compares it with the desired state.
    async fn finish(
        &self,
        saved: &SavedPlan,
        before: &LoadedCatalog,
        desired: Option<(String, LoadedCatalog)>,
        source: &Source,
    ) -> Result<Outcome, Failure> {
        let mut remaining: Vec<Change> = if saved.plan.is_empty() {
            saved.changes.clone()
        } else {
            let left = self.remaining(saved, before, desired, source).await;
            left.map_err(|failure| {
                let steps = counted(saved.plan.steps.len(), "step");
                failure.hint(format!("{steps} executed, but not verified; run pgplumb plan to compare"))
            })?
        };
        remaining.retain(|change| !saved.is_harmless(change));
        self.report(saved, &remaining)?;
        if self.args.export {
            export::refresh(self.session, &self.args.reading).await?;
        }
        if remaining.is_empty() && saved.left_to_user().next().is_none() {
            return Ok(Outcome::Done);
        }
        let mut message = "the database does not match the desired state:".to_owned();
        for change in &remaining {
            message.push_str(&format!("\n    {}", describe_change(change)));
        }
        for left in saved.left_to_user() {
            message.push_str(&format!(
                "\n    {} {}: {}",
                left.object.kind,
                left.object.visible_path(),
                left.reason
            ));
        }
        Err(Failure::new(message))
    }

    /// Reads the database back, and returns the differences of all managed objects from the desired
    /// state.
    async fn remaining(
        &self,
        saved: &SavedPlan,
        before: &LoadedCatalog,
        desired: Option<(String, LoadedCatalog)>,
        source: &Source,
    ) -> Result<Vec<Change>, Failure> {
        let after = self.reader.read(source, &self.reader.request(None)).await?;
        if let Some(desired) = &desired {
            return self.planner.remaining(&after, desired).await;
        }
        let found = saved.remaining(&after, &self.reader.scratch).await.map_err(Failure::new)?;
        let mut changes = found.saved.changes;
        // If there is no server to normalize expressions on, an expression that the plan changes
        // counts as changed if it differs from the one before.
        if !found.notes.is_empty() {
            let unapplied = unapplied_changes(saved, &before.catalog, &after.catalog);
            changes.retain(|change| !change.is_text_change());
            changes.extend(unapplied.into_iter().filter(Change::is_text_change));
        }
        Ok(changes)
    }

    fn report(&self, saved: &SavedPlan, remaining: &[Change]) -> Result<(), Failure> {
        let terminal = &self.session.terminal;
        let (steps, seconds) =
            (saved.plan.steps.len(), (self.started.elapsed() - self.waited.get()).as_secs_f64());
        if terminal.format() == Format::Json {
            terminal.print_json(&Summary {
                database: &saved.target.database,
                host: &saved.target.host,
                server_version: &saved.target.server_version,
                steps,
                in_sync: remaining.is_empty() && saved.left_to_user().next().is_none(),
                remaining: remaining.iter().collect(),
                seconds,
            })?;
        }
        if steps > 0 && remaining.is_empty() {
            let done = format!(" {} executed and verified", counted(steps, "step"));
            let text = Text::new().with(TextStyle::Success, "✓").plain(done);
            terminal.status(text.faint(format!(" in {seconds:.2} s")));
        }
        Ok(())
    }
}
