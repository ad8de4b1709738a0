//! What the role lacks to execute a plan, as far as it can be known before.

use std::collections::BTreeSet;

use pgplumb_catalog::plan::{Action, Plan};
use pgplumb_catalog::sql::literal;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, UNSTATED};
use pgplumb_postgres::{Connection, QueryError};
use serde::Deserialize;

#[derive(Deserialize)]
struct Lacking {
    what: String,
}

/// Says what the role of a connection lacks: what it does not own and steps alter, and where it may not create.
///
/// # Errors
/// When the server cannot be asked.
pub async fn lacking(
    plan: &Plan,
    current: &Catalog,
    connection: &Connection,
) -> Result<Vec<String>, QueryError> {
    let owners = |kinds: &[Kind], schema: Option<&Name>, name: &Name| -> Option<(ObjectId, Name)> {
        let objects = kinds.iter().flat_map(|kind| current.of_kind(*kind));
        let mut those = objects.filter(|object| {
            let id = object.id();
            id.name == *name && id.schema.as_ref() == schema
        });
        let object = those.next()?;
        let owner = object.about().owner?;
        (&**owner != UNSTATED).then(|| (object.id(), owner.clone()))
    };
    let mut owned: BTreeSet<(ObjectId, Name)> = BTreeSet::new();
    let mut schemas: BTreeSet<&Name> = BTreeSet::new();
    let mut creates_schemas = false;
    for step in &plan.steps {
        let id = &step.object;
        match (&id.relation, step.action) {
            (Some(relation), _) => {
                const RELATIONS: &[Kind] =
                    &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Domain];
                owned.extend(owners(RELATIONS, id.schema.as_ref(), relation));
            }
            (None, Action::Create) if id.kind == Kind::Schema => creates_schemas = true,
            (None, Action::Create) => schemas.extend(&id.schema),
            (None, _) => owned.extend(owners(&[id.kind], id.schema.as_ref(), &id.name)),
        }
    }
    let mut asked: Vec<String> = owned
        .iter()
        .map(|(id, owner)| {
            let what = format!("must be owner of {} {} ({owner} is)", id.kind, id.path());
            format!("SELECT {} WHERE NOT pg_catalog.pg_has_role({}, 'USAGE')", literal(&what), literal(owner))
        })
        .collect();
    for schema in schemas.into_iter().filter(|schema| current.schemas.iter().any(|s| s.name == **schema)) {
        let what = format!("may not create anything in schema {schema}");
        asked.push(format!(
            "SELECT {} WHERE NOT pg_catalog.has_schema_privilege({}, 'CREATE')",
            literal(&what),
            literal(schema)
        ));
    }
    if creates_schemas {
        asked.push(
            "SELECT 'may not create schemas in this database' \
             WHERE NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')"
                .to_owned(),
        );
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let query =
        format!("SELECT what::pg_catalog.text FROM ({}) AS lacking (what)", asked.join(" UNION ALL "));
    let lacking: Vec<Lacking> = connection.query(&query).await?;
    Ok(lacking.into_iter().map(|lacking| lacking.what).collect())
}
