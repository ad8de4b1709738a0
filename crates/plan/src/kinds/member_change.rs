//! Changes of extension members and system objects: `GRANT`, `REVOKE`, row security and policies.
//! The objects themselves belong to their extension.

use pgplumb_catalog::kinds::member_change::MemberChange;
use pgplumb_catalog::kinds::policy::Policy;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Grant, ObjectId};

use super::{Alter, policy};
use crate::change::{Alteration, ChangeContext, ObjectChange, about_changes, comment, privilege_hazards};
use crate::steps::{Action, Hazard};

impl Alter for MemberChange {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let change = change(self, new, Action::Alter, context);
        Alteration::Parts(if change.statements.is_empty() { Vec::new() } else { vec![change] })
    }

    fn creation_hazards(&self, change: ObjectChange, _: &ChangeContext<'_>) -> ObjectChange {
        let change = privilege_hazards(change, &self.initial_privileges, &self.current_privileges);
        // The policies may replace others.
        if self.policies.is_empty() { change } else { change.hazard(Hazard::ChangesResults) }
    }

    /// Gives the member its initial state again.
    fn drop_change(&self, action: Action, context: &ChangeContext<'_>) -> ObjectChange {
        let new = unchanged(self);
        let mut change = change(self, &new, action, context);
        let major = context.version.major();
        change.statements.extend(about_changes(self, &new, (major, major)));
        change
    }

    /// Dropping the extension drops the member.
    fn dropped_with(&self) -> Option<ObjectId> {
        self.needs().into_iter().next()
    }
}

/// The member as its extension creates it.
fn unchanged(member: &MemberChange) -> MemberChange {
    MemberChange {
        current_privileges: member.initial_privileges.clone(),
        row_security: false,
        force_row_security: false,
        policies: Vec::new(),
        security_labels: Vec::new(),
        ..member.clone()
    }
}

/// The change of privileges, row security and policies.
fn change(
    old: &MemberChange,
    new: &MemberChange,
    action: Action,
    context: &ChangeContext<'_>,
) -> ObjectChange {
    let (before, after) = (privileges(old, new), privileges(new, old));
    let target = new.grant_target(context.version.major());
    let statements = target.change(before, after).into_iter().chain(row_security(old, new));
    let change = ObjectChange::new(new.id(), action, statements.chain(policies(old, new)));
    let change = privilege_hazards(change, before, after);
    // A policy that is dropped, or replaced by another one, may have hidden rows.
    let is_looser = old.row_security && !new.row_security
        || old.force_row_security && !new.force_row_security
        || old.policies != new.policies;
    if is_looser { change.hazard(Hazard::ChangesResults).hazard(Hazard::LoosensSecurity) } else { change }
}

/// The privileges on the member. If they are the initial ones, only the other side knows them.
fn privileges<'a>(member: &'a MemberChange, other: &'a MemberChange) -> &'a [Grant] {
    match member.current_privileges.is_empty() && member.initial_privileges.is_empty() {
        true => &other.initial_privileges,
        false => &member.current_privileges,
    }
}

fn row_security(old: &MemberChange, new: &MemberChange) -> Vec<Statement> {
    let alter = format!("ALTER TABLE {}", new.identity);
    let mut statements: Vec<Statement> = Vec::new();
    if old.row_security != new.row_security {
        let verb = if new.row_security { "ENABLE" } else { "DISABLE" };
        statements.push(format!("{alter} {verb} ROW LEVEL SECURITY").into());
    }
    if old.force_row_security != new.force_row_security {
        let verb = if new.force_row_security { "FORCE" } else { "NO FORCE" };
        statements.push(format!("{alter} {verb} ROW LEVEL SECURITY").into());
    }
    statements
}

fn policies(old: &MemberChange, new: &MemberChange) -> Vec<Statement> {
    let on = |name: &str| format!("POLICY {} ON {}", ident(name), new.identity);
    let altered = |old: &Policy, new_policies: &[Policy]| -> Option<Vec<Statement>> {
        let desired = new_policies.iter().find(|desired| desired.name == old.name)?;
        let has_same_definition = policy::has_same_definition(old, desired);
        let alter = match has_same_definition {
            true => None,
            false => Some(policy::altered(old, desired, &new.identity)?.into()),
        };
        let text = desired.comment.as_deref();
        let comment = (old.comment != desired.comment).then(|| comment(&on(&old.name), text));
        Some(alter.into_iter().chain(comment).collect())
    };
    let mut statements: Vec<Statement> = Vec::new();
    let mut kept: Vec<&str> = Vec::new();
    for old in &old.policies {
        match altered(old, &new.policies) {
            Some(changes) => {
                kept.push(&old.name);
                statements.extend(changes);
            }
            None => statements.push(format!("DROP {}", on(&old.name)).into()),
        }
    }
    for policy in new.policies.iter().filter(|policy| !kept.contains(&&*policy.name)) {
        statements.push(policy.create(&new.identity).into());
        let text = policy.comment.as_deref();
        statements.extend(text.map(|text| comment(&on(&policy.name), Some(text))));
    }
    statements
}
