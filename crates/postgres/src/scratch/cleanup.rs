//! Removing scratch databases and roles that killed processes left on a server.
//!
//! The name of a scratch database is `pgplumb_scratch_<seconds>_<process>_<random>`, where the
//! seconds are the creation time by the server's clock. The name of its role has the same suffix.
//! The process that uses a scratch database keeps a connection to it. Therefore, a database that is
//! at least ten minutes old and has no connections is unused.

use super::quoted;
use crate::{Connection, Conninfo, PasswordSource, connect};

/// The prefix of the names of scratch databases.
pub(super) const DATABASE_PREFIX: &str = "pgplumb_scratch_";
/// The prefix of the names of their roles.
pub(super) const ROLE_PREFIX: &str = "pgplumb_src_";

/// The parameters for connecting as superuser to a scratch database that may contain SQL that is not
/// trusted. Settings of the database, event triggers and triggers must not run with the superuser's
/// privileges.
pub(super) fn unaffected(superuser: &Conninfo, major: u32) -> Conninfo {
    let event_triggers = if major >= 17 { " -c event_triggers=off" } else { "" };
    let options = superuser.options().unwrap_or_default();
    superuser.with_options(format!(
        "{options} -c search_path= -c session_replication_role=replica{event_triggers}"
    ))
}

/// Finds unused databases and roles. A user's own database is found only if its name has exactly
/// the same form.
const UNUSED: &str = r"
WITH named AS (
    SELECT datname::pg_catalog.text AS name, true AS is_database,
        EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname) AS is_used
    FROM pg_catalog.pg_database d
    UNION ALL
    SELECT rolname::pg_catalog.text, false,
        EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'pgplumb_scratch_' || pg_catalog.substr(rolname::pg_catalog.text, 13))
    FROM pg_catalog.pg_roles
), dated AS (
    SELECT name, is_database, is_used,
        pg_catalog.substring(name, '^pgplumb_(?:scratch|src)_([0-9]{9,12})_[0-9]+_[0-9a-f]{16}$') AS created
    FROM named
)
SELECT name, is_database FROM dated
WHERE NOT is_used AND created::pg_catalog.int8 < pg_catalog.date_part('epoch', pg_catalog.now()) - 600
ORDER BY is_database DESC, name";

#[derive(serde::Deserialize)]
struct Unused {
    name: String,
    is_database: bool,
}

/// Drops unused databases and roles. Errors are ignored, as this is not what the user asked for.
pub(super) async fn drop_unused(connection: &Connection, maintenance: &Conninfo) {
    let unused: Vec<Unused> = connection.query(UNUSED).await.unwrap_or_default();
    for Unused { name, is_database } in unused {
        if is_database {
            drop_database(connection, maintenance, &name).await;
            drop_role(connection, &name.replacen(DATABASE_PREFIX, ROLE_PREFIX, 1)).await;
        } else {
            drop_role(connection, &name).await;
        }
    }
}

/// Drops a database and ends its connections. Returns whether it was dropped. PostgreSQL does not
/// drop a database with subscriptions, so these are dropped first.
pub(super) async fn drop_database(connection: &Connection, maintenance: &Conninfo, name: &str) -> bool {
    let statement = format!("DROP DATABASE IF EXISTS {} (FORCE)", quoted(name));
    match connection.execute_script(&statement).await {
        Ok(()) => return true,
        Err(error) if error.code() == Some("55006") => {
            let is_superuser = "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER";
            let is_superuser = connection.simple_value(is_superuser).await.ok().flatten();
            let conninfo = match is_superuser.as_deref() {
                Some("t") => unaffected(maintenance, connection.server_version().major()),
                _ => maintenance.clone(),
            };
            drop_subscriptions(&conninfo.with_database(name)).await;
        }
        Err(_) => return false,
    }
    connection.execute_script(&statement).await.is_ok()
}

async fn drop_subscriptions(conninfo: &Conninfo) {
    #[derive(serde::Deserialize)]
    struct Subscription {
        name: String,
    }
    let Ok(connection) = connect(conninfo, PasswordSource::None).await else { return };
    let names = "SELECT subname::pg_catalog.text AS name FROM pg_catalog.pg_subscription
        JOIN pg_catalog.pg_database d ON d.oid = subdbid WHERE datname = pg_catalog.current_database()";
    let found: Vec<Subscription> = connection.query(names).await.unwrap_or_default();
    for Subscription { name } in found {
        let name = quoted(&name);
        for action in [
            format!("ALTER SUBSCRIPTION {name} DISABLE"),
            format!("ALTER SUBSCRIPTION {name} SET (slot_name = NONE)"),
            format!("DROP SUBSCRIPTION {name}"),
        ] {
            // If one fails, dropping the database reports the error.
            let _ = connection.execute_script(&action).await;
        }
    }
    connection.close().await;
}

/// Drops the role of a dropped database, including its privileges on shared objects.
pub(super) async fn drop_role(connection: &Connection, role: &str) {
    let role = quoted(role);
    for statement in [format!("DROP OWNED BY {role}"), format!("DROP ROLE IF EXISTS {role}")] {
        let _ = connection.execute_script(&statement).await;
    }
}
