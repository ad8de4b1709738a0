//! Planning, as the commands do that need a plan, and showing it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::plan::{Action, Lock, Step};
use pgplumb_catalog::{Change, Rename, What};
use pgplumb_compare::{Ignore, Options, new_name};
use pgplumb_postgres::Connection;

use super::Failure;
use super::args::Reading;
use super::reading::{Reader, some};
use super::session::Session;
use crate::operations::check::DATABASE;
use crate::operations::drift::Named;
use crate::operations::export::{ExportError, Staging};
use crate::operations::migration::{self, Format, Record};
use crate::operations::plan::{
    Confirm, Loss, Order, PlanError, Planned, Proof, RenameWord, SavedPlan, losses,
};
use crate::operations::read::Read;
use crate::redact::redact;
use crate::sources::Source;
use crate::terminal::{Look, Text, prompt};

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

    /// Asks on the terminal, where there is one, whether something was renamed.
    fn confirm<'a>(
        &self,
        session: &'a Session,
        reader: &'a Reader<'_>,
        asks: bool,
    ) -> Option<Box<Confirm<'a>>> {
        (asks && session.terminal.can_ask()).then(|| -> Box<Confirm<'a>> {
            Box::new(|rename| {
                reader.shown.clear();
                let from = &rename.from;
                let question =
                    format!("Was {} {} renamed to {}? [y/N] ", from.kind, from.path(), new_name(rename));
                let answer = prompt::answer(&crate::terminal::escape::line(&question))?;
                Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
            })
        })
    }

    /// Plans what makes the current state the desired one.
    pub async fn plan(
        &self,
        session: &Session,
        reading: &Reading,
        reader: &Reader<'_>,
        current: &Read,
        desired: &(String, Read),
        prove: bool,
    ) -> Result<Planned, Failure> {
        let settings = &session.settings()?.settings;
        let mut policy = settings.compare.policy(&settings.ignore.0);
        policy.ignore.extend(self.ignore.iter().cloned());
        let confirm = self.confirm(session, reader, prove);
        let order = Order {
            selection: &session.selection(reading)?,
            only: &self.only,
            options: Options { policy, ..Options::default() },
            online: !self.no_online,
            additive: self.additive,
            prove: prove && !self.no_proof,
            undo: prove && self.write_migration.is_some(),
            renames: &self.rename,
            confirm: confirm.as_deref(),
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

/// Writes the migration of a plan, if one is asked for.
pub fn record(args: &PlanningArgs, session: &Session, planned: &Planned) -> Result<(), Failure> {
    let (Some(folder), Some(name)) = (&args.write_migration, &args.name) else { return Ok(()) };
    let terminal = &session.terminal;
    let Some(undo) = planned.undo.as_ref().filter(|_| !planned.saved.plan.is_empty()) else {
        terminal.say("there is nothing to do, and so no migration is written");
        return Ok(());
    };
    let record = Record {
        name,
        up: &planned.saved.plan,
        down: &undo.plan,
        leads_back: undo.leads_back,
        online: planned.saved.online,
    };
    let files =
        migration::write(&record, folder, args.migration_format, SystemTime::now()).map_err(Failure::new)?;
    for file in files {
        terminal.say(format!("written    {}", file.display()));
    }
    Ok(())
}

/// What a rename is called where it is asked for.
pub fn rename_word(rename: &Rename) -> String {
    format!("{}:{}={}", rename.from.kind.key(), rename.from.path(), new_name(rename))
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

/// A change in a line.
pub fn told(change: &Change) -> String {
    let (word, phrase) = match &change.what {
        What::Added { .. } => ("missing", change.phrase()),
        What::Removed { .. } => ("too much", change.phrase()),
        What::Changed { .. } => ("differs", change.phrase()),
    };
    let object = format!("{} {}", change.object.kind, change.object.path());
    if phrase.is_empty() { format!("{object}: {word}") } else { format!("{object}: {word}: {phrase}") }
}

/// Shows a plan: what is in step, what would be done, what is dangerous about it, and a summary.
pub async fn show(
    session: &Session,
    planned: &Planned,
    connection: Option<&Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    if !planned.in_step.is_empty() {
        let counted: Vec<String> =
            planned.in_step.iter().map(|(kind, number)| some(*number, kind.word())).collect();
        terminal
            .print(Text::new().with(Look::Good, "✓").plain(format!(" in step: {}", counted.join(", "))))?;
    }
    show_steps(session, &planned.saved, connection).await?;
    if !planned.passed_over.is_empty() {
        terminal.print("left as it is (--additive):")?;
        for change in &planned.passed_over {
            terminal.print(format!("    {}", told(change)))?;
        }
    }
    for rename in &planned.candidates {
        let (old, new) = (&rename.from, new_name(rename));
        terminal.print(Text::new().with(Look::Caution, "⚠").plain(format!(
            " {} {} may have been renamed to {new}, and would be dropped and made anew: --rename {} keeps it",
            old.kind,
            old.path(),
            rename_word(rename)
        )))?;
    }
    for ignored in &planned.saved.ignored {
        terminal.print(Text::new().faint(format!(
            "ignored by {}: {}",
            ignored.rule,
            some(ignored.changes, "change")
        )))?;
    }
    terminal.print(summary(&planned.saved))?;
    Ok(())
}

/// Shows the steps of a plan.
pub async fn show_steps(
    session: &Session,
    saved: &SavedPlan,
    connection: Option<&Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let lost = match connection {
        Some(connection) => losses(&saved.plan, connection).await,
        None => Vec::new(),
    };
    let (dangerous, harmless): (Vec<_>, Vec<_>) =
        saved.plan.steps.iter().enumerate().partition(|(place, step)| is_dangerous(*place, step, saved));
    if !harmless.is_empty() {
        terminal.print(Text::new().with(Look::Strong, "would be created or changed:"))?;
    }
    for (place, step) in harmless {
        show_step(session, saved, place, step, &lost)?;
    }
    if !dangerous.is_empty() {
        terminal.print(Text::new().with(Look::Caution, "⚠ would be lost, or is dangerous:"))?;
    }
    for (place, step) in dangerous {
        show_step(session, saved, place, step, &lost)?;
    }
    if saved.plan.is_empty() && saved.plan.left.is_empty() && !saved.changes.is_empty() {
        terminal.print(Text::new().with(Look::Caution, "⚠ differs, and no step is known for it:"))?;
        for change in &saved.changes {
            terminal.print(format!("    {}", told(change)))?;
        }
    }
    if !saved.plan.left.is_empty() {
        terminal.print(Text::new().with(Look::Caution, "⚠ no statement can do:"))?;
    }
    for left in &saved.plan.left {
        terminal.print(format!("    {} {}: {}", left.object.kind, left.object.path(), left.reason))?;
    }
    Ok(())
}

/// Whether something could hurt about a step.
fn is_dangerous(place: usize, step: &Step, saved: &SavedPlan) -> bool {
    !step.hazards.is_empty() || saved.answers.iter().any(|answer| answer.step == place)
}

fn show_step(
    session: &Session,
    saved: &SavedPlan,
    place: usize,
    step: &Step,
    lost: &[Loss],
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let (mark, look) = match step.action {
        _ if is_dangerous(place, step, saved) => ("⚠", Look::Caution),
        Action::Create => ("ℹ", Look::Good),
        _ => ("~", Look::Code),
    };
    let mut line = Text::new().plain(format!("{:>5}. ", place + 1)).with(look, mark);
    line = line.plain(format!(" {} {} ", step.action.word(), step.object.kind)).strong(step.object.path());
    if step.action == Action::Rename {
        let rename = saved.renames.iter().find(|rename| rename.from == step.object);
        line = match rename {
            Some(rename) => line.plain(" to ").strong(new_name(rename)),
            // Of a label the statement says it.
            None => line.plain(": ").with(Look::Code, step.statements.join("; ")),
        };
    }
    let mut hazards: Vec<String> = step.hazards.iter().map(ToString::to_string).collect();
    hazards.extend(lost.iter().filter(|loss| loss.step == place).map(|loss| loss.rows.clone()));
    if !hazards.is_empty() {
        line = line.plain(": ").with(Look::Caution, hazards.join(", "));
    }
    if !step.locks.is_empty() {
        let locks: Vec<String> = step.locks.iter().map(|lock| locking(lock, saved)).collect();
        line = line.faint(format!(" ({})", locks.join("; ")));
    }
    terminal.print(line)?;
    for answer in saved.answers.iter().filter(|answer| answer.step == place) {
        terminal.print(Text::new().plain("       ").with(Look::Caution, format!("⚠ {}", answer.words())))?;
        terminal.print(Text::new().plain("         ").faint(&answer.query))?;
    }
    if terminal.is_verbose() {
        for statement in &step.statements {
            for row in statement.lines() {
                terminal.print(Text::new().plain("         ").with(Look::Code, row))?;
            }
        }
    }
    Ok(())
}

/// A lock in words, with the size of what it is on.
fn locking(lock: &Lock, saved: &SavedPlan) -> String {
    let scans = if lock.scans { ", reads all of it" } else { "" };
    let size = saved.sizes.iter().find(|size| size.of == lock.on);
    let size = size.map(|size| format!(": {size}")).unwrap_or_default();
    format!("{} on {}{scans}{size}", lock.mode.name(), lock.on.path())
}

/// What there is to do, in a line.
pub fn summary(saved: &SavedPlan) -> Text {
    let target = &saved.target;
    let database = match target.host.as_str() {
        "" => target.database.clone(),
        host => format!("{} on {host}", target.database),
    };
    if saved.is_in_step() {
        let text = Text::new()
            .with(Look::Good, "✓")
            .plain(format!(" nothing to do: {database} is as {} has it", saved.desired));
        return ignoring(text, saved);
    }
    let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
    for step in &saved.plan.steps {
        *counts.entry(step.action).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().map(|(action, number)| format!("{number} {}", action.word())).collect();
    let mut text = Text::new().strong(format!("{} for {database}", some(saved.plan.steps.len(), "step")));
    if !counts.is_empty() {
        text = text.plain(format!(": {}", counts.join(", ")));
    }
    let dangerous = saved.plan.steps.iter().filter(|step| !step.hazards.is_empty()).count();
    if dangerous > 0 {
        text = text.plain("; ").with(Look::Caution, format!("{dangerous} dangerous"));
    }
    text = ignoring(text, saved);
    match &saved.proof {
        Proof::Proved { server_version } => {
            let version = server_version.split(' ').next().unwrap_or_default();
            text.plain("; ").with(Look::Good, "proved").faint(format!(" on PostgreSQL {version}"))
        }
        Proof::NotAsked if saved.plan.is_empty() => text,
        Proof::NotAsked => text.plain("; ").with(Look::Caution, "not proved"),
        Proof::Failed { .. } => text.plain("; ").with(Look::Bad, "the proof failed"),
    }
}

/// With how much is ignored, so that it cannot hide.
fn ignoring(text: Text, saved: &SavedPlan) -> Text {
    match saved.ignored.iter().map(|ignored| ignored.changes).sum() {
        0 => text,
        changes => text.faint(format!("; {} ignored", some(changes, "change"))),
    }
}
