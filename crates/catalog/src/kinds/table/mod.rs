//! Tables (`pg_class`): regular, partitioned, partitions, child tables, typed, unlogged and
//! foreign.

mod attachment;
mod create;
mod rules;
mod tables;

pub use attachment::attachment_needs;
pub(crate) use rules::RULES;
pub use tables::Tables;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::column::{self, Column};
use super::constraint::{Constraint, ForeignKey};
use super::index::Index;
use super::policy::Policy;
pub use super::relation::Persistence;
use super::relation::{self, Row};
use super::rule::Rule;
use super::trigger::Trigger;
use super::{AclKind, CommonProperties, Create, Object, SqlContext, SubObject, codes, is_default, object};
use crate::read::{Context, Parts};
use crate::sql::ident;
use crate::{Grant, Kind, Name, ObjectId};

object! {
    /// A table.
    pub struct Table in schema {
        always {
            /// Its columns, in order.
            pub columns: Vec<Column>,
            /// Its indexes, including indexes of constraints.
            pub indexes: Vec<Index>,
            /// Its foreign keys.
            pub foreign_keys: Vec<ForeignKey>,
        }
        /// Whether it is permanent, unlogged or temporary.
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
        /// Whether row security applies to the owner too.
        pub force_row_security: bool,
        /// Its partition key: `RANGE (created_at)`.
        pub partition_key: Option<Box<str>>,
        /// Its partitioned table and bound.
        pub partition_of: Option<Partition>,
        /// Its parents, in order.
        pub inherits: Vec<ObjectId>,
        /// The composite type of a typed table (`OF`).
        pub of_type: Option<Name>,
        /// Its replica identity.
        pub replica_identity: ReplicaIdentity,
        /// Its table access method, if not `heap`.
        pub access_method: Option<Name>,
        /// Its tablespace, if not the database's default.
        pub tablespace: Option<Name>,
        /// Its storage parameters: `fillfactor=70`.
        pub options: Vec<Name>,
        /// Storage parameters of its TOAST table.
        pub toast_options: Vec<Name>,
        /// The server and options of a foreign table.
        pub foreign: Option<Foreign>,
    }
}

codes! {
    /// The replica identity of a table. `Index` means that one of its indexes is marked.
    pub enum ReplicaIdentity {
        #[default] Default = "d" "DEFAULT",
        Nothing = "n" "NOTHING",
        Full = "f" "FULL",
        Index = "i" "USING INDEX",
    }
}

/// The parent and bound of a partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Partition {
    /// The partitioned table.
    pub parent: ObjectId,
    /// The partition bound: `FOR VALUES FROM (1) TO (10)`, `DEFAULT`.
    pub bound: Box<str>,
    /// Whether `DETACH PARTITION … CONCURRENTLY` is pending.
    #[serde(default, skip_serializing_if = "is_default")]
    pub detach_pending: bool,
}

/// The properties of a foreign table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Foreign {
    /// The foreign server.
    pub server: Name,
    /// Options for the foreign-data wrapper: `table_name=x`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Name>,
}

impl Table {
    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| &*c.column_name == name)
    }

    /// The index with this name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|i| &*i.index_name == name)
    }

    /// The columns of the primary key; empty without one.
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
        let columns = match self.columns.len() {
            1 => "1 column".to_owned(),
            columns => format!("{columns} columns"),
        };
        let mut parts = Vec::new();
        if self.persistence == Persistence::Unlogged {
            parts.push("unlogged".to_owned());
        }
        if let Some(partition) = &self.partition_of {
            parts.push(format!("partition of {} {}", partition.parent.path(), partition.bound));
        } else if let Some(of_type) = &self.of_type {
            parts.push(format!("of type {of_type}"));
        } else {
            parts.push(columns);
        }
        if let Some(key) = &self.partition_key {
            parts.push(format!("partitioned by {key}"));
        }
        if !self.inherits.is_empty() {
            let parents: Vec<String> = self.inherits.iter().map(ObjectId::path).collect();
            parts.push(format!("child of {}", parents.join(", ")));
        }
        if let Some(foreign) = &self.foreign {
            parts.push(format!("server {}", ident(&foreign.server)));
        }
        parts.join(", ")
    }

    fn rename_key(&self) -> Option<String> {
        column::rename_key(&self.columns)
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
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

    fn sub_objects(&self, context: &SqlContext<'_>) -> Vec<SubObject> {
        create::sub_objects(self, context)
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.inherits.clone()
    }
}

/// Builds a table from its row and its kept parts.
pub(crate) fn assemble(cx: &mut Context, parts: &mut Parts, row: Row) -> Table {
    let described = relation::common_properties(cx, &row, AclKind::Table);
    let persistence = relation::persistence(cx, &row.persistence, &row.schema, &row.name);
    let replica_identity = match &row.replica_identity {
        None => ReplicaIdentity::Default,
        Some(code) => cx.code("relreplident", code, || {
            format!("table {}", crate::sql::qualified(&row.schema, &row.name))
        }),
    };
    let parents = relation::parents(cx, &parts.parents, row.oid);
    let detach_pending = parts.parents.get(&row.oid).is_some_and(|p| p.iter().any(|p| p.detach_pending));
    let (partition_of, inherits) = match (row.partition_bound, parents) {
        (Some(bound), mut parents) if !parents.is_empty() => {
            (Some(Partition { parent: parents.remove(0), bound: bound.into(), detach_pending }), parents)
        }
        (_, parents) => (None, parents),
    };
    let foreign = parts.foreign.remove(&row.oid).map(|(server, options)| Foreign { server, options });
    let mut table = Table {
        persistence,
        replica_identity,
        columns: parts.columns.remove(&row.oid).unwrap_or_default(),
        constraints: parts.constraints.of_tables.remove(&row.oid).unwrap_or_default(),
        foreign_keys: parts.constraints.foreign_keys.remove(&row.oid).unwrap_or_default(),
        indexes: parts.indexes.by_relation.remove(&row.oid).unwrap_or_default(),
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
    table.set_common(described);
    table
}
