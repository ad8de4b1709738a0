//! The secrets that the statements of a plan need. They are read just before the first step, and
//! appear in no message, log or file.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use pgplumb_catalog::kinds::subscription::connection;
use pgplumb_catalog::sql::{SECRET, literal};
use pgplumb_plan::{Plan, SecretSource};
use pgplumb_postgres::{Connection, Environment, QueryError, Secret, io_message};

/// The values of secrets.
#[derive(Debug, Default)]
pub struct Secrets(BTreeMap<SecretSource, Secret>);

/// A secret that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// An environment variable is not set.
    #[error("the environment variable {name} is not set; step {step} needs it: {what}")]
    Unset {
        /// The variable.
        name: String,
        /// The number of the step.
        step: usize,
        /// What the step does.
        what: String,
    },
    /// A file cannot be read.
    #[error("{path} cannot be read, which step {step} needs: {reason}", reason = io_message(.reason))]
    Unreadable {
        /// The file.
        path: String,
        /// The number of the step.
        step: usize,
        /// The operating system's error.
        reason: io::Error,
    },
    /// The secret has no characters.
    #[error("{from} is empty, which step {step} needs")]
    Empty {
        /// Where the secret comes from.
        from: SecretSource,
        /// The number of the step.
        step: usize,
    },
}

/// Stops logging statements, for the settings that exist and that the role may change.
const STOP_LOGGING: &str = "\
    SELECT pg_catalog.set_config(s.name, s.value, true) FROM (SELECT w.name, w.value FROM (VALUES \
    ('log_statement', 'none'), ('log_min_messages', 'panic'), ('log_min_error_statement', 'panic'), ('log_min_duration_statement', '-1'), \
    ('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'), ('log_duration', 'off'), \
    ('debug_print_parse', 'off'), ('debug_print_rewritten', 'off'), ('debug_print_plan', 'off'), \
    ('pg_stat_statements.track', 'none'), ('pgaudit.log', 'none'), ('auto_explain.log_min_duration', '-1')) w(name, value) \
    WHERE w.name IN (SELECT p.name FROM pg_catalog.pg_settings p) OFFSET 0) s";

/// Stops the server from logging statements until the end of the transaction, as far as the role may.
///
/// # Errors
/// When the query fails.
pub async fn stop_logging(connection: &Connection) -> Result<(), QueryError> {
    let may_set = match connection.server_version().major() {
        14 => "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)",
        _ => "pg_catalog.has_parameter_privilege(s.name, 'SET')",
    };
    connection.execute_script(&format!("{STOP_LOGGING} WHERE {may_set}")).await
}

impl Secrets {
    /// Reads the secrets of all steps.
    ///
    /// # Errors
    /// When a variable is not set, a file cannot be read, or a secret is empty.
    pub fn read(plan: &Plan, environment: &Environment) -> Result<Self, SecretError> {
        let mut secrets = BTreeMap::new();
        for (index, step) in plan.steps.iter().enumerate() {
            for secret in &step.secrets {
                let number = index + 1;
                let value =
                    match &secret.source {
                        SecretSource::Variable(name) => {
                            let value = environment.variable(name).map(str::to_owned);
                            value.ok_or_else(|| SecretError::Unset {
                                name: name.clone(),
                                step: number,
                                what: step.title(),
                            })?
                        }
                        SecretSource::File(path) => {
                            let text = fs::read_to_string(path).map_err(|reason| {
                                SecretError::Unreadable { path: path.clone(), step: number, reason }
                            })?;
                            let line = text.strip_suffix('\n').unwrap_or(&text);
                            line.strip_suffix('\r').unwrap_or(line).to_owned()
                        }
                    };
                if value.is_empty() {
                    return Err(SecretError::Empty { from: secret.source.clone(), step: number });
                }
                secrets.insert(secret.source.clone(), Secret::new(value));
            }
        }
        Ok(Self(secrets))
    }

    /// The value of a secret.
    pub fn value(&self, source: &SecretSource) -> &str {
        self.0.get(source).map_or(SECRET, Secret::reveal)
    }

    /// Replaces the secrets in a text by placeholders, in every form in which a statement can
    /// contain them.
    pub fn hidden(&self, text: &str) -> String {
        let mut forms: Vec<String> = Vec::new();
        for secret in self.0.values().map(Secret::reveal) {
            let written = connection::written_forms(secret);
            let plain = [secret.to_owned()].into_iter().chain(written);
            forms.extend(plain.flat_map(|form| [inner(&literal(&form)), inner(&form), form]));
        }
        // A longer form can contain a shorter one.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms
            .iter()
            .filter(|form| !form.is_empty())
            .fold(text.to_owned(), |text, form| text.replace(form, SECRET))
    }
}

/// The contents of a quoted text.
fn inner(quoted: &str) -> String {
    let text = quoted.strip_prefix('E').unwrap_or(quoted);
    text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(quoted).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_a_secret_is_shown() {
        let source: SecretSource = "env:A".parse().expect("a source");
        let secrets = Secrets(BTreeMap::from([(source.clone(), Secret::new(r"it's\ @".to_owned()))]));
        assert_eq!(secrets.value(&source), r"it's\ @");
        for text in [
            r"it's\ @",
            r"E'it''s\\ @'",
            r"password='it\'s\\ @'",
            r"E'password=''it\\''s\\\\ @'''",
            "postgres://u:it%27s%5C%20%40@h",
        ] {
            let hidden = secrets.hidden(text);
            assert!(!hidden.contains("it") && hidden.contains(SECRET), "{text}: {hidden}");
        }
    }
}
