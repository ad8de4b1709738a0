//! Sequences (`pg_sequence`), those that belong to identity columns among them.

mod rules;

pub(crate) use rules::RULES;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::column::{Identity, IdentityGeneration};
use super::relation::{self, Row as RelationRow};
use super::table::Persistence;
use super::{
    About, AclKind, AlterContext, Alteration, Create, Object, Part, PartChange, SqlContext, Statement,
    is_default, object,
};
use crate::plan::Action;
use crate::read::{Context, Oid};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    data_type: String,
    start: i64,
    increment: i64,
    maximum: i64,
    minimum: i64,
    cache: i64,
    cycle: bool,
}

/// The column that owns a sequence.
pub(crate) struct Owner {
    pub relation: Oid,
    pub column: i16,
    pub is_identity: bool,
}

/// What `CREATE SEQUENCE` and an identity column's parentheses can say. Values that the server chooses by itself for the
/// type and direction are left out.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SequenceOptions {
    /// The type of its values; `bigint` when absent (for an identity column: the column's type).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<Name>,
    /// The first value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// The step; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// The least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// How many values a session takes at a time; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Whether it begins again when it has run out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cycle: bool,
}

impl SequenceOptions {
    fn new(row: &Row) -> Self {
        let (least, greatest) = match row.data_type.as_str() {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let (minimum, maximum) = if row.increment > 0 { (1, greatest) } else { (least, -1) };
        let start = if row.increment > 0 { row.minimum } else { row.maximum };
        let unusual = |value: i64, usual: i64| (value != usual).then_some(value);
        Self {
            data_type: (row.data_type != "bigint").then(|| row.data_type.as_str().into()),
            start: unusual(row.start, start),
            increment: unusual(row.increment, 1),
            minimum: unusual(row.minimum, minimum),
            maximum: unusual(row.maximum, maximum),
            cache: unusual(row.cache, 1),
            cycle: row.cycle,
        }
    }

    /// The value that it starts with.
    fn first(&self) -> i64 {
        let bound = if self.increment.unwrap_or(1) > 0 {
            self.minimum.unwrap_or(1)
        } else {
            self.maximum.unwrap_or(-1)
        };
        self.start.unwrap_or(bound)
    }

    /// What `ALTER SEQUENCE` must say to make them of others, each option preceded by a space.
    pub(crate) fn changed_from(&self, old: &Self) -> String {
        let mut sql = String::new();
        if self.data_type != old.data_type {
            let _ = write!(sql, " AS {}", self.data_type.as_deref().unwrap_or("bigint"));
        }
        let number =
            |sql: &mut String, word: &str, old: Option<i64>, new: Option<i64>, usual: Option<&str>| {
                if old == new {
                    return;
                }
                let _ = match (new, usual) {
                    (Some(value), _) => write!(sql, " {word} {value}"),
                    (None, Some(usual)) => write!(sql, " {usual}"),
                    (None, None) => Ok(()),
                };
            };
        number(&mut sql, "INCREMENT BY", old.increment, self.increment, Some("INCREMENT BY 1"));
        number(&mut sql, "MINVALUE", old.minimum, self.minimum, Some("NO MINVALUE"));
        number(&mut sql, "MAXVALUE", old.maximum, self.maximum, Some("NO MAXVALUE"));
        let (first, was_first) = (self.first(), old.first());
        if first != was_first {
            let _ = write!(sql, " START WITH {first}");
        }
        // Where the next value would be out of bounds, the sequence starts anew.
        let floor = |options: &Self| {
            options.minimum.unwrap_or(if options.increment.unwrap_or(1) > 0 { 1 } else { i64::MIN })
        };
        if floor(self) > floor(old) {
            let _ = write!(sql, " RESTART WITH {first}");
        }
        number(&mut sql, "CACHE", old.cache, self.cache, Some("CACHE 1"));
        if self.cycle != old.cycle {
            sql.push_str(if self.cycle { " CYCLE" } else { " NO CYCLE" });
        }
        sql
    }

    /// The options as SQL writes them, each preceded by a space; empty when all is as usual.
    pub fn sql(&self, with_type: bool) -> String {
        let mut sql = String::new();
        if let Some(data_type) = self.data_type.as_ref().filter(|_| with_type) {
            let _ = write!(sql, " AS {data_type}");
        }
        let numbers = [
            ("START WITH", self.start),
            ("INCREMENT BY", self.increment),
            ("MINVALUE", self.minimum),
            ("MAXVALUE", self.maximum),
            ("CACHE", self.cache),
        ];
        for (word, value) in numbers {
            if let Some(value) = value {
                let _ = write!(sql, " {word} {value}");
            }
        }
        if self.cycle {
            sql.push_str(" CYCLE");
        }
        sql
    }
}

object! {
    /// A sequence. Those of identity columns stand with their columns and not here, unless something can only be said of the sequence.
    pub struct Sequence in schema {
        /// Its options.
        pub options: SequenceOptions,
        /// Whether it survives a crash.
        pub persistence: Persistence,
        /// The column that owns it: it is dropped with the column.
        pub owned_by: Option<ObjectId>,
        /// Whether it belongs to an identity column, with which it is made.
        pub is_identity: bool,
    }
}

impl Object for Sequence {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Sequence, &self.schema, self.name.clone())
    }

    fn follows(&self) -> bool {
        self.is_identity
    }

    fn alter(&self, new: &dyn Object, _: &AlterContext<'_>) -> Alteration {
        let Some(new) = new.as_any().downcast_ref::<Self>() else { return Alteration::Recreate };
        let alter = format!("ALTER SEQUENCE {}", new.sql_name());
        let mut changes = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        if self.options != new.options && !new.is_identity {
            statements.push(format!("{alter}{}", new.options.changed_from(&self.options)).into());
        }
        if self.persistence != new.persistence {
            let word = if new.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
            statements.push(format!("{alter} SET {word}").into());
        }
        if !statements.is_empty() {
            changes.push(PartChange::new(new.id(), Action::Alter, statements));
        }
        if self.owned_by != new.owned_by && !new.is_identity {
            // It is let go of in time, so as not to be dropped with a column that may have to go before the other is there.
            if self.owned_by.is_some() {
                let change =
                    PartChange::new(new.id(), Action::Alter, [format!("{alter} OWNED BY NONE").into()]);
                changes.push(change.holding(self.owned_by.clone()));
            }
            if let Some(owner) = &new.owned_by {
                let sql = format!("{alter} OWNED BY {}", owner.path());
                let own = new.id().nested(Kind::Default, "owned by");
                changes.push(
                    PartChange::new(own, Action::Create, [sql.into()]).needing([owner.clone(), new.id()]),
                );
            }
        }
        Alteration::Parts(changes)
    }

    fn goes_with(&self) -> Option<&ObjectId> {
        self.owned_by.as_ref()
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "SEQUENCE"
    }

    fn sql_name(&self) -> String {
        relation::sql_name(self)
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Sequence)
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        if self.is_identity {
            return Create::default().then(self.unlike_table(context));
        }
        let unlogged = if self.persistence == Persistence::Unlogged { "UNLOGGED " } else { "" };
        Create::statement(format!("CREATE {unlogged}SEQUENCE {}{}", self.sql_name(), self.options.sql(true)))
    }

    fn parts(&self, _: &SqlContext<'_>) -> Vec<Part> {
        // The sequence comes before the table, whose default needs it; it can only be owned once both are there.
        let Some(column) = self.owned_by.as_ref().filter(|_| !self.is_identity) else { return Vec::new() };
        let sql = format!("ALTER SEQUENCE {} OWNED BY {}", self.sql_name(), column.path());
        vec![Part {
            needs: vec![column.clone()],
            ..Part::new(self.id().nested(Kind::Default, "owned by"), sql)
        }]
    }

    fn owner_follows(&self) -> bool {
        self.is_identity
    }

    fn needs(&self) -> Vec<ObjectId> {
        // An identity column makes its sequence.
        self.owned_by.iter().filter(|_| self.is_identity).cloned().collect()
    }
}

impl Sequence {
    /// An identity column's sequence is made as its table is, logged or not (PostgreSQL 15).
    fn unlike_table(&self, context: &SqlContext<'_>) -> Option<Statement> {
        let column = self.owned_by.as_ref()?;
        let table = ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?);
        let persistence = context.catalog.table(&table)?.persistence;
        let word = if self.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
        (persistence != self.persistence && context.version.major() >= 15)
            .then(|| format!("ALTER SEQUENCE {} SET {word}", self.sql_name()).into())
    }
}

/// Keeps the sequences' rows, and what owns them, until their relations are put together.
pub(crate) fn load(cx: &mut Context, rows: Vec<Row>, owners: impl Iterator<Item = (Oid, Owner)>) {
    for row in rows {
        cx.parts.sequences.insert(row.oid, row);
    }
    for (sequence, owner) in owners {
        if owner.is_identity {
            cx.parts.identity_sequences.insert((owner.relation, owner.column), sequence);
        }
        cx.parts.sequence_owners.insert(sequence, owner);
    }
}

/// The identity of a column, whose sequence was kept.
pub(crate) fn identity(
    cx: &mut Context,
    relation: Oid,
    column: i16,
    generation: IdentityGeneration,
) -> Option<Identity> {
    let oid = *cx.parts.identity_sequences.get(&(relation, column))?;
    let id = cx.relations.get(&oid)?.id.clone();
    let options = SequenceOptions::new(cx.parts.sequences.get(&oid)?);
    Some(Identity { generation, sequence_schema: id.schema?, sequence_name: id.name, sequence: options })
}

/// Makes a sequence of its relation's row and its own.
pub(crate) fn assemble(cx: &mut Context, row: RelationRow) -> Option<Sequence> {
    let described = relation::described(cx, &row, AclKind::Sequence);
    let own = cx.parts.sequences.remove(&row.oid)?;
    let owner = cx.parts.sequence_owners.remove(&row.oid);
    let owned_by = owner.as_ref().and_then(|owner| {
        let relation = cx.relations.get(&owner.relation)?;
        Some(relation.id.nested(Kind::Column, relation.columns.get(&owner.column)?.name.clone()))
    });
    let id = cx.relations.get(&row.oid)?.id.clone();
    let mut sequence = Sequence {
        schema: id.schema?,
        name: id.name,
        options: SequenceOptions::new(&own),
        persistence: super::table::persistence(cx, &row.persistence, &row.schema, &row.name),
        owned_by,
        is_identity: owner.is_some_and(|o| o.is_identity),
        ..Sequence::default()
    };
    sequence.set_described(described);
    Some(sequence)
}
