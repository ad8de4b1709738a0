//! Tables: ordinary, partitioned, partitions, inheriting, typed, unlogged and foreign (`pg_class`).

mod alter;
mod below;
mod building;
mod constraints;
mod create;
mod indexes;
mod online;
mod parts;
mod place;
pub mod rebuild;
mod rules;
mod swapping;

pub(crate) use indexes::index_changes;
pub use parts::drop_part_sql;
pub(crate) use parts::part_changes;
pub use place::{attachment, detached, detachment, is_place};
pub(crate) use rules::RULES;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::column::{self, Column};
use super::constraint::{Constraint, ForeignKey};
use super::index::Index;
use super::policy::Policy;
use super::relation::{self, Row};
use super::rule::Rule;
use super::trigger::Trigger;
use super::{
    About, AclKind, AlterContext, Alteration, Create, Object, Part, SqlContext, codes, is_default, object,
};
use crate::read::Context;
use crate::{Grant, Kind, Name, ObjectId};

object! {
    /// A table.
    pub struct Table in schema {
        always {
            /// Its columns, in order.
            pub columns: Vec<Column>,
            /// Its indexes, those that constraints are built on among them.
            pub indexes: Vec<Index>,
            /// Its foreign keys.
            pub foreign_keys: Vec<ForeignKey>,
        }
        /// Whether its rows survive a crash.
        pub persistence: Persistence,
        /// Its primary key, unique, check and exclusion constraints.
        pub constraints: Vec<Constraint>,
        /// Its triggers.
        pub triggers: Vec<Trigger>,
        /// Its rewrite rules.
        pub rules: Vec<Rule>,
        /// Its row security policies.
        pub policies: Vec<Policy>,
        /// Whether row security is enabled.
        pub row_security: bool,
        /// Whether row security holds for the owner too.
        pub force_row_security: bool,
        /// How it is partitioned: `RANGE (created_at)`.
        pub partition_key: Option<Box<str>>,
        /// The table that it is a partition of, and its bound.
        pub partition_of: Option<Partition>,
        /// The tables that it inherits from, in order.
        pub inherits: Vec<ObjectId>,
        /// The composite type that it is a table of.
        pub of_type: Option<Name>,
        /// What identifies rows for logical replication.
        pub replica_identity: ReplicaIdentity,
        /// Its table access method, where that is not `heap`.
        pub access_method: Option<Name>,
        /// Its tablespace, where that is not the database's.
        pub tablespace: Option<Name>,
        /// Its storage parameters: `fillfactor=70`.
        pub options: Vec<Name>,
        /// Storage parameters of its TOAST table.
        pub toast_options: Vec<Name>,
        /// For a foreign table its server and options.
        pub foreign: Option<Foreign>,
    }
}

codes! {
    /// Whether a relation's content survives a crash.
    pub enum Persistence {
        #[default] Permanent = "p" "PERMANENT",
        Unlogged = "u" "UNLOGGED",
        Temporary = "t" "TEMPORARY",
    }
}

codes! {
    /// What identifies a row for logical replication. With `INDEX`, the index says so of itself.
    pub enum ReplicaIdentity {
        #[default] Default = "d" "DEFAULT",
        Nothing = "n" "NOTHING",
        Full = "f" "FULL",
        Index = "i" "USING INDEX",
    }
}

/// A partition's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Partition {
    /// The partitioned table.
    pub parent: ObjectId,
    /// Its bound: `FOR VALUES FROM (1) TO (10)`, `DEFAULT`.
    pub bound: Box<str>,
    /// Whether it is being detached concurrently.
    #[serde(default, skip_serializing_if = "is_default")]
    pub detach_pending: bool,
}

/// What a foreign table has besides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Foreign {
    /// The foreign server.
    pub server: Name,
    /// Options for the foreign-data wrapper: `table_name=x`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Name>,
}

impl Table {
    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| &*c.column_name == name)
    }

    /// The index of a name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|i| &*i.index_name == name)
    }

    /// The primary key's columns; none without a primary key.
    pub fn primary_key(&self) -> &[Name] {
        self.constraints
            .iter()
            .find(|c| c.constraint_type == super::constraint::ConstraintType::PrimaryKey)
            .map(|c| c.columns.as_slice())
            .unwrap_or_default()
    }
}

impl Object for Table {
    fn id(&self) -> ObjectId {
        let kind = if self.foreign.is_some() { Kind::ForeignTable } else { Kind::Table };
        ObjectId::local(kind, &self.schema, self.name.clone())
    }

    fn acls_mut(&mut self) -> Vec<&mut Vec<Grant>> {
        let columns = self.columns.iter_mut().flat_map(|column| &mut column.privileges);
        self.privileges.iter_mut().chain(columns).collect()
    }

    fn summary(&self) -> String {
        match self.columns.len() {
            1 => "1 column".to_owned(),
            columns => format!("{columns} columns"),
        }
    }

    fn likeness(&self) -> Option<String> {
        column::likeness(&self.columns)
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        if self.foreign.is_some() { "FOREIGN TABLE" } else { "TABLE" }
    }

    fn sql_name(&self) -> String {
        relation::sql_name(self)
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Table)
    }

    fn grant_class(&self) -> &'static str {
        "TABLE"
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        create::create(self, context)
    }

    fn parts(&self, context: &SqlContext<'_>) -> Vec<Part> {
        create::parts(self, context)
    }

    fn alter(&self, new: &dyn Object, context: &AlterContext<'_>) -> Alteration {
        match new.as_any().downcast_ref::<Self>() {
            Some(new) => alter::alter(self, new, context),
            None => Alteration::Recreate,
        }
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.inherits.clone()
    }
}

/// The persistence that a relation's row says.
pub(crate) fn persistence(cx: &mut Context, code: &Option<String>, schema: &str, name: &str) -> Persistence {
    match code {
        None => Persistence::Permanent,
        Some(code) => {
            cx.code("relpersistence", code, || format!("relation {}", crate::sql::qualified(schema, name)))
        }
    }
}

/// Makes a table of its row and the parts kept for it.
pub(crate) fn assemble(cx: &mut Context, row: Row) -> Table {
    let described = relation::described(cx, &row, AclKind::Table);
    let persistence = persistence(cx, &row.persistence, &row.schema, &row.name);
    let replica_identity = match &row.replica_identity {
        None => ReplicaIdentity::Default,
        Some(code) => cx.code("relreplident", code, || {
            format!("table {}", crate::sql::qualified(&row.schema, &row.name))
        }),
    };
    let parents = relation::parents(cx, row.oid);
    let detach_pending = cx.parts.parents.get(&row.oid).is_some_and(|p| p.iter().any(|p| p.detach_pending));
    let (partition_of, inherits) = match (row.partition_bound, parents) {
        (Some(bound), mut parents) if !parents.is_empty() => {
            (Some(Partition { parent: parents.remove(0), bound: bound.into(), detach_pending }), parents)
        }
        (_, parents) => (None, parents),
    };
    let foreign = cx.parts.foreign.remove(&row.oid).map(|(server, options)| Foreign { server, options });
    let parts = &mut cx.parts;
    let mut table = Table {
        persistence,
        replica_identity,
        columns: parts.columns.remove(&row.oid).unwrap_or_default(),
        constraints: parts.constraints.remove(&row.oid).unwrap_or_default(),
        foreign_keys: parts.foreign_keys.remove(&row.oid).unwrap_or_default(),
        indexes: parts.indexes.remove(&row.oid).unwrap_or_default(),
        triggers: parts.triggers.remove(&row.oid).unwrap_or_default(),
        rules: parts.rules.remove(&row.oid).unwrap_or_default(),
        policies: parts.policies.remove(&row.oid).unwrap_or_default(),
        row_security: row.row_security,
        force_row_security: row.force_row_security,
        partition_key: row.partition_key.map(Into::into),
        partition_of,
        inherits,
        of_type: row.of_type.map(Into::into),
        foreign,
        ..Table::default()
    };
    table.schema = cx.name(&row.schema);
    table.name = cx.name(&row.name);
    table.access_method = row.access_method.map(|a| cx.name(&a));
    table.tablespace = row.tablespace.map(|t| cx.name(&t));
    table.options = relation::options(cx, &row.options);
    table.toast_options = relation::options(cx, &row.toast_options);
    table.set_described(described);
    table
}
