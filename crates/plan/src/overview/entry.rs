//! The changes and steps of one object, and their description.

use std::borrow::Cow;

use pgplumb_catalog::sql::{ident, literal};
use pgplumb_catalog::types::short_type;
use pgplumb_catalog::{Change, ChangeKind, Kind, ObjectId, Rename};
use serde_json::Value;

use super::{PlannedChange, PlannedOutcome};
use crate::node::Operation;
use crate::renames::bare;
use crate::steps::{Action, Step};

/// The changes and steps of one object.
#[derive(Default)]
pub(super) struct Entry<'a> {
    /// The position of its first change or step, which orders columns as in their table.
    pub position: usize,
    /// The object that contains it.
    pub within: Option<ObjectId>,
    /// The object whose change causes its steps.
    pub cause: Option<ObjectId>,
    /// Its changes.
    pub changes: Vec<&'a Change>,
    /// Changes of objects in it, which the statements for the whole object make.
    pub parts: Vec<&'a Change>,
    /// The steps with their numbers.
    pub steps: Vec<(usize, Cow<'a, Step>)>,
    /// Whether its not-null constraint gets another name because it or its table does.
    pub renames_not_null: bool,
    /// The numbers of the steps of an object that belongs to it.
    pub belonging: Vec<usize>,
}

impl<'a> Entry<'a> {
    /// Whether steps create or drop the whole object.
    pub fn is_whole(&self) -> bool {
        let creates = |step: &Step| !matches!(step.action, Action::Alter | Action::Rename);
        self.steps.iter().any(|(_, step)| step.operation.is_none() && creates(step))
    }

    /// Whether it only changes because another object does.
    pub fn is_effect(&self) -> bool {
        self.changes.is_empty() && self.parts.is_empty() && (self.cause.is_some() || !self.is_renamed())
    }

    /// Whether steps rename it.
    pub fn is_renamed(&self) -> bool {
        self.steps.iter().any(|(_, step)| step.action == Action::Rename)
    }

    /// Adds the steps and the changes of an object that belongs to this one. That it is created or
    /// dropped with it needs no words.
    pub fn absorb(&mut self, other: Self) {
        let is_told = |change: &&Change| matches!(change.property(), None | Some("owned_by"));
        self.parts.extend(other.changes.into_iter().filter(|change| !is_told(change)));
        self.belonging.extend(other.steps.into_iter().map(|(number, _)| number));
    }

    /// Describes the change of an object. `told` are changes of columns of tables, which a view with
    /// these columns does not repeat.
    pub fn describe(&self, object: ObjectId, renames: &[Rename], told: &[&Change]) -> PlannedChange {
        let outcome = self.outcome();
        let mut details: Vec<String> = Vec::new();
        if let Some(rename) = renames.iter().find(|rename| rename.to == object) {
            details.push(format!("renamed from {}", old_name(rename)));
        }
        for label in self.steps.iter().filter_map(|(_, step)| step.label.as_ref()) {
            details.push(format!("label {} renamed to {}", literal(&label.from), literal(&label.to)));
        }
        let changes = self.changes.iter().filter(|change| !self.is_following(change));
        details.extend(changes.map(|change| describe_change(change)).filter(|words| !words.is_empty()));
        let is_view = matches!(object.kind, Kind::View | Kind::MaterializedView);
        let is_told = |part: &Change| {
            let is_same = told.iter().any(|change| is_same_column(change, part));
            is_view && (is_same || renames.iter().any(|rename| is_renamed_column(rename, part)))
        };
        let parts = self.parts.iter().filter(|part| !self.is_following(part) && !is_told(part));
        details.extend(parts.map(|change| describe_part(change)));
        if outcome == PlannedOutcome::Changed && self.is_recreated() {
            details.push("recreated".to_owned());
        }
        if details.is_empty() && outcome != PlannedOutcome::Added && outcome != PlannedOutcome::Dropped {
            details.push(self.describe_steps());
        }
        let own = self.steps.iter().map(|(number, _)| *number);
        let mut steps: Vec<usize> = own.chain(self.belonging.iter().copied()).collect();
        steps.sort_unstable();
        steps.dedup();
        let details = details.join("; ");
        PlannedChange { outcome, object, within: self.within.clone(), details, steps, effects: Vec::new() }
    }

    /// Whether a change follows from another type of the column: its sequence gets that type too.
    fn is_following(&self, change: &Change) -> bool {
        let (key, differing) = match &change.kind {
            ChangeKind::Changed { property, from, to } if property == "identity" => {
                let without = |identity: &Value| {
                    let mut identity = identity.clone();
                    identity["sequence"]["data_type"].take();
                    identity
                };
                ("identity", from.is_object() && to.is_object() && without(from) == without(to))
            }
            ChangeKind::Changed { property, from, to }
                if property == "options" && change.object.kind == Kind::Sequence =>
            {
                let without = |options: &Value| {
                    let mut options = options.as_object().cloned().unwrap_or_default();
                    options.remove("data_type");
                    options
                };
                ("options", without(from) == without(to))
            }
            _ => return false,
        };
        let is_retyped = self.changes.iter().any(|change| change.property() == Some("type"));
        differing && is_retyped && change.property() == Some(key)
    }

    fn has(&self, action: Action) -> bool {
        // The sequence of an identity column is renamed in two steps.
        let is_rename =
            |step: &Step| step.prepares.is_some() && matches!(step.action, Action::Detach | Action::Restore);
        let is = |step: &Step| step.operation.is_none() && step.action == action && !is_rename(step);
        self.steps.iter().any(|(_, step)| is(step))
    }

    fn is_recreated(&self) -> bool {
        self.has(Action::Detach) || self.has(Action::Drop) && self.has(Action::Create)
    }

    fn outcome(&self) -> PlannedOutcome {
        match self.changes.first().map(|change| &change.kind) {
            Some(ChangeKind::Added { .. }) => PlannedOutcome::Added,
            Some(ChangeKind::Removed { .. }) => PlannedOutcome::Dropped,
            Some(ChangeKind::Changed { .. }) => PlannedOutcome::Changed,
            None if !self.parts.is_empty() => PlannedOutcome::Changed,
            None if self.is_recreated() => PlannedOutcome::Recreated,
            None if self.has(Action::Create) => PlannedOutcome::Added,
            None if self.has(Action::Drop) => PlannedOutcome::Dropped,
            None => PlannedOutcome::Changed,
        }
    }

    /// Describes a change that only the steps tell about.
    fn describe_steps(&self) -> String {
        if self.is_recreated() {
            return "recreated".to_owned();
        }
        if self.renames_not_null {
            return "not-null constraint renamed".to_owned();
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

/// Whether a change only gives the not-null constraint of a column another name.
pub(super) fn is_constraint_rename(change: &Change) -> bool {
    let ChangeKind::Changed { property, from, to } = &change.kind else { return false };
    let unnamed = |constraint: &Value| {
        let mut fields = constraint.as_object().cloned().unwrap_or_default();
        fields.remove("name");
        fields
    };
    property == "not_null" && unnamed(from) == unnamed(to)
}

/// Whether two changes are the same change of a column of that name, in a table and in a view.
fn is_same_column(change: &Change, part: &Change) -> bool {
    let is_same = match (&change.kind, &part.kind) {
        (ChangeKind::Added { .. }, ChangeKind::Added { .. })
        | (ChangeKind::Removed { .. }, ChangeKind::Removed { .. }) => true,
        (one, other) => one == other,
    };
    part.object.kind == Kind::Column && change.object.name == part.object.name && is_same
}

/// Whether a view has another column because the column of a table is renamed.
fn is_renamed_column(rename: &Rename, part: &Change) -> bool {
    let name = &part.object.name;
    let is_other = match part.kind {
        ChangeKind::Added { .. } => rename.to.name == *name,
        ChangeKind::Removed { .. } => rename.from.name == *name,
        ChangeKind::Changed { .. } => false,
    };
    part.object.kind == Kind::Column && rename.to.kind == Kind::Column && is_other
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
    let noun = change.object.noun(change.within.as_ref());
    let part = format!("{noun} {}", ident(&change.object.name));
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
        Some(Operation::PublishWholeTables) => "publishes whole tables while a column changes",
        Some(Operation::MoveRows) => "rows move to another table",
    }
}

/// The old name of a renamed object, with its schema if that changes too.
fn old_name(rename: &Rename) -> String {
    if rename.from.schema == rename.to.schema { bare(&rename.from) } else { rename.from.path() }
}
