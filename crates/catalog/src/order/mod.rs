//! The order in which to create a catalog's objects: dependencies first, ties by kind and name, so
//! that the same catalog always has the same order.
//!
//! Cycles are broken as pg_dump breaks them: foreign keys, checks and defaults are created after
//! their tables, and views and types that depend on themselves start as placeholders.

mod cycles;
mod not_null_names;
mod units;

use std::collections::BTreeSet;

use crate::kinds::Statement;
use crate::{Catalog, Kind, NodeId, ObjectId, ServerVersion};
use units::Units;

/// A group of statements that stay together: an object with its inline items, a separate item or
/// sub-object, or a placeholder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Its identity.
    pub id: NodeId,
    /// The object itself, or the one that contains it.
    pub object: ObjectId,
    /// The statements that create it.
    pub statements: Vec<Statement>,
    /// Whether it is a placeholder for the object.
    pub is_placeholder: bool,
}

/// The statements that create the catalog, in an order that a server accepts.
///
/// `version` is the version of the server that will run them.
pub fn creation_order(catalog: &Catalog, version: ServerVersion) -> Vec<Unit> {
    creation_graph(catalog, version, BTreeSet::new()).into_iter().map(|(unit, _)| unit).collect()
}

/// The units in the order of creation, each with the identities it depends on. The items in
/// `separate` are not inline.
pub fn creation_graph(
    catalog: &Catalog,
    version: ServerVersion,
    mut separate: BTreeSet<ObjectId>,
) -> Vec<(Unit, Vec<NodeId>)> {
    let catalog = &*catalog.with_not_null_names(&[catalog], version);
    loop {
        let mut units = Units::new(catalog, &catalog.sql_context(version, &separate));
        match cycles::cycle_breakers(&units) {
            Some(more) if !more.is_subset(&separate) => separate.extend(more),
            // Unbreakable cycles remain. The server reports them when it runs the statements.
            _ => return units.in_order(),
        }
    }
}

/// The rank of a kind where dependencies leave the order open: containers first, objects that act
/// on their own last.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Schema => 0,
        Kind::Extension => 1,
        Kind::Language | Kind::AccessMethod => 2,
        Kind::ForeignDataWrapper => 3,
        Kind::ForeignServer => 4,
        Kind::UserMapping => 5,
        Kind::Collation | Kind::Conversion => 6,
        Kind::Enum => 10,
        Kind::BaseType => 11,
        Kind::Range => 12,
        Kind::Domain => 13,
        Kind::CompositeType => 14,
        Kind::Cast => 20,
        Kind::Operator => 21,
        Kind::OperatorFamily => 22,
        Kind::OperatorClass => 23,
        Kind::Transform => 24,
        Kind::TextSearchParser => 25,
        Kind::TextSearchTemplate => 26,
        Kind::TextSearchDictionary => 27,
        Kind::TextSearchConfiguration => 28,
        // The dependencies of string bodies are unknown, so functions come before everything that
        // may run them.
        Kind::Function => 30,
        Kind::Procedure => 31,
        Kind::Aggregate => 32,
        Kind::Sequence => 40,
        Kind::Table => 41,
        Kind::ForeignTable => 42,
        Kind::View => 43,
        Kind::MaterializedView => 44,
        Kind::Statistics => 45,
        Kind::Column
        | Kind::Default
        | Kind::Constraint
        | Kind::Index
        | Kind::Trigger
        | Kind::Rule
        | Kind::Policy => 50,
        Kind::MemberChange => 60,
        Kind::DefaultPrivileges => 61,
        Kind::Publication => 62,
        Kind::Subscription => 63,
        Kind::EventTrigger => 64,
    }
}
