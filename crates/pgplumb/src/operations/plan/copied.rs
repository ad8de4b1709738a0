//! What renames make of a catalog: the server says it. They are executed on a copy of what they are about, and what that changes is taken over.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::plan::Step;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use pgplumb_compare::{CannotRename, Names, Renaming, Surroundings, rename_steps, schemas_made};
use pgplumb_outputs::dump;
use pgplumb_postgres::load::Script;
use pgplumb_postgres::scratch::ScratchDatabase;
use pgplumb_postgres::{ConnectError, QueryError};
use serde_json::{Map, Value};

use super::super::scratch::{Scratch, WorkError};
use super::super::{Observer, Stage};

/// Why it is not known what renames make.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// There is no statement for one.
    #[error(transparent)]
    Cannot(#[from] CannotRename),
    /// The copy cannot be made, or read.
    #[error("what a rename makes of the rest cannot be tried in a scratch database: {0}")]
    Scratch(#[from] WorkError),
    /// The scratch database cannot be reached.
    #[error("what a rename makes of the rest cannot be tried in a scratch database: {0}")]
    Connect(#[from] Box<ConnectError>),
    /// A rename fails.
    #[error("{statement}: {error}")]
    Refused {
        /// The statement.
        statement: String,
        /// What the server says.
        error: Box<QueryError>,
    },
    /// What came of it does not fit together.
    #[error("what a rename makes of the rest cannot be put in its place: {0}")]
    Put(#[from] serde_json::Error),
}

/// A catalog after renames, and the steps that do them.
pub async fn renamed(
    catalog: &Catalog,
    renamings: &[Renaming],
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<(Catalog, Vec<Step>), RenameError> {
    let steps = rename_steps(catalog, renamings)?;
    observer.at(Stage::Doing("trying what renames make of the rest"));
    let touched = touched(catalog, renamings);
    let targets = renamings.iter().filter_map(|renaming| match renaming {
        Renaming::Object(rename) => Some(ObjectId::global(Kind::Schema, rename.to.schema.clone()?)),
        Renaming::Label { .. } => None,
    });
    let part = Surroundings::of(catalog).around(&touched).with(targets).of(catalog);
    let server = scratch.server_for(catalog.server_version.major(), observer).await?;
    let database = scratch.database(&server).await?;
    let tried = tried(&part, &steps, scratch, &database).await;
    let dropped = database.drop().await;
    let (before, after) = tried?;
    dropped.map_err(WorkError::from)?;
    let mut carried = carried(catalog, &before, &after, &Names(renamings))?;
    // Who owns what is made there says nothing.
    let made = schemas_made(catalog, renamings);
    carried
        .schemas
        .iter_mut()
        .filter(|schema| made.contains(&schema.name))
        .for_each(|schema| schema.owner = None);
    Ok((carried, steps))
}

/// What is renamed; with a schema all that it holds.
fn touched(catalog: &Catalog, renamings: &[Renaming]) -> Vec<ObjectId> {
    let mut touched: Vec<ObjectId> = renamings
        .iter()
        .map(|renaming| match renaming {
            Renaming::Object(rename) => rename.from.clone(),
            Renaming::Label { of, .. } => of.clone(),
        })
        .collect();
    let schemas: Vec<_> =
        touched.iter().filter(|id| id.kind == Kind::Schema).map(|id| id.name.clone()).collect();
    if !schemas.is_empty() {
        let ids = catalog.objects().map(Object::id);
        touched.extend(ids.filter(|id| id.schema.as_ref().is_some_and(|schema| schemas.contains(schema))));
    }
    touched
}

async fn tried(
    part: &Catalog,
    steps: &[Step],
    scratch: &Scratch,
    database: &ScratchDatabase,
) -> Result<(Catalog, Catalog), RenameError> {
    let text = dump::dump(part, &Origin::default(), &dump::Options::default());
    scratch.load(database, &[Script { name: "what was read".to_owned(), text }]).await?;
    let before = scratch.read(database).await?.catalog;
    let connection = database.connect().await.map_err(Box::new)?;
    for statement in steps.iter().flat_map(|step| &step.statements) {
        connection
            .execute_script(statement)
            .await
            .map_err(|error| RenameError::Refused { statement: statement.clone(), error: Box::new(error) })?;
    }
    connection.close().await;
    Ok((before, scratch.read(database).await?.catalog))
}

/// Takes over into a catalog what renames changed between two readings of a copy of a part of it.
fn carried(
    catalog: &Catalog,
    before: &Catalog,
    after: &Catalog,
    names: &Names<'_>,
) -> Result<Catalog, serde_json::Error> {
    let (was, is) = (by_id(before), by_id(after));
    let here = by_id(catalog);
    let mut out = catalog.part(|id| !was.contains_key(id) || is.contains_key(id));
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
    // All that the copy knows of needs is known again.
    let known: BTreeSet<&ObjectId> = before.dependencies.iter().map(|(id, _)| id).collect();
    out.dependencies.forget(|dependent| known.contains(dependent));
    for (dependent, needed) in after.dependencies.iter() {
        out.dependencies.insert(dependent.clone(), needed.clone());
    }
    Ok(out)
}

fn by_id(catalog: &Catalog) -> BTreeMap<ObjectId, &dyn Object> {
    catalog.objects().map(|object| (object.id(), object)).collect()
}

/// What the copy says where it changed, and elsewhere what stood there: of an index that is not valid, a copy knows nothing.
fn merged(here: Map<String, Value>, was: &Map<String, Value>, is: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in is {
        let merged = match (here.get(&key), was.get(&key)) {
            (Some(here), Some(was)) => merged_value(here, was, value),
            _ => value,
        };
        out.insert(key, merged);
    }
    // What the copy never had.
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

/// Items stand in the order of their names, or of their own. The copy may lack foreign keys that have nothing to do with it.
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
