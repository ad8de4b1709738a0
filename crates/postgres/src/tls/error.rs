//! Errors of TLS.

use std::io;
use std::path::PathBuf;

use rustls::{AlertDescription, CertificateError};

/// An error when establishing TLS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The root certificate file is missing, but `verify-ca` or `verify-full` requires it.
    #[error(
        "the root certificate file {} does not exist; create it, specify another file with sslrootcert, trust the \
         operating system's authorities with sslrootcert=system, or use an sslmode that does not verify certificates",
        .0.display()
    )]
    NoRootFile(PathBuf),
    /// `verify-ca` or `verify-full` without `sslrootcert` and without a home directory.
    #[error(
        "no root certificate file; specify one with sslrootcert, or trust the operating system's authorities with \
         sslrootcert=system"
    )]
    NoRootFileSpecified,
    /// A file cannot be read or has unexpected contents.
    #[error("the {what} file {} {problem}", path.display())]
    File {
        /// What the file is for.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The operating system's authorities cannot be read.
    #[error(
        "could not read the operating system's trusted authorities: {0}; specify a file with sslrootcert"
    )]
    SystemRoots(String),
    /// `verify-full` without a host name to verify.
    #[error(
        "sslmode=verify-full requires a host name to verify the server's certificate; specify host in addition to \
         hostaddr"
    )]
    NoHostName,
    /// `sslcertmode=require` without a certificate.
    #[error("sslcertmode=require requires a client certificate; specify sslcert and sslkey")]
    NoClientCertificate,
    /// `sslcertmode=require`, but the server did not request a certificate.
    #[error("the server did not request a client certificate, which sslcertmode=require requires")]
    CertificateNotRequested,
    /// The server does not support direct TLS negotiation.
    #[error(
        "the server does not support direct TLS negotiation, which requires PostgreSQL 17; remove sslnegotiation=direct"
    )]
    NotDirect,
    /// The certificate was not issued by a trusted authority.
    #[error(
        "the server's certificate was issued by {issuer}, which is not a trusted authority; specify the authority's \
         certificate with sslrootcert"
    )]
    UnknownAuthority {
        /// The issuer named in the certificate.
        issuer: String,
    },
    /// The certificate is for another host.
    #[error(
        "the server's certificate is for {}, not for \"{host}\"; use a host name from the certificate, or \
         sslmode=verify-ca",
        listed(presented)
    )]
    WrongName {
        /// The host connected to.
        host: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// The certificate has expired.
    #[error("the server's certificate has expired{}; an administrator must renew it", in_parentheses(.0))]
    Expired(Option<String>),
    /// The certificate is not valid yet.
    #[error("the server's certificate is not valid yet{}; check this machine's clock", in_parentheses(.0))]
    NotYetValid(Option<String>),
    /// The certificate was revoked.
    #[error("the server's certificate has been revoked")]
    Revoked,
    /// The certificate is invalid for another reason.
    #[error("the server's certificate is not acceptable: {0}")]
    BadCertificate(String),
    /// The server rejected the handshake.
    #[error("the server rejected the TLS connection: {0}")]
    Alert(String),
    /// The client and the server have no TLS version or cipher in common.
    #[error("the server and pgplumb have no TLS version or cipher in common: {0}")]
    NothingInCommon(String),
    /// The connection was closed during the handshake.
    #[error("the server closed the connection during the TLS handshake")]
    Closed,
    /// Any other failure of the handshake.
    #[error("the TLS handshake failed: {0}")]
    Other(String),
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "no host at all".to_owned(),
        names => names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "),
    }
}

fn in_parentheses(time: &Option<String>) -> String {
    time.as_ref().map(|time| format!(" ({time})")).unwrap_or_default()
}

impl TlsError {
    /// Converts the error of a failed handshake.
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

    /// Extracts the TLS error from the error of a read or write. With TLS 1.3, the server rejects a
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
            A::CertificateRequired => "it requires a client certificate; specify sslcert and sslkey",
            A::UnknownCA => "it does not trust the authority that issued the client certificate (sslcert)",
            A::CertificateExpired => "the client certificate (sslcert) has expired",
            A::CertificateRevoked => "the client certificate (sslcert) has been revoked",
            A::BadCertificate | A::CertificateUnknown | A::UnsupportedCertificate | A::DecryptError => {
                "it does not accept the client certificate (sslcert)"
            }
            A::UnrecognisedName => "it does not recognize the host name; try sslsni=0",
            A::NoApplicationProtocol => "it does not support PostgreSQL's protocol over TLS",
            other => return Self::Alert(format!("{other:?}")),
        };
        Self::Alert(reason.to_owned())
    }
}
