//! Roles. They belong to the server, not to a schema, so they are read separately and only on
//! request. Passwords are never read.

use serde::Deserialize;

use crate::Name;
use crate::sql::{ident, literal};

/// The query for all roles except PostgreSQL's own. Each row is a [`Role`]. It reads `pg_roles`,
/// which every role may read.
pub const QUERY: &str = include_str!("roles.sql");

/// A role (`pg_roles`).
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent attributes of CREATE ROLE")]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// `SUPERUSER`
    pub superuser: bool,
    /// `CREATEDB`
    pub create_db: bool,
    /// `CREATEROLE`
    pub create_role: bool,
    /// `INHERIT`
    pub inherit: bool,
    /// `LOGIN`
    pub login: bool,
    /// `REPLICATION`
    pub replication: bool,
    /// `BYPASSRLS`
    pub bypass_rls: bool,
    /// `CONNECTION LIMIT`; -1 is none.
    pub connection_limit: i32,
    /// `VALID UNTIL`
    pub valid_until: Option<String>,
    /// The roles that it is a member of.
    pub memberships: Vec<Membership>,
}

/// The membership in another role (`pg_auth_members`). Combines the options of all grants.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Membership {
    /// The other role.
    pub role: Name,
    /// `WITH ADMIN OPTION`
    pub admin: bool,
    /// `WITH INHERIT`; `None` before PostgreSQL 16, where the member's `INHERIT` attribute decides.
    pub inherit: Option<bool>,
    /// `WITH SET`; `None` before PostgreSQL 16.
    pub set: Option<bool>,
}

impl Role {
    /// `CREATE ROLE`, without default attributes.
    pub fn create(&self) -> String {
        let mut sql = format!("CREATE ROLE {}", ident(&self.name));
        let attributes = [
            (self.superuser, "SUPERUSER"),
            (self.create_db, "CREATEDB"),
            (self.create_role, "CREATEROLE"),
            (!self.inherit, "NOINHERIT"),
            (self.login, "LOGIN"),
            (self.replication, "REPLICATION"),
            (self.bypass_rls, "BYPASSRLS"),
        ];
        for (_, word) in attributes.into_iter().filter(|(has, _)| *has) {
            sql.push(' ');
            sql.push_str(word);
        }
        if self.connection_limit != -1 {
            sql.push_str(&format!(" CONNECTION LIMIT {}", self.connection_limit));
        }
        if let Some(until) = &self.valid_until {
            sql.push_str(&format!(" VALID UNTIL {}", literal(until)));
        }
        sql
    }

    /// `GRANT` for a membership.
    pub fn grant(&self, membership: &Membership) -> String {
        let mut options = Vec::new();
        if membership.admin {
            options.push("ADMIN OPTION");
        }
        if membership.inherit.is_some_and(|inherit| inherit != self.inherit) {
            options.push(if self.inherit { "INHERIT FALSE" } else { "INHERIT TRUE" });
        }
        if membership.set == Some(false) {
            options.push("SET FALSE");
        }
        let with = if options.is_empty() { String::new() } else { format!(" WITH {}", options.join(", ")) };
        format!("GRANT {} TO {}{with}", ident(&membership.role), ident(&self.name))
    }
}
