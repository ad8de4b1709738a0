//! The SQL that gives an object another name.

use crate::kinds::Object;
use crate::kinds::index::Index;
use crate::plan::LockMode;
use crate::sql::ident;
use crate::{Catalog, Kind, ObjectId};

/// The statement that gives an object or a part of one another name; `None` where PostgreSQL has none for its kind, or the catalog has no such object.
///
/// `at` is what the object is called by then, where what it is in has another name already.
pub fn rename_sql(catalog: &Catalog, id: &ObjectId, at: &ObjectId, to: &str) -> Option<String> {
    let to = ident(to);
    let name = ident(&at.name);
    match id.kind {
        // What is identified by something else than a name, or has its name from elsewhere.
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
                Kind::Constraint => format!("ALTER {class} {path} RENAME CONSTRAINT {name} TO {to}"),
                kind => format!("ALTER {} {name} ON {path} RENAME TO {to}", kind.word().to_uppercase()),
            })
        }
        _ => {
            let class = catalog.object(id)?.sql_class();
            Some(format!("ALTER {class} {} RENAME TO {to}", at.path()))
        }
    }
}

/// The statement that puts an object into another schema; `None` where PostgreSQL has none for its kind, or the catalog has no such object.
///
/// With a table go its indexes, and the sequences that its columns own. `at` is what the object is called by then.
pub fn set_schema_sql(catalog: &Catalog, id: &ObjectId, at: &ObjectId, to: &str) -> Option<String> {
    // What can neither be renamed nor is in a schema by itself.
    rename_sql(catalog, id, at, to)?;
    let is_own = id.schema.is_some() && id.relation.is_none() && id.kind != Kind::Index;
    let class = catalog.object(id).filter(|_| is_own)?.sql_class();
    Some(format!("ALTER {class} {} SET SCHEMA {}", at.path(), ident(to)))
}

/// The relation that something is put into another schema with: that of an index, or of the column that owns a sequence.
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

/// The statement that gives a label of an enum another text.
pub fn rename_label_sql(at: &ObjectId, from: &str, to: &str) -> String {
    let (from, to) = (crate::sql::literal(from), crate::sql::literal(to));
    format!("ALTER TYPE {} RENAME VALUE {from} TO {to}", at.path())
}

/// The lock that a rename takes on a table or the like, if it takes one.
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

/// Whether code names such objects, and fails when they are called otherwise.
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

/// What the relation, domain or type is that something is named in.
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
    Some(crate::sql::qualified(part.schema.as_deref()?, part.relation.as_deref()?))
}
