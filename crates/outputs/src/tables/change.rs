//! What changed in a table's file, in a phrase.

use std::collections::BTreeMap;

/// How many things a phrase names before it only counts.
const NAMED: usize = 3;

/// What changed between two states of a file: `email added, index users_email_idx removed`.
pub fn change(old: &str, new: &str) -> String {
    let (old, new) = (facts(old), facts(new));
    let mut phrases = Vec::new();
    for (fact, text) in &new {
        match old.get(fact) {
            None => phrases.push(format!("{fact} added")),
            Some(before) if before != text => phrases.push(format!("{fact} changed")),
            Some(_) => {}
        }
    }
    phrases.extend(old.keys().filter(|fact| !new.contains_key(*fact)).map(|fact| format!("{fact} removed")));
    if phrases.is_empty() {
        return "order changed".to_owned();
    }
    if phrases.len() > NAMED + 1 {
        let more = phrases.len() - NAMED;
        phrases.truncate(NAMED);
        return format!("{} and {more} more", phrases.join(", "));
    }
    phrases.join(", ")
}

/// What a file holds, each by a name for it.
fn facts(text: &str) -> BTreeMap<String, String> {
    let mut facts: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |name: String, text: &str| {
        let entry = facts.entry(name).or_default();
        entry.push_str(text);
        entry.push('\n');
    };
    let mut statement = String::new();
    let mut item = String::new();
    for line in text.lines() {
        if line.starts_with("--") && statement.is_empty() {
            if let Some(what) = header_fact(line) {
                add(what.to_owned(), line);
            }
            continue;
        }
        let in_table = statement.starts_with("TABLE") || statement == "columns";
        if line == ");" || (line == ")" && in_table) {
            statement = if line == ");" { String::new() } else { "definition".to_owned() };
        } else if in_table && line.starts_with("    ") {
            // A long one goes on in a line that stands further in.
            if !line.starts_with("     ") {
                item = item_fact(line.trim_start());
            }
            add(item.clone(), line.trim_end_matches(','));
        } else if statement.is_empty() && !line.is_empty() {
            let name = statement_fact(line);
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
    facts
}

/// What a line of the header tells that is no part of the table.
fn header_fact(line: &str) -> Option<&'static str> {
    line.starts_with("-- Referred to by: ").then_some("reference")
}

/// A column or constraint of `CREATE TABLE`.
fn item_fact(item: &str) -> String {
    match item.strip_prefix("CONSTRAINT ") {
        Some(rest) => format!("constraint {}", first_word(rest)),
        None => first_word(item).to_owned(),
    }
}

/// What a statement is about, by its first line.
fn statement_fact(line: &str) -> String {
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

/// The identifier at the start of a text, as SQL writes it.
fn first_word(text: &str) -> &str {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"').map_or(text.len(), |at| at + 2);
        return &text[..end];
    }
    text.split([' ', '(', ',', ';']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::change;

    const OLD: &str = "-- Written\n-- Referred to by: a\n\nCREATE TABLE public.t (\n    id integer NOT NULL,\n    \"a b\" text,\n    \
        CONSTRAINT t_pkey PRIMARY KEY (id)\n);\nALTER TABLE public.t OWNER TO x;\n\nCREATE INDEX i ON public.t (a);\n";

    #[test]
    fn what_changed_is_named() {
        for (from, to, phrase) in [
            ("    \"a b\" text,", "    \"a b\" text,\n    email text,", "email added"),
            ("    \"a b\" text,\n", "", "\"a b\" removed"),
            ("id integer", "id bigint", "id changed"),
            ("CREATE INDEX i ON public.t (a);\n", "", "index i removed"),
            ("OWNER TO x", "OWNER TO y", "owner changed"),
            ("PRIMARY KEY (id)", "PRIMARY KEY (id, x)", "constraint t_pkey changed"),
            ("by: a", "by: b", "reference changed"),
        ] {
            assert_eq!(change(OLD, &OLD.replace(from, to)), phrase);
        }
    }
}
