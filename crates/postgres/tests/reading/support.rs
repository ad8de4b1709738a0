//! Functions that several tests use.

use std::time::{Duration, Instant};

use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_postgres::Connection;

/// The catalog as a snapshot, without the parts that differ between reads.
pub fn text(catalog: &Catalog) -> String {
    let mut text = Vec::new();
    snapshot::write(&mut text, catalog, &RowCounts::default(), &Origin::default()).unwrap();
    String::from_utf8(text).unwrap()
}

/// Locks a system catalog so that a read blocks early. No statement in these tests changes it.
pub const HOLD: &str = "BEGIN; LOCK TABLE pg_catalog.pg_seclabel IN ACCESS EXCLUSIVE MODE";

/// Waits until a session of the database waits for a lock.
pub async fn wait_until_blocked(observer: &Connection) {
    let waiting = "SELECT count(*) FROM pg_catalog.pg_locks WHERE NOT granted
                      AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())";
    let started = Instant::now();
    while observer.simple_value(waiting).await.unwrap().as_deref() == Some("0") {
        assert!(started.elapsed() < Duration::from_secs(30), "no session is waiting");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
