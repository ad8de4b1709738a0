//! Collects the changes and steps of each object.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pgplumb_catalog::sql::{ident, literal};
use pgplumb_catalog::types::short_type;
use pgplumb_catalog::{Change, ChangeKind, Kind, ObjectId, Rename};
use serde_json::Value;

use super::{ObjectOverview, Outcome, PlannedChange};
use crate::node::Operation;
use crate::renames::bare;
use crate::steps::{Action, Plan, Step};

/// Describes what a plan changes. `changes` are the differences that it removes, with the names
/// after the renames.
pub fn overview(plan: &Plan, changes: &[Change], renames: &[Rename]) -> Vec<ObjectOverview> {
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
            let entry = collected.entry(subject(&id, part.within.as_ref()));
            entry.within = entry.within.take().or_else(|| part.within.clone());
            entry.cause = entry.cause.take().or_else(|| part.caused_by.clone());
            entry.steps.push((at + 1, part));
        }
    }
    collected.merge_changes_without_steps(plan);
    collected.absorb_parts();
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

/// The changes and steps of one object.
#[derive(Default)]
struct Entry<'a> {
    /// The position of its first change or step, which orders columns as in their table.
    position: usize,
    within: Option<ObjectId>,
    cause: Option<ObjectId>,
    changes: Vec<&'a Change>,
    /// Changes of objects in it, which the statements for the whole object make.
    parts: Vec<&'a Change>,
    /// The steps with their numbers.
    steps: Vec<(usize, Cow<'a, Step>)>,
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
        let is_whole = |entry: &Entry<'_>| {
            let creates = |step: &Step| !matches!(step.action, Action::Alter | Action::Rename);
            entry.steps.iter().any(|(_, step)| step.operation.is_none() && creates(step))
        };
        let whole: Vec<ObjectId> =
            self.entries.iter().filter(|(_, entry)| is_whole(entry)).map(|(id, _)| id.clone()).collect();
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

    fn groups(mut self, renames: &[Rename]) -> Vec<ObjectOverview> {
        // What another change causes is listed below that change.
        let effects: Vec<(ObjectId, ObjectId)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.changes.is_empty() && entry.parts.is_empty())
            .filter_map(|(id, entry)| Some((id.clone(), self.root_cause(entry.cause.as_ref()?)?)))
            .filter(|(id, cause)| id != cause)
            .collect();
        let mut below: BTreeMap<ObjectId, Vec<PlannedChange>> = BTreeMap::new();
        for (id, cause) in effects {
            // A cause that is an effect itself has no line of its own to be listed below.
            if self.entries.get(&cause).is_none_or(|entry| entry.changes.is_empty() && entry.parts.is_empty())
            {
                continue;
            }
            if let Some(entry) = self.entries.remove(&id) {
                below.entry(cause).or_default().push(entry.describe(id, renames));
            }
        }
        let mut groups: BTreeMap<ObjectId, Vec<(Order, PlannedChange)>> = BTreeMap::new();
        for (id, entry) in self.entries {
            let subject = entry.within.clone().unwrap_or_else(|| id.clone());
            let order = (entry.within.is_some(), id.kind, entry.position);
            let effects = below.remove(&id).unwrap_or_default();
            let change = PlannedChange { effects, ..entry.describe(id, renames) };
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
            match entry.cause.as_ref().filter(|_| entry.changes.is_empty() && entry.parts.is_empty()) {
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

impl Entry<'_> {
    fn describe(&self, object: ObjectId, renames: &[Rename]) -> PlannedChange {
        let outcome = self.outcome();
        let mut details: Vec<String> = Vec::new();
        if let Some(rename) = renames.iter().find(|rename| rename.to == object) {
            details.push(format!("renamed from {}", old_name(rename)));
        }
        for label in self.steps.iter().filter_map(|(_, step)| step.label.as_ref()) {
            details.push(format!("label {} renamed to {}", literal(&label.from), literal(&label.to)));
        }
        details.extend(
            self.changes.iter().map(|change| describe_change(change)).filter(|words| !words.is_empty()),
        );
        details.extend(self.parts.iter().map(|change| describe_part(change)));
        if outcome == Outcome::Changed && self.is_recreated() {
            details.push("recreated".to_owned());
        }
        if details.is_empty() && outcome != Outcome::Added && outcome != Outcome::Dropped {
            details.push(self.describe_steps());
        }
        let steps = self.steps.iter().map(|(number, _)| *number).collect();
        PlannedChange { outcome, object, details: details.join("; "), steps, effects: Vec::new() }
    }

    fn has(&self, action: Action) -> bool {
        self.steps.iter().any(|(_, step)| step.operation.is_none() && step.action == action)
    }

    fn is_recreated(&self) -> bool {
        self.has(Action::Detach) || self.has(Action::Drop) && self.has(Action::Create)
    }

    fn outcome(&self) -> Outcome {
        match self.changes.first().map(|change| &change.kind) {
            Some(ChangeKind::Added { .. }) => Outcome::Added,
            Some(ChangeKind::Removed { .. }) => Outcome::Dropped,
            Some(ChangeKind::Changed { .. }) => Outcome::Changed,
            None if !self.parts.is_empty() => Outcome::Changed,
            None if self.is_recreated() => Outcome::Recreated,
            None if self.has(Action::Create) => Outcome::Added,
            None if self.has(Action::Drop) => Outcome::Dropped,
            None => Outcome::Changed,
        }
    }

    /// Describes a change that only the steps tell about.
    fn describe_steps(&self) -> String {
        if self.is_recreated() {
            return "recreated".to_owned();
        }
        let mut words: Vec<&str> = Vec::new();
        for word in self.steps.iter().map(|(_, step)| describe_operation(step.operation)) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.join(", ")
    }
}

/// Describes a change. The types of a column need no label.
fn describe_change(change: &Change) -> String {
    match &change.kind {
        ChangeKind::Changed { property, from: Value::String(from), to: Value::String(to) }
            if property == "type" =>
        {
            format!("{} → {}", short_type(from), short_type(to))
        }
        _ => change.brief(),
    }
}

/// Describes a change of a part of an object.
fn describe_part(change: &Change) -> String {
    let part = format!("{} {}", change.object.kind, ident(&change.object.name));
    match &change.kind {
        ChangeKind::Added { summary } => format!("{part} added {summary}").trim_end().to_owned(),
        ChangeKind::Removed { .. } => format!("{part} removed"),
        ChangeKind::Changed { .. } => format!("{part}: {}", describe_change(change)),
    }
}

/// Describes what a step has done to its object.
fn describe_operation(operation: Option<Operation>) -> &'static str {
    match operation {
        None | Some(Operation::CreatePlaceholder) => "altered",
        Some(Operation::AttachPartition) => "attached as a partition",
        Some(Operation::DetachPartition) => "detached from the partitioned table",
        Some(Operation::AttachIndex) => "attached to the index of the partitioned table",
        Some(Operation::SetOwningColumn) => "owned by another column",
        Some(Operation::Inherit) => "inherits from another table",
        Some(Operation::StopInheriting) => "no longer inherits from a table",
        Some(Operation::LeaveType) => "no longer of a composite type",
        Some(Operation::MoveRows) => "rows move to another table",
    }
}

/// The old name of a renamed object, with its schema if that changes too.
fn old_name(rename: &Rename) -> String {
    if rename.from.schema == rename.to.schema { bare(&rename.from) } else { rename.from.path() }
}
