//! Objects that are to have another name and stay what they are.

use pgplumb_catalog::kinds::{holder, is_named_by_code, rename_label_sql, rename_lock, rename_sql};
use pgplumb_catalog::plan::{Action, Hazard, Lock, Step};
use pgplumb_catalog::sql::ident;
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
        let relation = self.objects().find(holds).map(|rename| rename.to.name.clone());
        ObjectId {
            kind: id.kind,
            schema: id.schema.as_ref().map(|schema| self.schema(schema)),
            relation: relation.or_else(|| id.relation.clone()),
            name: id.name.clone(),
        }
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

/// The steps that rename: what holds others before these, and what has a name before what is to get it. Names that are swapped are
/// swapped in one step.
///
/// # Errors
/// When something cannot be renamed.
pub fn rename_steps(catalog: &Catalog, renamings: &[Renaming]) -> Result<Vec<Step>, CannotRename> {
    let names = Names(renamings);
    let mut steps = Vec::new();
    for level in 0..3 {
        let mut open: Vec<&Rename> =
            names.objects().filter(|rename| self::level(&rename.from) == level).collect();
        open.sort_by(|a, b| a.from.cmp(&b.from));
        // What this level's things are called while the levels before it are done.
        let at = |id: &ObjectId| match level {
            0 => id.clone(),
            1 => ObjectId { relation: None, ..names.within(id) },
            _ => names.within(id),
        };
        while !open.is_empty() {
            let is_free = |rename: &&&Rename| {
                open.iter()
                    .all(|other| other.from == rename.from || !is_same_name(&at(&other.from), &rename.to))
            };
            match open.iter().find(is_free).copied() {
                Some(rename) => {
                    open.retain(|other| other.from != rename.from);
                    steps.push(step(catalog, rename, &at)?);
                }
                None => steps.push(circle(catalog, &mut open, &at)?),
            }
        }
    }
    for renaming in renamings {
        if let Renaming::Label { of, from, to } = renaming {
            let statements = vec![rename_label_sql(&names.of(of), from, to)];
            steps.push(Step {
                object: of.clone(),
                action: Action::Rename,
                statements,
                hazards: vec![Hazard::ChangesResults, Hazard::BreaksCode],
                lock: None,
                alone: false,
            });
        }
    }
    Ok(steps)
}

/// Schemas first, then what is in them, then what is in that.
fn level(id: &ObjectId) -> usize {
    match id.kind {
        Kind::Schema => 0,
        _ if id.relation.is_none() => 1,
        _ => 2,
    }
}

/// Relations, indexes and types share names.
fn is_same_name(one: &ObjectId, other: &ObjectId) -> bool {
    (&one.schema, &one.relation, &one.name) == (&other.schema, &other.relation, &other.name)
}

fn step(
    catalog: &Catalog,
    rename: &Rename,
    at: &dyn Fn(&ObjectId) -> ObjectId,
) -> Result<Step, CannotRename> {
    let sql = rename_sql(catalog, &rename.from, &at(&rename.from), &bare(&rename.to))
        .ok_or_else(|| CannotRename(rename.from.clone()))?;
    Ok(made(catalog, &rename.from, vec![sql], at))
}

/// Names that go round: the first is put aside, so that the others are free.
fn circle(
    catalog: &Catalog,
    open: &mut Vec<&Rename>,
    at: &dyn Fn(&ObjectId) -> ObjectId,
) -> Result<Step, CannotRename> {
    let sql = |rename: &Rename, from: &ObjectId, to: &str| {
        rename_sql(catalog, &rename.from, from, to).ok_or_else(|| CannotRename(rename.from.clone()))
    };
    let first = open.remove(0);
    let start = at(&first.from);
    let mut statements = vec![sql(first, &start, ASIDE)?];
    let mut free = start.clone();
    while let Some(place) = open.iter().position(|rename| is_same_name(&rename.to, &free)) {
        let next = open.remove(place);
        statements.push(sql(next, &at(&next.from), &bare(&next.to))?);
        free = at(&next.from);
    }
    let aside = with_name(&start, ASIDE);
    statements.push(sql(first, &aside, &bare(&first.to))?);
    Ok(made(catalog, &first.from, statements, at))
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
        Kind::Index => index_holder(catalog, id),
        _ if id.relation.is_some() => holder(catalog, id),
        _ => Some(id.clone()),
    };
    let lock = rename_lock(id.kind).zip(on.filter(is_relation)).map(|(mode, on)| {
        let on = at(&on);
        Lock { mode, on, scans: false }
    });
    let hazards = if is_named_by_code(id.kind) { vec![Hazard::BreaksCode] } else { Vec::new() };
    Step { object: id.clone(), action: Action::Rename, statements, hazards, lock, alone: false }
}

fn index_holder(catalog: &Catalog, id: &ObjectId) -> Option<ObjectId> {
    use pgplumb_catalog::kinds::Object;
    let of_table = |table: &&pgplumb_catalog::kinds::table::Table| {
        Some(&table.schema) == id.schema.as_ref() && table.index(&id.name).is_some()
    };
    let table = catalog.tables.iter().find(of_table).map(Object::id);
    table.or_else(|| {
        let has = |view: &&pgplumb_catalog::kinds::materialized_view::MaterializedView| {
            Some(&view.schema) == id.schema.as_ref() && view.indexes.iter().any(|i| i.index_name == id.name)
        };
        catalog.materialized_views.iter().find(has).map(Object::id)
    })
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
