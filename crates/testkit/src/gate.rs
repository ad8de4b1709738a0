//! A proxy in front of a server that stops a client at a statement, for tests of clients that die
//! there or lose their connection.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// On which side of a statement a client is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The server does not get the statement.
    Before,
    /// The server has executed the statement, and the client does not get the answer.
    After,
}

/// A proxy on 127.0.0.1 for another port of the same address, for connections without TLS. Dropping
/// it closes its connections.
pub struct Gate {
    port: u16,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    target: u16,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// How the statement starts after which the statements of a connection are counted.
    from: String,
    stop: Option<(usize, Side)>,
    stopped: bool,
    ended: bool,
    statements: Vec<String>,
    connections: u64,
    open: Vec<TcpStream>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the gate is opened.
    fn hold(&self) {
        let mut state = self.state();
        state.stopped = true;
        self.changed.notify_all();
        while state.stopped && !state.ended {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Gate {
    /// Listens on a port of its own and passes everything on to `target`. Once a connection has
    /// sent a simple query that starts with `from`, its later simple queries are counted.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start(target: u16, from: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let port = listener.local_addr().expect("its number").port();
        let state = Mutex::new(State { from: from.to_owned(), ..State::default() });
        let shared = Arc::new(Shared { target, state, changed: Condvar::new() });
        let accepting = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self { port, shared, accepting: Some(accepting) }
    }

    /// The port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops the client at the counted statement of this number, from 0.
    pub fn stop_at(&self, number: usize, side: Side) {
        self.shared.state().stop = Some((number, side));
    }

    /// Waits until the client is stopped. Returns false if that takes longer than `longest`.
    #[must_use]
    pub fn wait(&self, longest: Duration) -> bool {
        let until = Instant::now() + longest;
        let mut state = self.shared.state();
        while !state.stopped {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = self.shared.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Lets the client continue.
    pub fn open(&self) {
        let mut state = self.shared.state();
        (state.stopped, state.stop) = (false, None);
        self.shared.changed.notify_all();
    }

    /// The statements counted so far.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        self.shared.state().statements.clone()
    }

    /// How many connections were opened.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.state().connections
    }

    /// Closes all open connections; a stopped statement is not passed on.
    pub fn cut(&self) {
        let open: Vec<TcpStream> = self.shared.state().open.drain(..).collect();
        open.iter().for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
        self.open();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.state().ended = true;
        let _ = TcpStream::connect(("127.0.0.1", self.port)); // wakes the thread that accepts
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        self.cut();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming().flatten() {
        if shared.state().ended {
            return;
        }
        // If the server refuses the connection, the gate closes it.
        let _ = connect(client, shared);
    }
}

fn connect(client: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", shared.target))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    {
        let mut state = shared.state();
        state.connections += 1;
        state.open.extend([client.try_clone()?, server.try_clone()?]);
    }
    let muted = Arc::new(Mutex::new(false));
    let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn({
        let (shared, muted) = (Arc::clone(shared), Arc::clone(&muted));
        move || {
            let server = to_server.try_clone();
            let _ = requests(from_client, to_server, &shared, &muted);
            server.map(|server| server.shutdown(Shutdown::Write))
        }
    });
    std::thread::spawn({
        let shared = Arc::clone(shared);
        move || {
            let _ = answers(&server, &client, &shared, &muted);
            let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
        }
    });
    Ok(())
}

/// Passes on what a client sends, message by message. PostgreSQL manual, "Message Formats".
fn requests(
    mut client: TcpStream,
    mut server: TcpStream,
    shared: &Shared,
    muted: &Mutex<bool>,
) -> io::Result<()> {
    const VERSION_3: [u8; 2] = [0, 3];
    loop {
        let message = message(&mut client, 0)?;
        server.write_all(&message)?;
        // Messages before it ask for encryption, or cancel a statement of another connection.
        if message.get(4..6) == Some(&VERSION_3[..]) {
            break;
        }
    }
    let mut counted = None;
    loop {
        let message = message(&mut client, 1)?;
        let mut side = None;
        if message[0] == b'Q' {
            let statement = String::from_utf8_lossy(&message[5..message.len() - 1]).into_owned();
            let mut state = shared.state();
            if let Some(number) = counted {
                side = state.stop.filter(|(stop, _)| *stop == number).map(|(_, side)| side);
                state.statements.push(statement);
                counted = Some(number + 1);
            } else if statement.starts_with(&state.from) {
                counted = Some(0);
            }
        }
        match side {
            Some(Side::Before) => shared.hold(),
            Some(Side::After) => *muted.lock().unwrap_or_else(PoisonError::into_inner) = true,
            None => {}
        }
        server.write_all(&message)?;
    }
}

/// Reads a message: `before` bytes, its length, and the rest.
fn message(client: &mut TcpStream, before: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; before + 4];
    client.read_exact(&mut message)?;
    let length =
        u32::from_be_bytes([message[before], message[before + 1], message[before + 2], message[before + 3]]);
    message.resize(before + length as usize, 0);
    client.read_exact(&mut message[before + 4..])?;
    Ok(message)
}

fn answers(
    mut server: &TcpStream,
    mut client: &TcpStream,
    shared: &Shared,
    muted: &Mutex<bool>,
) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = server.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        if std::mem::take(&mut *muted.lock().unwrap_or_else(PoisonError::into_inner)) {
            shared.hold();
        }
        client.write_all(&buffer[..length])?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Server, newest};
    use std::process::{Command, Stdio};

    #[test]
    fn a_client_is_stopped_on_either_side_of_a_statement() {
        let server = Server::shared(newest().major);
        for (side, there) in [(Side::Before, "0"), (Side::After, "1")] {
            let database = server.create_database();
            let gate = Gate::start(server.port(), "SELECT 'from");
            gate.stop_at(1, side);
            let url = database.url().replace(&format!(":{}/", server.port()), &format!(":{}/", gate.port()));
            let mut psql = Command::new(server.installation().client("psql"));
            for statement in ["SELECT 1", "SELECT 'from'", "SELECT 2", "CREATE TABLE t ()", "SELECT 3"] {
                psql.args(["-c", statement]);
            }
            psql.args(["-X", &url]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut psql = psql.spawn().expect("psql starts");
            assert!(gate.wait(Duration::from_secs(20)));
            assert_eq!(gate.statements(), ["SELECT 2", "CREATE TABLE t ()"]);
            assert_eq!(database.query("SELECT count(*) FROM pg_class WHERE relname = 't'"), [[there]]);
            gate.cut();
            assert!(!psql.wait().expect("it ends").success());
            assert_eq!(database.query("SELECT count(*) FROM pg_class WHERE relname = 't'"), [[there]]);
        }
    }
}
