//! What is to be done, before it is put into order.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType};
use pgplumb_catalog::kinds::{
    AlterContext, Alteration, Object, PartChange, Statement, about_changes, about_locked, drop_part_sql,
    lock_to_drop, lock_to_make,
};
use pgplumb_catalog::order::creation_needs;
use pgplumb_catalog::plan::{Action, Hazard, Left, LockMode};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, ObjectId, ServerVersion};

use super::PlanOptions;
use super::needs::{Containers, Needs};
use crate::Pairing;

/// Something to be done.
#[derive(Clone, Debug)]
pub struct Node {
    pub change: PartChange,
    /// The object that it is about, or about a part of.
    pub object: ObjectId,
    /// The place that it has in the order of making, as far as that leaves it open.
    pub place: usize,
}

/// All that is to be done.
pub struct Actions<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    context: AlterContext<'a>,
    options: &'a PlanOptions,
    was: Needs,
    will: Needs,
    before: Containers,
    /// Changes of what stays.
    changes: Vec<(ObjectId, PartChange)>,
    /// Whole objects that are dropped, and whether they are made again.
    dropped: BTreeMap<ObjectId, bool>,
    /// Parts of objects that stay, that are taken away and made again.
    detached: BTreeSet<ObjectId>,
    /// Whole objects that are new.
    added: BTreeSet<ObjectId>,
    pub left: Vec<Left>,
}

impl<'a> Actions<'a> {
    pub fn new(from: &'a Catalog, to: &'a Catalog, options: &'a PlanOptions) -> Self {
        let version = options.version.unwrap_or(from.server_version);
        let mut actions = Self {
            from,
            to,
            context: AlterContext { version, from, to, online: options.online },
            options,
            was: Needs::new(from),
            will: Needs::new(to),
            before: Containers::new(from),
            changes: Vec::new(),
            dropped: BTreeMap::new(),
            detached: BTreeSet::new(),
            added: BTreeSet::new(),
            left: Vec::new(),
        };
        for kind in Kind::ALL {
            actions.of_kind(*kind);
        }
        actions
    }

    fn of_kind(&mut self, kind: Kind) {
        let pairing = Pairing::new(self.from.of_kind(kind), self.to.of_kind(kind));
        let alone = |object: &&&dyn Object| !object.follows();
        self.added.extend(pairing.added.iter().filter(alone).map(|object| object.id()));
        if !self.options.additive {
            self.dropped.extend(pairing.removed.iter().filter(alone).map(|object| (object.id(), false)));
        }
        for (old, new) in pairing.both {
            match (old.follows(), new.follows()) {
                // What was by itself is now part of another: the old one goes first.
                (false, true) => {
                    self.dropped.insert(old.id(), false);
                }
                (true, false) => {
                    self.added.insert(new.id());
                }
                _ if old.equals(new) => {}
                _ => self.altered(old, new),
            }
        }
    }

    fn altered(&mut self, old: &dyn Object, new: &dyn Object) {
        let id = new.id();
        match old.alter(new, &self.context) {
            Alteration::Recreate => {
                self.dropped.insert(id, true);
            }
            Alteration::Parts(changes) => {
                let majors = (self.from.server_version.major(), self.to.server_version.major());
                let mut statements = about_changes(old, new, majors);
                if self.options.without_privileges {
                    statements.retain(|s| s.aspect != pgplumb_catalog::kinds::Aspect::Privileges);
                }
                // Revoking something on a table revokes it on its columns too, and so comes before what is said of those.
                if !statements.is_empty() {
                    self.changes.push((id.clone(), about_locked(old, new, statements)));
                }
                self.changes.extend(changes.into_iter().map(|change| (id.clone(), change)));
            }
        }
    }

    /// Takes away, for as long as it takes, what depends on something that is dropped or cannot change under it.
    pub fn detach_dependents(&mut self) {
        let mut open: Vec<ObjectId> = self.dropped.keys().cloned().collect();
        open.extend(self.changes.iter().filter(|(_, c)| c.action == Action::Drop).map(|(_, c)| c.id.clone()));
        open.extend(self.changes.iter().flat_map(|(_, change)| change.disturbs.clone()));
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        while let Some(gone) = open.pop() {
            if !seen.insert(gone.clone()) {
                continue;
            }
            let mut dependents: Vec<ObjectId> = self.was.on(&gone).to_vec();
            if gone.relation.is_none() {
                // With an object its columns go, and what needs those.
                dependents.extend(self.parts_of(&gone).iter().flat_map(|part| self.was.on(part).to_vec()));
            }
            for dependent in dependents {
                open.extend(self.detach(&dependent, &gone));
            }
        }
    }

    /// The columns of a relation.
    fn parts_of(&self, id: &ObjectId) -> Vec<ObjectId> {
        let columns = |columns: &[pgplumb_catalog::kinds::column::Column]| {
            columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone())).collect::<Vec<_>>()
        };
        let same = |object: &dyn Object| object.id() == *id;
        match id.kind {
            Kind::Table | Kind::ForeignTable => {
                self.from.table(id).map(|t| columns(&t.columns)).unwrap_or_default()
            }
            Kind::View => {
                self.from.views.iter().find(|v| same(*v)).map(|v| columns(&v.columns)).unwrap_or_default()
            }
            Kind::MaterializedView => {
                let view = self.from.materialized_views.iter().find(|v| same(*v));
                view.map(|v| columns(&v.columns)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Takes one dependent away, unless it goes anyway or no longer needs what is gone. Returns what is gone with it.
    fn detach(&mut self, dependent: &ObjectId, gone: &ObjectId) -> Option<ObjectId> {
        let container = self.before.of(dependent)?;
        let gone_in = self.before.of(gone);
        if self.dropped.contains_key(&container)
            || self.detached.contains(dependent)
            || gone_in.as_ref() == Some(&container) && *dependent == container
        {
            return None;
        }
        let is_part = *dependent != container;
        // What is of a column goes with it, what comes from a parent with the parent's.
        let column = ObjectId { kind: Kind::Column, ..dependent.clone() };
        let drops = |c: &PartChange| {
            c.action == Action::Drop
                && (c.id == *dependent || dependent.kind == Kind::Default && c.id == column)
        };
        if self.is_inherited(dependent, &container) {
            return None;
        }
        if self.changes.iter().any(|(_, change)| drops(change)) {
            return None;
        }
        let still_needs = self.will.of(dependent).iter().any(|needed| {
            needed == gone || gone.relation.is_none() && self.before.of(needed).as_ref() == Some(gone)
        });
        let is_changed = self.changes.iter().any(|(_, change)| change.id == *dependent);
        if is_changed && !still_needs {
            // Its change comes first.
            return None;
        }
        if !is_part {
            return self.detach_whole(dependent, gone);
        }
        match dependent.kind {
            Kind::Default | Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Policy => {
                self.detached.insert(dependent.clone());
                Some(dependent.clone())
            }
            // The server makes an index anew itself when a column's type changes.
            Kind::Index if gone.kind == Kind::Column => None,
            Kind::Index => {
                self.detached.insert(dependent.clone());
                Some(dependent.clone())
            }
            Kind::Column if self.is_generated(dependent) => {
                self.detached.insert(dependent.clone());
                Some(dependent.clone())
            }
            Kind::Column if container.kind == Kind::View || container.kind == Kind::MaterializedView => {
                self.detach_whole(&container, gone)
            }
            _ => {
                // A column of a type that is altered in place, with its columns, has been seen to.
                if !self.changes.iter().any(|(_, c)| c.disturbs.contains(dependent) || c.id == *dependent) {
                    self.left.push(Left {
                        object: dependent.clone(),
                        reason: format!("it needs {gone}, which cannot change while it does"),
                    });
                }
                None
            }
        }
    }

    fn is_inherited(&self, part: &ObjectId, table: &ObjectId) -> bool {
        let Some(table) = self.from.table(table) else { return false };
        let key = table.foreign_keys.iter().any(|k| k.inherited && k.constraint_name == part.name);
        let constraint = table.constraints.iter().any(|c| c.inherited && c.constraint_name == part.name);
        part.kind == Kind::Constraint && (key || constraint)
    }

    fn is_generated(&self, column: &ObjectId) -> bool {
        let table = self.before.of(column).and_then(|id| self.from.table(&id).cloned());
        table.is_some_and(|t| t.column(&column.name).is_some_and(|c| c.generated.is_some()))
    }

    fn detach_whole(&mut self, id: &ObjectId, gone: &ObjectId) -> Option<ObjectId> {
        let holds_data = matches!(
            id.kind,
            Kind::Table | Kind::ForeignTable | Kind::Sequence | Kind::Schema | Kind::Extension
        );
        // What follows another is made with it.
        if self.from.of_kind(id.kind).iter().any(|object| object.id() == *id && object.follows()) {
            return None;
        }
        let is_wanted = self.to.of_kind(id.kind).iter().any(|object| object.id() == *id);
        if holds_data {
            if is_wanted && !self.changes.iter().any(|(object, _)| object == id) {
                self.left.push(Left {
                    object: id.clone(),
                    reason: format!("it needs {gone}, which cannot change while it does"),
                });
            }
            return None;
        }
        self.dropped.insert(id.clone(), is_wanted);
        Some(id.clone())
    }

    /// Everything that is to be done.
    pub fn finish(mut self) -> Vec<Node> {
        let version = self.context.version;
        let anew: BTreeSet<ObjectId> =
            self.dropped.iter().filter(|(_, again)| **again).map(|(id, _)| id.clone()).collect();
        // What is made anew as a whole needs no changes.
        self.changes.retain(|(object, change)| {
            let of = change.prepares.as_ref().unwrap_or(&change.id);
            !self.dropped.contains_key(object) && !self.detached.contains(of)
        });
        if self.options.additive {
            let is_made = |(_, change): &&(ObjectId, PartChange)| change.action == Action::Create;
            let made: BTreeSet<ObjectId> =
                self.changes.iter().filter(is_made).map(|(_, c)| c.id.clone()).collect();
            self.changes.retain(|(_, change)| made.contains(&change.id));
        }
        let mut nodes = self.drops(version);
        let detached = self.detached.clone();
        let apart: BTreeSet<ObjectId> = detached
            .iter()
            .filter(|id| matches!(id.kind, Kind::Constraint | Kind::Default))
            .cloned()
            .collect();
        let units = creation_needs(self.to, version, apart);
        let mut places: BTreeMap<ObjectId, usize> = BTreeMap::new();
        for (place, (unit, _)) in units.iter().enumerate() {
            places.entry(unit.object.clone()).or_insert(place);
        }
        for (place, (unit, needs)) in units.into_iter().enumerate() {
            let is_whole = self.added.contains(&unit.object) || anew.contains(&unit.object);
            let is_restored = detached.contains(&unit.id) && !is_whole;
            if !is_whole && !is_restored {
                continue;
            }
            let action = if self.added.contains(&unit.object) { Action::Create } else { Action::Restore };
            let mut statements = unit.statements;
            if self.options.without_privileges {
                statements.retain(|s| s.aspect != pgplumb_catalog::kinds::Aspect::Privileges);
            }
            let mut change = PartChange::new(unit.id.clone(), action, statements);
            change.needs = needs;
            // Whoever may call it does so with the rights of its owner.
            let is_this =
                |f: &&pgplumb_catalog::kinds::function::Function| f.security_definer && f.id() == unit.id;
            if action == Action::Create && self.to.functions.iter().any(|function| is_this(&function)) {
                change.hazards.push(Hazard::LoosensSecurity);
            }
            lock_to_make(&mut change, &unit.object, self.to, self.from);
            // All parts of what is made in one go are made then.
            change.needs.extend(self.will.of(&unit.id).iter().cloned());
            let validation = if is_restored { self.validated_later(&mut change, &unit.object) } else { None };
            nodes.push(Node { change, object: unit.object.clone(), place });
            nodes.extend(validation.map(|change| Node { change, object: unit.object, place }));
        }
        // Generated columns that were taken away.
        for id in detached.iter().filter(|id| id.kind == Kind::Column) {
            nodes.extend(self.restored_column(id, &places));
        }
        for (object, mut change) in std::mem::take(&mut self.changes) {
            change.needs.extend(self.will.of(&change.id).iter().cloned());
            if change.action != Action::Create {
                change.holds.extend(self.was.of(&change.id).iter().cloned());
            }
            let place = places.get(&object).copied().unwrap_or(usize::MAX);
            nodes.push(Node { change, object, place });
        }
        nodes
    }

    /// Leaves it to a change that comes after, and keeps nobody from their work, to look whether the rows that there are fulfil a constraint
    /// that is made again.
    fn validated_later(&self, change: &mut PartChange, table: &ObjectId) -> Option<PartChange> {
        let of = self.to.table(table).filter(|_| self.context.online && change.scans)?;
        let is_check = |c: &&Constraint| {
            c.constraint_name == change.id.name && c.constraint_type == ConstraintType::Check
        };
        let is_partitioned =
            |id: &ObjectId| self.to.table(id).is_some_and(|table| table.partition_key.is_some());
        let is_whole =
            !is_partitioned(table) && !change.other_locks.iter().any(|lock| is_partitioned(&lock.on));
        let is_key = of.foreign_keys.iter().any(|key| key.constraint_name == change.id.name)
            && (is_whole || self.context.version.major() >= 18);
        if change.id.kind != Kind::Constraint || !is_key && !of.constraints.iter().any(|c| is_check(&c)) {
            return None;
        }
        change.statements.first_mut()?.sql.push_str(" NOT VALID");
        change.scans = false;
        change.other_locks.iter_mut().for_each(|lock| lock.scans = false);
        let sql = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", table.path(), ident(&change.id.name));
        let validation = PartChange::new(change.id.clone(), Action::Alter, [sql.into()]);
        let validation =
            validation.locking(LockMode::ShareUpdateExclusive).scanning().hazard(Hazard::MayFail);
        Some(validation.needing([change.id.clone()]))
    }

    fn restored_column(&self, id: &ObjectId, places: &BTreeMap<ObjectId, usize>) -> Option<Node> {
        let table_id = self.before.of(id)?;
        let (old, new) = (self.from.table(&table_id)?, self.to.table(&table_id)?);
        new.column(&id.name)?;
        // As if it were new.
        let mut without = old.clone();
        without.columns.retain(|c| c.column_name != id.name);
        let Alteration::Parts(changes) = without.alter(new, &self.context) else { return None };
        let mut change = changes.into_iter().find(|c| c.id == *id && c.action == Action::Create)?;
        change.action = Action::Restore;
        change.needs.extend(self.will.of(id).iter().cloned());
        let place = places.get(&table_id).copied().unwrap_or(usize::MAX);
        Some(Node { change, object: table_id, place })
    }

    /// What is dropped, last made first.
    fn drops(&self, version: ServerVersion) -> Vec<Node> {
        let mut nodes = Vec::new();
        let order = creation_needs(self.from, self.from.server_version.max(version), BTreeSet::new());
        let count = order.len();
        let mut places: BTreeMap<ObjectId, usize> = BTreeMap::new();
        for (place, (unit, _)) in order.iter().enumerate() {
            places.entry(unit.object.clone()).or_insert(place);
        }
        for (id, again) in &self.dropped {
            let Some(object) = self.from.of_kind(id.kind).into_iter().find(|o| o.id() == *id) else {
                continue;
            };
            let goes_with = object.goes_with().is_some_and(|other| self.goes(other));
            let statements =
                if goes_with && !*again { Vec::new() } else { object.drop_statements(&self.context) };
            let action = if *again { Action::Detach } else { Action::Drop };
            let mut change = PartChange::new(id.clone(), action, statements);
            lock_to_drop(&mut change, id, self.from);
            if matches!(id.kind, Kind::Table | Kind::MaterializedView | Kind::Sequence) {
                change.hazards.push(Hazard::DeletesData);
            }
            let is_another =
                *again && !self.to.of_kind(id.kind).iter().any(|new| new.id() == *id && object.equals(*new));
            if !*again || is_another {
                change.hazards.push(Hazard::BreaksCode);
            }
            const GIVES_RESULTS: &[Kind] =
                &[Kind::View, Kind::MaterializedView, Kind::Function, Kind::Aggregate];
            if is_another && GIVES_RESULTS.contains(&id.kind) {
                change.hazards.push(Hazard::ChangesResults);
            }
            change.holds = self.held(id);
            let place = count - places.get(id).copied().unwrap_or(0);
            nodes.push(Node { change, object: id.clone(), place });
        }
        for id in &self.detached {
            let Some(container) = self.before.of(id) else { continue };
            if self.dropped.contains_key(&container) {
                continue;
            }
            let Some(owner) = self.from.of_kind(container.kind).into_iter().find(|o| o.id() == container)
            else {
                continue;
            };
            let statement: Statement = drop_part_sql(owner, id).into();
            let mut change = PartChange::new(id.clone(), Action::Detach, [statement]);
            lock_to_drop(&mut change, &container, self.from);
            change.holds = self.was.of(id).to_vec();
            let place = count - places.get(&container).copied().unwrap_or(0);
            nodes.push(Node { change, object: container, place });
        }
        nodes
    }

    /// Whether something goes, by itself or with what it is part of.
    fn goes(&self, id: &ObjectId) -> bool {
        let goes_by_itself =
            self.changes.iter().any(|(_, change)| change.action == Action::Drop && change.id == *id);
        goes_by_itself || self.before.of(id).is_some_and(|whole| self.dropped.contains_key(&whole))
    }

    /// What an object needs, with all its parts.
    fn held(&self, id: &ObjectId) -> Vec<ObjectId> {
        let mut held = self.was.of(id).to_vec();
        let is_part =
            |dependent: &ObjectId| dependent != id && self.before.of(dependent).as_ref() == Some(id);
        let parts = self.from.dependencies.iter().filter(|(dependent, _)| is_part(dependent));
        held.extend(parts.map(|(_, needed)| needed.clone()));
        if let Some(table) = self.from.table(id) {
            for key in &table.foreign_keys {
                held.extend(
                    self.was.of(&id.nested(Kind::Constraint, key.constraint_name.clone())).iter().cloned(),
                );
            }
        }
        held.retain(|needed| self.before.of(needed).as_ref() != Some(id));
        held
    }
}
