//! One attempt to connect to one address, with the ways of encrypting it that `sslmode` allows, in its order.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_postgres::Config;
use tokio_postgres::config::{
    ChannelBinding as PgBinding, SslMode as PgSslMode, SslNegotiation as PgNegotiation,
};

use super::classify;
use super::error::ConnectError;
use super::handover::{HandedOver, Handover};
use super::link::{Address, Link, Socket};
use super::peer;
use super::watch::{Heard, Watched};
use crate::conninfo::{ChannelBinding, Conninfo, Host, SslMode, SslNegotiation};
use crate::secret::Secret;
use crate::tls::{Tls, TlsInfo};

/// tokio-postgres's end of a connection, as we make it.
pub(crate) type RawConnection = tokio_postgres::Connection<Watched<Link>, HandedOver<Watched<Link>>>;

/// A connection that has come about.
pub(crate) struct Opened {
    pub(crate) client: tokio_postgres::Client,
    pub(crate) connection: RawConnection,
    pub(crate) heard: Arc<Heard>,
    pub(crate) route: Route,
    pub(crate) tls: Option<TlsInfo>,
    pub(crate) warnings: Vec<String>,
}

/// The way to the server, for going it again to cancel a query.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) address: Address,
    pub(crate) tls: Option<Arc<Tls>>,
    pub(crate) direct: bool,
}

/// What an attempt's failure means for the attempts after it.
pub(super) enum Failure {
    /// Try the host's next address.
    NextAddress(ConnectError),
    /// Try the next host.
    NextHost(ConnectError),
    /// Try again encrypted otherwise, if that is allowed; else give up.
    NextEncryption(ConnectError),
    /// Give up: another attempt would be as vain.
    Stop(ConnectError),
    /// Ask for a password and begin again.
    PasswordNeeded(ConnectError),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    Plain,
    Tls,
}

/// What an attempt is made with.
pub(super) struct Attempt<'a> {
    pub(super) conninfo: &'a Conninfo,
    pub(super) host: &'a Host,
    pub(super) address: &'a Address,
    /// The server's name in messages.
    pub(super) server: &'a str,
    pub(super) password: Option<(&'a Secret, String)>,
}

impl Attempt<'_> {
    /// Connects, falling back from one way of encrypting to the next as libpq does. The errors of all ways that
    /// failed come with the last failure.
    pub(super) async fn open(&self) -> Result<Opened, (Failure, Vec<ConnectError>)> {
        let mut earlier = Vec::new();
        let mut remaining = self.encryptions();
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
                // With `allow`, TLS was only sought because of the refusal before, which is what matters.
                Err(Failure::Stop(ConnectError::TlsNotOffered { server, mode })) => {
                    let refusal = earlier.pop().unwrap_or(ConnectError::TlsNotOffered { server, mode });
                    return Err((Failure::Stop(refusal), earlier));
                }
                Err(failure) => return Err((failure, earlier)),
            }
            remaining = rest;
        }
    }

    /// The ways to try, in order. A unix socket is never encrypted, whatever the mode.
    fn encryptions(&self) -> &'static [Encryption] {
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

    async fn open_with(&self, encryption: Encryption, plain_will_do: bool) -> Result<Opened, Failure> {
        let mut socket =
            self.address.open(&self.conninfo.keepalive).await.map_err(|error| {
                Failure::NextAddress(classify::unreachable(self.server, self.address, error))
            })?;
        peer::check(self.conninfo, &socket, self.server).map_err(Failure::Stop)?;
        let direct = self.conninfo.tls.negotiation == SslNegotiation::Direct;
        if encryption == Encryption::Tls && (direct || self.request_tls(&mut socket, plain_will_do).await?) {
            let tls = Tls::prepare(&self.conninfo.tls, self.host).map_err(|error| self.tls_failed(error))?;
            let secured = tls.handshake(socket).await.map_err(|error| self.tls_failed(error))?;
            let warnings = tls.warnings.clone();
            let route = Route { address: self.address.clone(), tls: Some(Arc::new(tls)), direct };
            let link = Link::Tls(Box::new(secured.stream));
            let mut opened =
                self.start(link, Handover { channel_binding: secured.channel_binding }, route).await?;
            opened.tls = Some(secured.info);
            opened.warnings = warnings;
            return Ok(opened);
        }
        let route = Route { address: self.address.clone(), tls: None, direct };
        self.start(Link::Plain(socket), Handover { channel_binding: None }, route).await
    }

    fn tls_failed(&self, error: crate::tls::TlsError) -> Failure {
        Failure::NextEncryption(ConnectError::Tls { server: self.server.to_owned(), error })
    }

    /// Asks the server for TLS; `false` if it has none and that will do.
    async fn request_tls(&self, socket: &mut Socket, plain_will_do: bool) -> Result<bool, Failure> {
        let server = || self.server.to_owned();
        let answer =
            ask_for_tls(socket).await.map_err(|error| Failure::Stop(classify::broken(self.server, error)))?;
        match answer {
            b'S' => Ok(true),
            b'N' if plain_will_do => Ok(false),
            b'N' => Err(Failure::Stop(ConnectError::TlsNotOffered {
                server: server(),
                mode: self.conninfo.ssl_mode(),
            })),
            // What follows is not to be trusted, nothing having been authenticated; libpq does not read it either.
            b'E' => Err(Failure::Stop(ConnectError::Rejected {
                server: server(),
                message: "it answers the request for TLS with an error; its log says which".to_owned(),
            })),
            other => Err(Failure::Stop(ConnectError::NotPostgres {
                server: server(),
                detail: format!(
                    "it answers the request for TLS with \"{}\"",
                    char::from(other).escape_default()
                ),
            })),
        }
    }

    /// Introduces ourselves and waits until the server is ready for queries.
    async fn start(&self, link: Link, handover: Handover, route: Route) -> Result<Opened, Failure> {
        let config = self.startup(&route);
        let heard = Arc::new(Heard::default());
        let stream = Watched::new(link, self.conninfo.allowed_auth.clone(), Arc::clone(&heard));
        match config.connect_raw(stream, handover).await {
            Ok((client, connection)) => {
                Ok(Opened { client, connection, heard, route, tls: None, warnings: Vec::new() })
            }
            Err(error) => Err(classify::startup(self, &heard, error)),
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
        // To tokio-postgres, "direct" means not to ask for TLS, which has been done; see the `handover` module.
        match route.tls {
            Some(_) => config.ssl_mode(PgSslMode::Require).ssl_negotiation(PgNegotiation::Direct),
            None => config.ssl_mode(PgSslMode::Disable),
        };
        config
    }
}

/// Sends the request for TLS and reads the one byte of answer, and no more: bytes after it would not be encrypted, so
/// they must be left to the handshake to stumble over.
async fn ask_for_tls(socket: &mut Socket) -> io::Result<u8> {
    const REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    socket.write_all(&REQUEST).await?;
    socket.flush().await?;
    socket.read_u8().await
}

impl Route {
    /// Opens a second link the same way, for a request to cancel.
    pub(crate) async fn reopen(&self, conninfo: &crate::conninfo::Keepalive) -> io::Result<Link> {
        let mut socket = self.address.open(conninfo).await?;
        let Some(tls) = &self.tls else { return Ok(Link::Plain(socket)) };
        if !self.direct && ask_for_tls(&mut socket).await? != b'S' {
            return Err(io::Error::other("the server no longer offers TLS"));
        }
        let secured = tls.handshake(socket).await.map_err(io::Error::other)?;
        Ok(Link::Tls(Box::new(secured.stream)))
    }
}
