//! Changes of sequences: `ALTER SEQUENCE`.

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::sequence::{FIRST_WITH_UNLOGGED, Sequence, SequenceOptions};
use pgplumb_catalog::kinds::table::Persistence;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::literal;

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::data_checks::sequence_past_its_end;
use crate::node::NodeId;
use crate::steps::{Action, Hazard};

fn is_unlogged(persistence: Persistence) -> bool {
    persistence == Persistence::Unlogged
}

/// The statement that moves a sequence to its new start if it has not reached its new bounds. It
/// keeps the position of a sequence within the bounds, so that no value is returned twice.
pub(crate) fn move_to_start(
    sequence: &str,
    (old, new): (&SequenceOptions, &SequenceOptions),
) -> Option<Statement> {
    let ((old_minimum, old_maximum), (minimum, maximum)) = (old.bounds(), new.bounds());
    let condition = match new.is_descending() {
        _ if new.starts_past(old) => return None,
        true if maximum < old_maximum => format!("last_value > {maximum}"),
        false if minimum > old_minimum => format!("last_value < {minimum}"),
        _ => return None,
    };
    let (name, first) = (literal(sequence), new.first());
    Some(format!("SELECT pg_catalog.setval({name}, {first}, false) FROM {sequence} WHERE {condition}").into())
}

impl Alter for Sequence {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let alter = format!("ALTER SEQUENCE {}", new.sql_name());
        let mut changes = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        if self.options != new.options && !new.is_identity {
            statements.extend(move_to_start(&new.sql_name(), (&self.options, &new.options)));
            statements.push(format!("{alter}{}", new.options.changed_from(&self.options)).into());
        }
        if self.persistence != new.persistence && context.version.major() >= FIRST_WITH_UNLOGGED {
            let word = if new.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
            statements.push(format!("{alter} SET {word}").into());
        }
        if !statements.is_empty() {
            let mut change = ObjectChange::new(new.id(), Action::Alter, statements);
            let check = sequence_past_its_end(
                &context.current.before(&new.id()).path(),
                (&self.options, &new.options),
            );
            if check.is_some() && !new.is_identity {
                change = change.asking(check);
            }
            if is_unlogged(new.persistence) && !is_unlogged(self.persistence) {
                change = change.hazard(Hazard::NotCrashSafe);
            }
            changes.push(change);
        }
        if self.owned_by != new.owned_by && !new.is_identity {
            // Release the sequence first: its old column may be dropped before the new one exists,
            // and the sequence would be dropped with it.
            if self.owned_by.is_some() {
                let change =
                    ObjectChange::new(new.id(), Action::Alter, [format!("{alter} OWNED BY NONE").into()]);
                changes.push(change.holding(self.owned_by.clone()));
            }
            if let Some(owner) = &new.owned_by {
                let sql = format!("{alter} OWNED BY {}", owner.path());
                let own = NodeId::SequenceOwnership { sequence: new.id() };
                changes.push(
                    ObjectChange::new(own, Action::Create, [sql.into()]).needing([owner.clone(), new.id()]),
                );
            }
        }
        Alteration::Parts(changes)
    }

    fn dropped_with(&self) -> Option<ObjectId> {
        self.owned_by.clone()
    }
}
