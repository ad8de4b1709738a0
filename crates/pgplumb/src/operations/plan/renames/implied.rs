//! Renames and moves that follow from other renames.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, Rename};
use pgplumb_plan::{NameMap, Renaming, moves_with};

/// The indexes and sequences that move to another schema with their table.
pub fn moved_with_tables(renamings: &[Renaming], current: &Catalog) -> Vec<Renaming> {
    if renamings.is_empty() {
        return Vec::new();
    }
    let names = NameMap(renamings);
    let moved = |id: &ObjectId| {
        let is_renamed =
            |renaming: &Renaming| matches!(renaming, Renaming::Object(Rename { from, .. }) if from == id);
        let to = ObjectId { schema: names.of(&moves_with(current, id)?).schema, ..id.clone() };
        let is_moved = to.schema != names.within(id).schema && !renamings.iter().any(is_renamed);
        is_moved.then(|| Renaming::Object(Rename { from: id.clone(), to }))
    };
    let indexes = current
        .indexes()
        .filter(|(_, index)| !index.is_constraint)
        .map(|(schema, index)| ObjectId::local(Kind::Index, schema, index.index_name.clone()));
    let all: Vec<ObjectId> = indexes.chain(current.sequences.iter().map(Object::id)).collect();
    all.iter().filter_map(moved).collect()
}

/// The constraints, indexes, triggers, policies and sequences that are renamed because their table
/// or column is.
pub fn implied(
    renamings: &[Renaming],
    candidates: &[Rename],
    current: &Catalog,
    desired: &Catalog,
) -> Vec<Renaming> {
    let names = NameMap(renamings);
    let is_renamed = |schema: Option<&Name>, relation: &Name| {
        renamings.iter().any(|renaming| match renaming {
            Renaming::Object(Rename { to, .. }) => {
                to.schema.as_ref() == schema && to.relation.as_ref().unwrap_or(&to.name) == relation
            }
            Renaming::Label { .. } => false,
        })
    };
    let follows = |rename: &&Rename| match (rename.to.kind, &rename.to.relation) {
        (Kind::Constraint | Kind::Trigger | Kind::Policy, Some(relation)) => {
            is_renamed(rename.to.schema.as_ref(), relation)
        }
        (Kind::Index, _) => {
            holder_of(&rename.to, desired).is_some_and(|t| is_renamed(Some(&t.schema), &t.name))
        }
        _ => false,
    };
    let as_now = |from: &ObjectId, to: &ObjectId| {
        Renaming::Object(Rename { from: names.before(from), to: to.clone() })
    };
    let mut found: Vec<Renaming> =
        candidates.iter().filter(follows).map(|rename| as_now(&rename.from, &rename.to)).collect();
    // Sequences that a column owns.
    let owned = |catalog: &Catalog| -> Vec<(ObjectId, ObjectId)> {
        let sequences = catalog.sequences.iter().filter_map(|s| Some((s.owned_by.clone()?, s)));
        let named = sequences.filter(|(column, _)| {
            column.relation.as_ref().is_some_and(|relation| is_renamed(column.schema.as_ref(), relation))
        });
        named
            .map(|(column, s)| (column, ObjectId::local(Kind::Sequence, &s.schema, s.name.clone())))
            .collect()
    };
    let (old, new) = (owned(current), owned(desired));
    for (column, from) in &old {
        if let Some((_, to)) = new.iter().find(|(other, _)| other == column)
            && from != to
            && old.iter().all(|(_, other)| other != to)
            && from.schema == to.schema
        {
            found.push(as_now(from, to));
        }
    }
    found
}

/// The table of an index.
fn holder_of<'a>(index: &ObjectId, catalog: &'a Catalog) -> Option<&'a Table> {
    let has =
        |table: &&Table| Some(&table.schema) == index.schema.as_ref() && table.index(&index.name).is_some();
    catalog.tables.iter().find(has)
}
