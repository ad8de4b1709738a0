//! The parameters libpq knows, and where the value of each came from.
//!
//! libpq manual, "Parameter Key Words" and "Environment Variables".

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::environment::Environment;

/// What is done with a parameter that libpq knows.
#[derive(Clone, Copy)]
pub(super) enum Use {
    /// Its meaning is libpq's.
    Honoured,
    /// It makes no difference to what this program does.
    Quiet,
    /// It is not supported and its user would want to know; the text says what happens instead.
    Warned(&'static str),
}

/// One of libpq's parameters.
pub(super) struct Known {
    pub(super) keyword: &'static str,
    pub(super) variable: Option<&'static str>,
    pub(super) usage: Use,
}

const fn known(keyword: &'static str, variable: Option<&'static str>, usage: Use) -> Known {
    Known { keyword, variable, usage }
}

use Use::{Honoured, Quiet, Warned};

const NO_OAUTH: &str = "OAuth is not supported; use another authentication method";

/// Every parameter of PostgreSQL 18's libpq, in its order.
pub(super) const KNOWN: &[Known] = &[
    known("service", Some("PGSERVICE"), Honoured),
    known("user", Some("PGUSER"), Honoured),
    known("password", Some("PGPASSWORD"), Honoured),
    known("passfile", Some("PGPASSFILE"), Honoured),
    known("channel_binding", Some("PGCHANNELBINDING"), Honoured),
    known("connect_timeout", Some("PGCONNECT_TIMEOUT"), Honoured),
    known("dbname", Some("PGDATABASE"), Honoured),
    known("host", Some("PGHOST"), Honoured),
    known("hostaddr", Some("PGHOSTADDR"), Honoured),
    known("port", Some("PGPORT"), Honoured),
    // The connection always speaks UTF-8; the caller sees Rust strings whatever is asked for here.
    known("client_encoding", Some("PGCLIENTENCODING"), Quiet),
    known("options", Some("PGOPTIONS"), Honoured),
    known("application_name", Some("PGAPPNAME"), Honoured),
    known("fallback_application_name", None, Honoured),
    known("keepalives", None, Honoured),
    known("keepalives_idle", None, Honoured),
    known("keepalives_interval", None, Honoured),
    known("keepalives_count", None, Honoured),
    known("tcp_user_timeout", None, Honoured),
    known("sslmode", Some("PGSSLMODE"), Honoured),
    known("sslnegotiation", Some("PGSSLNEGOTIATION"), Honoured),
    known("sslcompression", Some("PGSSLCOMPRESSION"), Quiet),
    known("sslcert", Some("PGSSLCERT"), Honoured),
    known("sslkey", Some("PGSSLKEY"), Honoured),
    known("sslcertmode", Some("PGSSLCERTMODE"), Honoured),
    known("sslpassword", None, Honoured),
    known("sslrootcert", Some("PGSSLROOTCERT"), Honoured),
    known("sslcrl", Some("PGSSLCRL"), Honoured),
    known("sslcrldir", Some("PGSSLCRLDIR"), Honoured),
    known("sslsni", Some("PGSSLSNI"), Honoured),
    known("requirepeer", Some("PGREQUIREPEER"), Honoured),
    known("require_auth", Some("PGREQUIREAUTH"), Honoured),
    known("min_protocol_version", Some("PGMINPROTOCOLVERSION"), Honoured),
    known("max_protocol_version", Some("PGMAXPROTOCOLVERSION"), Honoured),
    known("ssl_min_protocol_version", Some("PGSSLMINPROTOCOLVERSION"), Honoured),
    known("ssl_max_protocol_version", Some("PGSSLMAXPROTOCOLVERSION"), Honoured),
    known("gssencmode", Some("PGGSSENCMODE"), Honoured),
    known("krbsrvname", Some("PGKRBSRVNAME"), Quiet),
    known("gsslib", Some("PGGSSLIB"), Quiet),
    known("gssdelegation", Some("PGGSSDELEGATION"), Quiet),
    known("replication", None, Warned("an ordinary connection is opened, not one for replication")),
    known("target_session_attrs", Some("PGTARGETSESSIONATTRS"), Honoured),
    known("load_balance_hosts", Some("PGLOADBALANCEHOSTS"), Honoured),
    known("scram_client_key", None, Warned("give the password instead")),
    known("scram_server_key", None, Warned("give the password instead")),
    known("oauth_issuer", None, Warned(NO_OAUTH)),
    known("oauth_client_id", None, Warned(NO_OAUTH)),
    known("oauth_client_secret", None, Warned(NO_OAUTH)),
    known("oauth_scope", None, Warned(NO_OAUTH)),
    known("sslkeylogfile", None, Warned("no TLS keys are logged")),
];

/// Looks a parameter up by its keyword.
pub(super) fn find(keyword: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.keyword == keyword)
}

/// Where a parameter's value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the connection URL or keyword string.
    Conninfo,
    /// In a connection service file.
    ServiceFile(PathBuf),
    /// In an environment variable of this name.
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

/// A parameter's text and where it stood. Not `Debug`: it may be a password.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// Parameters as given, before they are understood.
#[derive(Clone, Default)]
pub(super) struct Params {
    values: BTreeMap<&'static str, Value>,
    /// What should be said about parameters that were not taken over.
    pub(super) warnings: Vec<String>,
}

impl Params {
    /// Takes a parameter over, replacing an earlier one of that name; an unknown one becomes a warning.
    pub(super) fn set(&mut self, keyword: &str, text: String, origin: &Origin) {
        // libpq's translation of an older spelling.
        if keyword == "requiressl" {
            let mode = if text.starts_with('1') { "require" } else { "prefer" };
            return self.set("sslmode", mode.to_owned(), origin);
        }
        match find(keyword) {
            Some(known) => {
                if let Warned(instead) = known.usage
                    && !text.is_empty()
                {
                    self.warnings
                        .push(format!("the parameter \"{keyword}\" in {origin} is ignored: {instead}"));
                }
                self.values.insert(known.keyword, Value { text, origin: origin.clone() });
            }
            None => self.warnings.push(unknown(keyword, origin)),
        }
    }

    /// As [`Params::set`], but an earlier value stays.
    pub(super) fn set_default(&mut self, keyword: &str, text: String, origin: &Origin) {
        let target = if keyword == "requiressl" { "sslmode" } else { keyword };
        if !self.values.contains_key(target) {
            self.set(keyword, text, origin);
        }
    }

    /// The value as given, which may be empty.
    pub(super) fn get(&self, keyword: &str) -> Option<&Value> {
        self.values.get(keyword)
    }

    /// The value, unless it is empty.
    pub(super) fn filled(&self, keyword: &str) -> Option<&Value> {
        self.get(keyword).filter(|value| !value.text.is_empty())
    }

    /// Fills what is still missing from environment variables.
    pub(super) fn add_environment(&mut self, environment: &Environment) {
        for known in KNOWN {
            if let Some(variable) = known.variable
                && let Some(text) = environment.variable(variable)
            {
                self.set_default(known.keyword, text.to_owned(), &Origin::Variable(variable));
            }
        }
        if !self.values.contains_key("sslmode")
            && environment.variable("PGREQUIRESSL").is_some_and(|value| value.starts_with('1'))
        {
            self.set("sslmode", "require".to_owned(), &Origin::Variable("PGREQUIRESSL"));
        }
    }
}

/// The warning about a parameter nobody knows.
///
/// The name is shown only if it looks like one: what stands in its place may be the tail of a password that should
/// have been percent-encoded.
fn unknown(keyword: &str, origin: &Origin) -> String {
    let plausible = keyword.len() <= 40
        && keyword.len() > 1
        && keyword.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !plausible {
        return format!("an unknown parameter in {origin} is ignored");
    }
    match nearest(keyword) {
        Some(near) => {
            format!("the unknown parameter \"{keyword}\" in {origin} is ignored; did you mean \"{near}\"?")
        }
        None => format!("the unknown parameter \"{keyword}\" in {origin} is ignored"),
    }
}

/// The known keyword that differs least from this one, if it differs little.
fn nearest(keyword: &str) -> Option<&'static str> {
    let wanted = keyword.to_ascii_lowercase().replace('-', "_");
    let common =
        [("database", "dbname"), ("db", "dbname"), ("username", "user"), ("timeout", "connect_timeout")];
    if let Some((_, meant)) = common.iter().find(|(alias, _)| *alias == wanted) {
        return Some(meant);
    }
    KNOWN
        .iter()
        .map(|known| (distance(&wanted, known.keyword), known.keyword))
        .min()
        .filter(|(distance, near)| *distance <= 1.max(near.len() / 4))
        .map(|(_, near)| near)
}

/// The number of insertions, deletions and substitutions between two words.
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
    fn suggests_what_was_meant() {
        assert_eq!(nearest("sslmod"), Some("sslmode"));
        assert_eq!(nearest("ssl_root_cert"), Some("sslrootcert"));
        assert_eq!(nearest("database"), Some("dbname"));
        assert_eq!(nearest("pgbouncer"), None);
        assert_eq!(nearest("schema"), None);
    }

    #[test]
    fn an_unknown_parameter_is_a_warning_by_name() {
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
    fn what_does_not_look_like_a_name_is_not_shown() {
        let mut params = Params::default();
        params.set("s3cr/t!", "x".into(), &Origin::Conninfo);
        assert_eq!(params.warnings, ["an unknown parameter in the connection string is ignored"]);
    }
}
