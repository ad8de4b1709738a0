//! What is there at the other end.

use std::time::Instant;

use pgplumb_catalog::ServerVersion;
use pgplumb_postgres::{Connection, Conninfo, PasswordSource};
use serde::Deserialize;

use super::Check;
use crate::operations::{Observer, Stage, read};

/// What the role may see of the tables that there are.
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

/// Looks at the server.
pub async fn checks(
    conninfo: &Conninfo,
    password: PasswordSource<'_>,
    observer: &dyn Observer,
) -> Vec<Check> {
    observer.at(Stage::Connecting(&conninfo.redacted()));
    let started = Instant::now();
    let (connection, _) = match read::connect(conninfo, password).await {
        Ok(connected) => connected,
        Err(error) => return vec![Check::new("connection", super::Verdict::Bad, error)],
    };
    let took = started.elapsed().as_millis();
    let encrypted = if connection.tls().is_some() {
        "encrypted by TLS"
    } else if connection.host().socket().is_some() {
        "over a socket of this machine"
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
        Err(error) => checks.push(Check::new("rights", super::Verdict::Bad, error)),
    }
    connection.close().await;
    checks
}

fn version(connection: &Connection) -> Check {
    let version = connection.server_version_text();
    let (oldest, newest) = (ServerVersion::OLDEST_MAJOR, ServerVersion::NEWEST_MAJOR);
    let known = format!("this pgplumb knows {oldest} to {newest}");
    match connection.server_version().major() {
        major if major < oldest => Check::bad(
            "version",
            format!("the server runs PostgreSQL {version}, and {known}"),
            "upgrade the server; its version gets no security fixes any more",
        ),
        major if major > newest => Check::caution(
            "version",
            format!("the server runs PostgreSQL {version}, and {known}"),
            "look for a newer pgplumb: what is new in the server is not seen",
        ),
        _ => Check::good("version", format!("PostgreSQL {version}")),
    }
}

fn rights(rights: &Rights, role: &str) -> Vec<Check> {
    let mut checks = Vec::new();
    if rights.unreadable > 0 {
        let example = rights.example.as_deref().unwrap_or_default();
        checks.push(Check::caution(
            "rights",
            format!(
                "{} of {} tables may not be read ({example}, …): their rows are not counted",
                rights.unreadable, rights.tables
            ),
            format!(
                "their schema is exported all the same; for the counts: GRANT pg_read_all_data TO {role}"
            ),
        ));
    } else {
        let who = if rights.superuser { "a superuser" } else { "no superuser" };
        checks.push(Check::good("rights", format!("all of {} tables may be read, as {who}", rights.tables)));
    }
    if rights.filtered > 0 {
        checks.push(Check::caution(
            "rights",
            format!("row security hides rows of {} tables: their counts are estimates", rights.filtered),
            "a role with BYPASSRLS sees all rows",
        ));
    }
    if rights.standby {
        checks.push(Check::good("server", "a standby: good for reading"));
    }
    checks
}
