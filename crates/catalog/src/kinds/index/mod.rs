//! Indexes (`pg_index`).

mod create;
mod rules;

pub(crate) use rules::{INDEXES, RULES};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_default;
use super::relation::Parents;
use crate::read::{Class, Context, Oid};
use crate::sql::{ident, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    pub oid: Oid,
    relation: Oid,
    name: String,
    method: String,
    is_unique: bool,
    is_primary: bool,
    is_clustered: Option<bool>,
    is_valid: Option<bool>,
    is_replica_identity: Option<bool>,
    nulls_not_distinct: Option<bool>,
    key_count: i16,
    columns: Vec<i16>,
    collations: Vec<Oid>,
    operator_classes: Vec<Oid>,
    options: Vec<i16>,
    storage_options: Option<Vec<String>>,
    is_partitioned: bool,
    tablespace: Option<String>,
    expressions: Option<Vec<Option<String>>>,
    predicate: Option<String>,
}

impl Row {
    /// Whether the index needs per-column details: it has expressions, or its access method has
    /// operator class parameters.
    pub fn needs_column_details(&self) -> bool {
        self.expressions.is_some() || self.method != "btree"
    }
}

#[derive(Deserialize)]
pub(crate) struct ColumnRow {
    index: Oid,
    number: i16,
    type_oid: Oid,
    options: Option<Vec<String>>,
    statistics_target: Option<i32>,
}

#[derive(Deserialize)]
pub(crate) struct OperatorClassRow {
    oid: Oid,
    /// Absent for system operator classes.
    schema: Option<String>,
    name: String,
    method: Oid,
    input: Oid,
    is_default: bool,
}

impl OperatorClassRow {
    /// The operator class in SQL.
    fn sql_name(&self) -> Name {
        match &self.schema {
            None => ident(&self.name).into(),
            Some(schema) => qualified(schema, &self.name).into(),
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct CollationRow {
    oid: Oid,
    schema: String,
    name: String,
}

impl CollationRow {
    /// The collation in SQL. System collations are not qualified.
    pub fn sql_name(&self) -> Name {
        if self.schema == "pg_catalog" {
            ident(&self.name).into()
        } else {
            qualified(&self.schema, &self.name).into()
        }
    }
}

/// An index.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Index {
    /// Its name. Its schema is the table's.
    pub index_name: Name,
    /// The first column; absent if the first key is an expression.
    #[serde(default)]
    pub column_name: Option<Name>,
    /// The columns among its keys, in order.
    pub columns: Vec<Name>,
    /// Whether it is unique.
    pub is_unique: bool,
    /// Whether it belongs to the primary key.
    pub is_primary: bool,
    /// Whether a constraint of the same name uses it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_constraint: bool,
    /// Its access method: `btree`, `gin`.
    pub method: Name,
    /// Its keys, in order: columns and expressions.
    pub keys: Vec<IndexKey>,
    /// The columns of `INCLUDE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// The predicate of a partial index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Box<str>>,
    /// Whether nulls are equal (`NULLS NOT DISTINCT`, PostgreSQL 15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// The index of the partitioned table that it is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<ObjectId>,
    /// Whether it belongs to a partitioned table and has no storage.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_partitioned: bool,
    /// Whether it is invalid: a concurrent build failed, or partitions have no matching index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_invalid: bool,
    /// Whether the table was last clustered on it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_clustered: bool,
    /// Whether it is the replica identity.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_replica_identity: bool,
    /// Its tablespace, if not the database's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Name>,
    /// Its storage parameters: `fillfactor=70`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Name>,
    /// The extensions with which it is dropped (`DEPENDS ON EXTENSION`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on_extensions: Vec<Name>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

/// A key of an index.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct IndexKey {
    /// The column; absent for an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Name>,
    /// The expression, in parentheses if SQL needs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Box<str>>,
    /// Its collation, if not the column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Name>,
    /// Its operator class, if not the type's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<Name>,
    /// Operator class parameters: `siglen=32`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operator_class_options: Vec<Name>,
    /// Whether the order is descending.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// Whether nulls come first, which is the default for descending order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_first: bool,
    /// The statistics target of an expression, if set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics_target: Option<i32>,
}

const DESCENDING: i16 = 1;
const NULLS_FIRST: i16 = 2;

/// The OID of the default collation.
const DEFAULT_COLLATION: Oid = 100;

/// The rows that indexes are built from.
pub(crate) struct IndexRows {
    pub operator_classes: Vec<OperatorClassRow>,
    pub collations: Vec<CollationRow>,
    pub columns: Vec<ColumnRow>,
    pub indexes: Vec<Row>,
}

/// The indexes of a database, and what columns and constraints need to know about them.
#[derive(Default)]
pub(crate) struct Indexes {
    pub by_relation: FxHashMap<Oid, Vec<Index>>,
    pub names: FxHashMap<Oid, ObjectId>,
    pub collations: Collations,
}

/// The collations of a database, by OID.
pub(crate) type Collations = FxHashMap<Oid, CollationRow>;

/// What indexes refer to.
struct References<'a> {
    parents: &'a Parents,
    names: FxHashMap<Oid, ObjectId>,
    operator_classes: FxHashMap<Oid, OperatorClassRow>,
    collations: Collations,
}

/// Builds the indexes.
pub(crate) fn load(cx: &mut Context, parents: &Parents, rows: IndexRows) -> Indexes {
    let mut references = References {
        parents,
        names: FxHashMap::default(),
        operator_classes: rows.operator_classes.into_iter().map(|class| (class.oid, class)).collect(),
        collations: rows.collations.into_iter().map(|collation| (collation.oid, collation)).collect(),
    };
    let mut columns: FxHashMap<Oid, Vec<ColumnRow>> = FxHashMap::default();
    for column in rows.columns {
        columns.entry(column.index).or_default().push(column);
    }
    for row in &rows.indexes {
        let Some(schema) = cx.relations.get(&row.relation).and_then(|r| r.id.schema.clone()) else {
            continue;
        };
        let id = ObjectId::local(Kind::Index, &schema, row.name.as_str());
        cx.register(Class::RELATION, row.oid, id.clone());
        references.names.insert(row.oid, id);
    }
    let mut by_relation: FxHashMap<Oid, Vec<Index>> = FxHashMap::default();
    for row in rows.indexes {
        let columns = columns.remove(&row.oid).unwrap_or_default();
        by_relation.entry(row.relation).or_default().push(read(cx, &references, row, &columns));
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for indexes in by_relation.values_mut() {
        indexes.sort_by(|a, b| a.index_name.cmp(&b.index_name));
    }
    Indexes { by_relation, names: references.names, collations: references.collations }
}

fn read(cx: &mut Context, references: &References<'_>, row: Row, columns: &[ColumnRow]) -> Index {
    let mut expressions = row.expressions.clone().unwrap_or_default().into_iter();
    let mut keys = Vec::new();
    for at in 0..usize::try_from(row.key_count).unwrap_or(0).min(row.columns.len()) {
        let own = columns.iter().find(|c| usize::try_from(c.number).ok() == Some(at + 1));
        let expression = (row.columns[at] == 0).then(|| expressions.next().flatten());
        if expression == Some(None) {
            cx.saw_concurrent_change = true;
        }
        keys.push(read_key(cx, references, &row, at, own, expression.flatten()));
    }
    let parent = references.parents.get(&row.oid).and_then(|p| p.first()).map(|p| p.oid);
    let names: Vec<Name> = keys.iter().filter_map(|k| k.column.clone()).collect();
    let included = row.columns.get(keys.len()..).unwrap_or_default();
    Index {
        column_name: keys.first().and_then(|k| k.column.clone()),
        columns: names,
        include: cx.relations.get(&row.relation).map(|r| r.column_names(included)).unwrap_or_default(),
        index_name: cx.name(&row.name),
        is_unique: row.is_unique,
        is_primary: row.is_primary,
        is_constraint: false,
        method: cx.name(&row.method),
        keys,
        predicate: row.predicate.map(Into::into),
        nulls_not_distinct: row.nulls_not_distinct == Some(true),
        partition_of: parent.and_then(|oid| references.names.get(&oid)).cloned(),
        is_partitioned: row.is_partitioned,
        is_invalid: row.is_valid == Some(false),
        is_clustered: row.is_clustered == Some(true),
        is_replica_identity: row.is_replica_identity == Some(true),
        tablespace: row.tablespace.map(|t| cx.name(&t)),
        options: super::relation::options(cx, &row.storage_options),
        comment: cx.comment(Class::RELATION, row.oid, 0),
        depends_on_extensions: cx.extensions(Class::RELATION, row.oid),
    }
}

/// Builds one key. `own` has the details of the index column, if they were read; `expression` is
/// set for keys that are not columns.
fn read_key(
    cx: &mut Context,
    references: &References<'_>,
    row: &Row,
    at: usize,
    own: Option<&ColumnRow>,
    expression: Option<String>,
) -> IndexKey {
    let column = cx.relations.get(&row.relation).and_then(|r| r.columns.get(&row.columns[at]));
    let name = column.map(|c| c.name.clone());
    let default_collation = column.map_or(DEFAULT_COLLATION, |c| c.collation);
    let key_type = match column {
        Some(column) => cx.type_info(column.type_oid, column.modifier).map(|t| t.base),
        None => own.map(|c| c.type_oid),
    };
    let collation = row.collations.get(at).copied().unwrap_or(0);
    let class = row.operator_classes.get(at).copied().unwrap_or(0);
    let options = row.options.get(at).copied().unwrap_or(0);
    let class_options = own.and_then(|c| c.options.as_deref()).unwrap_or_default();
    IndexKey {
        column: name,
        expression: expression.map(Into::into),
        collation: (collation != 0 && collation != default_collation)
            .then(|| references.collations.get(&collation).map(CollationRow::sql_name))
            .flatten(),
        // Parameters need an explicit operator class.
        operator_class: operator_class(references, class, key_type, !class_options.is_empty()),
        operator_class_options: cx.names(class_options),
        descending: options & DESCENDING != 0,
        nulls_first: options & NULLS_FIRST != 0,
        statistics_target: own.and_then(|c| c.statistics_target),
    }
}

/// The operator class in SQL, unless it is the one that the server chooses for the type
/// (`GetDefaultOpClass`).
fn operator_class(references: &References<'_>, oid: Oid, key_type: Option<Oid>, named: bool) -> Option<Name> {
    let classes = &references.operator_classes;
    let class = classes.get(&oid)?;
    // The server chooses a class for a binary-coercible type only if the type itself has none.
    let another_fits_better = || {
        key_type.is_some_and(|t| {
            class.input != t
                && classes.values().any(|c| c.method == class.method && c.input == t && c.is_default)
        })
    };
    (named || !class.is_default || another_fits_better()).then(|| class.sql_name())
}
