//! Statements of a catalog that only a superuser can execute.
//!
//! A catalog that was read from a database or a snapshot is recreated by a role without privileges.
//! Where that role lacks a privilege, a superuser executes the statement, if it is of a form that
//! executes no code: no expressions, casts or functions of the catalog. The form is recognized from
//! the first words of the text, without comments, so that this module and the server cannot
//! disagree about it.

use std::collections::BTreeSet;

use super::wrapper::{self, WithoutValidator};
use super::{inert, subscription};
use crate::{Connection, QueryError};

/// How statements that need a superuser are executed.
#[derive(Clone, Copy, Debug)]
pub struct Delegate<'a> {
    /// The connection of a superuser.
    pub admin: &'a Connection,
    /// The role that owns the objects.
    pub role: &'a str,
    /// The schemas that exist before the statements are executed.
    pub schemas: &'a BTreeSet<String>,
}

/// Objects that are created without evaluating expressions.
const CREATES: &[&[&str]] = &[
    &["type"],
    &["operator", "class"],
    &["operator", "family"],
    &["cast"],
    &["language"],
    &["trusted", "language"],
    &["access", "method"],
    &["foreign", "data", "wrapper"],
    &["event", "trigger"],
    &["subscription"],
    &["transform"],
    &["text", "search", "parser"],
    &["text", "search", "template"],
    &["publication"],
    &["aggregate"],
    &["user", "mapping"],
    &["server"],
];

/// Objects that are altered without evaluating expressions.
const ALTERS: &[&[&str]] = &[
    &["function"],
    &["procedure"],
    &["routine"],
    &["aggregate"],
    &["operator"],
    &["event", "trigger"],
    &["subscription"],
    &["language"],
    &["foreign", "data", "wrapper"],
    &["server"],
    &["user", "mapping"],
    &["text", "search"],
    &["publication"],
    &["conversion"],
];

/// Objects that are dropped.
const DROPS: &[&[&str]] = &[
    &["type"],
    &["operator"],
    &["cast"],
    &["language"],
    &["access", "method"],
    &["foreign", "data", "wrapper"],
    &["event", "trigger"],
    &["subscription"],
    &["transform"],
    &["text", "search"],
    &["publication"],
    &["extension"],
    &["function"],
    &["procedure"],
    &["aggregate"],
    &["routine"],
    &["user", "mapping"],
    &["server"],
];

/// Objects that `ALTER … OWNER TO` applies to.
const OWNED: &[&[&str]] = &[
    &["table"],
    &["view"],
    &["materialized", "view"],
    &["sequence"],
    &["foreign", "table"],
    &["domain"],
    &["type"],
    &["schema"],
    &["collation"],
    &["statistics"],
    &["extension"],
];

/// After a statement: gives the new objects to the role, and fails if the statement did anything
/// that would give the role more rights. Names are not resolved through casts of the database.
const CHECK: &str = include_str!("delegate.sql");

/// The members of extensions, and the constructors of range types, which belong to the server.
const MEMBERS: &str = "(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.deptype OPERATOR(pg_catalog.=) 'e' \
     OR d.deptype OPERATOR(pg_catalog.=) 'i' AND d.classid OPERATOR(pg_catalog.=) 1255::pg_catalog.oid)";

impl Delegate<'_> {
    /// Executes a statement that failed for the role. Returns `None` if no superuser may execute
    /// it either.
    pub(crate) async fn execute(
        &self,
        connection: &Connection,
        sql: &str,
        error: &QueryError,
    ) -> Option<Result<(), QueryError>> {
        match error.code() {
            Some("42P06") if self.has_schema(sql) => return Some(Ok(())),
            Some("42501" | "42P13") => {}
            _ => return None,
        }
        if let Some(stand_in) = inert::stand_in(sql)
            && error.to_string().contains("language")
        {
            return Some(self.create_function(connection, &stand_in).await);
        }
        if inert::without_privileged_clauses(sql).is_some() {
            return Some(self.create_function(connection, sql).await);
        }
        let is_dropped = leading_words(sql).first().is_some_and(|word| word == "drop");
        let unconnected = if is_dropped { None } else { subscription::unconnected(sql) };
        let sql = unconnected.as_deref().unwrap_or(sql);
        if let Some(role) = sql.strip_prefix("ALTER DEFAULT PRIVILEGES FOR ROLE ") {
            return Some(self.change_default_privileges(connection, role).await);
        }
        if is_owner_change(sql) {
            return Some(self.change_owner(sql).await);
        }
        // The trigger keeps its other state, in the current as in the desired catalog.
        if self.fires_for_admin(sql) {
            return Some(Ok(()));
        }
        let is_harmless = WithoutValidator::of(sql) != Some(WithoutValidator::Impossible);
        match is_harmless && is_delegated(sql) {
            true => Some(self.execute_as_admin(sql).await),
            false => None,
        }
    }

    /// Creates a function as the role, and the properties that need a superuser as superuser.
    async fn create_function(&self, connection: &Connection, sql: &str) -> Result<(), QueryError> {
        const IDENTITY: &str = "SELECT pg_catalog.format('%s %I.%I(%s)', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, \
             n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) \
             FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
             WHERE p.xmin::pg_catalog.text = (pg_catalog.txid_current() & 4294967295)::pg_catalog.text";
        let (sql, clauses) = match inert::without_privileged_clauses(sql) {
            Some((sql, clauses)) => (sql, Some(clauses)),
            None => (sql.to_owned(), None),
        };
        connection.execute_script("BEGIN").await?;
        let created = async {
            connection.execute_script(&sql).await?;
            connection.simple_value(IDENTITY).await
        };
        let created = created.await;
        connection.execute_script(if created.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        match (created?, clauses) {
            (Some(identity), Some(clauses)) => {
                self.execute_as_admin(&format!("ALTER {identity} {clauses}")).await
            }
            _ => Ok(()),
        }
    }

    /// Whether the statement makes an event trigger fire in the superuser's session. From PostgreSQL
    /// 17 on, a setting prevents that.
    fn fires_for_admin(&self, sql: &str) -> bool {
        let lower = sql.to_ascii_lowercase();
        let is_enabled = [" always", " replica"].iter().any(|mode| lower.trim_end().ends_with(mode));
        lower.starts_with("alter event trigger") && is_enabled && self.admin.server_version().major() < 17
    }

    /// Whether the statement creates a schema that exists already, because an extension needed it.
    fn has_schema(&self, sql: &str) -> bool {
        let words = super::lex::words(sql, 4);
        words.len() == 3
            && words[..2] == ["create", "schema"]
            && self.schemas.contains(&super::lex::unquoted(&words[2]))
    }

    /// Executes a statement as superuser. The extended protocol accepts a single statement only.
    async fn execute_as_admin(&self, sql: &str) -> Result<(), QueryError> {
        self.admin.execute_script("BEGIN").await?;
        let executed = self.execute_and_check(sql).await;
        let end = if executed.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.admin.execute_script(end).await?;
        executed
    }

    /// Changes the owner of an object. A role with dangerous privileges owns no recreated object;
    /// the owner then stays unspecified.
    async fn change_owner(&self, sql: &str) -> Result<(), QueryError> {
        let owner = sql.rsplit_once(" OWNER TO ").map_or("", |(_, owner)| owner.trim());
        if !self.join(&super::lex::unquoted(owner)).await? {
            return Ok(());
        }
        match self.execute_as_admin(sql).await {
            // The object must belong to a superuser.
            Err(error) if error.code() == Some("42501") => Ok(()),
            changed => changed,
        }
    }

    /// Changes default privileges of another role, or of the role itself instead of a role with
    /// dangerous privileges. `rest` is the statement after `FOR ROLE`.
    async fn change_default_privileges(&self, connection: &Connection, rest: &str) -> Result<(), QueryError> {
        let rest_of_name = after_name(rest).unwrap_or_default();
        let name = &rest[..rest.len() - rest_of_name.len()];
        let is_joined = self.join(&super::lex::unquoted(name)).await?;
        let role =
            if is_joined { name.to_owned() } else { pgplumb_catalog::sql::ident(self.role).into_owned() };
        connection.execute_script(&format!("ALTER DEFAULT PRIVILEGES FOR ROLE {role}{rest_of_name}")).await
    }

    /// Lets the role act as another role, unless that role could reach files, programs or other
    /// databases.
    pub(super) async fn join(&self, other: &str) -> Result<bool, QueryError> {
        let other_name = pgplumb_catalog::sql::literal(other);
        let is_harmless = format!(
            "SELECT NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication) AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles p \
             WHERE (p.rolsuper OR p.rolname OPERATOR(pg_catalog.~) '^pg_') AND pg_catalog.pg_has_role(r.oid, p.oid, 'MEMBER') \
             AND p.rolname OPERATOR(pg_catalog.<>) 'pg_database_owner') \
             FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) {other_name}"
        );
        if self.admin.simple_value(&is_harmless).await?.as_deref() != Some("t") {
            return Ok(false);
        }
        let grant = format!(
            "GRANT {} TO {}",
            pgplumb_catalog::sql::ident(other),
            pgplumb_catalog::sql::ident(self.role)
        );
        self.admin.execute_script(&grant).await.map(|()| true)
    }

    async fn execute_and_check(&self, sql: &str) -> Result<(), QueryError> {
        let transaction = self.admin.simple_value("SELECT pg_catalog.txid_current()").await?;
        let transaction: u64 = transaction.and_then(|text| text.parse().ok()).unwrap_or_default();
        // Otherwise, it would drop its replication slot on the publisher.
        for statement in subscription::detachment(sql) {
            self.admin.execute_statement(&statement).await?;
        }
        self.execute_without_code(sql).await?;
        let check = CHECK
            .replace("ROLE)", &format!("{})", pgplumb_catalog::sql::literal(self.role)))
            .replace("MEMBERS", MEMBERS)
            .replace("CURRENT)", &format!("'{}'::pg_catalog.xid)", transaction & 0xffff_ffff));
        self.admin.execute_script(&check).await
    }

    /// Executes a statement so that the server does not call the validator of a foreign-data wrapper.
    async fn execute_without_code(&self, sql: &str) -> Result<(), QueryError> {
        match WithoutValidator::of(sql) {
            None => self.admin.execute_statement(sql).await,
            Some(WithoutValidator::Instead(statements)) => {
                for statement in statements {
                    self.admin.execute_statement(&statement).await?;
                }
                Ok(())
            }
            // `execute` has refused impossible statements.
            Some(WithoutValidator::Suspended | WithoutValidator::Impossible) => {
                let restore = self.admin.simple_value(wrapper::SAVED).await?;
                self.admin.execute_script(wrapper::SUSPEND).await?;
                self.admin.execute_statement(sql).await?;
                match restore {
                    Some(restore) => self.admin.execute_script(&restore).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// Grants or revokes privileges again, if the role could not do it.
    pub(crate) async fn grant_again(&self, sql: &str) {
        if matches!(leading_words(sql).first().map(String::as_str), Some("grant" | "revoke"))
            && is_delegated(sql)
        {
            // A privilege that cannot be granted stays missing, which the comparison shows.
            let _ = self.execute_as_admin(sql).await;
        }
    }
}

/// The first words of a statement, in lower case, if it starts with words. Comments and quoted
/// names end the list.
fn leading_words(sql: &str) -> Vec<String> {
    let words = sql.split([' ', '\n', '\t']).take(6);
    let is_plain =
        |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    words.take_while(is_plain).map(str::to_ascii_lowercase).collect()
}

fn starts_with(words: &[String], kinds: &[&[&str]]) -> bool {
    kinds.iter().any(|kind| words.len() >= kind.len() && words.iter().zip(*kind).all(|(a, b)| a == b))
}

/// Whether a superuser may execute the statement.
fn is_delegated(sql: &str) -> bool {
    let words = leading_words(sql);
    let Some((first, rest)) = words.split_first() else { return false };
    let rest = match rest {
        [or, replace, rest @ ..] if or == "or" && replace == "replace" => rest,
        rest => rest,
    };
    let lower = sql.to_ascii_lowercase();
    match first.as_str() {
        "comment" => {
            rest.first().is_some_and(|word| word == "on")
                && !starts_with(&rest[1..], &[&["role"], &["database"], &["tablespace"]])
        }
        "grant" | "revoke" => {
            lower.contains(" on ")
                && ![" on parameter ", " on database ", " on tablespace "]
                    .iter()
                    .any(|class| lower.contains(class))
        }
        // Row filters and initial values are evaluated.
        "create" => {
            let is_of = |kind: &str| rest.first().is_some_and(|word| word == kind);
            let is_type = is_of("type");
            starts_with(rest, CREATES)
                && !(is_of("publication") && lower.contains("where"))
                && !(is_of("aggregate") && lower.contains("initcond"))
                && !(is_type && (lower.contains(" as ") || lower.contains("default")))
        }
        "alter" if rest.first().is_some_and(|word| word == "extension") => {
            lower.contains(" set schema ") && !lower.contains(" update")
        }
        "alter" if rest.first().is_some_and(|word| word == "type") => {
            lower.contains(" set (") && !["attribute", "value"].iter().any(|word| lower.contains(word))
        }
        "alter" if rest.first().is_some_and(|word| word == "publication") => !lower.contains("where"),
        "alter" => starts_with(rest, ALTERS),
        "drop" => starts_with(rest, DROPS),
        _ => false,
    }
}

/// Whether the statement is `ALTER … OWNER TO …` without any other action.
fn is_owner_change(sql: &str) -> bool {
    let words = leading_words(sql);
    let Some(kind) = OWNED
        .iter()
        .find(|kind| words.first().is_some_and(|word| word == "alter") && starts_with(&words[1..], &[kind]))
    else {
        let is_routine = starts_with(&words, &[&["alter"]]) && starts_with(&words[1..], ALTERS);
        return is_routine && sql.to_ascii_lowercase().contains(" owner to ");
    };
    let mut rest = sql;
    for _ in 0..=kind.len() {
        rest = rest.split_once([' ', '\n', '\t']).map_or("", |(_, rest)| rest);
    }
    let Some(mut rest) = after_name(rest) else { return false };
    while let Some(next) = rest.strip_prefix('.') {
        let Some(next) = after_name(next) else { return false };
        rest = next;
    }
    let Some(owner) = rest.strip_prefix(" OWNER TO ") else { return false };
    after_name(owner).is_some_and(|rest| rest.trim_end().is_empty())
}

/// The text after a plain or quoted name.
fn after_name(text: &str) -> Option<&str> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        return (end > 0).then(|| &text[end..]);
    };
    loop {
        rest = &rest[rest.find('"')? + 1..];
        match rest.strip_prefix('"') {
            Some(next) => rest = next,
            None => return Some(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn superusers_execute_no_code() {
        for sql in [
            "CREATE TYPE s.t",
            "CREATE TYPE s.t (\n INPUT = s.i, OUTPUT = s.o)",
            "COMMENT ON EXTENSION hstore IS 'x'",
            "GRANT EXECUTE ON FUNCTION s.f() TO a",
            "ALTER EVENT TRIGGER e DISABLE",
            "CREATE PUBLICATION p FOR ALL TABLES",
            "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'elsewhere')",
            "ALTER SUBSCRIPTION s CONNECTION 'host=elsewhere'",
        ] {
            assert!(is_delegated(sql), "{sql}");
        }
        for sql in [
            "-- x\rDO $$ $$ /*\nCOMMENT ON TABLE t IS 'x' */",
            "/* */ COMMENT ON TABLE t IS ''",
            "DO $$ $$",
            "CREATE TABLE t (a int)",
            "ALTER TABLE t ADD COLUMN a text DEFAULT f()",
            "GRANT pg_execute_server_program TO r",
            "ALTER ROLE r SUPERUSER",
            "CREATE EXTENSION plpython3u",
            "CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM f",
            "ALTER EXTENSION e UPDATE TO '2'",
            "COPY t TO PROGRAM 'x'",
            "CREATE PUBLICATION p FOR TABLE t WHERE (f(a))",
            "ALTER PUBLICATION p ADD TABLE t WHERE (f(a))",
            "CREATE AGGREGATE a (int) (SFUNC = f, STYPE = s, INITCOND = 'x')",
            "COMMENT ON ROLE r IS ''",
            "ALTER SYSTEM SET x = 1",
            "SELECT 1",
        ] {
            assert!(!is_delegated(sql) && !is_owner_change(sql), "{sql}");
        }
    }

    #[test]
    fn owner_changes_have_no_other_action() {
        assert!(is_owner_change("ALTER TABLE s.\"a \"\" b\" OWNER TO \"x y\""));
        assert!(is_owner_change("ALTER FUNCTION s.f(integer) OWNER TO x"));
        assert!(is_owner_change("ALTER MATERIALIZED VIEW s.m OWNER TO x"));
        for sql in [
            "ALTER TABLE t ADD COLUMN a text DEFAULT f(), OWNER TO x",
            "ALTER TABLE t OWNER TO x, ADD COLUMN a text DEFAULT f()",
            "ALTER TABLE t /* */ OWNER TO x",
            "ALTER TABLE t OWNER TO x; SELECT 1",
        ] {
            assert!(!is_owner_change(sql), "{sql}");
        }
    }
}
