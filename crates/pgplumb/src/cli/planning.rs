//! Planning, as the commands do that need a plan.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::{Change, Rename};
use pgplumb_compare::{Ignore, Options, new_name};

use super::Failure;
use super::args::Reading;
use super::reading::Reader;
use super::session::Session;
use super::showing::told;
use crate::operations::check::DATABASE;
use crate::operations::drift::Named;
use crate::operations::export::{ExportError, Staging};
use crate::operations::migration::{self, Format, Record, Staged};
use crate::operations::plan::{Confirm, Order, PlanError, Planned, Proof, RenameWord, SavedPlan};
use crate::operations::read::Read;
use crate::redact::redact;
use crate::sources::Source;
use crate::terminal::prompt;

/// Arguments that say what is desired, and how to get there.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Planning")]
pub struct PlanningArgs {
    /// Confine the plan to these objects: app.users, index:app.*
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    only: Vec<Pattern>,

    /// Leave as it is, whatever is desired: trigger:*, app.tmp_*, owners, privileges, comments, `comments of table:app.*`
    #[arg(long, value_name = "WHAT", num_args = 1..)]
    ignore: Vec<Ignore>,

    /// Rename what is in the database, and keep all that it is: public.users=accounts, public.users.name=full_name, type:app.mood=feeling
    #[arg(long, value_name = "OLD=NEW", num_args = 1.., conflicts_with = "additive")]
    rename: Vec<RenameWord>,

    /// Only add what is missing: drop and alter nothing
    #[arg(long)]
    additive: bool,

    /// Take the shortest way, though it may keep others from reading and writing meanwhile
    #[arg(long)]
    no_online: bool,

    /// Write the steps as a migration into this folder too, as the others there are
    #[arg(long, value_name = "DIR", requires = "name")]
    write_migration: Option<PathBuf>,

    /// What the migration is called
    #[arg(long, value_name = "NAME", requires = "write_migration")]
    name: Option<String>,

    /// Whose migration it is, where the folder does not tell: alembic, dbmate, flyway, golang-migrate, sqlx, prisma, plain, …
    #[arg(long, value_name = "LAYOUT", requires = "write_migration")]
    migration_format: Option<Format>,

    /// Do not try the plan on a scratch database first: that it works and leads to what is desired is not known then
    #[arg(long)]
    no_proof: bool,
}

/// Both sides, read.
pub struct Sides {
    /// The database.
    pub current: Read,
    /// What is desired, with the word for it.
    pub desired: (String, Read),
}

/// Reads both sides: SQL is executed on a server of the database's version. Where that is known before, both at the same time.
pub async fn read_sides(
    reader: &Reader<'_>,
    database: &Source,
    desired: &str,
    major: Option<u32>,
) -> Result<Sides, Failure> {
    let source = reader.source(Some(desired))?;
    let (current, read) = match (major, &source) {
        // Of two databases either may ask for a password.
        (Some(_), Source::Database(_)) | (None, _) => {
            let current = reader.read(database, &reader.request(None)).await?;
            let major = Some(current.catalog.server_version.major());
            let read = reader.read(&source, &reader.request(major)).await?;
            (current, read)
        }
        (Some(_), _) => {
            let (first, second) = (reader.request(None), reader.request(major));
            tokio::try_join!(reader.read(database, &first), reader.read(&source, &second))?
        }
    };
    Ok(Sides { current, desired: (redact(desired), read) })
}

impl PlanningArgs {
    /// Whether plans are taken on trust.
    pub fn is_unproved(&self) -> bool {
        self.no_proof
    }
}

/// Makes the plans of a command.
pub struct Planner<'a> {
    args: &'a PlanningArgs,
    session: &'a Session,
    reading: &'a Reading,
    reader: &'a Reader<'a>,
    /// Who knows what was renamed, where there is a terminal.
    confirm: Option<Confirm<'a>>,
}

impl<'a> Planner<'a> {
    /// A planner as the arguments say.
    pub fn new(
        args: &'a PlanningArgs,
        session: &'a Session,
        reading: &'a Reading,
        reader: &'a Reader<'a>,
    ) -> Self {
        let ask = move |rename: &Rename| {
            reader.shown.clear();
            let (from, new) = (&rename.from, new_name(rename));
            let question = format!("Was {} {} renamed to {new}?", from.kind, from.path());
            async move { prompt::confirmed(&question).await }
        };
        let confirm = session.terminal.can_ask().then(|| Confirm::new(ask));
        Self { args, session, reading, reader, confirm }
    }

    /// The same, but nobody is asked where they do not want to be.
    #[must_use]
    pub fn unasked_if(mut self, is_unwanted: bool) -> Self {
        self.confirm = self.confirm.filter(|_| !is_unwanted);
        self
    }

    /// Plans what makes the current state the desired one, asks what was renamed, and proves the plan.
    pub async fn plan(&self, current: &Read, desired: &(String, Read)) -> Result<Planned, Failure> {
        self.planned(current, desired, true).await
    }

    /// Says what still differs from the desired state, as a plan that is not tried.
    pub async fn left(&self, current: &Read, desired: &(String, Read)) -> Result<Vec<Change>, Failure> {
        Ok(self.planned(current, desired, false).await?.saved.changes)
    }

    async fn planned(
        &self,
        current: &Read,
        desired: &(String, Read),
        in_earnest: bool,
    ) -> Result<Planned, Failure> {
        let Self { args, session, reader, .. } = self;
        let settings = &session.settings()?.settings;
        let mut policy = settings.compare.policy(&settings.ignore.0);
        policy.ignore.extend(args.ignore.iter().cloned());
        let order = Order {
            selection: &session.selection(self.reading)?,
            only: &args.only,
            options: Options { policy, ..Options::default() },
            online: !args.no_online,
            additive: args.additive,
            prove: in_earnest && !args.no_proof,
            undo: in_earnest && args.write_migration.is_some(),
            renames: &args.rename,
            confirm: self.confirm.as_ref().filter(|_| in_earnest),
            scratch: &reader.scratch,
            observer: &reader.shown,
        };
        let (current, desired) =
            (Named { name: DATABASE, read: current }, Named { name: &desired.0, read: &desired.1 });
        let planned = order.plan(current, desired).await;
        reader.shown.clear();
        planned.map_err(|error| match error {
            PlanError::Asked(error) if error.kind() == io::ErrorKind::Interrupted => Failure::interrupted(),
            error => Failure::new(error),
        })
    }
}

/// Writes the migration of a plan beside its place, if one is asked for.
pub fn stage(args: &PlanningArgs, session: &Session, planned: &Planned) -> Result<Option<Staged>, Failure> {
    let (Some(folder), Some(name)) = (&args.write_migration, &args.name) else { return Ok(None) };
    let Some(undo) = planned.undo.as_ref().filter(|_| !planned.saved.plan.is_empty()) else {
        session.terminal.say("there is nothing to do, and so no migration is written");
        return Ok(None);
    };
    let record = Record {
        name,
        up: &planned.saved.plan,
        down: &undo.plan,
        leads_back: undo.leads_back,
        online: planned.saved.online,
    };
    migration::stage(&record, folder, args.migration_format, SystemTime::now())
        .map(Some)
        .map_err(Failure::new)
}

/// Puts a migration into its place.
pub fn place(staged: &mut Staged, session: &Session) -> Result<(), Failure> {
    for file in staged.place().map_err(Failure::new)? {
        session.terminal.say(format!("written    {}", file.display()));
    }
    Ok(())
}

/// Writes the migration of a plan that is only shown, if one is asked for.
pub fn record(args: &PlanningArgs, session: &Session, planned: &Planned) -> Result<(), Failure> {
    stage(args, session, planned)?.map_or(Ok(()), |mut staged| place(&mut staged, session))
}

/// Writes a plan to a file.
pub fn save(plan: &SavedPlan, path: &Path) -> Result<(), Failure> {
    let text = plan.render().map_err(Failure::new)?;
    let written = (|| {
        let mut staging = Staging::new(false);
        staging.text(path, &text, str::to_owned)?;
        staging.finish()
    })();
    written.map(drop).map_err(|error: ExportError| error.into())
}

/// Keeps a plan that must not be applied, so that it can be looked at.
pub fn keep(plan: &SavedPlan) -> io::Result<PathBuf> {
    let file = tempfile::Builder::new().prefix("pgplumb-plan-").suffix(".json").tempfile()?;
    let text = plan.render().map_err(io::Error::other)?;
    std::fs::write(file.path(), text)?;
    let (_, path) = file.keep().map_err(|error| error.error)?;
    Ok(path)
}

/// The failure that a plan does not do what it should; nothing if it does.
pub fn unproved(plan: &SavedPlan, saved: Option<&Path>) -> Option<Failure> {
    let Proof::Failed { reason, left } = &plan.proof else { return None };
    let mut message = format!("the plan is not proved: {reason}");
    for change in left {
        message.push_str(&format!("\n    {}", told(change)));
    }
    let path = match saved {
        Some(path) => Ok(path.to_owned()),
        None => keep(plan),
    };
    let failure = Failure::new(message);
    Some(match path {
        Ok(path) => {
            failure.hint(format!("the plan is in {}, to be looked at; nothing was changed", path.display()))
        }
        Err(error) => failure.hint(format!("the plan could not be saved ({error}); nothing was changed")),
    })
}
