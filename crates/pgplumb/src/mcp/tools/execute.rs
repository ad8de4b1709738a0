//! `execute_sql`

use std::time::Duration;

use pgplumb_postgres::{PasswordSource, connect, read_only_sql};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::mcp::answer::{Answer, Page, ToolResult};
use crate::mcp::server::Server;
use crate::operations::{Observer, Stage};

/// Limits the statements that are executed at a time, and with them the connections.
static STATEMENTS: Semaphore = Semaphore::const_new(4);

/// How long an answer may take in addition to the time limits of the server.
const GRACE: Duration = Duration::from_secs(3);

/// The arguments of `execute_sql`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlArguments {
    sql: String,
}

/// Executes a statement that only reads.
pub async fn execute_sql(server: &Server, arguments: &SqlArguments, observer: &dyn Observer) -> ToolResult {
    let config = &server.config;
    let (Some(access), Some(conninfo)) = (&config.sql, &config.live) else {
        return Err("SQL is not allowed; start pgplumb mcp with --allow-sql".to_owned());
    };
    let _permit = STATEMENTS.acquire().await.map_err(|error| error.to_string())?;
    let connection = connect(conninfo, PasswordSource::None).await.map_err(|error| error.to_string())?;
    observer.notify(Stage::Doing("executing the statement"));
    let longest = 2 * access.limits.statement_timeout + GRACE;
    let executed = read_only_sql::execute(&connection, &arguments.sql, &access.limits, &access.allowed);
    // Some built-in functions cannot be interrupted, so the server's own limit is not enough.
    let Ok(answer) = tokio::time::timeout(longest, executed).await else {
        return Err(format!(
            "the server has not ended the statement after {} s, and may still execute it: see pg_stat_activity",
            longest.as_secs()
        ));
    };
    connection.close().await;
    let answer = answer.map_err(|error| error.to_string())?;
    let columns: Vec<Value> =
        answer.columns.iter().map(|(name, of_type)| json!({ "name": name, "type": of_type })).collect();
    let types: Vec<&str> = answer.columns.iter().map(|(_, of_type)| of_type.as_str()).collect();
    let page = Page::new(&answer.rows, 0, usize::MAX, |row| {
        let values = row.iter().zip(&types).map(|(value, of_type)| to_json(value.as_deref(), of_type));
        let values = Value::Array(values.collect());
        (values.clone(), values.to_string())
    });
    let has_more_rows = answer.has_more_rows || page.next.is_some();
    let names: Vec<&str> = answer.columns.iter().map(|(name, _)| name.as_str()).collect();
    let mut text = format!("{}\n{}", json!(names), page.text);
    if has_more_rows {
        text.push_str(&format!(
            "Only the first {} rows. Add WHERE, GROUP BY, or ORDER BY with LIMIT and OFFSET\n",
            page.values.len()
        ));
    }
    if answer.shortened_values > 0 {
        text.push_str(&format!(
            "{} values are cut off after {} characters\n",
            answer.shortened_values, access.limits.cell
        ));
    }
    let value = json!({
        "columns": columns,
        "rows": page.values,
        "has_more_rows": has_more_rows,
        "shortened_values": answer.shortened_values,
    });
    Ok(Answer::new(value, &text, None))
}

/// A value as JSON. Numbers that JSON readers would round stay text.
fn to_json(value: Option<&str>, of_type: &str) -> Value {
    const EXACT: i64 = 1 << 53;
    let Some(text) = value else { return Value::Null };
    let parsed = match of_type {
        "int2" | "int4" | "int8" | "oid" => {
            text.parse::<i64>().ok().filter(|number| number.abs() <= EXACT).map(Value::from)
        }
        "float4" | "float8" => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
        "bool" => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| text.into())
}
