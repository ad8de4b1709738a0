//! Extensions (`pg_extension`). What they own is left to them.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{About, AlterContext, Alteration, Create, Object, PartChange, SqlContext, Statement, object};
use crate::plan::Action;
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, literal};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    schema: String,
    version: String,
    relocatable: bool,
}

object! {
    /// An extension. It has an owner, but no command that could change it; so the owner is not kept.
    pub struct Extension in database {
        /// The schema that its objects are in.
        pub schema: Name,
        /// The installed version.
        pub version: Name,
        /// Whether its objects can be moved to another schema.
        pub relocatable: bool,
    }
}

impl Read for Extension {
    const CLASS: Class = Class::EXTENSION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut extension = Self {
            name: cx.name(&row.name),
            schema: cx.name(&row.schema),
            version: cx.name(&row.version),
            relocatable: row.relocatable,
            ..Self::default()
        };
        extension.set_described(cx.described(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, extension))
    }
}

impl Object for Extension {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Extension, self.name.clone())
    }

    /// What an extension owns may hold rows, and others may need it: it is updated and moved in place. There is no way back to an older version.
    fn alter(&self, new: &dyn Object, _: &AlterContext<'_>) -> Alteration {
        let Some(new) = new.as_any().downcast_ref::<Self>() else { return Alteration::Recreate };
        let mut statements: Vec<Statement> = Vec::new();
        if self.schema != new.schema {
            if !self.relocatable {
                return Alteration::Recreate;
            }
            let sql = format!("ALTER EXTENSION {} SET SCHEMA {}", self.sql_name(), ident(&new.schema));
            statements.push(sql.into());
        }
        if parts(&self.version) < parts(&new.version) {
            let sql = format!("ALTER EXTENSION {} UPDATE TO {}", self.sql_name(), literal(&new.version));
            statements.push(sql.into());
        }
        if statements.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let needs = new.needs();
        Alteration::Parts(vec![PartChange::new(self.id(), Action::Alter, statements).needing(needs)])
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "EXTENSION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    /// Without the version, as a newer server may have only a newer one.
    fn create(&self, _: &SqlContext<'_>) -> Create {
        let schema = ident(&self.schema);
        Create::statement(format!("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {schema}", self.sql_name()))
    }

    fn needs(&self) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::Schema, self.schema.clone())]
    }
}

/// The parts of a version between dots, numbers by their value: `1.10` is after `1.9`.
fn parts(version: &str) -> Vec<(u64, &str)> {
    version.split('.').map(|part| (part.parse().unwrap_or_default(), part)).collect()
}
