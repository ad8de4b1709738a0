//! TLS with libpq's meaning of `sslmode`, `sslrootcert` and their kin, by rustls.
//!
//! libpq manual, "SSL Support"; what libpq does in detail is in its `fe-secure-openssl.c`.

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

/// The name of PostgreSQL's protocol in TLS's own negotiation.
const ALPN: &[u8] = b"postgresql";

/// What a finished handshake says about the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsInfo {
    /// The version of TLS, as `TLSv1.3`.
    pub version: String,
    /// The cipher suite, in rustls's spelling.
    pub cipher: String,
    /// Whether the certificate was checked against trusted authorities.
    pub chain_verified: bool,
    /// Whether the certificate was checked to be for this host.
    pub name_verified: bool,
}

/// A connection over TLS, ready for PostgreSQL's own protocol.
pub(crate) struct Secured<S> {
    pub(crate) stream: TlsStream<S>,
    pub(crate) info: TlsInfo,
    /// The hash that ties SCRAM authentication to this connection.
    pub(crate) channel_binding: Option<Vec<u8>>,
}

/// Everything needed to secure connections to one host: files read and checked.
pub(crate) struct Tls {
    config: Arc<ClientConfig>,
    server_name: ServerName<'static>,
    check: Check,
    direct: bool,
    certificate_asked: Option<Arc<client_auth::Asked>>,
    pub(crate) warnings: Vec<String>,
}

impl Tls {
    /// Reads the files the options name and decides what is checked for this host.
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
        let asked = client.as_ref().map(client_auth::ClientAuth::asked);
        let certificate_asked = asked.filter(|_| options.certificate_mode == SslCertMode::Require);
        let mut config = match client {
            Some(client) => builder.with_client_cert_resolver(Arc::new(client)),
            None if options.certificate_mode == SslCertMode::Require => {
                return Err(TlsError::NoClientCertificate);
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![ALPN.to_vec()];
        config.resumption = rustls::client::Resumption::disabled();
        let (server_name, named) = server_name(host);
        config.enable_sni = options.sni && named;
        Ok(Self {
            config: Arc::new(config),
            server_name,
            check,
            direct: options.negotiation == SslNegotiation::Direct,
            certificate_asked,
            warnings,
        })
    }

    /// Makes the handshake.
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
        if self.certificate_asked.as_ref().is_some_and(|asked| !asked.get()) {
            return Err(TlsError::CertificateNotAsked);
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

/// The name that `verify-full` checks: the `host`, never the `hostaddr` alone.
fn verified_host(host: &Host) -> Result<String, TlsError> {
    host.host.clone().ok_or(TlsError::NoHostName)
}

/// The name told to the server, and whether it is a name at all: an address is not told. Checking is done by our own
/// verifier against the text of `host`, so that a name TLS has no form for can still be connected to.
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
