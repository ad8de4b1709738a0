//! Changes of row security policies.

use pgplumb_catalog::kinds::policy::Policy;
use pgplumb_catalog::kinds::trigger::Enabled;
use pgplumb_catalog::{Kind, ObjectId};

use super::sub_object::{Definition, SubObject};
use crate::steps::{Action, Hazard};

/// A policy of a table.
pub(super) fn of<'a>(policy: &'a Policy, table: &ObjectId) -> SubObject<'a> {
    let create = policy.sub_object(table);
    SubObject {
        id: table.nested(Kind::Policy, policy.name.clone()),
        definition: Definition::Policy(policy),
        enabled: Enabled::default(),
        comment: policy.comment.as_deref(),
        create: create.statements,
        needs: create.needs.into_iter().map(Into::into).collect(),
    }
}

/// Whether two policies differ only in their comment.
pub(super) fn has_same_definition(one: &Policy, other: &Policy) -> bool {
    Policy { comment: None, ..one.clone() } == Policy { comment: None, ..other.clone() }
}

/// The hazards of changing a policy. Creating a permissive policy, or dropping a restrictive one,
/// makes more rows visible.
pub(super) fn hazards(policy: &Policy, action: Action) -> Vec<Hazard> {
    if action == Action::Alter || (action == Action::Create) != policy.restrictive {
        vec![Hazard::ChangesResults, Hazard::LoosensSecurity]
    } else {
        vec![Hazard::ChangesResults]
    }
}
