//! Features of the desired state that the server lacks because it is too old. A plan with them
//! would fail, so they are found before planning.

mod table;

use std::fmt;

use pgplumb_catalog::change::rules;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use serde_json::Value;

pub use table::FEATURES;

/// A feature that PostgreSQL has since a major version, as a property of objects.
#[derive(Debug)]
pub struct Feature {
    /// The kinds of the objects.
    kinds: &'static [Kind],
    /// The property, as a JSON pointer in the object's fields of the schema map.
    property: &'static str,
    /// Whether an object that has the property uses the feature.
    is_used: fn(&Property<'_>) -> bool,
    /// The first major version that has the feature.
    pub since: u32,
    /// The feature in words, in the plural: `virtual generated columns`.
    pub name: &'static str,
    /// What to do without it, as the end of a sentence: `declare it STORED`.
    pub instead: &'static str,
}

/// A property of an object, with what its meaning depends on.
struct Property<'a> {
    value: &'a Value,
    id: &'a ObjectId,
    /// The object.
    object: &'a Value,
    /// The object that contains it, or the object itself.
    container: &'a Value,
    catalog: &'a Catalog,
}

/// An object that uses a feature.
#[derive(Clone, Debug)]
pub struct FeatureUse {
    /// The object.
    pub object: ObjectId,
    /// The feature.
    pub feature: &'static Feature,
}

impl fmt::Display for FeatureUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Feature { since, name, instead, .. } = self.feature;
        let (kind, path) = (self.object.kind, self.object.visible_path());
        write!(f, "{kind} {path}: {name} need PostgreSQL {since}; upgrade the server, or {instead}")
    }
}

/// The uses of features that a major version does not have, by object.
pub fn newer_features(catalog: &Catalog, major: u32) -> Vec<FeatureUse> {
    let newer: Vec<&'static Feature> = FEATURES.iter().filter(|feature| feature.since > major).collect();
    if newer.is_empty() {
        return Vec::new();
    }
    let mut uses = Vec::new();
    let mut add = |id: &ObjectId, object: &Value, container: &Value| {
        let is_used = |feature: &&&'static Feature| {
            let value = object.pointer(feature.property).filter(|_| feature.kinds.contains(&id.kind));
            value.is_some_and(|value| (feature.is_used)(&Property { value, id, object, container, catalog }))
        };
        uses.extend(newer.iter().filter(is_used).map(|feature| FeatureUse { object: id.clone(), feature }));
    };
    for object in catalog.objects() {
        let (id, fields) = (object.id(), Value::Object(object.fields()));
        add(&id, &fields, &fields);
        for members in rules::of(id.kind).members {
            let items = fields[members.key].as_array().into_iter().flatten();
            for item in items.filter(|item| !follows_parent(item)) {
                add(&members.identity(&id, item), item, &fields);
            }
        }
    }
    uses
}

/// Whether a nested object is as it is because another table has it, which is named instead.
fn follows_parent(item: &Value) -> bool {
    item["inherited"] == true || !item["partition_of"].is_null()
}
