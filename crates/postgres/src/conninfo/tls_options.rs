//! The TLS parameters. libpq manual, "SSL Support".

use std::path::{Path, PathBuf};

use super::error::ConninfoError;
use super::params::Params;
use super::values::{self, SslCertMode, SslMode, SslNegotiation, TlsVersion};
use crate::environment::Environment;

/// A file that a parameter specifies, or a default file of libpq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFile {
    pub(crate) path: PathBuf,
    /// Whether a parameter specifies the file: if so, pgplumb warns when it is missing.
    pub(crate) is_specified: bool,
}

/// The certificate authorities to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RootCertificates {
    /// The authorities that the operating system trusts, or those from OpenSSL's variables
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    System { file: Option<PathBuf>, directory: Option<PathBuf> },
    /// The authorities in a file, if it exists.
    File(TlsFile),
    /// No authorities: no file is specified and there is no home directory.
    None,
}

/// The options of a TLS connection.
#[derive(Clone, Debug)]
pub(crate) struct TlsOptions {
    pub(crate) mode: SslMode,
    pub(crate) negotiation: SslNegotiation,
    pub(crate) roots: RootCertificates,
    pub(crate) revocations: Option<TlsFile>,
    pub(crate) revocations_directory: Option<PathBuf>,
    pub(crate) certificate: Option<TlsFile>,
    pub(crate) key: Option<TlsFile>,
    pub(crate) certificate_mode: SslCertMode,
    /// Whether `sslpassword` is specified. It is not supported, which an error message mentions.
    pub(crate) has_key_password: bool,
    pub(crate) sni: bool,
    pub(crate) min_version: Option<TlsVersion>,
    pub(crate) max_version: Option<TlsVersion>,
}

pub(super) fn parse(params: &Params, environment: &Environment) -> Result<TlsOptions, ConninfoError> {
    let roots = roots(params, environment);
    let system = matches!(roots, RootCertificates::System { .. });
    // Anybody can get a certificate from a public authority, so weaker modes would not be secure.
    let default_mode = if system { SslMode::VerifyFull } else { SslMode::Prefer };
    let mode = values::word(params, "sslmode")?.unwrap_or(default_mode);
    if system && mode != SslMode::VerifyFull {
        return Err(ConninfoError::Conflict(format!(
            "sslmode={} is too weak for sslrootcert=system, which requires sslmode=verify-full",
            mode.as_str()
        )));
    }
    let negotiation = values::word(params, "sslnegotiation")?.unwrap_or(SslNegotiation::Postgres);
    if negotiation == SslNegotiation::Direct
        && matches!(mode, SslMode::Disable | SslMode::Allow | SslMode::Prefer)
    {
        return Err(ConninfoError::Conflict(format!(
            "sslmode={} is too weak for sslnegotiation=direct, which requires sslmode=require, verify-ca or \
             verify-full",
            mode.as_str()
        )));
    }
    let (min_version, max_version) = versions(params)?;
    let default_revocations =
        environment.tls_file("root.crl").filter(|_| params.non_empty("sslcrldir").is_none());
    Ok(TlsOptions {
        mode,
        negotiation,
        roots,
        revocations: file(params, "sslcrl", default_revocations),
        revocations_directory: params.non_empty("sslcrldir").map(|value| PathBuf::from(&value.text)),
        certificate: file(params, "sslcert", environment.tls_file("postgresql.crt")),
        key: file(params, "sslkey", environment.tls_file("postgresql.key")),
        certificate_mode: values::word(params, "sslcertmode")?.unwrap_or(SslCertMode::Allow),
        has_key_password: params.non_empty("sslpassword").is_some(),
        sni: params.get("sslsni").is_none_or(|value| value.text.starts_with('1')),
        min_version,
        max_version,
    })
}

fn roots(params: &Params, environment: &Environment) -> RootCertificates {
    match params.non_empty("sslrootcert") {
        Some(value) if value.text == "system" => {
            let variable =
                |name| environment.variable(name).filter(|path| !path.is_empty()).map(PathBuf::from);
            RootCertificates::System { file: variable("SSL_CERT_FILE"), directory: variable("SSL_CERT_DIR") }
        }
        _ => match file(params, "sslrootcert", environment.tls_file("root.crt")) {
            Some(file) => RootCertificates::File(file),
            None => RootCertificates::None,
        },
    }
}

fn file(params: &Params, parameter: &str, default: Option<PathBuf>) -> Option<TlsFile> {
    match params.non_empty(parameter) {
        Some(value) => Some(TlsFile { path: Path::new(&value.text).to_owned(), is_specified: true }),
        None => default.map(|path| TlsFile { path, is_specified: false }),
    }
}

fn versions(params: &Params) -> Result<(Option<TlsVersion>, Option<TlsVersion>), ConninfoError> {
    let min = values::tls_version(params, "ssl_min_protocol_version")?;
    let max = values::tls_version(params, "ssl_max_protocol_version")?;
    if let (Some(min), Some(max)) = (min, max)
        && (min as u8) > (max as u8)
    {
        return Err(ConninfoError::Conflict(format!(
            "ssl_min_protocol_version={} is higher than ssl_max_protocol_version={}",
            min.as_str(),
            max.as_str()
        )));
    }
    if let Some(max @ (TlsVersion::V1_0 | TlsVersion::V1_1)) = max {
        return Err(ConninfoError::Conflict(format!(
            "ssl_max_protocol_version={} is not supported: the oldest supported version is TLSv1.2",
            max.as_str()
        )));
    }
    Ok((min, max))
}
