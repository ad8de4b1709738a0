//! Code of roles that the current role does not trust.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{UNTRUSTED, read_only};
use crate::{Connection, QueryError};

/// The names of functions, types and tables whose use in a query may execute code of roles that the
/// current role does not trust, with the privileges of the current role.
#[derive(Clone, Debug, Default)]
pub struct UntrustedCode {
    names: BTreeSet<String>,
    has_operators: bool,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    is_operator: bool,
}

impl UntrustedCode {
    /// Finds the names in the database of a connection.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn find(connection: &Connection) -> Result<Self, QueryError> {
        let query = include_str!("untrusted_names.sql").replace("{untrusted}", UNTRUSTED);
        let rows: Vec<Row> = read_only(connection, None, &query).await?;
        let has_operators = rows.iter().any(|row| row.is_operator);
        let names = rows.into_iter().filter(|row| !row.is_operator).map(|row| row.name).collect();
        Ok(Self { names, has_operators })
    }

    /// Whether a query may use one of them. A query that only contains such a name in another
    /// meaning counts too.
    pub fn is_in(&self, query: &str) -> bool {
        if self.has_operators && query.to_uppercase().contains("OPERATOR(") {
            return true;
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let words: BTreeSet<&str> = query.split(|c| !is_part(c)).collect();
        self.names.iter().any(|name| match name.chars().all(is_part) {
            true => words.contains(name.as_str()),
            false => query.contains(&name.replace('"', "\"\"")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_words() {
        let names = ["f", "odd name", "quoted\"name"].map(str::to_owned);
        let code = UntrustedCode { names: names.into(), has_operators: true };
        for query in ["SELECT s.f(a)", "FROM s.\"odd name\"", "\"quoted\"\"name\"", "a OPERATOR(s.=) b"] {
            assert!(code.is_in(query), "{query}");
        }
        assert!(!code.is_in("SELECT count(*) FROM s.of WHERE a_f = 1"));
    }
}
