//! Enumerated types (`pg_enum`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{AclKind, CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{literal, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    labels: Vec<String>,
}

object! {
    /// An enumerated type.
    pub struct Enum in schema {
        /// Its labels, in order.
        pub labels: Vec<Name>,
    }
}

impl Read for Enum {
    const CLASS: Class = Class::TYPE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut object = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            labels: cx.names(&row.labels),
            ..Self::default()
        };
        let acl = Some((AclKind::Type, row.acl));
        let name = || format!("type {}", qualified(&row.schema, &row.name));
        object.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, object))
    }
}

impl Object for Enum {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Enum, &self.schema, self.name.clone())
    }

    fn summary(&self) -> String {
        self.labels.join(", ")
    }

    fn rename_key(&self) -> Option<String> {
        (!self.labels.is_empty()).then(|| format!("{:?}", self.labels))
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

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let labels = self.labels.iter().map(|l| literal(l));
        Create::list(format!("CREATE TYPE {} AS ENUM", self.sql_name()), &self.id(), labels)
    }
}
