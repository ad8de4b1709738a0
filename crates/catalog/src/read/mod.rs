//! Reading a catalog: a fixed list of queries, and what becomes of their rows.
//!
//! Whoever can run SQL can read a catalog: [`Reading::new`] has the [queries](Reading::queries) for a server version; each answered row goes
//! to [`Reading::accept`] as a serde deserializer of a map from column name to value, whether it came over the wire or as
//! JSON; [`Reading::finish`] puts the catalog together. The queries must see one snapshot, with the settings of [`SETTINGS`].

mod assembly;
mod context;
mod dependencies;
mod extent;
mod json;
mod queries;
mod template;

pub use context::Warning;
pub(crate) use context::{Class, Context, Oid};
pub use extent::Extent;
pub use queries::Reading;

/// What must be set, in the transaction alone, before the queries run: everything that changes the text which the server
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

/// A catalog query, written for one server version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What it reads: `columns`, `functions`.
    pub name: &'static str,
    /// The text: one `SELECT` without parameters and without a closing semicolon.
    pub sql: String,
    /// An expression that is true when there may be anything for the query to read; `None` when there always is.
    pub condition: Option<String>,
    /// Whether it is better asked last, after what follows up: the server is busy with it for long, and meanwhile
    /// [what has been answered](Reading::complete) can be put together.
    pub is_late: bool,
}

impl Query {
    /// The same query answering one row of one column: a JSON array of objects.
    pub fn as_json(&self) -> String {
        format!(
            "SELECT coalesce(json_agg(row_to_json(answer)), '[]')::text AS answer FROM (\n{}\n) answer",
            self.sql
        )
    }
}

/// An enumeration that a catalog keeps as a code.
pub(crate) trait Code: Default {
    /// The value that a code stands for; `None` for codes of newer servers.
    fn from_code(code: &str) -> Option<Self>;
}

/// How a kind of object is read: its query, the row that answers, and the object made of it.
pub(crate) trait Read: Sized {
    /// The catalog that the object's OID is of.
    const CLASS: Class;
    /// What one row of the query holds; its first column is the object's OID.
    type Row: serde::de::DeserializeOwned;

    /// Makes the object of a row, or warns and gives none.
    fn read(row: Self::Row, context: &mut Context) -> Option<(Oid, Self)>;
}
