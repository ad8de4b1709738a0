//! Analytic queries that only read: all are answered.

use pgplumb_testkit::{Pooler, Server, ServerOptions, for_majors, newest};
use serde_json::json;

use crate::client::Client;

#[test]
fn harmless_queries_are_answered() {
    let queries: Vec<&str> = include_str!("queries.txt").lines().collect();
    assert!(queries.len() >= 60);
    for_majors(&[14, 19], |installation| {
        let server = ServerOptions::new().start(installation);
        let database = server.create_database();
        database.psql(include_str!("queries.sql"));
        for url in [database.url(), database.url_as("pgplumb_mcp_reader")] {
            let mut client = Client::start(&["-d", &url, "--allow-sql"]);
            for query in &queries {
                let (value, text) = client.call("execute_sql", json!({ "sql": query }));
                assert!(
                    value["columns"].as_array().is_some_and(|columns| !columns.is_empty()),
                    "{query}: {text}"
                );
            }
            let (value, _) = client.call("execute_sql", json!({
                "sql": "SELECT 1::int8 AS n, 2.5::float8, true, 'x', NULL, 9007199254740993::int8, 1.10::numeric, '{\"a\":1}'::jsonb" }));
            assert_eq!(
                value["rows"][0],
                json!([1, 2.5, true, "x", null, "9007199254740993", "1.10", "{\"a\": 1}"])
            );
            assert_eq!(value["columns"][0], json!({ "name": "n", "type": "int8" }));
            let messages = client.end();
            assert_eq!(messages.contains("--allow-sql"), !url.contains("reader"), "{messages}");
        }
    });
}

/// A pooler in transaction mode passes the parse request on, also for a text that it knows.
#[test]
fn queries_work_through_a_pooler() {
    let server = Server::shared(newest().major);
    let database = server.create_database();
    let Some(pooler) = Pooler::start(&server) else { return };
    let url = format!("postgres://postgres@127.0.0.1:{}/{}", pooler.port(), database.name());
    let mut client = Client::start(&["-d", &url, "--allow-sql"]);
    for _ in 0..3 {
        let (value, _) = client.call("execute_sql", json!({ "sql": "SELECT 1 + 1" }));
        assert_eq!(value["rows"], json!([[2]]));
        client.refused("execute_sql", json!({ "sql": "SELECT pg_advisory_lock(1)" }));
    }
}
