//! Reads a catalog: a fixed list of queries, and a catalog assembled from their rows.
//!
//! Any client that can run SQL can read a catalog. [`CatalogReader::new`] has the
//! [queries](CatalogReader::queries) for a server version. Pass each row to
//! [`CatalogReader::accept`] as a serde deserializer of a map from column names to values;
//! [`CatalogReader::finish`] returns the catalog. All queries must run in one snapshot with
//! [`SETTINGS`].

mod assembly;
mod context;
mod dependencies;
mod json;
mod parts;
mod queries;
mod reader;
mod reading;
mod restriction;
mod template;

pub use context::Warning;
pub(crate) use context::{Class, ColumnName, Context, Oid, RelationNames};
pub(crate) use parts::Parts;
pub use reader::CatalogReader;
pub use reading::CatalogReading;
pub use restriction::Restriction;

/// The settings for the transaction that runs the queries. They decide the text that the server
/// prints (`pg_get_*def`, `format_type`, `pg_get_expr`).
pub const SETTINGS: &[(&str, &str)] = &[
    ("search_path", ""),
    ("timezone", "UTC"),
    ("datestyle", "ISO, YMD"),
    ("intervalstyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("quote_all_identifiers", "off"),
    ("jit", "off"),
];

/// A catalog query for one server version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its name: `columns`, `functions`.
    pub name: &'static str,
    /// One `SELECT` without parameters and without a semicolon.
    pub sql: String,
    /// An SQL expression that is false if the query would return no rows; `None` if the query
    /// should always run.
    pub condition: Option<String>,
    /// Whether to run it last, after the follow-up queries, because it takes long. Meanwhile the
    /// caller can assemble [complete queries](CatalogReader::complete).
    pub is_late: bool,
}

impl Query {
    /// The query as one row with one column: a JSON array of objects.
    pub fn as_json(&self) -> String {
        format!(
            "SELECT coalesce(json_agg(row_to_json(answer)), '[]')::text AS answer FROM (\n{}\n) answer",
            self.sql
        )
    }
}

/// An enumeration that a catalog stores as a code.
pub(crate) trait Code: Default {
    /// The value for a code; `None` for codes of newer servers.
    fn from_code(code: &str) -> Option<Self>;
}

/// How to read a kind of object: its query's rows, and the object built from a row.
pub(crate) trait Read: Sized {
    /// The catalog of the object's OID.
    const CLASS: Class;
    /// A row of the query. Its first column is the object's OID.
    type Row: serde::de::DeserializeOwned;

    /// Builds the object, or adds a warning and returns `None`.
    fn read(row: Self::Row, context: &mut Context) -> Option<(Oid, Self)>;
}
