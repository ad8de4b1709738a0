//! Common names for the objects of changes and of pg_dump's entries.

use std::collections::BTreeSet;

use pgplumb_catalog::{Change, ChangeKind, Kind, ObjectId};
use pgplumb_testkit::Entry;

/// The object of a change in terms of pg_dump's entries. Columns and other parts of `CREATE TABLE`
/// belong to the table.
pub fn of_change(change: &Change) -> String {
    let id = &change.object;
    let within = change.within.as_ref();
    match id.kind {
        Kind::Column | Kind::Default => whole(change.subject()),
        // Checks are part of the table or domain; keys and foreign keys have entries of their own.
        Kind::Constraint if is_check(change) => whole(change.subject()),
        Kind::Constraint => format!("constraint {} {}", path(within.unwrap_or(id)), id.name),
        Kind::Trigger | Kind::Rule | Kind::Policy => {
            format!("{} {} {}", id.kind, path(within.unwrap_or(id)), id.name)
        }
        Kind::Index => format!("index {}.{}", id.schema.as_deref().unwrap_or("-"), id.name),
        Kind::DefaultPrivileges => "default privileges".to_owned(),
        _ => whole(id),
    }
}

fn is_check(change: &Change) -> bool {
    match &change.kind {
        ChangeKind::Added { summary } | ChangeKind::Removed { summary } => {
            !["primary key", "unique", "foreign key", "EXCLUDE"].iter().any(|key| summary.starts_with(key))
        }
        ChangeKind::Changed { property, .. } => property == "definition",
    }
}

fn whole(id: &ObjectId) -> String {
    let class = match id.kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => "relation",
        Kind::Enum | Kind::CompositeType | Kind::Domain | Kind::Range | Kind::BaseType => "type",
        Kind::Function | Kind::Procedure | Kind::Aggregate => "routine",
        Kind::Sequence => "sequence",
        kind => kind.word(),
    };
    format!("{class} {}", bare(&path(id)))
}

/// A routine's name without arguments, which only some entries have.
fn bare(name: &str) -> &str {
    name.split('(').next().unwrap_or(name)
}

fn path(id: &ObjectId) -> String {
    match &id.schema {
        Some(schema) => format!("{schema}.{}", id.name),
        None => id.name.to_string(),
    }
}

/// Removes the parts of objects that are added or removed as a whole.
pub fn without_parts(subjects: &mut BTreeSet<String>, changes: &[Change], entries: &[Entry]) {
    for change in
        changes.iter().filter(|c| c.within.is_none() && !matches!(c.kind, ChangeKind::Changed { .. }))
    {
        let relation = path(&change.object);
        subjects.retain(|subject| {
            let words: Vec<&str> = subject.split(' ').collect();
            !(words.len() > 2 && words[1] == relation)
        });
        for entry in entries.iter().filter(|entry| entry.kind == "INDEX") {
            let on = |quote: &str| {
                format!(" ON {quote}{}{quote} ", relation.replace('.', &format!("{quote}.{quote}")))
            };
            let first = entry.statements.first().map(String::as_str).unwrap_or_default();
            if first.contains(&format!(" ON {relation} "))
                || first.contains(&on("\""))
                || first.contains(&format!(" ON ONLY {relation} "))
            {
                subjects.remove(&format!("index {}.{}", entry.schema, entry.name));
            }
        }
    }
}

/// The object of an entry in a dump.
pub fn of_entry(entry: &Entry) -> Option<String> {
    let Entry { kind, schema, name, statements } = entry;
    let first = statements.first().map(String::as_str).unwrap_or_default();
    let at = |class: &str, name: &str| match schema.as_str() {
        "-" => format!("{class} {name}"),
        schema => format!("{class} {schema}.{name}"),
    };
    // Table names in the pairs contain no spaces.
    let (table, part) = name.split_once(' ').unwrap_or((name, ""));
    Some(match kind.as_str() {
        "SEQUENCE" if first.contains("ADD GENERATED") => {
            let table = first.strip_prefix("ALTER TABLE ")?.split_whitespace().next()?;
            format!("relation {}", table.replace('"', ""))
        }
        "TABLE" | "VIEW" | "MATERIALIZED VIEW" | "FOREIGN TABLE" => at("relation", name),
        "DEFAULT" | "CHECK CONSTRAINT" | "TABLE ATTACH" | "ROW SECURITY" => at("relation", table),
        "CONSTRAINT" | "FK CONSTRAINT" => format!("{} {part}", at("constraint", table)),
        // pg_dump creates a view in a dependency cycle twice.
        "RULE" if part == "_RETURN" => at("relation", table),
        "TRIGGER" | "RULE" | "POLICY" => format!("{} {part}", at(&kind.to_lowercase(), table)),
        "INDEX" | "INDEX ATTACH" => at("index", name),
        "TYPE" | "DOMAIN" | "SHELL TYPE" => at("type", name),
        "FUNCTION" | "PROCEDURE" | "AGGREGATE" => at("routine", bare(name)),
        "SEQUENCE OWNED BY" | "SEQUENCE" => at("sequence", name),
        "DEFAULT ACL" => "default privileges".to_owned(),
        "COMMENT" | "ACL" | "SECURITY LABEL" => of_description(name, schema, first)?,
        "PUBLICATION TABLE" | "PUBLICATION TABLES IN SCHEMA" => format!("publication {table}"),
        other => at(&other.to_lowercase(), name),
    })
}

/// The object of a comment or grant: `COLUMN users.email`, `CONSTRAINT c ON t`.
fn of_description(name: &str, schema: &str, statement: &str) -> Option<String> {
    let (class, name) = ["MATERIALIZED VIEW", "FOREIGN TABLE", "EVENT TRIGGER"]
        .iter()
        .find_map(|class| Some((*class, name.strip_prefix(class)?.trim_start())))
        .or_else(|| name.split_once(' '))?;
    let at = |class: &str, name: &str| match schema {
        "-" => format!("{class} {name}"),
        schema => format!("{class} {schema}.{name}"),
    };
    Some(match class {
        "TABLE" | "VIEW" | "MATERIALIZED VIEW" | "FOREIGN TABLE" => at("relation", name),
        "COLUMN" => at("relation", name.split_once('.').map_or(name, |(table, _)| table)),
        "TYPE" | "DOMAIN" => at("type", name),
        "FUNCTION" | "PROCEDURE" | "AGGREGATE" => at("routine", bare(name)),
        "CONSTRAINT" | "TRIGGER" | "RULE" | "POLICY" => {
            // pg_dump's tag: `CONSTRAINT c ON t`, or table and name.
            let (part, table) = name.split_once(" ON ").or_else(|| {
                let (table, part) = name.split_once(' ')?;
                Some((part, table))
            })?;
            let _ = statement;
            format!("{} {part}", at(&class.to_lowercase(), table))
        }
        other => at(&other.to_lowercase(), name),
    })
}
