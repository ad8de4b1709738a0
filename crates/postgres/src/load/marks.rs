//! What files say to pgplumb of the objects that they make: `-- pgplumb: renamed from old_name`, `-- pgplumb: ignore`.
//!
//! A mark belongs to the statement, or the line of a column, constraint or label, that it stands above or behind. What that makes is told from its first words;
//! nothing else of SQL is looked into.

use pgplumb_catalog::Kind;

use super::lex::{tokens, unquoted};
use super::parse::{self, Statement};
use super::split::MARK;
use super::{Include, LoadError, Script};

/// A mark in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Where the statement stands: `schema.sql:12`.
    pub place: String,
    /// What it says: `ignore`.
    pub says: String,
    /// What it stands at; nothing, where that makes no object.
    pub at: Option<Marked>,
}

/// What a mark stands at, as the file calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// The kinds that it may be of: a type is of one of several.
    pub kinds: &'static [Kind],
    /// The name, with the schema if one is given; of what is named within a relation that relation's, and then its own.
    pub path: Vec<String>,
    /// The part of it.
    pub part: Option<Part>,
    /// How many arguments a function has.
    pub arguments: Option<usize>,
    /// Where a name without schema is looked for.
    pub search_path: Vec<String>,
}

/// A part of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// A column, or a composite type's attribute.
    Column(String),
    /// A constraint.
    Constraint(String),
    /// A label of an enum.
    Label(String),
}

/// The marks in files that are about what these make. What such files include is looked into too.
///
/// # Errors
/// When a file that is included cannot be read, or one holds a command that is psql's alone.
pub fn marks(scripts: &[Script], include: Option<&Include<'_>>) -> Result<Vec<Mark>, LoadError> {
    let mut marks = Vec::new();
    for script in scripts.iter().filter(|script| script.text.contains(MARK) || script.text.contains("\\i")) {
        for statement in parse::statements(script, include)? {
            of_statement(&statement, &mut marks);
        }
    }
    Ok(marks)
}

/// Whether it is for the loading itself, and not about an object.
fn is_for_loading(says: &str) -> bool {
    !(says == "ignore" || says.starts_with("renamed from "))
}

fn of_statement(statement: &Statement, marks: &mut Vec<Mark>) {
    if statement.marks.iter().all(|mark| is_for_loading(mark)) && statement.inner_marks.is_empty() {
        return;
    }
    let place = |line: usize| format!("{}:{line}", statement.script);
    let search_path = statement.settings.iter().rev().find_map(super::settings::Setting::search_path);
    let words = words(&statement.text);
    let at = marked(&words).map(|marked| Marked { search_path: search_path.unwrap_or_default(), ..marked });
    let about = statement.marks.iter().filter(|mark| !is_for_loading(mark));
    marks.extend(about.map(|says| Mark { place: place(statement.line), says: says.clone(), at: at.clone() }));
    for (offset, says) in statement.inner_marks.iter().filter(|(_, mark)| !is_for_loading(mark)) {
        let line = statement.line + statement.text[..*offset].matches('\n').count();
        let at = at.clone().and_then(|whole| part(whole, &words, &statement.text, *offset));
        marks.push(Mark { place: place(line), says: says.clone(), at });
    }
}

/// The words of a statement with their places; a doubled quote does not end one.
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

/// The types, of which the words of a statement do not tell which kind it makes.
const TYPES: &[Kind] = &[Kind::Enum, Kind::CompositeType, Kind::Range, Kind::BaseType];

/// The words for kinds, as they follow `CREATE`, the longer first.
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
    (&["publication"], &[Kind::Publication]),
    (&["subscription"], &[Kind::Subscription]),
];

/// Words between `CREATE` and what it makes.
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

/// What a statement makes, from its words.
fn marked(words: &[(usize, &str)]) -> Option<Marked> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(_, w)| w.eq_ignore_ascii_case(word));
    if is(0, "alter") && is(1, "table") {
        return constraint(words);
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
    let (mut name, mut end) = path(words, at)?;
    let arguments =
        matches!(kinds[0], Kind::Function | Kind::Procedure | Kind::Aggregate).then(|| commas(&words[end..]));
    // What is named within a relation names that after `ON`, a rule after `TO`.
    if kinds[0].is_named_in_relation() {
        let before = if kinds[0] == Kind::Rule { "to" } else { "on" };
        end += words[end..].iter().position(|(_, word)| word.eq_ignore_ascii_case(before))? + 1;
        let (relation, _) = path(words, end)?;
        name = relation.into_iter().chain(name).collect();
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
    Some(Marked { kinds, path: name, part: None, arguments, search_path: Vec::new() })
}

/// `ALTER TABLE t ADD CONSTRAINT c`
fn constraint(words: &[(usize, &str)]) -> Option<Marked> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(_, w)| w.eq_ignore_ascii_case(word));
    let mut at = 2;
    if is(at, "if") {
        at += 2;
    }
    at += usize::from(is(at, "only"));
    let (table, end) = path(words, at)?;
    let part = match (is(end, "add"), is(end + 1, "constraint"), is(end + 1, "column")) {
        (true, true, _) => Part::Constraint(unquoted(words.get(end + 2)?.1)),
        (true, _, true) => Part::Column(unquoted(words.get(end + 2)?.1)),
        _ => return None,
    };
    let kinds = &[Kind::Table, Kind::ForeignTable];
    Some(Marked { kinds, path: table, part: Some(part), arguments: None, search_path: Vec::new() })
}

/// A name with what stands before it, and where it ends.
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

/// How many arguments a function's list has.
fn commas(words: &[(usize, &str)]) -> usize {
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

/// The part of an object that a comment within its statement stands above or behind.
fn part(whole: Marked, words: &[(usize, &str)], text: &str, offset: usize) -> Option<Marked> {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let from = if text[line..offset].trim().is_empty() { offset } else { line };
    let at = words.iter().position(|(place, _)| *place >= from)?;
    let word = words[at].1;
    let next = || words.get(at + 1).map(|(_, word)| unquoted(word));
    let is_unnamed = ["check", "unique", "primary", "foreign", "exclude", "like"];
    let part = match word {
        label if label.starts_with('\'') => {
            Part::Label(label.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
        }
        word if word.eq_ignore_ascii_case("constraint") => Part::Constraint(next()?),
        word if is_unnamed.iter().any(|unnamed| word.eq_ignore_ascii_case(unnamed)) => return None,
        // The line on which the statement begins is the statement's.
        word if word.eq_ignore_ascii_case("create") && at == 0 => return Some(whole),
        word if word.starts_with(|c: char| c == '"' || c == '_' || c.is_alphabetic()) => {
            Part::Column(unquoted(word))
        }
        _ => return None,
    };
    Some(Marked { part: Some(part), ..whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sql: &str) -> Vec<(String, String, Option<Part>)> {
        let script = Script { name: "s.sql".to_owned(), text: sql.to_owned() };
        let marks = marks(&[script], None).expect("no commands");
        let told = |mark: Mark| {
            let at = mark.at.expect("an object");
            (mark.says, format!("{} {}", at.kinds[0], at.path.join(".")), at.part)
        };
        marks.into_iter().map(told).collect()
    }

    #[test]
    fn marks_stand_above_or_behind() {
        let sql = "-- pgplumb: renamed from users\nCREATE TABLE IF NOT EXISTS app.accounts (\n  id int,\n\
                   -- pgplumb: renamed from name\n  \"Full Name\" text, -- a name\n  old int, -- pgplumb: ignore\n\
                   -- pgplumb: ignore\n  CONSTRAINT c CHECK (id > 0)\n);\n\
                   CREATE TYPE mood AS ENUM ('ok',\n-- pgplumb: renamed from sad\n'un''happy');";
        let table = "table app.accounts".to_owned();
        let column = |name: &str| Some(Part::Column(name.to_owned()));
        assert_eq!(
            found(sql),
            [
                ("renamed from users".to_owned(), table.clone(), None),
                ("renamed from name".to_owned(), table.clone(), column("Full Name")),
                ("ignore".to_owned(), table.clone(), column("old")),
                ("ignore".to_owned(), table, Some(Part::Constraint("c".to_owned()))),
                (
                    "renamed from sad".to_owned(),
                    "enum mood".to_owned(),
                    Some(Part::Label("un'happy".to_owned()))
                ),
            ]
        );
    }

    #[test]
    fn what_a_statement_makes_is_told_from_its_words() {
        for (sql, at) in [
            ("CREATE OR REPLACE FUNCTION app.f(a int, b numeric(1, 2)) RETURNS int", "function app.f"),
            ("CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY app.t (a)", "index app.i"),
            ("CREATE CONSTRAINT TRIGGER t AFTER INSERT ON app.x", "trigger app.x.t"),
            ("CREATE POLICY p ON x USING (true)", "policy x.p"),
            ("CREATE RULE r AS ON INSERT TO app.x DO NOTHING", "rule app.x.r"),
            ("CREATE MATERIALIZED VIEW v AS SELECT 1", "materialized view v"),
            ("ALTER TABLE ONLY app.t ADD CONSTRAINT c CHECK (true)", "table app.t"),
            ("CREATE SCHEMA IF NOT EXISTS s", "schema s"),
        ] {
            assert_eq!(found(&format!("-- pgplumb: ignore\n{sql};"))[0].1, at, "{sql}");
        }
    }

    #[test]
    fn a_mark_behind_the_semicolon_is_of_the_statement_before() {
        let marks = found("CREATE TABLE a (); -- pgplumb: ignore\nCREATE TABLE b ();");
        assert_eq!(marks, [("ignore".to_owned(), "table a".to_owned(), None)]);
    }
}
