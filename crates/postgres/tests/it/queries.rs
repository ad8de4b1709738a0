//! Pipelines, transactions, canceling, and lost connections.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use pgplumb_postgres::{Connection, QueryError, ReadOnly, RowError};
use pgplumb_testkit::{Server, each_major, newest};
use tokio_postgres::Row;

use crate::support::{connected, run};

fn server() -> Server {
    Server::shared(newest().major)
}

async fn fresh() -> Connection {
    connected(&server().url("postgres")).await
}

/// The rows of a pipeline: for each query, its first column as text.
async fn texts(connection: &Connection, queries: &[&str]) -> Result<Vec<Vec<String>>, QueryError> {
    let mut rows = vec![Vec::new(); queries.len()];
    let handler = |query: usize, row: &Row| {
        rows[query].push(row.get::<_, String>(0));
        Ok(())
    };
    connection.read_only_transaction(&ReadOnly::default(), queries, handler).await.map(|()| rows)
}

#[test]
fn a_transaction_uses_one_snapshot_on_every_version() {
    each_major(|installation| {
        let server = Server::shared(installation.major);
        run(async {
            let connection = connected(&server.url("postgres")).await;
            let queries = [
                "SELECT current_setting('transaction_isolation')",
                "SELECT current_setting('transaction_read_only')",
                "SELECT s::text FROM generate_series(1, 20000) AS s",
                "SELECT 'a' WHERE false",
                "SELECT repeat('x', 3000000)",
            ];
            let rows = texts(&connection, &queries).await.unwrap();
            assert_eq!(rows[0], ["repeatable read"]);
            assert_eq!(rows[1], ["on"]);
            assert_eq!((rows[2].len(), rows[2][19_999].as_str()), (20_000, "20000"));
            assert!(rows[3].is_empty());
            assert_eq!(rows[4][0].len(), 3_000_000);
            assert_eq!(connection.simple_value("SELECT txid_current_if_assigned()").await.unwrap(), None);
        });
    });
}

#[test]
fn the_first_error_is_reported() {
    run(async {
        let connection = fresh().await;
        let error = texts(&connection, &["SELECT 'a'", "SELECT nowhere", "SELECT 'b'"]).await.unwrap_err();
        assert_eq!((error.code(), error.query()), (Some("42703"), Some(1)));
        assert!(error.to_string().contains("column \"nowhere\" does not exist"), "{error}");
        // The error may also come after rows.
        let error =
            texts(&connection, &["SELECT (1/(3-s))::text FROM generate_series(1, 5) AS s", "SELECT 'b'"])
                .await
                .unwrap_err();
        assert_eq!((error.code(), error.query()), (Some("22012"), Some(0)));
        assert_eq!(texts(&connection, &["SELECT 'usable'"]).await.unwrap(), [["usable"]]);
        let options =
            ReadOnly { settings: vec![("no_such.\"thing".into(), "x".into())], ..ReadOnly::default() };
        let result = connection.read_only_transaction(&options, &["SELECT 1"], |_, _| Ok(())).await;
        assert_eq!(result.unwrap_err().code(), Some("42602"));
        assert_eq!(texts(&connection, &["SELECT 'usable'"]).await.unwrap(), [["usable"]]);
    });
}

#[test]
fn the_handler_can_return_an_error() {
    run(async {
        let connection = fresh().await;
        let mut seen = 0;
        let queries = ["SELECT s FROM generate_series(1, 1000) AS s", "SELECT 1"];
        let error = connection
            .run_pipeline(&queries, |_, _| {
                seen += 1;
                if seen == 3 { Err(RowError::new("enough")) } else { Ok(()) }
            })
            .await
            .unwrap_err();
        assert!(matches!(error, QueryError::Row { query: 0, .. }), "{error}");
        assert_eq!(seen, 3);
        assert_eq!(texts(&connection, &["SELECT 'usable'"]).await.unwrap(), [["usable"]]);
    });
}

#[test]
fn transactions_are_read_only() {
    run(async {
        let connection = fresh().await;
        let error = texts(&connection, &["CREATE TABLE t ()"]).await.unwrap_err();
        assert_eq!(error.code(), Some("25006"));
    });
}

#[test]
fn settings_apply_only_to_the_transaction() {
    run(async {
        let connection = fresh().await;
        let options = ReadOnly {
            statement_timeout: Some(Duration::from_millis(200)),
            lock_timeout: Some(Duration::from_secs(7)),
            settings: vec![
                ("search_path".to_owned(), String::new()),
                ("DateStyle".to_owned(), "ISO, DMY".to_owned()),
                ("application_name".to_owned(), r"it's \n".to_owned()),
            ],
        };
        let mut values = Vec::new();
        let queries = ["SHOW lock_timeout", "SHOW search_path", "SHOW DateStyle", "SHOW application_name"];
        let handler = |_, row: &Row| {
            values.push(row.get::<_, String>(0));
            Ok(())
        };
        connection.read_only_transaction(&options, &queries, handler).await.unwrap();
        assert_eq!(values, ["7s", "\"\"", "ISO, DMY", r"it's \n"]);
        let result =
            connection.read_only_transaction(&options, &["SELECT pg_sleep(10)::text"], |_, _| Ok(())).await;
        let error = result.unwrap_err();
        assert_eq!(error.code(), Some("57014"));
        assert!(error.to_string().contains("statement timeout"), "{error}");
        assert_eq!(connection.simple_value("SHOW lock_timeout").await.unwrap().as_deref(), Some("0"));
    });
}

#[test]
fn a_type_that_is_not_built_in_is_an_error_without_deadlock() {
    run(async {
        let database = server().create_database();
        database.psql("CREATE TYPE mood AS ENUM ('sad', 'happy')");
        let connection = connected(&database.url()).await;
        let queries =
            ["SELECT 'sad'::mood AS feeling", "SELECT repeat('x', 1000) FROM generate_series(1, 10000)"];
        let reading = connection.run_pipeline(&queries, |_, _| Ok(()));
        let error = tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap().unwrap_err();
        assert!(matches!(error, QueryError::UnknownType(_)), "{error}");
        assert!(error.to_string().contains("\"feeling\""), "{error}");
    });
}

#[test]
fn scripts_are_executed_and_notices_stored() {
    run(async {
        let connection = fresh().await;
        connection
            .execute_script("CREATE TEMP TABLE a (); DO $$ BEGIN RAISE WARNING 'careful'; END $$")
            .await
            .unwrap();
        let notices = connection.take_notices();
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].severity.as_str(), notices[0].message.as_str()), ("WARNING", "careful"));
        let error = connection.execute_script("SELECT 1; SELECT 2 +").await.unwrap_err();
        assert_eq!(error.code(), Some("42601"));
        assert!(error.server_error().unwrap().position().is_some());
    });
}

#[test]
fn a_query_is_canceled() {
    run(async {
        let connection = fresh().await;
        cancel_sleep(&connection).await;
    });
}

/// Cancels a query that would take a minute. The TLS tests use this too.
pub async fn cancel_sleep(connection: &Connection) {
    let canceller = connection.canceller();
    let started = Instant::now();
    let mut sleep = std::pin::pin!(connection.execute_script("SELECT pg_sleep(60)"));
    // The server ignores a request that arrives before the query.
    let result = loop {
        match tokio::time::timeout(Duration::from_millis(200), &mut sleep).await {
            Ok(result) => break result,
            Err(_) => canceller.cancel().await.unwrap(),
        }
    };
    assert_eq!(result.unwrap_err().code(), Some("57014"));
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_terminated_session_is_a_lost_connection() {
    run(async {
        let connection = fresh().await;
        let pid = connection.simple_value("SELECT pg_backend_pid()").await.unwrap().unwrap();
        let terminate = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            fresh().await.execute_script(&format!("SELECT pg_terminate_backend({pid})")).await.unwrap();
        };
        let queries = ["SELECT pg_sleep(60)::text", "SELECT 'b'"];
        let (result, ()) = tokio::join!(texts(&connection, &queries), terminate);
        let error = result.unwrap_err();
        assert!(matches!(error, QueryError::ConnectionLost { .. }), "{error}");
        assert!(error.to_string().contains("terminating connection due to administrator command"), "{error}");
        assert!(error.to_string().contains("57P01"), "{error}");
        // Later queries fail too.
        let later = texts(&connection, &["SELECT 'c'"]).await.unwrap_err();
        assert!(matches!(later, QueryError::ConnectionLost { .. }), "{later}");
    });
}

#[test]
fn an_idle_session_is_terminated() {
    run(async {
        let connection = fresh().await;
        let pid = connection.simple_value("SELECT pg_backend_pid()").await.unwrap().unwrap();
        fresh().await.execute_script(&format!("SELECT pg_terminate_backend({pid})")).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let error = texts(&connection, &["SELECT 'c'"]).await.unwrap_err();
        assert!(error.to_string().contains("terminating connection due to administrator command"), "{error}");
    });
}

#[test]
fn a_server_crash_is_a_lost_connection() {
    let server = Server::start(newest());
    run(async {
        let connection = connected(&server.url("postgres")).await;
        let killer = std::thread::spawn({
            let server = server.clone();
            move || {
                std::thread::sleep(Duration::from_millis(300));
                server.crash();
            }
        });
        let started = Instant::now();
        let queries = ["SELECT pg_sleep(60)::text", "SELECT 'b'"];
        let error = texts(&connection, &queries).await.unwrap_err();
        assert!(matches!(error, QueryError::ConnectionLost { .. }), "{error}");
        assert!(started.elapsed() < Duration::from_secs(30));
        killer.join().unwrap();
    });
}

#[test]
fn a_killed_backend_is_a_lost_connection() {
    let server = Server::start(newest());
    run(async {
        let connection = connected(&server.url("postgres")).await;
        let pid = connection.simple_value("SELECT pg_backend_pid()").await.unwrap().unwrap();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            std::process::Command::new("kill").args(["-9", &pid]).status().unwrap();
        });
        let error = texts(&connection, &["SELECT pg_sleep(60)::text"]).await.unwrap_err();
        assert!(matches!(error, QueryError::ConnectionLost { .. }), "{error}");
        assert!(error.to_string().contains("closed it unexpectedly"), "{error}");
    });
}

/// Starts a proxy that delays the data in each direction, and returns its port.
fn start_slow_proxy(port: u16, delay: Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy_port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            for socket in [&stream, &server] {
                socket.set_nodelay(true).unwrap();
            }
            let (back, forth) = (server.try_clone().unwrap(), stream.try_clone().unwrap());
            std::thread::spawn(move || forward(stream, server, delay));
            std::thread::spawn(move || forward(back, forth, delay));
        }
    });
    proxy_port
}

fn forward(mut from: TcpStream, mut to: TcpStream, delay: Duration) {
    use io::{Read, Write};
    let (sender, receiver) = std::sync::mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        for (due, data) in receiver {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&data).is_err() {
                return;
            }
        }
    });
    let mut buffer = vec![0; 65_536];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if sender.send((Instant::now() + delay, buffer[..read].to_vec())).is_err() {
            return;
        }
    }
}

#[test]
fn connecting_and_reading_take_two_round_trips() {
    // Long, compared with what a busy machine adds.
    let round_trip = Duration::from_millis(800);
    let port = start_slow_proxy(server().port(), round_trip / 2);
    run(async {
        let started = Instant::now();
        // Without a password and TLS, starting the session takes one round trip, and all queries
        // together take another.
        let connection =
            connected(&format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable")).await;
        let long = format!("SELECT 'x' -- {}", "x".repeat(20_000));
        let queries: Vec<&str> = (0..30).map(|_| long.as_str()).collect();
        texts(&connection, &queries).await.unwrap();
        let trips = started.elapsed().as_secs_f64() / round_trip.as_secs_f64();
        assert!((1.9..2.9).contains(&trips), "{trips} round trips");
    });
}
