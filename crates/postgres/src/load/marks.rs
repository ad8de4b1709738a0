//! Marks: comments in SQL files that tell pgplumb something about an object, such as `-- pgplumb:
//! renamed from old_name` and `-- pgplumb: ignore`.
//!
//! A mark belongs to the statement below it, or to the column, constraint or label below it or on
//! the same line. The first words of the statement tell which object it creates; the rest of the
//! SQL is not parsed.

use pgplumb_catalog::Kind;

use super::lex::{tokens, unquoted};
use super::parse::{self, Statement};
use super::split::MARK;
use super::{IncludeReader, LoadError, Script};

/// A mark in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The file and line of the mark's statement or line: `schema.sql:12`.
    pub location: String,
    /// The text after `-- pgplumb:`, such as `ignore`.
    pub text: String,
    /// The object that the mark belongs to; `None` if the statement creates no object.
    pub target: Option<MarkTarget>,
}

/// The object that a mark belongs to, as the file names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkTarget {
    /// The possible kinds of the object: `CREATE TYPE` creates one of several.
    pub kinds: &'static [Kind],
    /// The name, after the schema if the file gives one. The name of a trigger, rule or policy
    /// comes after the name of its relation, the role of a user mapping after its server.
    pub path: Vec<String>,
    /// The column, constraint or label, if the mark is not about the whole object.
    pub member: Option<Member>,
    /// The number of arguments of a function.
    pub argument_count: Option<usize>,
    /// The schemas that are searched for a name without a schema.
    pub search_path: Vec<String>,
}

/// A named member of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Member {
    /// A column, or a composite type's attribute.
    Column(String),
    /// A constraint.
    Constraint(String),
    /// A label of an enum.
    Label(String),
}

/// Returns the marks about objects in some files and the files that they include.
///
/// # Errors
/// When an included file cannot be read, or a file contains a psql command that is not supported.
pub fn marks(scripts: &[Script], include: Option<&IncludeReader<'_>>) -> Result<Vec<Mark>, LoadError> {
    let mut marks = Vec::new();
    for script in scripts.iter().filter(|script| script.text.contains(MARK) || script.text.contains("\\i")) {
        for statement in parse::statements(script, include, true)?.statements {
            collect(&statement, &mut marks);
        }
    }
    Ok(marks)
}

/// Whether a mark controls loading, such as `pass 2`, and is not about an object. Marks of table
/// files are written by pgplumb.
fn is_for_loading(mark: &str) -> bool {
    mark == "orphaned" || ["pass ", "file of "].iter().any(|start| mark.starts_with(start))
}

/// The start of a mark that says where a secret comes from.
const SECRET: &str = "secret ";

fn collect(statement: &Statement, marks: &mut Vec<Mark>) {
    if statement.marks.iter().all(|mark| is_for_loading(mark)) && statement.inner_marks.is_empty() {
        return;
    }
    let location = |line: usize| format!("{}:{line}", statement.script);
    let search_path = statement.settings.iter().rev().find_map(super::settings::Setting::search_path);
    let words = words(&statement.text);
    let target = created_object(&words)
        .map(|target| MarkTarget { search_path: search_path.unwrap_or_default(), ..target });
    for text in statement.marks.iter().filter(|mark| !is_for_loading(mark)) {
        let (location, text) = (location(statement.line), text.clone());
        marks.push(Mark { location, text, target: target.clone() });
    }
    for (offset, text) in statement.inner_marks.iter().filter(|(_, mark)| !is_for_loading(mark)) {
        let line = statement.line + statement.text[..*offset].matches('\n').count();
        let target = target.clone().and_then(|object| match text.starts_with(SECRET) {
            true => Some(object),
            false => with_member(object, &words, &statement.text, *offset),
        });
        marks.push(Mark { location: location(line), text: text.clone(), target });
    }
}

/// The words of a statement with their offsets. Unlike [`tokens`], this joins the pieces of a
/// quoted word that contains a doubled quote.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    for (at, word) in tokens(text) {
        match words.last_mut() {
            Some((start, last))
                if *start + last.len() == at
                    && word.starts_with(['\'', '"'])
                    && last.chars().next() == word.chars().next() =>
            {
                *last = &text[*start..at + word.len()];
            }
            _ => words.push((at, word)),
        }
    }
    words
}

/// The kinds that `CREATE TYPE` can create.
const TYPES: &[Kind] = &[Kind::Enum, Kind::CompositeType, Kind::Range, Kind::BaseType];

/// The words that follow `CREATE` for each kind, longer ones first.
const KINDS: &[(&[&str], &[Kind])] = &[
    (&["foreign", "data", "wrapper"], &[Kind::ForeignDataWrapper]),
    (&["text", "search", "configuration"], &[Kind::TextSearchConfiguration]),
    (&["text", "search", "dictionary"], &[Kind::TextSearchDictionary]),
    (&["text", "search", "parser"], &[Kind::TextSearchParser]),
    (&["text", "search", "template"], &[Kind::TextSearchTemplate]),
    (&["foreign", "table"], &[Kind::ForeignTable]),
    (&["materialized", "view"], &[Kind::MaterializedView]),
    (&["event", "trigger"], &[Kind::EventTrigger]),
    (&["access", "method"], &[Kind::AccessMethod]),
    (&["operator", "class"], &[Kind::OperatorClass]),
    (&["operator", "family"], &[Kind::OperatorFamily]),
    (&["table"], &[Kind::Table]),
    (&["view"], &[Kind::View]),
    (&["sequence"], &[Kind::Sequence]),
    (&["function"], &[Kind::Function]),
    (&["procedure"], &[Kind::Procedure]),
    (&["aggregate"], &[Kind::Aggregate]),
    (&["type"], TYPES),
    (&["domain"], &[Kind::Domain]),
    (&["schema"], &[Kind::Schema]),
    (&["index"], &[Kind::Index]),
    (&["trigger"], &[Kind::Trigger]),
    (&["rule"], &[Kind::Rule]),
    (&["policy"], &[Kind::Policy]),
    (&["statistics"], &[Kind::Statistics]),
    (&["collation"], &[Kind::Collation]),
    (&["conversion"], &[Kind::Conversion]),
    (&["extension"], &[Kind::Extension]),
    (&["language"], &[Kind::Language]),
    (&["server"], &[Kind::ForeignServer]),
    (&["user", "mapping"], &[Kind::UserMapping]),
    (&["publication"], &[Kind::Publication]),
    (&["subscription"], &[Kind::Subscription]),
];

/// Words that may come between `CREATE` and the kind.
const MODIFIERS: &[&str] = &[
    "or",
    "replace",
    "temp",
    "temporary",
    "unlogged",
    "global",
    "local",
    "unique",
    "constraint",
    "recursive",
    "trusted",
    "procedural",
    "default",
];

/// The object that a statement creates, or the table that it adds a constraint or column to.
fn created_object(words: &[(usize, &str)]) -> Option<MarkTarget> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(_, w)| w.eq_ignore_ascii_case(word));
    if is(0, "alter") && is(1, "table") {
        return added_member(words);
    }
    if !is(0, "create") {
        return None;
    }
    let mut at = 1;
    while MODIFIERS.iter().any(|word| is(at, word)) {
        at += 1;
    }
    let (kind_words, kinds) =
        KINDS.iter().find(|(kind, _)| kind.iter().enumerate().all(|(i, word)| is(at + i, word)))?;
    at += kind_words.len();
    if is(at, "concurrently") {
        at += 1;
    }
    if is(at, "if") {
        at += 3;
    }
    if kinds[0] == Kind::UserMapping {
        at += 1;
    }
    let (mut name, mut end) = path(words, at)?;
    let argument_count = matches!(kinds[0], Kind::Function | Kind::Procedure | Kind::Aggregate)
        .then(|| count_arguments(&words[end..]));
    // Triggers and policies name their relation after `ON`, rules after `TO`.
    if kinds[0].is_named_in_relation() {
        let before = if kinds[0] == Kind::Rule { "to" } else { "on" };
        end += words[end..].iter().position(|(_, word)| word.eq_ignore_ascii_case(before))? + 1;
        let (relation, _) = path(words, end)?;
        name = relation.into_iter().chain(name).collect();
    }
    // The role comes before the server. `"public"` is a role, but PUBLIC and USER are words.
    if kinds[0] == Kind::UserMapping {
        let role = words[at].1;
        let (server, _) = path(words, end + 1)?;
        let role = if role.starts_with('"') { name.pop()? } else { role.to_lowercase() };
        name = server.into_iter().chain([role]).collect();
    }
    // An index is in the schema of its table.
    if kinds[0] == Kind::Index
        && let Some(on) = words.iter().position(|(_, word)| word.eq_ignore_ascii_case("on"))
    {
        let only = usize::from(is(on + 1, "only"));
        let (mut relation, _) = path(words, on + 1 + only)?;
        relation.pop();
        name = relation.into_iter().chain(name).collect();
    }
    Some(MarkTarget { kinds, path: name, member: None, argument_count, search_path: Vec::new() })
}

/// The member that `ALTER TABLE t ADD CONSTRAINT c` or `ADD COLUMN c` adds.
fn added_member(words: &[(usize, &str)]) -> Option<MarkTarget> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(_, w)| w.eq_ignore_ascii_case(word));
    let mut at = 2;
    if is(at, "if") {
        at += 2;
    }
    at += usize::from(is(at, "only"));
    let (table, end) = path(words, at)?;
    let member = match (is(end, "add"), is(end + 1, "constraint"), is(end + 1, "column")) {
        (true, true, _) => Member::Constraint(unquoted(words.get(end + 2)?.1)),
        (true, _, true) => Member::Column(unquoted(words.get(end + 2)?.1)),
        _ => return None,
    };
    let kinds = &[Kind::Table, Kind::ForeignTable];
    let member = Some(member);
    Some(MarkTarget { kinds, path: table, member, argument_count: None, search_path: Vec::new() })
}

/// A possibly qualified name and the index of the word after it.
fn path(words: &[(usize, &str)], mut at: usize) -> Option<(Vec<String>, usize)> {
    let mut names = Vec::new();
    loop {
        let (_, word) = words.get(at)?;
        if !word.starts_with(|c: char| c == '"' || c == '_' || c.is_alphabetic()) {
            return None;
        }
        names.push(unquoted(word));
        at += 1;
        match words.get(at) {
            Some((_, ".")) => at += 1,
            _ => return Some((names, at)),
        }
    }
}

/// The number of arguments in a function's argument list.
fn count_arguments(words: &[(usize, &str)]) -> usize {
    let (mut depth, mut count, mut any) = (0_usize, 0, false);
    for (_, word) in words {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 1 => count += 1,
            _ => any = true,
        }
        if depth == 0 {
            break;
        }
    }
    count + usize::from(any)
}

/// Adds the member that a comment within the statement belongs to: the one on the comment's line,
/// or below a comment that has its own line.
fn with_member(object: MarkTarget, words: &[(usize, &str)], text: &str, offset: usize) -> Option<MarkTarget> {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let from = if text[line..offset].trim().is_empty() { offset } else { line };
    let at = words.iter().position(|(start, _)| *start >= from)?;
    let word = words[at].1;
    let next = || words.get(at + 1).map(|(_, word)| unquoted(word));
    let unnamed_constraints = ["check", "unique", "primary", "foreign", "exclude", "like"];
    let member = match word {
        label if label.starts_with('\'') => {
            Member::Label(label.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
        }
        word if word.eq_ignore_ascii_case("constraint") => Member::Constraint(next()?),
        word if unnamed_constraints.iter().any(|unnamed| word.eq_ignore_ascii_case(unnamed)) => {
            return None;
        }
        // A comment on the first line of the statement is about the whole object.
        word if word.eq_ignore_ascii_case("create") && at == 0 => return Some(object),
        word if word.starts_with(|c: char| c == '"' || c == '_' || c.is_alphabetic()) => {
            Member::Column(unquoted(word))
        }
        _ => return None,
    };
    Some(MarkTarget { member: Some(member), ..object })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds that no mark can name: they have no `CREATE` statement of their own, or no plain name.
    const WITHOUT_MARKS: &[Kind] = &[
        Kind::Column,
        Kind::Default,
        Kind::Constraint,
        Kind::Cast,
        Kind::Transform,
        Kind::Operator,
        Kind::DefaultPrivileges,
        Kind::MemberChange,
    ];

    #[test]
    fn every_kind_can_be_marked_or_is_listed() {
        for kind in Kind::ALL {
            let is_named = KINDS.iter().any(|(_, kinds)| kinds.contains(kind));
            assert!(is_named != WITHOUT_MARKS.contains(kind), "KINDS or WITHOUT_MARKS: {kind}");
        }
    }

    /// The text, object and member of each mark.
    fn found(sql: &str) -> Vec<(String, String, Option<Member>)> {
        let script = Script { name: "s.sql".to_owned(), text: sql.to_owned() };
        let marks = marks(&[script], None).expect("no psql commands");
        let described = |mark: Mark| {
            let target = mark.target.expect("an object");
            (mark.text, format!("{} {}", target.kinds[0], target.path.join(".")), target.member)
        };
        marks.into_iter().map(described).collect()
    }

    #[test]
    fn marks_are_above_or_on_the_line() {
        let sql = "-- pgplumb: renamed from users\nCREATE TABLE IF NOT EXISTS app.accounts (\n  id int,\n\
                   -- pgplumb: renamed from name\n  \"Full Name\" text, -- a name\n  old int, -- pgplumb: ignore\n\
                   -- pgplumb: ignore\n  CONSTRAINT c CHECK (id > 0)\n);\n\
                   CREATE TYPE mood AS ENUM ('ok',\n-- pgplumb: renamed from sad\n'un''happy');";
        let table = "table app.accounts".to_owned();
        let column = |name: &str| Some(Member::Column(name.to_owned()));
        assert_eq!(
            found(sql),
            [
                ("renamed from users".to_owned(), table.clone(), None),
                ("renamed from name".to_owned(), table.clone(), column("Full Name")),
                ("ignore".to_owned(), table.clone(), column("old")),
                ("ignore".to_owned(), table, Some(Member::Constraint("c".to_owned()))),
                (
                    "renamed from sad".to_owned(),
                    "enum mood".to_owned(),
                    Some(Member::Label("un'happy".to_owned()))
                ),
            ]
        );
    }

    #[test]
    fn the_created_object_is_recognized() {
        for (sql, object) in [
            ("CREATE OR REPLACE FUNCTION app.f(a int, b numeric(1, 2)) RETURNS int", "function app.f"),
            ("CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY app.t (a)", "index app.i"),
            ("CREATE CONSTRAINT TRIGGER t AFTER INSERT ON app.x", "trigger app.x.t"),
            ("CREATE POLICY p ON x USING (true)", "policy x.p"),
            ("CREATE RULE r AS ON INSERT TO app.x DO NOTHING", "rule app.x.r"),
            ("CREATE MATERIALIZED VIEW v AS SELECT 1", "materialized view v"),
            ("ALTER TABLE ONLY app.t ADD CONSTRAINT c CHECK (true)", "table app.t"),
            ("CREATE SCHEMA IF NOT EXISTS s", "schema s"),
        ] {
            assert_eq!(found(&format!("-- pgplumb: ignore\n{sql};"))[0].1, object, "{sql}");
        }
    }

    #[test]
    fn a_mark_after_the_semicolon_belongs_to_the_statement_before_it() {
        let marks = found("CREATE TABLE a (); -- pgplumb: ignore\nCREATE TABLE b ();");
        assert_eq!(marks, [("ignore".to_owned(), "table a".to_owned(), None)]);
    }
}
