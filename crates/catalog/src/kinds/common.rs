//! SQL for the properties that most kinds have: owner, comment, privileges, security labels.

use std::collections::BTreeSet;

use super::{AclKind, Aspect, Object, Right, Statement};
use crate::privilege::{GrantTarget, PUBLIC, UNSPECIFIED_ROLE, all_privileges_before_17};
use crate::sql::{ident, literal};
use crate::{Grant, Name};

/// The statements that give a new object its owner, comment, labels and privileges. `major` is the
/// version of the server that the catalog was read from.
pub fn common_statements(object: &dyn Object, major: u32) -> Vec<Statement> {
    let common = object.common();
    let (class, name) = (object.sql_class(), object.sql_name());
    let mut statements = Vec::new();
    if let Some(owner) = common.owner.filter(|_| object.id().kind.has_owner() && !object.inherits_owner()) {
        let sql = format!("ALTER {class} {name} OWNER TO {}", ident(owner));
        let statement = Statement::with_aspect(Aspect::Owner, sql);
        statements.push(statement.with_right(Right::MakeOwner(owner.clone())));
    }
    if let Some(text) = common.comment {
        statements.push(Statement::comment(&format!("{class} {name}"), text));
    }
    for label in common.security_labels {
        let provider = ident(&label.provider);
        let sql = format!("SECURITY LABEL FOR {provider} ON {class} {name} IS {}", literal(&label.label));
        statements.push(Statement::with_aspect(Aspect::SecurityLabel, sql));
    }
    statements.extend(privileges(object, major));
    statements
}

/// The statements that change with which extensions an object is dropped, each after the text
/// `alter`.
pub fn extension_dependencies(alter: &str, old: &[Name], new: &[Name]) -> Vec<Statement> {
    let without = |list: &[Name], other: &[Name], word: &str| -> Vec<Statement> {
        let names = list.iter().filter(|name| !other.contains(name));
        names.map(|name| format!("{alter} {word} ON EXTENSION {}", ident(name)).into()).collect()
    };
    let mut statements = without(old, new, "NO DEPENDS");
    statements.extend(without(new, old, "DEPENDS"));
    statements
}

fn privileges(object: &dyn Object, major: u32) -> Vec<Statement> {
    let common = object.common();
    let (Some(acl_kind), Some(grants)) = (object.acl_kind(), common.privileges) else { return Vec::new() };
    // Without any grant, even the owner's privileges are revoked.
    let unspecified = Name::from(UNSPECIFIED_ROLE);
    let owner = common.owner.or_else(|| owner_from_grants(grants)).unwrap_or(&unspecified);
    let (class, name) = (object.grant_class(), object.grant_name());
    let target = GrantTarget { prefix: "", acl_kind, class, object: &name, column: None, owner, major };
    let initial = initial_privileges(object, acl_kind, owner, major);
    let mut statements = revoke_later_privileges(&target, grants);
    statements.extend(target.change(&initial, grants));
    statements
}

/// Revokes `MAINTAIN` from roles that a dump of a server before version 17 names. One of them may
/// be the role that creates the object.
fn revoke_later_privileges(target: &GrantTarget<'_>, grants: &[Grant]) -> Vec<Statement> {
    if target.acl_kind != AclKind::Table || target.major < 17 || &**target.owner != UNSPECIFIED_ROLE {
        return Vec::new();
    }
    let named: BTreeSet<&Name> = grants.iter().map(|grant| &grant.grantee).collect();
    let lacks_it = |name: &&Name| {
        *name != target.owner
            && &***name != PUBLIC
            && all_privileges_before_17(grants, name).is_some_and(|granted| !granted.contains("MAINTAIN"))
    };
    let revoke = |name: &Name| {
        let sql = format!("REVOKE MAINTAIN ON {} FROM {}", target.on(), ident(name));
        let right = target.right(&["MAINTAIN"], name);
        Statement::with_aspect(Aspect::Privileges, sql).with_right(right)
    };
    named.into_iter().filter(lacks_it).map(revoke).collect()
}

/// The privileges on an object before any `GRANT` or `REVOKE`; `None` for kinds without privileges.
pub fn default_grants(object: &dyn Object, major: u32) -> Option<Vec<Grant>> {
    let owner = object.common().owner.cloned().unwrap_or_else(|| UNSPECIFIED_ROLE.into());
    Some(initial_privileges(object, object.acl_kind()?, &owner, major))
}

fn initial_privileges(object: &dyn Object, acl_kind: AclKind, owner: &Name, major: u32) -> Vec<Grant> {
    object.initial_privileges(major).unwrap_or_else(|| acl_kind.default_grants(owner, major))
}

/// The owner that a list of grants implies, for objects without a stated owner: the unspecified
/// role if it granted anything, else the first grantor.
pub fn owner_from_grants(grants: &[Grant]) -> Option<&Name> {
    let grantors = || grants.iter().map(|g| &g.grantor);
    grantors().find(|grantor| &***grantor == UNSPECIFIED_ROLE).or_else(|| grantors().next())
}
