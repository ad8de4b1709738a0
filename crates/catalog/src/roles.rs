//! Roles: the server's and no part of a database's schema, so they are read beside the catalog, where somebody asks for them. Passwords
//! are never read.

use serde::Deserialize;

use crate::Name;
use crate::sql::{ident, literal};

/// The query for every role but PostgreSQL's own, with a row for each that is a [`Role`]. It asks `pg_roles`, which everybody may read.
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
    /// What it is a member of.
    pub memberships: Vec<Membership>,
}

/// That a role is a member of another (`pg_auth_members`). Where several have granted it, what any of them did.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Membership {
    /// The role that it is a member of.
    pub role: Name,
    /// `WITH ADMIN OPTION`
    pub admin: bool,
    /// `WITH INHERIT`; none before PostgreSQL 16, where the member decides that for all.
    pub inherit: Option<bool>,
    /// `WITH SET`; none before PostgreSQL 16.
    pub set: Option<bool>,
}

impl Role {
    /// The statement that makes it. Attributes that all roles have by default are not said.
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

    /// The statement that makes it a member of another.
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
