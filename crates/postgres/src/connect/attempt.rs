//! One attempt to connect to one address, with or without TLS, in the order that `sslmode`
//! specifies.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_postgres::Config;
use tokio_postgres::config::{
    ChannelBinding as PgBinding, SslMode as PgSslMode, SslNegotiation as PgNegotiation,
};

use super::classify;
use super::completed_tls::{AdaptedStream, CompletedHandshake};
use super::error::ConnectError;
use super::inspect::{InspectedStream, Observed};
use super::link::{Address, Link, Socket};
use super::peer;
use crate::conninfo::{ChannelBinding, Conninfo, Host, SslMode, SslNegotiation};
use crate::secret::Secret;
use crate::tls::{Tls, TlsInfo};

/// The connection type of tokio-postgres with our stream types.
pub(crate) type RawConnection =
    tokio_postgres::Connection<InspectedStream<Link>, AdaptedStream<InspectedStream<Link>>>;

/// An established connection.
pub(crate) struct OpenedConnection {
    pub(crate) client: tokio_postgres::Client,
    pub(crate) connection: RawConnection,
    pub(crate) observed: Arc<Observed>,
    pub(crate) route: Route,
    pub(crate) tls: Option<TlsInfo>,
    pub(crate) warnings: Vec<String>,
}

/// How the server was reached, for opening a second connection that cancels a query.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) address: Address,
    pub(crate) tls: Option<Arc<Tls>>,
    pub(crate) direct: bool,
}

/// A failed attempt, by what to try next.
pub(super) enum Failure {
    /// Try the host's next address.
    NextAddress(ConnectError),
    /// Try the next host.
    NextHost(ConnectError),
    /// Try the other encryption, if `sslmode` allows it; otherwise stop.
    NextEncryption(ConnectError),
    /// Stop: other attempts would fail in the same way.
    Stop(ConnectError),
    /// Ask for a password and start again.
    PasswordNeeded(ConnectError),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    Plain,
    Tls,
}

/// The inputs of an attempt.
pub(super) struct Attempt<'a> {
    pub(super) conninfo: &'a Conninfo,
    pub(super) host: &'a Host,
    pub(super) address: &'a Address,
    /// The name of the server in messages.
    pub(super) server: &'a str,
    pub(super) password: Option<(&'a Secret, String)>,
}

impl Attempt<'_> {
    /// Connects with each allowed encryption in turn, as libpq does. On failure, also returns the
    /// errors of the earlier tries.
    pub(super) async fn open(&self) -> Result<OpenedConnection, (Failure, Vec<ConnectError>)> {
        let mut earlier = Vec::new();
        let mut remaining = self.encryption_order();
        loop {
            let (current, rest) = match remaining {
                [current, rest @ ..] => (*current, rest),
                [] => unreachable!("the last encryption's failure returns"),
            };
            match self.open_with(current, rest.contains(&Encryption::Plain)).await {
                Ok(opened) => return Ok(opened),
                Err(Failure::NextEncryption(error)) if rest.is_empty() => {
                    return Err((Failure::Stop(error), earlier));
                }
                Err(Failure::NextEncryption(error)) => earlier.push(error),
                // With `allow`, TLS is tried only after the server has rejected a plain connection.
                // That rejection is the error to report.
                Err(Failure::Stop(ConnectError::TlsNotOffered { server, mode })) => {
                    let rejection = earlier.pop().unwrap_or(ConnectError::TlsNotOffered { server, mode });
                    return Err((Failure::Stop(rejection), earlier));
                }
                Err(failure) => return Err((failure, earlier)),
            }
            remaining = rest;
        }
    }

    /// The encryptions to try, in order. A Unix-domain socket is never encrypted.
    fn encryption_order(&self) -> &'static [Encryption] {
        if matches!(self.address, Address::Unix(_)) {
            return &[Encryption::Plain];
        }
        match self.conninfo.ssl_mode() {
            SslMode::Disable => &[Encryption::Plain],
            SslMode::Allow => &[Encryption::Plain, Encryption::Tls],
            SslMode::Prefer => &[Encryption::Tls, Encryption::Plain],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Encryption::Tls],
        }
    }

    async fn open_with(
        &self,
        encryption: Encryption,
        accepts_plain: bool,
    ) -> Result<OpenedConnection, Failure> {
        let mut socket =
            self.address.open(&self.conninfo.keepalive).await.map_err(|error| {
                Failure::NextAddress(classify::unreachable(self.server, self.address, error))
            })?;
        peer::check(self.conninfo, &socket, self.server).map_err(Failure::Stop)?;
        let direct = self.conninfo.tls.negotiation == SslNegotiation::Direct;
        if encryption == Encryption::Tls && (direct || self.request_tls(&mut socket, accepts_plain).await?) {
            let tls = Tls::prepare(&self.conninfo.tls, self.host).map_err(|error| self.tls_failed(error))?;
            let secured = tls.handshake(socket).await.map_err(|error| self.tls_failed(error))?;
            let warnings = tls.warnings.clone();
            let route = Route { address: self.address.clone(), tls: Some(Arc::new(tls)), direct };
            let link = Link::Tls(Box::new(secured.stream));
            let mut opened = self
                .start(link, CompletedHandshake { channel_binding: secured.channel_binding }, route)
                .await?;
            opened.tls = Some(secured.info);
            opened.warnings = warnings;
            return Ok(opened);
        }
        let route = Route { address: self.address.clone(), tls: None, direct };
        self.start(Link::Plain(socket), CompletedHandshake { channel_binding: None }, route).await
    }

    fn tls_failed(&self, error: crate::tls::TlsError) -> Failure {
        Failure::NextEncryption(ConnectError::Tls { server: self.server.to_owned(), error })
    }

    /// Requests TLS. Returns `false` if the server does not support it and `accepts_plain` is set.
    async fn request_tls(&self, socket: &mut Socket, accepts_plain: bool) -> Result<bool, Failure> {
        let server = || self.server.to_owned();
        let answer = send_tls_request(socket)
            .await
            .map_err(|error| Failure::Stop(classify::broken(self.server, error)))?;
        match answer {
            b'S' => Ok(true),
            b'N' if accepts_plain => Ok(false),
            b'N' => Err(Failure::Stop(ConnectError::TlsNotOffered {
                server: server(),
                mode: self.conninfo.ssl_mode(),
            })),
            // The error message is not authenticated, so like libpq we do not show it.
            b'E' => Err(Failure::Stop(ConnectError::Rejected {
                server: server(),
                message: "it answered the request for TLS with an error; see the server log".to_owned(),
            })),
            other => Err(Failure::Stop(ConnectError::NotPostgres {
                server: server(),
                detail: format!(
                    "it answered the request for TLS with \"{}\"",
                    char::from(other).escape_default()
                ),
            })),
        }
    }

    /// Sends the startup message and waits until the server is ready for queries.
    async fn start(
        &self,
        link: Link,
        completed_tls: CompletedHandshake,
        route: Route,
    ) -> Result<OpenedConnection, Failure> {
        let config = self.startup(&route);
        let observed = Arc::new(Observed::default());
        let stream = InspectedStream::new(link, self.conninfo.allowed_auth.clone(), Arc::clone(&observed));
        match config.connect_raw(stream, completed_tls).await {
            Ok((client, connection)) => {
                Ok(OpenedConnection { client, connection, observed, route, tls: None, warnings: Vec::new() })
            }
            Err(error) => Err(classify::startup(self, &observed, error)),
        }
    }

    fn startup(&self, route: &Route) -> Config {
        let mut config = Config::new();
        config
            .user(self.conninfo.user())
            .dbname(self.conninfo.database())
            .application_name(self.conninfo.application_name())
            .channel_binding(match self.conninfo.channel_binding {
                ChannelBinding::Disable => PgBinding::Disable,
                ChannelBinding::Prefer => PgBinding::Prefer,
                ChannelBinding::Require => PgBinding::Require,
            });
        if let Some(options) = self.conninfo.options() {
            config.options(options);
        }
        if let Some((password, _)) = &self.password {
            config.password(password.reveal());
        }
        // The TLS request has been sent already, so tokio-postgres must not send another one. It
        // does not with direct negotiation. See the `completed_tls` module.
        match route.tls {
            Some(_) => config.ssl_mode(PgSslMode::Require).ssl_negotiation(PgNegotiation::Direct),
            None => config.ssl_mode(PgSslMode::Disable),
        };
        config
    }
}

/// Sends the TLS request and reads the answer of exactly one byte. Any further unencrypted bytes
/// must stay unread, so that the handshake fails on them.
async fn send_tls_request(socket: &mut Socket) -> io::Result<u8> {
    const REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    socket.write_all(&REQUEST).await?;
    socket.flush().await?;
    socket.read_u8().await
}

impl Route {
    /// Opens a second link in the same way, for a cancel request.
    pub(crate) async fn reopen(&self, keepalive: &crate::conninfo::Keepalive) -> io::Result<Link> {
        let mut socket = self.address.open(keepalive).await?;
        let Some(tls) = &self.tls else { return Ok(Link::Plain(socket)) };
        if !self.direct && send_tls_request(&mut socket).await? != b'S' {
            return Err(io::Error::other("the server no longer offers TLS"));
        }
        let secured = tls.handshake(socket).await.map_err(io::Error::other)?;
        Ok(Link::Tls(Box::new(secured.stream)))
    }
}
