//! Describes the difference between two versions of a table's file.

use std::collections::BTreeMap;

/// The number of changes that are named; further ones are only counted.
const MAX_NAMED: usize = 3;

/// Describes what changed between two versions: `email added, index users_email_idx removed`.
pub fn describe_change(old: &str, new: &str) -> String {
    let (old, new) = (parts(old), parts(new));
    let mut phrases = Vec::new();
    for (part, text) in &new {
        match old.get(part) {
            None => phrases.push(format!("{part} added")),
            Some(before) if before != text => phrases.push(format!("{part} changed")),
            Some(_) => {}
        }
    }
    phrases.extend(old.keys().filter(|part| !new.contains_key(*part)).map(|part| format!("{part} removed")));
    if phrases.is_empty() {
        return "order changed".to_owned();
    }
    if phrases.len() > MAX_NAMED + 1 {
        let more = phrases.len() - MAX_NAMED;
        phrases.truncate(MAX_NAMED);
        return format!("{} and {more} more", phrases.join(", "));
    }
    phrases.join(", ")
}

/// The parts of a file (columns, constraints, indexes …), each with its text.
fn parts(text: &str) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |name: String, text: &str| {
        let entry = parts.entry(name).or_default();
        entry.push_str(text);
        entry.push('\n');
    };
    let mut statement = String::new();
    let mut item = String::new();
    for line in text.lines() {
        if line.starts_with("--") && statement.is_empty() {
            if let Some(what) = header_part(line) {
                add(what.to_owned(), line);
            }
            continue;
        }
        let in_table = statement.starts_with("TABLE") || statement == "columns";
        if line == ");" || (line == ")" && in_table) {
            statement = if line == ");" { String::new() } else { "definition".to_owned() };
        } else if in_table && line.starts_with("    ") {
            // A deeper indented line continues the item.
            if !line.starts_with("     ") {
                item = item_name(line.trim_start());
            }
            add(item.clone(), line.trim_end_matches(','));
        } else if statement.is_empty() && !line.is_empty() {
            let name = statement_subject(line);
            add(name.clone(), line);
            statement = if line.ends_with(';') { String::new() } else { name };
            if line.starts_with("CREATE") && line.contains("TABLE ") && line.ends_with('(') {
                statement = "columns".to_owned();
            }
        } else if !line.is_empty() {
            add(statement.clone(), line);
            if line.ends_with(';') {
                statement.clear();
            }
        }
    }
    parts
}

/// The name of a header line that is not about the table itself.
fn header_part(line: &str) -> Option<&'static str> {
    line.starts_with("-- Referenced by: ").then_some("reference")
}

/// The name of a column or constraint in `CREATE TABLE`.
fn item_name(item: &str) -> String {
    match item.strip_prefix("CONSTRAINT ") {
        Some(rest) => format!("constraint {}", first_word(rest)),
        None => first_word(item).to_owned(),
    }
}

/// The subject of a statement, from its first line.
fn statement_subject(line: &str) -> String {
    let after = |word: &str| line.split_once(word).map(|(_, rest)| first_word(rest).to_owned());
    for (beginning, word, name) in [
        ("CREATE INDEX", "INDEX ", "index "),
        ("CREATE UNIQUE INDEX", "INDEX ", "index "),
        ("CREATE TRIGGER", "TRIGGER ", "trigger "),
        ("CREATE CONSTRAINT TRIGGER", "TRIGGER ", "trigger "),
        ("CREATE POLICY", "POLICY ", "policy "),
        ("CREATE RULE", "RULE ", "rule "),
        ("CREATE STATISTICS", "STATISTICS ", "statistics "),
        ("CREATE SEQUENCE", "SEQUENCE ", "sequence "),
    ] {
        if line.starts_with(beginning)
            && let Some(found) = after(word)
        {
            return format!("{name}{found}");
        }
    }
    let rest = [
        ("COMMENT", "comment"),
        ("GRANT", "privileges"),
        ("REVOKE", "privileges"),
        ("SET SESSION", "privileges"),
        ("CREATE", "definition"),
    ];
    let word = rest.iter().find(|(beginning, _)| line.starts_with(beginning)).map(|(_, what)| *what);
    let owner = line.starts_with("ALTER") && line.contains(" OWNER TO ");
    word.unwrap_or(if owner { "owner" } else { "settings" }).to_owned()
}

/// The identifier at the start of a text, in SQL syntax.
fn first_word(text: &str) -> &str {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"').map_or(text.len(), |at| at + 2);
        return &text[..end];
    }
    text.split([' ', '(', ',', ';']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::describe_change;

    const OLD: &str = "-- Written\n-- Referenced by: a\n\nCREATE TABLE public.t (\n    id integer NOT NULL,\n    \"a b\" text,\n    \
        CONSTRAINT t_pkey PRIMARY KEY (id)\n);\nALTER TABLE public.t OWNER TO x;\n\nCREATE INDEX i ON public.t (a);\n";

    #[test]
    fn changed_parts_are_named() {
        for (from, to, phrase) in [
            ("    \"a b\" text,", "    \"a b\" text,\n    email text,", "email added"),
            ("    \"a b\" text,\n", "", "\"a b\" removed"),
            ("id integer", "id bigint", "id changed"),
            ("CREATE INDEX i ON public.t (a);\n", "", "index i removed"),
            ("OWNER TO x", "OWNER TO y", "owner changed"),
            ("PRIMARY KEY (id)", "PRIMARY KEY (id, x)", "constraint t_pkey changed"),
            ("by: a", "by: b", "reference changed"),
        ] {
            assert_eq!(describe_change(OLD, &OLD.replace(from, to)), phrase);
        }
    }
}
