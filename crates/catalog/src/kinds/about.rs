//! What can be said of an object of any kind, in SQL: owner, comment, privileges, security labels.

use std::collections::BTreeSet;

use super::{AclKind, Aspect, Object, Statement};
use crate::privilege::{GrantTarget, PUBLIC, UNSTATED, granted_in_full};
use crate::sql::{ident, literal};
use crate::{Grant, Kind, Name};

/// The statements that say of a new object what the catalog says of it. `major` is the version of the server that the catalog
/// was read from.
pub fn about_statements(object: &dyn Object, major: u32) -> Vec<Statement> {
    let about = object.about();
    let (class, name) = (object.sql_class(), object.sql_name());
    let mut statements = Vec::new();
    if let Some(owner) =
        about.owner.filter(|_| has_owner_of_its_own(object.id().kind) && !object.owner_follows())
    {
        let sql = format!("ALTER {class} {name} OWNER TO {}", ident(owner));
        statements.push(Statement::about(Aspect::Owner, sql));
    }
    if let Some(text) = about.comment {
        statements.push(Statement::comment(&format!("{class} {name}"), text));
    }
    for label in about.security_labels {
        let provider = ident(&label.provider);
        let sql = format!("SECURITY LABEL FOR {provider} ON {class} {name} IS {}", literal(&label.label));
        statements.push(Statement::about(Aspect::SecurityLabel, sql));
    }
    statements.extend(privileges(object, major));
    statements
}

fn privileges(object: &dyn Object, major: u32) -> Vec<Statement> {
    let about = object.about();
    let (Some(acl_kind), Some(grants)) = (object.acl_kind(), about.privileges) else { return Vec::new() };
    let Some(owner) = about.owner.or_else(|| owner_in(grants)) else { return Vec::new() };
    let on = format!("{} {}", object.grant_class(), object.grant_name());
    let target = GrantTarget { prefix: "", acl_kind, on: &on, column: None, owner, major };
    let initial = initial_privileges(object, acl_kind, owner, major);
    let mut statements = without_later_privileges(&target, grants);
    statements.extend(target.change(&initial, grants));
    statements
}

/// Takes from those whom a dump of a server before version 17 names what came later: whoever makes the object may be one of them.
fn without_later_privileges(target: &GrantTarget<'_>, grants: &[Grant]) -> Vec<Statement> {
    if target.acl_kind != AclKind::Table || target.major < 17 || &**target.owner != UNSTATED {
        return Vec::new();
    }
    let named: BTreeSet<&Name> = grants.iter().map(|grant| &grant.grantee).collect();
    let is_without = |name: &&Name| {
        *name != target.owner
            && &***name != PUBLIC
            && granted_in_full(grants, name).is_some_and(|granted| !granted.contains("MAINTAIN"))
    };
    let revoke = |name: &Name| {
        Statement::about(Aspect::Privileges, format!("REVOKE MAINTAIN ON {} FROM {}", target.on, ident(name)))
    };
    named.into_iter().filter(is_without).map(revoke).collect()
}

/// What is granted on an object as long as nobody granted or revoked anything; `None` where nothing can be granted.
pub fn default_grants(object: &dyn Object, major: u32) -> Option<Vec<Grant>> {
    let owner = object.about().owner.cloned().unwrap_or_else(|| UNSTATED.into());
    Some(initial_privileges(object, object.acl_kind()?, &owner, major))
}

fn initial_privileges(object: &dyn Object, acl_kind: AclKind, owner: &Name, major: u32) -> Vec<Grant> {
    object.initial_privileges(major).unwrap_or_else(|| acl_kind.default_grants(owner, major))
}

/// Who owns what has no owner to speak of: of schema public the grantor, of what a source says nothing of nobody in particular.
pub fn owner_in(grants: &[Grant]) -> Option<&Name> {
    let grantors = || grants.iter().map(|g| &g.grantor);
    grantors().find(|grantor| &***grantor == UNSTATED).or_else(|| grantors().next())
}

/// Whether the owner can be given by `ALTER … OWNER TO`.
fn has_owner_of_its_own(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Extension
            | Kind::AccessMethod
            | Kind::Cast
            | Kind::Transform
            | Kind::UserMapping
            | Kind::DefaultPrivileges
            | Kind::MemberChange
            | Kind::TextSearchParser
            | Kind::TextSearchTemplate
    )
}
