//! Secrets that a statement needs. A plan only says where they come from: its statements have
//! placeholders, which are replaced when they are executed.

use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::sql::{self, ident, literal};
use pgplumb_catalog::{Name, ObjectId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a secret comes from: `env:NAME` or `file:PATH`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum SecretSource {
    /// The value of an environment variable.
    Variable(String),
    /// The contents of a file, without the line break at its end.
    File(String),
}

/// A text that names no source of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("write env:NAME or file:PATH")]
pub struct ParseSecretSourceError;

impl FromStr for SecretSource {
    type Err = ParseSecretSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self::Variable(name.to_owned())),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.to_owned())),
            _ => Err(ParseSecretSourceError),
        }
    }
}

impl TryFrom<String> for SecretSource {
    type Error = ParseSecretSourceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SecretSource> for String {
    fn from(source: SecretSource) -> Self {
        source.to_string()
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{path}"),
        }
    }
}

/// Says where a secret of an object comes from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GivenSecret {
    /// The object.
    pub object: ObjectId,
    /// The option, or the keyword of a connection string; the only secret of the object if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Where it comes from.
    pub source: SecretSource,
}

impl GivenSecret {
    /// The source of a secret of an object, among the secrets that the object has.
    pub(crate) fn find<'a>(
        given: &'a [Self],
        object: &ObjectId,
        name: &str,
        all: &[&str],
    ) -> Option<&'a SecretSource> {
        let of_object = || given.iter().filter(|secret| secret.object == *object);
        let is_named = |name: &str| of_object().find(|secret| secret.name.as_deref() == Some(name));
        is_named(name).map(|secret| &secret.source).or_else(|| {
            let others = all.iter().filter(|other| is_named(other).is_none()).count();
            of_object().find(|secret| secret.name.is_none() && others == 1).map(|secret| &secret.source)
        })
    }
}

/// A secret that a step needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StepSecret {
    /// The option, or the keyword of the connection string; absent for a whole connection string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Where it comes from.
    pub source: SecretSource,
    /// The connection string with placeholders, if it is a secret of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Name>,
}

impl StepSecret {
    /// The secret in words: `password from env:PASSWORD`.
    pub fn words(&self) -> String {
        let name = self.name.as_deref().unwrap_or("connection string");
        format!("{name} from {}", self.source)
    }

    /// The SQL in which the placeholder is.
    pub(crate) fn placeholder(&self) -> String {
        match (&self.connection, &self.name) {
            (Some(connection), _) => format!("CONNECTION {}", literal(connection)),
            (None, name) => option_sql(name.as_deref().unwrap_or_default(), sql::SECRET),
        }
    }

    /// Whether a statement contains the placeholder.
    pub(crate) fn is_in(&self, statement: &str) -> bool {
        statement.contains(&self.placeholder())
    }
}

/// An option with its value.
pub(crate) fn option_sql(name: &str, value: &str) -> String {
    format!("{} {}", ident(name), literal(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pgplumb_catalog::Kind;

    #[test]
    fn a_secret_without_a_name_is_the_only_one() {
        let object = ObjectId::global(Kind::UserMapping, "x");
        let given = |name: Option<&str>, source: &str| GivenSecret {
            object: object.clone(),
            name: name.map(Into::into),
            source: source.parse().expect("a source"),
        };
        let find = |given: &[GivenSecret], name: &str, all: &[&str]| {
            GivenSecret::find(given, &object, name, all).map(ToString::to_string)
        };
        let one = [given(None, "env:A")];
        assert_eq!(find(&one, "password", &["password"]).as_deref(), Some("env:A"));
        assert_eq!(find(&one, "password", &["password", "token"]), None);
        let two = [given(None, "env:A"), given(Some("token"), "file:b")];
        assert_eq!(find(&two, "password", &["password", "token"]).as_deref(), Some("env:A"));
        assert_eq!(find(&two, "token", &["password", "token"]).as_deref(), Some("file:b"));
    }
}
