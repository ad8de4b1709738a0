//! Changes of enums: labels are added, or the type is replaced.

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::sql::literal;

impl Alter for Enum {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        alter(self, new)
    }
}

/// Adds labels in place. If a label is removed or moved, a new type replaces the enum and all
/// columns of the enum are converted.
fn alter(old: &Enum, new: &Enum) -> Alteration {
    if old.labels == new.labels {
        return Alteration::Parts(Vec::new());
    }
    let kept: Vec<_> = new.labels.iter().filter(|label| old.labels.contains(label)).cloned().collect();
    if kept == old.labels {
        return Alteration::Parts(additions(old, new));
    }
    Alteration::Replace { unused: None }
}

/// One change for each label: a new label can only be used after its transaction has committed.
fn additions(old: &Enum, new: &Enum) -> Vec<ObjectChange> {
    let mut labels = old.labels.clone();
    let mut changes = Vec::new();
    for (index, label) in new.labels.iter().enumerate() {
        if labels.contains(label) {
            continue;
        }
        let position = match index.checked_sub(1).and_then(|before| new.labels.get(before)) {
            Some(before) if labels.last() == Some(before) => String::new(),
            Some(before) => format!(" AFTER {}", literal(before)),
            None => labels.first().map(|first| format!(" BEFORE {}", literal(first))).unwrap_or_default(),
        };
        let sql = format!("ALTER TYPE {} ADD VALUE {}{position}", new.sql_name(), literal(label));
        let mut change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
        change.outside_transaction = true;
        changes.push(change);
        labels.insert(index.min(labels.len()), label.clone());
    }
    changes
}
