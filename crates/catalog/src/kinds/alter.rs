//! The SQL that changes an object that stays.

use std::collections::BTreeSet;

use super::{Aspect, Object, Statement, about_statements, default_grants};
use crate::plan::{Action, Hazard, Lock, LockMode, Question};
use crate::privilege::GrantTarget;
use crate::sql::{ident, literal};
use crate::{Catalog, Grant, Name, ObjectId, ServerVersion, UNSTATED};

/// What the SQL that changes an object may depend on besides its two states.
#[derive(Clone, Copy, Debug)]
pub struct AlterContext<'a> {
    /// The version of the server that the SQL is for.
    pub version: ServerVersion,
    /// The catalog as it is.
    pub from: &'a Catalog,
    /// The catalog as it is to be.
    pub to: &'a Catalog,
    /// Whether others are to read and write meanwhile.
    pub online: bool,
    /// The partitioned tables with partitions that neither catalog has.
    pub unlisted: &'a BTreeSet<ObjectId>,
}

/// How an object becomes another state of itself.
#[derive(Clone, Debug)]
pub enum Alteration {
    /// By changing it, part by part.
    Parts(Vec<PartChange>),
    /// Only by dropping it and making it anew.
    Recreate,
}

/// The change of an object or of a part of it.
#[derive(Clone, Debug)]
pub struct PartChange {
    /// What is changed.
    pub id: ObjectId,
    /// Whether it is made, changed or dropped.
    pub action: Action,
    /// The statements.
    pub statements: Vec<Statement>,
    /// What could hurt about it.
    pub hazards: Vec<Hazard>,
    /// The lock that it takes on its table.
    pub lock: Option<LockMode>,
    /// Whether it reads all rows of its table.
    pub scans: bool,
    /// The locks that it takes elsewhere.
    pub other_locks: Vec<Lock>,
    /// What existing rows are to be asked before.
    pub questions: Vec<Question>,
    /// The part that it only prepares the change of, under a name of ours.
    pub prepares: Option<ObjectId>,
    /// Whether it must be executed outside of any transaction.
    pub alone: bool,
    /// What must be there before, besides what `pg_depend` says.
    pub needs: Vec<ObjectId>,
    /// What it used until now, and must be changed before that goes.
    pub holds: Vec<ObjectId>,
    /// What cannot change while anything depends on it: those that do are taken away before and made again after.
    pub disturbs: Vec<ObjectId>,
}

impl PartChange {
    /// A change of a part.
    pub fn new(id: ObjectId, action: Action, statements: impl IntoIterator<Item = Statement>) -> Self {
        Self {
            id,
            action,
            statements: statements.into_iter().collect(),
            hazards: Vec::new(),
            lock: None,
            scans: false,
            other_locks: Vec::new(),
            questions: Vec::new(),
            prepares: None,
            alone: false,
            needs: Vec::new(),
            holds: Vec::new(),
            disturbs: Vec::new(),
        }
    }

    /// The same with a lock on its table.
    #[must_use]
    pub fn locking(mut self, mode: LockMode) -> Self {
        self.lock = Some(mode);
        self
    }

    /// The same, reading all rows of its table.
    #[must_use]
    pub fn scanning(mut self) -> Self {
        self.scans = true;
        self
    }

    /// The same with a lock on other tables, if there are any.
    #[must_use]
    pub fn locking_there(mut self, on: impl IntoIterator<Item = ObjectId>, mode: LockMode) -> Self {
        self.other_locks.extend(on.into_iter().map(|on| Lock { mode, on, scans: false }));
        self
    }

    /// The same, outside of any transaction.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    /// The same, once existing rows were asked. It may fail on them.
    #[must_use]
    pub fn asking(mut self, questions: impl IntoIterator<Item = Question>) -> Self {
        self.questions.extend(questions);
        self.hazard(Hazard::MayFail)
    }

    /// The same as what prepares the change of a part.
    #[must_use]
    pub fn preparing(mut self, part: ObjectId) -> Self {
        self.prepares = Some(part);
        self
    }

    /// The same with what could hurt.
    #[must_use]
    pub fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazards.push(hazard);
        self
    }

    /// The same with all that could hurt.
    #[must_use]
    pub fn also(mut self, hazards: &[Hazard]) -> Self {
        self.hazards.extend(hazards);
        self
    }

    /// The same after others.
    #[must_use]
    pub fn needing(mut self, needs: impl IntoIterator<Item = ObjectId>) -> Self {
        self.needs.extend(needs);
        self
    }

    /// The same before others go.
    #[must_use]
    pub fn holding(mut self, holds: impl IntoIterator<Item = ObjectId>) -> Self {
        self.holds.extend(holds);
        self
    }
}

/// The change that makes owner, comment, labels and privileges of an object what another state of it says, by these statements.
pub fn about_locked(old: &dyn Object, new: &dyn Object, statements: Vec<Statement>) -> PartChange {
    let has = |aspect| statements.iter().any(|statement: &Statement| statement.aspect == aspect);
    let (owner, privileges) = (has(Aspect::Owner), has(Aspect::Privileges));
    let commented = has(Aspect::Comment) || has(Aspect::SecurityLabel);
    let mut change = PartChange::new(new.id(), Action::Alter, statements);
    change.lock = match (owner, commented) {
        (true, _) => Some(LockMode::AccessExclusive),
        (false, true) => Some(LockMode::ShareUpdateExclusive),
        // A grant waits for nobody.
        (false, false) => None,
    };
    if owner {
        // The new owner may do what it likes, the old one may no longer.
        change = change.also(&[Hazard::BreaksCode, Hazard::LoosensSecurity]);
    }
    let (before, after) = (old.about().privileges, new.about().privileges);
    if privileges { privilege_hazards(change, before, after) } else { change }
}

/// The statements that make owner, comment, labels and privileges of an object what another state of it says.
pub fn about_changes(old: &dyn Object, new: &dyn Object, majors: (u32, u32)) -> Vec<Statement> {
    let (before, after) = (old.about(), new.about());
    let (class, name) = (new.sql_class(), new.sql_name());
    let mut statements = Vec::new();
    if after.owner.is_some() && before.owner != after.owner {
        let is_owner = |statement: &Statement| statement.aspect == Aspect::Owner;
        statements.extend(about_statements(new, majors.1).into_iter().filter(is_owner));
    }
    if before.comment != after.comment {
        statements.push(comment(&format!("{class} {name}"), after.comment.or(new.initial_comment())));
    }
    let provided = |label: &&crate::SecurityLabel| !before.security_labels.contains(label);
    for label in after.security_labels.iter().filter(provided) {
        let sql = format!(
            "SECURITY LABEL FOR {} ON {class} {name} IS {}",
            ident(&label.provider),
            literal(&label.label)
        );
        statements.push(Statement::about(Aspect::SecurityLabel, sql));
    }
    for label in before.security_labels {
        if !after.security_labels.iter().any(|other| other.provider == label.provider) {
            let sql = format!("SECURITY LABEL FOR {} ON {class} {name} IS NULL", ident(&label.provider));
            statements.push(Statement::about(Aspect::SecurityLabel, sql));
        }
    }
    if before.privileges != after.privileges
        && let Some(acl_kind) = new.acl_kind()
    {
        let on = format!("{} {}", new.grant_class(), new.grant_name());
        let held = |object: &dyn Object, major| {
            object.about().privileges.map(<[Grant]>::to_vec).or_else(|| default_grants(object, major))
        };
        let (from, to) = (held(old, majors.0).unwrap_or_default(), held(new, majors.1).unwrap_or_default());
        let unstated = Name::from(UNSTATED);
        let owner = after.owner.or(before.owner).unwrap_or(&unstated);
        let target = GrantTarget { prefix: "", acl_kind, on: &on, column: None, owner, major: majors.0 };
        statements.extend(target.change(&from, &to));
    }
    statements
}

/// The change, with what may come of it when these privileges become those.
pub(crate) fn privilege_hazards(
    change: PartChange,
    old: Option<&[Grant]>,
    new: Option<&[Grant]>,
) -> PartChange {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let is_more = |from: &[Grant], to: &[Grant]| to.iter().any(|grant| !from.contains(grant));
    let mut change = change;
    for (hazard, is_so) in
        [(Hazard::LoosensSecurity, is_more(old, new)), (Hazard::BreaksCode, is_more(new, old))]
    {
        if is_so && !change.hazards.contains(&hazard) {
            change.hazards.push(hazard);
        }
    }
    change
}

/// `COMMENT ON … IS`, with `NULL` to take one away.
pub(crate) fn comment(on: &str, text: Option<&str>) -> Statement {
    match text {
        Some(text) => Statement::comment(on, text),
        None => Statement::about(Aspect::Comment, format!("COMMENT ON {on} IS NULL")),
    }
}

/// `SET (…)` and `RESET (…)` that turn one list of options into another, each after what stands before it.
pub(crate) fn options(alter: &str, prefix: &str, old: &[Name], new: &[Name]) -> Vec<Statement> {
    let key = |option: &str| option.split('=').next().unwrap_or_default().to_owned();
    let set: Vec<Name> = new.iter().filter(|option| !old.contains(option)).cloned().collect();
    let reset: Vec<String> = old
        .iter()
        .map(|option| key(option))
        .filter(|name| !new.iter().any(|option| key(option) == *name))
        .map(|name| format!("{prefix}{}", ident(&name)))
        .collect();
    let mut statements: Vec<Statement> = Vec::new();
    if !reset.is_empty() {
        statements.push(format!("{alter} RESET ({})", reset.join(", ")).into());
    }
    if !set.is_empty() {
        let written = super::relation::options_sql(&set);
        let written: Vec<String> = written.split(", ").map(|option| format!("{prefix}{option}")).collect();
        statements.push(format!("{alter} SET ({})", written.join(", ")).into());
    }
    statements
}
