//! What processes that were killed have left on a server.
//!
//! A scratch database and the role for it have names that end alike: `pgplumb_scratch_<seconds>_<process>_<random>`, the seconds being
//! those of the server's clock when it was made. While its process lives, it holds a connection to the database. So what is some minutes old
//! and has no connection is left over.

use super::quoted;
use crate::{Connection, Conninfo, PasswordSource, connect};

/// The beginning of a scratch database's name.
pub(super) const DATABASE: &str = "pgplumb_scratch_";
/// The beginning of the name of the role for it.
pub(super) const ROLE: &str = "pgplumb_src_";

/// Databases and roles that are left over. Where a name of that form is the user's own choice, it has to be spelt exactly so to be met.
const LEFT: &str = r"
WITH mine AS (
    SELECT datname::pg_catalog.text AS name, true AS is_database,
        EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname) AS is_used
    FROM pg_catalog.pg_database d
    UNION ALL
    SELECT rolname::pg_catalog.text, false,
        EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'pgplumb_scratch_' || pg_catalog.substr(rolname::pg_catalog.text, 13))
    FROM pg_catalog.pg_roles
), told AS (
    SELECT name, is_database, is_used,
        pg_catalog.substring(name, '^pgplumb_(?:scratch|src)_([0-9]{9,12})_[0-9]+_[0-9a-f]{16}$') AS made
    FROM mine
)
SELECT name, is_database FROM told
WHERE NOT is_used AND made::pg_catalog.int8 < pg_catalog.date_part('epoch', pg_catalog.now()) - 600
ORDER BY is_database DESC, name";

#[derive(serde::Deserialize)]
struct Left {
    name: String,
    is_database: bool,
}

/// Removes what is left over, as far as that is possible: it is not what the user is here for.
pub(super) async fn remove(connection: &Connection, maintenance: &Conninfo) {
    let left: Vec<Left> = connection.query(LEFT).await.unwrap_or_default();
    for Left { name, is_database } in left {
        if is_database {
            drop_database(connection, maintenance, &name).await;
            drop_role(connection, &name.replacen(DATABASE, ROLE, 1)).await;
        } else {
            drop_role(connection, &name).await;
        }
    }
}

/// Drops a database with everybody in it. A subscription keeps its database: those go first, without the slots that they were never given.
pub(super) async fn drop_database(connection: &Connection, maintenance: &Conninfo, name: &str) -> bool {
    let statement = format!("DROP DATABASE IF EXISTS {} (FORCE)", quoted(name));
    match connection.execute_script(&statement).await {
        Ok(()) => return true,
        Err(error) if error.code() == Some("55006") => drop_subscriptions(maintenance, name).await,
        Err(_) => return false,
    }
    connection.execute_script(&statement).await.is_ok()
}

async fn drop_subscriptions(maintenance: &Conninfo, database: &str) {
    #[derive(serde::Deserialize)]
    struct Subscription {
        name: String,
    }
    let inside = maintenance.with_database(database);
    let Ok(connection) = connect(&inside, PasswordSource::None).await else { return };
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
            // Dropping the database will say what is wrong.
            let _ = connection.execute_script(&action).await;
        }
    }
    connection.close().await;
}

/// Drops the role of a database that is gone, with the rights it may have been given on what the whole server shares.
pub(super) async fn drop_role(connection: &Connection, role: &str) {
    let role = quoted(role);
    for statement in [format!("DROP OWNED BY {role}"), format!("DROP ROLE IF EXISTS {role}")] {
        let _ = connection.execute_script(&statement).await;
    }
}
