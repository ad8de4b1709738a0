//! Changes to objects of extensions and of the system (`pg_init_privs`): privileges, row security
//! and security labels.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::policy::Policy;
use super::{
    AclKind, CommonProperties, Create, Object, OwnedCommonProperties, SqlContext, Statement, object,
};
use crate::privilege::GrantTarget;
use crate::read::{Class, Context, Oid, Parts};
use crate::sql::ident;
use crate::{Grant, Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    class: Oid,
    sub: i32,
    object_type: String,
    identity: String,
    column_name: Option<String>,
    extension: Option<String>,
    owner: Oid,
    acl: Vec<String>,
    initial_acl: Vec<String>,
    row_security: bool,
    force_row_security: bool,
}

object! {
    /// Changes to an object of an extension or of the system. Its name is the object's: `table
    /// cron.job`, `function pg_catalog.pg_ls_dir(text)`.
    pub struct MemberChange in database {
        /// The type of the object in PostgreSQL's terms: `table`, `table column`, `function`.
        pub object_type: Name,
        /// The object, quoted and qualified; the table of a column.
        pub identity: Name,
        /// The column, if it is one.
        pub column: Option<Name>,
        /// The extension that owns the object; absent for system objects.
        pub extension: Option<Name>,
        /// The owner of the object.
        pub object_owner: Name,
        /// The initial privileges; empty if they did not change.
        pub initial_privileges: Vec<Grant>,
        /// The current privileges; empty if they did not change.
        pub current_privileges: Vec<Grant>,
        /// Whether row security is enabled.
        pub row_security: bool,
        /// Whether row security applies to the owner too.
        pub force_row_security: bool,
        /// Row security policies. The catalog does not show which of them the extension created.
        pub policies: Vec<Policy>,
    }
}

impl MemberChange {
    /// The catalog of its OID.
    pub(crate) const CLASS: Class = Class::INIT_PRIVS;

    /// Builds it from its row and the objects nested in it.
    pub(crate) fn assemble(row: Row, cx: &mut Context, parts: &mut Parts) -> Option<(Oid, Self)> {
        let mut name = format!("{} {}", row.object_type, row.identity);
        if let Some(column) = &row.column_name {
            name += &format!(".{}", ident(column));
        }
        let mut change = Self {
            object_type: cx.name(&row.object_type),
            identity: cx.name(&row.identity),
            column: row.column_name.map(|c| cx.name(&c)),
            extension: row.extension.map(|e| cx.name(&e)),
            object_owner: cx.role(row.owner),
            initial_privileges: cx.grants(&row.initial_acl, || name.clone()),
            current_privileges: cx.grants(&row.acl, || name.clone()),
            row_security: row.row_security,
            force_row_security: row.force_row_security,
            ..Self::default()
        };
        let security_labels = cx.labels(Class(row.class), row.oid, row.sub);
        change.set_common(OwnedCommonProperties { security_labels, ..OwnedCommonProperties::default() });
        if change.initial_privileges == change.current_privileges {
            change.initial_privileges.clear();
            change.current_privileges.clear();
        }
        if Class(row.class) == Class::RELATION && row.sub == 0 {
            change.policies = parts.policies.remove(&row.oid).unwrap_or_default();
        }
        let unchanged = change.initial_privileges == change.current_privileges
            && !(change.row_security || change.force_row_security)
            && change.policies.is_empty()
            && change.security_labels.is_empty();
        change.name = name.into();
        (!unchanged).then_some((row.oid, change))
    }
}

impl Object for MemberChange {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::MemberChange, self.name.clone())
    }

    fn acl_owner(&self) -> Option<&Name> {
        Some(&self.object_owner)
    }

    fn acls_mut(&mut self) -> Vec<&mut Vec<Grant>> {
        vec![&mut self.initial_privileges, &mut self.current_privileges]
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    /// The labels of the object itself.
    fn sql_class(&self) -> &'static str {
        match &*self.object_type {
            _ if self.column.is_some() => "COLUMN",
            "table" => "TABLE",
            "view" => "VIEW",
            "materialized view" => "MATERIALIZED VIEW",
            "foreign table" => "FOREIGN TABLE",
            "sequence" => "SEQUENCE",
            "aggregate" => "AGGREGATE",
            _ => self.grant_class(),
        }
    }

    fn sql_name(&self) -> String {
        match &self.column {
            Some(column) => format!("{}.{}", self.identity, ident(column)),
            None => self.identity.to_string(),
        }
    }

    fn grant_class(&self) -> &'static str {
        self.granted().1
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        let target = self.grant_target(context.read_from.major());
        Create::default()
            .then(target.change(&self.initial_privileges, &self.current_privileges))
            .then(self.row_security_statements())
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.extension.iter().map(|extension| ObjectId::global(Kind::Extension, extension.clone())).collect()
    }
}

impl MemberChange {
    /// The target of `GRANT` and `REVOKE` for the object.
    pub fn grant_target(&self, major: u32) -> GrantTarget<'_> {
        let (acl_kind, class) = self.granted();
        GrantTarget {
            prefix: "",
            acl_kind,
            class,
            object: &self.identity,
            column: self.column.as_deref(),
            owner: &self.object_owner,
            major,
        }
    }

    /// The ACL kind of such an object, and its keyword after `GRANT … ON`.
    fn granted(&self) -> (AclKind, &'static str) {
        match &*self.object_type {
            _ if self.column.is_some() => (AclKind::Column, "TABLE"),
            "sequence" => (AclKind::Sequence, "SEQUENCE"),
            "function" | "aggregate" => (AclKind::Function, "FUNCTION"),
            "procedure" => (AclKind::Function, "PROCEDURE"),
            "type" => (AclKind::Type, "TYPE"),
            "schema" => (AclKind::Schema, "SCHEMA"),
            "language" => (AclKind::Language, "LANGUAGE"),
            "foreign-data wrapper" => (AclKind::ForeignDataWrapper, "FOREIGN DATA WRAPPER"),
            "server" => (AclKind::ForeignServer, "FOREIGN SERVER"),
            _ => (AclKind::Table, "TABLE"),
        }
    }

    /// The extension may have created the policy itself, so it is dropped and created.
    fn row_security_statements(&self) -> Vec<Statement> {
        let table = &self.identity;
        let mut statements = Vec::new();
        for policy in &self.policies {
            let on = format!("POLICY {} ON {table}", ident(&policy.name));
            statements.push(format!("DROP POLICY IF EXISTS {} ON {table}", ident(&policy.name)).into());
            statements.push(policy.create(table).into());
            statements.extend(policy.comment.as_deref().map(|text| Statement::comment(&on, text)));
        }
        if self.row_security {
            statements.push(format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY").into());
        }
        if self.force_row_security {
            statements.push(format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY").into());
        }
        statements
    }
}
