//! Indexes (`pg_index`).

mod create;
mod rules;

pub(crate) use rules::{INDEXES, RULES};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_default;
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
    /// Whether its columns say what its row does not.
    pub fn has_telling_columns(&self) -> bool {
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
    /// Absent for the system's own.
    schema: Option<String>,
    name: String,
    method: Oid,
    input: Oid,
    is_default: bool,
}

impl OperatorClassRow {
    /// The class as SQL names it.
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
    /// The collation as SQL names it: those of the system need no schema.
    pub fn sql_name(&self) -> Name {
        if self.schema == "pg_catalog" {
            ident(&self.name).into()
        } else {
            qualified(&self.schema, &self.name).into()
        }
    }
}

/// An index as others refer to it.
pub(crate) struct IndexNames {
    pub id: ObjectId,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Index {
    /// Its name; its schema is its table's.
    pub index_name: Name,
    /// The first column; absent when the first key is an expression.
    #[serde(default)]
    pub column_name: Option<Name>,
    /// The columns among its keys, in order.
    pub columns: Vec<Name>,
    /// Whether it keeps values unique.
    pub is_unique: bool,
    /// Whether it is the primary key's.
    pub is_primary: bool,
    /// The constraint that is built on it; it has the same name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_constraint: bool,
    /// Its access method: `btree`, `gin`.
    pub method: Name,
    /// Its keys, in order: columns and expressions.
    pub keys: Vec<IndexKey>,
    /// Columns it carries without searching by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Name>,
    /// The rows it covers, when not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Box<str>>,
    /// Whether nulls count as equal (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// The index of the partitioned table that it is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<ObjectId>,
    /// Whether it is the index of a partitioned table, and has no content of its own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_partitioned: bool,
    /// Whether it is of no use yet: a concurrent build failed, or partitions lack theirs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_invalid: bool,
    /// Whether the table was last clustered on it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_clustered: bool,
    /// Whether it identifies rows for logical replication.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_replica_identity: bool,
    /// Its tablespace, where that is not the database's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Name>,
    /// Its storage parameters: `fillfactor=70`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Name>,
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
    /// The expression, in parentheses where SQL needs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Box<str>>,
    /// Its collation, where that is not the column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Name>,
    /// Its operator class, where that is not the type's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<Name>,
    /// Parameters of the operator class: `siglen=32`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operator_class_options: Vec<Name>,
    /// Whether the order is descending.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// Whether nulls come first: for a descending order that is usual.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_first: bool,
    /// How many details the planner's statistics keep of an expression, where that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics_target: Option<i32>,
}

const DESCENDING: i16 = 1;
const NULLS_FIRST: i16 = 2;

/// The OID of the default collation.
const DEFAULT_COLLATION: Oid = 100;

/// Makes indexes of the rows and keeps them for their relations.
pub(crate) fn load(
    cx: &mut Context,
    classes: Vec<OperatorClassRow>,
    collations: Vec<CollationRow>,
    columns: Vec<ColumnRow>,
    rows: Vec<Row>,
) {
    cx.parts.operator_classes = classes.into_iter().map(|c| (c.oid, c)).collect();
    cx.parts.collations = collations.into_iter().map(|c| (c.oid, c)).collect();
    for column in columns {
        cx.parts.index_columns.entry(column.index).or_default().push(column);
    }
    for row in &rows {
        let Some(schema) = cx.relations.get(&row.relation).and_then(|r| r.id.schema.clone()) else {
            continue;
        };
        let id = ObjectId::local(Kind::Index, &schema, row.name.as_str());
        cx.register(Class::RELATION, row.oid, id.clone());
        cx.parts.index_names.insert(row.oid, IndexNames { id });
    }
    for row in rows {
        let relation = row.relation;
        let index = read(cx, row);
        cx.parts.indexes.entry(relation).or_default().push(index);
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for indexes in cx.parts.indexes.values_mut() {
        indexes.sort_by(|a, b| a.index_name.cmp(&b.index_name));
    }
}

fn read(cx: &mut Context, row: Row) -> Index {
    let columns = cx.parts.index_columns.remove(&row.oid).unwrap_or_default();
    let mut expressions = row.expressions.clone().unwrap_or_default().into_iter();
    let mut keys = Vec::new();
    for at in 0..usize::try_from(row.key_count).unwrap_or(0).min(row.columns.len()) {
        let own = columns.iter().find(|c| usize::try_from(c.number).ok() == Some(at + 1));
        let expression = (row.columns[at] == 0).then(|| expressions.next().flatten());
        if expression == Some(None) {
            cx.disturbed = true;
        }
        keys.push(read_key(cx, &row, at, own, expression.flatten()));
    }
    let parent = cx.parts.parents.get(&row.oid).and_then(|p| p.first()).map(|p| p.oid);
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
        partition_of: parent.and_then(|oid| cx.parts.index_names.get(&oid)).map(|i| i.id.clone()),
        is_partitioned: row.is_partitioned,
        is_invalid: row.is_valid == Some(false),
        is_clustered: row.is_clustered == Some(true),
        is_replica_identity: row.is_replica_identity == Some(true),
        tablespace: row.tablespace.map(|t| cx.name(&t)),
        options: super::relation::options(cx, &row.storage_options),
        comment: cx.comment(Class::RELATION, row.oid, 0),
    }
}

/// One key. `own` is the index's column for it, where that was read; `expression` the text for a key that is no column.
fn read_key(
    cx: &mut Context,
    row: &Row,
    at: usize,
    own: Option<&ColumnRow>,
    expression: Option<String>,
) -> IndexKey {
    let column = cx.relations.get(&row.relation).and_then(|r| r.columns.get(&row.columns[at]));
    let name = column.map(|c| c.name.clone());
    let usual_collation = column.map_or(DEFAULT_COLLATION, |c| c.collation);
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
        collation: (collation != 0 && collation != usual_collation)
            .then(|| cx.parts.collations.get(&collation).map(CollationRow::sql_name))
            .flatten(),
        // Parameters can only be given together with the class.
        operator_class: operator_class(cx, class, key_type, !class_options.is_empty()),
        operator_class_options: cx.names(class_options),
        descending: options & DESCENDING != 0,
        nulls_first: options & NULLS_FIRST != 0,
        statistics_target: own.and_then(|c| c.statistics_target),
    }
}

/// The operator class as SQL names it, unless an index on the type would have it anyway (`GetDefaultOpClass`).
fn operator_class(cx: &Context, oid: Oid, key_type: Option<Oid>, named: bool) -> Option<Name> {
    let classes = &cx.parts.operator_classes;
    let class = classes.get(&oid)?;
    // A class for another type that the key's type can pass for is only chosen where there is none for the type itself.
    let another_fits_better = || {
        key_type.is_some_and(|t| {
            class.input != t
                && classes.values().any(|c| c.method == class.method && c.input == t && c.is_default)
        })
    };
    (named || !class.is_default || another_fits_better()).then(|| class.sql_name())
}
