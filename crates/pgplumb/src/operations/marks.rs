//! What files say to pgplumb of the objects that they make, found in the catalog that they made.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use pgplumb_compare::{Ignore, bare};
use pgplumb_postgres::load::{Mark, Marked, Part};

use super::read::Read;

/// What a mark says, and of what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Where it stands.
    pub place: String,
    /// What it says.
    pub says: Says,
    /// What of.
    pub at: At,
}

/// What a mark says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Says {
    /// It is left alone, whatever it is.
    Ignore,
    /// It had this name before.
    RenamedFrom(String),
}

/// What a mark is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum At {
    /// An object, or a part of one.
    Object(ObjectId),
    /// A label of an enum.
    Label {
        /// The enum.
        of: ObjectId,
        /// The label.
        label: String,
    },
}

/// Finds what marks are about, and says which of them are about nothing.
pub fn said(marks: &[Mark], catalog: &Catalog) -> (Vec<Said>, Vec<String>) {
    let (mut all, mut warnings) = (Vec::new(), Vec::new());
    for mark in marks {
        let says = match mark.says.strip_prefix("renamed from ") {
            Some(old) => Says::RenamedFrom(old.trim().to_owned()),
            None => Says::Ignore,
        };
        let at = mark.at.as_ref().and_then(|marked| at(marked, catalog));
        match (at, says) {
            (Some(At::Label { .. }), Says::Ignore) | (None, _) => warnings.push(format!(
                "{}: nothing is known of what `-- pgplumb: {}` stands at; it is passed over",
                mark.place, mark.says
            )),
            (Some(at), says) => all.push(Said { place: mark.place.clone(), says, at }),
        }
    }
    (all, warnings)
}

/// What the files of a source say is to be left alone, with the sequences that belong to that.
pub fn ignored(read: &Read) -> Vec<Ignore> {
    let mut ignored = Vec::new();
    for said in read.said.iter().filter(|said| said.says == Says::Ignore) {
        let At::Object(id) = &said.at else { continue };
        let is_of = |owner: &ObjectId| {
            owner == id
                || owner.schema == id.schema
                    && owner.relation.as_ref() == Some(&id.name)
                    && id.relation.is_none()
        };
        let owned = read.catalog.sequences.iter().filter(|s| s.owned_by.as_ref().is_some_and(is_of));
        let mark = |object: ObjectId| Ignore::Marked { object, place: said.place.clone() };
        ignored.push(mark(id.clone()));
        ignored.extend(owned.map(|sequence| mark(sequence.id())));
    }
    ignored
}

fn at(marked: &Marked, catalog: &Catalog) -> Option<At> {
    const HOLDING: &[Kind] =
        &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Domain];
    let (name, before) = marked.path.split_last()?;
    let search = |kinds, schema: Option<&String>, name: &str| {
        whole(kinds, schema.map(String::as_str), name, marked, catalog)
    };
    let is_nested = marked.kinds.iter().any(|kind| kind.is_named_in_relation());
    let object = match before {
        [.., relation] if is_nested => {
            let schema = before.len().checked_sub(2).map(|at| &before[at]);
            search(HOLDING, schema, relation)?.nested(marked.kinds[0], name.as_str())
        }
        _ => search(marked.kinds, before.last(), name)?,
    };
    Some(match &marked.part {
        None => At::Object(object),
        Some(Part::Column(name)) => At::Object(object.nested(Kind::Column, name.as_str())),
        Some(Part::Constraint(name)) => At::Object(object.nested(Kind::Constraint, name.as_str())),
        Some(Part::Label(label)) => At::Label { of: object, label: label.clone() },
    })
}

/// The object of one of these kinds that a name means: in the schema that it says, the first of the search path that has it, or the only one.
fn whole(
    kinds: &[Kind],
    schema: Option<&str>,
    name: &str,
    marked: &Marked,
    catalog: &Catalog,
) -> Option<ObjectId> {
    let mut found: Vec<ObjectId> = match kinds {
        [Kind::Index] => {
            let indexes = catalog.indexes().filter(|(_, index)| &*index.index_name == name);
            indexes
                .map(|(schema, index)| ObjectId::local(Kind::Index, schema, index.index_name.clone()))
                .collect()
        }
        _ => {
            let objects = kinds.iter().flat_map(|kind| catalog.of_kind(*kind)).map(Object::id);
            objects.filter(|id| bare(id) == name).collect()
        }
    };
    found.retain(|id| schema.is_none_or(|schema| id.schema.as_deref() == Some(schema)));
    if found.len() > 1
        && let Some(arguments) = marked.arguments
    {
        found.retain(|id| count(id) == arguments);
    }
    if let [only] = found.as_slice() {
        return Some(only.clone());
    }
    let path = marked.search_path.iter().map(String::as_str).chain(["public"]);
    let in_schema = |schema: &str| {
        let mut those = found.iter().filter(|id| id.schema.as_deref() == Some(schema));
        those.next().filter(|_| those.next().is_none()).cloned()
    };
    path.into_iter().find_map(in_schema)
}

/// How many arguments a function has by its signature.
fn count(id: &ObjectId) -> usize {
    let arguments = id.name.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    match arguments.is_empty() {
        true => 0,
        // Those of a type's modifier are not written in a signature.
        false => arguments.matches(", ").count() + 1,
    }
}
