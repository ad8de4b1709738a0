//! Several hosts, and `target_session_attrs`.

use std::sync::OnceLock;

use pgplumb_postgres::ConnectError;
use pgplumb_testkit::{Server, ServerOptions, newest, oldest};

use crate::support::{connect_error, connected, run};

/// A primary, a server whose sessions are read-only, and a server in hot standby mode without a
/// primary.
fn servers() -> &'static [Server; 3] {
    static SERVERS: OnceLock<[Server; 3]> = OnceLock::new();
    SERVERS.get_or_init(|| {
        [
            Server::start(newest()),
            ServerOptions::new().setting("default_transaction_read_only = on").start(newest()),
            ServerOptions::new().setting("hot_standby = on").file("standby.signal", "").start(oldest()),
        ]
    })
}

/// Connects to the servers in this order, and returns the index of the one that was used.
fn choose(order: &[usize], wanted: &str) -> Result<usize, ConnectError> {
    let hosts: Vec<String> =
        order.iter().map(|index| format!("127.0.0.1:{}", servers()[*index].port())).collect();
    let url = format!("postgres://postgres@{}/postgres?target_session_attrs={wanted}", hosts.join(","));
    run(async {
        let connection = crate::support::try_connect(&url).await?;
        let port = connection.host().port;
        connection.close().await;
        Ok(servers().iter().position(|server| server.port() == port).unwrap())
    })
}

const PRIMARY: usize = 0;
const READ_ONLY: usize = 1;
const STANDBY: usize = 2;

#[test]
fn the_first_acceptable_server_is_used() {
    let all = [STANDBY, READ_ONLY, PRIMARY];
    assert_eq!(choose(&all, "any").unwrap(), STANDBY);
    assert_eq!(choose(&all, "read-write").unwrap(), PRIMARY);
    assert_eq!(choose(&all, "read-only").unwrap(), STANDBY);
    assert_eq!(choose(&[PRIMARY, READ_ONLY], "read-only").unwrap(), READ_ONLY);
    assert_eq!(choose(&all, "primary").unwrap(), READ_ONLY);
    assert_eq!(choose(&[PRIMARY, READ_ONLY, STANDBY], "standby").unwrap(), STANDBY);
    assert_eq!(choose(&[PRIMARY, READ_ONLY, STANDBY], "prefer-standby").unwrap(), STANDBY);
    assert_eq!(choose(&[READ_ONLY, PRIMARY], "prefer-standby").unwrap(), READ_ONLY);
}

#[test]
fn no_acceptable_server_is_an_error() {
    let error = choose(&[READ_ONLY, STANDBY], "read-write").unwrap_err();
    assert_eq!(error.attempts().len(), 2);
    assert!(
        error.attempts().iter().all(|error| matches!(error, ConnectError::WrongTarget { .. })),
        "{error}"
    );
    let error = choose(&[STANDBY], "primary").unwrap_err().to_string();
    assert!(error.contains("target_session_attrs=primary: it is in hot standby"), "{error}");
}

#[test]
fn a_host_that_is_down_is_skipped() {
    let server = &servers()[PRIMARY];
    run(async {
        let url = format!("postgres://postgres@127.0.0.1:1,127.0.0.1:{}/postgres", server.port());
        assert_eq!(connected(&url).await.host().port, server.port());
        // Sockets and addresses can be mixed.
        let folder = server.socket_folder().display();
        let text = format!("host=127.0.0.1,{folder} port=1,{} user=postgres", server.port());
        assert!(connected(&text).await.host().socket().is_some());
    });
}

#[test]
fn a_wrong_database_on_the_first_host_is_final() {
    let [first, second, _] = servers();
    let url = format!("postgres://postgres@127.0.0.1:{},127.0.0.1:{}/nowhere", first.port(), second.port());
    let error = connect_error(&url);
    assert!(matches!(error, ConnectError::NoDatabase { .. }), "{error}");
}

#[test]
fn load_balancing_uses_all_hosts() {
    let hosts = format!("127.0.0.1:{},127.0.0.1:{}", servers()[0].port(), servers()[1].port());
    let url = format!("postgres://postgres@{hosts}/postgres?load_balance_hosts=random");
    let mut seen = std::collections::BTreeSet::new();
    run(async {
        for _ in 0..64 {
            let connection = connected(&url).await;
            seen.insert(connection.host().port);
            connection.close().await;
            if seen.len() == 2 {
                return;
            }
        }
        panic!("all of 64 connections used the same host");
    });
}
