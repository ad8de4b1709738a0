//! Writes SQL: names and literals, quoted as PostgreSQL's `quote_ident` and `quote_literal` do.

use std::borrow::Cow;

use crate::visible::visible;

/// Keywords that are not allowed everywhere as a bare column or table name: all keywords of
/// PostgreSQL 14 to 19 except unreserved ones (`pg_get_keywords`), sorted.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character",
    "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc", "distinct",
    "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float", "for", "foreign",
    "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in",
    "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into", "is", "isnull",
    "join", "json", "json_array", "json_arrayagg", "json_exists", "json_object", "json_objectagg",
    "json_query", "json_scalar", "json_serialize", "json_table", "json_value", "lateral", "leading",
    "least", "left", "like", "limit", "localtime", "localtimestamp", "merge_action", "national", "natural",
    "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset", "on",
    "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing", "position", "precision",
    "primary", "real", "references", "returning", "right", "row", "select", "session_user", "setof",
    "similar", "smallint", "some", "substring", "symmetric", "system_user", "table", "tablesample",
    "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true", "union", "unique",
    "user", "using", "values", "varchar", "variadic", "verbose", "when", "where", "window", "with",
    "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse",
    "xmlpi", "xmlroot", "xmlserialize", "xmltable",
];

/// An identifier, in double quotes if needed.
pub fn ident(name: &str) -> Cow<'_, str> {
    let bare = name
        .bytes()
        .enumerate()
        .all(|(i, b)| b.is_ascii_lowercase() || b == b'_' || (i > 0 && b.is_ascii_digit()));
    if bare && !name.is_empty() && KEYWORDS.binary_search(&name).is_err() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("\"{}\"", name.replace('"', "\"\"")))
    }
}

/// A schema-qualified name.
pub fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", ident(schema), ident(name))
}

/// Quoted, comma-separated names.
pub fn ident_list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| ident(n.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The placeholder for a secret. Secrets themselves are never read.
pub const SECRET: &str = "secret-left-out";

/// The expression in exactly one pair of parentheses. The server prints some expressions with
/// parentheses and some without.
pub fn parenthesize(expression: &str) -> Cow<'_, str> {
    if encloses(expression) { Cow::Borrowed(expression) } else { Cow::Owned(format!("({expression})")) }
}

/// Whether the first parenthesis is closed by the last one. A subquery's parentheses do not count.
fn encloses(text: &str) -> bool {
    let inner = text.strip_prefix('(').unwrap_or(text).trim_start();
    if ["SELECT", "WITH", "VALUES"].iter().any(|word| inner.starts_with(word)) {
        return false;
    }
    depths(text).find(|(_, depth, _)| *depth == 0).is_some_and(|(at, ..)| at > 0 && at + 1 == text.len())
}

/// The characters outside of quotes, each with its position and the number of open parentheses
/// after it.
fn depths(text: &str) -> impl Iterator<Item = (usize, u32, char)> {
    let (mut depth, mut quote) = (0_u32, None);
    text.char_indices().filter_map(move |(at, c)| {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        quote.is_none().then_some((at, depth, c))
    })
}

/// Splits the content of the first parentheses at the commas.
pub fn split_first_parentheses(text: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut start = None;
    for (at, depth, c) in depths(text) {
        match (start, depth, c) {
            (None, 1, '(') => start = Some(at + 1),
            (Some(from), 0, _) => {
                items.push(text[from..at].trim());
                break;
            }
            (Some(from), 1, ',') => {
                items.push(text[from..at].trim());
                start = Some(at + 1);
            }
            _ => {}
        }
    }
    items
}

/// A statement with clauses, on one line if it is short, else one clause per line.
pub fn with_clauses(head: String, clauses: &[String]) -> String {
    let length = head.len() + clauses.iter().map(|c| c.len() + 1).sum::<usize>();
    let separator = if length <= 100 && !clauses.iter().any(|c| c.contains('\n')) { " " } else { "\n    " };
    clauses.iter().fold(head, |sql, clause| sql + separator + clause)
}

/// A string literal that does not depend on `standard_conforming_strings`: an `E''` string if it
/// contains backslashes.
pub fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

/// A dollar-quoted string with a tag that the text does not contain: `$$`, else `$_$`, `$__$`, …
pub fn dollar_quoted(text: &str) -> String {
    let mut tag = String::from("$$");
    // The end of the text and the start of the tag must not form an earlier closing tag.
    while format!("{text}{tag}").find(&tag) != Some(text.len()) {
        tag = if tag == "$$" { "$_$".to_owned() } else { tag.replacen('_', "__", 1) };
    }
    format!("{tag}{text}{tag}")
}

/// A comment of one line: `-- text`. A line feed or carriage return would end the comment, so
/// invisible characters are escaped.
pub fn comment(text: &str) -> String {
    format!("-- {}", visible(text)).trim_end().to_owned()
}

/// Each line of a text as a comment, indented so that no line is read as a mark (`-- pgplumb: …`)
/// or as a directive of a migration tool (`-- migrate:down`).
pub fn comment_lines(text: &str) -> String {
    let line = |line: &str| format!("--   {}", visible(line)).trim_end().to_owned() + "\n";
    text.replace("\r\n", "\n").split('\n').map(line).collect()
}

/// Whether an expression mentions a column, quoted or not.
pub fn mentions_column(expression: &str, column: &str) -> bool {
    let name = ident(column);
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_$\"".contains(c));
    expression.match_indices(&*name).any(|(at, found)| {
        !is_part(expression[..at].chars().next_back())
            && !is_part(expression[at + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_quoted_as_by_the_server() {
        for (name, written) in [
            ("users", "users"),
            ("user", "\"user\""),
            ("order", "\"order\""),
            ("Users", "\"Users\""),
            ("1st", "\"1st\""),
            ("a\"b", "\"a\"\"b\""),
            ("", "\"\""),
            ("naïve", "\"naïve\""),
            ("name", "name"),
            ("between", "\"between\""),
        ] {
            assert_eq!(ident(name), written);
        }
    }

    #[test]
    fn literals_survive_backslashes_and_quotes() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\'b"), "E'a\\\\''b'");
    }

    #[test]
    fn expressions_are_in_one_pair_of_parentheses() {
        for (expression, written) in [
            ("(a > 1)", "(a > 1)"),
            ("(a) > (b)", "((a) > (b))"),
            ("true", "(true)"),
            ("(a = ')'::text)", "(a = ')'::text)"),
            ("(\"(\" = 1) AND (b)", "((\"(\" = 1) AND (b))"),
        ] {
            assert_eq!(parenthesize(expression), written);
        }
    }

    #[test]
    fn lists_are_split_at_commas() {
        let list =
            "EXCLUDE USING gist (f(a, ','::text) WITH =, \"b(\" WITH OPERATOR(\"x,\".&&)) WHERE ((a > 1))";
        assert_eq!(
            split_first_parentheses(list),
            ["f(a, ','::text) WITH =", "\"b(\" WITH OPERATOR(\"x,\".&&)"]
        );
        assert!(split_first_parentheses("nothing").is_empty());
    }

    #[test]
    fn long_clauses_are_on_separate_lines() {
        let clauses = ["ON a".to_owned(), "FROM b".to_owned()];
        assert_eq!(with_clauses("CREATE x".to_owned(), &clauses), "CREATE x ON a FROM b");
        let long = ["y".repeat(60), "z".repeat(60)];
        assert_eq!(with_clauses("x".to_owned(), &long), format!("x\n    {}\n    {}", long[0], long[1]));
    }

    #[test]
    fn comments_end_with_their_line() {
        assert_eq!(comment("x\r\\! touch PWN #"), "-- x\\r\\! touch PWN #");
        assert_eq!(comment("a\n\u{b}\u{c}\u{85}\u{2028}\u{202e}\u{1b}[2J"), {
            "-- a\\n\\u{b}\\u{c}\\u{85}\\u{2028}\\u{202e}\\u{1b}[2J"
        });
        assert_eq!(comment_lines("pgplumb: ignore\r\nb\rc\n\nd"), {
            "--   pgplumb: ignore\n--   b\\rc\n--\n--   d\n"
        });
    }

    #[test]
    fn dollar_quotes_do_not_end_early() {
        assert_eq!(dollar_quoted("SELECT 1"), "$$SELECT 1$$");
        assert_eq!(dollar_quoted("a $$ b"), "$_$a $$ b$_$");
        assert_eq!(dollar_quoted("costs 5$"), "$_$costs 5$$_$");
    }
}
