//! Collations (`pg_collation`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{literal, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    provider: String,
    nondeterministic: bool,
    lc_collate: Option<String>,
    lc_ctype: Option<String>,
    locale: Option<String>,
    rules: Option<String>,
}

object! {
    /// A collation.
    pub struct Collation in schema {
        /// The provider.
        pub provider: CollationProvider,
        /// The locale; for libc, the locale of both `LC_COLLATE` and `LC_CTYPE`.
        pub locale: Option<Name>,
        /// `LC_COLLATE`, if it differs from `LC_CTYPE` (libc).
        pub lc_collate: Option<Name>,
        /// `LC_CTYPE`, if it differs from `LC_COLLATE` (libc).
        pub lc_ctype: Option<Name>,
        /// Custom ICU rules (PostgreSQL 16).
        pub rules: Option<Box<str>>,
        /// Whether it is nondeterministic: strings with different bytes can be equal.
        pub nondeterministic: bool,
    }
}

codes! {
    /// The provider of a collation.
    pub enum CollationProvider {
        #[default] Libc = "c" "libc",
        Icu = "i" "icu",
        Builtin = "b" "builtin",
        Default = "d" "default",
    }
}

impl Read for Collation {
    const CLASS: Class = Class::COLLATION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = format!("collation {}", qualified(&row.schema, &row.name));
        let object = || object.clone();
        let mut collation = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            provider: cx.code("collprovider", &row.provider, object),
            rules: row.rules.map(Into::into),
            nondeterministic: row.nondeterministic,
            ..Self::default()
        };
        match row.locale {
            Some(locale) => collation.locale = Some(cx.name(&locale)),
            None if row.lc_collate == row.lc_ctype => collation.locale = row.lc_collate.map(|l| cx.name(&l)),
            None => {
                collation.lc_collate = row.lc_collate.map(|l| cx.name(&l));
                collation.lc_ctype = row.lc_ctype.map(|l| cx.name(&l));
            }
        }
        collation.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, collation))
    }
}

impl Object for Collation {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Collation, &self.schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "COLLATION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let mut options = vec![format!("PROVIDER = {}", self.provider.word())];
        let texts = [
            ("LOCALE", self.locale.as_deref()),
            ("LC_COLLATE", self.lc_collate.as_deref()),
            ("LC_CTYPE", self.lc_ctype.as_deref()),
            ("RULES", self.rules.as_deref()),
        ];
        for (word, text) in texts {
            options.extend(text.map(|t| format!("{word} = {}", literal(t))));
        }
        if self.nondeterministic {
            options.push("DETERMINISTIC = false".to_owned());
        }
        Create::list(format!("CREATE COLLATION {}", self.sql_name()), &self.id(), options)
    }
}
