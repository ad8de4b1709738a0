//! Checks, before a plan is applied, whether the role may execute its steps.

use std::collections::BTreeSet;

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::sql::{ident, literal};
use pgplumb_plan::{Plan, Requirement};
use pgplumb_postgres::{Connection, QueryError};
use serde::Deserialize;

const IS_SUPERUSER: &str = "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";
const MAY_CREATE_IN_DATABASE: &str =
    "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')";

#[derive(Deserialize)]
struct Row {
    what: String,
}

/// Returns what the role of a connection lacks to execute a plan, each as a phrase that follows the
/// role's name.
///
/// # Errors
/// If the query fails.
pub async fn missing_rights(plan: &Plan, connection: &Connection) -> Result<Vec<String>, QueryError> {
    if plan.is_empty() {
        return Ok(Vec::new());
    }
    let has_set = connection.server_version().major() >= 16;
    let mut queries = BTreeSet::from([
        query("is connected to a standby, which is read-only", "NOT pg_catalog.pg_is_in_recovery()"),
        query(
            "can only read (default_transaction_read_only is on)",
            "pg_catalog.current_setting('default_transaction_read_only') = 'off'",
        ),
    ]);
    for requirement in plan.steps.iter().flat_map(|step| &step.requires) {
        let (what, condition) = check(requirement, has_set);
        queries.insert(query(&what, &condition));
        if let Requirement::CreateExtension { extension } = requirement {
            queries.insert(query(
                &format!(
                    "cannot create extension {}, which is not installed on the server",
                    ident(extension)
                ),
                &format!(
                    "EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = {})",
                    literal(extension)
                ),
            ));
        }
    }
    let queries: Vec<String> = queries.into_iter().collect();
    let sql =
        format!("SELECT what::pg_catalog.text FROM ({}) AS missing (what)", queries.join(" UNION ALL "));
    let missing: Vec<Row> = connection.query(&sql).await?;
    Ok(missing.into_iter().map(|row| row.what).collect())
}

/// A query that returns the phrase if the condition is false. It returns nothing if the condition is
/// NULL, because an object in it does not exist yet.
fn query(what: &str, condition: &str) -> String {
    format!("SELECT {} WHERE NOT ({condition})", literal(what))
}

/// The phrase for a missing right, and the SQL condition that the role has it. `has_set` tells
/// whether the server distinguishes membership in a role from the right to become it (PostgreSQL
/// 16).
fn check(requirement: &Requirement, has_set: bool) -> (String, String) {
    match requirement {
        Requirement::Ownership { object, owner } => (
            format!("must be owner of {} ({owner} is)", named(object)),
            format!("pg_catalog.pg_has_role({}, 'USAGE')", literal(owner)),
        ),
        Requirement::CreateInDatabase { object } => {
            (format!("may not create {} in this database", named(object)), MAY_CREATE_IN_DATABASE.to_owned())
        }
        Requirement::CreateInSchema { schema } => (
            format!("may not create objects in schema {}", ident(schema)),
            may_create_in("current_user", schema),
        ),
        Requirement::CreateExtension { extension } => (
            format!("may not create extension {}", ident(extension)),
            format!(
                "{IS_SUPERUSER} OR {MAY_CREATE_IN_DATABASE} AND NOT EXISTS \
                 (SELECT FROM pg_catalog.pg_available_extension_versions \
                 WHERE name = {} AND superuser AND NOT trusted)",
                literal(extension)
            ),
        ),
        Requirement::CreateTrigger { table } => {
            (format!("may not create triggers on {}", named(table)), has_table_privilege(table, "TRIGGER"))
        }
        Requirement::Reference { table } => (
            format!("may not refer to {} by a foreign key", named(table)),
            has_table_privilege(table, "REFERENCES"),
        ),
        Requirement::UseServer { server } => (
            format!("may not use server {}", ident(server)),
            has_usage("has_server_privilege", "pg_foreign_server WHERE srvname", server),
        ),
        Requirement::UseForeignDataWrapper { foreign_data_wrapper: wrapper } => (
            format!("may not use foreign-data wrapper {}", ident(wrapper)),
            has_usage("has_foreign_data_wrapper_privilege", "pg_foreign_data_wrapper WHERE fdwname", wrapper),
        ),
        Requirement::GrantOption { privilege, class, object } => (
            format!("may not grant or revoke {privilege} on {} {object}", class.to_lowercase()),
            has_grant_option(privilege, class, object),
        ),
        Requirement::SuperuserToCreate { object } => {
            (format!("must be superuser to create {}", named(object)), IS_SUPERUSER.to_owned())
        }
        Requirement::SuperuserToPublish { publication } => (
            format!("must be superuser for {}, which publishes all tables or sequences", named(publication)),
            IS_SUPERUSER.to_owned(),
        ),
        Requirement::ActAs { role } => (
            format!("is not a member of role {}, and cannot grant privileges as that role", ident(role)),
            can_become(role, has_set),
        ),
        Requirement::Role { role } => (
            format!("needs role {}, which does not exist", ident(role)),
            format!("EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {})", literal(role)),
        ),
        Requirement::MakeOwner { role } => (
            format!("is not a member of role {}, and cannot make it an owner", ident(role)),
            can_become(role, has_set),
        ),
        Requirement::DefaultPrivilegesOf { role } => (
            format!("is not a member of role {}, and cannot change its default privileges", ident(role)),
            can_become(role, has_set),
        ),
        Requirement::OwnerInSchema { role, schema } => (
            format!(
                "cannot make role {} an owner in schema {}, where that role may not create objects",
                ident(role),
                ident(schema)
            ),
            format!("{IS_SUPERUSER} OR {}", may_create_in(&literal(role), schema)),
        ),
    }
}

fn named(object: &ObjectId) -> String {
    format!("{} {}", object.kind, object.visible_path())
}

fn has_table_privilege(table: &ObjectId, privilege: &str) -> String {
    format!(
        "pg_catalog.has_table_privilege(pg_catalog.to_regclass({}), '{privilege}')",
        literal(&table.path())
    )
}

/// Whether a role, an SQL expression for its name, may create in a schema. True if either does not
/// exist yet.
fn may_create_in(role: &str, schema: &str) -> String {
    format!(
        "coalesce((SELECT pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE') \
         FROM pg_catalog.pg_roles AS r, pg_catalog.pg_namespace AS n \
         WHERE r.rolname = {role} AND n.nspname = {}), true)",
        literal(schema)
    )
}

/// Whether the role may use a server or wrapper of the name. True if there is none yet.
fn has_usage(function: &str, catalog: &str, name: &str) -> String {
    format!(
        "coalesce((SELECT pg_catalog.{function}(oid, 'USAGE') FROM pg_catalog.{catalog} = {}), true)",
        literal(name)
    )
}

/// Whether the role may grant a privilege. True if the object does not exist yet: its creator may.
fn has_grant_option(privilege: &str, class: &str, object: &str) -> String {
    let function = match class {
        "SEQUENCE" => "has_sequence_privilege(pg_catalog.to_regclass",
        "FUNCTION" | "PROCEDURE" => "has_function_privilege(pg_catalog.to_regprocedure",
        "SCHEMA" => "has_schema_privilege(pg_catalog.to_regnamespace",
        "TYPE" => "has_type_privilege(pg_catalog.to_regtype",
        _ => "has_table_privilege(pg_catalog.to_regclass",
    };
    format!(
        "coalesce(pg_catalog.{function}({})::pg_catalog.oid, '{privilege} WITH GRANT OPTION'), true)",
        literal(object)
    )
}

/// Whether the current role can become another. True if the other does not exist yet.
fn can_become(role: &str, has_set: bool) -> String {
    let right = if has_set { "SET" } else { "MEMBER" };
    format!(
        "coalesce((SELECT pg_catalog.pg_has_role(oid, '{right}') FROM pg_catalog.pg_roles WHERE rolname = {}), true)",
        literal(role)
    )
}
