//! Finds objects of a catalog by kind and name.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::rule::Rule;
use pgplumb_catalog::kinds::trigger::Trigger;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use crate::suggest;

/// The identities of all objects of a catalog, including those within tables, views and domains.
pub fn all_ids(catalog: &Catalog) -> Vec<ObjectId> {
    let mut ids: Vec<ObjectId> = catalog.objects().map(|object| object.id()).collect();
    add_nested(catalog, &mut ids);
    ids
}

/// The identities of all objects of a kind.
pub fn ids_of_kind(catalog: &Catalog, kind: Kind) -> Vec<ObjectId> {
    let direct = catalog.of_kind(kind);
    if !direct.is_empty() || !is_nested(kind) {
        return direct.into_iter().map(|object| object.id()).collect();
    }
    let mut ids = Vec::new();
    add_nested(catalog, &mut ids);
    ids.retain(|id| id.kind == kind);
    ids
}

fn is_nested(kind: Kind) -> bool {
    kind.is_named_in_relation() || kind == Kind::Index
}

/// Adds the objects within tables, views and domains.
pub(super) fn add_nested(catalog: &Catalog, ids: &mut Vec<ObjectId>) {
    for (kind, tables) in [(Kind::Table, &catalog.tables), (Kind::ForeignTable, &catalog.foreign_tables)] {
        for table in tables {
            let id = ObjectId::local(kind, &table.schema, table.name.clone());
            ids.extend(table.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone())));
            ids.extend(
                table.constraints.iter().map(|c| id.nested(Kind::Constraint, c.constraint_name.clone())),
            );
            ids.extend(
                table.foreign_keys.iter().map(|c| id.nested(Kind::Constraint, c.constraint_name.clone())),
            );
            ids.extend(table.policies.iter().map(|p| id.nested(Kind::Policy, p.name.clone())));
            add_relation_parts(&id, &table.indexes, &table.triggers, &table.rules, ids);
        }
    }
    for view in &catalog.views {
        let id = ObjectId::local(Kind::View, &view.schema, view.name.clone());
        ids.extend(view.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone())));
        add_relation_parts(&id, &[], &view.triggers, &view.rules, ids);
    }
    for view in &catalog.materialized_views {
        let id = ObjectId::local(Kind::MaterializedView, &view.schema, view.name.clone());
        ids.extend(view.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone())));
        add_relation_parts(&id, &view.indexes, &[], &[], ids);
    }
    for domain in &catalog.domains {
        let id = ObjectId::local(Kind::Domain, &domain.schema, domain.name.clone());
        ids.extend(domain.constraints.iter().map(|c| id.nested(Kind::Constraint, c.constraint_name.clone())));
    }
}

fn add_relation_parts(
    relation: &ObjectId,
    indexes: &[Index],
    triggers: &[Trigger],
    rules: &[Rule],
    ids: &mut Vec<ObjectId>,
) {
    // An index is named in the schema, not in its table.
    ids.extend(indexes.iter().map(|index| ObjectId {
        kind: Kind::Index,
        schema: relation.schema.clone(),
        relation: None,
        name: index.index_name.clone(),
    }));
    ids.extend(triggers.iter().map(|t| relation.nested(Kind::Trigger, t.name.clone())));
    ids.extend(rules.iter().map(|r| relation.nested(Kind::Rule, r.name.clone())));
}

/// Why a name does not identify one object.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotFound {
    /// No object has the name.
    #[error("`{name}` does not exist")]
    Unknown {
        /// The name.
        name: String,
        /// Objects with a similar name.
        suggestions: Vec<ObjectId>,
    },
    /// More than one object has the name.
    #[error("`{name}` is ambiguous: {} objects have this name", candidates.len())]
    Ambiguous {
        /// The name.
        name: String,
        /// The objects.
        candidates: Vec<ObjectId>,
    },
    /// The word before the colon is not a kind.
    #[error("`{word}` is not a kind of object")]
    UnknownKind {
        /// The word.
        word: String,
        /// A kind with a similar name.
        suggestion: Option<String>,
    },
}

/// Finds the object that a name identifies: `users`, `app.users`, `table:app.users`,
/// `app.users.email`, `app.total(integer)`.
///
/// Top-level objects take precedence over columns, indexes and the like, and exact matches over
/// matches that ignore case.
///
/// # Errors
/// When no object, or more than one, matches best.
pub fn find(catalog: &Catalog, name: &str) -> Result<ObjectId, NotFound> {
    let (kind, path) = split_kind(name)?;
    let ids: Vec<ObjectId> =
        all_ids(catalog).into_iter().filter(|id| kind.is_none_or(|kind| kind == id.kind)).collect();
    let mut best: Option<u8> = None;
    let mut candidates: Vec<&ObjectId> = Vec::new();
    for id in &ids {
        let Some(rank) = rank(id, path) else { continue };
        if best.is_none_or(|best| rank < best) {
            best = Some(rank);
            candidates.clear();
        }
        if best == Some(rank) {
            candidates.push(id);
        }
    }
    // A constraint and its index have the same name. The constraint is the more informative one.
    if let [first, second] = candidates.as_slice()
        && first.schema == second.schema
    {
        match (first.kind, second.kind) {
            (Kind::Constraint, Kind::Index) => return Ok((*first).clone()),
            (Kind::Index, Kind::Constraint) => return Ok((*second).clone()),
            _ => {}
        }
    }
    match candidates.as_slice() {
        [] => Err(NotFound::Unknown { name: name.to_owned(), suggestions: suggestions(path, &ids) }),
        [only] => Ok((*only).clone()),
        _ => Err(NotFound::Ambiguous {
            name: name.to_owned(),
            candidates: candidates.into_iter().cloned().collect(),
        }),
    }
}

/// Reads a pattern that matches no object as the name of one: `users` selects a schema, but without
/// such a schema it means the table. The name must be unique in all catalogs together.
///
/// # Errors
/// When several objects have the name.
pub fn resolve(pattern: &Pattern, catalogs: &[&Catalog]) -> Result<Pattern, NotFound> {
    let text = pattern.to_string();
    let matches = |catalog: &&Catalog| all_ids(catalog).iter().any(|id| pattern.matches(id));
    if text.contains(['*', '?']) || catalogs.iter().any(matches) {
        return Ok(pattern.clone());
    }
    let mut found: BTreeSet<ObjectId> = BTreeSet::new();
    for catalog in catalogs {
        match find(catalog, &text) {
            Ok(id) => _ = found.insert(id),
            Err(NotFound::Ambiguous { candidates, .. }) => found.extend(candidates),
            // The check of patterns reports it.
            Err(_) => {}
        }
    }
    match found.first() {
        Some(only) if found.len() == 1 => Ok(Pattern::exactly(only)),
        None => Ok(pattern.clone()),
        Some(_) => Err(NotFound::Ambiguous { name: text, candidates: found.into_iter().collect() }),
    }
}

/// Splits off the kind before the first colon, unless the colon is part of a name.
fn split_kind(name: &str) -> Result<(Option<Kind>, &str), NotFound> {
    let Some((word, path)) =
        name.split_once(':').filter(|(word, path)| !word.contains(['"', '(']) && !path.starts_with(':'))
    else {
        return Ok((None, name));
    };
    match Kind::parse(word) {
        Some(kind) => Ok((Some(kind), path)),
        None => Err(NotFound::UnknownKind { word: word.to_owned(), suggestion: suggest_kind(word) }),
    }
}

/// Suggests a kind for a misspelt word.
pub fn suggest_kind(word: &str) -> Option<String> {
    let keys: Vec<String> = Kind::ALL.iter().map(|kind| kind.key()).collect();
    suggest::nearest(&word.replace([' ', '-'], "_"), keys.iter().map(String::as_str)).map(str::to_owned)
}

/// How well a path matches an object: 0 is best, `None` is no match.
fn rank(id: &ObjectId, path: &str) -> Option<u8> {
    let spellings = spellings(id);
    let (full, rest) = spellings.split_first()?;
    let folded = |spelling: &String| spelling.to_lowercase() == path.to_lowercase();
    let fit = if full == path || id.path() == path {
        0
    } else if rest.iter().any(|spelling| spelling == path) {
        1
    } else if folded(full) {
        2
    } else if rest.iter().any(folded) {
        3
    } else {
        return None;
    };
    Some(if is_nested(id.kind) { fit + 4 } else { fit })
}

/// The ways to write an object's name without quotes, the fully qualified one first.
fn spellings(id: &ObjectId) -> Vec<String> {
    let mut names = vec![id.name.to_string()];
    if let Some((bare, _)) = id.name.split_once('(') {
        names.push(bare.to_owned());
    }
    let mut spellings = Vec::new();
    for name in names {
        let relation = id.relation.as_ref().map(|relation| format!("{relation}.{name}"));
        let within = relation.as_ref().unwrap_or(&name);
        if let Some(schema) = &id.schema {
            spellings.push(format!("{schema}.{within}"));
        }
        spellings.extend(relation);
        spellings.push(name);
    }
    spellings
}

/// Suggests objects for a misspelt path.
pub(super) fn suggestions(path: &str, ids: &[ObjectId]) -> Vec<ObjectId> {
    let mut found: Vec<ObjectId> = Vec::new();
    for nested in [false, true] {
        let spelt: Vec<(String, &ObjectId)> = ids
            .iter()
            .filter(|id| is_nested(id.kind) == nested)
            .flat_map(|id| spellings(id).into_iter().map(move |spelling| (spelling, id)))
            .collect();
        for spelling in suggest::ranked(path, spelt.iter().map(|(spelling, _)| spelling.as_str())) {
            let ids = spelt.iter().filter(|(other, _)| other == spelling).map(|(_, id)| (*id).clone());
            found.extend(ids.filter(|id| !found.contains(id)).collect::<Vec<_>>());
        }
        if !found.is_empty() {
            break;
        }
    }
    found.truncate(5);
    found
}

#[cfg(test)]
mod tests;
