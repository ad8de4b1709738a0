//! What the role lacks to execute a plan, as far as it can be known before.

mod words;

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::plan::{Action, Plan, Step};
use pgplumb_catalog::sql::{literal, qualified};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, UNSTATED};
use pgplumb_postgres::{Connection, QueryError};
use serde::Deserialize;

use words::{Said, said};

/// What other objects are named within.
const RELATIONS: &[Kind] =
    &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Domain];

/// What only a superuser may make.
const FOR_SUPERUSERS: &[Kind] = &[
    Kind::AccessMethod,
    Kind::BaseType,
    Kind::EventTrigger,
    Kind::ForeignDataWrapper,
    Kind::Language,
    Kind::OperatorClass,
    Kind::OperatorFamily,
    Kind::TextSearchParser,
    Kind::TextSearchTemplate,
];

const IS_SUPERUSER: &str = "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";
const MAY_CREATE_IN_DATABASE: &str =
    "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')";

#[derive(Deserialize)]
struct Lacking {
    what: String,
}

/// Says what the role of a connection lacks: what it does not own and steps alter, where it may not create, what it may not grant, to whom it may
/// give nothing, and what only a superuser does (manual, the notes of each command, and section 5.8, "Privileges").
///
/// # Errors
/// When the server cannot be asked.
pub async fn lacking(
    plan: &Plan,
    current: &Catalog,
    connection: &Connection,
) -> Result<Vec<String>, QueryError> {
    if plan.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked =
        Asked { current, has_set: connection.server_version().major() >= 16, queries: BTreeSet::new() };
    asked.unless("is on a standby, which takes no changes", "NOT pg_catalog.pg_is_in_recovery()");
    asked.unless(
        "may only read (default_transaction_read_only)",
        "pg_catalog.current_setting('default_transaction_read_only') = 'off'",
    );
    for step in &plan.steps {
        asked.step(step);
    }
    let queries: Vec<String> = asked.queries.into_iter().collect();
    let query =
        format!("SELECT what::pg_catalog.text FROM ({}) AS lacking (what)", queries.join(" UNION ALL "));
    let lacking: Vec<Lacking> = connection.query(&query).await?;
    Ok(lacking.into_iter().map(|lacking| lacking.what).collect())
}

/// What the server is to be asked.
struct Asked<'a> {
    current: &'a Catalog,
    /// Whether to be a role and to become it are two things (since 16).
    has_set: bool,
    queries: BTreeSet<String>,
}

impl Asked<'_> {
    /// Has something told where a condition does not hold; what cannot be said is no reason to refuse.
    fn unless(&mut self, what: &str, condition: &str) {
        self.queries.insert(format!("SELECT {} WHERE NOT ({condition})", literal(what)));
    }

    fn step(&mut self, step: &Step) {
        let grants = step.statements.iter().all(|statement| matches!(said(statement), Said::Granted { .. }));
        if !grants {
            self.object(step);
        }
        for statement in &step.statements {
            self.statement(step, statement);
        }
    }

    /// What a step's object demands.
    fn object(&mut self, step: &Step) {
        let id = &step.object;
        if let Some((schema, relation)) = self.relation(step) {
            match (id.kind, step.action) {
                (Kind::Trigger, Action::Create) => {
                    let table = qualified(&schema, &relation);
                    let condition = format!(
                        "pg_catalog.has_table_privilege(pg_catalog.to_regclass({}), 'TRIGGER')",
                        literal(&table)
                    );
                    self.unless(&format!("may not create triggers on {table}"), &condition);
                }
                _ => self.owner(RELATIONS, Some(&schema), &relation),
            }
        } else if step.action == Action::Create {
            self.creates(id);
        } else {
            self.owner(&[id.kind], id.schema.as_ref(), &id.name);
        }
    }

    /// The relation that a step's object is part of; an index is, though its name does not say so.
    fn relation(&self, step: &Step) -> Option<(Name, Name)> {
        let id = &step.object;
        if let (Some(schema), Some(relation)) = (&id.schema, &id.relation) {
            return Some((schema.clone(), relation.clone()));
        }
        if id.kind != Kind::Index {
            return None;
        }
        let on = step.locks.first().map(|lock| &lock.on);
        if let Some((Some(schema), name)) = on.map(|on| (&on.schema, &on.name)) {
            return Some((schema.clone(), name.clone()));
        }
        let has = |indexes: &[Index]| indexes.iter().any(|index| index.index_name == id.name);
        let tables = self.current.tables.iter().map(|table| (&table.schema, &table.name, &table.indexes));
        let views =
            self.current.materialized_views.iter().map(|view| (&view.schema, &view.name, &view.indexes));
        let mut relations = tables.chain(views);
        let (schema, name, _) =
            relations.find(|(schema, _, indexes)| id.schema.as_ref() == Some(schema) && has(indexes))?;
        Some((schema.clone(), name.clone()))
    }

    /// The role must own something that there is.
    fn owner(&mut self, kinds: &[Kind], schema: Option<&Name>, name: &Name) {
        let current = self.current;
        for object in kinds.iter().flat_map(|kind| current.of_kind(*kind)) {
            let id = object.id();
            if id.name != *name || id.schema.as_ref() != schema {
                continue;
            }
            if let Some(owner) = object.about().owner.filter(|owner| &***owner != UNSTATED) {
                let what = format!("must be owner of {} {} ({owner} is)", id.kind, id.path());
                self.unless(&what, &format!("pg_catalog.pg_has_role({}, 'USAGE')", literal(owner)));
            }
        }
    }

    /// What it takes to make an object.
    fn creates(&mut self, id: &ObjectId) {
        match (id.kind, &id.schema) {
            (Kind::Schema, _) => {
                self.unless("may not create schemas in this database", MAY_CREATE_IN_DATABASE)
            }
            (Kind::Publication | Kind::Subscription, _) => {
                self.unless(
                    &format!("may not create a {} in this database", id.kind),
                    MAY_CREATE_IN_DATABASE,
                );
            }
            (Kind::Extension, _) => {
                let condition = format!(
                    "{IS_SUPERUSER} OR {MAY_CREATE_IN_DATABASE} AND NOT EXISTS (SELECT FROM pg_catalog.pg_available_extension_versions \
                     WHERE name = {} AND superuser AND NOT trusted)",
                    literal(&id.name)
                );
                self.unless(&format!("may not create extension {}", id.path()), &condition);
            }
            (kind, _) if FOR_SUPERUSERS.contains(&kind) => {
                self.unless(&format!("must be superuser to create {kind} {}", id.path()), IS_SUPERUSER);
            }
            (_, Some(schema)) if self.has_schema(schema) => {
                let condition = format!("pg_catalog.has_schema_privilege({}, 'CREATE')", literal(schema));
                self.unless(&format!("may not create anything in schema {schema}"), &condition);
            }
            _ => {}
        }
    }

    fn has_schema(&self, schema: &Name) -> bool {
        self.current.schemas.iter().any(|known| known.name == *schema)
    }

    /// What a statement demands beyond the object that it is about.
    fn statement(&mut self, step: &Step, statement: &str) {
        match said(statement) {
            Said::Granted { privileges, class, on, roles } => {
                roles.iter().for_each(|role| self.exists(role));
                self.grants(step, privileges, class, on);
            }
            Said::Owner(role) => self.gives(step, role),
            Said::ForRole(role) => self.belongs(role, "change the default privileges of"),
            Said::Becomes(role) => {
                self.unless(&format!("must be superuser to grant as {role}"), IS_SUPERUSER)
            }
            Said::Other => {}
        }
        for (word, function, privilege) in [
            ("\nSERVER ", "has_server_privilege", "server"),
            (" FOREIGN DATA WRAPPER ", "has_foreign_data_wrapper_privilege", "foreign-data wrapper"),
        ] {
            let creates = matches!(step.object.kind, Kind::ForeignTable | Kind::ForeignServer);
            if let Some(name) =
                words::name_after(statement, word).filter(|_| creates && step.action == Action::Create)
            {
                let (name, shown) = (literal(&words::unquoted(name)), name);
                let catalog = match privilege {
                    "server" => format!("pg_catalog.pg_foreign_server WHERE srvname = {name}"),
                    _ => format!("pg_catalog.pg_foreign_data_wrapper WHERE fdwname = {name}"),
                };
                let condition =
                    format!("coalesce((SELECT pg_catalog.{function}(oid, 'USAGE') FROM {catalog}), true)");
                self.unless(&format!("may not use {privilege} {shown}"), &condition);
            }
        }
        if let Some((_, schema)) = statement.rsplit_once(" SET SCHEMA ")
            && step.action == Action::Rename
        {
            let schema = Some(words::unquoted(schema).into());
            self.creates(&ObjectId { schema, ..step.object.clone() });
        }
        if let Some(table) = words::name_after(statement, " REFERENCES ")
            && matches!(step.object.kind, Kind::Constraint | Kind::Table)
            && self.current.tables.iter().any(|known| qualified(&known.schema, &known.name) == table)
        {
            let condition = format!(
                "pg_catalog.has_table_privilege(pg_catalog.to_regclass({}), 'REFERENCES')",
                literal(table)
            );
            self.unless(&format!("may not refer to table {table} by a foreign key"), &condition);
        }
        if step.object.kind == Kind::Publication
            && [" FOR ALL TABLES", " TABLES IN SCHEMA "].iter().any(|all| statement.contains(all))
        {
            self.unless(
                &format!("must be superuser for publication {}, which is of all tables", step.object.path()),
                IS_SUPERUSER,
            );
        }
    }

    /// Who is not the owner needs the grant option.
    fn grants(&mut self, step: &Step, privileges: &str, class: &str, on: &str) {
        let function = match class {
            "TABLE" => "has_table_privilege(pg_catalog.to_regclass",
            "SEQUENCE" => "has_sequence_privilege(pg_catalog.to_regclass",
            "FUNCTION" | "PROCEDURE" => "has_function_privilege(pg_catalog.to_regprocedure",
            "SCHEMA" => "has_schema_privilege(pg_catalog.to_regnamespace",
            "TYPE" => "has_type_privilege(pg_catalog.to_regtype",
            _ => "",
        };
        let is_plain = privileges != "ALL" && !privileges.contains('(');
        // Of arguments like these, `regprocedure` reads nothing.
        let is_odd = ["VARIADIC ", "ORDER BY "].iter().any(|word| on.contains(word));
        if function.is_empty() || !is_plain || is_odd {
            return self.object(&Step { action: Action::Alter, ..step.clone() });
        }
        for privilege in privileges.split(", ") {
            // What the plan makes is not there yet, and its maker's.
            let condition = format!(
                "coalesce(pg_catalog.{function}({})::pg_catalog.oid, '{privilege} WITH GRANT OPTION'), true)",
                literal(on)
            );
            self.unless(
                &format!("may not grant or revoke {privilege} on {} {on}", class.to_lowercase()),
                &condition,
            );
        }
    }

    fn exists(&mut self, role: &str) {
        let name = words::unquoted(role);
        let condition =
            format!("EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {})", literal(&name));
        self.unless(&format!("role {role} does not exist"), &condition);
    }

    /// Only what one could be can be given something, and only where it could have made it.
    fn gives(&mut self, step: &Step, role: &str) {
        self.belongs(role, "make anything of");
        if let Some(schema) = step.object.schema.as_ref().filter(|schema| self.has_schema(schema)) {
            let condition = format!(
                "{IS_SUPERUSER} OR coalesce((SELECT pg_catalog.has_schema_privilege(oid, {}, 'CREATE') \
                 FROM pg_catalog.pg_roles WHERE rolname = {}), true)",
                literal(schema),
                literal(&words::unquoted(role))
            );
            self.unless(
                &format!("{role} may own nothing in schema {schema}, where it may not create"),
                &condition,
            );
        }
    }

    /// The role must be a member of another.
    fn belongs(&mut self, role: &str, to_do: &str) {
        self.exists(role);
        let right = if self.has_set { "SET" } else { "MEMBER" };
        let condition = format!(
            "coalesce((SELECT pg_catalog.pg_has_role(oid, '{right}') FROM pg_catalog.pg_roles WHERE rolname = {}), true)",
            literal(&words::unquoted(role))
        );
        self.unless(&format!("is no member of role {role}, and may not {to_do} it"), &condition);
    }
}
