//! Rows of `pg_sequence`, kept until tables and sequences are assembled.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::options::SequenceOptions;
use crate::read::Oid;

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    data_type: String,
    start: i64,
    increment: i64,
    maximum: i64,
    minimum: i64,
    cache: i64,
    cycle: bool,
}

/// The column that owns a sequence.
pub(crate) struct Owner {
    pub relation: Oid,
    pub column: i16,
    pub is_identity: bool,
}

/// The sequences of a database, and what owns them, by OID.
#[derive(Default)]
pub(crate) struct Sequences {
    rows: FxHashMap<Oid, Row>,
    owners: FxHashMap<Oid, Owner>,
    /// Identity sequences by owning table and column.
    identities: FxHashMap<(Oid, i16), Oid>,
}

impl Sequences {
    pub fn new(rows: Vec<Row>, owners: impl Iterator<Item = (Oid, Owner)>) -> Self {
        let owners: FxHashMap<Oid, Owner> = owners.collect();
        let identities = owners
            .iter()
            .filter(|(_, owner)| owner.is_identity)
            .map(|(sequence, owner)| ((owner.relation, owner.column), *sequence))
            .collect();
        Self { rows: rows.into_iter().map(|row| (row.oid, row)).collect(), owners, identities }
    }

    /// The sequence of an identity column, and its options.
    pub fn of_identity(&self, relation: Oid, column: i16) -> Option<(Oid, SequenceOptions)> {
        let oid = *self.identities.get(&(relation, column))?;
        Some((oid, options(self.rows.get(&oid)?)))
    }

    /// Removes a sequence, and returns its options and its owner.
    pub fn take(&mut self, oid: Oid) -> Option<(SequenceOptions, Option<Owner>)> {
        let row = self.rows.remove(&oid)?;
        Some((options(&row), self.owners.remove(&oid)))
    }
}

/// The options in a row.
fn options(row: &Row) -> SequenceOptions {
    let (least, greatest) = match row.data_type.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let (minimum, maximum) = if row.increment > 0 { (1, greatest) } else { (least, -1) };
    let start = if row.increment > 0 { row.minimum } else { row.maximum };
    let non_default = |value: i64, default: i64| (value != default).then_some(value);
    SequenceOptions {
        data_type: (row.data_type != "bigint").then(|| row.data_type.as_str().into()),
        start: non_default(row.start, start),
        increment: non_default(row.increment, 1),
        minimum: non_default(row.minimum, minimum),
        maximum: non_default(row.maximum, maximum),
        cache: non_default(row.cache, 1),
        cycle: row.cycle,
    }
}
