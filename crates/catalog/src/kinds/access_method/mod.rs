//! Access methods (`pg_am`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, codes, object};
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
        /// Whether it is for indexes or tables.
        pub access_method_type: AccessMethodType,
        /// Its handler function, quoted and qualified.
        pub handler: Name,
    }
}

codes! {
    /// What an access method is for.
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
        method.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, object));
        Some((row.oid, method))
    }
}

impl Object for AccessMethod {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::AccessMethod, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
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
