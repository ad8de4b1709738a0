//! Names that only one thing of a schema can have at a time.

use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use rustc_hash::FxHashMap;

use super::actions::Node;

/// What shares its names with others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Space {
    /// Relations, the indexes of constraints among them, and types: a relation's rows are a type too.
    Relations,
    Routines,
}

/// The names that are given up, and by whom.
pub struct Names {
    freed: FxHashMap<(Space, Name, Name), Vec<usize>>,
}

impl Names {
    /// The names that these give up by being dropped.
    pub fn freed<'a>(nodes: impl Iterator<Item = (usize, &'a Node)>, from: &Catalog) -> Self {
        let mut freed: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (at, node) in nodes {
            for name in names(&node.change.id, from) {
                freed.entry(name).or_default().push(at);
            }
        }
        Self { freed }
    }

    /// Who must have given up the names that something takes by being made.
    pub fn of(&self, made: &ObjectId, to: &Catalog) -> Vec<usize> {
        names(made, to).iter().filter_map(|name| self.freed.get(name)).flatten().copied().collect()
    }
}

/// The names that something has, and that its parts have which come and go with it.
fn names(id: &ObjectId, catalog: &Catalog) -> Vec<(Space, Name, Name)> {
    let Some(schema) = &id.schema else { return Vec::new() };
    let named = |space, name: &Name| (space, schema.clone(), name.clone());
    match id.kind {
        Kind::Function | Kind::Procedure | Kind::Aggregate => vec![named(Space::Routines, &id.name)],
        Kind::Table => {
            let table = catalog.table(id);
            let indexes = table.iter().flat_map(|t| &t.indexes).map(|index| &index.index_name);
            let identities = table.iter().flat_map(|t| &t.columns).filter_map(|column| column.identity.as_ref());
            let names = std::iter::once(&id.name).chain(indexes).chain(identities.map(|i| &i.sequence_name));
            names.map(|name| named(Space::Relations, name)).collect()
        }
        Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::CompositeType
        | Kind::Enum
        | Kind::Domain
        | Kind::Range
        | Kind::BaseType
        // The index of a constraint has its name.
        | Kind::Constraint
        | Kind::Index => vec![named(Space::Relations, &id.name)],
        _ => Vec::new(),
    }
}
