//! The graph of changes: dependencies, and the order of the steps.

pub(crate) mod cycles;
mod edges;
pub(crate) mod lineage;
pub(crate) mod names;
pub(crate) mod needs;
pub(crate) mod order;
mod rewrites;
pub(crate) mod table_locks;
mod together;
mod transactions;
mod walk;

use pgplumb_catalog::ObjectId;

use crate::change::ObjectChange;

/// A change with its place in the graph.
#[derive(Clone, Debug)]
pub struct Node {
    pub change: ObjectChange,
    /// The whole object that the change belongs to.
    pub object: ObjectId,
    /// Its position in the order of creation, which decides where dependencies do not.
    pub position: usize,
}
