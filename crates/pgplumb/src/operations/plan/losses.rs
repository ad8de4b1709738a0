//! How much would be lost.

use pgplumb_catalog::plan::Plan;
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Kind, ObjectId};
use pgplumb_postgres::Connection;

/// How rows are asked: nothing is changed, and nobody kept waiting. An estimate tells enough of what takes longer.
pub const PATIENCE: &str = "SET TRANSACTION READ ONLY; SET LOCAL search_path = ''; SET LOCAL statement_timeout = '10s'; \
    SET LOCAL lock_timeout = '1s'; ";

/// What a step would lose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// The step's place in the plan.
    pub step: usize,
    /// The number of rows, or of values in a column, in words.
    pub rows: String,
}

/// Counts the rows, and the values of columns, that steps would delete. What cannot be counted in time is estimated, or passed over.
pub async fn losses(plan: &Plan, connection: &Connection) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (step, it) in plan.steps.iter().enumerate().filter(|(_, step)| step.is_destructive()) {
        let Some((table, what, noun)) = counted(&it.object) else { continue };
        let count = format!("{PATIENCE}SELECT pg_catalog.count({what}) FROM {table}");
        let rows = match connection.simple_value(&count).await {
            Ok(Some(rows)) => number(&rows, noun, ""),
            _ => {
                let literal = pgplumb_catalog::sql::literal(&table);
                let estimate = format!(
                    "SELECT reltuples::pg_catalog.int8 FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({literal}) AND reltuples >= 0"
                );
                match connection.simple_value(&estimate).await {
                    Ok(Some(rows)) => number(&rows, "row", "about "),
                    _ => continue,
                }
            }
        };
        losses.push(Loss { step, rows });
    }
    losses
}

/// The relation, what is counted of it, and what that is called.
fn counted(id: &ObjectId) -> Option<(String, String, &'static str)> {
    let schema = id.schema.as_deref()?;
    match id.kind {
        Kind::Table | Kind::ForeignTable | Kind::MaterializedView => {
            Some((qualified(schema, &id.name), "*".to_owned(), "row"))
        }
        Kind::Column => {
            let table = qualified(schema, id.relation.as_deref()?);
            Some((table, ident(&id.name).into_owned(), "value"))
        }
        _ => None,
    }
}

fn number(rows: &str, noun: &str, about: &str) -> String {
    let plural = if rows == "1" { "" } else { "s" };
    format!("{about}{rows} {noun}{plural}")
}
