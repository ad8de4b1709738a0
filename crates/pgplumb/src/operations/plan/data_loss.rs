//! Counts the data that a plan would delete.

use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Kind, ObjectId};
use pgplumb_outputs::nouns;
use pgplumb_plan::{NameMap, Plan, SettingScope, session_settings};
use pgplumb_postgres::Connection;
use pgplumb_postgres::counts::UntrustedCode;

/// A query on existing rows, with settings: read-only, without waiting long for locks or results,
/// and otherwise as for the steps.
pub fn read_only(query: &str) -> String {
    let settings = session_settings(SettingScope::Transaction).join("; ");
    format!(
        "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '1s'; {settings}; {query}"
    )
}

/// The data that a step would delete.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataLoss {
    /// The index of the step in the plan.
    pub step: usize,
    /// The number of rows or column values, as text.
    pub amount: String,
    /// Whether there is nothing to delete now.
    pub is_nothing: bool,
}

/// Counts the rows and column values that steps would delete. If counting takes too long, the
/// planner's estimate is used, if there is one. If the role may not read all rows, the number is
/// unknown. The rows are counted before the renames of the plan.
pub async fn data_losses(plan: &Plan, renames: &NameMap<'_>, connection: &Connection) -> Vec<DataLoss> {
    let mut data_losses = Vec::new();
    let untrusted = UntrustedCode::find(connection).await.ok();
    for (step, it) in plan.steps.iter().enumerate().filter(|(_, step)| step.deletes_data()) {
        let Some((table, what, noun)) = counted(&renames.before(&it.object)) else { continue };
        let count = format!("SELECT pg_catalog.count({what}) FROM {table}");
        // Reading the rows must not execute code of other roles.
        let is_safe = untrusted.as_ref().is_some_and(|code| !code.is_in(&count));
        let rows = if is_safe { connection.simple_value(&read_only(&count)).await } else { Ok(None) };
        let is_nothing = matches!(&rows, Ok(Some(rows)) if rows == "0");
        let amount = match rows {
            Ok(Some(_)) if is_nothing => format!("it has no {noun}s now"),
            Ok(Some(rows)) => number(&rows, noun, ""),
            Err(error) if error.code() == Some("42501") => {
                format!("an unknown number of {noun}s (the role may not read all rows)")
            }
            _ => match estimated_rows(&table, connection).await {
                Some(rows) => number(&rows, "row", "about "),
                None => format!("an unknown number of {noun}s"),
            },
        };
        data_losses.push(DataLoss { step, amount, is_nothing });
    }
    data_losses
}

/// The planner's estimate of the number of rows.
async fn estimated_rows(table: &str, connection: &Connection) -> Option<String> {
    let literal = pgplumb_catalog::sql::literal(table);
    let estimate = format!(
        "SELECT reltuples::pg_catalog.int8 FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({literal}) AND reltuples >= 0"
    );
    connection.simple_value(&estimate).await.ok().flatten()
}

/// The relation, the expression to count, and the noun for it.
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
    match rows.parse() {
        Ok(rows) => format!("{about}{}", nouns::counted(rows, noun)),
        Err(_) => format!("an unknown number of {noun}s"),
    }
}
