//! Slow tests, which run only with `PGPLUMB_NIGHTLY=1`.

use std::process::Command;

use pgplumb_catalog::snapshot;
use pgplumb_testkit::{Server, newest, oldest, require, shared};

use crate::common::{connected, read, run};
use crate::support::text;

/// A thousand tables with their indexes and constraints are read, written to a snapshot and read
/// back.
#[test]
fn a_thousand_tables_survive_the_round_trip() {
    let Some(shared) = shared().filter(|_| std::env::var_os("PGPLUMB_NIGHTLY").is_some_and(|v| v == "1"))
    else {
        return;
    };
    let generator = shared.join("bench/gen_schema.py");
    let generated =
        Command::new("python3").arg(&generator).args(["--tables", "1000", "--schemas", "5"]).output();
    let Ok(generated) = generated.map_err(|error| assert!(!require(&format!("python3 ({error})"), false)))
    else {
        return;
    };
    assert!(generated.status.success(), "{}", String::from_utf8_lossy(&generated.stderr));
    let sql = String::from_utf8(generated.stdout).unwrap();
    for installation in [oldest(), newest()] {
        let database = Server::shared(installation.major).create_database();
        database.psql(&sql);
        let read = run(async { read(&connected(&database.url()).await).await });
        assert_eq!(read.warnings, []);
        assert!(read.catalog.tables.len() > 1000 && read.catalog.indexes().count() > 2000);
        let written = text(&read.catalog);
        let back = snapshot::read(written.as_bytes()).unwrap();
        assert!(back.catalog == read.catalog, "the snapshot contains another catalog");
        assert_eq!(back.schema_hash, snapshot::schema_hash(&read.catalog));
        assert_eq!(text(&back.catalog), written);
    }
}
