//! Statements that would change something, or read what a query must not read: all are refused, and
//! the server is as before.

use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Installation, Server, ServerOptions, for_majors, in_ci};
use serde_json::json;

use crate::client::Client;

/// The state of the server that no statement may change.
const STATE: &str = "SELECT
  (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM t),
  (SELECT md5(string_agg(c.relname || c.relfilenode, ',' ORDER BY c.oid)) FROM pg_class c),
  (SELECT string_agg(slot_name || coalesce(confirmed_flush_lsn::text, restart_lsn::text), ',') FROM pg_replication_slots),
  (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
  (SELECT last_value::text || is_called FROM s),
  (SELECT string_agg(rolname || rolsuper, ',' ORDER BY rolname) FROM pg_roles),
  (SELECT md5(string_agg(l::text, ',' ORDER BY loid, pageno)) FROM pg_largeobject l),
  (SELECT count(*) FROM pg_largeobject_metadata),
  (SELECT string_agg(datname || coalesce(stats_reset::text, '-'), ',') FROM pg_stat_database WHERE datname = current_database()),
  (SELECT stats_reset FROM pg_stat_bgwriter),
  (SELECT string_agg(name || setting, ',' ORDER BY name) FROM pg_settings WHERE source LIKE 'configuration%'),
  (SELECT pg_walfile_name(pg_current_wal_insert_lsn())),
  (SELECT pg_snapshot_xmax(pg_current_snapshot())),
  (SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'),
  (SELECT string_agg(name, ',' ORDER BY name) FROM pg_ls_dir('.') name WHERE name <> 'postmaster.pid')";

fn statements() -> Vec<String> {
    include_str!("attacks.txt").lines().map(|line| line.replace("\\n", "\n")).collect()
}

/// The number of statements that are sent at once.
const CONCURRENT: usize = 8;

/// Sends statements that must be refused, and returns the messages.
fn refusals(client: &mut Client, statements: &[String]) -> Vec<String> {
    let begin = |sql: &String| {
        client.begin("tools/call", json!({ "name": "execute_sql", "arguments": { "sql": sql } }))
    };
    let ids: Vec<u64> = statements.iter().map(begin).collect();
    let mut answers: Vec<_> = ids.iter().map(|_| client.receive()).collect();
    answers.sort_by_key(|answer| answer["id"].as_u64());
    let message = |(sql, answer): (&String, &serde_json::Value)| {
        let result = &answer["result"];
        assert_eq!(result["isError"], true, "{sql}: {answer}");
        result["content"][0]["text"].as_str().expect("a message").to_owned()
    };
    statements.iter().zip(&answers).map(message).collect()
}

/// Starts a server with a database in which harmful objects exist.
fn prepare(installation: &Installation) -> Database {
    let options = ServerOptions::new().setting("shared_preload_libraries = 'pg_stat_statements'");
    let server = options.start(installation);
    server.psql("CREATE ROLE plain LOGIN");
    let database = server.create_database();
    database.psql(include_str!("attacks.sql"));
    database.psql("SELECT pg_create_physical_replication_slot('kept', true)");
    database
}

#[test]
fn statements_with_side_effects_are_refused_and_change_nothing() {
    let attacks = statements();
    assert!(attacks.len() >= 100);
    for_majors(&[14, 19], |installation| {
        let database = prepare(installation);
        let before = database.query(STATE);
        for url in [database.url(), database.url_as("plain")] {
            let mut client = Client::start(&["-d", &url, "--allow-sql", "--sql-time-limit", "3s"]);
            let started = Instant::now();
            for some in attacks.chunks(CONCURRENT) {
                for (attack, message) in some.iter().zip(refusals(&mut client, some)) {
                    assert!(!message.contains("statement timeout"), "executed: {attack}");
                    // The check refuses it, or the server does not understand it.
                    let is_refused =
                        message.contains("nothing was executed") || message.contains("SQLSTATE 42");
                    assert!(is_refused || message.contains("SQLSTATE 0A000"), "{attack}: {message}");
                }
            }
            eprintln!("{} attacks on {} in {:?}", attacks.len(), installation.major, started.elapsed());
            // Text from the database does not allow anything: the next statement is checked as well.
            client.refused("execute_sql", json!({ "sql": "SELECT evil()" }));
            client.end();
            assert_eq!(database.query(STATE), before, "on {} as {url}", installation.major);
        }
    });
    assert!(!in_ci() || pgplumb_testkit::installations().len() > 1);
}

#[test]
fn results_and_time_are_limited() {
    for_majors(&[19], |installation| {
        let database = prepare(installation);
        let url = database.url();
        let arguments =
            ["-d", &url, "--allow-sql", "--sql-time-limit", "5s", "--allow-functions", "public.allowed"];
        let mut client = Client::start(&arguments);
        let started = Instant::now();
        let (value, text) =
            client.call("execute_sql", json!({ "sql": "SELECT generate_series(1, 1000000000) AS n, 'x'" }));
        assert_eq!(
            (value["rows"].as_array().map(Vec::len), &value["has_more_rows"]),
            (Some(200), &json!(true))
        );
        assert!(text.contains("Only the first 200 rows"), "{text}");
        let (value, text) =
            client.call("execute_sql", json!({ "sql": "SELECT repeat('x', 10000000), 1 AS a" }));
        assert_eq!((&value["shortened_values"], &value["rows"][0][1]), (&json!(1), &json!(1)), "{text}");
        let wide = "SELECT n, repeat('\"', 3000) FROM generate_series(1, 100) n";
        let (value, _) = client.call("execute_sql", json!({ "sql": wide }));
        assert_eq!(value["has_more_rows"], true);
        let slow = "SELECT count(*) FROM generate_series(1, 10000000000)";
        assert!(client.refused("execute_sql", json!({ "sql": slow })).contains("statement timeout"));
        // A lock of another session is not waited for long, and an allowed function can be called.
        client.call("execute_sql", json!({ "sql": "SELECT public.allowed(1)" }));
        client.refused("execute_sql", json!({ "sql": "SELECT public.evil()" }));
        // A canceled request cancels the statement.
        let id = client.begin("tools/call", json!({ "name": "execute_sql", "arguments": { "sql": slow } }));
        client.send(
            &json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } }),
        );
        client.call("execute_sql", json!({ "sql": "SELECT 1" }));
        let active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%10000000000%' AND pid <> pg_backend_pid() AND state = 'active'";
        while database.query(active) != [["0"]] {
            assert!(started.elapsed() < Duration::from_secs(60), "the statement still runs");
        }
        let messages = client.end();
        assert!(messages.contains("is a superuser"), "{messages}");
    });
}

/// The OIDs of judged functions belong to the functions that are meant, on every version.
#[test]
fn judged_functions_have_their_names() {
    let [harmless, harmful] = pgplumb::postgres::read_only_sql::judged_functions();
    pgplumb_testkit::each_major(|installation| {
        let database = Server::shared(installation.major).create_database();
        for (functions, is_volatile) in [(harmless, true), (harmful, false)] {
            let list: Vec<String> =
                functions.iter().map(|(oid, name)| format!("({oid}, '{name}')")).collect();
            let others = format!(
                "SELECT p.oid, p.proname, p.provolatile FROM (VALUES {}) judged (oid, name) JOIN pg_proc p ON p.oid = judged.oid \
                 WHERE p.proname <> judged.name OR (p.provolatile = 'v') <> {is_volatile}",
                list.join(",")
            );
            assert_eq!(database.query(&others), Vec::<Vec<String>>::new(), "on {}", installation.major);
        }
    });
}
