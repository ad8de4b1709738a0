//! Planning for the commands `plan` and `apply`.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::{Change, Rename};
use pgplumb_compare::{Ignore, Options};
use pgplumb_plan::{Step, new_name};

use super::Failure;
use super::args::ReadArgs;
use super::plan_output::describe_change;
use super::reader::Reader;
use super::session::Session;
use crate::operations::check::DATABASE;
use crate::operations::drift::NamedCatalog;
use crate::operations::empty_source::{EmptySource, require_objects};
use crate::operations::export::{ExportError, Staging};
use crate::operations::find;
use crate::operations::load::{LoadRequest, LoadedCatalog};
use crate::operations::migration::{self, Format, MigrationRequest, StagedMigration};
use crate::operations::plan::{
    Derivation, PlanError, PlanRequest, Planned, Proof, RenamePrompt, RenameRequest, SavedPlan,
};
use crate::operations::selection::SpecifiedPattern;
use crate::sources::Source;
use crate::terminal::prompt;

/// Arguments that control planning.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Planning")]
pub struct PlanningArgs {
    /// Restrict the plan to these objects: app.users, index:app.*
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    only: Vec<Pattern>,

    /// Differences to ignore: trigger:*, app.tmp_*, owners, comments
    ///
    /// Ignored differences are only counted. Other examples: privileges, security labels,
    /// `comments of table:app.*`
    #[arg(long, value_name = "WHAT", num_args = 1..)]
    ignore: Vec<Ignore>,

    /// Also plan changes of the tables in which migration tools record their migrations
    #[arg(long, hide_short_help = true)]
    include_bookkeeping: bool,

    /// Rename an object and keep its data: public.users=accounts
    ///
    /// Other examples: public.users.name=full_name, type:app.mood=feeling
    #[arg(long, value_name = "OLD=NEW", num_args = 1.., conflicts_with = "additive")]
    rename: Vec<RenameRequest>,

    /// Only add missing objects and columns; do not change or drop existing ones
    #[arg(long)]
    additive: bool,

    /// Use the fewest statements, even if they block reads and writes for long
    #[arg(long, hide_short_help = true)]
    no_online: bool,

    /// Also write the steps as a migration to this folder
    ///
    /// The migration has the format of the existing migrations in the folder.
    #[arg(long, value_name = "DIR", requires = "name")]
    write_migration: Option<PathBuf>,

    /// Name of the migration
    #[arg(long, value_name = "NAME", requires = "write_migration")]
    name: Option<String>,

    /// Format of the migration, if pgplumb cannot detect it: alembic, dbmate, flyway,
    /// golang-migrate, sqlx, prisma, plain, …
    #[arg(long, value_name = "LAYOUT", requires = "write_migration", hide_short_help = true)]
    migration_format: Option<Format>,

    /// Show the statements of each step
    #[arg(long)]
    sql: bool,

    /// Do not test the plan on a copy of the schema first
    #[arg(long)]
    no_proof: bool,
}

/// The current and the desired state.
pub struct Sides {
    /// Catalog of the database.
    pub current: LoadedCatalog,
    /// Name and catalog of the desired state.
    pub desired: (String, LoadedCatalog),
}

/// Reads both sides. SQL is executed on the database's major version; if that is known already,
/// both sides are read concurrently. Only the desired state must have objects.
pub async fn read_sides(
    reader: &Reader<'_>,
    database: &Source,
    (name, source): (String, Source),
    major: Option<u32>,
) -> Result<Sides, Failure> {
    let request = LoadRequest { requires_objects: false, ..reader.request(None) };
    let (current, read) = match (major, &source) {
        // Reading two databases concurrently could prompt for two passwords at once.
        (Some(_), Source::Database(_)) | (None, _) => {
            let current = reader.read(database, &request).await?;
            let major = Some(current.catalog.server_version.major());
            let read = reader.read(&source, &reader.request(major)).await?;
            (current, read)
        }
        (Some(_), _) => {
            let second = reader.request(major);
            tokio::try_join!(reader.read(database, &request), reader.read(&source, &second))?
        }
    };
    Ok(Sides { current, desired: (name, read) })
}

impl PlanningArgs {
    /// Whether the statements are shown.
    pub fn shows_sql(&self) -> bool {
        self.sql
    }

    /// Whether the proof is skipped.
    pub fn skips_proof(&self) -> bool {
        self.no_proof
    }
}

/// Creates the plans of a command.
pub struct Planner<'a> {
    args: &'a PlanningArgs,
    session: &'a Session,
    reading: &'a ReadArgs,
    reader: &'a Reader<'a>,
    /// Asks about possible renames, if there is a terminal.
    confirm: Option<RenamePrompt<'a>>,
}

impl<'a> Planner<'a> {
    /// Creates a planner for these arguments.
    pub fn new(
        args: &'a PlanningArgs,
        session: &'a Session,
        reading: &'a ReadArgs,
        reader: &'a Reader<'a>,
    ) -> Self {
        let ask = move |rename: &Rename| {
            reader.progress.clear();
            let (from, new) = (&rename.from, new_name(rename));
            let question = format!("Was {} {} renamed to {new}?", from.kind, from.visible_path());
            async move { prompt::confirm(&question).await }
        };
        let confirm = session.terminal.can_prompt().then(|| RenamePrompt::new(ask));
        Self { args, session, reading, reader, confirm }
    }

    /// Disables questions if they are unwanted.
    #[must_use]
    pub fn without_questions_if(mut self, is_unwanted: bool) -> Self {
        self.confirm = self.confirm.filter(|_| !is_unwanted);
        self
    }

    /// Plans the changes from current to desired, asks about renames, and proves the plan.
    pub async fn plan(
        &self,
        current: &LoadedCatalog,
        desired: &(String, LoadedCatalog),
    ) -> Result<Planned, Failure> {
        self.planned(current, desired, Purpose::Show).await
    }

    /// Plans as [`plan`](Self::plan) does. The plan carries the desired state, to be saved.
    pub async fn plan_to_save(
        &self,
        current: &LoadedCatalog,
        desired: &(String, LoadedCatalog),
    ) -> Result<Planned, Failure> {
        self.planned(current, desired, Purpose::Save).await
    }

    /// Returns the differences that remain, without proving anything.
    pub async fn remaining(
        &self,
        current: &LoadedCatalog,
        desired: &(String, LoadedCatalog),
    ) -> Result<Vec<Change>, Failure> {
        Ok(self.planned(current, desired, Purpose::Check).await?.saved.changes)
    }

    /// Refuses a desired state without objects: the plan would drop everything.
    fn require_desired_objects(&self, (name, desired): &(String, LoadedCatalog)) -> Result<(), Failure> {
        if self.reading.allow_empty {
            return Ok(());
        }
        let selection = self.session.selection(self.reading)?;
        match require_objects(name, &desired.catalog, &selection) {
            // A file that defines no objects is taken at its word.
            Err(EmptySource::NoObjects(_)) if desired.is_from_sql => Ok(()),
            checked => Ok(checked?),
        }
    }

    async fn planned(
        &self,
        current: &LoadedCatalog,
        desired: &(String, LoadedCatalog),
        purpose: Purpose,
    ) -> Result<Planned, Failure> {
        let is_final = purpose != Purpose::Check;
        let Self { args, session, reader, .. } = self;
        let settings = &session.settings()?.settings;
        let mut policy = settings.compare.policy(&settings.ignore.0);
        let catalogs = [&current.catalog, &desired.1.catalog];
        let only = args.only.iter().map(|pattern| find::resolve(pattern, &catalogs));
        let only: Vec<Pattern> = only.collect::<Result<_, _>>()?;
        if is_final {
            let only = only.iter().map(|p| SpecifiedPattern::required("--only", p.clone()));
            let ignore = args.ignore.iter().filter_map(|rule| rule.pattern().cloned());
            let ignore = ignore.map(|pattern| SpecifiedPattern::excluding("--ignore", pattern));
            let check = session.pattern_check(self.reading)?.with_policy(&policy);
            let mut check = check.with(only).with(ignore);
            catalogs.into_iter().for_each(|catalog| check.see(catalog));
            session.note_unmatched(&check.finish()?);
            self.require_desired_objects(desired)?;
        }
        policy.ignore.extend(args.ignore.iter().cloned());
        policy.include_bookkeeping = args.include_bookkeeping;
        let request = PlanRequest {
            selection: &session.selection(self.reading)?,
            only: &only,
            options: Options { policy, ..Options::default() },
            online: !args.no_online,
            additive: args.additive,
            prove: is_final && !args.no_proof,
            undo: is_final && args.write_migration.is_some(),
            renames: &args.rename,
            // After the last step, the names are the desired ones.
            renamings: (!is_final).then_some(&[]),
            rename_prompt: self.confirm.as_ref().filter(|_| is_final),
            observer: &reader.progress,
            ..PlanRequest::new(&reader.scratch)
        };
        let sides = (
            NamedCatalog { name: DATABASE, loaded: current },
            NamedCatalog { name: &desired.0, loaded: &desired.1 },
        );
        let planned = request.plan(sides.0, sides.1).await;
        reader.progress.clear();
        let mut planned = planned.map_err(|error| match error {
            PlanError::Prompt(error) if error.kind() == io::ErrorKind::Interrupted => Failure::interrupted(),
            error => Failure::new(error),
        })?;
        if purpose == Purpose::Save {
            let derivation = Derivation::new(&request, &desired.1, &planned);
            planned.saved.derivation = Some(derivation.map_err(Failure::new)?);
        }
        Ok(planned)
    }
}

/// What a plan is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To find the remaining differences, without questions or a proof.
    Check,
    Show,
    /// To be applied later, from a file.
    Save,
}

/// Stages the migration of a plan, if requested.
pub fn stage(
    args: &PlanningArgs,
    session: &Session,
    planned: &Planned,
) -> Result<Option<StagedMigration>, Failure> {
    let (Some(folder), Some(name)) = (&args.write_migration, &args.name) else { return Ok(None) };
    let Some(undo) = planned.undo.as_ref().filter(|_| !planned.saved.plan.is_empty()) else {
        session.terminal.status("nothing to do: no migration written");
        return Ok(None);
    };
    for remark in planned.saved.plan.steps.iter().filter_map(Step::secret_remark) {
        session.terminal.warn(format!("the migration is incomplete: {remark}"));
    }
    let record = MigrationRequest {
        name,
        up: &planned.saved.plan,
        down: &undo.plan,
        is_exact: undo.is_exact,
        online: planned.saved.online,
    };
    migration::stage(&record, folder, args.migration_format, SystemTime::now())
        .map(Some)
        .map_err(Failure::new)
}

/// Moves a staged migration to its folder.
pub fn install(staged: &mut StagedMigration, session: &Session) -> Result<(), Failure> {
    for file in staged.commit().map_err(Failure::new)? {
        session.terminal.status(format!("written    {}", file.display()));
    }
    Ok(())
}

/// Writes the migration of a plan, if requested.
pub fn record(args: &PlanningArgs, session: &Session, planned: &Planned) -> Result<(), Failure> {
    stage(args, session, planned)?.map_or(Ok(()), |mut staged| install(&mut staged, session))
}

/// Saves a plan to a file.
pub fn save(plan: &SavedPlan, path: &Path) -> Result<(), Failure> {
    let text = plan.render().map_err(Failure::new)?;
    let written = (|| {
        let mut staging = Staging::new(false);
        staging.text(path, &text, str::to_owned)?;
        staging.finish()
    })();
    written.map(drop).map_err(|error: ExportError| error.into())
}

/// Returns the failure for a plan whose proof failed.
pub fn unproved(plan: &SavedPlan, saved: Option<&Path>) -> Option<Failure> {
    let Proof::Failed { reason, remaining } = &plan.proof else { return None };
    let mut message = format!("the proof of the plan failed: {reason}");
    for change in remaining {
        message.push_str(&format!("\n    {}", describe_change(change)));
    }
    let failure = Failure::new(message);
    Some(match saved {
        Some(path) => failure.hint(format!("nothing was changed; the plan was saved to {}", path.display())),
        None => failure.hint("nothing was changed; pgplumb plan -o plan.json saves the plan for inspection"),
    })
}
