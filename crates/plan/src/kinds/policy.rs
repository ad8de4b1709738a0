//! Changes of row security policies.

use pgplumb_catalog::kinds::policy::Policy;
use pgplumb_catalog::kinds::trigger::Enabled;
use pgplumb_catalog::sql::{ident, parenthesize, with_clauses};
use pgplumb_catalog::{Kind, ObjectId, role_sql};

use super::sub_object::{Definition, SubObject};
use crate::steps::{Action, Hazard};

/// Whether policies of a table are in force before and after a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RowSecurity {
    /// In force before and after.
    Stays,
    /// Switched on or off, which has hazards of its own.
    Switched,
    /// Not in force.
    Off,
}

impl RowSecurity {
    pub fn between(old: bool, new: bool) -> Self {
        match (old, new) {
            (true, true) => Self::Stays,
            (false, false) => Self::Off,
            _ => Self::Switched,
        }
    }
}

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

/// The `ALTER POLICY` that turns one policy into another; `None` if only a new policy can have the
/// definition. The command and the mode of a policy are fixed, and no clause removes an expression.
pub(super) fn altered(old: &Policy, new: &Policy, table: &str) -> Option<String> {
    let is_fixed = (old.command, old.restrictive) == (new.command, new.restrictive);
    let removes = |old: &Option<Box<str>>, new: &Option<Box<str>>| old.is_some() && new.is_none();
    if !is_fixed || removes(&old.using, &new.using) || removes(&old.with_check, &new.with_check) {
        return None;
    }
    let mut clauses = Vec::new();
    if old.roles != new.roles {
        let roles: Vec<String> = new.roles.iter().map(|role| role_sql(role)).collect();
        clauses.push(format!("TO {}", if roles.is_empty() { "PUBLIC".to_owned() } else { roles.join(", ") }));
    }
    for (clause, old, new) in
        [("USING", &old.using, &new.using), ("WITH CHECK", &old.with_check, &new.with_check)]
    {
        let changed = new.as_deref().filter(|_| old != new);
        clauses.extend(changed.map(|expression| format!("{clause} {}", parenthesize(expression))));
    }
    Some(with_clauses(format!("ALTER POLICY {} ON {table}", ident(&new.name)), &clauses))
}

/// The hazards of changing a policy. Creating a permissive policy, or dropping a restrictive one,
/// makes more rows visible, unless row security is off before the plan or after it.
pub(super) fn hazards(policy: &Policy, action: Action, row_security: RowSecurity) -> Vec<Hazard> {
    let is_looser = action == Action::Alter || (action == Action::Create) != policy.restrictive;
    match row_security {
        RowSecurity::Off => Vec::new(),
        RowSecurity::Stays if is_looser => vec![Hazard::ChangesResults, Hazard::LoosensSecurity],
        RowSecurity::Stays | RowSecurity::Switched => vec![Hazard::ChangesResults],
    }
}
