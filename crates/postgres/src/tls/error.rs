//! What can go wrong with TLS, in words that say what to do.

use std::io;
use std::path::PathBuf;

use rustls::{AlertDescription, CertificateError};

/// Why a connection could not be secured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// `verify-ca` or `verify-full` without a file of trusted authorities.
    #[error(
        "the root certificate file {} does not exist; provide it, name another with sslrootcert, trust the \
         operating system's authorities with sslrootcert=system, or use an sslmode that does not check the certificate",
        .0.display()
    )]
    NoRootFile(PathBuf),
    /// `verify-ca` or `verify-full`, no `sslrootcert`, and no home directory to look in.
    #[error(
        "no root certificate file: name one with sslrootcert, or trust the operating system's authorities with \
             sslrootcert=system"
    )]
    NoRootFileNamed,
    /// A file cannot be read or does not hold what it should.
    #[error("the {what} file {} {problem}", path.display())]
    File {
        /// What the file is for.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The operating system's authorities cannot be had.
    #[error("the operating system's trusted authorities cannot be read: {0}; name a file with sslrootcert")]
    SystemRoots(String),
    /// `verify-full` with an address but no name to check.
    #[error(
        "sslmode=verify-full needs a host name to check the server's certificate against: give host besides hostaddr"
    )]
    NoHostName,
    /// `sslcertmode=require` without a certificate.
    #[error("sslcertmode=require needs a client certificate: name it with sslcert and its key with sslkey")]
    NoClientCertificate,
    /// `sslcertmode=require`, but the server asked for none.
    #[error("the server did not ask for a client certificate, which sslcertmode=require demands")]
    CertificateNotAsked,
    /// The server does not know direct TLS.
    #[error(
        "the server does not take part in direct TLS negotiation, which needs PostgreSQL 17; leave sslnegotiation=direct out"
    )]
    NotDirect,
    /// The certificate is from nobody we trust.
    #[error(
        "the server's certificate was issued by {issuer}, which is not among the trusted authorities; name the \
         authority's certificate with sslrootcert"
    )]
    UnknownAuthority {
        /// Who issued the certificate, by its own account.
        issuer: String,
    },
    /// The certificate is for another host.
    #[error(
        "the server's certificate is for {}, not for \"{host}\"; connect by a name it has, or use sslmode=verify-ca",
        listed(presented)
    )]
    WrongName {
        /// The host connected to.
        host: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// The certificate is no longer valid.
    #[error("the server's certificate expired{}; its administrator must renew it", since(.0))]
    Expired(Option<String>),
    /// The certificate is not valid yet.
    #[error("the server's certificate is not valid yet{}; is this machine's clock right?", since(.0))]
    NotYetValid(Option<String>),
    /// The certificate was revoked.
    #[error("the server's certificate has been revoked")]
    Revoked,
    /// The certificate cannot be accepted for another reason.
    #[error("the server's certificate cannot be accepted: {0}")]
    BadCertificate(String),
    /// The server refused the handshake.
    #[error("the server refused the TLS connection: {0}")]
    Alert(String),
    /// The two sides have no version or cipher in common.
    #[error("the server and this program have no version or cipher of TLS in common: {0}")]
    NothingInCommon(String),
    /// The connection was closed during the handshake.
    #[error("the server closed the connection during the TLS handshake")]
    Closed,
    /// Anything else.
    #[error("the TLS handshake failed: {0}")]
    Other(String),
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "no host at all".to_owned(),
        names => names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "),
    }
}

fn since(time: &Option<String>) -> String {
    time.as_ref().map(|time| format!(" ({time})")).unwrap_or_default()
}

impl TlsError {
    /// The error behind a failed handshake.
    pub(crate) fn from_handshake(error: io::Error) -> Self {
        match Self::find(&error) {
            Some(found) => found,
            None if matches!(
                error.kind(),
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe
            ) =>
            {
                Self::Closed
            }
            None => Self::Other(error.to_string()),
        }
    }

    /// The TLS error inside an error of reading or writing, if there is one. With TLS 1.3, the server refuses a
    /// client certificate only after the handshake.
    pub(crate) fn find(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<rustls::Error>().map(Self::from_rustls)
    }

    fn from_rustls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(problem) => Self::from_certificate(problem),
            rustls::Error::AlertReceived(alert) => Self::from_alert(*alert),
            rustls::Error::PeerIncompatible(reason) => Self::NothingInCommon(format!("{reason:?}")),
            rustls::Error::InvalidMessage(_) => Self::Other("the server's answer is not TLS".to_owned()),
            other => Self::Other(other.to_string()),
        }
    }

    fn from_certificate(problem: &CertificateError) -> Self {
        if let CertificateError::Other(other) = problem
            && let Some(ours) = other.0.downcast_ref::<Self>()
        {
            return ours.clone();
        }
        Self::BadCertificate(problem.to_string())
    }

    fn from_alert(alert: AlertDescription) -> Self {
        use AlertDescription as A;
        let reason = match alert {
            A::HandshakeFailure | A::ProtocolVersion | A::InsufficientSecurity => {
                return Self::NothingInCommon(format!("{alert:?}"));
            }
            A::CertificateRequired => "it demands a client certificate; name one with sslcert and sslkey",
            A::UnknownCA => "it does not know the authority that issued our client certificate (sslcert)",
            A::CertificateExpired => "our client certificate (sslcert) has expired",
            A::CertificateRevoked => "our client certificate (sslcert) has been revoked",
            A::BadCertificate | A::CertificateUnknown | A::UnsupportedCertificate | A::DecryptError => {
                "it does not accept our client certificate (sslcert)"
            }
            A::UnrecognisedName => "it does not know the host name it was given; try sslsni=0",
            A::NoApplicationProtocol => "it does not speak PostgreSQL's protocol over TLS",
            other => return Self::Alert(format!("{other:?}")),
        };
        Self::Alert(reason.to_owned())
    }
}
