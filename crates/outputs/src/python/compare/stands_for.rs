//! Which class stands for what.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use rustc_hash::FxHashMap;

use super::super::names::{pascal, snake};
use super::super::read::{ClassKind, Declared};
use super::Options;

/// What classes of teams are called besides what they stand for; tried where nothing else fits.
const AFFIXES: [&str; 10] =
    ["Row", "Record", "Entity", "Model", "Table", "Enum", "Dict", "Schema", "Type", "Db"];

/// The kinds that a mark may begin with.
const KINDS: [&str; 6] = ["table", "view", "materialized_view", "foreign_table", "enum", "composite_type"];

/// What a class stands for.
pub(super) enum StandsFor {
    Object(ObjectId),
    /// It says so, and the database does not have it.
    Missing(ObjectId),
    Several(Vec<ObjectId>),
    /// One within another class that is called like it, whatever the other is called.
    ByItself(ObjectId),
    Nothing,
}

fn told(mut found: Vec<ObjectId>) -> StandsFor {
    match found.len() {
        0 => StandsFor::Nothing,
        1 => StandsFor::Object(found.remove(0)),
        _ => StandsFor::Several(found),
    }
}

/// An object that a class can stand for.
#[derive(Clone, Copy)]
pub(in super::super) enum Object<'a> {
    Enum(&'a Enum),
    Rows(&'a [Column]),
}

/// What classes can stand for.
pub(super) struct Stands<'a> {
    objects: FxHashMap<ObjectId, Object<'a>>,
    /// By name without underscores and in small letters.
    by_name: FxHashMap<String, Vec<ObjectId>>,
    options: &'a Options,
}

impl<'a> Stands<'a> {
    pub(super) fn new(catalog: &'a Catalog, options: &'a Options) -> Self {
        let mut objects = FxHashMap::default();
        objects.extend(catalog.enums.iter().map(|e| (e.id(), Object::Enum(e))));
        let tables = catalog.tables.iter().chain(&catalog.foreign_tables);
        objects.extend(tables.map(|t| (t.id(), Object::Rows(&t.columns))));
        objects.extend(catalog.views.iter().map(|v| (v.id(), Object::Rows(&v.columns))));
        objects.extend(catalog.materialized_views.iter().map(|v| (v.id(), Object::Rows(&v.columns))));
        objects.extend(catalog.composite_types.iter().map(|c| (c.id(), Object::Rows(&c.attributes))));
        let mut by_name: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
        let mut ids: Vec<&ObjectId> = objects.keys().collect();
        ids.sort();
        for id in ids {
            let schema = id.schema.as_deref().unwrap_or_default();
            let mut names =
                vec![normal(&id.name), normal(&pascal(&id.name)), normal(&format!("{schema}{}", id.name))];
            names.sort();
            names.dedup();
            for name in names {
                by_name.entry(name).or_default().push(id.clone());
            }
        }
        Self { objects, by_name, options }
    }

    pub(super) fn object(&self, id: &ObjectId) -> Option<Object<'a>> {
        self.objects.get(id).copied()
    }

    /// Whether a class says itself what it stands for.
    pub(super) fn is_said(class: &Declared) -> bool {
        class.mark.is_some() || class.table.is_some()
    }

    pub(super) fn of(&self, class: &Declared) -> StandsFor {
        if let Some(said) = class.mark.as_ref().or_else(|| self.options.map.get(&class.name)) {
            return self.said(class, said);
        }
        if let Some((schema, name)) = &class.table {
            let path = schema.as_ref().map_or_else(|| name.clone(), |schema| format!("{schema}.{name}"));
            return self.said(class, &path);
        }
        let Some((around, own)) = class.name.rsplit_once('.') else {
            return told(self.named(class, &class.name));
        };
        // One within another is named after both, or by itself where no part of the other's rows could be meant.
        let around = around.replace('.', "");
        let whole = self.bare(&around).into_iter().map(|around| self.named(class, &format!("{around}{own}")));
        let whole = whole.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        let is_whole = matches!(class.kind, ClassKind::Enum | ClassKind::Mapped);
        let alone = if is_whole { self.named(class, own) } else { Vec::new() };
        match (whole.is_empty(), alone.as_slice()) {
            (true, [id]) => StandsFor::ByItself(id.clone()),
            _ => told(whole.into_iter().chain(alone).collect::<BTreeSet<_>>().into_iter().collect()),
        }
    }

    /// A name, and it without what names of classes have besides.
    fn bare(&self, name: &str) -> Vec<String> {
        let affixes = self.options.affixes.iter().map(String::as_str).chain(AFFIXES);
        std::iter::once(name.to_owned()).chain(affixes.filter_map(|affix| without(name, affix))).collect()
    }

    /// The objects that a class is named after.
    fn named(&self, class: &Declared, name: &str) -> Vec<ObjectId> {
        for name in self.bare(name) {
            for candidates in [vec![normal(&name)], numbers(&normal(&name))] {
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

    /// What a mark, a setting or a table's name says: `enum:app.status`, `app.users`, `users`; empty or `ignore` for nothing.
    fn said(&self, class: &Declared, said: &str) -> StandsFor {
        if said.is_empty() || said == "ignore" {
            return StandsFor::Nothing;
        }
        let path = said
            .split_once(':')
            .filter(|(kind, _)| KINDS.contains(kind))
            .map_or(said, |(_, path)| path.trim());
        if let Ok(id) = said.parse::<ObjectId>().as_ref()
            && self.objects.contains_key(id)
        {
            return StandsFor::Object(id.clone());
        }
        let said = path;
        let is_it = |id: &&ObjectId| {
            let path = id.path();
            fits(class.kind, id.kind)
                && (path == said || path == format!("public.{said}") || *id.name == *said)
        };
        let last = said.rsplit('.').next().unwrap_or(said);
        let candidates = [normal(said), normal(last)];
        let candidates = candidates.iter().filter_map(|name| self.by_name.get(name)).flatten();
        let mut found: Vec<ObjectId> = candidates.filter(is_it).cloned().collect();
        found.sort();
        found.dedup();
        let exact: Vec<&ObjectId> = found
            .iter()
            .filter(|id| {
                id.path() == said
                    || id.path() == format!("public.{said}")
                    || id.schema.as_deref() == Some("public")
            })
            .collect();
        match (exact.as_slice(), found.as_slice()) {
            ([id], _) => StandsFor::Object((*id).clone()),
            (_, [id]) => StandsFor::Object(id.clone()),
            (_, []) => {
                let kind = if class.kind == ClassKind::Enum { Kind::Enum } else { Kind::Table };
                let (schema, name) = said.rsplit_once('.').unwrap_or(("public", said));
                StandsFor::Missing(ObjectId::local(kind, &schema.into(), name))
            }
            _ => StandsFor::Several(found),
        }
    }
}

fn fits(class: ClassKind, kind: Kind) -> bool {
    (class == ClassKind::Enum) == (kind == Kind::Enum)
}

fn normal(name: &str) -> String {
    snake(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The name without a prefix or suffix; none where it has neither, or is nothing else.
fn without(name: &str, affix: &str) -> Option<String> {
    let bare = name.strip_suffix(affix).or_else(|| name.strip_prefix(affix))?;
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The plural of a singular, and the other way round.
fn numbers(name: &str) -> Vec<String> {
    let mut found = vec![format!("{name}s"), format!("{name}es")];
    if let Some(stem) = name.strip_suffix('y') {
        found.push(format!("{stem}ies"));
    }
    if let Some(stem) = name.strip_suffix("ies") {
        found.push(format!("{stem}y"));
    }
    found.extend(["es", "s"].iter().filter_map(|ending| name.strip_suffix(ending)).map(str::to_owned));
    let irregular = [("person", "people"), ("child", "children"), ("datum", "data"), ("medium", "media")];
    for (one, many) in irregular {
        found.extend(name.strip_suffix(one).map(|stem| format!("{stem}{many}")));
        found.extend(name.strip_suffix(many).map(|stem| format!("{stem}{one}")));
    }
    found
}
