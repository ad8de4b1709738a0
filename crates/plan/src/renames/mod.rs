//! Renames, and moves to another schema, that keep the object.

pub(crate) mod statements;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;

use crate::renames::statements::{
    holder, is_named_by_code, moves_with, rename_label_sql, rename_lock, rename_sql, set_schema_sql,
};
use crate::requirement::Requirement;
use crate::requirements::{creation, ownership};
use crate::steps::{Action, Hazard, LabelRename, Lock, Step};
use pgplumb_catalog::kinds::Record;
use pgplumb_catalog::kinds::range::Range;
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, Rename};

/// The temporary name of an object whose name is swapped with another, within one transaction.
const TEMPORARY_NAME: &str = "pgplumb_renaming";

/// A rename.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Renaming {
    /// An object or nested object: its current name, and its name after all renames.
    Object(Rename),
    /// A label of an enum.
    Label {
        /// The enum's current name.
        of: ObjectId,
        /// The current label.
        from: String,
        /// The desired label.
        to: String,
    },
}

impl Renaming {
    /// Whether both rename the same object.
    pub fn is_of_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(rename), Self::Object(other)) => rename.from == other.from,
            _ => false,
        }
    }
}

/// A rename for which PostgreSQL has no statement.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{} {} cannot be renamed: PostgreSQL has no statement for it", .0.kind, .0.visible_path())]
pub struct CannotRename(pub ObjectId);

/// Maps names before and after some renames.
#[derive(Clone, Copy, Debug)]
pub struct NameMap<'a>(pub &'a [Renaming]);

impl NameMap<'_> {
    fn objects(&self) -> impl Iterator<Item = &Rename> {
        self.0.iter().filter_map(|renaming| match renaming {
            Renaming::Object(rename) => Some(rename),
            Renaming::Label { .. } => None,
        })
    }

    fn schema(&self, schema: &Name) -> Name {
        let it = self.objects().find(|r| r.from.kind == Kind::Schema && r.from.name == *schema);
        it.map_or_else(|| schema.clone(), |rename| rename.to.name.clone())
    }

    /// The new identity of an object whose own name does not change.
    pub fn within(&self, id: &ObjectId) -> ObjectId {
        let holds = |rename: &&Rename| {
            rename.from.relation.is_none()
                && rename.from.kind != Kind::Index
                && rename.from.schema == id.schema
                && Some(&rename.from.name) == id.relation.as_ref()
        };
        if let Some(rename) = self.objects().find(holds) {
            let (schema, relation) = (rename.to.schema.clone(), Some(rename.to.name.clone()));
            return ObjectId { kind: id.kind, schema, relation, name: id.name.clone() };
        }
        ObjectId { schema: id.schema.as_ref().map(|schema| self.schema(schema)), ..id.clone() }
    }

    /// The identity after the renames.
    pub fn of(&self, id: &ObjectId) -> ObjectId {
        match self.objects().find(|rename| rename.from == *id) {
            Some(rename) => rename.to.clone(),
            None => self.within(id),
        }
    }

    /// The identity before the renames.
    pub fn before(&self, id: &ObjectId) -> ObjectId {
        if let Some(rename) = self.objects().find(|rename| rename.to == *id) {
            return rename.from.clone();
        }
        let relation = self.objects().find(|rename| {
            rename.from.relation.is_none()
                && rename.from.kind != Kind::Index
                && rename.to.schema == id.schema
                && Some(&rename.to.name) == id.relation.as_ref()
        });
        if let Some(rename) = relation {
            let (schema, relation) = (rename.from.schema.clone(), Some(rename.from.name.clone()));
            return ObjectId { kind: id.kind, schema, relation, name: id.name.clone() };
        }
        let is_it = |rename: &&Rename| {
            rename.from.kind == Kind::Schema && Some(&rename.to.name) == id.schema.as_ref()
        };
        let schema = self.objects().find(is_it).map(|rename| rename.from.name.clone());
        ObjectId { schema: schema.or_else(|| id.schema.clone()), ..id.clone() }
    }
}

/// The schemas that objects are moved to and that do not exist.
pub fn created_schemas(catalog: &Catalog, renamings: &[Renaming]) -> BTreeSet<Name> {
    let names = NameMap(renamings);
    let there: BTreeSet<Name> = catalog.schemas.iter().map(|schema| names.schema(&schema.name)).collect();
    let wanted = names.objects().filter_map(|rename| rename.to.schema.clone());
    wanted.filter(|schema| &**schema != "public" && !there.contains(schema)).collect()
}

/// The steps that rename objects and move them to other schemas. Containers come before their
/// contents, and an object that frees a name before the object that takes it. Swapped names are
/// swapped in one step.
///
/// # Errors
/// When PostgreSQL has no statement for a rename.
pub fn rename_steps(catalog: &Catalog, renamings: &[Renaming]) -> Result<Vec<Step>, CannotRename> {
    let names = NameMap(renamings);
    let mut steps = Vec::new();
    for level in 0..3 {
        let mut open: Vec<&Rename> =
            names.objects().filter(|rename| self::level(&rename.from, catalog) == level).collect();
        open.sort_by(|a, b| a.from.cmp(&b.from));
        // The identity of this level's objects after the earlier levels were renamed.
        let at = |id: &ObjectId| match level {
            0 => id.clone(),
            1 => ObjectId { relation: None, ..names.within(id) },
            _ => match moves_with(catalog, id) {
                Some(holder) => ObjectId { schema: names.of(&holder).schema, ..id.clone() },
                None => names.within(id),
            },
        };
        // Objects that moved with others are already where they should be.
        open.retain(|rename| at(&rename.from) != rename.to);
        while !open.is_empty() {
            let is_free = |rename: &&&Rename| {
                open.iter()
                    .all(|other| other.from == rename.from || !is_same_name(&at(&other.from), &rename.to))
            };
            match open.iter().find(is_free).copied() {
                Some(rename) => {
                    open.retain(|other| other.from != rename.from);
                    let statements = statements(catalog, rename, &at(&rename.from))?;
                    steps.push(rename_step((catalog, &names), rename, statements, &at));
                }
                None => steps.push(swap_names((catalog, &names), &mut open, &at)?),
            }
        }
        if level == 0 {
            steps.extend(created_schemas(catalog, renamings).iter().map(create_schema));
        }
    }
    for renaming in renamings {
        if let Renaming::Label { of, from, to } = renaming {
            let sql = rename_label_sql(&names.of(of), from, to);
            let hazards = vec![Hazard::ChangesResults, Hazard::BreaksCode];
            let requires = ownership(catalog, of).into_iter().collect();
            let label = Some(LabelRename { from: from.clone(), to: to.clone() });
            let step = Step::new(of.clone(), Action::Rename, vec![sql]);
            steps.push(Step { label, hazards, requires, ..step });
        }
    }
    Ok(steps)
}

fn create_schema(schema: &Name) -> Step {
    let sql = format!("CREATE SCHEMA {}", ident(schema));
    let id = ObjectId::global(Kind::Schema, schema.clone());
    let requires = vec![Requirement::CreateInDatabase { object: id.clone() }];
    Step { requires, ..Step::new(id, Action::Create, vec![sql]) }
}

/// The steps that drop the [created schemas](created_schemas) after the objects were moved back.
pub fn drop_created_schemas(catalog: &Catalog, renamings: &[Renaming]) -> Vec<Step> {
    let drop = |schema: Name| {
        let sql = format!("DROP SCHEMA {}", ident(&schema));
        Step::new(ObjectId::global(Kind::Schema, schema), Action::Drop, vec![sql])
    };
    created_schemas(catalog, renamings).into_iter().map(drop).collect()
}

/// Schemas first, then their objects, then nested objects and objects that move with others.
fn level(id: &ObjectId, catalog: &Catalog) -> usize {
    match id.kind {
        Kind::Schema => 0,
        _ if id.relation.is_none() && moves_with(catalog, id).is_none() => 1,
        _ => 2,
    }
}

/// Whether two objects collide. Relations, indexes and types share a name space.
fn is_same_name(one: &ObjectId, other: &ObjectId) -> bool {
    (&one.schema, &one.relation, &one.name) == (&other.schema, &other.relation, &other.name)
}

/// The statements that change schema and name, starting from the identity `at`.
fn statements(catalog: &Catalog, rename: &Rename, at: &ObjectId) -> Result<Vec<String>, CannotRename> {
    let cannot = || CannotRename(rename.from.clone());
    let name = bare(&rename.to);
    let renamed = |at: &ObjectId, name: &str| rename_sql(catalog, &rename.from, at, name).ok_or_else(cannot);
    let Some(schema) = rename.to.schema.as_ref().filter(|schema| at.schema.as_ref() != Some(schema)) else {
        return Ok(std::iter::once(renamed(at, &name)?).chain(parts_of_range(catalog, rename)).collect());
    };
    let mut at = at.clone();
    let mut statements = Vec::new();
    // In the other schema, its old name may be taken.
    let there = ObjectId { schema: Some(schema.clone()), ..at.clone() };
    let has_name = |id: &ObjectId| is_same_name(id, &there);
    let is_taken = catalog.objects().any(|object| has_name(&object.id()))
        || catalog.indexes().any(|(of, index)| of == schema && index.index_name == there.name);
    if bare(&at) != name && is_taken {
        statements.push(renamed(&at, TEMPORARY_NAME)?);
        at = with_name(&at, TEMPORARY_NAME);
    }
    statements.push(set_schema_sql(catalog, &rename.from, &at, schema).ok_or_else(cannot)?);
    if bare(&at) != name {
        at.schema = Some(schema.clone());
        statements.push(renamed(&at, &name)?);
    }
    statements.extend(parts_of_range(catalog, rename));
    Ok(statements)
}

/// The statements that rename what is named like a range type: the multirange type, and the functions
/// that construct values.
fn parts_of_range(catalog: &Catalog, rename: &Rename) -> Vec<String> {
    let object = catalog.object(&rename.from).map(Record::as_any);
    let range = object.and_then(|object| object.downcast_ref::<Range>()).zip(rename.to.schema.as_ref());
    let statements = range.map(|(range, schema)| range.renamed(schema, &rename.to.name).rename_parts(range));
    statements.unwrap_or_default().into_iter().map(|statement| statement.sql).collect()
}

/// Swaps names in a cycle: the first object gets a temporary name, which frees its name.
fn swap_names(
    (catalog, names): (&Catalog, &NameMap<'_>),
    open: &mut Vec<&Rename>,
    at: &dyn Fn(&ObjectId) -> ObjectId,
) -> Result<Step, CannotRename> {
    let first = open.remove(0);
    let start = at(&first.from);
    let temporary = with_name(&start, TEMPORARY_NAME);
    let first_step = rename_sql(catalog, &first.from, &start, TEMPORARY_NAME);
    let mut done = vec![first_step.ok_or_else(|| CannotRename(first.from.clone()))?];
    let mut free = start;
    while let Some(place) = open.iter().position(|rename| is_same_name(&rename.to, &free)) {
        let next = open.remove(place);
        free = at(&next.from);
        done.extend(statements(catalog, next, &free)?);
    }
    done.extend(statements(catalog, first, &temporary)?);
    Ok(rename_step((catalog, names), first, done, at))
}

fn rename_step(
    (catalog, names): (&Catalog, &NameMap<'_>),
    rename: &Rename,
    statements: Vec<String>,
    at: &dyn Fn(&ObjectId) -> ObjectId,
) -> Step {
    let id = &rename.from;
    let is_relation = |id: &ObjectId| {
        matches!(
            id.kind,
            Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView | Kind::Sequence
        )
    };
    let on = match id.kind {
        Kind::Index => moves_with(catalog, id),
        _ if id.relation.is_some() => holder(catalog, id),
        _ => Some(id.clone()),
    };
    // A container is renamed before the objects in it.
    let current_name = |on: &ObjectId| if on == id { at(on) } else { names.of(on) };
    let within = on.as_ref().filter(|on| *on != id).map(current_name);
    let locks = rename_lock(id.kind).zip(on.as_ref().filter(|on| is_relation(on)).map(current_name));
    let locks = locks.map(|(mode, on)| Lock { mode, on, scans: false }).into_iter().collect();
    let hazards = if is_named_by_code(id.kind) { vec![Hazard::BreaksCode] } else { Vec::new() };
    let mut requires: Vec<Requirement> = on.and_then(|id| ownership(catalog, &id)).into_iter().collect();
    if rename.to.schema != rename.from.schema {
        requires.extend(creation(catalog, &rename.to));
    }
    Step { within, hazards, locks, requires, ..Step::new(id.clone(), Action::Rename, statements) }
}

/// The same identity with another name.
pub fn with_name(id: &ObjectId, name: &str) -> ObjectId {
    let own = bare(id);
    let name: Name = match id.kind {
        Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::OperatorClass | Kind::OperatorFamily => {
            format!("{}{}", ident(name), id.name.get(ident(&own).len()..).unwrap_or_default()).into()
        }
        _ => name.into(),
    };
    ObjectId { name, ..id.clone() }
}

/// The new name as `--rename` takes it: qualified if the schema changes.
pub fn new_name(rename: &Rename) -> String {
    let Rename { from, to } = rename;
    match &to.schema {
        Some(schema) if to.relation.is_none() && from.schema != to.schema => qualified(schema, &bare(to)),
        _ => ident(&bare(to)).into_owned(),
    }
}

/// The name itself, without a function's arguments or an operator class's access method.
pub fn bare(id: &ObjectId) -> String {
    let ends = match id.kind {
        Kind::Function | Kind::Procedure | Kind::Aggregate => "(",
        Kind::OperatorClass | Kind::OperatorFamily => " USING ",
        _ => return id.name.to_string(),
    };
    // These names are SQL text, quoted where needed.
    match id.name.strip_prefix('"').and_then(|rest| rest.split_once(&format!("\"{ends}"))) {
        Some((quoted, _)) => quoted.replace("\"\"", "\""),
        None => id.name.split(ends).next().unwrap_or(&id.name).to_owned(),
    }
}
