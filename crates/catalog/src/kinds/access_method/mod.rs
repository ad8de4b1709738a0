//! Access methods of indexes and tables (`pg_am`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{About, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    #[serde(rename = "type")]
    type_code: String,
    handler: String,
}

object! {
    /// An access method.
    pub struct AccessMethod in database {
        /// What it gives access to.
        pub access_method_type: AccessMethodType,
        /// The function that implements it, quoted and qualified.
        pub handler: Name,
    }
}

codes! {
    /// What an access method gives access to.
    pub enum AccessMethodType {
        #[default] Index = "i" "INDEX",
        Table = "t" "TABLE",
    }
}

impl Read for AccessMethod {
    const CLASS: Class = Class::ACCESS_METHOD;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("access method {}", ident(&row.name));
        let mut method = Self {
            name: cx.name(&row.name),
            access_method_type: cx.code("amtype", &row.type_code, object),
            handler: cx.name(&row.handler),
            ..Self::default()
        };
        method.set_described(cx.described(Self::CLASS, row.oid, None, None, object));
        Some((row.oid, method))
    }
}

impl Object for AccessMethod {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::AccessMethod, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "ACCESS METHOD"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let of = self.access_method_type.word();
        Create::statement(format!(
            "CREATE ACCESS METHOD {} TYPE {of} HANDLER {}",
            self.sql_name(),
            self.handler
        ))
    }
}
