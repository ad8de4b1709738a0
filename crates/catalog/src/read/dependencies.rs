//! Rows about objects of any kind: roles, comments, labels, extension membership, types,
//! dependencies.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::context::{Class, Context, Oid, TypeInfo, TypeKey};
use crate::kinds::sequence::rows::Owner;
use crate::{Catalog, Kind, Name, ObjectId, SecurityLabel};

#[derive(Deserialize)]
pub(super) struct RoleRow {
    oid: Oid,
    name: String,
    is_current: bool,
}

#[derive(Deserialize)]
pub(super) struct MemberRow {
    class: Oid,
    oid: Oid,
    extension: String,
    /// Whether it only depends on the extension.
    is_dependent: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct CommentRow {
    class: Oid,
    oid: Oid,
    sub: i32,
    text: Box<str>,
}

#[derive(Deserialize)]
pub(super) struct LabelRow {
    class: Oid,
    oid: Oid,
    sub: i32,
    provider: String,
    label: String,
}

#[derive(Deserialize)]
pub(super) struct TypeRow {
    oid: Oid,
    modifier: i32,
    formatted: String,
    data_type: String,
    maximum_length: Option<i32>,
    not_null: Option<bool>,
    collation: Oid,
    storage: char,
    /// The base type of a domain.
    base: Option<Oid>,
    base_modifier: Option<i32>,
}

#[derive(Deserialize)]
pub(super) struct DependencyRow {
    class: Oid,
    oid: Oid,
    sub: i32,
    needed_class: Oid,
    needed: Oid,
    needed_sub: i32,
    is_internal: Option<bool>,
}

impl DependencyRow {
    /// The sequence and its owning column, if the row is such a dependency.
    pub(super) fn sequence_owner(&self) -> Option<(Oid, Owner)> {
        let relation = Class::RELATION.0;
        let column = i16::try_from(self.needed_sub).ok().filter(|c| *c > 0)?;
        let is_owned = self.class == relation && self.needed_class == relation && self.sub == 0;
        let is_identity = self.is_internal == Some(true);
        is_owned.then_some((self.oid, Owner { relation: self.needed, column, is_identity }))
    }
}

/// Loads what objects of any kind may need.
pub(super) fn load(
    cx: &mut Context,
    roles: Vec<RoleRow>,
    members: Vec<MemberRow>,
    comments: Vec<CommentRow>,
    labels: Vec<LabelRow>,
) {
    for row in roles {
        let name = cx.name(&row.name);
        cx.role_names.insert(name.clone());
        if row.is_current {
            cx.current_role = Some(name.clone());
        }
        cx.roles.insert(row.oid, name);
    }
    for row in members {
        let (object, extension) = ((Class(row.class), row.oid), cx.name(&row.extension));
        if row.is_dependent == Some(true) {
            cx.dependents.entry(object).or_default().push(extension);
        } else {
            cx.members.insert(object, extension);
        }
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for extensions in cx.dependents.values_mut() {
        extensions.sort();
    }
    cx.comments = comments.into_iter().map(|row| ((Class(row.class), row.oid, row.sub), row.text)).collect();
    for row in labels {
        let label = SecurityLabel { provider: row.provider.into(), label: row.label.into() };
        cx.labels.entry((Class(row.class), row.oid, row.sub)).or_default().push(label);
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for labels in cx.labels.values_mut() {
        labels.sort();
    }
}

pub(super) fn load_types(cx: &mut Context, rows: Vec<TypeRow>) {
    let bases: FxHashMap<TypeKey, TypeKey> =
        rows.iter().filter_map(|t| Some(((t.oid, t.modifier), (t.base?, t.base_modifier?)))).collect();
    let facts: FxHashMap<TypeKey, (Name, Option<i32>)> =
        rows.iter().map(|t| ((t.oid, t.modifier), (cx.name(&t.data_type), t.maximum_length))).collect();
    for row in rows {
        // A domain's modifier belongs to the domain, not to the column.
        let over = |key: &TypeKey| bases.get(key).or_else(|| bases.get(&(key.0, -1))).copied();
        let own = (row.oid, row.modifier);
        let base = std::iter::successors(Some(own), over).last().unwrap_or(own);
        let (data_type, maximum_length) =
            facts.get(&base).cloned().unwrap_or_else(|| (row.data_type.as_str().into(), row.maximum_length));
        let info = TypeInfo {
            formatted: cx.name(&row.formatted),
            data_type,
            maximum_length,
            not_null: row.not_null == Some(true),
            collation: row.collation,
            storage: row.storage,
            base: base.0,
        };
        cx.types.insert(own, info);
    }
}

/// Translates dependencies between OIDs into dependencies between objects.
///
/// Objects of an extension are replaced by the extension. Rows about system objects and internal
/// objects (TOAST tables, row types) do not affect the order and are skipped.
pub(super) fn resolve(cx: &mut Context, rows: Vec<DependencyRow>, catalog: &mut Catalog) {
    for row in rows {
        if row.sequence_owner().is_some()
            && cx.id(Class::RELATION, row.oid).is_some_and(|id| id.kind == Kind::Sequence)
        {
            continue;
        }
        let Some(dependent) = node(cx, Class(row.class), row.oid, row.sub) else { continue };
        let Some(needed) = node(cx, Class(row.needed_class), row.needed, row.needed_sub) else { continue };
        // Dependencies between objects of the same extension are internal to it.
        if dependent.kind == Kind::Extension && needed.kind != Kind::Extension && needed.kind != Kind::Schema
        {
            continue;
        }
        catalog.dependencies.insert(dependent, needed);
    }
    #[allow(clippy::iter_over_hash_type, reason = "dependencies are sorted")]
    for ((class, oid), extensions) in &cx.dependents {
        for extension in extensions.iter().filter(|_| !cx.is_member(*class, *oid)) {
            if let Some(dependent) = cx.id(*class, *oid) {
                let extension = ObjectId::global(Kind::Extension, extension.clone());
                catalog.dependencies.insert(dependent.clone(), extension);
            }
        }
    }
    // Not needed any more.
    cx.ids = FxHashMap::default();
}

fn node(cx: &Context, class: Class, oid: Oid, sub: i32) -> Option<ObjectId> {
    if let Some(extension) = cx.members.get(&(class, oid)) {
        return Some(ObjectId::global(Kind::Extension, Arc::clone(extension)));
    }
    let id = cx.id(class, oid)?;
    if class == Class::RELATION && sub > 0 {
        let column = cx.relations.get(&oid)?.columns.get(&i16::try_from(sub).ok()?)?;
        return Some(id.nested(Kind::Column, column.name.clone()));
    }
    Some(id.clone())
}
