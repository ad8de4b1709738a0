//! TLS by rustls, with the `ssl…` parameters working as in libpq.
//!
//! libpq manual, "SSL Support". The details are in libpq's `fe-secure-openssl.c`.

mod certificate;
mod client_auth;
mod error;
mod names;
mod roots;
mod verifier;

use std::net::IpAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub use error::TlsError;

use crate::conninfo::{Host, SslCertMode, SslMode, SslNegotiation, TlsOptions, TlsVersion};
use verifier::{Check, Verifier};

/// PostgreSQL's protocol name in ALPN.
const ALPN: &[u8] = b"postgresql";

/// The properties of a TLS connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsInfo {
    /// The TLS version, such as `TLSv1.3`.
    pub version: String,
    /// The name of the cipher suite, as rustls spells it.
    pub cipher: String,
    /// Whether a trusted authority was verified to have issued the certificate.
    pub chain_verified: bool,
    /// Whether the certificate was verified to be for this host.
    pub name_verified: bool,
}

/// A TLS connection, ready for PostgreSQL's protocol.
pub(crate) struct Secured<S> {
    pub(crate) stream: TlsStream<S>,
    pub(crate) info: TlsInfo,
    /// The hash that binds SCRAM authentication to this connection.
    pub(crate) channel_binding: Option<Vec<u8>>,
}

/// The prepared TLS configuration for one host.
pub(crate) struct Tls {
    config: Arc<ClientConfig>,
    server_name: ServerName<'static>,
    check: Check,
    direct: bool,
    /// Set if the server must request a client certificate.
    certificate_requested: Option<Arc<client_auth::CertificateRequested>>,
    pub(crate) warnings: Vec<String>,
}

impl Tls {
    /// Reads the files that the options specify and decides what to verify for this host.
    pub(crate) fn prepare(options: &TlsOptions, host: &Host) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut warnings = Vec::new();
        let roots = roots::load(options, &mut warnings)?;
        let check = match (&roots, options.mode) {
            (_, SslMode::VerifyFull) => Check::ChainAndName(verified_host(host)?),
            (Some(_), _) => Check::Chain,
            (None, _) => Check::Nothing,
        };
        let verifier = Verifier::new(roots, check.clone(), &provider)?;
        let builder =
            versioned(options, provider)?.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        let client = client_auth::load(options, &mut warnings)?;
        let requested = client.as_ref().map(client_auth::ClientAuth::requested);
        let certificate_requested = requested.filter(|_| options.certificate_mode == SslCertMode::Require);
        let mut config = match client {
            Some(client) => builder.with_client_cert_resolver(Arc::new(client)),
            None if options.certificate_mode == SslCertMode::Require => {
                return Err(TlsError::NoClientCertificate);
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![ALPN.to_vec()];
        config.resumption = rustls::client::Resumption::disabled();
        let (server_name, is_name) = server_name(host);
        config.enable_sni = options.sni && is_name;
        Ok(Self {
            config: Arc::new(config),
            server_name,
            check,
            direct: options.negotiation == SslNegotiation::Direct,
            certificate_requested,
            warnings,
        })
    }

    /// Performs the handshake.
    pub(crate) async fn handshake<S>(&self, stream: S) -> Result<Secured<S>, TlsError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let connector = TlsConnector::from(Arc::clone(&self.config));
        let stream =
            connector.connect(self.server_name.clone(), stream).await.map_err(TlsError::from_handshake)?;
        let session = stream.get_ref().1;
        if self.direct && session.alpn_protocol() != Some(ALPN) {
            return Err(TlsError::NotDirect);
        }
        if self.certificate_requested.as_ref().is_some_and(|requested| !requested.get()) {
            return Err(TlsError::CertificateNotRequested);
        }
        let leaf = session.peer_certificates().and_then(<[_]>::first);
        let channel_binding = leaf.and_then(|leaf| certificate::server_end_point(leaf));
        let info = TlsInfo {
            version: session.protocol_version().map(version_name).unwrap_or_default(),
            cipher: session
                .negotiated_cipher_suite()
                .map(|suite| format!("{:?}", suite.suite()))
                .unwrap_or_default(),
            chain_verified: self.check != Check::Nothing,
            name_verified: matches!(self.check, Check::ChainAndName(_)),
        };
        Ok(Secured { stream, info, channel_binding })
    }
}

/// The name that `verify-full` verifies: always the `host`, never the `hostaddr`.
fn verified_host(host: &Host) -> Result<String, TlsError> {
    host.host.clone().ok_or(TlsError::NoHostName)
}

/// The name for SNI, and whether it is a name: an address is not sent. Our verifier checks the text
/// of `host` instead, so that hosts whose names are not valid in TLS can be connected to.
fn server_name(host: &Host) -> (ServerName<'static>, bool) {
    let unspecified = ServerName::from(IpAddr::from([0, 0, 0, 0]));
    let Some(name) = &host.host else { return (unspecified, false) };
    match ServerName::try_from(name.clone()) {
        Ok(name @ ServerName::DnsName(_)) => (name, true),
        Ok(name) => (name, false),
        Err(_) => (unspecified, false),
    }
}

fn versioned(
    options: &TlsOptions,
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, TlsError> {
    use rustls::version::{TLS12, TLS13};
    let mut versions = Vec::new();
    if options.max_version.is_none_or(|max| max == TlsVersion::V1_3) {
        versions.push(&TLS13);
    }
    if options.min_version != Some(TlsVersion::V1_3) {
        versions.push(&TLS12);
    }
    ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .map_err(|error| TlsError::Other(error.to_string()))
}

fn version_name(version: rustls::ProtocolVersion) -> String {
    match version {
        rustls::ProtocolVersion::TLSv1_2 => "TLSv1.2".to_owned(),
        rustls::ProtocolVersion::TLSv1_3 => "TLSv1.3".to_owned(),
        other => format!("{other:?}"),
    }
}
