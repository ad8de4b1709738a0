//! What was changed on objects that nobody but an extension, or the system itself, makes (`pg_init_privs`): their
//! privileges, and row security and labels that were put on them.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::policy::Policy;
use super::{About, AclKind, Create, Described, Object, SqlContext, Statement, object};
use crate::privilege::GrantTarget;
use crate::read::{Class, Context, Oid, Read};
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
    /// What was changed on an object of an extension or of the system. Its name is that of the object:
    /// `table cron.job`, `function pg_catalog.pg_ls_dir(text)`.
    pub struct MemberChange in database {
        /// What the object is, as PostgreSQL calls it: `table`, `table column`, `function`.
        pub object_type: Name,
        /// The object, quoted and qualified; for a column its table.
        pub identity: Name,
        /// The column, where it is one.
        pub column: Option<Name>,
        /// The extension that the object belongs to; absent: the system.
        pub extension: Option<Name>,
        /// The role that owns the object.
        pub object_owner: Name,
        /// What was granted on it when it was made; empty where that did not change.
        pub initial_privileges: Vec<Grant>,
        /// What is granted on it; empty where that did not change.
        pub current_privileges: Vec<Grant>,
        /// Whether row security is enabled.
        pub row_security: bool,
        /// Whether row security holds for the owner too.
        pub force_row_security: bool,
        /// Row security policies. Which of them the extension made itself cannot be known.
        pub policies: Vec<Policy>,
    }
}

impl Read for MemberChange {
    const CLASS: Class = Class::INIT_PRIVS;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
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
        change.set_described(Described { security_labels, ..Described::default() });
        if change.initial_privileges == change.current_privileges {
            change.initial_privileges.clear();
            change.current_privileges.clear();
        }
        if Class(row.class) == Class::RELATION && row.sub == 0 {
            change.policies = cx.parts.policies.remove(&row.oid).unwrap_or_default();
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

    fn about(&self) -> About<'_> {
        self.described()
    }

    /// The object's own, as labels are put on it.
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
        let (acl_kind, class) = self.granted();
        let on = format!("{class} {}", self.identity);
        let target = GrantTarget {
            prefix: "",
            acl_kind,
            on: &on,
            column: self.column.as_deref(),
            owner: &self.object_owner,
            major: context.catalog.server_version.major(),
        };
        Create::default()
            .then(target.change(&self.initial_privileges, &self.current_privileges))
            .then(self.row_security_statements())
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.extension.iter().map(|extension| ObjectId::global(Kind::Extension, extension.clone())).collect()
    }
}

impl MemberChange {
    /// What is granted on such an object, and the word for it after `GRANT … ON`.
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

    /// A policy may be the extension's own: then it is there already, and is made anew as it is.
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
