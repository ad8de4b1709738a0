//! What everything with columns has in common: the rows of `pg_class` and how tables, views and sequences are made of them.

use rustc_hash::FxHashMap;

use serde::Deserialize;

use super::column::Column;
use super::constraint::{Constraint, ForeignKey};
use super::index::{Index, IndexNames};
use super::policy::Policy;
use super::rule::Rule;
use super::trigger::Trigger;
use super::{AclKind, Object};
use crate::plan::LockMode;
use crate::read::{Class, Context, Oid};
use crate::sql::{ident, literal};
use crate::{Catalog, Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    pub oid: Oid,
    pub row_type: Oid,
    pub schema: String,
    pub name: String,
    pub kind: String,
    pub owner: Oid,
    pub acl: Option<Vec<String>>,
    pub persistence: Option<String>,
    pub row_security: bool,
    pub force_row_security: bool,
    pub replica_identity: Option<String>,
    pub of_type: Option<String>,
    pub options: Option<Vec<String>>,
    pub toast_options: Option<Vec<String>>,
    pub access_method: Option<String>,
    pub tablespace: Option<String>,
    pub partition_key: Option<String>,
    pub partition_bound: Option<String>,
    pub unpopulated: bool,
}

#[derive(Deserialize)]
pub(crate) struct ForeignRow {
    relation: Oid,
    server: String,
    options: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct InheritanceRow {
    child: Oid,
    parent: Oid,
    number: i32,
    detach_pending: bool,
}

/// A relation's identity and its columns' names by number.
pub(crate) struct RelationNames {
    pub id: ObjectId,
    pub columns: FxHashMap<i16, ColumnName>,
    /// Whether it is a partition.
    pub is_partition: bool,
}

/// A column as others refer to it.
pub(crate) struct ColumnName {
    pub name: Name,
    pub type_oid: Oid,
    pub modifier: i32,
    pub collation: Oid,
}

impl RelationNames {
    /// The names of the columns with these numbers; system columns have negative ones.
    pub fn column_names(&self, numbers: &[i16]) -> Vec<Name> {
        numbers.iter().filter_map(|n| self.columns.get(n)).map(|c| c.name.clone()).collect()
    }
}

/// Parts of relations that were read before the relations are put together, by the relation's OID.
#[derive(Default)]
pub(crate) struct Parts {
    pub columns: FxHashMap<Oid, Vec<Column>>,
    pub constraints: FxHashMap<Oid, Vec<Constraint>>,
    pub foreign_keys: FxHashMap<Oid, Vec<ForeignKey>>,
    pub indexes: FxHashMap<Oid, Vec<Index>>,
    pub triggers: FxHashMap<Oid, Vec<Trigger>>,
    pub rules: FxHashMap<Oid, Vec<Rule>>,
    pub policies: FxHashMap<Oid, Vec<Policy>>,
    pub parents: FxHashMap<Oid, Vec<Parent>>,
    pub foreign: FxHashMap<Oid, (Name, Vec<Name>)>,
    pub sequences: FxHashMap<Oid, super::sequence::Row>,
    pub sequence_owners: FxHashMap<Oid, super::sequence::Owner>,
    /// Identity sequences by the table and column that own them.
    pub identity_sequences: FxHashMap<(Oid, i16), Oid>,
    /// Named not-null constraints by table and column.
    pub not_null: FxHashMap<(Oid, i16), super::column::NotNull>,
    /// Checks of domains with the OID of each, by domain.
    pub domain_constraints: FxHashMap<Oid, Vec<(Oid, Constraint)>>,
    /// Not-null constraints of domains: the OID and name of each, by domain.
    pub domain_not_null: FxHashMap<Oid, (Oid, String)>,
    pub view_definitions: FxHashMap<Oid, String>,
    pub index_names: FxHashMap<Oid, IndexNames>,
    pub operator_classes: FxHashMap<Oid, super::index::OperatorClassRow>,
    pub collations: FxHashMap<Oid, super::index::CollationRow>,
    pub index_columns: FxHashMap<Oid, Vec<super::index::ColumnRow>>,
}

/// A table or index that another inherits from or is a partition of.
pub(crate) struct Parent {
    pub oid: Oid,
    number: i32,
    pub detach_pending: bool,
}

/// Registers every relation and its columns' names.
pub(crate) fn load_names(cx: &mut Context, relations: &[Row], columns: &[super::column::Row]) {
    for row in relations {
        let schema = cx.name(&row.schema);
        let kind = match row.kind.as_str() {
            "v" => Kind::View,
            "m" => Kind::MaterializedView,
            "S" => Kind::Sequence,
            "f" => Kind::ForeignTable,
            "c" => Kind::CompositeType,
            _ => Kind::Table,
        };
        let id = ObjectId::local(kind, &schema, row.name.as_str());
        let is_partition = row.partition_bound.is_some();
        let names = RelationNames { id: id.clone(), columns: FxHashMap::default(), is_partition };
        cx.relations.insert(row.oid, names);
        cx.register(Class::RELATION, row.oid, id.clone());
        cx.register(Class::TYPE, row.row_type, id);
    }
    for row in columns {
        let name = cx.name(&row.name);
        if let Some(relation) = cx.relations.get_mut(&row.relation) {
            let column =
                ColumnName { name, type_oid: row.type_oid, modifier: row.modifier, collation: row.collation };
            relation.columns.insert(row.number, column);
        }
    }
}

/// Keeps who inherits from whom.
pub(crate) fn load_inheritance(cx: &mut Context, rows: Vec<InheritanceRow>) {
    for row in rows {
        let parent = Parent { oid: row.parent, number: row.number, detach_pending: row.detach_pending };
        cx.parts.parents.entry(row.child).or_default().push(parent);
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for parents in cx.parts.parents.values_mut() {
        parents.sort_by_key(|p| p.number);
    }
}

/// Keeps what foreign tables have besides.
pub(crate) fn load_foreign(cx: &mut Context, rows: Vec<ForeignRow>) {
    for row in rows {
        let server = cx.name(&row.server);
        let options = cx.names(&row.options.unwrap_or_default());
        cx.parts.foreign.insert(row.relation, (server, options));
    }
}

/// Makes tables, views, materialized views and sequences of the rows and the parts kept for them.
pub(crate) fn assemble(cx: &mut Context, rows: Vec<Row>, catalog: &mut Catalog) {
    for row in rows {
        if cx.is_member(Class::RELATION, row.oid) {
            continue;
        }
        match row.kind.as_str() {
            "r" | "p" => catalog.tables.push(super::table::assemble(cx, row)),
            "f" => catalog.foreign_tables.push(super::table::assemble(cx, row)),
            "v" => catalog.views.push(super::view::assemble(cx, row)),
            "m" => catalog.materialized_views.push(super::materialized_view::assemble(cx, row)),
            "S" => catalog.sequences.extend(super::sequence::assemble(cx, row)),
            "c" => {} // composite types are read with the types
            other => {
                let object = format!("relation {}", crate::sql::qualified(&row.schema, &row.name));
                cx.warn(object, format!("has a kind pgplumb does not know: relkind = {other:?}"));
            }
        }
    }
}

/// The relations that one inherits from or is a partition of, in order.
pub(crate) fn parents(cx: &Context, oid: Oid) -> Vec<ObjectId> {
    let parents = cx.parts.parents.get(&oid).map(Vec::as_slice).unwrap_or_default();
    parents.iter().filter_map(|p| cx.relations.get(&p.oid)).map(|r| r.id.clone()).collect()
}

/// Everything that can be said about a relation.
pub(crate) fn described(cx: &mut Context, row: &Row, acl: AclKind) -> super::Described {
    let (schema, name) = (row.schema.clone(), row.name.clone());
    cx.described(Class::RELATION, row.oid, Some(row.owner), Some((acl, row.acl.clone())), || {
        format!("relation {}", crate::sql::qualified(&schema, &name))
    })
}

/// Storage parameters and options: `fillfactor=70`, in the order in which they were given.
pub(crate) fn options(cx: &mut Context, options: &Option<Vec<String>>) -> Vec<Name> {
    cx.names(options.as_deref().unwrap_or_default())
}

/// The lock that setting or resetting any of these options of a table takes (`AlterTableGetRelOptionsLockLevel`).
pub(crate) fn options_lock<'a>(mut options: impl Iterator<Item = &'a Name>) -> LockMode {
    let changes_plans = options.any(|option| option.starts_with("user_catalog_table="));
    if changes_plans { LockMode::AccessExclusive } else { LockMode::ShareUpdateExclusive }
}

/// Options as SQL writes them: `fillfactor=70, autovacuum_enabled=false`, values quoted that need it.
pub(crate) fn options_sql(options: &[Name]) -> String {
    let written: Vec<String> = options.iter().map(|o| option_sql("", o)).collect();
    written.join(", ")
}

/// One option (`name=value`) of a namespace (`toast.`, or none).
fn option_sql(namespace: &str, option: &str) -> String {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    // As appendReloptionsArray: a value that is an identifier or a number stands bare.
    let bare = |text: &str| !text.is_empty() && ident(text) == text;
    let written = if bare(value) || value.parse::<f64>().is_ok_and(f64::is_finite) {
        value.to_owned()
    } else {
        literal(value)
    };
    format!("{namespace}{}={written}", ident(name))
}

/// Options for a foreign-data wrapper (`name=value`), as they stand in `OPTIONS (…)`.
pub(crate) fn foreign_options_sql(options: &[Name]) -> String {
    let written = options.iter().map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        format!("{} {}", ident(name), literal(value))
    });
    written.collect::<Vec<_>>().join(", ")
}

/// The change of options for a foreign-data wrapper, as it stands in `OPTIONS (…)`.
pub(crate) fn foreign_options_change(old: &[Name], new: &[Name]) -> String {
    let split = |option: &Name| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        (name.to_owned(), value.to_owned())
    };
    let (old, new): (Vec<_>, Vec<_>) = (old.iter().map(split).collect(), new.iter().map(split).collect());
    let gone = old.iter().filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
    let gone = gone.map(|(name, _)| format!("DROP {}", ident(name)));
    let given = new.iter().filter(|option| !old.contains(option)).map(|(name, value)| {
        let verb = if old.iter().any(|(other, _)| other == name) { "SET" } else { "ADD" };
        format!("{verb} {} {}", ident(name), literal(value))
    });
    gone.chain(given).collect::<Vec<_>>().join(", ")
}

/// Access method, storage parameters and tablespace, each clause preceded by a space.
pub(crate) fn storage_sql(
    access_method: &Option<Name>,
    options: &[Name],
    toast: &[Name],
    tablespace: &Option<Name>,
) -> String {
    let mut sql = String::new();
    if let Some(method) = access_method {
        sql.push_str(&format!(" USING {}", ident(method)));
    }
    let parameters: Vec<String> = options
        .iter()
        .map(|o| option_sql("", o))
        .chain(toast.iter().map(|o| option_sql("toast.", o)))
        .collect();
    if !parameters.is_empty() {
        sql.push_str(&format!(" WITH ({})", parameters.join(", ")));
    }
    if let Some(tablespace) = tablespace {
        sql.push_str(&format!(" TABLESPACE {}", ident(tablespace)));
    }
    sql
}

/// The SQL name of a schema object.
pub(crate) fn sql_name(object: &dyn Object) -> String {
    object.id().path()
}
