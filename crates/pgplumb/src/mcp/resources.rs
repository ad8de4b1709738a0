//! Every table and view as a resource.

use pgplumb_catalog::{Kind, ObjectId};

use super::answer::{Answer, Page};
use super::server::Schema;
use super::tools;

/// The start of the URI of a table.
const PREFIX: &str = "pgplumb://table/";

/// The template of the URIs.
pub const TEMPLATE: &str = "pgplumb://table/{schema}/{name}";

/// A table or view as a resource.
pub struct TableResource {
    pub uri: String,
    pub name: String,
    pub comment: Option<String>,
}

/// A page of the list of tables.
pub struct TableList {
    pub tables: Vec<TableResource>,
    pub next: Option<usize>,
}

/// Lists tables and views from an offset.
pub fn list(schema: &Schema, offset: usize) -> TableList {
    let is_table =
        |kind| matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView);
    let entries: Vec<_> = schema.index.entries().iter().filter(|entry| is_table(entry.id.kind)).collect();
    // A resource is about twice as long in the protocol.
    let page = Page::new(&entries, offset, 100, |entry| {
        (serde_json::json!([uri(&entry.id), entry.id.path()]), entry.id.path())
    });
    let shown = page.next.unwrap_or(entries.len()).saturating_sub(offset);
    let tables = entries.iter().skip(offset).take(shown).map(|entry| TableResource {
        uri: uri(&entry.id),
        name: entry.id.visible_path(),
        comment: entry.comment.as_ref().map(|comment| crate::schema_index::one_line(comment, 60)),
    });
    TableList { tables: tables.collect(), next: page.next }
}

/// Describes a table.
pub fn read(schema: &Schema, uri: &str) -> Result<String, String> {
    let unknown = || format!("{uri} is not the URI of a table; the template is {TEMPLATE}");
    let (of_schema, name) =
        uri.strip_prefix(PREFIX).and_then(|path| path.split_once('/')).ok_or_else(unknown)?;
    let (of_schema, name) = (decode(of_schema).ok_or_else(unknown)?, decode(name).ok_or_else(unknown)?);
    let mut entries = schema.index.entries().iter();
    let is_it = |id: &ObjectId| id.schema.as_deref() == Some(&*of_schema) && *id.name == *name;
    let found = entries.find(|entry| is_it(&entry.id) && uri_kind(entry.id.kind)).ok_or_else(unknown)?;
    let sql = tools::definition(schema, &found.id);
    let (part, next) = super::answer::chunk(&sql, 0, 0);
    let answer = Answer::new(serde_json::Value::Null, part, None);
    let rest = next.map(|at| {
        let arguments = serde_json::json!({ "names": [found.id.to_string()], "offset": at });
        format!(
            "\nShortened. For more, call describe with {}",
            super::answer::without_tag(&arguments.to_string())
        )
    });
    Ok(answer.text + &rest.unwrap_or_default())
}

fn uri_kind(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}

fn uri(id: &ObjectId) -> String {
    let schema = id.schema.as_deref().unwrap_or_default();
    format!("{PREFIX}{}/{}", encode(schema), encode(&id.name))
}

/// Percent-encodes everything but letters, digits and `-_.~`.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'%' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = &rest[2..];
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_a_uri() {
        for name in ["a", "a b/c%", "größe", "\"x\""] {
            assert_eq!(decode(&encode(name)).as_deref(), Some(name));
        }
        assert_eq!(decode("%4"), None);
    }
}
