//! Tables that look alike: archives, numbered shards, copies by month.
//!
//! They share a section of the reference. Their columns and constraints are equal, and their names
//! differ by numbers or by a suffix that says so.

use std::collections::BTreeMap;

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
    let mut candidates: BTreeMap<String, Vec<&'a Table>> = BTreeMap::new();
    for table in tables.iter().copied().filter(|table| model.partitions(table).is_empty()) {
        candidates.entry(stem(&table.name)).or_default().push(table);
    }
    let mut groups: Vec<Alike<'a>> = Vec::new();
    for (stem, mut members) in candidates {
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

/// Groups tables with the same stem.
fn groups_of<'a>(model: &Model<'a>, members: &[&'a Table]) -> Vec<Alike<'a>> {
    let mut groups: Vec<(String, Alike<'a>)> = Vec::new();
    for table in members {
        let shape = shape(table);
        let is_alike = |(other, group): &&mut (String, Alike<'a>)| {
            *other == shape && can_share_section(model, group.first, table)
        };
        match groups.iter_mut().find(is_alike) {
            Some((_, group)) => group.others.push(table),
            None => groups.push((shape, Alike { first: table, others: Vec::new() })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
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

/// Whether one section can describe two tables of equal shape: the other table has the same further
/// parts, or none of them.
fn can_share_section(model: &Model<'_>, first: &Table, other: &Table) -> bool {
    let same_or_none = |first: Vec<String>, other: Vec<String>| other.is_empty() || first == other;
    let has_statistics = model.catalog.statistics.iter().any(|s| s.table.as_ref() == Some(&other.id()));
    same_or_none(foreign_keys(first), foreign_keys(other))
        && same_or_none(indexes(first), indexes(other))
        && same_or_none(triggers(first), triggers(other))
        && same_or_none(references(model, first), references(model, other))
        && !has_statistics
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

fn foreign_keys(table: &Table) -> Vec<String> {
    let mut keys: Vec<String> = table.foreign_keys.iter().map(|key| reference(table, key)).collect();
    keys.sort();
    keys
}

/// A foreign key without names that differ between alike tables.
fn reference(from: &Table, key: &ForeignKey) -> String {
    let key = ForeignKey {
        constraint_name: Name::from(""),
        foreign_table: Name::from(stem(&key.foreign_table)),
        ..key.clone()
    };
    format!("{} {} {key:?}", from.schema, stem(&from.name))
}

fn own_indexes(table: &Table) -> impl Iterator<Item = &Index> {
    table.indexes.iter().filter(|index| !index.is_constraint)
}

fn indexes(table: &Table) -> Vec<String> {
    let mut indexes: Vec<String> = own_indexes(table)
        .map(|index| format!("{:?}", Index { index_name: Name::from(""), ..index.clone() }))
        .collect();
    indexes.sort();
    indexes
}

fn triggers(table: &Table) -> Vec<String> {
    table.triggers.iter().map(|trigger| format!("{trigger:?}")).collect()
}

fn references(model: &Model<'_>, table: &Table) -> Vec<String> {
    let mut keys: Vec<String> =
        model.references(table).iter().map(|(from, key)| reference(from, key)).collect();
    keys.sort();
    keys
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
