//! Readable names of relationships.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::constraint::ForeignKey;

use super::super::super::super::names::{attribute_name, is_attribute, singular, snake_case};
use super::Key;

/// Endings of columns that refer to a row.
const ENDINGS: [&str; 5] = ["_id", "_uuid", "_fk", "_key", "_pk"];

/// The attribute names that are taken, by table.
#[derive(Default)]
pub(super) struct Scopes<'a>(BTreeMap<Key<'a>, BTreeSet<String>>);

impl<'a> Scopes<'a> {
    pub(super) fn reserve<'n>(&mut self, table: Key<'a>, names: impl IntoIterator<Item = &'n str>) {
        self.0.entry(table).or_default().extend(names.into_iter().map(str::to_owned));
    }

    /// The first name that is free, or the last one with underscores appended.
    pub(super) fn choose(&mut self, table: Key<'a>, names: Vec<String>) -> String {
        let taken = self.0.entry(table).or_default();
        let is_free = |name: &String| !taken.contains(name) && !name.starts_with("_sa_");
        let mut name = names.iter().find(|name| is_free(name)).or(names.last()).cloned().unwrap_or_default();
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

/// Names for the row that a foreign key refers to: `author` for `author_id`.
pub(super) fn many_to_one_names(key: &ForeignKey) -> Vec<String> {
    let target = snake(&singular(&key.foreign_table));
    let [column] = key.columns.as_slice() else {
        let first = snake(&key.column_name);
        // `next_room` and `next_number` refer to `room` and `number` of the next row.
        let mut prefixes = key.columns.iter().zip(&key.foreign_columns).map(|(c, f)| c.strip_suffix(&**f));
        let prefix = prefixes.next().flatten().filter(|first| prefixes.all(|prefix| prefix == Some(first)));
        let role = prefix.map(|prefix| prefix.trim_end_matches('_')).filter(|role| !role.is_empty());
        let role = role.map(|role| format!("{}_{target}", snake(role)));
        return role.into_iter().chain([target.clone(), format!("{target}_by_{first}")]).collect();
    };
    let column = snake(column);
    match ENDINGS.iter().find_map(|ending| column.strip_suffix(ending)).filter(|stem| is_attribute(stem)) {
        Some(stem) => vec![stem.to_owned(), format!("{stem}_{target}"), target],
        // The column itself has the name.
        None if column.ends_with(&target) => vec![format!("{column}_")],
        None => vec![format!("{column}_{target}")],
    }
}

/// Names for the rows of a table that refer to a row: `books`, or `books_as_author` if several
/// foreign keys do.
pub(super) fn one_to_many_names(
    table: &str,
    many_to_one: &str,
    is_one_to_one: bool,
    is_ambiguous: bool,
) -> Vec<String> {
    let rows = if is_one_to_one { snake(&singular(table)) } else { plural(table) };
    let with_role = format!("{rows}_as_{many_to_one}");
    match (is_ambiguous, many_to_one, is_one_to_one) {
        (true, ..) => vec![with_role],
        (false, "parent", false) if rows != "children" => vec!["children".to_owned(), rows, with_role],
        (false, ..) => vec![rows, with_role],
    }
}

/// The name of a table in lower case with underscores, as an attribute.
pub(super) fn snake(name: &str) -> String {
    let name = snake_case(name);
    if is_attribute(&name) { name } else { attribute_name(&name) }
}

/// The plural of the name of a table.
pub(super) fn plural(table: &str) -> String {
    let name = snake(&singular(table));
    let is_vowel = |c: char| "aeiou".contains(c);
    if name.ends_with("person") {
        return format!("{}people", name.trim_end_matches("person"));
    }
    if name.ends_with("child") {
        return format!("{name}ren");
    }
    // `shelf`, `half`
    if let Some(stem) = name.strip_suffix("lf") {
        return format!("{stem}lves");
    }
    if let Some(stem) = name.strip_suffix('y').filter(|stem| !stem.ends_with(is_vowel) && !stem.is_empty()) {
        return format!("{stem}ies");
    }
    let is_sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|ending| name.ends_with(ending));
    match name.chars().last() {
        Some(last) if last.is_alphabetic() => format!("{name}{}", if is_sibilant { "es" } else { "s" }),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable() {
        let key = |columns: &[&str], table: &str| ForeignKey {
            columns: columns.iter().map(|column| (*column).into()).collect(),
            column_name: columns[0].into(),
            foreign_columns: vec!["x".into(), "y".into()],
            foreign_table: table.into(),
            ..ForeignKey::default()
        };
        for (columns, table, name) in [
            (&["author_id"][..], "people", "author"),
            (&["authorId"], "people", "author"),
            (&["created_by"], "users", "created_by_user"),
            (&["user"], "users", "user_"),
            (&["a", "b"], "order_items", "order_item"),
            (&["next_x", "next_y"], "order_items", "next_order_item"),
        ] {
            assert_eq!(many_to_one_names(&key(columns, table))[0], name);
        }
        for (table, name) in [
            ("book", "books"),
            ("books", "books"),
            ("category", "categories"),
            ("people", "people"),
            ("boxes", "boxes"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("OrderItem", "order_items"),
            ("shelf", "shelves"),
        ] {
            assert_eq!(plural(table), name);
        }
        assert_eq!(one_to_many_names("orders", "buyer", false, true), ["orders_as_buyer"]);
        assert_eq!(one_to_many_names("profiles", "user", true, false)[0], "profile");
        assert_eq!(one_to_many_names("category", "parent", false, false)[0], "children");
    }
}
