//! Procedural languages (`pg_language`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{AclKind, CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    trusted: bool,
    handler: Option<String>,
    inline: Option<String>,
    validator: Option<String>,
}

object! {
    /// A procedural language without an extension. Functions are quoted and qualified.
    pub struct Language in database {
        /// Whether it is trusted; only superusers can use untrusted languages.
        pub trusted: bool,
        /// The call handler.
        pub handler: Option<Name>,
        /// The handler of anonymous blocks (`DO`).
        pub inline: Option<Name>,
        /// The validator.
        pub validator: Option<Name>,
    }
}

impl Read for Language {
    const CLASS: Class = Class::LANGUAGE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut function = |name: Option<String>| name.map(|n| cx.name(&n));
        let mut language = Self {
            trusted: row.trusted,
            handler: function(row.handler),
            inline: function(row.inline),
            validator: function(row.validator),
            name: cx.name(&row.name),
            ..Self::default()
        };
        let acl = Some((AclKind::Language, row.acl));
        let name = || format!("language {}", ident(&row.name));
        language.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, name));
        Some((row.oid, language))
    }
}

impl Object for Language {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Language, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "LANGUAGE"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Language)
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let trusted = if self.trusted { "TRUSTED " } else { "" };
        let mut sql = format!("CREATE {trusted}LANGUAGE {}", self.sql_name());
        let functions =
            [("HANDLER", &self.handler), ("INLINE", &self.inline), ("VALIDATOR", &self.validator)];
        for (word, function) in functions {
            if let Some(function) = function {
                sql.push_str(&format!("\n    {word} {function}"));
            }
        }
        Create::statement(sql)
    }
}
