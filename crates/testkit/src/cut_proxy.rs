//! A TCP proxy in front of a server that can close connections or stop answering, for tests of
//! servers that crash in the middle of an answer.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What happens to new connections. Bytes are counted from the server to the client, for each
/// connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Everything is passed on.
    Pass,
    /// The connection is closed on both sides after this many bytes.
    CutAfter(u64),
    /// Nothing more is passed on after this many bytes, but the connection stays open.
    SilentAfter(u64),
}

/// A proxy on 127.0.0.1 for another port of the same address. Dropping it closes its connections.
pub struct CutProxy {
    port: u16,
    state: Arc<State>,
    accepting: Option<JoinHandle<()>>,
}

struct State {
    target: u16,
    fate: Mutex<Fate>,
    ended: AtomicBool,
    connections: AtomicU64,
    answered: AtomicU64,
    round_trips: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

impl CutProxy {
    /// Listens on a port of its own and passes everything on to `target`.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let port = listener.local_addr().expect("its number").port();
        let state = Arc::new(State {
            target,
            fate: Mutex::new(Fate::Pass),
            ended: AtomicBool::new(false),
            connections: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            round_trips: AtomicU64::new(0),
            open: Mutex::new(Vec::new()),
        });
        let accepting = std::thread::spawn({
            let state = Arc::clone(&state);
            move || accept(&listener, &state)
        });
        Self { port, state, accepting: Some(accepting) }
    }

    /// The port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Sets what happens to new connections.
    pub fn set(&self, fate: Fate) {
        *self.state.fate.lock().unwrap_or_else(PoisonError::into_inner) = fate;
    }

    /// How many connections were opened.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// How many bytes the server sent, on all connections.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.state.answered.load(Ordering::SeqCst)
    }

    /// How often a client sent something after it had received something or had connected: an
    /// estimate of the round trips, too high if an answer arrives in several pieces.
    #[must_use]
    pub fn round_trips(&self) -> u64 {
        self.state.round_trips.load(Ordering::SeqCst)
    }

    /// Closes all open connections.
    pub fn cut_all(&self) {
        for stream in self.state.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for CutProxy {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port)); // wakes the thread that accepts
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        self.cut_all();
    }
}

fn accept(listener: &TcpListener, state: &Arc<State>) {
    for client in listener.incoming().flatten() {
        if state.ended.load(Ordering::SeqCst) {
            return;
        }
        // If the server refuses the connection, the proxy closes it.
        let _ = connect(client, state);
    }
}

fn connect(client: TcpStream, state: &Arc<State>) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", state.target))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    state.connections.fetch_add(1, Ordering::SeqCst);
    let fate = *state.fate.lock().unwrap_or_else(PoisonError::into_inner);
    state
        .open
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .extend([client.try_clone()?, server.try_clone()?]);
    let heard = Arc::new(AtomicBool::new(true));
    let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn({
        let (state, heard) = (Arc::clone(state), Arc::clone(&heard));
        move || requests(from_client, to_server, &state, &heard)
    });
    std::thread::spawn({
        let state = Arc::clone(state);
        move || answers(server, client, fate, &state, &heard)
    });
    Ok(())
}

fn requests(mut client: TcpStream, mut server: TcpStream, state: &State, heard: &AtomicBool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        if heard.swap(false, Ordering::SeqCst) {
            state.round_trips.fetch_add(1, Ordering::SeqCst);
        }
        if server.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Write);
}

fn answers(mut server: TcpStream, mut client: TcpStream, fate: Fate, state: &State, heard: &AtomicBool) {
    let mut left = match fate {
        Fate::Pass => u64::MAX,
        Fate::CutAfter(bytes) | Fate::SilentAfter(bytes) => bytes,
    };
    let mut buffer = [0; 16 * 1024];
    while left > 0 {
        let Ok(length @ 1..) = server.read(&mut buffer) else { break };
        let passed = length.min(usize::try_from(left).unwrap_or(length));
        left -= passed as u64;
        state.answered.fetch_add(passed as u64, Ordering::SeqCst);
        heard.store(true, Ordering::SeqCst);
        if client.write_all(&buffer[..passed]).is_err() {
            break;
        }
    }
    // After `SilentAfter`, the client's side stays open: `State::open` keeps it until the proxy is
    // dropped.
    if !(left == 0 && matches!(fate, Fate::SilentAfter(_))) {
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Starts a server that answers every byte with ten.
    fn start_echo() -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("its number").port();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    let mut byte = [0];
                    while let Ok(1) = stream.read(&mut byte) {
                        let _ = stream.write_all(&byte.repeat(10));
                    }
                });
            }
        });
        port
    }

    fn client(proxy: &CutProxy) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", proxy.port())).expect("the proxy listens");
        stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a timeout");
        stream
    }

    #[test]
    fn everything_is_passed_on_and_counted() {
        let proxy = CutProxy::start(start_echo());
        let mut stream = client(&proxy);
        for _ in 0..3 {
            let mut answer = [0; 10];
            stream.write_all(b"x").expect("sent");
            stream.read_exact(&mut answer).expect("answered");
            assert_eq!(&answer, b"xxxxxxxxxx");
        }
        assert_eq!((proxy.connections(), proxy.answered(), proxy.round_trips()), (1, 30, 3));
    }

    #[test]
    fn a_connection_is_closed_after_the_given_bytes() {
        let proxy = CutProxy::start(start_echo());
        proxy.set(Fate::CutAfter(7));
        let mut stream = client(&proxy);
        stream.write_all(b"x").expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the end");
        assert_eq!(answer, b"xxxxxxx");
    }

    #[test]
    fn a_silent_connection_stays_open_until_it_is_closed() {
        let proxy = CutProxy::start(start_echo());
        proxy.set(Fate::SilentAfter(0));
        let mut stream = client(&proxy);
        stream.write_all(b"x").expect("sent");
        let mut answer = [0; 1];
        let timeout = stream.read(&mut answer).expect_err("nothing comes");
        assert!(matches!(timeout.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut), "{timeout}");
        proxy.cut_all();
        assert!(matches!(stream.read(&mut answer), Ok(0) | Err(_)));
    }

    #[test]
    fn connections_are_closed_if_the_server_is_down() {
        let down =
            TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("its number").port();
        let proxy = CutProxy::start(down);
        let mut stream = client(&proxy);
        let _ = stream.write_all(b"x");
        assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
    }
}
