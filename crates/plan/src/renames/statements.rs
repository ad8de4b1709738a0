//! The SQL that renames objects.

use crate::steps::LockMode;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// The statement that renames an object or nested object. `None` if PostgreSQL has no statement for
/// its kind, or the catalog has no such object.
///
/// `at` is the identity at that point, when its container may have been renamed already.
pub fn rename_sql(catalog: &Catalog, id: &ObjectId, at: &ObjectId, to: &str) -> Option<String> {
    let to = ident(to);
    let name = ident(&at.name);
    match id.kind {
        // Not identified by a name, or named by something else.
        Kind::Extension
        | Kind::Cast
        | Kind::Transform
        | Kind::UserMapping
        | Kind::DefaultPrivileges
        | Kind::MemberChange
        | Kind::Operator
        | Kind::AccessMethod
        | Kind::Default => None,
        Kind::Index => Some(format!("ALTER INDEX {} RENAME TO {to}", at.path())),
        Kind::Column | Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Policy => {
            let (class, path) = (relation_class(catalog, id)?, relation_path(at)?);
            Some(match id.kind {
                Kind::Column if class == "TYPE" => {
                    format!("ALTER TYPE {path} RENAME ATTRIBUTE {name} TO {to} CASCADE")
                }
                Kind::Column => format!("ALTER {class} {path} RENAME COLUMN {name} TO {to}"),
                // ALTER FOREIGN TABLE cannot rename constraints.
                Kind::Constraint if class == "FOREIGN TABLE" => {
                    format!("ALTER TABLE {path} RENAME CONSTRAINT {name} TO {to}")
                }
                Kind::Constraint => format!("ALTER {class} {path} RENAME CONSTRAINT {name} TO {to}"),
                kind => format!("ALTER {} {name} ON {path} RENAME TO {to}", kind.word().to_uppercase()),
            })
        }
        Kind::Schema
        | Kind::Language
        | Kind::ForeignDataWrapper
        | Kind::ForeignServer
        | Kind::Publication
        | Kind::Subscription
        | Kind::EventTrigger
        | Kind::Table
        | Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::Function
        | Kind::Procedure
        | Kind::Aggregate
        | Kind::Enum
        | Kind::CompositeType
        | Kind::Domain
        | Kind::Range
        | Kind::BaseType
        | Kind::OperatorClass
        | Kind::OperatorFamily
        | Kind::Collation
        | Kind::Conversion
        | Kind::Statistics
        | Kind::TextSearchParser
        | Kind::TextSearchTemplate
        | Kind::TextSearchDictionary
        | Kind::TextSearchConfiguration => {
            let class = catalog.object(id)?.sql_class();
            Some(format!("ALTER {class} {} RENAME TO {to}", at.path()))
        }
    }
}

/// The statement that moves an object to another schema. `None` if PostgreSQL has no statement for
/// its kind, or the catalog has no such object.
///
/// A table's indexes and the sequences that its columns own move with it. `at` is the identity at
/// that point.
pub fn set_schema_sql(catalog: &Catalog, id: &ObjectId, at: &ObjectId, to: &str) -> Option<String> {
    // Objects that cannot be renamed cannot be moved either.
    rename_sql(catalog, id, at, to)?;
    let is_own = id.schema.is_some() && id.relation.is_none() && id.kind != Kind::Index;
    let class = catalog.object(id).filter(|_| is_own)?.sql_class();
    Some(format!("ALTER {class} {} SET SCHEMA {}", at.path(), ident(to)))
}

/// The relation that an object moves with: the table of an index, or of the column that owns a
/// sequence.
pub fn moves_with(catalog: &Catalog, id: &ObjectId) -> Option<ObjectId> {
    match id.kind {
        Kind::Index => {
            let tables = catalog.tables.iter().map(|table| (table.id(), &table.indexes));
            let views = catalog.materialized_views.iter().map(|view| (view.id(), &view.indexes));
            let has = |indexes: &[Index]| indexes.iter().any(|index| index.index_name == id.name);
            let mut holders = tables.chain(views).filter(|(holder, _)| holder.schema == id.schema);
            holders.find(|(_, indexes)| has(indexes)).map(|(holder, _)| holder)
        }
        Kind::Sequence => {
            let sequence = catalog.sequences.iter().find(|sequence| sequence.id() == *id)?;
            holder(catalog, sequence.owned_by.as_ref()?)
        }
        _ => None,
    }
}

/// The statement that renames a label of an enum.
pub fn rename_label_sql(at: &ObjectId, from: &str, to: &str) -> String {
    let (from, to) = (pgplumb_catalog::sql::literal(from), pgplumb_catalog::sql::literal(to));
    format!("ALTER TYPE {} RENAME VALUE {from} TO {to}", at.path())
}

/// The lock that a rename takes on a relation, if any.
pub fn rename_lock(kind: Kind) -> Option<LockMode> {
    match kind {
        Kind::Index => Some(LockMode::ShareUpdateExclusive),
        Kind::Table
        | Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::Column
        | Kind::Constraint
        | Kind::Trigger
        | Kind::Rule
        | Kind::Policy => Some(LockMode::AccessExclusive),
        _ => None,
    }
}

/// Whether code refers to such objects by name, and fails after a rename.
pub fn is_named_by_code(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Index
            | Kind::Constraint
            | Kind::Trigger
            | Kind::Rule
            | Kind::Policy
            | Kind::Statistics
            | Kind::EventTrigger
    )
}

/// The relation, domain or type that contains a nested object.
pub fn holder(catalog: &Catalog, part: &ObjectId) -> Option<ObjectId> {
    const HOLDING: [Kind; 6] = [
        Kind::Table,
        Kind::ForeignTable,
        Kind::View,
        Kind::MaterializedView,
        Kind::Domain,
        Kind::CompositeType,
    ];
    let (schema, name) = (part.schema.as_ref()?, part.relation.as_ref()?);
    let ids = HOLDING.map(|kind| ObjectId::local(kind, schema, name.clone()));
    ids.into_iter().find(|id| catalog.object(id).is_some())
}

fn relation_class(catalog: &Catalog, part: &ObjectId) -> Option<&'static str> {
    Some(catalog.object(&holder(catalog, part)?)?.sql_class())
}

fn relation_path(part: &ObjectId) -> Option<String> {
    Some(pgplumb_catalog::sql::qualified(part.schema.as_deref()?, part.relation.as_deref()?))
}
