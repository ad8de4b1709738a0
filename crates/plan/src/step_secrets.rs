//! Secrets in the statements of a step.

use pgplumb_catalog::kinds::subscription::connection;
use pgplumb_catalog::sql::literal;

use crate::secrets::{SecretSource, StepSecret, option_sql};
use crate::steps::Step;

impl Step {
    /// Says that a script does not contain the step, if it needs secrets.
    pub fn secret_remark(&self) -> Option<String> {
        let secrets: Vec<String> = self.secrets.iter().map(StepSecret::words).collect();
        (!secrets.is_empty()).then(|| {
            format!(
                "left out: {} {}, which needs a secret ({})",
                self.verb(),
                self.object.path(),
                secrets.join(", ")
            )
        })
    }

    /// A statement of the step with its secrets. The function returns the value of a source.
    pub fn with_secrets<'a>(&self, statement: &str, value: impl Fn(&SecretSource) -> &'a str) -> String {
        let mut text = statement.to_owned();
        for secret in &self.secrets {
            let placeholder = secret.placeholder();
            let filled = match (&secret.connection, &secret.name) {
                (None, name) => option_sql(name.as_deref().unwrap_or_default(), value(&secret.source)),
                (Some(_), None) => format!("CONNECTION {}", literal(value(&secret.source))),
                // All secrets of a connection string are replaced together.
                (Some(connection), Some(_)) => {
                    let find = |keyword: &str| {
                        let is_of = |other: &&StepSecret| other.name.as_deref() == Some(keyword);
                        self.secrets.iter().find(is_of).map(|secret| value(&secret.source))
                    };
                    format!("CONNECTION {}", literal(&connection::with_secrets(connection, find)))
                }
            };
            text = text.replacen(&placeholder, &filled, 1);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::Action;
    use pgplumb_catalog::{Kind, ObjectId};

    fn secret(name: Option<&str>, source: &str, connection: Option<&str>) -> StepSecret {
        let source = source.parse().expect("a source");
        StepSecret { name: name.map(Into::into), source, connection: connection.map(Into::into) }
    }

    fn filled(secrets: Vec<StepSecret>, statement: &str) -> String {
        let object = ObjectId::global(Kind::UserMapping, "x");
        let step = Step { secrets, ..Step::new(object, Action::Create, vec![statement.to_owned()]) };
        step.with_secrets(statement, |source| match source {
            SecretSource::Variable(_) => "it's",
            SecretSource::File(_) => r"a\b",
        })
    }

    #[test]
    fn placeholders_are_replaced_where_the_secret_belongs() {
        let options = "OPTIONS (password 'secret-left-out', \"user\" 'a', token 'secret-left-out')";
        assert_eq!(
            filled(
                vec![secret(Some("token"), "env:A", None), secret(Some("password"), "file:b", None)],
                options
            ),
            "OPTIONS (password E'a\\\\b', \"user\" 'a', token 'it''s')"
        );
        let text = "host=h password=secret-left-out sslpassword=secret-left-out";
        let both = ["password", "sslpassword"].map(|name| secret(Some(name), "env:A", Some(text)));
        assert_eq!(
            filled(both.to_vec(), &format!("ALTER SUBSCRIPTION s CONNECTION '{text}'")),
            r"ALTER SUBSCRIPTION s CONNECTION E'host=h password=''it\\''s'' sslpassword=''it\\''s'''"
        );
        let unknown = connection::UNKNOWN;
        assert_eq!(
            filled(
                vec![secret(None, "env:A", Some(unknown))],
                &format!("CONNECTION '{unknown}' PUBLICATION p")
            ),
            "CONNECTION 'it''s' PUBLICATION p"
        );
    }
}
