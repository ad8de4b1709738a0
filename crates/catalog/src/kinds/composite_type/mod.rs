//! Composite types (`pg_type`, `pg_class`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::{self, Column};
use super::{AclKind, CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Parts};
use crate::sql::{ident, qualified};
use crate::{Kind, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    relation: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
}

object! {
    /// A composite type.
    pub struct CompositeType in schema {
        /// Its attributes, in order. Of the properties of columns they have only name, type,
        /// collation, comment and labels.
        pub attributes: Vec<Column>,
    }
}

impl CompositeType {
    /// The catalog of its OID.
    pub(crate) const CLASS: Class = Class::TYPE;

    /// Builds it from its row and the objects nested in it.
    pub(crate) fn assemble(row: Row, cx: &mut Context, parts: &mut Parts) -> Option<(Oid, Self)> {
        let mut object = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            attributes: parts.columns.remove(&row.relation).unwrap_or_default(),
            ..Self::default()
        };
        let acl = Some((AclKind::Type, row.acl));
        let name = || format!("type {}", qualified(&row.schema, &row.name));
        object.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, object))
    }
}

impl Object for CompositeType {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::CompositeType, &self.schema, self.name.clone())
    }

    fn rename_key(&self) -> Option<String> {
        column::rename_key(&self.attributes)
    }

    fn summary(&self) -> String {
        column::names(&self.attributes)
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "TYPE"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Type)
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        let attributes = self.attributes.iter().map(|a| {
            let collation = a.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
            format!("{} {}{collation}", ident(&a.column_name), a.sql_type)
        });
        let comments = self
            .attributes
            .iter()
            .flat_map(|a| column::common_statements(self, a, context.read_from.major()));
        Create::list(format!("CREATE TYPE {} AS", self.sql_name()), &self.id(), attributes).then(comments)
    }
}
