//! The values parameters can have. libpq manual, "Parameter Key Words".

use std::time::Duration;

use super::error::ConninfoError;
use super::params::{Params, Value};

/// Declares an enumeration whose members are the words of a parameter.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$member_doc])* $member),+ }

        impl $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$member)),+];

            /// The word libpq uses for it.
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
    /// `sslmode`: whether the connection is encrypted, and whether the server must prove who it is.
    SslMode {
        /// Never encrypted.
        Disable = "disable",
        /// Encrypted only if the server refuses an unencrypted connection.
        Allow = "allow",
        /// Encrypted if the server can; otherwise not.
        Prefer = "prefer",
        /// Encrypted; the certificate is checked only if there is a root certificate file.
        Require = "require",
        /// Encrypted, and the certificate must come from a trusted authority.
        VerifyCa = "verify-ca",
        /// Encrypted, the certificate must come from a trusted authority and be for the host connected to.
        VerifyFull = "verify-full",
    }
}

words! {
    /// `sslnegotiation`: how TLS begins.
    SslNegotiation {
        /// By asking first, as PostgreSQL always did.
        Postgres = "postgres",
        /// At once, which saves a round trip and needs PostgreSQL 17.
        Direct = "direct",
    }
}

words! {
    /// `sslcertmode`: whether a client certificate is sent.
    SslCertMode {
        /// Never.
        Disable = "disable",
        /// When the server asks for one and there is one.
        Allow = "allow",
        /// The server must ask for one.
        Require = "require",
    }
}

words! {
    /// `channel_binding`: whether SCRAM authentication is bound to the TLS connection.
    ChannelBinding {
        /// Never.
        Disable = "disable",
        /// When both sides can.
        Prefer = "prefer",
        /// Always; anything else fails.
        Require = "require",
    }
}

words! {
    /// `target_session_attrs`: which of several servers will do.
    TargetSessionAttrs {
        /// Any.
        Any = "any",
        /// One whose sessions may write.
        ReadWrite = "read-write",
        /// One whose sessions may not write.
        ReadOnly = "read-only",
        /// One that is not in hot standby.
        Primary = "primary",
        /// One in hot standby.
        Standby = "standby",
        /// One in hot standby if there is any, else any.
        PreferStandby = "prefer-standby",
    }
}

words! {
    /// `load_balance_hosts`: in which order hosts are tried.
    LoadBalanceHosts {
        /// As given.
        Disable = "disable",
        /// At random.
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

/// The error about a value, naming what is allowed.
pub(super) fn invalid(parameter: &'static str, value: &Value, allowed: impl Into<String>) -> ConninfoError {
    ConninfoError::InvalidValue {
        parameter,
        value: value.text.clone(),
        origin: value.origin.clone(),
        allowed: allowed.into(),
    }
}

/// A parameter that is one of a few words. An empty text is wrong, as it is to libpq.
pub(super) fn word<T: Word>(params: &Params, parameter: &'static str) -> Result<Option<T>, ConninfoError> {
    let Some(value) = params.get(parameter) else { return Ok(None) };
    match T::words().iter().find(|(word, _)| *word == value.text) {
        Some((_, meaning)) => Ok(Some(*meaning)),
        None => {
            let allowed: Vec<&str> = T::words().iter().map(|(word, _)| *word).collect();
            Err(invalid(parameter, value, format!("allowed are {}", allowed.join(", "))))
        }
    }
}

/// A version of TLS, in any case; empty means unset.
pub(super) fn tls_version(
    params: &Params,
    parameter: &'static str,
) -> Result<Option<TlsVersion>, ConninfoError> {
    let Some(value) = params.filled(parameter) else { return Ok(None) };
    TlsVersion::WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(&value.text))
        .map(|(_, version)| Some(*version))
        .ok_or_else(|| invalid(parameter, value, "allowed are TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"))
}

/// A whole number, with spaces around it allowed; empty means unset.
pub(super) fn integer(params: &Params, parameter: &'static str) -> Result<Option<i32>, ConninfoError> {
    let Some(value) = params.filled(parameter) else { return Ok(None) };
    parse_integer(&value.text).map(Some).ok_or_else(|| invalid(parameter, value, "it must be a whole number"))
}

/// What C's `strtol` makes of a text, all of it.
pub(super) fn parse_integer(text: &str) -> Option<i32> {
    text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b').parse().ok()
}

/// A number of units as a duration; zero, negative and unset all mean "the system's default" or "no limit".
pub(super) fn duration(
    params: &Params,
    parameter: &'static str,
    unit: Duration,
) -> Result<Option<Duration>, ConninfoError> {
    let number = integer(params, parameter)?.and_then(|number| u32::try_from(number).ok());
    Ok(number.filter(|number| *number > 0).map(|number| unit * number))
}
