//! Columns of tables, views and foreign tables, attributes of composite types (`pg_attribute`).

mod create;
mod rules;

use rustc_hash::{FxHashMap, FxHashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use create::{ColumnClauses, common_statements, storage};
pub(crate) use rules::{ATTRIBUTES, COLUMNS, COLUMNS_OF_VIEW, RULES};

use super::index::Collations;
use super::relation::Parents;
use super::sequence::SequenceOptions;
use super::sequence::rows::Sequences;
use super::{AclKind, codes, is_default};
use crate::read::{Class, Context, Oid};
use crate::sql::ident;
use crate::{Grant, Kind, Name, ObjectId, SecurityLabel};

#[derive(Deserialize)]
pub(crate) struct Row {
    pub relation: Oid,
    pub number: i16,
    pub name: Box<str>,
    pub type_oid: Oid,
    pub modifier: i32,
    pub collation: Oid,
    not_null: bool,
    storage: char,
}

/// Properties that few columns have.
#[derive(Deserialize, Default)]
pub(crate) struct DetailRow {
    relation: Oid,
    number: i16,
    identity: Option<Box<str>>,
    generated: Option<Box<str>>,
    is_local: Option<bool>,
    parent_count: Option<i32>,
    compression: Option<Box<str>>,
    statistics_target: Option<i32>,
    options: Option<Vec<String>>,
    foreign_options: Option<Vec<String>>,
    acl: Option<Vec<String>>,
}

/// The expression of a default or generated column.
#[derive(Deserialize)]
pub(crate) struct DefaultRow {
    oid: Oid,
    relation: Oid,
    number: i16,
    expression: Option<Box<str>>,
}

/// A column. The first six keys have the names and values of `information_schema.columns`.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name.
    pub column_name: Name,
    /// Its position in the table, from 1. Dropped columns do not count.
    pub ordinal_position: i32,
    /// Its type without modifiers, as in `information_schema`: `ARRAY`, `USER-DEFINED`, the base
    /// type of a domain.
    pub data_type: Name,
    /// The declared length of a character or bit string type.
    #[serde(default)]
    pub character_maximum_length: Option<i32>,
    /// Whether it may be null: `YES` or `NO`.
    pub is_nullable: YesNo,
    /// Whether it is not null only because its domain is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null_by_domain: bool,
    /// Its default expression. Absent for generated columns.
    #[serde(default)]
    pub column_default: Option<Box<str>>,
    /// Its type in SQL, with modifiers.
    #[serde(rename = "type")]
    pub sql_type: Name,
    /// Its collation, if not the type's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Name>,
    /// The not-null constraint, if it has properties of its own: a name that the server would not
    /// choose, a comment (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null: Option<Box<NotNull>>,
    /// How the values of an identity column are generated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<Identity>>,
    /// The expression of a generated column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Box<Generated>>,
    /// Whether it is only inherited, and not defined by the table itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The number of parents that it is inherited from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent_count: i32,
    /// Its storage strategy, if not the type's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// Its compression method, if set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// Its statistics target, if set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics_target: Option<i32>,
    /// Options of the column: `n_distinct=5`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Name>,
    /// Options for the foreign-data wrapper: `column_name=x`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_options: Vec<Name>,
    /// Its access control list; absent if nothing was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Vec<Grant>>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
    /// Its security labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_labels: Vec<SecurityLabel>,
}

/// A key that recognizes a renamed relation by its columns; `None` for fewer than two columns.
pub(crate) fn rename_key(columns: &[Column]) -> Option<String> {
    let key =
        |column: &Column| format!("{} {} {}", column.column_name, column.sql_type, column.is_nullable());
    (columns.len() > 1).then(|| columns.iter().map(key).collect::<Vec<_>>().join("\n"))
}

/// The names of the columns, for a summary: `(id, name)`.
pub(crate) fn names(columns: &[Column]) -> String {
    const SHOWN: usize = 6;
    let shown = columns.iter().take(SHOWN).map(|column| ident(&column.column_name).into_owned());
    let mut names: Vec<String> = shown.collect();
    if columns.len() > SHOWN {
        names.push(format!("… {} more", columns.len() - SHOWN));
    }
    format!("({})", names.join(", "))
}

impl Column {
    /// Whether the column is nullable.
    pub fn is_nullable(&self) -> bool {
        self.is_nullable == YesNo(true)
    }

    /// Whether the column itself is `NOT NULL`.
    pub fn is_not_null(&self) -> bool {
        !self.is_nullable() && !self.not_null_by_domain
    }
}

/// A boolean in the style of `information_schema`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct YesNo(pub bool);

impl Serialize for YesNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0 { "YES" } else { "NO" })
    }
}

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(std::borrow::Cow::<str>::deserialize(deserializer)? == "YES"))
    }
}

impl JsonSchema for YesNo {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "YesNo".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "enum": ["YES", "NO"] })
    }
}

/// A not-null constraint with properties of its own (`pg_constraint`, PostgreSQL 18).
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct NotNull {
    /// Its name.
    pub name: Name,
    /// Whether it is `NO INHERIT`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// Whether it is `NOT VALID`: existing rows were not checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// The number of parents with the same constraint, if the table declares it too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent_count: i32,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

/// An identity column (manual, section 5.3, "Identity Columns").
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// Whether the column always uses the sequence unless overridden (`ALWAYS`), or only without a
    /// given value (`BY DEFAULT`).
    pub generation: IdentityGeneration,
    /// The schema of its sequence.
    pub sequence_schema: Name,
    /// Its name.
    pub sequence_name: Name,
    /// Its options.
    pub sequence: SequenceOptions,
}

/// A generated column.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Generated {
    /// The expression.
    pub expression: Box<str>,
    /// Whether values are stored, or computed when read.
    pub kind: GeneratedKind,
}

codes! {
    /// When an identity column uses its sequence.
    pub enum IdentityGeneration {
        #[default] Always = "a" "ALWAYS",
        ByDefault = "d" "BY DEFAULT",
    }
}

codes! {
    /// Whether a generated column is stored.
    pub enum GeneratedKind {
        #[default] Stored = "s" "STORED",
        Virtual = "v" "VIRTUAL",
    }
}

codes! {
    /// The storage strategy of a column (manual, section 65.2, "TOAST").
    pub enum Storage {
        #[default] Plain = "p" "PLAIN",
        External = "e" "EXTERNAL",
        Extended = "x" "EXTENDED",
        Main = "m" "MAIN",
    }
}

codes! {
    /// The compression method of a column.
    pub enum Compression {
        #[default] Pglz = "p" "pglz",
        Lz4 = "l" "lz4",
    }
}

/// The rows that columns are built from.
pub(crate) struct ColumnRows {
    pub columns: Vec<Row>,
    pub details: Vec<DetailRow>,
    pub defaults: Vec<DefaultRow>,
}

/// What columns refer to.
pub(crate) struct References<'a> {
    pub parents: &'a Parents,
    pub collations: &'a Collations,
    pub sequences: &'a Sequences,
    pub not_null: &'a mut FxHashMap<(Oid, i16), NotNull>,
}

/// Builds the columns. Returns them by relation.
pub(crate) fn load(
    cx: &mut Context,
    mut references: References<'_>,
    rows: ColumnRows,
) -> FxHashMap<Oid, Vec<Column>> {
    let mut all: FxHashMap<Oid, Vec<Column>> = FxHashMap::default();
    let ColumnRows { columns: mut rows, details, defaults } = rows;
    let mut details: FxHashMap<(Oid, i16), DetailRow> =
        details.into_iter().map(|row| ((row.relation, row.number), row)).collect();
    let mut defaults: FxHashMap<(Oid, i16), DefaultRow> =
        defaults.into_iter().map(|row| ((row.relation, row.number), row)).collect();
    rows.sort_by_key(|r| (r.relation, r.number));
    let mut position = 0;
    let mut current = 0;
    let unusual_storage = unusual_storage(cx, references.parents, &rows);
    // Comments and labels on an extension's columns stay in the context for the kind "member
    // change".
    rows.retain(|row| !cx.is_member(Class::RELATION, row.relation));
    for row in rows {
        let name = cx.name(&row.name);
        // Names are shared, so building the identity allocates nothing.
        let Some(id) = cx.relations.get(&row.relation).map(|r| r.id.nested(Kind::Column, name)) else {
            continue;
        };
        if row.relation != current {
            current = row.relation;
            position = 0;
        }
        position += 1;
        let key = (row.relation, row.number);
        let mut column = read(cx, &mut references, &row, &id);
        if !unusual_storage.is_empty()
            && inherits(references.parents, row.relation, &id.name, &unusual_storage)
            && column.storage.is_none()
        {
            column.storage =
                Some(cx.code("attstorage", row.storage.encode_utf8(&mut [0; 4]), || describe(&id)));
        }
        column.ordinal_position = position;
        let default = defaults.remove(&key);
        let generated = details.get(&key).and_then(|d| d.generated.clone());
        if let Some(default) = default {
            read_default(cx, default, generated.as_deref(), &id, &mut column);
        }
        if let Some(details) = details.remove(&key) {
            read_details(cx, references.sequences, details, &id, &mut column);
        }
        all.entry(row.relation).or_default().push(column);
    }
    all
}

/// Columns with a storage strategy other than their type's, by relation and name. Before PostgreSQL
/// 16, columns that inherit from them cannot return to `DEFAULT` and must name their strategy.
fn unusual_storage(cx: &Context, parents: &Parents, rows: &[Row]) -> FxHashSet<(Oid, Name)> {
    if cx.version.major() >= 16 || parents.is_empty() {
        return FxHashSet::default();
    }
    let is_unusual =
        |row: &&Row| cx.type_info(row.type_oid, row.modifier).is_some_and(|t| t.storage != row.storage);
    rows.iter().filter(is_unusual).map(|row| (row.relation, Name::from(&*row.name))).collect()
}

/// Whether the relation inherits the column, directly or not, from one of these columns.
fn inherits(all: &Parents, relation: Oid, column: &Name, unusual: &FxHashSet<(Oid, Name)>) -> bool {
    let parents = all.get(&relation).map(Vec::as_slice).unwrap_or_default();
    parents
        .iter()
        .any(|p| unusual.contains(&(p.oid, column.clone())) || inherits(all, p.oid, column, unusual))
}

fn describe(id: &ObjectId) -> String {
    format!("column {}", id.path())
}

/// Builds a column from the properties that every column has.
fn read(cx: &mut Context, references: &mut References<'_>, row: &Row, id: &ObjectId) -> Column {
    let mut column = Column {
        column_name: id.name.clone(),
        is_nullable: YesNo(!row.not_null),
        not_null: references.not_null.remove(&(row.relation, row.number)).map(Box::new),
        comment: cx.comment(Class::RELATION, row.relation, row.number.into()),
        security_labels: cx.labels(Class::RELATION, row.relation, row.number.into()),
        ..Column::default()
    };
    let Some(info) = cx.type_info(row.type_oid, row.modifier) else {
        cx.warn(describe(id), format!("has a type that does not exist: atttypid = {}", row.type_oid));
        return column;
    };
    column.data_type = info.data_type.clone();
    column.character_maximum_length = info.maximum_length;
    column.sql_type = info.formatted.clone();
    if info.not_null && !row.not_null {
        column.is_nullable = YesNo(false);
        column.not_null_by_domain = true;
    }
    let default = (info.collation, info.storage);
    if row.collation != default.0 && row.collation != 0 {
        column.collation = references.collations.get(&row.collation).map(|c| c.sql_name());
    }
    if row.storage != default.1 {
        column.storage = Some(cx.code("attstorage", row.storage.encode_utf8(&mut [0; 4]), || describe(id)));
    }
    column
}

/// Adds the default or the generation expression.
fn read_default(
    cx: &mut Context,
    row: DefaultRow,
    generated: Option<&str>,
    id: &ObjectId,
    column: &mut Column,
) {
    if row.expression.is_none() {
        cx.saw_concurrent_change = true;
    }
    match generated {
        Some(code) => {
            let kind = cx.code("attgenerated", code, || describe(id));
            column.generated =
                Some(Box::new(Generated { expression: row.expression.unwrap_or_default(), kind }));
        }
        None => column.column_default = row.expression,
    }
    cx.register(Class::ATTRDEF, row.oid, ObjectId { kind: Kind::Default, ..id.clone() });
}

/// Properties that few columns have.
fn read_details(cx: &mut Context, sequences: &Sequences, row: DetailRow, id: &ObjectId, column: &mut Column) {
    column.inherited = row.is_local == Some(false);
    column.parent_count = row.parent_count.unwrap_or(0);
    column.statistics_target = row.statistics_target;
    column.compression = row.compression.map(|code| cx.code("attcompression", &code, || describe(id)));
    if let Some(code) = &row.identity {
        let generation = cx.code("attidentity", code, || describe(id));
        column.identity = identity(cx, sequences, (row.relation, row.number), generation).map(Box::new);
    }
    column.options = super::relation::options(cx, &row.options);
    column.foreign_options = cx.names(&row.foreign_options.unwrap_or_default());
    if let Some(items) = row.acl {
        // A column's list does not name its owner. Each item names its grantor.
        let owner = cx.name("");
        column.privileges = cx.privileges(AclKind::Column, &items, &owner, || describe(id));
    }
}

/// The identity of a column, from its sequence.
fn identity(
    cx: &Context,
    sequences: &Sequences,
    (relation, column): (Oid, i16),
    generation: IdentityGeneration,
) -> Option<Identity> {
    let (oid, sequence) = sequences.of_identity(relation, column)?;
    let id = cx.relations.get(&oid)?.id.clone();
    Some(Identity { generation, sequence_schema: id.schema?, sequence_name: id.name, sequence })
}
