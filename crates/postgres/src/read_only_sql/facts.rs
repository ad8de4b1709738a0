//! Looks up what a query tree refers to, and decides whether it may be executed.

use serde::Deserialize;
use tokio_postgres::SimpleQueryMessage;

use super::functions::{AllowedFunctions, Function};
use super::tree::References;
use super::{ReadOnlySqlError, refused};
use crate::session::Connection;

/// The maximum number of lookups. Each follows the checks of domains that the previous one found.
const MAX_LOOKUPS: usize = 10;

/// What a row of `facts.sql` says.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fact {
    Function(Function),
    /// The expression of a domain's check, as a tree.
    Check(String),
    ForeignTable(String),
    /// The number of operators that exist.
    Operators(usize),
}

/// Checks everything that a tree refers to, directly or through types.
pub(super) async fn check(
    connection: &Connection,
    references: References,
    allowed: &AllowedFunctions,
) -> Result<(), ReadOnlySqlError> {
    let mut all = references;
    for _ in 0..MAX_LOOKUPS {
        let known = all.clone();
        let mut unseen = known.functions.clone();
        for fact in look_up(connection, &known).await? {
            match fact {
                Fact::Function(function) => {
                    unseen.remove(&function.oid);
                    if let Some(reason) = function.refusal(allowed) {
                        return Err(refused(format!("{reason}; --allow-functions allows a function")));
                    }
                }
                Fact::Check(tree) => all.extend(References::of_tree(&tree)),
                Fact::ForeignTable(name) => {
                    return Err(refused(format!("{name} is a foreign table, which another server reads")));
                }
                Fact::Operators(found) if found != known.operators.len() => return Err(unknown()),
                Fact::Operators(_) => {}
            }
        }
        if !unseen.is_empty() {
            return Err(unknown());
        }
        if all == known {
            return Ok(());
        }
    }
    Err(refused("the domains that it uses are nested too deeply to check"))
}

fn unknown() -> ReadOnlySqlError {
    refused("it calls functions that are not in the catalog")
}

async fn look_up(connection: &Connection, references: &References) -> Result<Vec<Fact>, ReadOnlySqlError> {
    let list = |oids: &std::collections::BTreeSet<u32>| {
        oids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
    };
    let sql = include_str!("facts.sql")
        .replace("$functions", &list(&references.functions))
        .replace("$operators", &list(&references.operators))
        .replace("$relations", &list(&references.relations))
        .replace("$types", &list(&references.types));
    let answer =
        connection.client().simple_query(&sql).await.map_err(|error| connection.query_error(error))?;
    let mut facts = Vec::new();
    for message in answer {
        let SimpleQueryMessage::Row(row) = message else { continue };
        let text = row.get(0).unwrap_or_default();
        let fact = serde_json::from_str(text)
            .map_err(|error| refused(format!("pgplumb cannot read the catalog: {error}")))?;
        facts.push(fact);
    }
    Ok(facts)
}
