//! Constraints of tables and domains (`pg_constraint`).

mod create;
mod rules;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use create::deferring;
pub(crate) use rules::{CONSTRAINTS, FOREIGN_KEYS, RULES};

use super::column::NotNull;
use super::{codes, is_default};
use crate::read::{Class, Context, Oid};
use crate::sql::in_first_parentheses;
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
    inherited_from: i32,
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
/// What the first two share with any index (included columns, operator classes, storage) stands with the index of the same name.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Constraint {
    /// Its name.
    pub constraint_name: Name,
    /// What it demands.
    pub constraint_type: ConstraintType,
    /// The columns it is on; for a check those that it mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// For a check its expression, for an exclusion constraint the whole definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Box<str>>,
    /// Whether the last column is a range whose values must not overlap (`WITHOUT OVERLAPS`, PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub without_overlaps: bool,
    /// Whether its checking can be put off to the end of the transaction.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// Whether it is put off unless told otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub initially_deferred: bool,
    /// Whether existing rows were never checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// Whether it is only declared (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_enforced: bool,
    /// Whether children do not inherit it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// Whether it stands in a parent's definition and not in the table's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// How many parents it is inherited from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited_from: i32,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

impl Constraint {
    /// Whether it is a primary key or unique.
    pub fn is_key(&self) -> bool {
        matches!(self.constraint_type, ConstraintType::PrimaryKey | ConstraintType::Unique)
    }

    /// The operators by which no two rows may be alike, one for each key, as SQL writes them; none where it is neither an exclusion constraint
    /// nor `WITHOUT OVERLAPS`.
    pub(crate) fn operators(&self) -> Vec<&str> {
        match (self.constraint_type, &self.definition) {
            (ConstraintType::Exclusion, Some(definition)) => {
                let keys = in_first_parentheses(definition).into_iter();
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
    /// What a constraint demands.
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
    /// What an update of the referenced key does.
    #[serde(default)]
    pub on_update: Action,
    /// What a deletion of the referenced row does.
    #[serde(default)]
    pub on_delete: Action,
    /// The columns that `SET NULL` and `SET DEFAULT` set on deletion, when not all (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<Name>,
    /// When a key that is null in part counts as given.
    #[serde(default, rename = "match", skip_serializing_if = "is_default")]
    pub match_type: Match,
    /// Whether the last column is a period that must be covered (`PERIOD`, PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub period: bool,
    /// Whether its checking can be put off to the end of the transaction.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: bool,
    /// Whether it is put off unless told otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub initially_deferred: bool,
    /// Whether existing rows were never checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_valid: bool,
    /// Whether it is only declared (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_enforced: bool,
    /// Whether it follows from a foreign key of the partitioned table, and is not the table's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// The index of the referenced table that it relies on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_index: Option<ObjectId>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

impl ForeignKey {
    /// Whether it is from the same columns to the same as another.
    pub fn is_like(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.foreign_schema == other.foreign_schema
            && self.foreign_table == other.foreign_table
            && self.foreign_columns == other.foreign_columns
    }

    /// The foreign key of the same table that the server has made it of, because that references a table of which this one references a
    /// partition.
    pub fn made_of<'a>(&self, siblings: &'a [Self]) -> Option<&'a Self> {
        let references_other = |other: &Self| {
            (&other.foreign_schema, &other.foreign_table) != (&self.foreign_schema, &self.foreign_table)
        };
        let mut above =
            siblings.iter().filter(|other| other.columns == self.columns && references_other(other));
        // The partitions of partitions have keys that are made of those of the partitions.
        let is_made =
            |other: &&Self| !other.inherited || self.constraint_name.starts_with(&*other.constraint_name);
        self.inherited.then(|| above.find(is_made)).flatten()
    }
}

codes! {
    /// What happens to referencing rows.
    pub enum Action {
        #[default] NoAction = "a" "NO ACTION",
        Restrict = "r" "RESTRICT",
        Cascade = "c" "CASCADE",
        SetNull = "n" "SET NULL",
        SetDefault = "d" "SET DEFAULT",
    }
}

codes! {
    /// When a foreign key that is null in part counts as given.
    pub enum Match {
        #[default] Simple = "s" "SIMPLE",
        Full = "f" "FULL",
        Partial = "p" "PARTIAL",
    }
}

/// Makes constraints of the rows and keeps them for their tables and domains.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>) {
    rows.sort_by(|a, b| (a.relation, a.domain, &a.name).cmp(&(b.relation, b.domain, &b.name)));
    for row in rows {
        if let Some(relation) = cx.relations.get(&row.relation) {
            let id = relation.id.nested(Kind::Constraint, row.name.as_str());
            cx.register(Class::CONSTRAINT, row.oid, id);
        }
        match row.kind.as_str() {
            "f" => {
                let relation = row.relation;
                // A referenced table's partitions have rows of their own for the same key of the same table.
                if let Some(key) = foreign_key(cx, row) {
                    cx.parts.foreign_keys.entry(relation).or_default().push(key);
                }
            }
            "n" if row.relation != 0 => not_null(cx, &row),
            _ => {
                let (oid, relation, domain) = (row.oid, row.relation, row.domain);
                let Some(constraint) = constraint(cx, row) else { continue };
                if domain != 0 {
                    cx.parts.domain_constraints.entry(domain).or_default().push((oid, constraint));
                } else {
                    cx.parts.constraints.entry(relation).or_default().push(constraint);
                }
            }
        }
    }
}

fn describe(cx: &Context, row: &Row) -> String {
    match cx.relations.get(&row.relation) {
        Some(relation) => {
            format!("constraint {}", relation.id.nested(Kind::Constraint, row.name.as_str()).path())
        }
        None => format!("constraint {}", crate::sql::ident(&row.name)),
    }
}

fn constraint(cx: &mut Context, row: Row) -> Option<Constraint> {
    let object = describe(cx, &row);
    let constraint_type = match row.kind.as_str() {
        // A domain's not-null constraint is a property of the domain (`typnotnull`); its name is kept there.
        "n" => {
            cx.parts.domain_not_null.insert(row.domain, (row.oid, row.name));
            return None;
        }
        "c" | "p" | "u" | "x" => cx.code("contype", &row.kind, || object.clone()),
        other => {
            cx.warn(object, format!("has a kind pgplumb does not know: contype = {other:?}"));
            return None;
        }
    };
    if row.definition.is_none()
        && matches!(constraint_type, ConstraintType::Check | ConstraintType::Exclusion)
    {
        cx.disturbed = true;
    }
    if row.index != 0
        && let Some(index) = cx
            .parts
            .indexes
            .get_mut(&row.relation)
            .and_then(|list| list.iter_mut().find(|i| *i.index_name == *row.name))
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
        inherited_from: row.inherited_from,
        comment: cx.comment(Class::CONSTRAINT, row.oid, 0),
    })
}

fn foreign_key(cx: &mut Context, row: Row) -> Option<ForeignKey> {
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
        foreign_index: cx.parts.index_names.get(&row.index).map(|i| i.id.clone()),
        comment: cx.comment(Class::CONSTRAINT, row.oid, 0),
    })
}

fn not_null(cx: &mut Context, row: &Row) {
    let Some(number) = row.columns.as_ref().and_then(|c| c.first()).copied() else { return };
    // A partition has it from the partitioned table; whether it had it before only tells how it came to be one.
    let is_partition = cx.relations.get(&row.relation).is_some_and(|r| r.is_partition);
    let not_null = NotNull {
        name: cx.name(&row.name),
        no_inherit: row.no_inherit,
        not_valid: !row.validated,
        inherited_from: if row.is_local && !is_partition { row.inherited_from } else { 0 },
        comment: cx.comment(Class::CONSTRAINT, row.oid, 0),
    };
    let usual = NotNull { name: not_null.name.clone(), ..NotNull::default() };
    let relation = cx.relations.get(&row.relation);
    // A partition is made as a table of its own, and its constraint would be named as such.
    let is_handed_down = !row.is_local && !relation.is_some_and(|r| r.is_partition);
    let usually_named = relation.is_some_and(|relation| {
        relation.columns.get(&number).is_some_and(|column| {
            *not_null.name == server_chosen_name(&relation.id.name, &column.name, "not_null")
        })
    });
    // Where it follows from the column, or from the parent's, there is nothing more to say than NOT NULL.
    if not_null == usual && (usually_named || is_handed_down) {
        return;
    }
    cx.parts.not_null.insert((row.relation, number), not_null);
}

/// The names that the server tries, one after another, for a check that has none: named after the table, and the column where it is about a
/// single one (`ChooseConstraintName`).
pub(crate) fn check_names(table: &str, column: Option<&str>) -> impl Iterator<Item = String> {
    (0..).map(move |pass: usize| {
        let label = if pass == 0 { "check".to_owned() } else { format!("check{pass}") };
        match column {
            Some(column) => server_chosen_name(table, column, &label),
            None => format!("{}_{label}", &table[..table.floor_char_boundary(NAME_BYTES - label.len() - 1)]),
        }
    })
}

/// The longest name in bytes that PostgreSQL keeps (`NAMEDATALEN` less the terminator).
const NAME_BYTES: usize = 63;

/// The name that the server gives to what a column's clause makes (`makeObjectName`): table, column and label joined by `_`,
/// the longer of the first two shortened until all fits.
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
