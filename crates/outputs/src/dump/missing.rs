//! What a part of a schema needs and does not have.

use std::collections::{BTreeSet, HashMap, HashSet};

use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// What kinds the relations and domains of a whole catalog are of: a dependency on a column does not say what has the column.
#[derive(Clone, Debug, Default)]
pub struct Surroundings(HashMap<(Name, Name), Kind>);

impl Surroundings {
    /// What is around any part of this catalog.
    pub fn new(whole: &Catalog) -> Self {
        let named = whole.objects().map(|o| o.id()).filter(|id| {
            matches!(
                id.kind,
                Kind::Table
                    | Kind::ForeignTable
                    | Kind::View
                    | Kind::MaterializedView
                    | Kind::Sequence
                    | Kind::CompositeType
                    | Kind::Domain
            )
        });
        Self(named.filter_map(|id| Some(((id.schema?, id.name), id.kind))).collect())
    }

    /// The object that a part is of: a column's table. A table may turn out to be a foreign one.
    fn whole(&self, id: &ObjectId) -> ObjectId {
        let Some(schema) = &id.schema else { return id.clone() };
        let name = match (&id.relation, id.kind) {
            (Some(relation), _) => relation,
            (None, Kind::Table) => &id.name,
            _ => return id.clone(),
        };
        let kind = self.0.get(&(schema.clone(), name.clone())).copied().unwrap_or(Kind::Table);
        ObjectId::local(kind, schema, name.clone())
    }
}

/// The objects that those of a part of a catalog need and that are not in it, parts of tables standing for their tables.
///
/// PostgreSQL's own objects, the schema `public` among them, are everywhere.
pub fn missing(catalog: &Catalog, around: &Surroundings) -> Vec<ObjectId> {
    let ids: HashSet<ObjectId> = catalog.objects().map(|o| o.id()).collect();
    let relations: HashSet<(&Name, &Name)> =
        ids.iter().filter_map(|id| Some((id.schema.as_ref()?, &id.name))).collect();
    let indexes: HashSet<(&Name, &Name)> =
        catalog.indexes().map(|(schema, i)| (schema, &i.index_name)).collect();
    let has = |id: &ObjectId| match (&id.schema, &id.relation) {
        (Some(schema), Some(relation)) => relations.contains(&(schema, relation)),
        (Some(schema), None) if id.kind == Kind::Index => indexes.contains(&(schema, &id.name)),
        _ => ids.contains(id),
    };
    let mut found = BTreeSet::new();
    for needed in catalog.dependencies.iter().map(|(_, needed)| needed) {
        if !has(needed) {
            found.insert(around.whole(needed));
        }
    }
    let said = catalog.objects().flat_map(|object| {
        let schema = object.id().schema.map(|name| ObjectId::global(Kind::Schema, name));
        object.needs().into_iter().chain(schema)
    });
    let tables = catalog.tables.iter().chain(&catalog.foreign_tables).flat_map(table_needs);
    let others = catalog.sequences.iter().filter_map(|s| s.owned_by.clone());
    let others = others.chain(catalog.statistics.iter().filter_map(|s| s.table.clone()));
    for needed in said.chain(tables).chain(others) {
        let is_there_anyway = needed.kind == Kind::Schema && is_everywhere(&needed.name);
        if !has(&needed) && !is_there_anyway {
            found.insert(around.whole(&needed));
        }
    }
    found.into_iter().collect()
}

fn is_everywhere(schema: &str) -> bool {
    matches!(schema, "public" | "pg_catalog" | "information_schema")
}

/// What `pg_depend` is not asked for, because the table says it.
fn table_needs(table: &Table) -> Vec<ObjectId> {
    let mut needs = table.inherits.clone();
    needs.extend(table.partition_of.as_ref().map(|p| p.parent.clone()));
    needs.extend(table.foreign.as_ref().map(|f| ObjectId::global(Kind::ForeignServer, f.server.clone())));
    let keys = table.foreign_keys.iter().filter(|k| !k.inherited);
    needs.extend(keys.map(ForeignKey::foreign_id));
    needs
}
