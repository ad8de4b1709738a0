//! The example programs, against a real server.

use std::path::Path;

use pgplumb_testkit::{Server, newest};

#[path = "../../../examples/diff.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod diff;
#[path = "../../../examples/export.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod export;
#[path = "../../../examples/plan.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod plan;

const SCHEMA: &str = "CREATE SCHEMA app; CREATE TABLE app.users (id integer PRIMARY KEY);";

#[tokio::test]
async fn examples_export_compare_and_plan() {
    let database = Server::shared(newest().major).create_database();
    database.psql(SCHEMA);
    let folder = tempfile::tempdir().expect("a folder");
    let url = database.url();

    let files = export::run(&url, folder.path()).await.expect("an export");
    let map = files.iter().find(|path| path.ends_with("schema_map.json")).expect("a schema map");
    assert!(std::fs::read_to_string(map).expect("a readable map").contains("\"users\""));

    let file = folder.path().join("schema.sql");
    std::fs::write(&file, format!("{SCHEMA} CREATE INDEX users_id ON app.users (id);")).expect("a file");
    let changes = diff::run(&file, &url).await.expect("a comparison");
    assert_eq!(changes, ["[medium] index:app.users_id"]);

    let script = plan::run(&url, Path::new(&file)).await.expect("a plan");
    let statement = "CREATE INDEX CONCURRENTLY users_id ON app.users (id);\n";
    assert_eq!(script, format!("-- outside of a transaction:\n{statement}"));
}
