//! `require_auth`: which authentication methods the server may request.

use super::error::ConninfoError;
use super::params::Params;
use super::values::invalid;

/// An authentication method that a server may request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthMethod {
    /// A password in clear text.
    Password,
    /// A password hashed with MD5.
    Md5,
    /// GSSAPI (not supported by pgplumb).
    Gss,
    /// SSPI (not supported by pgplumb).
    Sspi,
    /// SCRAM-SHA-256, with or without channel binding.
    ScramSha256,
    /// OAuth (not supported by pgplumb).
    OAuth,
    /// No request for a proof of identity: `trust`, `peer`, or a client certificate.
    None,
}

impl AuthMethod {
    const ALL: [Self; 7] =
        [Self::Password, Self::Md5, Self::Gss, Self::Sspi, Self::ScramSha256, Self::OAuth, Self::None];

    /// The method's name in `require_auth`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Md5 => "md5",
            Self::Gss => "gss",
            Self::Sspi => "sspi",
            Self::ScramSha256 => "scram-sha-256",
            Self::OAuth => "oauth",
            Self::None => "none",
        }
    }
}

/// The methods that `require_auth` allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AllowedAuth(Vec<AuthMethod>);

impl AllowedAuth {
    /// Whether the method is allowed.
    pub(crate) fn allows(&self, method: AuthMethod) -> bool {
        self.0.contains(&method)
    }

    /// The allowed methods as a list for messages.
    pub(crate) fn listed(&self) -> String {
        self.0.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Parses `require_auth`: a list of allowed methods or, with `!` before each, of forbidden methods.
pub(super) fn parse(params: &Params) -> Result<Option<AllowedAuth>, ConninfoError> {
    const NAME: &str = "require_auth";
    let Some(value) = params.non_empty(NAME) else { return Ok(None) };
    let mut listed = Vec::new();
    let negated = value.text.starts_with('!');
    for word in value.text.split(',') {
        let bare = word.strip_prefix('!');
        if bare.is_some() != negated {
            return Err(invalid(NAME, value, "methods with and without \"!\" cannot be mixed"));
        }
        let bare = bare.unwrap_or(word);
        let method = AuthMethod::ALL.into_iter().find(|method| method.as_str() == bare).ok_or_else(|| {
            let all = AuthMethod::ALL.map(AuthMethod::as_str).join(", ");
            invalid(NAME, value, format!("allowed values are {all}, all or none of them with \"!\""))
        })?;
        if listed.contains(&method) {
            return Err(invalid(NAME, value, format!("{bare} is listed twice")));
        }
        listed.push(method);
    }
    Ok(Some(AllowedAuth(if negated {
        AuthMethod::ALL.into_iter().filter(|method| !listed.contains(method)).collect()
    } else {
        listed
    })))
}
