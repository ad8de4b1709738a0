//! Applies renames to a catalog. They are executed on a scratch copy of the affected objects, and
//! the changes that the server makes are merged into the catalog.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use pgplumb_outputs::dump;
use pgplumb_plan::Step;
use pgplumb_plan::{CannotRename, DependencyClosure, NameMap, Renaming, created_schemas, rename_steps};
use pgplumb_postgres::scratch::ScratchDatabase;
use pgplumb_postgres::{ConnectError, QueryError};
use serde_json::{Map, Value};

use super::super::recreate::script;
use super::super::scratch::{Scratch, SqlCatalogError};
use super::super::{Observer, Stage};

/// Why renames could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// There is no statement for a rename.
    #[error(transparent)]
    Unsupported(#[from] CannotRename),
    /// The scratch copy could not be created or read.
    #[error("could not try the rename in a scratch database: {0}")]
    Scratch(#[from] SqlCatalogError),
    /// The scratch database does not accept a connection.
    #[error("could not try the rename in a scratch database: {0}")]
    Connect(#[from] Box<ConnectError>),
    /// A rename failed.
    #[error("{statement}: {error}")]
    Failed {
        /// The statement.
        statement: String,
        /// The server's error.
        error: Box<QueryError>,
    },
    /// The changes could not be merged.
    #[error("could not merge the effects of the rename: {0}")]
    Merge(#[from] serde_json::Error),
}

/// Returns the catalog after the renames, and the steps that execute them.
pub async fn rename_in_copy(
    catalog: &Catalog,
    renamings: &[Renaming],
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<(Catalog, Vec<Step>), RenameError> {
    let steps = rename_steps(catalog, renamings)?;
    observer.notify(Stage::Doing("trying the renames in a scratch database"));
    let objects = renamed_objects(catalog, renamings);
    let targets = renamings.iter().filter_map(|renaming| match renaming {
        Renaming::Object(rename) => Some(ObjectId::global(Kind::Schema, rename.to.schema.clone()?)),
        Renaming::Label { .. } => None,
    });
    let part = DependencyClosure::of(catalog).affected_by(&objects).with(targets).select(catalog);
    let server = scratch.server_for_recreating(catalog.server_version.major(), observer).await?;
    let database = scratch.database_with_extensions(&server, &[&part], &[]).await?;
    let result = try_renames(&part, &steps, scratch, &database).await;
    let dropped = database.drop().await;
    let (before, after) = result?;
    dropped.map_err(SqlCatalogError::from)?;
    let mut renamed = merge_changes(catalog, &before, &after, &NameMap(renamings))?;
    // The owner of a schema that the copy created is unknown.
    let created = created_schemas(catalog, renamings);
    renamed
        .schemas
        .iter_mut()
        .filter(|schema| created.contains(&schema.name))
        .for_each(|schema| schema.owner = None);
    Ok((renamed, steps))
}

/// The renamed objects, with all objects of renamed schemas.
fn renamed_objects(catalog: &Catalog, renamings: &[Renaming]) -> Vec<ObjectId> {
    let mut objects: Vec<ObjectId> = renamings
        .iter()
        .map(|renaming| match renaming {
            Renaming::Object(rename) => rename.from.clone(),
            Renaming::Label { of, .. } => of.clone(),
        })
        .collect();
    let schemas: Vec<_> =
        objects.iter().filter(|id| id.kind == Kind::Schema).map(|id| id.name.clone()).collect();
    if !schemas.is_empty() {
        let ids = catalog.objects().map(Object::id);
        objects.extend(ids.filter(|id| id.schema.as_ref().is_some_and(|schema| schemas.contains(schema))));
    }
    objects
}

async fn try_renames(
    part: &Catalog,
    steps: &[Step],
    scratch: &Scratch,
    database: &ScratchDatabase,
) -> Result<(Catalog, Catalog), RenameError> {
    scratch.load(database, &[script(part, &dump::Options::default())]).await?;
    let before = scratch.read(database).await?.catalog;
    let connection = database.connect().await.map_err(Box::new)?;
    for statement in steps.iter().flat_map(|step| &step.statements) {
        database
            .execute(&connection, statement)
            .await
            .map_err(|error| RenameError::Failed { statement: statement.clone(), error: Box::new(error) })?;
    }
    connection.close().await;
    Ok((before, scratch.read(database).await?.catalog))
}

/// Merges into a catalog what the renames changed in the copy.
fn merge_changes(
    catalog: &Catalog,
    before: &Catalog,
    after: &Catalog,
    names: &NameMap<'_>,
) -> Result<Catalog, serde_json::Error> {
    let (was, is) = (by_id(before), by_id(after));
    let here = by_id(catalog);
    let mut out = catalog.subset(|id| !was.contains_key(id) || is.contains_key(id));
    for (id, object) in after.objects().map(|object| (object.id(), object)) {
        let old = names.before(&id);
        match (was.get(&old), here.get(&old)) {
            (Some(was), Some(_)) if old == id && was.equals(object) => {}
            (Some(was), Some(here)) => {
                out.put(id.kind, merged(here.fields(), &was.fields(), object.fields()))?;
            }
            _ => out.put(id.kind, object.fields())?,
        }
    }
    // The copy knows the complete dependencies of its objects.
    let known: BTreeSet<&ObjectId> = before.dependencies.iter().map(|(id, _)| id).collect();
    out.dependencies.remove(|dependent| known.contains(dependent));
    for (dependent, needed) in after.dependencies.iter() {
        out.dependencies.insert(dependent.clone(), needed.clone());
    }
    Ok(out)
}

fn by_id(catalog: &Catalog) -> BTreeMap<ObjectId, &dyn Object> {
    catalog.objects().map(|object| (object.id(), object)).collect()
}

/// Takes values that changed in the copy, and keeps all others: a copy has no invalid indexes, for
/// example.
fn merged(here: Map<String, Value>, was: &Map<String, Value>, is: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in is {
        let merged = match (here.get(&key), was.get(&key)) {
            (Some(here), Some(was)) => merged_value(here, was, value),
            _ => value,
        };
        out.insert(key, merged);
    }
    // Properties that the copy never had.
    out.extend(here.into_iter().filter(|(key, _)| !was.contains_key(key)));
    out
}

fn merged_value(here: &Value, was: &Value, is: Value) -> Value {
    match (here, was, is) {
        (here, was, is) if *was == is => here.clone(),
        (Value::Object(here), Value::Object(was), Value::Object(is)) => {
            Value::Object(merged(here.clone(), was, is))
        }
        (Value::Array(here), Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            Value::Array(merged_items(here, was, is))
        }
        (_, _, is) => is,
    }
}

/// Items are matched by position, or by name: the copy may lack unrelated foreign keys.
fn merged_items(here: &[Value], was: &[Value], is: Vec<Value>) -> Vec<Value> {
    if here.len() == was.len() {
        return here.iter().zip(was).zip(is).map(|((here, was), is)| merged_value(here, was, is)).collect();
    }
    const NAMES: [&str; 2] = ["constraint_name", "name"];
    let name = |item: &Value| NAMES.iter().find_map(|key| item[*key].as_str().map(str::to_owned));
    let mut out = here.to_vec();
    for (was, is) in was.iter().zip(is) {
        if let Some(at) = out.iter().position(|item| name(item) == name(was)) {
            out[at] = merged_value(&out[at], was, is);
        }
    }
    out
}
