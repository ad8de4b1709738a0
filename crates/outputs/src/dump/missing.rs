//! The objects that part of a schema requires but does not contain.

use std::collections::{BTreeSet, HashMap, HashSet};

use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The kinds of a catalog's relations and domains. A dependency on a column does not say whether
/// the column belongs to a table, a view or another relation.
#[derive(Clone, Debug, Default)]
pub struct RelationKinds(HashMap<(Name, Name), Kind>);

impl RelationKinds {
    /// Collects the kinds from the complete catalog.
    pub fn new(complete: &Catalog) -> Self {
        let named = complete.objects().map(|o| o.id()).filter(|id| {
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

    /// Returns the object that a sub-object belongs to, such as a column's table, with its actual
    /// kind.
    fn parent(&self, id: &ObjectId) -> ObjectId {
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

/// Returns the objects that a partial catalog requires but does not contain. A missing sub-object,
/// such as a column, is reported as its table.
///
/// Built-in schemas, `public` and the extension `plpgsql` count as present.
pub fn missing_objects(catalog: &Catalog, kinds: &RelationKinds) -> Vec<ObjectId> {
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
        if !has(needed) && !is_in_every_database(needed) {
            found.insert(kinds.parent(needed));
        }
    }
    let declared = catalog.objects().flat_map(|object| {
        let schema = object.id().schema.map(|name| ObjectId::global(Kind::Schema, name));
        object.needs().into_iter().chain(schema)
    });
    let tables = catalog.tables.iter().chain(&catalog.foreign_tables).flat_map(needed_by_table);
    let others = catalog.sequences.iter().filter_map(|s| s.owned_by.clone());
    let others = others.chain(catalog.statistics.iter().filter_map(|s| s.table.clone()));
    for needed in declared.chain(tables).chain(others) {
        let is_built_in = needed.kind == Kind::Schema && is_built_in_schema(&needed.name);
        if !has(&needed) && !is_built_in && !is_in_every_database(&needed) {
            found.insert(kinds.parent(&needed));
        }
    }
    found.into_iter().collect()
}

/// Whether every database has the object: the language `plpgsql` with its extension.
fn is_in_every_database(id: &ObjectId) -> bool {
    matches!(id.kind, Kind::Extension | Kind::Language) && &*id.name == "plpgsql"
}

fn is_built_in_schema(schema: &str) -> bool {
    matches!(schema, "public" | "pg_catalog" | "information_schema")
}

/// Requirements that come from the table itself and not from `pg_depend`.
fn needed_by_table(table: &Table) -> Vec<ObjectId> {
    let mut needs = table.inherits.clone();
    needs.extend(table.partition_of.as_ref().map(|p| p.parent.clone()));
    needs.extend(table.foreign.as_ref().map(|f| ObjectId::global(Kind::ForeignServer, f.server.clone())));
    let keys = table.foreign_keys.iter().filter(|k| !k.inherited);
    needs.extend(keys.map(ForeignKey::foreign_id));
    needs
}
