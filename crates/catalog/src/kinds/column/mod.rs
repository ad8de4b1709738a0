//! Columns of tables, views and foreign tables, attributes of composite types (`pg_attribute`).

mod alter;
mod create;
mod not_null;
mod rewriting;
mod rules;

use rustc_hash::{FxHashMap, FxHashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use alter::{about as about_changed, after_greatest, alter, cast, is_made_anew};
pub(crate) use create::{Says, about, storage};
pub(crate) use not_null::helper as not_null_helper;
pub(crate) use rewriting::writes_rows;
pub(crate) use rules::{ATTRIBUTES, COLUMNS, COLUMNS_OF_VIEW, RULES};

use super::sequence::SequenceOptions;
use super::{AclKind, codes, is_default};
use crate::read::{Class, Context, Oid};
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

/// What few columns have.
#[derive(Deserialize, Default)]
pub(crate) struct DetailRow {
    relation: Oid,
    number: i16,
    identity: Option<Box<str>>,
    generated: Option<Box<str>>,
    is_local: Option<bool>,
    inherited_from: Option<i32>,
    compression: Option<Box<str>>,
    statistics_target: Option<i32>,
    options: Option<Vec<String>>,
    foreign_options: Option<Vec<String>>,
    acl: Option<Vec<String>>,
}

/// The expression of a default or a generated column.
#[derive(Deserialize)]
pub(crate) struct DefaultRow {
    oid: Oid,
    relation: Oid,
    number: i16,
    expression: Option<Box<str>>,
}

/// A column. The first six keys are named and worded as `information_schema.columns` has them.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Its name.
    pub column_name: Name,
    /// Its place among the columns that there are, from 1; dropped ones do not count.
    pub ordinal_position: i32,
    /// Its type in general: `ARRAY`, `USER-DEFINED`, the base type of a domain, without modifiers.
    pub data_type: Name,
    /// For character and bit string types the declared length.
    #[serde(default)]
    pub character_maximum_length: Option<i32>,
    /// Whether it may be null: `YES` or `NO`.
    pub is_nullable: YesNo,
    /// Whether only its type, a domain, keeps nulls out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null_by_domain: bool,
    /// The expression of its default; a generated column has none.
    #[serde(default)]
    pub column_default: Option<Box<str>>,
    /// Its type as SQL writes it, with modifiers.
    #[serde(rename = "type")]
    pub sql_type: Name,
    /// Its collation, where that is not its type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Name>,
    /// The constraint that keeps nulls out, where more can be said of it than that it is there: another name than the server
    /// gives, a comment (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null: Option<Box<NotNull>>,
    /// For an identity column how its values come about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<Identity>>,
    /// For a generated column what it is generated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Box<Generated>>,
    /// Whether it stands in a parent's definition and not in the table's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// How many parents it is inherited from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited_from: i32,
    /// How values are stored, where that is not as usual for the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// How values are compressed, where that is not left to the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// How many details the planner's statistics keep, where that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics_target: Option<i32>,
    /// Options of the column: `n_distinct=5`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Name>,
    /// Options for the foreign-data wrapper: `column_name=x`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_options: Vec<Name>,
    /// Its access control list; absent while nobody was granted anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Vec<Grant>>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
    /// Its security labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_labels: Vec<SecurityLabel>,
}

/// What a list of columns can be known again by; `None` where there are too few of them.
pub(crate) fn likeness(columns: &[Column]) -> Option<String> {
    let said =
        |column: &Column| format!("{} {} {}", column.column_name, column.sql_type, column.is_nullable());
    (columns.len() > 1).then(|| columns.iter().map(said).collect::<Vec<_>>().join("\n"))
}

impl Column {
    /// Whether the column may be null.
    pub fn is_nullable(&self) -> bool {
        self.is_nullable == YesNo(true)
    }

    /// Whether the column itself is declared not null.
    pub fn is_not_null(&self) -> bool {
        !self.is_nullable() && !self.not_null_by_domain
    }
}

/// A truth value as the SQL standard's information schema writes it.
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

/// A not-null constraint with a name (`pg_constraint`, PostgreSQL 18).
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct NotNull {
    /// Its name.
    pub name: Name,
    /// Whether children do not inherit it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// Whether existing rows were never checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// How many parents hand it down, although the table says it too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited_from: i32,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

/// An identity column (manual, section 5.3, "Identity Columns").
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// When a value given by the user is used: never, unless overridden (`ALWAYS`), or always (`BY DEFAULT`).
    pub generation: IdentityGeneration,
    /// The sequence that gives the values.
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
    /// Whether values are stored or computed when read.
    pub kind: GeneratedKind,
}

codes! {
    /// When an identity column's value is generated.
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
    /// How values of a column are stored (manual, section 65.2, "TOAST").
    pub enum Storage {
        #[default] Plain = "p" "PLAIN",
        External = "e" "EXTERNAL",
        Extended = "x" "EXTENDED",
        Main = "m" "MAIN",
    }
}

codes! {
    /// How values of a column are compressed.
    pub enum Compression {
        #[default] Pglz = "p" "pglz",
        Lz4 = "l" "lz4",
    }
}

/// Makes columns of the rows and keeps them for their relations.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>, details: Vec<DetailRow>, defaults: Vec<DefaultRow>) {
    let mut details: FxHashMap<(Oid, i16), DetailRow> =
        details.into_iter().map(|row| ((row.relation, row.number), row)).collect();
    let mut defaults: FxHashMap<(Oid, i16), DefaultRow> =
        defaults.into_iter().map(|row| ((row.relation, row.number), row)).collect();
    rows.sort_by_key(|r| (r.relation, r.number));
    let mut position = 0;
    let mut current = 0;
    let strangely_stored = strangely_stored(cx, &rows);
    // What can be said of an extension's columns is kept for those who ask what was changed on them.
    rows.retain(|row| !cx.is_member(Class::RELATION, row.relation));
    for row in rows {
        let name = cx.name(&row.name);
        // Shared names only: to name a column costs nothing until something has to be said of it.
        let Some(id) = cx.relations.get(&row.relation).map(|r| r.id.nested(Kind::Column, name)) else {
            continue;
        };
        if row.relation != current {
            current = row.relation;
            position = 0;
        }
        position += 1;
        let key = (row.relation, row.number);
        let mut column = read(cx, &row, &id);
        if !strangely_stored.is_empty()
            && inherits(cx, row.relation, &id.name, &strangely_stored)
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
            read_details(cx, details, &id, &mut column);
        }
        cx.parts.columns.entry(row.relation).or_default().push(column);
    }
}

/// Columns that are not stored as usual for their type, by relation and name, on servers where a table that inherits one cannot be told to
/// store it as usual but must name how (before PostgreSQL 16).
fn strangely_stored(cx: &Context, rows: &[Row]) -> FxHashSet<(Oid, Name)> {
    if cx.version.major() >= 16 || cx.parts.parents.is_empty() {
        return FxHashSet::default();
    }
    let is_strange =
        |row: &&Row| cx.type_info(row.type_oid, row.modifier).is_some_and(|t| t.storage != row.storage);
    rows.iter().filter(is_strange).map(|row| (row.relation, Name::from(&*row.name))).collect()
}

/// Whether the relation inherits the column, near or far, from such a one.
fn inherits(cx: &Context, relation: Oid, column: &Name, strange: &FxHashSet<(Oid, Name)>) -> bool {
    let parents = cx.parts.parents.get(&relation).map(Vec::as_slice).unwrap_or_default();
    parents.iter().any(|p| strange.contains(&(p.oid, column.clone())) || inherits(cx, p.oid, column, strange))
}

fn describe(id: &ObjectId) -> String {
    format!("column {}", id.path())
}

/// What every column has.
fn read(cx: &mut Context, row: &Row, id: &ObjectId) -> Column {
    let mut column = Column {
        column_name: id.name.clone(),
        is_nullable: YesNo(!row.not_null),
        not_null: cx.parts.not_null.remove(&(row.relation, row.number)).map(Box::new),
        comment: cx.comment(Class::RELATION, row.relation, row.number.into()),
        security_labels: cx.labels(Class::RELATION, row.relation, row.number.into()),
        ..Column::default()
    };
    let Some(info) = cx.type_info(row.type_oid, row.modifier) else {
        cx.warn(describe(id), format!("has a type that is gone: atttypid = {}", row.type_oid));
        return column;
    };
    column.data_type = info.data_type.clone();
    column.character_maximum_length = info.maximum_length;
    column.sql_type = info.formatted.clone();
    if info.not_null && !row.not_null {
        column.is_nullable = YesNo(false);
        column.not_null_by_domain = true;
    }
    let usual = (info.collation, info.storage);
    if row.collation != usual.0 && row.collation != 0 {
        column.collation = cx.parts.collations.get(&row.collation).map(|c| c.sql_name());
    }
    if row.storage != usual.1 {
        column.storage = Some(cx.code("attstorage", row.storage.encode_utf8(&mut [0; 4]), || describe(id)));
    }
    column
}

/// A default, or what the column is generated from.
fn read_default(
    cx: &mut Context,
    row: DefaultRow,
    generated: Option<&str>,
    id: &ObjectId,
    column: &mut Column,
) {
    if row.expression.is_none() {
        cx.disturbed = true;
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

/// What few columns have.
fn read_details(cx: &mut Context, row: DetailRow, id: &ObjectId, column: &mut Column) {
    column.inherited = row.is_local == Some(false);
    column.inherited_from = row.inherited_from.unwrap_or(0);
    column.statistics_target = row.statistics_target;
    column.compression = row.compression.map(|code| cx.code("attcompression", &code, || describe(id)));
    if let Some(code) = &row.identity {
        let generation = cx.code("attidentity", code, || describe(id));
        column.identity = super::sequence::identity(cx, row.relation, row.number, generation).map(Box::new);
    }
    column.options = super::relation::options(cx, &row.options);
    column.foreign_options = cx.names(&row.foreign_options.unwrap_or_default());
    if let Some(items) = row.acl {
        // A column's list never names its owner; whose grants they are stands in each item.
        let owner = cx.name("");
        column.privileges = cx.privileges(AclKind::Column, &items, &owner, || describe(id));
    }
}
