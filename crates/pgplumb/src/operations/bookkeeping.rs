//! The tables and schemas in which migration tools record what they have done. The tools create and
//! change them, so they are left alone, whatever the source, unless the source declares them itself.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use pgplumb_compare::{ChangePolicy, Ignore};

/// Tables with a name that only a migration tool uses.
const TABLES: &[&str] = &[
    "__diesel_schema_migrations",  // Diesel
    "__drizzle_migrations",        // Drizzle
    "__EFMigrationsHistory",       // Entity Framework Core
    "_prisma_migrations",          // Prisma
    "_sqlx_migrations",            // sqlx
    "_yoyo_log",                   // yoyo
    "_yoyo_migration",             // yoyo
    "_yoyo_version",               // yoyo
    "alembic_version",             // Alembic
    "ar_internal_metadata",        // Rails
    "atlas_schema_revisions",      // Atlas
    "databasechangelog",           // Liquibase
    "databasechangeloglock",       // Liquibase
    "django_migrations",           // Django
    "doctrine_migration_versions", // Doctrine
    "flyway_schema_history",       // Flyway
    "goose_db_version",            // goose
    "gorp_migrations",             // sql-migrate
    "knex_migrations",             // Knex
    "knex_migrations_lock",        // Knex
    "kysely_migration",            // Kysely
    "kysely_migration_lock",       // Kysely
    "mikro_orm_migrations",        // MikroORM
    "nessie_migrations",           // Nessie
    "pgmigrations",                // node-pg-migrate
    "phinxlog",                    // Phinx
    "play_evolutions",             // Play
    "refinery_schema_history",     // Refinery
    "schema_migrations",           // Rails, dbmate, golang-migrate, Ecto
    "seaql_migrations",            // SeaORM
    "SequelizeMeta",               // Sequelize
    "typeorm_metadata",            // TypeORM
    "yoyo_lock",                   // yoyo
];

/// Tables with a common name, recognized by all of their columns.
const TABLES_BY_COLUMNS: &[(&str, &[&str])] = &[
    // Laravel, TypeORM, db-migrate, postgres-migrations
    ("migrations", &["id", "migration", "batch"]),
    ("migrations", &["id", "timestamp", "name"]),
    ("migrations", &["id", "name", "run_on"]),
    ("migrations", &["id", "name", "hash", "executed_at"]),
    // Piccolo, Aerich, MyBatis
    ("migration", &["id", "name", "app_name", "ran_on"]),
    ("aerich", &["id", "version", "app", "content"]),
    ("changelog", &["id", "applied_at", "description"]),
    // Tern, and Flyway before version 5
    ("schema_version", &["version"]),
    (
        "schema_version",
        &[
            "installed_rank",
            "version",
            "description",
            "type",
            "script",
            "checksum",
            "installed_by",
            "installed_on",
            "execution_time",
            "success",
        ],
    ),
];

/// Schemas that belong to a migration tool.
const SCHEMAS: &[&str] = &["graphile_migrate", "pgroll", "sqitch", "supabase_migrations"];

/// Functions that Diesel creates with its table.
const DIESEL_FUNCTIONS: &[&str] = &["diesel_manage_updated_at(regclass)", "diesel_set_updated_at()"];

/// Adds a rule for each table and schema of a migration tool that only one of the catalogs has, unless
/// the policy includes them. A table that both catalogs have is compared.
pub fn add_rules(policy: &mut ChangePolicy, catalogs: &[&Catalog]) {
    let is_in_all =
        |root: &ObjectId| catalogs.len() > 1 && catalogs.iter().all(|catalog| catalog.object(root).is_some());
    add_rules_unless(policy, catalogs, is_in_all);
}

/// The same for a plan: what the desired state declares is planned, and the rest is left alone.
pub fn add_rules_for_plan(policy: &mut ChangePolicy, current: &Catalog, desired: &Catalog) {
    add_rules_unless(policy, &[current, desired], |root| desired.object(root).is_some());
}

fn add_rules_unless(
    policy: &mut ChangePolicy,
    catalogs: &[&Catalog],
    is_declared: impl Fn(&ObjectId) -> bool,
) {
    if !policy.include_bookkeeping {
        let is_undeclared = |rule: &Ignore| match rule {
            Ignore::Bookkeeping { root, .. } => !is_declared(root),
            _ => true,
        };
        policy.ignore.extend(rules(catalogs).into_iter().filter(is_undeclared));
    }
}

/// The objects of migration tools in a catalog.
pub fn objects(catalog: &Catalog) -> BTreeSet<ObjectId> {
    let rules = rules(&[catalog]).into_iter();
    rules
        .flat_map(
            |rule| if let Ignore::Bookkeeping { objects, .. } = rule { objects } else { BTreeSet::new() },
        )
        .collect()
}

/// The rules that ignore the tables and schemas of migration tools.
fn rules(catalogs: &[&Catalog]) -> Vec<Ignore> {
    let mut groups: BTreeMap<ObjectId, BTreeSet<ObjectId>> = BTreeMap::new();
    for catalog in catalogs {
        add_tables(catalog, &mut groups);
        for id in catalog.schemas.iter().map(Object::id).filter(|id| SCHEMAS.contains(&&*id.name)) {
            groups.entry(id.clone()).or_default().insert(id);
        }
    }
    let has_schema = |groups: &BTreeMap<ObjectId, BTreeSet<ObjectId>>, schema: &Name| {
        groups.contains_key(&ObjectId::global(Kind::Schema, schema.clone()))
    };
    for id in catalogs.iter().flat_map(|catalog| catalog.objects()).map(Object::id) {
        if let Some(schema) = &id.schema
            && has_schema(&groups, schema)
        {
            groups.remove(&id);
            groups.entry(ObjectId::global(Kind::Schema, schema.clone())).or_default().insert(id);
        }
    }
    for schema in schemas_with_nothing_else(catalogs, &groups) {
        groups.entry(schema.clone()).or_default().insert(schema);
    }
    groups.into_iter().map(|(root, objects)| Ignore::Bookkeeping { root, objects }).collect()
}

fn add_tables(catalog: &Catalog, groups: &mut BTreeMap<ObjectId, BTreeSet<ObjectId>>) {
    for table in catalog.tables.iter().filter(|table| is_bookkeeping(table)) {
        let id = table.id();
        let objects = groups.entry(id.clone()).or_default();
        let is_owned = |column: &Option<ObjectId>| {
            column.as_ref().is_some_and(|column| {
                column.schema.as_ref() == Some(&table.schema) && column.relation.as_ref() == Some(&table.name)
            })
        };
        objects.extend(catalog.sequences.iter().filter(|s| is_owned(&s.owned_by)).map(Object::id));
        let statistics =
            catalog.statistics.iter().filter(|statistics| statistics.table.as_ref() == Some(&id));
        objects.extend(statistics.map(Object::id));
        if &*table.name == "__diesel_schema_migrations" {
            let functions = catalog.functions.iter().map(Object::id);
            objects.extend(functions.filter(|id| DIESEL_FUNCTIONS.contains(&&*id.name)));
        }
        objects.insert(id);
    }
}

fn is_bookkeeping(table: &Table) -> bool {
    let name = &&*table.name;
    let has_columns = |columns: &[&str]| {
        table.columns.len() == columns.len()
            && table.columns.iter().all(|column| columns.contains(&&*column.column_name))
    };
    TABLES.contains(name)
        || TABLES_BY_COLUMNS.iter().any(|(wanted, columns)| wanted == name && has_columns(columns))
}

/// The schemas, except `public`, that contain such tables and nothing else.
fn schemas_with_nothing_else(
    catalogs: &[&Catalog],
    groups: &BTreeMap<ObjectId, BTreeSet<ObjectId>>,
) -> BTreeSet<ObjectId> {
    let tables: BTreeSet<&ObjectId> = groups.values().flatten().collect();
    let schemas = tables.iter().filter_map(|id| id.schema.clone()).filter(|schema| &**schema != "public");
    let mut schemas: BTreeSet<Name> = schemas.collect();
    for id in catalogs.iter().flat_map(|catalog| catalog.objects()).map(Object::id) {
        if let Some(schema) = id.schema.as_ref().filter(|_| !tables.contains(&id)) {
            schemas.remove(schema);
        }
    }
    schemas.into_iter().map(|schema| ObjectId::global(Kind::Schema, schema)).collect()
}
