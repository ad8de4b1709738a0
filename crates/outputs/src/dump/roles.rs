//! The roles that a schema refers to.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::roles::{Membership, Role};
use pgplumb_catalog::sql::{dollar_quoted, ident, literal};
use pgplumb_catalog::{Catalog, Grant, Name, PUBLIC, UNSPECIFIED_ROLE};

/// Returns the roles that a catalog refers to in owners, privileges, policies and user mappings.
pub fn roles(catalog: &Catalog) -> BTreeSet<Name> {
    let mut roles = BTreeSet::new();
    for object in catalog.objects() {
        let about = object.common();
        roles.extend(about.owner.cloned());
        add_grants(&mut roles, about.privileges.unwrap_or_default());
    }
    for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
        add_columns(&mut roles, &table.columns);
        roles.extend(table.policies.iter().flat_map(|p| p.roles.iter().cloned()));
    }
    catalog.views.iter().for_each(|view| add_columns(&mut roles, &view.columns));
    catalog.materialized_views.iter().for_each(|view| add_columns(&mut roles, &view.columns));
    roles.extend(catalog.user_mappings.iter().map(|m| m.role.clone()));
    for privileges in &catalog.default_privileges {
        roles.insert(privileges.role.clone());
        add_grants(&mut roles, &privileges.grants);
    }
    for change in &catalog.member_changes {
        add_grants(&mut roles, &change.current_privileges);
        roles.extend(change.policies.iter().flat_map(|p| p.roles.iter().cloned()));
    }
    for pseudo_role in [PUBLIC, UNSPECIFIED_ROLE] {
        roles.remove(pseudo_role);
    }
    roles
}

fn add_columns(roles: &mut BTreeSet<Name>, columns: &[Column]) {
    for column in columns {
        add_grants(roles, column.privileges.as_deref().unwrap_or_default());
    }
}

fn add_grants(roles: &mut BTreeSet<Name>, grants: &[Grant]) {
    roles.extend(grants.iter().flat_map(|g| [g.grantee.clone(), g.grantor.clone()]));
}

/// The name prefix of predefined roles.
const PREDEFINED: &str = "pg_";

/// The statements that create missing roles and the roles that these are members of, and then grant
/// the memberships. An unknown role is created with its name only. Passwords are never included.
pub(super) fn statements(catalog: &Catalog, known: &[Role]) -> Vec<String> {
    let known: BTreeMap<&Name, &Role> = known.iter().map(|role| (&role.name, role)).collect();
    let mut named = BTreeSet::new();
    let mut waiting: Vec<Name> = roles(catalog).into_iter().collect();
    while let Some(role) = waiting.pop() {
        if !role.starts_with(PREDEFINED) && named.insert(role.clone()) {
            let memberships = known.get(&role).into_iter().flat_map(|role| &role.memberships);
            waiting.extend(memberships.map(|membership| membership.role.clone()));
        }
    }
    let create = |name: &Name| {
        let missing = format!("SELECT FROM pg_catalog.pg_roles WHERE rolname = {}", literal(name));
        let create =
            known.get(name).map_or_else(|| format!("CREATE ROLE {}", ident(name)), |role| role.create());
        unless(&missing, &create)
    };
    let grant = |role: &Role, membership: &Membership| {
        let of =
            |name: &Name| format!("(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = {})", literal(name));
        let (member, group) = (of(&role.name), of(&membership.role));
        let missing =
            format!("SELECT FROM pg_catalog.pg_auth_members WHERE member = {member} AND roleid = {group}");
        unless(&missing, &role.grant(membership))
    };
    let members = named.iter().filter_map(|name| known.get(name).copied());
    let grants = members.flat_map(|role| role.memberships.iter().map(|membership| grant(role, membership)));
    named.iter().map(create).chain(grants).collect()
}

/// Wraps a statement so that it is executed only if a query returns no row.
fn unless(query: &str, statement: &str) -> String {
    let body = format!("BEGIN IF NOT EXISTS ({query}) THEN {statement}; END IF; END");
    format!("DO {};", dollar_quoted(&body))
}
