//! Judges whether two databases have the same schema: they do if `pg_dump` writes the same
//! statements for both. It reads only what pg_dump writes, so it finds mistakes of pgplumb's own
//! reader.
//!
//! Statements are compared as a sorted list, because pg_dump orders objects by OID where names and
//! dependencies leave a tie. Comments, `SET` and meta-commands of psql are ignored; the tablespace
//! and access method that a `SET` chooses are added to the statements that they apply to.

use std::collections::BTreeMap;

use similar::TextDiff;

use crate::database::Database;
use crate::server::Server;
use crate::statements::statements;

/// Whether the order of a table's columns matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// It does: a dump must recreate the same table.
    InOrder,
    /// It does not: a migration can only add a column at the end.
    AnyOrder,
}

/// The statements of a dump that define the schema, sorted.
#[must_use]
pub fn schema_statements(dump: &str, columns: Columns) -> Vec<String> {
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

/// The difference between the schemas of two dumps, as a unified diff; `None` if they are the same.
#[must_use]
pub fn differ(want: &str, got: &str, columns: Columns) -> Option<String> {
    let (want, got) = (schema_statements(want, columns), schema_statements(got, columns));
    (want != got).then(|| unified_diff(&want.join("\n;\n"), &got.join("\n;\n"), "want", "got"))
}

/// The dump of a database that a dump was loaded into. PostgreSQL words a few things (casts in a
/// check, grants by a former owner) differently when it parses them again; a difference that
/// disappears so does not count. A dump that does not load is returned unchanged.
#[must_use]
pub fn normalized(server: &Server, dump: &str) -> String {
    let database = server.create_database();
    // A newer pg_dump sets parameters that an older server does not have.
    match database.try_psql(&dump.replace("SET transaction_timeout = 0;\n", "")) {
        Ok(_) => database.pg_dump(),
        Err(_) => dump.to_owned(),
    }
}

/// The difference between a database and its copy on the same server; `None` if they have the same
/// schema.
#[must_use]
pub fn copy_differs(original: &Database, copy: &Database) -> Option<String> {
    let (want, got) = (original.pg_dump(), copy.pg_dump());
    let difference = differ(&want, &got, Columns::InOrder)?;
    differ(&normalized(original.server(), &want), &got, Columns::InOrder).map(|_| difference)
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

/// Sorts the lines between the parentheses of a table or composite type. The labels of an enum keep
/// their order, which matters.
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
    fn comments_settings_and_meta_commands_are_ignored() {
        let dump = "-- PostgreSQL database dump\n\\restrict abc\nSET lock_timeout = 0;\n\
                    SELECT pg_catalog.set_config('search_path', '', false);\n\
                    CREATE SCHEMA b;\nCREATE SCHEMA a;\n\\unrestrict abc\n";
        assert_eq!(schema_statements(dump, Columns::InOrder), ["CREATE SCHEMA a", "CREATE SCHEMA b"]);
    }

    #[test]
    fn the_tablespace_of_a_table_is_compared() {
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
    fn the_order_of_columns_matters_unless_it_is_ignored() {
        let (one, other) = (
            "CREATE TABLE t (\n    a integer,\n    b text\n);",
            "CREATE TABLE t (\n    b text,\n    a integer\n);",
        );
        assert!(differ(one, other, Columns::InOrder).is_some());
        assert_eq!(differ(one, other, Columns::AnyOrder), None);
    }

    #[test]
    fn the_order_of_labels_always_matters() {
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
    fn a_check_that_is_only_worded_differently_is_no_difference() {
        let server = Server::shared(crate::newest().major);
        let (original, copy) = (server.create_database(), server.create_database());
        original.psql("CREATE TABLE t (v varchar(9) CHECK (v IN ('a', 'b')))");
        copy.psql(&original.pg_dump());
        assert_eq!(copy_differs(&original, &copy), None);
        copy.psql("ALTER TABLE t ADD more int");
        assert!(copy_differs(&original, &copy).is_some());
    }
}
