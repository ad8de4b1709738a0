//! Databases with the encoding `SQL_ASCII`, whose texts need not be UTF-8.

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::read::Warning;
use pgplumb_catalog::snapshot::{self, Origin};

use super::CatalogRead;
use crate::rows::bytes::{escaped_in_json, has_bytes};
use crate::session::{Connection, QueryError};

/// Whether a query failed because a text of the database is not UTF-8, and the server does not
/// convert it (SQLSTATE 22021).
pub(super) fn have_stopped(connection: &Connection, error: &QueryError) -> bool {
    error.code() == Some("22021") && connection.parameter("server_encoding") == Some("SQL_ASCII")
}

/// Writes bytes that are not UTF-8 as escapes, and adds a warning for each object that has some.
pub(super) fn escape(mut read: CatalogRead) -> CatalogRead {
    let has_some = |object: &dyn pgplumb_catalog::kinds::Object| {
        serde_json::to_string(&object.fields()).is_ok_and(|fields| has_bytes(&fields))
    };
    let found: Vec<_> = read.catalog.objects().filter(|object| has_some(*object)).map(|o| o.id()).collect();
    let mut json = Vec::new();
    // A catalog can always be written and read back.
    if snapshot::write(&mut json, &read.catalog, &RowCounts::default(), &Origin::default()).is_ok() {
        let escaped = escaped_in_json(&String::from_utf8_lossy(&json));
        if let Ok(snapshot) = snapshot::read(escaped.as_bytes()) {
            read.catalog = snapshot.catalog;
        }
    }
    let plain =
        |text: String| serde_json::to_string(&text).map_or(text, |json| unquoted(&escaped_in_json(&json)));
    read.warnings.extend(found.into_iter().map(|id| Warning {
        object: plain(format!("{} {}", id.kind, id.path())),
        text: "has bytes that are not UTF-8, written here as escapes such as \\xe9: the database has the encoding \
               SQL_ASCII, so the SQL for this object differs from it"
            .to_owned(),
    }));
    read.has_other_bytes = true;
    read
}

/// A JSON string as text.
fn unquoted(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}
