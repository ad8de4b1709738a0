//! Changes of triggers.

use pgplumb_catalog::kinds::trigger::{Enabled, Trigger};
use pgplumb_catalog::{Kind, ObjectId};

use super::sub_object::{Definition, SubObject};
use crate::node::NodeId;

/// A trigger of a relation. `parent` is the trigger that an inherited one is a copy of. Returns
/// `None` for a copy that fires when the parent's trigger does: creating the parent's trigger
/// creates it.
pub(super) fn of<'a>(
    trigger: &'a Trigger,
    relation: &ObjectId,
    parent: Option<&Trigger>,
) -> Option<SubObject<'a>> {
    let create = trigger.sub_object(relation, parent)?;
    let mut needs: Vec<NodeId> = create.needs.into_iter().map(NodeId::from).collect();
    if trigger.inherited {
        needs.push(NodeId::attachment(relation));
    }
    Some(SubObject {
        id: relation.nested(Kind::Trigger, trigger.name.clone()),
        definition: if trigger.inherited {
            Definition::InheritedTrigger
        } else {
            Definition::Trigger(trigger)
        },
        enabled: trigger.enabled,
        comment: trigger.comment.as_deref().filter(|_| !trigger.inherited),
        create: create.statements,
        needs,
    })
}

/// Whether two triggers differ only in their comment and in when they fire.
pub(super) fn has_same_definition(one: &Trigger, other: &Trigger) -> bool {
    let definition = |trigger: &Trigger| Trigger {
        comment: None,
        enabled: Enabled::default(),
        depends_on_extensions: Vec::new(),
        ..trigger.clone()
    };
    definition(one) == definition(other)
}
