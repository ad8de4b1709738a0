//! The roles that a schema names.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::sql::{dollar_quoted, ident, literal};
use pgplumb_catalog::{Catalog, Grant, Name};

/// Everybody, who is no role.
const PUBLIC: &str = "public";

/// The roles that a catalog names: as owners, in privileges, policies and user mappings.
pub fn roles(catalog: &Catalog) -> BTreeSet<Name> {
    let mut roles = BTreeSet::new();
    for object in catalog.objects() {
        let about = object.about();
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
    roles.remove(PUBLIC);
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

/// The statements that make the roles where they are missing. What roles may do in the server, and their passwords, is no part of
/// a schema: they are made without rights.
pub(super) fn statements(catalog: &Catalog) -> Vec<String> {
    let named = roles(catalog).into_iter().filter(|role| !role.starts_with("pg_"));
    named
        .map(|role| {
            let (name, text) = (ident(&role), literal(&role));
            let missing = format!("NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {text})");
            let body = format!("BEGIN IF {missing} THEN CREATE ROLE {name}; END IF; END");
            format!("DO {};", dollar_quoted(&body))
        })
        .collect()
}
