//! What is to be done, before it is put into order.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType};
use pgplumb_catalog::kinds::default_privileges::DefaultPrivileges;
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::sequence::Sequence;
use pgplumb_catalog::kinds::{
    AlterContext, Alteration, Object, PartChange, Statement, about_changes, about_locked, drop_part_sql,
    lock_to_drop, lock_to_make,
};
use pgplumb_catalog::order::creation_needs;
use pgplumb_catalog::plan::{Action, Hazard, Left, LockMode};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, ObjectId, ServerVersion};

use super::PlanOptions;
use super::circles::foreign_keys_in_circles;
use super::lineage::Lineage;
use super::needs::{Containers, Needs};
use super::rebuild::Rebuilds;
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
    pub(super) from: &'a Catalog,
    pub(super) to: &'a Catalog,
    context: AlterContext<'a>,
    options: &'a PlanOptions,
    pub(super) was: Needs,
    pub(super) will: Needs,
    pub(super) before: Containers,
    pub(super) lineage: Lineage,
    rebuilds: Rebuilds,
    /// Changes of what stays.
    pub(super) changes: Vec<(ObjectId, PartChange)>,
    /// Whole objects that are dropped, and whether they are made again.
    pub(super) dropped: BTreeMap<ObjectId, bool>,
    /// Parts of objects that stay, that are taken away and made again.
    pub(super) detached: BTreeSet<ObjectId>,
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
            context: AlterContext { version, from, to, online: options.online, unlisted: &options.unlisted },
            options,
            was: Needs::new(from),
            will: Needs::new(to),
            before: Containers::new(from),
            lineage: Lineage::new(from),
            rebuilds: Rebuilds::default(),
            changes: Vec::new(),
            dropped: BTreeMap::new(),
            detached: BTreeSet::new(),
            added: BTreeSet::new(),
            left: Vec::new(),
        };
        for kind in Kind::ALL {
            actions.of_kind(*kind);
        }
        actions.rebuilds = Rebuilds::new(from, to, &actions.lineage, &mut actions.dropped);
        let released = actions.rebuilds.sequences(from, to);
        actions.changes.extend(released);
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
        let mut apart: BTreeSet<ObjectId> = detached
            .iter()
            .filter(|id| matches!(id.kind, Kind::Constraint | Kind::Default))
            .cloned()
            .collect();
        apart.extend(self.rebuilds.foreign_keys(self.to));
        let units = creation_needs(&self.rebuilds.with_names_said(self.to, version.major()), version, apart);
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
            if action == Action::Restore && unit.id == unit.object && self.holds_data(&unit.id) {
                statements.push(format!("REFRESH MATERIALIZED VIEW {}", unit.id.path()).into());
            }
            if is_whole && unit.id == unit.object {
                let corrections = self.corrections(&unit.id);
                statements
                    .extend(corrections.into_iter().filter(|s| !statements.contains(s)).collect::<Vec<_>>());
            }
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
        // A default is given another expression in its place, unless it was dropped.
        let is_made = |change: &PartChange| match change.action {
            Action::Drop => true,
            Action::Create => change.id.kind != Kind::Default,
            _ => false,
        };
        let changes = self.changes.iter().filter(|(_, change)| is_made(change));
        let made: BTreeSet<ObjectId> = changes.map(|(_, change)| change.id.clone()).collect();
        for (object, mut change) in std::mem::take(&mut self.changes) {
            if change.action != Action::Drop {
                change.needs.extend(self.will.of(&change.id).iter().cloned());
            }
            // What is made, in the place of what was dropped or not, holds nothing of what was.
            if change.action == Action::Drop || !made.contains(&change.id) {
                change.holds.extend(self.was.of(&change.id).iter().cloned());
            }
            if change.action == Action::Drop && change.id.kind == Kind::Column {
                let default = ObjectId { kind: Kind::Default, ..change.id.clone() };
                change.holds.extend(self.was.of(&default).iter().cloned());
            }
            let place = places.get(&object).copied().unwrap_or(usize::MAX);
            nodes.push(Node { change, object, place });
        }
        if !self.rebuilds.is_empty() {
            let place = |id: &ObjectId| places.get(id).copied().unwrap_or(usize::MAX);
            self.rebuilds.nodes(self.from, self.to, place, &mut nodes);
        }
        nodes
    }

    /// Whether it is a materialized view that has been filled.
    fn holds_data(&self, id: &ObjectId) -> bool {
        let is_it = |view: &&MaterializedView| view.id() == *id;
        self.from.materialized_views.iter().find(is_it).is_some_and(|view| !view.unpopulated)
    }

    /// What makes the privileges of something new those that it is to have, although default privileges may have given it others.
    fn corrections(&self, id: &ObjectId) -> Vec<Statement> {
        let in_effect: Vec<&DefaultPrivileges> = self
            .from
            .default_privileges
            .iter()
            .filter(|privileges| !self.dropped.contains_key(&privileges.id()))
            .collect();
        if in_effect.is_empty() {
            return Vec::new();
        }
        let major = self.context.version.major();
        let objects = self.to.of_kind(id.kind).into_iter().filter(|object| object.id() == *id);
        let mut statements: Vec<Statement> =
            objects.flat_map(|object| DefaultPrivileges::corrections(object, &in_effect, major)).collect();
        // A column makes its sequence, which is an object of its own only where there is something to be said of it.
        let table = self.to.table(id);
        for identity in
            table.iter().flat_map(|table| &table.columns).filter_map(|column| column.identity.as_ref())
        {
            let sequence = Sequence {
                schema: identity.sequence_schema.clone(),
                name: identity.sequence_name.clone(),
                is_identity: true,
                owner: table.and_then(|table| table.owner.clone()),
                ..Sequence::default()
            };
            if !self.to.sequences.iter().any(|other| other.id() == sequence.id()) {
                statements.extend(DefaultPrivileges::corrections(&sequence, &in_effect, major));
            }
        }
        statements
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
        let circles = foreign_keys_in_circles(self.from, &self.lineage, |id| self.dropped.contains_key(id));
        for (table, key) in &circles {
            let Some(owner) = self.from.table(table) else { continue };
            let place = count - places.get(table).copied().unwrap_or(0);
            nodes.push(self.drop_of_part(owner, key, place, Action::Drop));
        }
        for (id, again) in &self.dropped {
            let Some(object) = self.from.of_kind(id.kind).into_iter().find(|o| o.id() == *id) else {
                continue;
            };
            let goes_with = object.goes_with().is_some_and(|other| self.goes(other));
            let aside = self.from.table(id).and_then(|table| self.rebuilds.set_aside(table));
            let aside = aside.or_else(|| Some(vec![self.rebuilds.set_aside_sequence(object)?]));
            let is_aside = aside.is_some();
            let statements = match aside {
                Some(statements) => statements,
                None if goes_with && !*again => Vec::new(),
                None => object.drop_statements(&self.context),
            };
            let action = if *again { Action::Detach } else { Action::Drop };
            let mut change = PartChange::new(id.clone(), action, statements);
            lock_to_drop(&mut change, id, self.from);
            if is_aside {
                change.hazards.extend(self.rebuilds.hazards(id));
            } else if matches!(id.kind, Kind::Table | Kind::Sequence)
                || id.kind == Kind::MaterializedView && !again
            {
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
            change.holds = self.held(id, &circles);
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
            let place = count - places.get(&container).copied().unwrap_or(0);
            nodes.push(self.drop_of_part(owner, id, place, Action::Detach));
        }
        nodes
    }

    /// A part taken away from its object, which may go too.
    fn drop_of_part(&self, owner: &dyn Object, part: &ObjectId, place: usize, action: Action) -> Node {
        let statement: Statement = drop_part_sql(owner, part).into();
        let mut change = PartChange::new(part.clone(), action, [statement]);
        lock_to_drop(&mut change, &owner.id(), self.from);
        change.holds = self.was.of(part).to_vec();
        change.holds.push(owner.id());
        change.holds.extend(self.columns_under(&owner.id(), part));
        Node { change, object: owner.id(), place }
    }

    /// The columns that an index or a constraint of a table is on.
    fn columns_under(&self, table: &ObjectId, part: &ObjectId) -> Vec<ObjectId> {
        let Some(table) =
            self.from.table(table).filter(|_| matches!(part.kind, Kind::Index | Kind::Constraint))
        else {
            return Vec::new();
        };
        let index =
            table.index(&part.name).into_iter().flat_map(|index| index.columns.iter().chain(&index.include));
        let checks =
            table.constraints.iter().filter(|c| c.constraint_name == part.name).flat_map(|c| &c.columns);
        let keys =
            table.foreign_keys.iter().filter(|k| k.constraint_name == part.name).flat_map(|k| &k.columns);
        index
            .chain(checks)
            .chain(keys)
            .map(|column| table.id().nested(Kind::Column, column.clone()))
            .collect()
    }

    /// Whether something goes, by itself or with what it is part of.
    pub(super) fn goes(&self, id: &ObjectId) -> bool {
        self.goes_by_itself(id) || self.before.of(id).is_some_and(|whole| self.dropped.contains_key(&whole))
    }

    /// Whether something is dropped as what it is, with its column, or with that of a parent which it comes from.
    pub(super) fn goes_by_itself(&self, id: &ObjectId) -> bool {
        let column = ObjectId { kind: Kind::Column, ..id.clone() };
        let is_it = |change: &PartChange| change.id == *id || id.kind == Kind::Default && change.id == column;
        self.changes.iter().any(|(_, change)| change.action == Action::Drop && is_it(change))
            || self
                .lineage
                .above(if id.kind == Kind::Default { &column } else { id })
                .iter()
                .any(|above| self.goes(above))
    }

    /// What an object needs, with all its parts but the foreign keys that go before it, or with others.
    fn held(&self, id: &ObjectId, gone: &[(ObjectId, ObjectId)]) -> Vec<ObjectId> {
        let mut held = self.was.of(id).to_vec();
        let is_part =
            |dependent: &ObjectId| dependent != id && self.before.of(dependent).as_ref() == Some(id);
        let parts = self.from.dependencies.iter().filter(|(dependent, _)| is_part(dependent));
        held.extend(parts.map(|(_, needed)| needed.clone()));
        if let Some(table) = self.from.table(id) {
            let keys =
                table.foreign_keys.iter().map(|k| id.nested(Kind::Constraint, k.constraint_name.clone()));
            let goes_before = |key: &ObjectId| gone.iter().any(|(_, other)| other == key);
            for key in keys.filter(|key| !goes_before(key) && self.lineage.above(key).is_empty()) {
                held.extend(self.was.of(&key).iter().cloned());
            }
        }
        held.retain(|needed| self.before.of(needed).as_ref() != Some(id));
        held
    }
}
