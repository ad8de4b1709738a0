//! Names that only one object of a schema can have at a time.

use rustc_hash::FxHashMap;

use crate::graph::Node;
use crate::node::NodeId;
use crate::renames::bare;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The name spaces of a schema.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Space {
    /// Relations, including indexes of constraints, and types: each relation has a row type.
    Relations,
    Routines,
}

/// Names that become free, with the nodes that free them.
pub struct FreedNames {
    freed: FxHashMap<(Space, Name, Name), Vec<usize>>,
}

impl FreedNames {
    /// The names that dropped or detached objects free.
    pub fn freed<'a>(nodes: impl Iterator<Item = (usize, &'a Node)>, from: &Catalog) -> Self {
        let mut freed: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (at, node) in nodes {
            for name in node.change.node.object().into_iter().flat_map(|id| names(id, from)) {
                freed.entry(name).or_default().push(at);
            }
        }
        Self { freed }
    }

    /// The nodes that free the names that a created object needs.
    pub fn of(&self, created: &NodeId, to: &Catalog) -> Vec<usize> {
        let id = match created {
            NodeId::Placeholder { object } => Some(object),
            node => node.object(),
        };
        let names = id.map(|id| names(id, to)).unwrap_or_default();
        names.iter().filter_map(|name| self.freed.get(name)).flatten().copied().collect()
    }
}

/// The name by which code refers to an object of a schema. Functions with other arguments have the
/// same name.
pub(super) fn main_name(id: &ObjectId) -> Option<(Space, Name, Name)> {
    let schema = id.schema.clone()?;
    match id.kind {
        Kind::Function | Kind::Procedure | Kind::Aggregate => {
            Some((Space::Routines, schema, bare(id).into()))
        }
        Kind::Table
        | Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::CompositeType
        | Kind::Enum
        | Kind::Domain
        | Kind::Range
        | Kind::BaseType => Some((Space::Relations, schema, id.name.clone())),
        _ => None,
    }
}

/// The names of an object and of the nested objects that are created and dropped with it.
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
        // The index of a constraint has the constraint's name.
        | Kind::Constraint
        | Kind::Index => vec![named(Space::Relations, &id.name)],
        _ => Vec::new(),
    }
}
