//! Listening in on what the server says.
//!
//! tokio-postgres keeps to itself what the server asked for during authentication, and looks result types it does not
//! know up with statements of its own, for which a pipeline has no room. This reads along: enough to enforce
//! `require_auth`, to know that a password is wanted, to notice that the other side is no PostgreSQL server, and to
//! refuse results of types the program does not know.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::types::Type;

use crate::conninfo::{AllowedAuth, AuthMethod};

/// Messages longer than these are not from a PostgreSQL server that is being connected to (libpq's own limits).
const LONGEST_AUTH_REQUEST: u32 = 2000;
const LONGEST_STARTUP_ERROR: u32 = 30_000;

/// What was heard, shared with whoever wants to know.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// How the server asked who we are, once it has.
    auth: Mutex<Option<AuthMethod>>,
    /// Whether the server is convinced.
    authenticated: AtomicBool,
    /// Whether results of types the program does not know are to be refused.
    known_types_only: AtomicBool,
}

impl Heard {
    /// How the server asked who we are; `None` as long as it has said nothing.
    pub(crate) fn auth(&self) -> Option<AuthMethod> {
        *self.lock()
    }

    /// Whether the server has accepted who we are.
    pub(crate) fn authenticated(&self) -> bool {
        self.authenticated.load(Ordering::Relaxed)
    }

    /// From now on refuses, or does not refuse, results of types the program does not know.
    pub(crate) fn set_known_types_only(&self, only: bool) {
        self.known_types_only.store(only, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Option<AuthMethod>> {
        self.auth.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why reading on would be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Objection {
    /// The first bytes are not those of a PostgreSQL server.
    NotPostgres(String),
    /// The server asks for what `require_auth` excludes.
    AuthNotAllowed { asked: AuthMethod, allowed: String },
    /// A query returns a column of a type the program does not know.
    UnknownType { column: String, oid: u32 },
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPostgres(start) => {
                write!(f, "the server does not speak PostgreSQL's protocol ({start})")
            }
            Self::AuthNotAllowed { asked, allowed } => {
                write!(
                    f,
                    "the server wants authentication by {}, require_auth allows {allowed}",
                    asked.as_str()
                )
            }
            Self::UnknownType { column, oid } => {
                write!(
                    f,
                    "the column \"{column}\" has the type with OID {oid}, which is not built in: cast it to text"
                )
            }
        }
    }
}

impl std::error::Error for Objection {}

impl Objection {
    /// The objection inside an error of reading, if that is what it is.
    pub(crate) fn find(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// A stream that is listened in on.
pub(crate) struct Watched<S> {
    inner: S,
    ear: Ear,
}

impl<S> Watched<S> {
    pub(crate) fn new(inner: S, allowed: Option<AllowedAuth>, heard: Arc<Heard>) -> Self {
        Self { inner, ear: Ear { heard, allowed, started: false, part: Part::default() } }
    }
}

/// The messages so far, as far as they matter.
struct Ear {
    heard: Arc<Heard>,
    allowed: Option<AllowedAuth>,
    started: bool,
    part: Part,
}

/// The message that is being received: a type byte, four of length, then the body.
#[derive(Default)]
struct Part {
    header: [u8; 5],
    header_filled: usize,
    body_left: usize,
    /// The body so far, if the message is one of those looked into.
    body: Option<Vec<u8>>,
}

impl Ear {
    fn hear(&mut self, mut data: &[u8]) -> Result<(), Objection> {
        while !data.is_empty() {
            if self.part.header_filled < 5 {
                let missing = 5 - self.part.header_filled;
                let (head, rest) = data.split_at(missing.min(data.len()));
                self.part.header[self.part.header_filled..][..head.len()].copy_from_slice(head);
                self.part.header_filled += head.len();
                data = rest;
                if !self.started && !matches!(self.part.header[0], b'R' | b'E' | b'v') {
                    return Err(Objection::NotPostgres(describe_start(head, rest)));
                }
                if self.part.header_filled == 5 {
                    self.begin_message()?;
                }
            } else {
                let (piece, rest) = data.split_at(self.part.body_left.min(data.len()));
                if let Some(body) = &mut self.part.body {
                    body.extend_from_slice(piece);
                }
                self.part.body_left -= piece.len();
                data = rest;
            }
            if self.part.header_filled == 5 && self.part.body_left == 0 {
                self.end_message()?;
            }
        }
        Ok(())
    }

    fn begin_message(&mut self) -> Result<(), Objection> {
        let [kind, length @ ..] = self.part.header;
        let length = u32::from_be_bytes(length);
        if !self.started {
            let longest = if kind == b'E' { LONGEST_STARTUP_ERROR } else { LONGEST_AUTH_REQUEST };
            if length < 8 || length > longest {
                return Err(Objection::NotPostgres(format!("its first message claims {length} bytes")));
            }
            self.started = true;
        }
        let wanted = match kind {
            b'R' => !self.heard.authenticated(),
            b'T' => self.heard.known_types_only.load(Ordering::Relaxed),
            _ => false,
        };
        self.part.body_left = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(4);
        self.part.body = wanted.then(Vec::new);
        Ok(())
    }

    fn end_message(&mut self) -> Result<(), Objection> {
        let part = std::mem::take(&mut self.part);
        match (part.header[0], part.body) {
            (b'R', Some(body)) => self.hear_auth(&body),
            (b'T', Some(body)) => hear_columns(&body),
            _ => Ok(()),
        }
    }

    fn hear_auth(&mut self, body: &[u8]) -> Result<(), Objection> {
        let Some((code, rest)) = body.split_first_chunk::<4>() else { return Ok(()) };
        let asked = match u32::from_be_bytes(*code) {
            0 => {
                self.heard.authenticated.store(true, Ordering::Relaxed);
                if self.heard.auth().is_some() {
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
            // The later steps of an exchange, or a method that tokio-postgres will refuse.
            _ => return Ok(()),
        };
        *self.heard.lock() = Some(asked);
        match &self.allowed {
            Some(allowed) if !allowed.allows(asked) => {
                Err(Objection::AuthNotAllowed { asked, allowed: allowed.listed() })
            }
            _ => Ok(()),
        }
    }
}

/// Looks for columns of unknown type in a description of rows: a count, then for each a name ended by a zero byte,
/// its table (4 bytes) and number there (2), its type (4), and 8 bytes more.
fn hear_columns(body: &[u8]) -> Result<(), Objection> {
    let mut rest = body.get(2..).unwrap_or_default();
    while let Some(end) = rest.iter().position(|byte| *byte == 0) {
        let Some(fixed) = rest.get(end + 1..end + 19) else { break };
        let oid = u32::from_be_bytes([fixed[6], fixed[7], fixed[8], fixed[9]]);
        if Type::from_oid(oid).is_none() {
            let column = String::from_utf8_lossy(&rest[..end]).into_owned();
            return Err(Objection::UnknownType { column, oid });
        }
        rest = &rest[end + 19..];
    }
    Ok(())
}

/// The first bytes of something that is not PostgreSQL, printable.
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

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let result = Pin::new(&mut this.inner).poll_read(cx, buffer);
        if matches!(result, Poll::Ready(Ok(()))) {
            this.ear.hear(&buffer.filled()[before..]).map_err(io::Error::other)?;
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
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

    /// Hears the bytes in pieces of every length, which must make no difference.
    fn hear(bytes: &[u8], heard: impl Fn() -> Heard) -> (Result<(), Objection>, Option<AuthMethod>) {
        let outcome = |piece: usize| {
            let mut watched = Watched::new((), None, Arc::new(heard()));
            let result = bytes.chunks(piece).try_for_each(|chunk| watched.ear.hear(chunk));
            (result, watched.ear.heard.auth())
        };
        let whole = outcome(bytes.len());
        for piece in 5..bytes.len() {
            assert_eq!(outcome(piece), whole, "in pieces of {piece}");
        }
        whole
    }

    #[test]
    fn hears_what_is_asked_for() {
        let sasl = [&10u32.to_be_bytes()[..], b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"].concat();
        let (result, auth) = hear(&message(b'R', &sasl), Heard::default);
        assert_eq!((result, auth), (Ok(()), Some(AuthMethod::ScramSha256)));
        let (_, auth) = hear(&message(b'R', &0u32.to_be_bytes()), Heard::default);
        assert_eq!(auth, Some(AuthMethod::None));
    }

    #[test]
    fn hears_that_it_is_not_postgresql() {
        let mut watched = Watched::new((), None, Arc::default());
        let objection = watched.ear.hear(b"HTTP/1.1 400 Bad Request\r\n").unwrap_err();
        assert_eq!(
            objection,
            Objection::NotPostgres("its answer begins with \"HTTP/1.1 400 Bad Request\"".into())
        );
        let mut watched = Watched::new((), None, Arc::default());
        assert!(watched.ear.hear(b"Really not PostgreSQL").is_err());
    }

    #[test]
    fn hears_columns_of_unknown_type() {
        let mut columns = 2u16.to_be_bytes().to_vec();
        columns.extend(column("a", 25));
        columns.extend(column("b", 16_385));
        let bytes =
            [message(b'R', &0u32.to_be_bytes()), message(b'D', &[7; 40]), message(b'T', &columns)].concat();
        let strict = || {
            let heard = Heard::default();
            heard.set_known_types_only(true);
            heard
        };
        assert_eq!(hear(&bytes, strict).0, Err(Objection::UnknownType { column: "b".into(), oid: 16_385 }));
        assert_eq!(hear(&bytes, Heard::default).0, Ok(()));
    }
}
