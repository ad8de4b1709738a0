//! Checks the server.

use std::time::Instant;

use pgplumb_catalog::ServerVersion;
use pgplumb_postgres::{Connection, Conninfo, PasswordSource};
use serde::Deserialize;

use super::Check;
use crate::operations::{Observer, Stage, load};

/// The tables that the role may read.
const RIGHTS: &str = "
SELECT r.rolsuper AS superuser,
       pg_catalog.pg_is_in_recovery() AS standby,
       count(c.oid) AS tables,
       count(c.oid) FILTER (WHERE NOT c.readable) AS unreadable,
       min(c.name) FILTER (WHERE NOT c.readable) AS example,
       count(c.oid) FILTER (WHERE c.readable AND c.filtered) AS filtered
  FROM pg_catalog.pg_roles r
  LEFT JOIN (
        SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
               pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                   AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable,
               CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END AS filtered
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p')
           AND n.nspname <> 'information_schema'
           AND n.nspname !~ '^pg_'
       ) c ON true
 WHERE r.rolname = CURRENT_USER
 GROUP BY r.rolsuper";

#[derive(Deserialize)]
struct Rights {
    superuser: bool,
    standby: bool,
    tables: i64,
    unreadable: i64,
    example: Option<String>,
    filtered: i64,
}

/// Checks the server. Also returns its major version.
pub async fn checks(
    conninfo: &Conninfo,
    password: PasswordSource<'_>,
    observer: &dyn Observer,
) -> (Vec<Check>, Option<u32>) {
    observer.notify(Stage::Connecting(&conninfo.redacted()));
    let started = Instant::now();
    let (connection, _) = match load::connect(conninfo, password).await {
        Ok(connected) => connected,
        Err(error) => return (vec![Check::new("connection", super::Verdict::Bad, error)], None),
    };
    let took = started.elapsed().as_millis();
    let encrypted = if connection.tls().is_some() {
        "encrypted with TLS"
    } else if connection.host().socket().is_some() {
        "over a local socket"
    } else {
        "not encrypted"
    };
    let found =
        format!("connected to {} as {} in {took} ms, {encrypted}", connection.host(), connection.user());
    let mut checks = vec![Check::good("connection", found), version(&connection)];
    match connection.query::<Rights>(RIGHTS).await {
        Ok(answers) => {
            checks.extend(answers.first().map(|found| rights(found, connection.user())).unwrap_or_default())
        }
        Err(error) => checks.push(Check::new("privileges", super::Verdict::Bad, error)),
    }
    let major = connection.server_version().major();
    connection.close().await;
    (checks, Some(major))
}

fn version(connection: &Connection) -> Check {
    let version = connection.server_version_text();
    let (oldest, newest) = (ServerVersion::OLDEST_MAJOR, ServerVersion::NEWEST_MAJOR);
    let known = format!("this pgplumb supports {oldest} to {newest}");
    match connection.server_version().major() {
        major if major < oldest => Check::bad(
            "version",
            format!("the server runs PostgreSQL {version}, and {known}"),
            "upgrade the server: its version no longer gets security fixes",
        ),
        major if major > newest => Check::caution(
            "version",
            format!("the server runs PostgreSQL {version}, and {known}"),
            "install a newer pgplumb: new features of the server are ignored",
        ),
        _ => Check::good("version", format!("PostgreSQL {version}")),
    }
}

fn rights(rights: &Rights, role: &str) -> Vec<Check> {
    let mut checks = Vec::new();
    if rights.unreadable > 0 {
        let example = rights.example.as_deref().unwrap_or_default();
        checks.push(Check::caution(
            "privileges",
            format!(
                "{} of {} tables are not readable ({example}, …): their rows are not counted",
                rights.unreadable, rights.tables
            ),
            format!("their schema is exported anyway; to count rows: GRANT pg_read_all_data TO {role}"),
        ));
    } else {
        let who = if rights.superuser { "a superuser" } else { "not a superuser" };
        checks.push(Check::good(
            "privileges",
            format!("all {} tables are readable; the role is {who}", rights.tables),
        ));
    }
    if rights.filtered > 0 {
        checks.push(Check::caution(
            "privileges",
            format!(
                "row-level security hides rows of {} tables: their counts are estimates",
                rights.filtered
            ),
            "use a role with BYPASSRLS to count all rows",
        ));
    }
    if rights.standby {
        checks.push(Check::good("server", "the server is a standby, which is fine for reading"));
    }
    checks
}
