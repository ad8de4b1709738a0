//! Servers that do not exist, are not ready, or are not PostgreSQL.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use pgplumb_postgres::{ConnectError, QueryError, ReadOnly};
use pgplumb_testkit::Server;

use crate::support::{answer_startup, connect_error, connected, error_message, listen, run};

fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn at(port: u16) -> String {
    format!("postgres://anna:hunter2@127.0.0.1:{port}/shop")
}

#[test]
fn a_closed_port_and_a_missing_socket_are_errors() {
    let error = connect_error(&at(closed_port()));
    assert!(matches!(error, ConnectError::Refused { .. }), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let error = connect_error(&format!("host={}", folder.path().display()));
    assert!(matches!(error, ConnectError::NoSocket(_)), "{error}");
    assert!(error.to_string().contains(".s.PGSQL.5432"), "{error}");
}

#[test]
fn an_unknown_host_is_an_error() {
    let error = connect_error("postgres://no-such-host.invalid/shop");
    assert!(matches!(error, ConnectError::UnknownHost { .. }), "{error}");
    assert!(error.to_string().contains("\"no-such-host.invalid\""), "{error}");
}

#[test]
fn a_silent_server_times_out() {
    for mode in ["prefer", "disable", "require"] {
        let port = listen(std::mem::forget);
        let started = Instant::now();
        let error = connect_error(&format!("{}?connect_timeout=1&sslmode={mode}", at(port)));
        assert!(matches!(error, ConnectError::TimedOut { .. }), "{error}");
        assert!(error.to_string().contains("within 1 s"), "{error}");
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn after_a_silent_server_the_next_one_is_tried() {
    let server = Server::shared(pgplumb_testkit::newest().major);
    let silent = listen(std::mem::forget);
    run(async {
        let ports = format!("127.0.0.1:{silent},127.0.0.1:{}", server.port());
        let connection = connected(&format!("postgres://postgres@{ports}/postgres?connect_timeout=1")).await;
        assert_eq!(connection.host().port, server.port());
    });
}

#[test]
fn other_protocols_are_recognized() {
    let banner = listen(|mut stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        std::mem::forget(stream);
    });
    for mode in ["require", "disable"] {
        let error = connect_error(&format!("{}?sslmode={mode}", at(banner)));
        // The "S" means that the server accepts TLS, but no TLS handshake follows.
        let is_expected = matches!(error, ConnectError::NotPostgres { .. } | ConnectError::Tls { .. });
        assert!(is_expected, "{error}");
    }
    let http = listen(|stream| answer_startup(stream, b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    let error = connect_error(&at(http));
    assert!(matches!(error, ConnectError::NotPostgres { .. }), "{error}");
    assert!(error.to_string().contains("HTTP/1.1 400 Bad Request"), "{error}");
    let noise = listen(|mut stream| {
        let _ = stream.write_all(&[0xff; 4096]);
        std::mem::forget(stream);
    });
    let error = connect_error(&at(noise));
    assert!(matches!(error, ConnectError::NotPostgres { .. }), "{error}");
    let truncated = listen(|stream| answer_startup(stream, &[b'R', 0, 0, 0, 3]));
    let error = connect_error(&at(truncated));
    assert!(matches!(error, ConnectError::NotPostgres { .. }), "{error}");
}

#[test]
fn a_connection_closed_at_once_is_an_error() {
    let port = listen(drop);
    for mode in ["prefer", "disable"] {
        let error = connect_error(&format!("{}?sslmode={mode}", at(port)));
        assert!(matches!(error, ConnectError::Closed { .. }), "{error}");
    }
}

#[test]
fn the_next_host_is_tried_while_a_server_starts_up() {
    let starting = error_message("57P03", "the database system is starting up");
    let port = listen(move |stream| answer_startup(stream, &starting));
    let error = connect_error(&at(port));
    assert!(matches!(error, ConnectError::Unavailable { .. }), "{error}");
    assert!(error.to_string().contains("try again in a moment"), "{error}");
    // Other rejections do not lead to the next host.
    let server = Server::shared(pgplumb_testkit::newest().major);
    run(async {
        let ports = format!("127.0.0.1:{port},127.0.0.1:{}", server.port());
        connected(&format!("postgres://postgres@{ports}/postgres")).await;
    });
    let rejection = error_message("28000", "no entry for you");
    let port = listen(move |stream| answer_startup(stream, &rejection));
    let error =
        connect_error(&format!("postgres://postgres@127.0.0.1:{port},127.0.0.1:{}/postgres", server.port()));
    assert!(matches!(error, ConnectError::Rejected { .. }), "{error}");
}

#[test]
fn unsupported_authentication_is_an_error() {
    let kerberos = [b'R', 0, 0, 0, 8, 0, 0, 0, 7];
    let port = listen(move |stream| answer_startup(stream, &kerberos));
    let error = connect_error(&at(port));
    assert!(matches!(error, ConnectError::UnsupportedAuth { .. }), "{error}");
    assert!(error.to_string().contains("by gss"), "{error}");
}

#[test]
fn all_failures_are_reported() {
    let error = connect_error(&format!("postgres://127.0.0.1:{},no-such-host.invalid/shop", closed_port()));
    assert_eq!(error.attempts().len(), 2);
    let text = error.to_string();
    assert!(text.contains("connection refused") && text.contains("no-such-host.invalid"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

/// A message of the protocol.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[kind][..], &length, body].concat()
}

/// A server that accepts the connection and is ready for queries, and then never answers, or only
/// with notices.
#[test]
fn a_server_that_stops_answering_is_left() {
    let ready = [message(b'R', &0u32.to_be_bytes()), message(b'Z', b"I")].concat();
    let notice = message(b'N', b"SNOTICE\0VNOTICE\0C00000\0Mnothing yet\0\0");
    for sends_notices in [false, true] {
        let (ready, notice) = (ready.clone(), notice.clone());
        let port = listen(move |mut stream| {
            let (ready, notice) = (ready.clone(), notice.clone());
            std::thread::spawn(move || {
                answer_startup(stream.try_clone().unwrap(), &ready);
                while sends_notices && stream.write_all(&notice).is_ok() {
                    std::thread::sleep(Duration::from_millis(10));
                }
                std::thread::sleep(Duration::from_secs(60));
            });
        });
        let started = Instant::now();
        run(async {
            let connection = connected(&at(port)).await;
            let limits =
                ReadOnly { statement_timeout: Some(Duration::from_millis(100)), ..ReadOnly::default() };
            let answer = connection.read_only_transaction(&limits, &["SELECT 1"], |_, _| Ok(())).await;
            let error = answer.unwrap_err();
            assert!(matches!(error, QueryError::ConnectionLost { .. }), "{error}");
            assert!(error.to_string().contains("has not answered for 10 seconds"), "{error}");
        });
        assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
    }
}

#[test]
fn a_flood_of_notices_ends_the_connection() {
    let notice = message(b'N', &[b'x'; 1 << 16]);
    let port = listen(move |mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(&message(b'R', &0u32.to_be_bytes()));
        while stream.write_all(&notice).is_ok() {}
    });
    let error = connect_error(&format!("{}?sslmode=disable", at(port)));
    assert!(error.to_string().contains("too much data"), "{error}");
}
