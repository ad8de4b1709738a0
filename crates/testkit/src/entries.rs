//! The entries of a `pg_dump` dump: its text, split at the comment above each entry.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::{Columns, schema_statements};

/// An entry of a dump, with the object that its comment names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// `TABLE`, `FK CONSTRAINT`, `COMMENT`.
    pub kind: String,
    /// The schema; `-` for none.
    pub schema: String,
    /// Its name; for an object of a table, the table's name comes first.
    pub name: String,
    /// Its statements.
    pub statements: Vec<String>,
}

/// The entries that only one of two dumps has, or that differ between them.
#[must_use]
pub fn differing_entries(one: &str, other: &str) -> Vec<Entry> {
    let (one, other) = (entries(one), entries(other));
    let (these, those): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
    these.symmetric_difference(&those).map(|entry| (**entry).clone()).collect()
}

fn entries(dump: &str) -> Vec<Entry> {
    let mut entries: BTreeMap<(String, String, String, usize), String> = BTreeMap::new();
    let mut current = None;
    for line in dump.lines() {
        if let Some(heading) = line.strip_prefix("-- Name: ").and_then(heading) {
            let (name, kind, schema) = heading;
            let at = entries.len();
            current = Some((kind.to_owned(), schema.to_owned(), name.to_owned(), at));
        } else if let Some(key) = &current {
            let text = entries.entry(key.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    let entries = entries.into_iter().map(|((kind, schema, name, _), text)| Entry {
        kind,
        schema,
        name,
        statements: schema_statements(&text, Columns::AnyOrder),
    });
    // A view in a dependency cycle is written twice, first without its query. Merge both, because
    // the cycle is not a property of the view.
    let (completed, mut entries): (Vec<Entry>, Vec<Entry>) =
        entries.partition(|entry| entry.kind == "RULE" && entry.name.ends_with(" _RETURN"));
    for whole in completed {
        let is_it = |entry: &&mut Entry| {
            entry.kind == "VIEW"
                && entry.schema == whole.schema
                && whole.name == format!("{} _RETURN", entry.name)
        };
        if let Some(view) = entries.iter_mut().find(is_it) {
            view.statements.retain(|statement| !statement.starts_with("CREATE VIEW "));
            let created =
                whole.statements.iter().map(|s| s.replacen("CREATE OR REPLACE VIEW ", "CREATE VIEW ", 1));
            view.statements.extend(created);
            view.statements.sort();
        }
    }
    entries
}

/// `users_pkey; Type: CONSTRAINT; Schema: public; Owner: -`
fn heading(text: &str) -> Option<(&str, &str, &str)> {
    let (rest, _owner) = text.rsplit_once("; Owner: ")?;
    let (rest, schema) = rest.rsplit_once("; Schema: ")?;
    let (name, kind) = rest.rsplit_once("; Type: ")?;
    Some((name, kind, schema))
}
