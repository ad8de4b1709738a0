//! `pgplumb apply`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pgplumb_catalog::Change;
use pgplumb_postgres::{Connection, Conninfo};
use serde::Serialize;

use super::executing::{Execution, kept};
use super::planning::{self, Planner, PlanningArgs};
use super::reading::{Reader, some};
use super::session::Session;
use super::showing::told;
use super::{Failure, Outcome, args, export, plan};
use crate::operations::apply::{Allowed, LockError, Timeouts, forbidden, lacking, lock};
use crate::operations::plan::{Answer, BadPlan, Planned, Proof, SavedPlan, fingerprint, undone};
use crate::operations::read::Read;
use crate::redact::redact;
use crate::sources::Source;
use crate::terminal::{Format, Look, Text, prompt};

/// Arguments of `pgplumb apply`.
#[derive(Debug, clap::Args)]
#[command(
    group(clap::ArgGroup::new("what").args(["plan", "desired"]).required(true)),
    after_help = "Shows the plan, asks, and executes it step by step. What was interrupted is completed by applying again; when there is \
                  nothing to do, nothing is done.\n\nExamples:\n  \
                  pgplumb apply --desired schema.sql --dry-run\n  \
                  pgplumb apply --desired schema.sql --yes      # in CI, or as a platform's release command\n  \
                  pgplumb plan --desired schema.sql -o plan.json && pgplumb apply plan.json\n  \
                  pgplumb apply --desired schema.sql --allow drop-column:public.users.legacy"
)]
pub struct Args {
    /// A plan that pgplumb plan -o kept
    #[arg(value_name = "PLAN", conflicts_with_all = ["only", "ignore", "additive", "no_online", "rename", "write_migration", "name", "migration_format", "schema", "exclude"])]
    plan: Option<PathBuf>,

    /// What the database is to be: any source
    #[arg(long, value_name = "SOURCE")]
    desired: Option<String>,

    /// Show the plan, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// With --dry-run, exit 1 when there is anything to do
    #[arg(long, requires = "dry_run")]
    exit_code: bool,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,

    /// Allow every step that loses data
    #[arg(long)]
    allow_destructive: bool,

    /// Allow these steps that lose data: drop-column:public.users.legacy, drop-table:app.tmp_*
    #[arg(long, value_name = "KIND:OBJECT", num_args = 1..)]
    allow: Vec<Allowed>,

    /// How long to wait for another apply to end: 30s, 5min
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = args::duration)]
    lock_wait: Duration,

    /// Longest that a step may wait for a lock at a time, keeping others waiting; it is tried again then. 0 is without limit
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = args::duration)]
    lock_timeout: Duration,

    /// Longest that a statement may take that does not go through rows, waiting for locks apart. 0 is without limit
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = args::duration)]
    step_timeout: Duration,

    /// Longest that a statement may take that goes through the rows of a table, or builds an index. 0 is without limit
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = args::duration)]
    scan_timeout: Duration,

    /// File to which every statement is added with its time and outcome, as lines of JSON
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// Export afterwards, as pgplumb export does
    #[arg(long)]
    export: bool,

    #[command(flatten)]
    planning: PlanningArgs,

    #[command(flatten)]
    reading: args::Reading,
}

/// Applies.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let started = Instant::now();
    if args.reading.source.is_some() {
        return Err(
            Failure::new("--source names what is read, and apply changes a database").hint("name it with -d")
        );
    }
    let saved = args.plan.as_deref().map(read_plan).transpose()?;
    let chosen = session.database(&args.reading.connecting)?;
    if chosen.protected && saved.is_none() && !args.dry_run {
        return Err(Failure::new(format!("{} is protected: it takes a saved plan only", chosen.named_by))
            .hint(
                "pgplumb plan --desired SOURCE -o plan.json; once that is looked at: pgplumb apply plan.json",
            ));
    }
    session.terminal.say(format!(
        "database: {} (named by {})",
        redact(&chosen.conninfo.redacted()),
        chosen.named_by
    ));
    let reader = Reader::new(session, &args.reading)?;
    let (connection, conninfo) = reader.connect(&chosen.conninfo).await?;
    let planner = Planner::new(&args.planning, session, &args.reading, &reader).unasked_if(args.yes);
    let applying = Applying { args: &args, session, reader: &reader, planner, conninfo: &conninfo, started };
    if !args.dry_run {
        applying.lock(&connection).await?;
    }
    let source = Source::Database(Box::new(conninfo.clone()));
    let (mut sides, current) = match &args.desired {
        Some(word) => {
            let major = Some(connection.server_version().major());
            let sides = planning::read_sides(&reader, &source, word, major).await?;
            (Some(sides.desired), sides.current)
        }
        None => (None, reader.read(&source, &reader.request(None)).await?),
    };
    let mut planned = match (&sides, saved) {
        (Some(desired), _) => applying.planner.plan(&current, desired).await?,
        (None, Some(saved)) => of_saved(saved, &current)?,
        (None, None) => return Err(Failure::new("neither a plan nor a desired state is named")),
    };
    planned.saved.look(&connection).await;
    if session.terminal.format() != Format::Json || args.dry_run {
        plan::print(session, &planned, Some(&connection)).await?;
    }
    applying.check(&planned, &current, &connection).await?;
    if args.dry_run {
        planning::record(&args.planning, session, &planned)?;
        return Ok(if args.exit_code && !planned.saved.is_in_step() {
            Outcome::Drift
        } else {
            Outcome::Done
        });
    }
    let saved = &planned.saved;
    // Before anything is done, so that there is a record of it.
    let mut migration = planning::stage(&args.planning, session, &planned)
        .map_err(|failure| failure.hint("nothing was changed"))?;
    if !saved.plan.is_empty() {
        applying.ask(saved, &source).await?;
        let execution = Execution {
            interrupt: &session.interrupt,
            shown: &reader.shown,
            conninfo: &conninfo,
            lock_timeout: args.lock_timeout,
            timeouts: Timeouts { statement: args.step_timeout, scan: args.scan_timeout },
            log: args.log.as_deref(),
            migration: migration.as_ref(),
            // A plan is for the state that it was made for.
            again: if args.plan.is_some() { "Planning and applying again" } else { "Applying again" },
        };
        execution.execute(saved, connection).await?;
    }
    if let Some(migration) = &mut migration {
        planning::place(migration, session)
            .map_err(|failure| failure.hint(format!("the steps were executed; {}", kept(migration))))?;
    }
    applying.finish(saved, &current, sides.take(), &source).await
}

fn read_plan(path: &Path) -> Result<SavedPlan, Failure> {
    let name = path.display();
    let other = |failure: Failure| {
        failure.hint(format!(
            "a plan is what pgplumb plan -o keeps; another source is applied with --desired {name}"
        ))
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        let failure = Failure::new(format!("{name} cannot be read: {error}"));
        if path.exists() { other(failure) } else { failure }
    })?;
    SavedPlan::parse(&text).map_err(|error| {
        let failure = Failure::new(format!("{name}: {error}"));
        if matches!(error, BadPlan::Json(_)) { other(failure) } else { failure }
    })
}

/// A saved plan, if the database is still what it was made for.
fn of_saved(saved: SavedPlan, current: &Read) -> Result<Planned, Failure> {
    check_fingerprint(&saved, current)?;
    Ok(Planned {
        saved,
        in_step: Vec::new(),
        passed_over: Vec::new(),
        left_out: Vec::new(),
        candidates: Vec::new(),
        undo: None,
        notes: Vec::new(),
    })
}

fn check_fingerprint(saved: &SavedPlan, current: &Read) -> Result<(), Failure> {
    if fingerprint(&current.catalog, &saved.managed) == saved.fingerprint {
        return Ok(());
    }
    let target = &saved.target;
    Err(Failure::new(format!(
        "the plan is stale: the database is not what the plan was made for ({} on {}, {})",
        target.database, target.host, saved.made_at
    ))
    .hint("nothing was changed; plan again"))
}

struct Applying<'a> {
    args: &'a Args,
    session: &'a Session,
    reader: &'a Reader<'a>,
    planner: Planner<'a>,
    conninfo: &'a Conninfo,
    started: Instant,
}

/// What programs are told.
#[derive(Serialize)]
struct Summary<'a> {
    database: &'a str,
    host: &'a str,
    server_version: &'a str,
    steps: usize,
    in_step: bool,
    left: Vec<&'a Change>,
    seconds: f64,
}

impl Applying<'_> {
    async fn lock(&self, connection: &Connection) -> Result<(), Failure> {
        let locked = lock(connection, self.conninfo, self.args.lock_wait, &self.reader.shown).await;
        self.reader.shown.clear();
        locked.map_err(|error| match error {
            LockError::Held(_) => {
                Failure::new(error).hint("nothing was changed; --lock-wait 5min waits for it to end")
            }
            LockError::Shared => Failure::new(error)
                .hint("nothing was changed; connect to the server itself, or to a pooler in session mode"),
            LockError::Query(_) => Failure::new(error),
        })
    }

    /// Whether the plan may be executed: all of it, or none.
    async fn check(&self, planned: &Planned, current: &Read, connection: &Connection) -> Result<(), Failure> {
        let saved = &planned.saved;
        if let Proof::Failed { .. } = saved.proof
            && !self.args.planning.is_unproved()
            && let Some(failure) = planning::unproved(saved, self.args.plan.as_deref())
        {
            return Err(failure);
        }
        if self.args.dry_run {
            return Ok(());
        }
        let forbidden = forbidden(&saved.plan, &self.args.allow);
        if !forbidden.is_empty() && !self.args.allow_destructive {
            let mut message =
                format!("{} would lose data, and nobody allowed that:", some(forbidden.len(), "step"));
            for step in &forbidden {
                message.push_str(&format!("\n    --allow {}", Allowed::word(step)));
            }
            return Err(Failure::new(message).hint(
                "nothing was changed; allow them one by one as above, or all with --allow-destructive",
            ));
        }
        let failing: Vec<&Answer> = saved.answers.iter().filter(|answer| answer.is_failing()).collect();
        if !failing.is_empty() {
            let mut message = "existing rows would make the plan fail:".to_owned();
            for answer in failing {
                let step = answer.step + 1;
                message.push_str(&format!("\n    step {step}: {}\n        {}", answer.words(), answer.query));
            }
            return Err(
                Failure::new(message).hint("nothing was changed; change the rows, or what is desired")
            );
        }
        let lacking = lacking(&saved.plan, &current.catalog, connection).await.map_err(Failure::new)?;
        if !lacking.is_empty() {
            let message = format!("role {} lacks rights for this plan:", connection.user());
            let message = lacking.iter().fold(message, |message, what| format!("{message}\n    {what}"));
            return Err(Failure::new(message).hint("nothing was changed; connect as a role that has them"));
        }
        Ok(())
    }

    async fn ask(&self, saved: &SavedPlan, source: &Source) -> Result<(), Failure> {
        if self.args.yes {
            return Ok(());
        }
        if !self.session.terminal.can_ask() {
            return Err(Failure::new("there is nobody to ask whether to go on")
                .hint("nothing was changed; --yes goes on without asking"));
        }
        let question =
            format!("Execute {} on {}?", some(saved.plan.steps.len(), "step"), self.conninfo.redacted());
        let is_confirmed = prompt::confirmed(&question).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::Interrupted => Failure::interrupted(),
            _ => Failure::new(format!("nobody can be asked: {error}")),
        })?;
        if !is_confirmed {
            return Err(Failure::new("not confirmed: nothing was changed"));
        }
        // While somebody thought about it, somebody else may have changed the database.
        let now = self.reader.read(source, &self.reader.request(None)).await?;
        check_fingerprint(saved, &now)
    }

    /// Reads the database back, and says whether it is what it should be.
    async fn finish(
        &self,
        saved: &SavedPlan,
        before: &Read,
        desired: Option<(String, Read)>,
        source: &Source,
    ) -> Result<Outcome, Failure> {
        let left: Vec<Change> = if saved.plan.is_empty() {
            saved.changes.clone()
        } else {
            let after = self.reader.read(source, &self.reader.request(None)).await?;
            match &desired {
                Some(desired) => self.planner.left(&after, desired).await?,
                None => undone(saved, &before.catalog, &after.catalog),
            }
        };
        self.report(saved, &left)?;
        if self.args.export {
            export::refresh(self.session, &self.args.reading).await?;
        }
        if left.is_empty() && saved.plan.left.is_empty() {
            return Ok(Outcome::Done);
        }
        let mut message = "the database is not yet what is desired:".to_owned();
        for change in &left {
            message.push_str(&format!("\n    {}", told(change)));
        }
        for left in saved.plan.left.iter().filter(|l| !left.iter().any(|change| change.object == l.object)) {
            message.push_str(&format!("\n    {} {}: {}", left.object.kind, left.object.path(), left.reason));
        }
        Err(Failure::new(message))
    }

    fn report(&self, saved: &SavedPlan, left: &[Change]) -> Result<(), Failure> {
        let terminal = &self.session.terminal;
        let (steps, seconds) = (saved.plan.steps.len(), self.started.elapsed().as_secs_f64());
        if terminal.format() == Format::Json {
            terminal.print_json(&Summary {
                database: &saved.target.database,
                host: &saved.target.host,
                server_version: &saved.target.server_version,
                steps,
                in_step: left.is_empty() && saved.plan.left.is_empty(),
                left: left.iter().collect(),
                seconds,
            })?;
        }
        if steps > 0 && left.is_empty() {
            let done = format!(" {} executed, read back and compared", some(steps, "step"));
            let text = Text::new().with(Look::Good, "✓").plain(done);
            terminal.say(text.faint(format!(" in {seconds:.2} s")));
        }
        Ok(())
    }
}
