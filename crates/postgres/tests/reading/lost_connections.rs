//! Connections that are lost during a read.

use std::time::{Duration, Instant};

use pgplumb_postgres::QueryError;
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_testkit::{CutProxy, Fate, Server, newest};

use crate::common::{connected, read, run};
use crate::support::{HOLD, wait_until_blocked};

fn assert_lost(error: &QueryError, words: &str) {
    assert!(matches!(error, QueryError::ConnectionLost { .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("the connection to the server was lost") && text.contains(words), "{text}");
}

#[test]
fn a_server_crash_is_reported() {
    let server = Server::start(newest());
    let database = server.create_database();
    run(async {
        let (reader, other) = (connected(&database.url()).await, connected(&database.url()).await);
        other.execute_script(HOLD).await.unwrap();
        let options = ReadOptions::default();
        let started = Instant::now();
        let (outcome, ()) = tokio::join!(read_catalog(&reader, &options), async {
            wait_until_blocked(&other).await;
            server.crash();
        });
        assert_lost(&outcome.unwrap_err(), "");
        assert!(reader.is_closed() && started.elapsed() < Duration::from_secs(20));
        // Later reads fail immediately.
        assert_lost(&read_catalog(&reader, &options).await.unwrap_err(), "");
    });
}

#[test]
fn a_terminated_session_is_reported() {
    let database = Server::shared(newest().major).create_database();
    run(async {
        let (reader, other) = (connected(&database.url()).await, connected(&database.url()).await);
        other.execute_script(HOLD).await.unwrap();
        let options = ReadOptions::default();
        let (outcome, ()) = tokio::join!(read_catalog(&reader, &options), async {
            wait_until_blocked(&other).await;
            let end =
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            other.simple_value(end).await.unwrap();
        });
        assert_lost(&outcome.unwrap_err(), "terminating connection due to administrator command");
    });
}

#[test]
fn a_network_failure_at_any_point_is_reported() {
    // Use a separate server: roles that other tests create would change the length of the answer.
    let server = Server::start(newest());
    let database = server.create_database();
    database.psql(
        "CREATE TABLE t (id serial PRIMARY KEY, n int CHECK (n > 0)); CREATE VIEW v AS SELECT * FROM t",
    );
    let proxy = CutProxy::start(server.port());
    let url = format!("postgres://postgres@127.0.0.1:{}/{}?sslmode=disable", proxy.port(), database.name());
    run(async {
        let connection = connected(&url).await;
        let startup = proxy.answered();
        read(&connection).await;
        let whole = proxy.answered();
        connection.close().await;
        let steps = 24;
        let mut cuts = 0;
        for step in 0..steps {
            let cut = startup + 1 + (whole - startup - 32) * step / (steps - 1);
            proxy.set(Fate::CutAfter(cut));
            let before = proxy.answered();
            let connection = connected(&url).await;
            match read_catalog(&connection, &ReadOptions::default()).await {
                // The server's background activity may shorten an answer, so that nothing is cut
                // off.
                Ok(_) if proxy.answered() - before < cut => continue,
                Ok(_) => {
                    panic!("the read succeeded although the connection was cut after {cut} of {whole} bytes")
                }
                Err(error) => assert_lost(&error, ""),
            }
            cuts += 1;
        }
        assert!(cuts >= steps - 1, "only {cuts} of {steps} answers were cut");
    });
}
