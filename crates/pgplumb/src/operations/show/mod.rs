//! Shows one object: as JSON in the format of the schema map, and as a sheet for people.

mod fields;
mod relation;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use serde::Serialize;
use serde_json::Value;

/// The description of an object.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sheet {
    /// The kind and name.
    pub title: String,
    /// The comment.
    pub comment: Option<String>,
    /// The sections.
    pub sections: Vec<Section>,
}

/// A section of a sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Section {
    /// Properties with values.
    Fields(Vec<(String, String)>),
    /// A table of items of one kind.
    Table {
        /// The title.
        title: &'static str,
        /// The column headers. Empty if the columns need no explanation.
        head: Vec<&'static str>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// A text of several lines, such as a definition.
    Text {
        /// The title.
        title: String,
        /// The text.
        text: String,
    },
}

/// Returns the object as JSON in the format of the schema map.
pub fn value(catalog: &Catalog, id: &ObjectId) -> Option<Value> {
    macro_rules! lists {
        ($($kind:ident $list:ident,)*) => {
            match id.kind {
                $(Kind::$kind => pick(&catalog.$list, id),)*
                Kind::Column | Kind::Default | Kind::Constraint | Kind::Index | Kind::Trigger | Kind::Rule
                | Kind::Policy => nested(catalog, id),
            }
        };
    }
    lists! {
        Schema schemas,
        Extension extensions,
        AccessMethod access_methods,
        Language languages,
        Cast casts,
        Transform transforms,
        ForeignDataWrapper foreign_data_wrappers,
        ForeignServer foreign_servers,
        UserMapping user_mappings,
        Publication publications,
        Subscription subscriptions,
        EventTrigger event_triggers,
        DefaultPrivileges default_privileges,
        MemberChange member_changes,
        Table tables,
        ForeignTable foreign_tables,
        View views,
        MaterializedView materialized_views,
        Sequence sequences,
        Function functions,
        Procedure procedures,
        Aggregate aggregates,
        Enum enums,
        CompositeType composite_types,
        Domain domains,
        Range ranges,
        BaseType base_types,
        Operator operators,
        OperatorClass operator_classes,
        OperatorFamily operator_families,
        Collation collations,
        Conversion conversions,
        Statistics statistics,
        TextSearchParser text_search_parsers,
        TextSearchTemplate text_search_templates,
        TextSearchDictionary text_search_dictionaries,
        TextSearchConfiguration text_search_configurations,
    }
}

fn pick<T: Object + Serialize>(list: &[T], id: &ObjectId) -> Option<Value> {
    serde_json::to_value(list.iter().find(|object| object.id() == *id)?).ok()
}

/// Finds a column, constraint and the like by name in the lists of its relation.
fn nested(catalog: &Catalog, id: &ObjectId) -> Option<Value> {
    const NAMES: [&str; 4] = ["column_name", "constraint_name", "index_name", "name"];
    let lists: &[&str] = match id.kind {
        Kind::Column | Kind::Default => &["columns"],
        Kind::Constraint => &["constraints", "foreign_keys"],
        Kind::Index => &["indexes"],
        Kind::Trigger => &["triggers"],
        Kind::Rule => &["rules"],
        _ => &["policies"],
    };
    // The identity does not contain the kind of the relation. Tables, views and domains of a schema
    // share one namespace.
    let relations = [Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Domain];
    let objects = relations.iter().flat_map(|kind| catalog.of_kind(*kind)).map(|object| object.id());
    let holders = objects.filter(|holder| {
        holder.schema == id.schema && id.relation.as_ref().is_none_or(|name| *name == holder.name)
    });
    for holder in holders {
        let Some(whole) = value(catalog, &holder) else { continue };
        let parts = lists.iter().filter_map(|list| whole.get(*list)?.as_array()).flatten();
        let named = |part: &&Value| {
            // A foreign key also has column names.
            let own = NAMES.iter().filter(|key| **key != "column_name" || id.kind == Kind::Column);
            own.filter_map(|key| part.get(*key)?.as_str()).any(|name| name == &*id.name)
        };
        if let Some(part) = parts.into_iter().find(named) {
            let mut part = part.clone();
            if let Some(fields) = part.as_object_mut() {
                fields.insert("relation".to_owned(), holder.to_string().into());
            }
            return Some(part);
        }
    }
    None
}

/// Returns the object as a sheet.
pub fn sheet(catalog: &Catalog, id: &ObjectId) -> Option<Sheet> {
    let title = format!("{} {}", id.kind.word(), id.path());
    if let Some(sheet) = relation::sheet(catalog, id) {
        return Some(Sheet { title, ..sheet });
    }
    Some(Sheet { title, ..fields::sheet(&value(catalog, id)?) })
}
