//! Parsing the values of parameters. libpq manual, "Parameter Key Words".

use std::time::Duration;

use super::error::ConninfoError;
use super::params::{Params, Value};

/// Declares an enum whose variants are the allowed values of a parameter.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$member_doc])* $member),+ }

        impl $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$member)),+];

            /// The value as libpq spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$member => $word),+ }
            }
        }

        impl Word for $name {
            fn words() -> &'static [(&'static str, Self)] { Self::WORDS }
        }
    };
}

pub(super) trait Word: Copy + 'static {
    fn words() -> &'static [(&'static str, Self)];
}

words! {
    /// `sslmode`: whether the connection is encrypted, and whether the server's certificate is
    /// verified.
    SslMode {
        /// Never encrypted.
        Disable = "disable",
        /// Encrypted only if the server refuses an unencrypted connection.
        Allow = "allow",
        /// Encrypted if the server supports it.
        Prefer = "prefer",
        /// Always encrypted. The certificate is verified only if there is a root certificate file.
        Require = "require",
        /// Always encrypted. A trusted authority must have issued the certificate.
        VerifyCa = "verify-ca",
        /// Always encrypted. A trusted authority must have issued the certificate, and for this
        /// host.
        VerifyFull = "verify-full",
    }
}

words! {
    /// `sslnegotiation`: how TLS is negotiated.
    SslNegotiation {
        /// With a request for TLS before the handshake.
        Postgres = "postgres",
        /// With the handshake directly, which saves a round trip and needs PostgreSQL 17.
        Direct = "direct",
    }
}

words! {
    /// `sslcertmode`: whether a client certificate is sent.
    SslCertMode {
        /// Never.
        Disable = "disable",
        /// If the server requests one and there is one.
        Allow = "allow",
        /// The server must request one.
        Require = "require",
    }
}

words! {
    /// `channel_binding`: whether SCRAM authentication is bound to the TLS connection.
    ChannelBinding {
        /// Never.
        Disable = "disable",
        /// If both sides support it.
        Prefer = "prefer",
        /// Always; otherwise connecting fails.
        Require = "require",
    }
}

words! {
    /// `target_session_attrs`: which of several servers is acceptable.
    TargetSessionAttrs {
        /// Any server.
        Any = "any",
        /// A server whose sessions are read-write by default.
        ReadWrite = "read-write",
        /// A server whose sessions are read-only by default.
        ReadOnly = "read-only",
        /// A server that is not in hot standby mode.
        Primary = "primary",
        /// A server in hot standby mode.
        Standby = "standby",
        /// A server in hot standby mode if there is one, otherwise any server.
        PreferStandby = "prefer-standby",
    }
}

words! {
    /// `load_balance_hosts`: the order in which hosts are tried.
    LoadBalanceHosts {
        /// The specified order.
        Disable = "disable",
        /// A random order.
        Random = "random",
    }
}

words! {
    /// A version of TLS, as in `ssl_min_protocol_version`.
    TlsVersion {
        /// TLS 1.0
        V1_0 = "TLSv1",
        /// TLS 1.1
        V1_1 = "TLSv1.1",
        /// TLS 1.2
        V1_2 = "TLSv1.2",
        /// TLS 1.3
        V1_3 = "TLSv1.3",
    }
}

/// The error about a value, with a description of the allowed values.
pub(super) fn invalid(parameter: &'static str, value: &Value, allowed: impl Into<String>) -> ConninfoError {
    ConninfoError::InvalidValue {
        parameter,
        value: value.text.clone(),
        origin: value.origin.clone(),
        allowed: allowed.into(),
    }
}

/// Parses a value that is one of several words. As in libpq, an empty text is an error.
pub(super) fn word<T: Word>(params: &Params, parameter: &'static str) -> Result<Option<T>, ConninfoError> {
    let Some(value) = params.get(parameter) else { return Ok(None) };
    match T::words().iter().find(|(word, _)| *word == value.text) {
        Some((_, variant)) => Ok(Some(*variant)),
        None => {
            let allowed: Vec<&str> = T::words().iter().map(|(word, _)| *word).collect();
            Err(invalid(parameter, value, format!("allowed values are {}", allowed.join(", "))))
        }
    }
}

/// Parses a version of TLS, ignoring case. Empty means unset.
pub(super) fn tls_version(
    params: &Params,
    parameter: &'static str,
) -> Result<Option<TlsVersion>, ConninfoError> {
    let Some(value) = params.non_empty(parameter) else { return Ok(None) };
    TlsVersion::WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(&value.text))
        .map(|(_, version)| Some(*version))
        .ok_or_else(|| invalid(parameter, value, "allowed values are TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"))
}

/// Parses an integer, which may have spaces around it. Empty means unset.
pub(super) fn integer(params: &Params, parameter: &'static str) -> Result<Option<i32>, ConninfoError> {
    let Some(value) = params.non_empty(parameter) else { return Ok(None) };
    parse_integer(&value.text).map(Some).ok_or_else(|| invalid(parameter, value, "it must be an integer"))
}

/// Parses an integer as C's `strtol` does, but requires the whole text to be the number.
pub(super) fn parse_integer(text: &str) -> Option<i32> {
    text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b').parse().ok()
}

/// Parses a number of units as a duration. Zero, a negative number and unset all yield `None`,
/// which means the system's default or no limit.
pub(super) fn duration(
    params: &Params,
    parameter: &'static str,
    unit: Duration,
) -> Result<Option<Duration>, ConninfoError> {
    let number = integer(params, parameter)?.and_then(|number| u32::try_from(number).ok());
    Ok(number.filter(|number| *number > 0).map(|number| unit * number))
}
