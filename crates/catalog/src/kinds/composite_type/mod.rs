//! Composite types (`pg_type`, `pg_class`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::{self, Column};
use super::{
    About, AclKind, AlterContext, Alteration, Create, Object, PartChange, SqlContext, Statement, object,
};
use crate::plan::{Action, Hazard};
use crate::read::{Class, Context, Oid, Read};
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
        /// Its attributes, in order. They have a name, type, collation, comment and labels, and nothing else of a column.
        pub attributes: Vec<Column>,
    }
}

impl Read for CompositeType {
    const CLASS: Class = Class::TYPE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut object = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            attributes: cx.parts.columns.remove(&row.relation).unwrap_or_default(),
            ..Self::default()
        };
        let acl = Some((AclKind::Type, row.acl));
        let name = || format!("type {}", qualified(&row.schema, &row.name));
        object.set_described(cx.described(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, object))
    }
}

impl Object for CompositeType {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::CompositeType, &self.schema, self.name.clone())
    }

    fn alter(&self, new: &dyn Object, context: &AlterContext<'_>) -> Alteration {
        let Some(new) = new.as_any().downcast_ref::<Self>() else { return Alteration::Recreate };
        let alter = format!("ALTER TYPE {}", new.sql_name());
        let find = |list: &[Column], name: &str| list.iter().find(|a| &*a.column_name == name).cloned();
        let line = |a: &Column| {
            let collation = a.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
            format!("{}{collation}", a.sql_type)
        };
        let mut changes = Vec::new();
        let id = |a: &Column| new.id().nested(Kind::Column, a.column_name.clone());
        for was in self.attributes.iter().filter(|was| find(&new.attributes, &was.column_name).is_none()) {
            let sql = format!("{alter} DROP ATTRIBUTE {} CASCADE", ident(&was.column_name));
            changes.push(
                PartChange::new(id(was), Action::Drop, [sql.into()])
                    .also(&[Hazard::DeletesData, Hazard::BreaksCode]),
            );
        }
        for is in &new.attributes {
            let name = ident(&is.column_name);
            let was = find(&self.attributes, &is.column_name);
            let mut statements: Vec<Statement> = Vec::new();
            match &was {
                None => statements.push(format!("{alter} ADD ATTRIBUTE {name} {} CASCADE", line(is)).into()),
                Some(was) if line(was) != line(is) => {
                    statements
                        .push(format!("{alter} ALTER ATTRIBUTE {name} TYPE {} CASCADE", line(is)).into());
                }
                Some(_) => {}
            }
            statements.extend(column::about_changed(new, &was.clone().unwrap_or_default(), is, context));
            if !statements.is_empty() {
                let action = if was.is_none() { Action::Create } else { Action::Alter };
                changes.push(PartChange::new(id(is), action, statements));
            }
        }
        Alteration::Parts(changes)
    }

    fn likeness(&self) -> Option<String> {
        column::likeness(&self.attributes)
    }

    fn about(&self) -> About<'_> {
        self.described()
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
        let about = self
            .attributes
            .iter()
            .flat_map(|a| column::about(self, a, context.catalog.server_version.major()));
        Create::list(format!("CREATE TYPE {} AS", self.sql_name()), &self.id(), attributes).then(about)
    }
}
