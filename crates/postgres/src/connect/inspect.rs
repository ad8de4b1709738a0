//! Inspects the messages from the server before tokio-postgres reads them.
//!
//! tokio-postgres does not report which authentication method the server requested. It also looks
//! up unknown result types with extra statements, which blocks in a pipeline. This stream decodes
//! enough of the protocol to enforce `require_auth`, to detect that a password is required and that
//! the other side is not a PostgreSQL server, and to reject results of unknown types.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::types::Type;

use crate::conninfo::{AllowedAuth, AuthMethod};

/// libpq's limits for the length of the first messages. A longer one is not from a PostgreSQL
/// server.
const MAX_AUTH_REQUEST: u32 = 2000;
const MAX_STARTUP_ERROR: u32 = 30_000;

/// The limit for all messages until the server is ready for queries, in bytes. tokio-postgres keeps
/// them in memory.
const MAX_STARTUP: usize = 4 << 20;
/// The limit for the length of a notice, which is kept in memory until it is complete.
const MAX_NOTICE: u32 = 64 << 20;

/// What the stream has observed, shared with the code that uses the connection.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// The authentication method that the server requested.
    auth: Mutex<Option<AuthMethod>>,
    /// Whether authentication has succeeded.
    authenticated: AtomicBool,
    /// Whether results of unknown types are rejected.
    known_types_only: AtomicBool,
    /// Counts the pieces of answers that have arrived. Notices and other messages that the server
    /// sends at any time are left out.
    progress: AtomicU64,
}

impl Observed {
    /// The authentication method that the server requested, if it has.
    pub(crate) fn auth(&self) -> Option<AuthMethod> {
        *self.lock()
    }

    /// Whether authentication has succeeded.
    pub(crate) fn is_authenticated(&self) -> bool {
        self.authenticated.load(Ordering::Relaxed)
    }

    /// Sets whether results of unknown types are rejected.
    pub(crate) fn set_known_types_only(&self, only: bool) {
        self.known_types_only.store(only, Ordering::Relaxed);
    }

    /// A number that changes whenever a piece of an answer arrives.
    pub(crate) fn progress(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Option<AuthMethod>> {
        self.auth.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why the connection must not be used further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InspectionError {
    /// The first bytes do not come from a PostgreSQL server.
    NotPostgres(String),
    /// The server requests an authentication method that `require_auth` excludes.
    AuthNotAllowed { requested: AuthMethod, allowed: String },
    /// A query returns a column of an unknown type.
    UnknownType { column: String, oid: u32 },
    /// The server sends more than any PostgreSQL server would.
    TooMuch(String),
}

impl fmt::Display for InspectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPostgres(start) => {
                write!(f, "the server does not speak PostgreSQL's protocol ({start})")
            }
            Self::AuthNotAllowed { requested, allowed } => {
                write!(
                    f,
                    "the server requests authentication by {}, but require_auth allows only {allowed}",
                    requested.as_str()
                )
            }
            Self::TooMuch(what) => write!(f, "the server sends too much data: {what}"),
            Self::UnknownType { column, oid } => {
                write!(f, "column \"{column}\" has a type that is not built in (OID {oid}); cast it to text")
            }
        }
    }
}

impl std::error::Error for InspectionError {}

impl InspectionError {
    /// Extracts this error from the error of a read.
    pub(crate) fn find(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// A stream whose incoming messages are inspected.
pub(crate) struct InspectedStream<S> {
    inner: S,
    inspector: Inspector,
}

impl<S> InspectedStream<S> {
    pub(crate) fn new(inner: S, allowed: Option<AllowedAuth>, observed: Arc<Observed>) -> Self {
        Self {
            inner,
            inspector: Inspector {
                observed,
                allowed,
                started: false,
                startup_left: Some(MAX_STARTUP),
                message: PartialMessage::default(),
            },
        }
    }
}

/// Decodes messages as they arrive.
struct Inspector {
    observed: Arc<Observed>,
    allowed: Option<AllowedAuth>,
    started: bool,
    /// The number of bytes that may still arrive before the server is ready for queries; `None`
    /// afterwards.
    startup_left: Option<usize>,
    message: PartialMessage,
}

/// The message being received: a type byte, four bytes of length, then the body.
#[derive(Default)]
struct PartialMessage {
    header: [u8; 5],
    header_filled: usize,
    body_left: usize,
    /// The body so far, for messages whose body is inspected.
    body: Option<Vec<u8>>,
}

impl Inspector {
    fn inspect(&mut self, mut data: &[u8]) -> Result<(), InspectionError> {
        if let Some(left) = &mut self.startup_left {
            let what =
                || InspectionError::TooMuch(format!("over {MAX_STARTUP} bytes before the first query"));
            *left = left.checked_sub(data.len()).ok_or_else(what)?;
        }
        while !data.is_empty() {
            if self.message.header_filled < 5 {
                let missing = 5 - self.message.header_filled;
                let (head, rest) = data.split_at(missing.min(data.len()));
                self.message.header[self.message.header_filled..][..head.len()].copy_from_slice(head);
                self.message.header_filled += head.len();
                data = rest;
                if !self.started && !matches!(self.message.header[0], b'R' | b'E' | b'v') {
                    return Err(InspectionError::NotPostgres(describe_start(head, rest)));
                }
                if self.message.header_filled == 5 {
                    self.begin_message()?;
                }
            } else {
                let (piece, rest) = data.split_at(self.message.body_left.min(data.len()));
                self.note_progress();
                if let Some(body) = &mut self.message.body {
                    body.extend_from_slice(piece);
                }
                self.message.body_left -= piece.len();
                data = rest;
            }
            if self.message.header_filled == 5 && self.message.body_left == 0 {
                self.end_message()?;
            }
        }
        Ok(())
    }

    fn begin_message(&mut self) -> Result<(), InspectionError> {
        let [kind, length @ ..] = self.message.header;
        let length = u32::from_be_bytes(length);
        if !self.started {
            let limit = if kind == b'E' { MAX_STARTUP_ERROR } else { MAX_AUTH_REQUEST };
            if length < 8 || length > limit {
                return Err(InspectionError::NotPostgres(format!("its first message claims {length} bytes")));
            }
            self.started = true;
        }
        if kind == b'N' && length > MAX_NOTICE {
            return Err(InspectionError::TooMuch(format!("a notice of {length} bytes")));
        }
        if kind == b'Z' {
            self.startup_left = None;
        }
        self.note_progress();
        let wanted = match kind {
            b'R' => !self.observed.is_authenticated(),
            b'T' => self.observed.known_types_only.load(Ordering::Relaxed),
            _ => false,
        };
        self.message.body_left = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(4);
        self.message.body = wanted.then(Vec::new);
        Ok(())
    }

    /// Counts a piece of the message, unless it is a notice, a notification or a parameter.
    fn note_progress(&self) {
        if !matches!(self.message.header[0], b'N' | b'A' | b'S') {
            self.observed.progress.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn end_message(&mut self) -> Result<(), InspectionError> {
        let message = std::mem::take(&mut self.message);
        match (message.header[0], message.body) {
            (b'R', Some(body)) => self.inspect_auth_request(&body),
            (b'T', Some(body)) => check_column_types(&body),
            _ => Ok(()),
        }
    }

    fn inspect_auth_request(&mut self, body: &[u8]) -> Result<(), InspectionError> {
        let Some((code, rest)) = body.split_first_chunk::<4>() else { return Ok(()) };
        let requested = match u32::from_be_bytes(*code) {
            0 => {
                self.observed.authenticated.store(true, Ordering::Relaxed);
                if self.observed.auth().is_some() {
                    return Ok(());
                }
                AuthMethod::None
            }
            3 => AuthMethod::Password,
            5 => AuthMethod::Md5,
            7 => AuthMethod::Gss,
            9 => AuthMethod::Sspi,
            10 if rest.split(|byte| *byte == 0).any(|name| name.starts_with(b"SCRAM-SHA-256")) => {
                AuthMethod::ScramSha256
            }
            10 if rest.split(|byte| *byte == 0).any(|name| name == b"OAUTHBEARER") => AuthMethod::OAuth,
            // A later step of an exchange, or a method that tokio-postgres rejects.
            _ => return Ok(()),
        };
        *self.observed.lock() = Some(requested);
        match &self.allowed {
            Some(allowed) if !allowed.allows(requested) => {
                Err(InspectionError::AuthNotAllowed { requested, allowed: allowed.listed() })
            }
            _ => Ok(()),
        }
    }
}

/// Checks the column types in a `RowDescription` message: the number of columns, then for each its
/// zero-terminated name, table OID (4 bytes), attribute number (2), type OID (4), and 8 more bytes.
fn check_column_types(body: &[u8]) -> Result<(), InspectionError> {
    let mut rest = body.get(2..).unwrap_or_default();
    while let Some(end) = rest.iter().position(|byte| *byte == 0) {
        let Some(fixed) = rest.get(end + 1..end + 19) else { break };
        let oid = u32::from_be_bytes([fixed[6], fixed[7], fixed[8], fixed[9]]);
        if Type::from_oid(oid).is_none() {
            let column = String::from_utf8_lossy(&rest[..end]).into_owned();
            return Err(InspectionError::UnknownType { column, oid });
        }
        rest = &rest[end + 19..];
    }
    Ok(())
}

/// Describes the first bytes from a server that is not PostgreSQL, with printable characters.
fn describe_start(head: &[u8], rest: &[u8]) -> String {
    let start: String = head
        .iter()
        .chain(rest)
        .take(32)
        .take_while(|byte| !matches!(byte, b'\r' | b'\n'))
        .map(|byte| char::from(*byte))
        .map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '.' })
        .collect();
    format!("its answer begins with \"{start}\"")
}

impl<S: AsyncRead + Unpin> AsyncRead for InspectedStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let result = Pin::new(&mut this.inner).poll_read(cx, buffer);
        if matches!(result, Poll::Ready(Ok(()))) {
            this.inspector.inspect(&buffer.filled()[before..]).map_err(io::Error::other)?;
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for InspectedStream<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, data)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[kind][..], &length, body].concat()
    }

    fn column(name: &str, oid: u32) -> Vec<u8> {
        [name.as_bytes(), &[0; 7], &oid.to_be_bytes(), &[0; 8]].concat()
    }

    /// Inspects the bytes in pieces of every length; the result must not depend on it.
    fn inspect(
        bytes: &[u8],
        observed: impl Fn() -> Observed,
    ) -> (Result<(), InspectionError>, Option<AuthMethod>) {
        let outcome = |piece: usize| {
            let mut stream = InspectedStream::new((), None, Arc::new(observed()));
            let result = bytes.chunks(piece).try_for_each(|chunk| stream.inspector.inspect(chunk));
            (result, stream.inspector.observed.auth())
        };
        let whole = outcome(bytes.len());
        for piece in 5..bytes.len() {
            assert_eq!(outcome(piece), whole, "in pieces of {piece}");
        }
        whole
    }

    #[test]
    fn the_requested_authentication_is_observed() {
        let sasl = [&10u32.to_be_bytes()[..], b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"].concat();
        let (result, auth) = inspect(&message(b'R', &sasl), Observed::default);
        assert_eq!((result, auth), (Ok(()), Some(AuthMethod::ScramSha256)));
        let (_, auth) = inspect(&message(b'R', &0u32.to_be_bytes()), Observed::default);
        assert_eq!(auth, Some(AuthMethod::None));
    }

    #[test]
    fn other_protocols_are_detected() {
        let mut stream = InspectedStream::new((), None, Arc::default());
        let error = stream.inspector.inspect(b"HTTP/1.1 400 Bad Request\r\n").unwrap_err();
        assert_eq!(
            error,
            InspectionError::NotPostgres("its answer begins with \"HTTP/1.1 400 Bad Request\"".into())
        );
        let mut stream = InspectedStream::new((), None, Arc::default());
        assert!(stream.inspector.inspect(b"Really not PostgreSQL").is_err());
    }

    #[test]
    fn floods_are_detected() {
        let start = message(b'R', &0u32.to_be_bytes());
        let notice = message(b'N', &[b'x'; 1 << 16]);
        let inspector = |bytes: &[&[u8]]| {
            let mut inspector = InspectedStream::new((), None, Arc::default()).inspector;
            bytes.iter().try_for_each(|bytes| inspector.inspect(bytes)).map(|()| inspector)
        };
        let flood = [&notice[..]; 100];
        assert!(matches!(inspector(&[&[&start[..]], &flood[..]].concat()), Err(InspectionError::TooMuch(_))));
        let ready = message(b'Z', b"I");
        let inspector = |bytes: &[&[u8]]| inspector(&[&[&start[..], &ready], bytes].concat());
        let progress = |inspector: Result<Inspector, InspectionError>| inspector.unwrap().observed.progress();
        let ready_only = progress(inspector(&[]));
        assert_eq!(progress(inspector(&flood)), ready_only);
        assert!(progress(inspector(&[&message(b'D', b"row")])) > ready_only);
        let claim = [&[b'N'][..], &u32::MAX.to_be_bytes()].concat();
        assert!(matches!(inspector(&[&claim]), Err(InspectionError::TooMuch(_))));
    }

    #[test]
    fn columns_of_unknown_type_are_detected() {
        let mut columns = 2u16.to_be_bytes().to_vec();
        columns.extend(column("a", 25));
        columns.extend(column("b", 16_385));
        let bytes =
            [message(b'R', &0u32.to_be_bytes()), message(b'D', &[7; 40]), message(b'T', &columns)].concat();
        let strict = || {
            let observed = Observed::default();
            observed.set_known_types_only(true);
            observed
        };
        assert_eq!(
            inspect(&bytes, strict).0,
            Err(InspectionError::UnknownType { column: "b".into(), oid: 16_385 })
        );
        assert_eq!(inspect(&bytes, Observed::default).0, Ok(()));
    }
}
