//! The judge of faithfulness: two databases hold the same schema when `pg_dump` writes the same statements for
//! both. It reads nothing but pg_dump's text, so no mistake of pgplumb's own reader can hide from it.
//!
//! Statements are compared as a sorted list, because pg_dump's order rests on OIDs wherever names and dependencies
//! leave a tie. What says nothing about the schema (comments, `SET`, psql's meta-commands) is left out; the
//! tablespace and access method that a `SET` chooses are kept with the statements they apply to.

use std::collections::BTreeMap;

use similar::TextDiff;

use crate::database::Database;
use crate::server::Server;
use crate::statements::statements;

/// Whether the order of a table's columns counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// It does: a dump must give back the table as it was.
    InOrder,
    /// It does not: a migration can only append a column, wherever the wanted schema has it.
    AnyOrder,
}

/// The statements of a dump that say something about the schema, sorted.
#[must_use]
pub fn blocks(dump: &str, columns: Columns) -> Vec<String> {
    let mut kept = Vec::new();
    let mut placement = BTreeMap::new();
    for mut statement in statements(dump) {
        if let Some((setting, value)) = placement_setting(&statement) {
            placement.insert(setting.to_owned(), value.to_owned());
        } else if !is_noise(&statement) {
            if statement.starts_with("CREATE ") {
                for (setting, value) in &placement {
                    if value != "''" && value != "heap" {
                        statement.push_str(&format!("\n-- {setting}: {value}"));
                    }
                }
            }
            kept.push(match columns {
                Columns::InOrder => statement,
                Columns::AnyOrder => with_sorted_columns(&statement),
            });
        }
    }
    kept.sort();
    kept
}

/// How the schema of the second dump differs from that of the first, as a unified diff; `None` when they are the same.
#[must_use]
pub fn differ(want: &str, got: &str, columns: Columns) -> Option<String> {
    let (want, got) = (blocks(want, columns), blocks(got, columns));
    (want != got).then(|| unified_diff(&want.join("\n;\n"), &got.join("\n;\n"), "want", "got"))
}

/// A dump as it reads back once it has been loaded. PostgreSQL words a few things (casts in a check, grants by a
/// former owner) differently when they are parsed again; a difference that settling removes is none. A dump that does
/// not load is returned as it is.
#[must_use]
pub fn settled(server: &Server, dump: &str) -> String {
    let database = server.create_database();
    // A newer pg_dump sets what an older server does not know.
    match database.try_psql(&dump.replace("SET transaction_timeout = 0;\n", "")) {
        Ok(_) => database.pg_dump(),
        Err(_) => dump.to_owned(),
    }
}

/// How the schema of one database differs from that of another on the same server that should be its faithful copy.
#[must_use]
pub fn copy_differs(original: &Database, copy: &Database) -> Option<String> {
    let (want, got) = (original.pg_dump(), copy.pg_dump());
    let difference = differ(&want, &got, Columns::InOrder)?;
    differ(&settled(original.server(), &want), &got, Columns::InOrder).map(|_| difference)
}

pub(crate) fn unified_diff(want: &str, got: &str, want_name: &str, got_name: &str) -> String {
    TextDiff::from_lines(want, got)
        .unified_diff()
        .context_radius(2)
        .header(want_name, got_name)
        .missing_newline_hint(false)
        .to_string()
}

/// `SET default_tablespace = fast`: the setting and its value.
fn placement_setting(statement: &str) -> Option<(&str, &str)> {
    let (setting, value) = statement.strip_prefix("SET ")?.split_once(" = ")?;
    let decides_place = matches!(setting, "default_tablespace" | "default_table_access_method");
    decides_place.then_some((setting, value))
}

fn is_noise(statement: &str) -> bool {
    ["SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict", "\\connect"]
        .iter()
        .any(|beginning| statement.starts_with(beginning))
}

/// The lines between the parentheses of a table or composite type, sorted. The labels of an enum keep their order:
/// it is their meaning.
fn with_sorted_columns(statement: &str) -> String {
    let has_columns =
        ["TABLE ", "UNLOGGED TABLE ", "FOREIGN TABLE ", "TYPE ", "UNLOGGED TYPE ", "FOREIGN TYPE "]
            .iter()
            .any(|kind| statement.strip_prefix("CREATE ").is_some_and(|rest| rest.starts_with(kind)));
    if !has_columns || statement.contains(" AS ENUM (") {
        return statement.to_owned();
    }
    let mut lines: Vec<_> = statement.split('\n').map(|line| without_comma(line.trim_end())).collect();
    let Some(end) = lines.iter().rposition(|line| line.starts_with(')')) else {
        return statement.to_owned();
    };
    if end > 1 {
        lines[1..end].sort_unstable();
    }
    lines.join("\n")
}

fn without_comma(line: &str) -> &str {
    line.trim_end_matches(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_settings_and_meta_commands_say_nothing_about_a_schema() {
        let dump = "-- PostgreSQL database dump\n\\restrict abc\nSET lock_timeout = 0;\n\
                    SELECT pg_catalog.set_config('search_path', '', false);\n\
                    CREATE SCHEMA b;\nCREATE SCHEMA a;\n\\unrestrict abc\n";
        assert_eq!(blocks(dump, Columns::InOrder), ["CREATE SCHEMA a", "CREATE SCHEMA b"]);
    }

    #[test]
    fn where_a_table_is_stored_belongs_to_it() {
        let place =
            |name: &str| format!("SET default_tablespace = {name};\nCREATE TABLE t (\n    a integer\n);");
        assert_eq!(differ(&place("''"), "CREATE TABLE t (\n    a integer\n);", Columns::InOrder), None);
        assert!(
            differ(&place("fast"), &place("''"), Columns::InOrder)
                .unwrap()
                .contains("default_tablespace: fast")
        );
    }

    #[test]
    fn the_order_of_columns_counts_unless_it_is_said_not_to() {
        let (one, other) = (
            "CREATE TABLE t (\n    a integer,\n    b text\n);",
            "CREATE TABLE t (\n    b text,\n    a integer\n);",
        );
        assert!(differ(one, other, Columns::InOrder).is_some());
        assert_eq!(differ(one, other, Columns::AnyOrder), None);
    }

    #[test]
    fn the_order_of_labels_always_counts() {
        let (one, other) = (
            "CREATE TYPE e AS ENUM (\n    'a',\n    'b'\n);",
            "CREATE TYPE e AS ENUM (\n    'b',\n    'a'\n);",
        );
        assert!(differ(one, other, Columns::AnyOrder).is_some());
    }

    #[test]
    fn a_difference_is_shown_as_a_unified_diff() {
        let diff = differ(
            "CREATE TABLE t (\n    a integer\n);",
            "CREATE TABLE t (\n    a bigint\n);",
            Columns::InOrder,
        );
        let diff = diff.expect("a difference");
        assert!(diff.contains("-    a integer\n+    a bigint\n"), "{diff}");
    }

    #[test]
    fn a_check_that_is_only_worded_differently_settles() {
        let server = Server::shared(crate::newest().major);
        let (original, copy) = (server.create_database(), server.create_database());
        original.psql("CREATE TABLE t (v varchar(9) CHECK (v IN ('a', 'b')))");
        copy.psql(&original.pg_dump());
        assert_eq!(copy_differs(&original, &copy), None);
        copy.psql("ALTER TABLE t ADD more int");
        assert!(copy_differs(&original, &copy).is_some());
    }
}
