//! Operator classes (`pg_opclass`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::operator_family::members::{self, MemberFunction, MemberOperator};
use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    access_method: String,
    family: String,
    input_type: String,
    storage: Option<String>,
    is_default: bool,
    operators: Option<String>,
    functions: Option<String>,
}

object! {
    /// An operator class: how an access method handles a type.
    pub struct OperatorClass in schema {
        /// Its access method.
        pub access_method: Name,
        /// Its operator family, quoted and qualified.
        pub family: Name,
        /// Its data type.
        pub input_type: Name,
        /// The type stored in the index, if not the data type.
        pub storage: Option<Name>,
        /// Whether it is the default class of the type.
        pub is_default: bool,
        /// Its operators, by strategy number.
        pub operators: Vec<MemberOperator>,
        /// Its support functions, by support number.
        pub functions: Vec<MemberFunction>,
    }
}

impl Read for OperatorClass {
    const CLASS: Class = Class::OPERATOR_CLASS;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut class = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            access_method: cx.name(&row.access_method),
            family: cx.name(&row.family),
            input_type: cx.name(&row.input_type),
            storage: row.storage.map(|s| cx.name(&s)),
            is_default: row.is_default,
            ..Self::default()
        };
        let id = class.id();
        class.operators = members::operators(cx, row.operators.as_deref(), &id);
        class.functions = members::functions(cx, row.functions.as_deref(), &id);
        let name = || format!("operator class {}", qualified(&row.schema, &row.name));
        class.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, name));
        Some((row.oid, class))
    }
}

impl Object for OperatorClass {
    fn id(&self) -> ObjectId {
        let name = format!("{} USING {}", ident(&self.name), ident(&self.access_method));
        ObjectId::local(Kind::OperatorClass, &self.schema, name)
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "OPERATOR CLASS"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let default = if self.is_default { "DEFAULT " } else { "" };
        let storage = self.storage.as_ref().map(|s| format!("STORAGE {s}"));
        let mut members: Vec<String> = storage
            .into_iter()
            .chain(self.operators.iter().map(MemberOperator::sql))
            .chain(self.functions.iter().map(MemberFunction::sql))
            .collect();
        // The syntax needs at least one item; `STORAGE` with the type itself has no effect.
        if members.is_empty() {
            members.push(format!("STORAGE {}", self.input_type));
        }
        Create::statement(format!(
            "CREATE OPERATOR CLASS {}\n    {default}FOR TYPE {} USING {} FAMILY {} AS\n    {}",
            qualified(&self.schema, &self.name),
            self.input_type,
            ident(&self.access_method),
            self.family,
            members.join(",\n    ")
        ))
    }
}
