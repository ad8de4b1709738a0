//! Collects the changes and steps of each object.

use std::collections::BTreeMap;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Change, ChangeKind, Kind, ObjectId, Rename};

use super::entry::{Entry, is_constraint_rename};
use super::{ObjectOverview, PlannedChange};
use crate::steps::{Action, Plan, Step};

/// Describes what a plan changes. `changes` are the differences that it removes, with the names
/// after the renames. `catalogs` are the current one after the renames, and the desired one.
pub fn overview(
    plan: &Plan,
    changes: &[Change],
    renames: &[Rename],
    catalogs: [&Catalog; 2],
) -> Vec<ObjectOverview> {
    let mut collected = Collected::default();
    for change in changes {
        let entry = collected.entry(subject(&change.object, change.within.as_ref()));
        entry.changes.push(change);
        entry.within = entry.within.take().or_else(|| change.within.clone());
    }
    for (at, step) in plan.steps.iter().enumerate() {
        let parts = step.by_part();
        for part in parts {
            let id = part.prepares.as_ref().unwrap_or(&part.object);
            let id = match part.action {
                Action::Rename => after(renames, id),
                _ => id.clone(),
            };
            let within = match part.action {
                Action::Rename => catalogs[1].container(&id),
                _ => part.within.clone(),
            };
            let entry = collected.entry(subject(&id, within.as_ref()));
            entry.within = entry.within.take().or(within);
            entry.cause = entry.cause.take().or_else(|| part.caused_by.clone());
            entry.steps.push((at + 1, part));
        }
    }
    collected.merge_changes_without_steps(plan);
    collected.absorb_parts();
    collected.absorb_owned_sequences(catalogs);
    collected.follow_renames(renames, catalogs);
    collected.groups(renames)
}

/// The name of an object after the renames.
fn after(renames: &[Rename], id: &ObjectId) -> ObjectId {
    renames.iter().find(|rename| rename.from == *id).map_or_else(|| id.clone(), |rename| rename.to.clone())
}

/// The object under which a change is listed: a default is a property of its column or domain.
fn subject(id: &ObjectId, within: Option<&ObjectId>) -> ObjectId {
    match (id.kind, within) {
        (Kind::Default, Some(domain)) if domain.kind == Kind::Domain => domain.clone(),
        (Kind::Default, _) => ObjectId { kind: Kind::Column, ..id.clone() },
        _ => id.clone(),
    }
}

/// The changes and steps of all objects.
#[derive(Default)]
struct Collected<'a> {
    entries: BTreeMap<ObjectId, Entry<'a>>,
}

/// The order of the changes of an object: its own come first, then its parts by kind and position.
type Order = (bool, Kind, usize);

/// The changes of columns that the lines of other objects tell.
struct ToldChanges<'a> {
    /// Of the columns of tables.
    of_tables: Vec<&'a Change>,
    /// The same with the columns of a view that causes changes of other views.
    of_causes: BTreeMap<ObjectId, Vec<&'a Change>>,
}

impl<'a> ToldChanges<'a> {
    /// The changes that a view need not repeat.
    fn of(&self, entry: &Entry<'a>) -> &[&'a Change] {
        let of_cause = entry.cause.as_ref().and_then(|cause| self.of_causes.get(cause));
        of_cause.unwrap_or(&self.of_tables)
    }
}

impl<'a> Collected<'a> {
    fn entry(&mut self, id: ObjectId) -> &mut Entry<'a> {
        let position = self.entries.len();
        let entry = self.entries.entry(id.clone()).or_insert_with(|| Entry { position, ..Entry::default() });
        // A part of a domain can be listed under the domain itself.
        entry.within = entry.within.take().filter(|within| *within != id);
        entry
    }

    /// Lists changes that have no steps of their own under the object whose steps make them: the
    /// constraint of an index, or the object that contains it. Other changes are not planned.
    fn merge_changes_without_steps(&mut self, plan: &Plan) {
        let has_steps = |entries: &BTreeMap<ObjectId, Entry<'a>>, id: &ObjectId| {
            entries.get(id).is_some_and(|entry| !entry.steps.is_empty())
        };
        let without: Vec<ObjectId> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.steps.is_empty())
            .map(|(id, _)| id.clone())
            .collect();
        for id in without {
            let Some(entry) = self.entries.remove(&id) else { continue };
            if plan.unplannable.iter().any(|left| left.object == id) {
                continue;
            }
            let Some(within) = entry.within else { continue };
            let constraint = within.nested(Kind::Constraint, id.name.clone());
            let is_of_constraint = id.kind == Kind::Index && has_steps(&self.entries, &constraint);
            let whole = if is_of_constraint { constraint } else { within };
            if let Some(whole) = self.entries.get_mut(&whole).filter(|whole| !whole.steps.is_empty()) {
                // That a part is inherited follows from the change of the whole object.
                const FOLLOWING: [Option<&str>; 2] = [Some("inherited"), Some("partition_of")];
                match is_of_constraint {
                    true => whole.changes.extend(entry.changes),
                    false => whole.parts.extend(
                        entry.changes.into_iter().filter(|change| !FOLLOWING.contains(&change.property())),
                    ),
                }
            }
        }
    }

    /// Lists parts of an object under the object, if its statements create or drop them, or if they
    /// only exist while it changes.
    fn absorb_parts(&mut self) {
        let whole: Vec<ObjectId> =
            self.entries.iter().filter(|(_, entry)| entry.is_whole()).map(|(id, _)| id.clone()).collect();
        let is_part = |entry: &Entry<'_>| {
            let Some(within) = entry.within.as_ref().filter(|_| entry.changes.is_empty()) else {
                return false;
            };
            let is_temporary = || {
                let is = |step: &Step| matches!(step.action, Action::Create | Action::Drop);
                entry.cause.is_none() && entry.steps.iter().all(|(_, step)| is(step))
            };
            whole.binary_search(within).is_ok() || self.entries.contains_key(within) && is_temporary()
        };
        let parts: Vec<ObjectId> =
            self.entries.iter().filter(|(_, entry)| is_part(entry)).map(|(id, _)| id.clone()).collect();
        for part in parts {
            let Some(entry) = self.entries.remove(&part) else { continue };
            if let Some(whole) = entry.within.and_then(|within| self.entries.get_mut(&within)) {
                whole.steps.extend(entry.steps);
                whole.steps.sort_by_key(|(number, _)| *number);
            }
        }
    }

    /// Lists what happens to the sequence of a column under the column or its table, if that is
    /// created, dropped or changed too.
    fn absorb_owned_sequences(&mut self, catalogs: [&Catalog; 2]) {
        let [current, desired] = catalogs.map(|catalog| catalog.sequences.iter());
        let sides = current.map(|sequence| (sequence, true)).chain(desired.map(|sequence| (sequence, false)));
        for (sequence, is_current) in sides {
            let (id, Some(column)) = (sequence.id(), &sequence.owned_by) else { continue };
            let is_open = |entry: &&Entry<'_>| entry.cause.is_none() && !entry.is_renamed();
            let Some(entry) = self.entries.get(&id).filter(is_open) else { continue };
            // Another sequence may have the same name afterwards.
            let is_of_other_side = match entry.changes.first().map(|change| &change.kind) {
                Some(ChangeKind::Added { .. }) => is_current,
                Some(ChangeKind::Removed { .. }) => !is_current,
                _ => false,
            };
            if is_of_other_side {
                continue;
            }
            let table = column.relation.as_ref().zip(column.schema.as_ref());
            let table = table.map(|(table, schema)| ObjectId::local(Kind::Table, schema, table.clone()));
            let whole = table.filter(|table| self.entries.get(table).is_some_and(Entry::is_whole));
            let owner = whole.unwrap_or_else(|| column.clone());
            if !self.entries.contains_key(&owner) {
                continue;
            }
            let Some(entry) = self.entries.remove(&id) else { continue };
            if let Some(owner) = self.entries.get_mut(&owner) {
                owner.absorb(entry);
            }
        }
    }

    /// Lists an object that is renamed because its table or column is under that table or column.
    /// That an unnamed not-null constraint gets another name follows from such a rename too.
    fn follow_renames(&mut self, renames: &[Rename], catalogs: [&Catalog; 2]) {
        let is_renamed = |id: &ObjectId| renames.iter().any(|rename| rename.to == *id);
        for (id, entry) in &mut self.entries {
            let mut owners: Vec<ObjectId> = entry.within.iter().cloned().collect();
            if id.kind == Kind::Sequence {
                let sequences = catalogs.into_iter().flat_map(|catalog| &catalog.sequences);
                let mut owned = sequences.filter(|sequence| sequence.id() == *id);
                owners.extend(owned.find_map(|sequence| sequence.owned_by.clone()));
            }
            if let Some(column) = owners.iter().find(|owner| owner.kind == Kind::Column).cloned() {
                owners.extend(catalogs.into_iter().find_map(|catalog| catalog.container(&column)));
            }
            if id.kind == Kind::Column && (is_renamed(id) || owners.iter().any(is_renamed)) {
                let number = entry.changes.len();
                entry.changes.retain(|change| !is_constraint_rename(change));
                entry.renames_not_null = entry.changes.len() < number;
            }
            if id.kind != Kind::Column || !is_renamed(id) {
                let cause = owners.into_iter().find(|owner| is_renamed(owner));
                let follows = entry.changes.is_empty() && entry.parts.is_empty();
                entry.cause = entry.cause.take().or(cause.filter(|_| follows));
            }
        }
    }

    /// The changes of columns that views need not repeat.
    fn told_changes(&self) -> ToldChanges<'a> {
        let is_of_table = |change: &&&Change| {
            let within = change.within.as_ref().map(|within| within.kind);
            change.object.kind == Kind::Column && matches!(within, Some(Kind::Table | Kind::ForeignTable))
        };
        let changes = self.entries.values().flat_map(|entry| entry.changes.iter().filter(is_of_table));
        let of_tables: Vec<&'a Change> = changes.copied().collect();
        let causes = self.entries.values().filter_map(|entry| entry.cause.as_ref());
        let of_causes = causes.filter_map(|cause| {
            let parts = &self.entries.get(cause)?.parts;
            let all: Vec<&'a Change> = of_tables.iter().chain(parts).copied().collect();
            Some((cause.clone(), all))
        });
        let of_causes = of_causes.collect();
        ToldChanges { of_tables, of_causes }
    }

    fn groups(mut self, renames: &[Rename]) -> Vec<ObjectOverview> {
        let told = self.told_changes();
        // What another change causes is listed below that change.
        let effects: Vec<(ObjectId, ObjectId)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.is_effect())
            .filter_map(|(id, entry)| Some((id.clone(), self.root_cause(entry.cause.as_ref()?)?)))
            .filter(|(id, cause)| id != cause)
            .collect();
        let mut below: BTreeMap<ObjectId, Vec<PlannedChange>> = BTreeMap::new();
        for (id, cause) in effects {
            // A cause that is an effect itself has no line of its own to be listed below.
            if self.entries.get(&cause).is_none_or(Entry::is_effect) {
                continue;
            }
            if let Some(entry) = self.entries.remove(&id) {
                let change = entry.describe(id.clone(), renames, told.of(&entry));
                below.entry(cause).or_default().push(change);
            }
        }
        let mut groups: BTreeMap<ObjectId, Vec<(Order, PlannedChange)>> = BTreeMap::new();
        for (id, entry) in self.entries {
            let subject = entry.within.clone().unwrap_or_else(|| id.clone());
            let order = (entry.within.is_some(), id.kind, entry.position);
            let effects = below.remove(&id).unwrap_or_default();
            let change = PlannedChange { effects, ..entry.describe(id, renames, told.of(&entry)) };
            groups.entry(subject).or_default().push((order, change));
        }
        let mut found = Vec::with_capacity(groups.len());
        for (object, mut changes) in groups {
            changes.sort_by_key(|(order, _)| *order);
            found.push(ObjectOverview { object, changes: changes.into_iter().map(|(_, c)| c).collect() });
        }
        found
    }

    /// The entry under which an effect is listed: the first in a chain of causes.
    fn root_cause(&self, cause: &ObjectId) -> Option<ObjectId> {
        let mut listed = self.listed(cause)?;
        // Causes never form a circle, but a limit costs nothing.
        for _ in 0..self.entries.len() {
            let Some(entry) = self.entries.get(&listed) else { break };
            match entry.cause.as_ref().filter(|_| entry.is_effect()) {
                Some(cause) => listed = self.listed(cause)?,
                None => break,
            }
        }
        Some(listed)
    }

    /// The entry under which a cause is listed: its own, or the one of its table.
    fn listed(&self, cause: &ObjectId) -> Option<ObjectId> {
        let own = subject(cause, None);
        if self.entries.contains_key(&own) {
            return Some(own);
        }
        let is_relation = |id: &&ObjectId| {
            id.kind.is_relation() && id.schema == own.schema && Some(&id.name) == own.relation.as_ref()
        };
        self.entries.keys().find(is_relation).cloned()
    }
}
