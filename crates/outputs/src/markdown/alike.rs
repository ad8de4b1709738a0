//! Tables that look alike: archives, numbered shards, copies by month.
//!
//! They share a section of the reference. Their columns and constraints are equal, and their names
//! differ by numbers or by a suffix that says so.

use std::collections::{BTreeMap, HashMap};

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::{Constraint, ForeignKey};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;

use crate::model::Model;

/// Endings that mark a table as a copy or a part of another.
const ENDINGS: &[&str] = &[
    "archive",
    "archived",
    "backup",
    "bak",
    "copy",
    "cold",
    "history",
    "hist",
    "hot",
    "new",
    "old",
    "part",
    "partition",
    "prev",
    "previous",
    "shard",
    "snapshot",
    "staging",
    "temp",
    "tmp",
];

/// Tables that share a section.
pub(crate) struct Alike<'a> {
    /// The table that the section describes.
    pub first: &'a Table,
    /// The other tables, by name.
    pub others: Vec<&'a Table>,
}

impl<'a> Alike<'a> {
    /// All tables, the described one first.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'a Table> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    /// Names what the described table has and another table does not have.
    pub(crate) fn missing_parts(&self, table: &Table) -> Vec<&'static str> {
        let first = self.first;
        let parts = [
            (first.foreign_keys.len(), table.foreign_keys.len(), "without foreign keys"),
            (own_indexes(first).count(), own_indexes(table).count(), "without further indexes"),
            (first.triggers.len(), table.triggers.len(), "without triggers"),
        ];
        parts.into_iter().filter(|(first, own, _)| *first > 0 && *own == 0).map(|(.., part)| part).collect()
    }
}

/// Groups the tables of a schema, which are sorted by name. A group has the position of the table
/// that it describes.
pub(crate) fn groups<'a>(model: &Model<'a>, tables: &[&'a Table]) -> Vec<Alike<'a>> {
    let mut candidates: BTreeMap<(String, Vec<&'a str>), Vec<&'a Table>> = BTreeMap::new();
    for table in tables.iter().copied().filter(|table| model.partitions(table).is_empty()) {
        let columns = table.columns.iter().map(|column| &*column.column_name).collect();
        candidates.entry((stem(&table.name), columns)).or_default().push(table);
    }
    let mut groups: Vec<Alike<'a>> = Vec::new();
    for ((stem, _), mut members) in candidates {
        // The table that the others are copies of, if there is one.
        members.sort_by_key(|table| (*table.name != *stem, &table.name));
        match members.as_slice() {
            [first] => groups.push(Alike { first, others: Vec::new() }),
            members => groups.extend(groups_of(model, members)),
        }
    }
    let partitioned = tables.iter().copied().filter(|table| !model.partitions(table).is_empty());
    groups.extend(partitioned.map(|first| Alike { first, others: Vec::new() }));
    groups.sort_by(|a, b| a.first.name.cmp(&b.first.name));
    groups
}

/// Groups tables with the same stem and the same names of columns.
fn groups_of<'a>(model: &Model<'a>, members: &[&'a Table]) -> Vec<Alike<'a>> {
    let mut groups: Vec<Alike<'a>> = Vec::new();
    let mut by_shape: HashMap<String, Vec<(usize, Parts)>> = HashMap::new();
    for table in members {
        let parts = Parts::of(model, table);
        let same_shape = by_shape.entry(shape(table)).or_default();
        match same_shape.iter().find(|(_, first)| first.include(&parts)) {
            Some((at, _)) => groups[*at].others.push(table),
            None => {
                same_shape.push((groups.len(), parts));
                groups.push(Alike { first: table, others: Vec::new() });
            }
        }
    }
    groups
}

/// The name without numbers and endings at its end: `events` for `events`, `events_2024_01`,
/// `events_y2024m01`, `events_archive` and `events_shard7`.
fn stem(name: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut stem = name.to_lowercase();
    loop {
        let (before, last) = match stem.rsplit_once('_') {
            Some((before, last)) if !before.is_empty() => (Some(before), last),
            _ => (None, stem.as_str()),
        };
        let word = last.trim_end_matches(is_digit);
        // `2024`, `p7`, `y2024m01`
        let is_number = last.contains(is_digit)
            && last.split(is_digit).all(|letters| letters.len() <= 1 && letters.is_ascii());
        let shorter = match before {
            Some(before) if is_number || ENDINGS.contains(&word) => before.to_owned(),
            _ if !word.is_empty() && word.len() < last.len() => {
                stem[..stem.len() - (last.len() - word.len())].to_owned()
            }
            _ => return stem,
        };
        stem = shorter;
    }
}

/// The parts of a table that a copy may lack.
struct Parts {
    foreign_keys: Vec<String>,
    references: Vec<String>,
    indexes: Vec<String>,
    triggers: Vec<String>,
    has_statistics: bool,
}

impl Parts {
    fn of(model: &Model<'_>, table: &Table) -> Self {
        let sorted = |parts: &mut dyn Iterator<Item = String>| {
            let mut parts: Vec<String> = parts.collect();
            parts.sort();
            parts
        };
        let without_name = |index: &Index| Index { index_name: Name::from(""), ..index.clone() };
        Self {
            foreign_keys: sorted(&mut table.foreign_keys.iter().map(|key| foreign_key(table, key))),
            references: sorted(
                &mut model.references(table).iter().map(|(from, key)| reference(table, from, key)),
            ),
            indexes: sorted(&mut own_indexes(table).map(|index| format!("{:?}", without_name(index)))),
            triggers: sorted(&mut table.triggers.iter().map(|trigger| format!("{trigger:?}"))),
            has_statistics: model.catalog.statistics.iter().any(|s| s.table.as_ref() == Some(&table.id())),
        }
    }

    /// Whether another table has the same parts or lacks them, so that one section describes both.
    fn include(&self, other: &Self) -> bool {
        let same_or_none = |own: &[String], other: &[String]| other.is_empty() || own == other;
        same_or_none(&self.foreign_keys, &other.foreign_keys)
            && same_or_none(&self.references, &other.references)
            && same_or_none(&self.indexes, &other.indexes)
            && same_or_none(&self.triggers, &other.triggers)
            && !other.has_statistics
    }
}

/// What must be equal: everything about a table except for names that derive from its own, and
/// parts that a copy may lack.
fn shape(table: &Table) -> String {
    let mut shape = table.clone();
    let name = table.name.clone();
    shape.name = Name::from("");
    shape.comment = None;
    shape.owner = None;
    shape.privileges = None;
    shape.foreign_keys.clear();
    shape.triggers.clear();
    shape.indexes.clear();
    for column in &mut shape.columns {
        column.privileges = None;
        column.column_default =
            column.column_default.as_deref().map(|default| default.replace(&*name, "").into());
        if let Some(not_null) = column.not_null.as_deref_mut() {
            not_null.name = Name::from("");
        }
    }
    let mut constraints: Vec<String> = std::mem::take(&mut shape.constraints)
        .into_iter()
        .map(|constraint| format!("{:?}", Constraint { constraint_name: Name::from(""), ..constraint }))
        .collect();
    constraints.sort();
    format!("{shape:?}{constraints:?}")
}

/// A foreign key of a table, without names that differ between alike tables: `orders_2` references
/// `users_2` as `orders_1` references `users_1`.
fn foreign_key(table: &Table, key: &ForeignKey) -> String {
    let key = ForeignKey {
        constraint_name: Name::from(""),
        foreign_table: without_ending(&key.foreign_table, table).into(),
        ..key.clone()
    };
    format!("{key:?}")
}

/// A foreign key that references a table, in the same way.
fn reference(table: &Table, from: &Table, key: &ForeignKey) -> String {
    let key = ForeignKey { constraint_name: Name::from(""), foreign_table: Name::from(""), ..key.clone() };
    format!("{} {} {key:?}", from.schema, without_ending(&from.name, table))
}

/// Another table's name without the ending by which a table differs from alike tables.
fn without_ending<'a>(other: &'a str, table: &Table) -> &'a str {
    let ending = table.name.get(stem(&table.name).len()..).unwrap_or_default();
    other.strip_suffix(ending).unwrap_or(other)
}

fn own_indexes(table: &Table) -> impl Iterator<Item = &Index> {
    table.indexes.iter().filter(|index| !index.is_constraint)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn numbers_and_endings_are_not_part_of_the_stem() {
        for name in [
            "events",
            "events_2024",
            "events_2024_01",
            "events_y2024m01",
            "events_p7",
            "events_archive",
            "events_archive_2024",
            "events_shard_3",
            "events2",
            "EVENTS_old",
        ] {
            assert_eq!(stem(name), "events", "{name}");
        }
        for name in ["archive", "2024", "old_events", "order_items"] {
            assert_eq!(stem(name), name);
        }
    }
}
