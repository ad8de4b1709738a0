//! Objects that are to have another name, or to be in another schema, and stay what they are.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::{
    holder, is_named_by_code, moves_with, rename_label_sql, rename_lock, rename_sql, set_schema_sql,
};
use pgplumb_catalog::plan::{Action, Hazard, Lock, Step};
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, Rename};

/// The name that something has for the moment where names are swapped; within one transaction.
const ASIDE: &str = "pgplumb_renaming";

/// Something that is to have another name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Renaming {
    /// An object or a part of one: as it is called now, and as it will be with all that it is in renamed.
    Object(Rename),
    /// A label of an enum.
    Label {
        /// The enum, as it is called now.
        of: ObjectId,
        /// The label as it is.
        from: String,
        /// The label as it is to be.
        to: String,
    },
}

impl Renaming {
    /// Whether both are about the same object.
    pub fn is_of_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(rename), Self::Object(other)) => rename.from == other.from,
            _ => false,
        }
    }
}

/// A rename that no statement of PostgreSQL's does.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{} {} cannot be renamed: PostgreSQL has no statement for it", .0.kind, .0.path())]
pub struct CannotRename(pub ObjectId);

/// How things are called after some renames.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a>(pub &'a [Renaming]);

impl Names<'_> {
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

    /// What something is called that keeps its own name.
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

    /// What something is called.
    pub fn of(&self, id: &ObjectId) -> ObjectId {
        match self.objects().find(|rename| rename.from == *id) {
            Some(rename) => rename.to.clone(),
            None => self.within(id),
        }
    }

    /// What something was called that has this name now.
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

/// The schemas that things are put into, and that are not there.
pub fn schemas_made(catalog: &Catalog, renamings: &[Renaming]) -> BTreeSet<Name> {
    let names = Names(renamings);
    let there: BTreeSet<Name> = catalog.schemas.iter().map(|schema| names.schema(&schema.name)).collect();
    let wanted = names.objects().filter_map(|rename| rename.to.schema.clone());
    wanted.filter(|schema| &**schema != "public" && !there.contains(schema)).collect()
}

/// The steps that rename, and put things into other schemas: what holds others before these, and what has a name before what is to get it. Names
/// that are swapped are swapped in one step.
///
/// # Errors
/// When something cannot be renamed.
pub fn rename_steps(catalog: &Catalog, renamings: &[Renaming]) -> Result<Vec<Step>, CannotRename> {
    let names = Names(renamings);
    let mut steps = Vec::new();
    for level in 0..3 {
        let mut open: Vec<&Rename> =
            names.objects().filter(|rename| self::level(&rename.from, catalog) == level).collect();
        open.sort_by(|a, b| a.from.cmp(&b.from));
        // What this level's things are called while the levels before it are done.
        let at = |id: &ObjectId| match level {
            0 => id.clone(),
            1 => ObjectId { relation: None, ..names.within(id) },
            _ => match moves_with(catalog, id) {
                Some(holder) => ObjectId { schema: names.of(&holder).schema, ..id.clone() },
                None => names.within(id),
            },
        };
        // What has gone with others is where it is to be.
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
                    steps.push(made(catalog, &rename.from, statements, &at));
                }
                None => steps.push(circle(catalog, &mut open, &at)?),
            }
        }
        if level == 0 {
            steps.extend(schemas_made(catalog, renamings).iter().map(make_schema));
        }
    }
    for renaming in renamings {
        if let Renaming::Label { of, from, to } = renaming {
            let sql = rename_label_sql(&names.of(of), from, to);
            let hazards = vec![Hazard::ChangesResults, Hazard::BreaksCode];
            steps.push(Step { hazards, ..Step::of(of.clone(), Action::Rename, vec![sql]) });
        }
    }
    Ok(steps)
}

fn make_schema(schema: &Name) -> Step {
    let sql = format!("CREATE SCHEMA {}", ident(schema));
    Step::of(ObjectId::global(Kind::Schema, schema.clone()), Action::Create, vec![sql])
}

/// The steps that take [the schemas made](schemas_made) for what is moved away, once that is back where it was.
pub fn schema_drops(catalog: &Catalog, renamings: &[Renaming]) -> Vec<Step> {
    let drop = |schema: Name| {
        let sql = format!("DROP SCHEMA {}", ident(&schema));
        Step::of(ObjectId::global(Kind::Schema, schema), Action::Drop, vec![sql])
    };
    schemas_made(catalog, renamings).into_iter().map(drop).collect()
}

/// Schemas first, then what is in them, then what is in that or goes with it.
fn level(id: &ObjectId, catalog: &Catalog) -> usize {
    match id.kind {
        Kind::Schema => 0,
        _ if id.relation.is_none() && moves_with(catalog, id).is_none() => 1,
        _ => 2,
    }
}

/// Relations, indexes and types share names.
fn is_same_name(one: &ObjectId, other: &ObjectId) -> bool {
    (&one.schema, &one.relation, &one.name) == (&other.schema, &other.relation, &other.name)
}

/// The statements that give something its schema and its name, from what it is called by then.
fn statements(catalog: &Catalog, rename: &Rename, at: &ObjectId) -> Result<Vec<String>, CannotRename> {
    let cannot = || CannotRename(rename.from.clone());
    let name = bare(&rename.to);
    let renamed = |at: &ObjectId, name: &str| rename_sql(catalog, &rename.from, at, name).ok_or_else(cannot);
    let Some(schema) = rename.to.schema.as_ref().filter(|schema| at.schema.as_ref() != Some(schema)) else {
        return Ok(vec![renamed(at, &name)?]);
    };
    let mut at = at.clone();
    let mut statements = Vec::new();
    // On the way there it may meet something of its name.
    let there = ObjectId { schema: Some(schema.clone()), ..at.clone() };
    let has_name = |id: &ObjectId| is_same_name(id, &there);
    let is_taken = catalog.objects().any(|object| has_name(&object.id()))
        || catalog.indexes().any(|(of, index)| of == schema && index.index_name == there.name);
    if bare(&at) != name && is_taken {
        statements.push(renamed(&at, ASIDE)?);
        at = with_name(&at, ASIDE);
    }
    statements.push(set_schema_sql(catalog, &rename.from, &at, schema).ok_or_else(cannot)?);
    if bare(&at) != name {
        at.schema = Some(schema.clone());
        statements.push(renamed(&at, &name)?);
    }
    Ok(statements)
}

/// Names that go round: the first is put aside, so that the others are free.
fn circle(
    catalog: &Catalog,
    open: &mut Vec<&Rename>,
    at: &dyn Fn(&ObjectId) -> ObjectId,
) -> Result<Step, CannotRename> {
    let first = open.remove(0);
    let start = at(&first.from);
    let aside = with_name(&start, ASIDE);
    let put_aside = rename_sql(catalog, &first.from, &start, ASIDE);
    let mut done = vec![put_aside.ok_or_else(|| CannotRename(first.from.clone()))?];
    let mut free = start;
    while let Some(place) = open.iter().position(|rename| is_same_name(&rename.to, &free)) {
        let next = open.remove(place);
        free = at(&next.from);
        done.extend(statements(catalog, next, &free)?);
    }
    done.extend(statements(catalog, first, &aside)?);
    Ok(made(catalog, &first.from, done, at))
}

fn made(
    catalog: &Catalog,
    id: &ObjectId,
    statements: Vec<String>,
    at: &dyn Fn(&ObjectId) -> ObjectId,
) -> Step {
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
    let locks = rename_lock(id.kind).zip(on.filter(is_relation)).map(|(mode, on)| {
        let on = at(&on);
        Lock { mode, on, scans: false }
    });
    let locks = locks.into_iter().collect();
    let hazards = if is_named_by_code(id.kind) { vec![Hazard::BreaksCode] } else { Vec::new() };
    Step {
        object: id.clone(),
        action: Action::Rename,
        statements,
        hazards,
        locks,
        questions: Vec::new(),
        alone: false,
    }
}

/// The same thing with another name.
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

/// What something is to be called, as a rename says it: with its schema, where that is another.
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
    // These are written as SQL has them.
    match id.name.strip_prefix('"').and_then(|rest| rest.split_once(&format!("\"{ends}"))) {
        Some((quoted, _)) => quoted.replace("\"\"", "\""),
        None => id.name.split(ends).next().unwrap_or(&id.name).to_owned(),
    }
}
