//! Functions that several tests use.

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use pgplumb_postgres::{ConnectError, Connection, Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::Server;

/// Runs a future on a single-threaded runtime, as the program does.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// An environment without variables and, optionally, with a home directory.
pub fn environment(home: Option<&Path>) -> Environment {
    Environment::new([], home.map(Path::to_owned), Some("postgres".to_owned()))
}

/// Connects without prompting for a password.
pub async fn try_connect(text: &str) -> Result<Connection, ConnectError> {
    let conninfo = Conninfo::parse(text, &environment(None)).unwrap();
    connect(&conninfo, PasswordSource::None).await
}

/// Connects, or fails the test.
pub async fn connected(text: &str) -> Connection {
    try_connect(text).await.unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Connects, expecting an error.
pub fn connect_error(text: &str) -> ConnectError {
    match run(try_connect(text)) {
        Ok(connection) => panic!("{text}: unexpectedly connected: {connection:?}"),
        Err(error) => error,
    }
}

/// A keyword string for the superuser over TCP, with a host name for verifying certificates.
pub fn named(server: &Server, host: &str) -> String {
    format!("host={host} hostaddr=127.0.0.1 port={} user=postgres dbname=postgres", server.port())
}

/// Starts a fake server that handles each connection with a function. Returns its port.
pub fn listen(handle: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            handle(stream);
        }
    });
    port
}

/// Rejects TLS if requested, reads the startup message, and answers with these bytes.
pub fn answer_startup(mut stream: TcpStream, answer: &[u8]) {
    let mut buffer = [0; 1024];
    let read = stream.read(&mut buffer).unwrap_or(0);
    if buffer[..read].starts_with(&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]) {
        let _ = stream.write_all(b"N");
        let _ = stream.read(&mut buffer);
    }
    let _ = stream.write_all(answer);
    // Wait until the client closes the connection, so that it receives the answer.
    let _ = stream.read(&mut buffer);
}

/// Encodes an `ErrorResponse` message.
pub fn error_message(code: &str, message: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, text) in [("S", "FATAL"), ("V", "FATAL"), ("C", code), ("M", message)] {
        body.extend([field.as_bytes(), text.as_bytes(), b"\0"].concat());
    }
    body.push(0);
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&b"E"[..], &length, &body].concat()
}
