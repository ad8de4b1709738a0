//! Operator families (`pg_opfamily`).

pub mod members;

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, qualified};
use crate::{Kind, Name, ObjectId};
use members::{MemberFunction, MemberOperator};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    access_method: String,
    operators: Option<String>,
    functions: Option<String>,
}

object! {
    /// An operator family, which groups operator classes of related types.
    pub struct OperatorFamily in schema {
        /// Its access method.
        pub access_method: Name,
        /// Operators that belong to no class, by strategy number.
        pub operators: Vec<MemberOperator>,
        /// Support functions that belong to no class, by support number.
        pub functions: Vec<MemberFunction>,
    }
}

impl Read for OperatorFamily {
    const CLASS: Class = Class::OPERATOR_FAMILY;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut family = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            access_method: cx.name(&row.access_method),
            ..Self::default()
        };
        let id = family.id();
        family.operators = members::operators(cx, row.operators.as_deref(), &id);
        family.functions = members::functions(cx, row.functions.as_deref(), &id);
        let name = || format!("operator family {}", qualified(&row.schema, &row.name));
        family.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, name));
        Some((row.oid, family))
    }
}

impl Object for OperatorFamily {
    fn id(&self) -> ObjectId {
        let name = format!("{} USING {}", ident(&self.name), ident(&self.access_method));
        ObjectId::local(Kind::OperatorFamily, &self.schema, name)
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "OPERATOR FAMILY"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let members: Vec<String> = self
            .operators
            .iter()
            .map(MemberOperator::sql)
            .chain(self.functions.iter().map(MemberFunction::sql))
            .collect();
        let add = (!members.is_empty()).then(|| {
            format!("ALTER OPERATOR FAMILY {} ADD\n    {}", self.sql_name(), members.join(",\n    ")).into()
        });
        Create::statement(format!("CREATE OPERATOR FAMILY {}", self.sql_name())).then(add)
    }
}
