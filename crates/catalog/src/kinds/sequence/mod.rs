//! Sequences (`pg_sequence`), including sequences of identity columns.

mod options;
pub(crate) mod rows;
mod rules;

pub use options::SequenceOptions;
pub(crate) use rules::RULES;

use super::relation::{self, Persistence, Row as RelationRow};
use super::{AclKind, CommonProperties, Create, Object, SqlContext, Statement, SubObject, object};
use crate::read::{Context, Parts};
use crate::{Kind, NodeId, ObjectId};

/// The first major version with unlogged sequences. In older versions, the sequence of an unlogged
/// table is logged.
pub const FIRST_WITH_UNLOGGED: u32 = 15;

object! {
    /// A sequence. Sequences of identity columns are listed only if they have properties of their
    /// own; the column has their options.
    pub struct Sequence in schema {
        /// Its options.
        pub options: SequenceOptions,
        /// Whether it is unlogged.
        pub persistence: Persistence,
        /// The column that owns it. Dropping the column drops the sequence.
        pub owned_by: Option<ObjectId>,
        /// Whether it belongs to an identity column, which creates it.
        pub is_identity: bool,
    }
}

impl Object for Sequence {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Sequence, &self.schema, self.name.clone())
    }

    fn is_implied(&self) -> bool {
        self.is_identity
    }

    fn summary(&self) -> String {
        let data_type = self.options.data_type.as_deref().unwrap_or("bigint");
        match &self.owned_by {
            Some(column) => format!("{data_type}, owned by {}", column.path()),
            None => data_type.to_owned(),
        }
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
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
            return Create::default().then(self.persistence_statement(context));
        }
        let is_unlogged =
            self.persistence == Persistence::Unlogged && context.version.major() >= FIRST_WITH_UNLOGGED;
        let unlogged = if is_unlogged { "UNLOGGED " } else { "" };
        Create::statement(format!("CREATE {unlogged}SEQUENCE {}{}", self.sql_name(), self.options.sql(true)))
    }

    fn sub_objects(&self, _: &SqlContext<'_>) -> Vec<SubObject> {
        // The sequence is created before the table whose default uses it, but can only be owned
        // once both exist.
        let Some(column) = self.owned_by.as_ref().filter(|_| !self.is_identity) else { return Vec::new() };
        let sql = format!("ALTER SEQUENCE {} OWNED BY {}", self.sql_name(), column.path());
        vec![SubObject {
            needs: vec![column.clone().into()],
            ..SubObject::new(NodeId::SequenceOwnership { sequence: self.id() }, sql)
        }]
    }

    fn inherits_owner(&self) -> bool {
        self.is_identity
    }

    fn needs(&self) -> Vec<ObjectId> {
        // The identity column creates its sequence.
        self.owned_by.iter().filter(|_| self.is_identity).cloned().collect()
    }
}

impl Sequence {
    /// An identity sequence starts with the persistence of its table (PostgreSQL 15).
    fn persistence_statement(&self, context: &SqlContext<'_>) -> Option<Statement> {
        let column = self.owned_by.as_ref()?;
        let table = ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?);
        let persistence = context.tables.get(&table)?.persistence;
        let word = if self.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
        (persistence != self.persistence && context.version.major() >= FIRST_WITH_UNLOGGED)
            .then(|| format!("ALTER SEQUENCE {} SET {word}", self.sql_name()).into())
    }
}

/// Builds a sequence from its relation's row and its own row.
pub(crate) fn assemble(cx: &mut Context, parts: &mut Parts, row: RelationRow) -> Option<Sequence> {
    let described = relation::common_properties(cx, &row, AclKind::Sequence);
    let (options, owner) = parts.sequences.take(row.oid)?;
    let owned_by = owner.as_ref().and_then(|owner| {
        let relation = cx.relations.get(&owner.relation)?;
        Some(relation.id.nested(Kind::Column, relation.columns.get(&owner.column)?.name.clone()))
    });
    let id = cx.relations.get(&row.oid)?.id.clone();
    let mut sequence = Sequence {
        schema: id.schema?,
        name: id.name,
        options,
        persistence: relation::persistence(cx, &row.persistence, &row.schema, &row.name),
        owned_by,
        is_identity: owner.is_some_and(|o| o.is_identity),
        ..Sequence::default()
    };
    sequence.set_common(described);
    Some(sequence)
}
