//! Constraints of tables and domains (`pg_constraint`).

mod create;
mod rules;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use create::deferring;
pub(crate) use rules::{CONSTRAINTS, FOREIGN_KEYS, RULES};

use super::column::NotNull;
use super::index::Indexes;
use super::{codes, is_default};
use crate::read::{Class, Context, Oid};
use crate::sql::split_first_parentheses;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    kind: String,
    relation: Oid,
    domain: Oid,
    index: Oid,
    parent: Option<Oid>,
    foreign_relation: Oid,
    on_update: String,
    on_delete: String,
    #[serde(rename = "match")]
    match_type: String,
    deferrable: bool,
    deferred: bool,
    validated: bool,
    is_local: bool,
    parent_count: i32,
    no_inherit: bool,
    columns: Option<Vec<i16>>,
    foreign_columns: Option<Vec<i16>>,
    delete_set_columns: Option<Vec<i16>>,
    enforced: bool,
    period: bool,
    definition: Option<String>,
}

/// A primary key, unique, check or exclusion constraint of a table, or a check of a domain.
///
/// The index of the same name has the properties that all indexes have: included columns, operator
/// classes, storage.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Constraint {
    /// Its name.
    pub constraint_name: Name,
    /// Its type.
    pub constraint_type: ConstraintType,
    /// Its columns; for a check the columns in its expression.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// The expression of a check; the whole definition of an exclusion constraint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Box<str>>,
    /// Whether values of the last column must not overlap (`WITHOUT OVERLAPS`, PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub without_overlaps: bool,
    /// Whether it is `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// Whether it is `INITIALLY DEFERRED`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub initially_deferred: bool,
    /// Whether it is `NOT VALID`: existing rows were not checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// Whether it is `NOT ENFORCED` (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_enforced: bool,
    /// Whether it is `NO INHERIT`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// Whether it is only inherited, and not defined by the table itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The number of parents that it is inherited from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent_count: i32,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

impl Constraint {
    /// Whether it is a primary key or a unique constraint.
    pub fn is_key(&self) -> bool {
        matches!(self.constraint_type, ConstraintType::PrimaryKey | ConstraintType::Unique)
    }

    /// The operators of an exclusion or `WITHOUT OVERLAPS` constraint, one for each column, in SQL
    /// syntax. Empty for other constraints.
    pub fn operators(&self) -> Vec<&str> {
        match (self.constraint_type, &self.definition) {
            (ConstraintType::Exclusion, Some(definition)) => {
                let keys = split_first_parentheses(definition).into_iter();
                keys.filter_map(|key| Some(key.rsplit_once(" WITH ")?.1)).collect()
            }
            _ if self.without_overlaps => {
                let last = self.columns.len().saturating_sub(1);
                (0..self.columns.len()).map(|at| if at == last { "&&" } else { "=" }).collect()
            }
            _ => Vec::new(),
        }
    }
}

codes! {
    /// The type of a constraint.
    pub enum ConstraintType {
        #[default] Check = "c" "CHECK",
        PrimaryKey = "p" "PRIMARY KEY",
        Unique = "u" "UNIQUE",
        Exclusion = "x" "EXCLUDE",
    }
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ForeignKey {
    /// Its name.
    pub constraint_name: Name,
    /// The first referencing column.
    pub column_name: Name,
    /// The referencing columns.
    pub columns: Vec<Name>,
    /// The schema of the referenced table.
    pub foreign_schema: Name,
    /// The referenced table.
    pub foreign_table: Name,
    /// The first referenced column.
    pub foreign_column: Name,
    /// The referenced columns.
    pub foreign_columns: Vec<Name>,
    /// The action on update of the referenced row.
    #[serde(default)]
    pub on_update: Action,
    /// The action on deletion of the referenced row.
    #[serde(default)]
    pub on_delete: Action,
    /// The columns of `SET NULL` and `SET DEFAULT` on deletion, if not all (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<Name>,
    /// How partially null keys match.
    #[serde(default, rename = "match", skip_serializing_if = "is_default")]
    pub match_type: Match,
    /// Whether the last column is a `PERIOD` (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub period: bool,
    /// Whether it is `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// Whether it is `INITIALLY DEFERRED`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub initially_deferred: bool,
    /// Whether it is `NOT VALID`: existing rows were not checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// Whether it is `NOT ENFORCED` (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_enforced: bool,
    /// Whether it comes from a foreign key of the partitioned table.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The index of the referenced table that it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_index: Option<ObjectId>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

impl ForeignKey {
    /// Whether both have the same columns, referenced table and referenced columns.
    pub fn has_same_columns(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.foreign_schema == other.foreign_schema
            && self.foreign_table == other.foreign_table
            && self.foreign_columns == other.foreign_columns
    }

    /// The foreign key among `siblings` that the server derived this one from: it references the
    /// partitioned table of which this key references a partition.
    pub fn derived_from<'a>(&self, siblings: &'a [Self]) -> Option<&'a Self> {
        let references_other = |other: &Self| {
            (&other.foreign_schema, &other.foreign_table) != (&self.foreign_schema, &self.foreign_table)
        };
        let mut candidates =
            siblings.iter().filter(|other| other.columns == self.columns && references_other(other));
        // Keys to partitions of partitions derive from the keys to the partitions.
        let is_origin =
            |other: &&Self| !other.inherited || self.constraint_name.starts_with(&*other.constraint_name);
        self.inherited.then(|| candidates.find(is_origin)).flatten()
    }
}

codes! {
    /// The action on referencing rows.
    pub enum Action {
        #[default] NoAction = "a" "NO ACTION",
        Restrict = "r" "RESTRICT",
        Cascade = "c" "CASCADE",
        SetNull = "n" "SET NULL",
        SetDefault = "d" "SET DEFAULT",
    }
}

codes! {
    /// How partially null keys match.
    pub enum Match {
        #[default] Simple = "s" "SIMPLE",
        Full = "f" "FULL",
        Partial = "p" "PARTIAL",
    }
}

/// The constraints of a database.
#[derive(Default)]
pub(crate) struct Constraints {
    pub of_tables: FxHashMap<Oid, Vec<Constraint>>,
    pub foreign_keys: FxHashMap<Oid, Vec<ForeignKey>>,
    /// Not-null constraints with properties of their own, by table and column.
    pub not_null: FxHashMap<(Oid, i16), NotNull>,
    /// Checks of domains, with their OIDs, by domain.
    pub of_domains: FxHashMap<Oid, Vec<(Oid, Constraint)>>,
    /// Not-null constraints of domains, OID and name, by domain.
    pub not_null_of_domains: FxHashMap<Oid, (Oid, String)>,
}

/// Builds the constraints, and marks the indexes that belong to them.
pub(crate) fn load(cx: &mut Context, indexes: &mut Indexes, mut rows: Vec<Row>) -> Constraints {
    rows.sort_by(|a, b| (a.relation, a.domain, &a.name).cmp(&(b.relation, b.domain, &b.name)));
    let mut all = Constraints::default();
    for row in rows {
        if let Some(relation) = cx.relations.get(&row.relation) {
            let id = relation.id.nested(Kind::Constraint, row.name.as_str());
            cx.register(Class::CONSTRAINT, row.oid, id);
        }
        let (oid, relation, domain) = (row.oid, row.relation, row.domain);
        match row.kind.as_str() {
            // Keys to the partitions of a referenced table have rows of their own.
            "f" => all.foreign_keys.entry(relation).or_default().extend(foreign_key(cx, indexes, row)),
            "n" if relation != 0 => all.not_null.extend(not_null(cx, &row)),
            // A not-null constraint of a domain is a property of the domain (`typnotnull`). Only
            // its name is kept.
            "n" => {
                all.not_null_of_domains.insert(domain, (oid, row.name));
            }
            _ => {
                let Some(constraint) = constraint(cx, indexes, row) else { continue };
                if domain != 0 {
                    all.of_domains.entry(domain).or_default().push((oid, constraint));
                } else {
                    all.of_tables.entry(relation).or_default().push(constraint);
                }
            }
        }
    }
    all
}

fn describe(cx: &Context, row: &Row) -> String {
    match cx.relations.get(&row.relation) {
        Some(relation) => {
            format!("constraint {}", relation.id.nested(Kind::Constraint, row.name.as_str()).path())
        }
        None => format!("constraint {}", crate::sql::ident(&row.name)),
    }
}

fn constraint(cx: &mut Context, indexes: &mut Indexes, row: Row) -> Option<Constraint> {
    let object = describe(cx, &row);
    let constraint_type = match row.kind.as_str() {
        "c" | "p" | "u" | "x" => cx.code("contype", &row.kind, || object.clone()),
        other => {
            cx.warn(object, format!("has a kind pgplumb does not know: contype = {other:?}"));
            return None;
        }
    };
    if row.definition.is_none()
        && matches!(constraint_type, ConstraintType::Check | ConstraintType::Exclusion)
    {
        cx.saw_concurrent_change = true;
    }
    if row.index != 0
        && let Some(of_relation) = indexes.by_relation.get_mut(&row.relation)
        && let Some(index) = of_relation.iter_mut().find(|index| *index.index_name == *row.name)
    {
        index.is_constraint = true;
    }
    let columns = row.columns.as_deref().unwrap_or_default();
    Some(Constraint {
        columns: cx.relations.get(&row.relation).map(|r| r.column_names(columns)).unwrap_or_default(),
        constraint_name: cx.name(&row.name),
        constraint_type,
        definition: row.definition.map(Into::into),
        without_overlaps: row.period,
        deferrable: row.deferrable,
        initially_deferred: row.deferred,
        not_valid: !row.validated && row.enforced,
        not_enforced: !row.enforced,
        no_inherit: row.no_inherit && constraint_type == ConstraintType::Check,
        inherited: !row.is_local || row.parent.is_some(),
        parent_count: row.parent_count,
        comment: cx.comment(Class::CONSTRAINT, row.oid, 0),
    })
}

fn foreign_key(cx: &mut Context, indexes: &Indexes, row: Row) -> Option<ForeignKey> {
    let object = describe(cx, &row);
    let foreign = cx.relations.get(&row.foreign_relation)?;
    let (foreign_schema, foreign_table) = (foreign.id.schema.clone()?, foreign.id.name.clone());
    let foreign_columns = foreign.column_names(row.foreign_columns.as_deref().unwrap_or_default());
    let own = cx.relations.get(&row.relation)?;
    let columns = own.column_names(row.columns.as_deref().unwrap_or_default());
    let on_delete_columns = own.column_names(row.delete_set_columns.as_deref().unwrap_or_default());
    Some(ForeignKey {
        constraint_name: cx.name(&row.name),
        column_name: columns.first()?.clone(),
        columns,
        foreign_schema,
        foreign_table,
        foreign_column: foreign_columns.first()?.clone(),
        foreign_columns,
        on_update: cx.code("confupdtype", &row.on_update, || object.clone()),
        on_delete: cx.code("confdeltype", &row.on_delete, || object.clone()),
        on_delete_columns,
        match_type: cx.code("confmatchtype", &row.match_type, || object.clone()),
        period: row.period,
        deferrable: row.deferrable,
        initially_deferred: row.deferred,
        not_valid: !row.validated && row.enforced,
        not_enforced: !row.enforced,
        inherited: row.parent.is_some(),
        foreign_index: indexes.names.get(&row.index).cloned(),
        comment: cx.comment(Class::CONSTRAINT, row.oid, 0),
    })
}

/// A not-null constraint of a column, if it has properties of its own.
fn not_null(cx: &mut Context, row: &Row) -> Option<((Oid, i16), NotNull)> {
    let number = *row.columns.as_ref()?.first()?;
    // Partitions take the constraint from the partitioned table. Whether it is local too only
    // depends on how the partition was created.
    let is_partition = cx.relations.get(&row.relation).is_some_and(|r| r.is_partition);
    let not_null = NotNull {
        name: cx.name(&row.name),
        no_inherit: row.no_inherit,
        not_valid: !row.validated,
        parent_count: if row.is_local && !is_partition { row.parent_count } else { 0 },
        comment: cx.comment(Class::CONSTRAINT, row.oid, 0),
    };
    let plain = NotNull { name: not_null.name.clone(), ..NotNull::default() };
    let relation = cx.relations.get(&row.relation);
    // Partitions are created as separate tables, and the server would name the constraint as it
    // does for any table.
    let is_only_inherited = !row.is_local && !relation.is_some_and(|r| r.is_partition);
    let has_default_name = relation.is_some_and(|relation| {
        relation.columns.get(&number).is_some_and(|column| {
            *not_null.name == server_chosen_name(&relation.id.name, &column.name, "not_null")
        })
    });
    // Without properties of its own, the constraint is fully described by NOT NULL.
    let is_plain = not_null == plain && (has_default_name || is_only_inherited);
    (!is_plain).then_some(((row.relation, number), not_null))
}

/// The names that the server tries, in order, for an unnamed check (`ChooseConstraintName`): with
/// the table's name, and the column's if there is only one.
pub fn check_names(table: &str, column: Option<&str>) -> impl Iterator<Item = String> {
    (0..).map(move |pass: usize| {
        let label = if pass == 0 { "check".to_owned() } else { format!("check{pass}") };
        match column {
            Some(column) => server_chosen_name(table, column, &label),
            None => format!("{}_{label}", &table[..table.floor_char_boundary(NAME_BYTES - label.len() - 1)]),
        }
    })
}

/// The maximum length of a name in bytes (`NAMEDATALEN` - 1).
const NAME_BYTES: usize = 63;

/// The name that the server chooses for an object of a column (`makeObjectName`): table, column and
/// label joined by `_`, with the longer of the first two truncated until it fits.
pub fn server_chosen_name(table: &str, column: &str, label: &str) -> String {
    let overhead = label.len() + 2;
    let available = NAME_BYTES.saturating_sub(overhead);
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > available {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let clip = |text: &str, mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text[..at].to_owned()
    };
    format!("{}_{}_{label}", clip(table, first), clip(column, second))
}
