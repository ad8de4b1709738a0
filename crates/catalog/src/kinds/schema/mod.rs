//! Schemas (`pg_namespace`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::owner_from_grants;
use super::{AclKind, CommonProperties, Create, Object, SqlContext, object};
use crate::privilege::{PUBLIC, UNSPECIFIED_ROLE};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::{Grant, Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
}

object! {
    /// A schema.
    pub struct Schema in database {}
}

impl Read for Schema {
    const CLASS: Class = Class::NAMESPACE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        if cx.is_member(Self::CLASS, row.oid) {
            return None;
        }
        let mut schema = Self { name: cx.name(&row.name), ..Self::default() };
        let items = row.acl.clone();
        let acl = Some((AclKind::Schema, row.acl));
        schema.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, || {
            format!("schema {}", ident(&row.name))
        }));
        if schema.is_in_every_new_database() {
            // Schema public has no default privileges: its initial privileges differ from other
            // schemas.
            schema.privileges =
                items.map(|items| cx.grants(&items, || format!("schema {}", ident(&row.name))));
            schema.clear_initial_properties(row.owner, cx.version.major());
        }
        Some((row.oid, schema))
    }
}

/// The comment on schema public in a new database.
const INITIAL_COMMENT: &str = "standard public schema";

/// The OIDs of the initial owners of schema public: the bootstrap superuser, and
/// `pg_database_owner` from version 15.
const INITIAL_OWNERS: [Oid; 2] = [10, 6171];

impl Schema {
    /// Whether every new database contains it, so that only its changes are written.
    pub fn is_in_every_new_database(&self) -> bool {
        &*self.name == "public"
    }

    fn clear_initial_properties(&mut self, owner: Oid, major: u32) {
        // Setting an empty comment removes the comment, so it stands for a removed initial comment.
        self.comment = match self.comment.take() {
            None => Some("".into()),
            comment => comment.filter(|text| **text != *INITIAL_COMMENT),
        };
        if let Some(name) = self.owner.take_if(|_| INITIAL_OWNERS.contains(&owner)) {
            self.privileges.take_if(|grants| *grants == initial_grants(&name, major));
        }
    }
}

/// The privileges on schema public in a new database.
fn initial_grants(owner: &Name, major: u32) -> Vec<Grant> {
    let mut grants = AclKind::Schema.default_grants(owner, major);
    let public = if major >= 15 { &["USAGE"][..] } else { &["USAGE", "CREATE"] };
    grants.push(Grant {
        grantee: PUBLIC.into(),
        privileges: public.iter().map(|w| Name::from(*w)).collect(),
        grantable: Vec::new(),
        grantor: owner.clone(),
    });
    grants.sort();
    grants
}

impl Object for Schema {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "SCHEMA"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Schema)
    }

    fn initial_privileges(&self, major: u32) -> Option<Vec<Grant>> {
        if !self.is_in_every_new_database() {
            return None;
        }
        let unspecified = Name::from(UNSPECIFIED_ROLE);
        let owner = self.owner.as_ref().or_else(|| owner_from_grants(self.privileges.as_deref()?));
        Some(initial_grants(owner.unwrap_or(&unspecified), major))
    }

    fn initial_comment(&self) -> Option<&'static str> {
        self.is_in_every_new_database().then_some(INITIAL_COMMENT)
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        if self.is_in_every_new_database() {
            return Create::default();
        }
        Create::statement(format!("CREATE SCHEMA {}", self.sql_name()))
    }
}
