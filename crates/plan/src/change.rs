//! Changes of objects, with everything that the planner must know about them.

use std::collections::BTreeSet;

use crate::decisions::Decisions;
use crate::indexed::IndexedCatalog;
use crate::node::NodeId;
use crate::repartitions::Repartitions;
use crate::requirement::Requirement;
use crate::steps::{Action, DataCheck, Hazard, Lock, LockMode, StepPart, StoredResults, TypeChange};
use pgplumb_catalog::GrantTarget;
use pgplumb_catalog::kinds::sequence::Sequence;
use pgplumb_catalog::kinds::{Aspect, Object, Statement, common_statements, default_grants, relation};
use pgplumb_catalog::sql::{ident, literal};
use pgplumb_catalog::types::ValueLoss;
use pgplumb_catalog::{
    Grant, Name, ObjectId, PUBLIC, SecurityLabel, ServerVersion, UNSPECIFIED_ROLE, replace_role,
};

/// What the change of an object depends on besides its two states.
#[derive(Clone, Copy)]
pub struct ChangeContext<'a> {
    /// The version of the server that runs the SQL.
    pub version: ServerVersion,
    /// The current catalog.
    pub current: &'a IndexedCatalog<'a>,
    /// The desired catalog.
    pub desired: &'a IndexedCatalog<'a>,
    /// Whether to prefer statements that do not block other sessions.
    pub online: bool,
    /// The partitioned tables with partitions that neither catalog has.
    pub unlisted: &'a BTreeSet<ObjectId>,
    /// What was decided so far about indexes of partitioned tables.
    pub decisions: &'a Decisions,
    /// The partitions whose rows move to other partitions.
    pub repartitions: &'a Repartitions,
}

/// How an object reaches its desired state.
#[derive(Clone, Debug)]
pub enum Alteration {
    /// By these changes of it and its nested objects.
    Parts(Vec<ObjectChange>),
    /// Only by dropping and creating it again.
    Recreate,
    /// Only by a new type, to which all columns of the type are converted. If there are no such
    /// columns, it may be altered in another way.
    Replace {
        /// What to do if no column uses the type.
        unused: Option<Box<Alteration>>,
    },
}

/// A change of an object or nested object.
#[derive(Clone, Debug)]
pub struct ObjectChange {
    /// The node that changes.
    pub node: NodeId,
    /// Whether it is created, altered or dropped.
    pub action: Action,
    /// The statements.
    pub statements: Vec<Statement>,
    /// The columns and attributes whose values get another type.
    pub type_changes: Vec<TypeChange>,
    /// The stored results of the changed object that are not computed again.
    pub stored_results: Vec<StoredResults>,
    /// Its hazards.
    pub hazards: Vec<Hazard>,
    /// The lock on the object's own relation.
    pub lock: Option<LockMode>,
    /// Whether it reads all rows of that relation.
    pub scans: bool,
    /// Locks on other relations.
    pub other_locks: Vec<Lock>,
    /// Queries on existing rows to run before the plan.
    pub data_checks: Vec<DataCheck>,
    /// The privileges that the executing role needs, in addition to those that the object implies.
    pub requires: Vec<Requirement>,
    /// The object whose change it prepares with a helper object.
    pub prepares: Option<ObjectId>,
    /// The object whose change requires that this one is detached and restored.
    pub caused_by: Option<ObjectId>,
    /// Whether it cannot run in a transaction.
    pub outside_transaction: bool,
    /// Nodes that must come first, in addition to dependencies in `pg_depend`.
    pub needs: Vec<NodeId>,
    /// Objects that the current state uses: they are dropped only after this change.
    pub holds: Vec<ObjectId>,
    /// Objects that cannot change while others depend on them: dependents are detached before this
    /// change and restored after it.
    pub disturbs: Vec<ObjectId>,
    /// The object of which it changes a part, if all parts change in one transaction: the table, if
    /// the change decides which rows roles see, the default, if it decides the value that a column
    /// gets in an INSERT, or the publication, if it decides which rows it can publish.
    pub part_of: Option<ObjectId>,
    /// Whether its first statement is an `ALTER TABLE` with one subcommand that rewrites the table, and
    /// can have others.
    pub combines: bool,
    /// The changes of a table that it combines.
    pub parts: Vec<StepPart>,
    /// Objects that must not exist during this change: they are dropped before it and restored
    /// after it.
    pub excludes: Vec<ObjectId>,
}

impl ObjectChange {
    /// Whether the node is this object, not one of its relationships.
    pub fn is_of(&self, id: &ObjectId) -> bool {
        self.node == *id
    }

    /// Creates a change without locks, hazards or dependencies.
    pub fn new(
        node: impl Into<NodeId>,
        action: Action,
        statements: impl IntoIterator<Item = Statement>,
    ) -> Self {
        Self {
            node: node.into(),
            action,
            statements: statements.into_iter().collect(),
            type_changes: Vec::new(),
            stored_results: Vec::new(),
            hazards: Vec::new(),
            lock: None,
            scans: false,
            other_locks: Vec::new(),
            data_checks: Vec::new(),
            requires: Vec::new(),
            prepares: None,
            caused_by: None,
            outside_transaction: false,
            needs: Vec::new(),
            holds: Vec::new(),
            disturbs: Vec::new(),
            part_of: None,
            combines: false,
            parts: Vec::new(),
            excludes: Vec::new(),
        }
    }

    /// Sets the lock on the object's own relation.
    #[must_use]
    pub fn locking(mut self, mode: LockMode) -> Self {
        self.lock = Some(mode);
        self
    }

    /// Marks that it reads all rows of the object's own relation.
    #[must_use]
    pub fn scanning(mut self) -> Self {
        self.scans = true;
        self
    }

    /// Marks that it rewrites the table, and that its first statement can be combined with others that
    /// do.
    #[must_use]
    pub fn rewriting(mut self) -> Self {
        self.combines = true;
        self.hazard(Hazard::RewritesTable)
    }

    /// Adds locks on other relations.
    #[must_use]
    pub fn locking_there(mut self, on: impl IntoIterator<Item = ObjectId>, mode: LockMode) -> Self {
        self.other_locks.extend(on.into_iter().map(|on| Lock { mode, on, scans: false }));
        self
    }

    /// Marks that it cannot run in a transaction.
    #[must_use]
    pub fn outside_transaction(mut self) -> Self {
        self.outside_transaction = true;
        self
    }

    /// Adds checks of existing rows, on which it may fail.
    #[must_use]
    pub fn asking(mut self, data_checks: impl IntoIterator<Item = DataCheck>) -> Self {
        self.data_checks.extend(data_checks);
        if self.hazards.contains(&Hazard::MayFail) { self } else { self.hazard(Hazard::MayFail) }
    }

    /// Adds the conversion of values to another type.
    #[must_use]
    pub fn converting(mut self, object: ObjectId, (from, to): (&Name, &Name), losses: &[ValueLoss]) -> Self {
        if !losses.is_empty() && !self.hazards.contains(&Hazard::ChangesValues) {
            self.hazards.push(Hazard::ChangesValues);
        }
        let (from, to) = (from.clone(), to.clone());
        self.type_changes.push(TypeChange { object, from, to, losses: losses.to_vec() });
        self
    }

    /// Marks that it prepares the change of an object.
    #[must_use]
    pub fn preparing(mut self, part: ObjectId) -> Self {
        self.prepares = Some(part);
        self
    }

    /// Adds a hazard.
    #[must_use]
    pub fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazards.push(hazard);
        self
    }

    /// Adds hazards.
    #[must_use]
    pub fn also(mut self, hazards: &[Hazard]) -> Self {
        self.hazards.extend(hazards);
        self
    }

    /// Adds nodes that must come first.
    #[must_use]
    pub fn needing<N: Into<NodeId>>(mut self, needs: impl IntoIterator<Item = N>) -> Self {
        self.needs.extend(needs.into_iter().map(Into::into));
        self
    }

    /// Adds privileges that the executing role needs.
    #[must_use]
    pub fn requiring(mut self, requires: impl IntoIterator<Item = Requirement>) -> Self {
        self.requires.extend(requires);
        self
    }

    /// Adds objects that may be dropped only afterwards.
    #[must_use]
    pub fn holding(mut self, holds: impl IntoIterator<Item = ObjectId>) -> Self {
        self.holds.extend(holds);
        self
    }
}

/// Wraps statements about owner, comment, labels and privileges in a change with its lock and
/// hazards.
pub fn about_locked(
    old: &dyn Object,
    new: &dyn Object,
    statements: Vec<Statement>,
    majors: (u32, u32),
) -> ObjectChange {
    let has = |aspect| statements.iter().any(|statement: &Statement| statement.aspect == aspect);
    let (owner, privileges) = (has(Aspect::Owner), has(Aspect::Privileges));
    let commented = has(Aspect::Comment) || has(Aspect::SecurityLabel);
    let mut change = ObjectChange::new(new.id(), Action::Alter, statements);
    change.part_of = (owner || privileges).then(|| new.id());
    change.lock = match (owner, commented) {
        (true, _) => Some(LockMode::AccessExclusive),
        (false, true) => Some(LockMode::ShareUpdateExclusive),
        // GRANT and REVOKE take no lock on the relation.
        (false, false) => None,
    };
    if owner {
        // The new owner gains all privileges, the old owner loses them.
        change = change.also(&[Hazard::DeniesAccess, Hazard::LoosensSecurity]);
    }
    match Some(old).filter(|_| privileges) {
        Some(old) => {
            let held = HeldPrivileges::new(old, new, majors);
            privilege_hazards(change, &held.before, &held.after)
        }
        None => change,
    }
}

/// The privileges on an object before and after, with the owner that it should have.
struct HeldPrivileges {
    owner: Name,
    before: Vec<Grant>,
    after: Vec<Grant>,
}

impl HeldPrivileges {
    /// `before` holds after a change of the owner, which gives the old owner's privileges to the new
    /// one.
    fn new(old: &dyn Object, new: &dyn Object, majors: (u32, u32)) -> Self {
        let held = |object: &dyn Object, major| {
            let stated = object.common().privileges.map(<[Grant]>::to_vec);
            stated.or_else(|| default_grants(object, major)).unwrap_or_default()
        };
        let (mut before, mut after) = (held(old, majors.0), held(new, majors.1));
        let (old_owner, new_owner) = (old.common().owner, new.common().owner);
        let owner = new_owner.or(old_owner).cloned().unwrap_or_else(|| UNSPECIFIED_ROLE.into());
        replace_role(&mut after, UNSPECIFIED_ROLE, &owner);
        replace_role(&mut before, UNSPECIFIED_ROLE, &owner);
        if let Some(old_owner) = old_owner {
            replace_role(&mut before, old_owner, &owner);
        }
        Self { owner, before, after }
    }
}

/// The statements that change owner, comment, labels and privileges to the desired state.
pub fn about_changes(old: &dyn Object, new: &dyn Object, majors: (u32, u32)) -> Vec<Statement> {
    let (before, after) = (old.common(), new.common());
    let (class, name) = (new.sql_class(), new.sql_name());
    let mut statements = Vec::new();
    if after.owner.is_some() && before.owner != after.owner && !follows_owner(old, new) {
        let is_owner = |statement: &Statement| statement.aspect == Aspect::Owner;
        statements.extend(common_statements(new, majors.1).into_iter().filter(is_owner));
    }
    if before.comment != after.comment {
        statements.push(comment(&format!("{class} {name}"), after.comment.or(new.initial_comment())));
    }
    let on = format!("{class} {name}");
    statements.extend(security_labels(&on, before.security_labels, after.security_labels));
    if before.privileges != after.privileges
        && let Some(acl_kind) = new.acl_kind()
    {
        let (class, name) = (new.grant_class(), new.grant_name());
        let HeldPrivileges { owner, before, after } = HeldPrivileges::new(old, new, majors);
        let (owner, major) = (&owner, majors.0);
        let target = GrantTarget { prefix: "", acl_kind, class, object: &name, column: None, owner, major };
        statements.extend(target.change(&before, &after));
    }
    statements
}

/// Whether an object gets its owner from another one: a sequence from the table whose column owns it.
fn follows_owner(old: &dyn Object, new: &dyn Object) -> bool {
    let column = |object: &dyn Object| object.as_any().downcast_ref::<Sequence>()?.owned_by.clone();
    column(old).is_some_and(|owning| column(new) == Some(owning))
}

/// Adds the hazards of changed privileges.
pub(crate) fn privilege_hazards(change: ObjectChange, old: &[Grant], new: &[Grant]) -> ObjectChange {
    let is_more = |from: &[Grant], to: &[Grant]| {
        let (held, wanted) = (rights(from), rights(to));
        let is_held = |right: &(&str, &str, bool)| {
            // Each role has the privileges of PUBLIC.
            held.contains(right) || held.contains(&(PUBLIC, right.1, right.2))
        };
        !wanted.iter().all(is_held)
    };
    let mut change = change;
    for (hazard, is_so) in
        [(Hazard::LoosensSecurity, is_more(old, new)), (Hazard::DeniesAccess, is_more(new, old))]
    {
        if is_so && !change.hazards.contains(&hazard) {
            change.hazards.push(hazard);
        }
    }
    change
}

/// The privileges of each grantee, and whether it may grant them.
fn rights(grants: &[Grant]) -> BTreeSet<(&str, &str, bool)> {
    let mut found = BTreeSet::new();
    for grant in grants {
        for privilege in grant.privileges.iter().chain(&grant.grantable) {
            found.insert((&*grant.grantee, &**privilege, false));
        }
        found.extend(grant.grantable.iter().map(|privilege| (&*grant.grantee, &**privilege, true)));
    }
    found
}

/// The statements that change the security labels of an object.
pub(crate) fn security_labels(on: &str, before: &[SecurityLabel], after: &[SecurityLabel]) -> Vec<Statement> {
    let label = |provider: &str, label: &str| {
        let sql = format!("SECURITY LABEL FOR {} ON {on} IS {label}", ident(provider));
        Statement::with_aspect(Aspect::SecurityLabel, sql)
    };
    let set = after.iter().filter(|one| !before.contains(one));
    let set = set.map(|one| label(&one.provider, &literal(&one.label)));
    let is_kept = |old: &SecurityLabel| after.iter().any(|new| new.provider == old.provider);
    let removed = before.iter().filter(|old| !is_kept(old)).map(|old| label(&old.provider, "NULL"));
    set.chain(removed).collect()
}

/// `COMMENT ON … IS`, with `NULL` to remove a comment.
pub(crate) fn comment(on: &str, text: Option<&str>) -> Statement {
    match text {
        Some(text) => Statement::comment(on, text),
        None => Statement::with_aspect(Aspect::Comment, format!("COMMENT ON {on} IS NULL")),
    }
}

/// The `SET (…)` and `RESET (…)` clauses that turn one list of options into another, each after the
/// text `alter`.
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
        let written: Vec<String> = set.iter().map(|option| relation::option_sql(prefix, option)).collect();
        statements.push(format!("{alter} SET ({})", written.join(", ")).into());
    }
    statements
}
