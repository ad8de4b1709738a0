//! Matching of classes with database objects.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use rustc_hash::FxHashMap;

use super::super::names::{pascal_case, snake_case};
use super::super::read::{ClassKind, PythonClass};
use super::Options;

/// Common prefixes and suffixes of class names, tried if the name itself matches nothing.
const AFFIXES: [&str; 10] =
    ["Row", "Record", "Entity", "Model", "Table", "Enum", "Dict", "Schema", "Type", "Db"];

/// The kinds that a mark may start with.
const KINDS: [&str; 6] = ["table", "view", "materialized_view", "foreign_table", "enum", "composite_type"];

/// The object that a class describes.
pub(super) enum Match {
    Object(ObjectId),
    /// The class names an object that is not in the database.
    Missing(ObjectId),
    Ambiguous(Vec<ObjectId>),
    /// The name of a nested class matches the object, regardless of the enclosing class.
    InnerName(ObjectId),
    Nothing,
}

impl From<Vec<ObjectId>> for Match {
    fn from(mut found: Vec<ObjectId>) -> Self {
        match found.len() {
            0 => Self::Nothing,
            1 => Self::Object(found.remove(0)),
            _ => Self::Ambiguous(found),
        }
    }
}

/// An object that a class can describe.
#[derive(Clone, Copy)]
pub(in super::super) enum DescribedObject<'a> {
    Enum(&'a Enum),
    Relation(&'a [Column]),
}

/// The objects that classes can describe.
pub(super) struct ObjectIndex<'a> {
    objects: FxHashMap<ObjectId, DescribedObject<'a>>,
    /// The objects by lowercase name without underscores.
    by_name: FxHashMap<String, Vec<ObjectId>>,
    options: &'a Options,
}

impl<'a> ObjectIndex<'a> {
    pub(super) fn new(catalog: &'a Catalog, options: &'a Options) -> Self {
        let mut objects = FxHashMap::default();
        objects.extend(catalog.enums.iter().map(|e| (e.id(), DescribedObject::Enum(e))));
        let tables = catalog.tables.iter().chain(&catalog.foreign_tables);
        objects.extend(tables.map(|t| (t.id(), DescribedObject::Relation(&t.columns))));
        objects.extend(catalog.views.iter().map(|v| (v.id(), DescribedObject::Relation(&v.columns))));
        objects.extend(
            catalog.materialized_views.iter().map(|v| (v.id(), DescribedObject::Relation(&v.columns))),
        );
        objects.extend(
            catalog.composite_types.iter().map(|c| (c.id(), DescribedObject::Relation(&c.attributes))),
        );
        let mut by_name: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
        let mut ids: Vec<&ObjectId> = objects.keys().collect();
        ids.sort();
        for id in ids {
            let schema = id.schema.as_deref().unwrap_or_default();
            let mut names = vec![
                normalized(&id.name),
                normalized(&pascal_case(&id.name)),
                normalized(&format!("{schema}{}", id.name)),
            ];
            names.sort();
            names.dedup();
            for name in names {
                by_name.entry(name).or_default().push(id.clone());
            }
        }
        Self { objects, by_name, options }
    }

    pub(super) fn get(&self, id: &ObjectId) -> Option<DescribedObject<'a>> {
        self.objects.get(id).copied()
    }

    /// Whether the class itself or the settings name the object.
    pub(super) fn is_declared(&self, class: &PythonClass) -> bool {
        class.mark.is_some() || class.declared_table.is_some() || self.options.map.contains_key(&class.name)
    }

    /// Whether a mark or the settings say that the class describes no object.
    pub(super) fn is_ignored(&self, class: &PythonClass) -> bool {
        let named = class.mark.as_ref().or_else(|| self.options.map.get(&class.name));
        named.is_some_and(|name| name.is_empty() || name == "ignore")
    }

    /// Finds an enum by its name, in a schema or in any schema.
    pub(super) fn find_enum(&self, schema: Option<&str>, name: &str) -> Match {
        self.find_declared(ClassKind::Enum, schema, name)
    }

    /// Finds the object that code names.
    fn find_declared(&self, class: ClassKind, schema: Option<&str>, name: &str) -> Match {
        let is_named = |id: &&ObjectId| {
            fits(class, id.kind)
                && *id.name == *name
                && schema.is_none_or(|schema| id.schema.as_deref() == Some(schema))
        };
        let similar = self.by_name.get(&normalized(name)).map(Vec::as_slice).unwrap_or_default();
        let found: Vec<ObjectId> = similar.iter().filter(is_named).cloned().collect();
        let public = found.iter().find(|id| id.schema.as_deref() == Some("public"));
        match (public, found.as_slice()) {
            (Some(id), _) | (None, [id]) => Match::Object(id.clone()),
            (None, []) => {
                let kind = if class == ClassKind::Enum { Kind::Enum } else { Kind::Table };
                Match::Missing(ObjectId::local(kind, &schema.unwrap_or("public").into(), name))
            }
            _ => Match::Ambiguous(found),
        }
    }

    pub(super) fn find(&self, class: &PythonClass) -> Match {
        if let Some(object) = class.mark.as_ref().or_else(|| self.options.map.get(&class.name)) {
            return self.find_named(class.kind, object);
        }
        if let Some((schema, name)) = &class.declared_table {
            return self.find_declared(class.kind, schema.as_deref(), name);
        }
        let Some((outer, inner)) = class.name.rsplit_once('.') else {
            return self.similar(class, &class.name).into();
        };
        // A nested class is named after both classes, or by its own name alone if it cannot be a
        // part of the outer class's rows.
        let outer = self.without_affixes(&outer.replace('.', ""));
        let mut by_both = outer.into_iter().map(|outer| self.similar(class, &format!("{outer}{inner}")));
        let by_both = by_both.find(|found| !found.is_empty()).unwrap_or_default();
        let is_independent = matches!(class.kind, ClassKind::Enum | ClassKind::Mapped);
        let by_inner = if is_independent { self.similar(class, inner) } else { Vec::new() };
        match (by_both.is_empty(), by_inner.as_slice()) {
            (true, [id]) => Match::InnerName(id.clone()),
            _ => {
                let all: BTreeSet<ObjectId> = by_both.into_iter().chain(by_inner).collect();
                all.into_iter().collect::<Vec<_>>().into()
            }
        }
    }

    /// The name, and the name without each prefix and suffix that it has.
    fn without_affixes(&self, name: &str) -> Vec<String> {
        let affixes = self.options.affixes.iter().map(String::as_str).chain(AFFIXES);
        std::iter::once(name.to_owned()).chain(affixes.filter_map(|affix| strip_affix(name, affix))).collect()
    }

    /// The objects that match a class name.
    fn similar(&self, class: &PythonClass, name: &str) -> Vec<ObjectId> {
        for name in self.without_affixes(name) {
            for candidates in [vec![normalized(&name)], singulars_and_plurals(&normalized(&name))] {
                let mut found: Vec<ObjectId> = candidates
                    .iter()
                    .filter_map(|name| self.by_name.get(name))
                    .flatten()
                    .filter(|id| fits(class.kind, id.kind))
                    .cloned()
                    .collect();
                found.sort();
                found.dedup();
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// Resolves a mark, an option or a table name: `enum:app.status`, `app.users`, `users`; empty
    /// or `ignore` for nothing.
    fn find_named(&self, class: ClassKind, name: &str) -> Match {
        if name.is_empty() || name == "ignore" {
            return Match::Nothing;
        }
        if let Ok(id) = name.parse::<ObjectId>()
            && self.objects.contains_key(&id)
        {
            return Match::Object(id);
        }
        let name = name
            .split_once(':')
            .filter(|(kind, _)| KINDS.contains(kind))
            .map_or(name, |(_, path)| path.trim());
        let has_path = |id: &ObjectId| [name.to_owned(), format!("public.{name}")].contains(&id.path());
        let is_candidate = |id: &&ObjectId| fits(class, id.kind) && (has_path(id) || *id.name == *name);
        let keys = [normalized(name), normalized(name.rsplit('.').next().unwrap_or(name))];
        let similar = keys.iter().filter_map(|key| self.by_name.get(key)).flatten();
        let mut found: Vec<ObjectId> = similar.filter(is_candidate).cloned().collect();
        found.sort();
        found.dedup();
        let is_exact = |id: &&ObjectId| has_path(id) || id.schema.as_deref() == Some("public");
        let exact: Vec<&ObjectId> = found.iter().filter(is_exact).collect();
        match (exact.as_slice(), found.as_slice()) {
            ([id], _) => Match::Object((*id).clone()),
            (_, [id]) => Match::Object(id.clone()),
            (_, []) => {
                let kind = if class == ClassKind::Enum { Kind::Enum } else { Kind::Table };
                let (schema, name) = name.rsplit_once('.').unwrap_or(("public", name));
                Match::Missing(ObjectId::local(kind, &schema.into(), name))
            }
            _ => Match::Ambiguous(found),
        }
    }
}

/// Whether a class of this kind can describe an object of this kind.
fn fits(class: ClassKind, kind: Kind) -> bool {
    (class == ClassKind::Enum) == (kind == Kind::Enum)
}

/// The form in which names are compared: lowercase letters and digits only.
fn normalized(name: &str) -> String {
    snake_case(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Removes a prefix or suffix. `None` if the name does not have it or consists of nothing else.
fn strip_affix(name: &str, affix: &str) -> Option<String> {
    let bare = name.strip_suffix(affix).or_else(|| name.strip_prefix(affix))?;
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// Possible plurals and singulars of a normalized name.
fn singulars_and_plurals(name: &str) -> Vec<String> {
    let mut found = vec![format!("{name}s"), format!("{name}es")];
    if let Some(stem) = name.strip_suffix('y') {
        found.push(format!("{stem}ies"));
    }
    if let Some(stem) = name.strip_suffix("ies") {
        found.push(format!("{stem}y"));
    }
    found.extend(["es", "s"].iter().filter_map(|ending| name.strip_suffix(ending)).map(str::to_owned));
    let irregular = [("person", "people"), ("child", "children"), ("datum", "data"), ("medium", "media")];
    for (singular, plural) in irregular {
        found.extend(name.strip_suffix(singular).map(|stem| format!("{stem}{plural}")));
        found.extend(name.strip_suffix(plural).map(|stem| format!("{stem}{singular}")));
    }
    found
}
