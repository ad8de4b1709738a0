//! libpq's parameters, their values, and where each value was specified.
//!
//! libpq manual, "Parameter Key Words" and "Environment Variables".

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::environment::Environment;

/// How pgplumb treats a parameter of libpq.
#[derive(Clone, Copy)]
pub(super) enum Support {
    /// It works as in libpq.
    Supported,
    /// It is ignored silently, because it has no effect on what pgplumb does.
    Irrelevant,
    /// It is ignored with a warning. The text says what happens instead or what to do.
    Unsupported(&'static str),
}

/// One of libpq's parameters.
pub(super) struct Parameter {
    pub(super) keyword: &'static str,
    pub(super) variable: Option<&'static str>,
    pub(super) support: Support,
}

const fn parameter(keyword: &'static str, variable: Option<&'static str>, support: Support) -> Parameter {
    Parameter { keyword, variable, support }
}

use Support::{Irrelevant, Supported, Unsupported};

const NO_OAUTH: &str = "OAuth is not supported; use another authentication method";

/// All parameters of libpq in PostgreSQL 18, in the order of its source.
pub(super) const PARAMETERS: &[Parameter] = &[
    parameter("service", Some("PGSERVICE"), Supported),
    parameter("user", Some("PGUSER"), Supported),
    parameter("password", Some("PGPASSWORD"), Supported),
    parameter("passfile", Some("PGPASSFILE"), Supported),
    parameter("channel_binding", Some("PGCHANNELBINDING"), Supported),
    parameter("connect_timeout", Some("PGCONNECT_TIMEOUT"), Supported),
    parameter("dbname", Some("PGDATABASE"), Supported),
    parameter("host", Some("PGHOST"), Supported),
    parameter("hostaddr", Some("PGHOSTADDR"), Supported),
    parameter("port", Some("PGPORT"), Supported),
    // The client encoding is always UTF-8.
    parameter("client_encoding", Some("PGCLIENTENCODING"), Irrelevant),
    parameter("options", Some("PGOPTIONS"), Supported),
    parameter("application_name", Some("PGAPPNAME"), Supported),
    parameter("fallback_application_name", None, Supported),
    parameter("keepalives", None, Supported),
    parameter("keepalives_idle", None, Supported),
    parameter("keepalives_interval", None, Supported),
    parameter("keepalives_count", None, Supported),
    parameter("tcp_user_timeout", None, Supported),
    parameter("sslmode", Some("PGSSLMODE"), Supported),
    parameter("sslnegotiation", Some("PGSSLNEGOTIATION"), Supported),
    parameter("sslcompression", Some("PGSSLCOMPRESSION"), Irrelevant),
    parameter("sslcert", Some("PGSSLCERT"), Supported),
    parameter("sslkey", Some("PGSSLKEY"), Supported),
    parameter("sslcertmode", Some("PGSSLCERTMODE"), Supported),
    parameter("sslpassword", None, Supported),
    parameter("sslrootcert", Some("PGSSLROOTCERT"), Supported),
    parameter("sslcrl", Some("PGSSLCRL"), Supported),
    parameter("sslcrldir", Some("PGSSLCRLDIR"), Supported),
    parameter("sslsni", Some("PGSSLSNI"), Supported),
    parameter("requirepeer", Some("PGREQUIREPEER"), Supported),
    parameter("require_auth", Some("PGREQUIREAUTH"), Supported),
    parameter("min_protocol_version", Some("PGMINPROTOCOLVERSION"), Supported),
    parameter("max_protocol_version", Some("PGMAXPROTOCOLVERSION"), Supported),
    parameter("ssl_min_protocol_version", Some("PGSSLMINPROTOCOLVERSION"), Supported),
    parameter("ssl_max_protocol_version", Some("PGSSLMAXPROTOCOLVERSION"), Supported),
    parameter("gssencmode", Some("PGGSSENCMODE"), Supported),
    parameter("krbsrvname", Some("PGKRBSRVNAME"), Irrelevant),
    parameter("gsslib", Some("PGGSSLIB"), Irrelevant),
    parameter("gssdelegation", Some("PGGSSDELEGATION"), Irrelevant),
    parameter("replication", None, Unsupported("the connection is not a replication connection")),
    parameter("target_session_attrs", Some("PGTARGETSESSIONATTRS"), Supported),
    parameter("load_balance_hosts", Some("PGLOADBALANCEHOSTS"), Supported),
    parameter("scram_client_key", None, Unsupported("give the password instead")),
    parameter("scram_server_key", None, Unsupported("give the password instead")),
    parameter("oauth_issuer", None, Unsupported(NO_OAUTH)),
    parameter("oauth_client_id", None, Unsupported(NO_OAUTH)),
    parameter("oauth_client_secret", None, Unsupported(NO_OAUTH)),
    parameter("oauth_scope", None, Unsupported(NO_OAUTH)),
    parameter("sslkeylogfile", None, Unsupported("TLS keys are not logged")),
];

/// Finds a parameter by its keyword.
pub(super) fn find(keyword: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.keyword == keyword)
}

/// Where a parameter's value was specified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the connection URL or keyword string.
    Conninfo,
    /// In a connection service file.
    ServiceFile(PathBuf),
    /// In the environment variable with this name.
    Variable(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conninfo => f.write_str("the connection string"),
            Self::ServiceFile(path) => write!(f, "the service file {}", path.display()),
            Self::Variable(name) => write!(f, "the environment variable {name}"),
        }
    }
}

/// The text of a value and where it was specified. Not `Debug`, as it may be a password.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// Parameters as specified, before their values are parsed.
#[derive(Clone, Default)]
pub(super) struct Params {
    values: BTreeMap<&'static str, Value>,
    /// Warnings about ignored parameters.
    pub(super) warnings: Vec<String>,
}

impl Params {
    /// Sets a parameter, replacing an earlier value. An unknown parameter becomes a warning.
    pub(super) fn set(&mut self, keyword: &str, text: String, origin: &Origin) {
        // As in libpq, `requiressl` is the old form of `sslmode`.
        if keyword == "requiressl" {
            let mode = if text.starts_with('1') { "require" } else { "prefer" };
            return self.set("sslmode", mode.to_owned(), origin);
        }
        match find(keyword) {
            Some(parameter) => {
                if let Unsupported(instead) = parameter.support
                    && !text.is_empty()
                {
                    self.warnings
                        .push(format!("the parameter \"{keyword}\" in {origin} is ignored: {instead}"));
                }
                self.values.insert(parameter.keyword, Value { text, origin: origin.clone() });
            }
            None => self.warnings.push(unknown(keyword, origin)),
        }
    }

    /// Sets a parameter that has no value yet.
    pub(super) fn set_default(&mut self, keyword: &str, text: String, origin: &Origin) {
        let target = if keyword == "requiressl" { "sslmode" } else { keyword };
        if !self.values.contains_key(target) {
            self.set(keyword, text, origin);
        }
    }

    /// The value as specified, which may be empty.
    pub(super) fn get(&self, keyword: &str) -> Option<&Value> {
        self.values.get(keyword)
    }

    /// The value, unless it is empty.
    pub(super) fn non_empty(&self, keyword: &str) -> Option<&Value> {
        self.get(keyword).filter(|value| !value.text.is_empty())
    }

    /// Sets the parameters that have no value yet from environment variables.
    pub(super) fn add_environment(&mut self, environment: &Environment) {
        for parameter in PARAMETERS {
            if let Some(variable) = parameter.variable
                && let Some(text) = environment.variable(variable)
            {
                self.set_default(parameter.keyword, text.to_owned(), &Origin::Variable(variable));
            }
        }
        if !self.values.contains_key("sslmode")
            && environment.variable("PGREQUIRESSL").is_some_and(|value| value.starts_with('1'))
        {
            self.set("sslmode", "require".to_owned(), &Origin::Variable("PGREQUIRESSL"));
        }
    }
}

/// The warning about an unknown parameter.
///
/// It shows the name only if it looks like one. Otherwise it may be the end of a password that was
/// not percent-encoded.
fn unknown(keyword: &str, origin: &Origin) -> String {
    let looks_like_name = keyword.len() <= 40
        && keyword.len() > 1
        && keyword.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !looks_like_name {
        return format!("an unknown parameter in {origin} is ignored");
    }
    match nearest(keyword) {
        Some(near) => {
            format!("the unknown parameter \"{keyword}\" in {origin} is ignored; did you mean \"{near}\"?")
        }
        None => format!("the unknown parameter \"{keyword}\" in {origin} is ignored"),
    }
}

/// The most similar keyword, if one is similar enough.
fn nearest(keyword: &str) -> Option<&'static str> {
    let wanted = keyword.to_ascii_lowercase().replace('-', "_");
    let aliases =
        [("database", "dbname"), ("db", "dbname"), ("username", "user"), ("timeout", "connect_timeout")];
    if let Some((_, keyword)) = aliases.iter().find(|(alias, _)| *alias == wanted) {
        return Some(keyword);
    }
    PARAMETERS
        .iter()
        .map(|parameter| (distance(&wanted, parameter.keyword), parameter.keyword))
        .min()
        .filter(|(distance, near)| *distance <= 1.max(near.len() / 4))
        .map(|(_, near)| near)
}

/// The Levenshtein distance between two words.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{Origin, Params, nearest};

    #[test]
    fn similar_keywords_are_suggested() {
        assert_eq!(nearest("sslmod"), Some("sslmode"));
        assert_eq!(nearest("ssl_root_cert"), Some("sslrootcert"));
        assert_eq!(nearest("database"), Some("dbname"));
        assert_eq!(nearest("pgbouncer"), None);
        assert_eq!(nearest("schema"), None);
    }

    #[test]
    fn an_unknown_parameter_is_a_warning_with_its_name() {
        let mut params = Params::default();
        params.set("sslmod", "require".into(), &Origin::Conninfo);
        assert_eq!(
            params.warnings,
            [
                "the unknown parameter \"sslmod\" in the connection string is ignored; did you mean \"sslmode\"?"
            ]
        );
    }

    #[test]
    fn text_that_does_not_look_like_a_name_is_not_shown() {
        let mut params = Params::default();
        params.set("s3cr/t!", "x".into(), &Origin::Conninfo);
        assert_eq!(params.warnings, ["an unknown parameter in the connection string is ignored"]);
    }
}
