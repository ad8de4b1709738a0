//! The order in which a catalog's objects can be made: what is needed first, ties by kind and name, so that the same catalog
//! always comes out the same.
//!
//! Circles are broken as pg_dump breaks them: foreign keys, checks and defaults are made after their tables; a view or type that
//! stands in its own way is first made as a placeholder.

mod cycles;
mod units;

use std::collections::BTreeSet;

use crate::kinds::{SqlContext, Statement};
use crate::{Catalog, Kind, ObjectId, ServerVersion};
use units::Units;

/// What is made in one go: an object with all that can stand inline, a part of one, or a placeholder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// What it is.
    pub id: ObjectId,
    /// The object that it is, or is a part of.
    pub object: ObjectId,
    /// The statements that make it.
    pub statements: Vec<Statement>,
    /// Whether it only stands in for the object.
    pub is_placeholder: bool,
}

/// Everything that makes the catalog, in an order in which a server accepts it.
///
/// `version` is the version of the server that the SQL is for.
pub fn creation_order(catalog: &Catalog, version: ServerVersion) -> Vec<Unit> {
    creation_needs(catalog, version, BTreeSet::new()).into_iter().map(|(unit, _)| unit).collect()
}

/// The same, each with the identities of the units that it needs, and with some parts made apart from their objects.
pub fn creation_needs(
    catalog: &Catalog,
    version: ServerVersion,
    mut apart: BTreeSet<ObjectId>,
) -> Vec<(Unit, Vec<ObjectId>)> {
    loop {
        let mut units = Units::new(&SqlContext { version, catalog, apart: &apart });
        match cycles::breakers(&units) {
            Some(more) if !more.is_subset(&apart) => apart.extend(more),
            // What is left cannot be broken: the order is right but for these, and the server will say so.
            _ => return units.in_order(),
        }
    }
}

/// The place of a kind in the order, as far as needs leave it open: what holds others first, what acts by itself last.
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
        // Bodies given as strings need what they do not say: functions come before what may run them.
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
