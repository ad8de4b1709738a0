//! Runs the data checks of a plan: queries on existing rows that decide whether a step can succeed.

use std::time::{Duration, Instant};

use pgplumb_outputs::nouns::grouped;
use pgplumb_plan::Plan;
use pgplumb_postgres::counts::UntrustedCode;
use pgplumb_postgres::{Connection, QueryError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::data_loss::read_only;

/// The time limit for all data checks of a plan.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The result of one data check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DataCheckResult {
    /// The index of the step in the plan, from 0.
    pub step: usize,
    /// What the query counts.
    pub description: String,
    /// The query that counts.
    pub query: String,
    /// A query for the user that shows the counted rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_query: Option<String>,
    /// The outcome.
    pub outcome: DataCheckOutcome,
}

/// The outcome of a data check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataCheckOutcome {
    /// Rows were found, and the step can succeed.
    Rows(u64),
    /// Rows were found on which the step would fail.
    Blocking(u64),
    /// The query failed as the step would; the server's message.
    Error(String),
    /// The query could not be completed; the reason.
    Unknown(String),
}

impl DataCheckResult {
    /// Whether the step would fail.
    pub fn is_blocking(&self) -> bool {
        matches!(self.outcome, DataCheckOutcome::Blocking(_) | DataCheckOutcome::Error(_))
    }

    /// The result as text.
    pub fn text(&self) -> String {
        match &self.outcome {
            DataCheckOutcome::Rows(number) | DataCheckOutcome::Blocking(number) => {
                format!("{}: {}", self.description, grouped(*number))
            }
            DataCheckOutcome::Error(error) => format!("{}: {error}", self.description),
            DataCheckOutcome::Unknown(reason) => format!("{}: {reason}", self.description),
        }
    }
}

/// Runs the data checks of all steps. Checks that find nothing are left out.
pub async fn run_data_checks(plan: &Plan, connection: &Connection) -> Vec<DataCheckResult> {
    let mut results: Vec<DataCheckResult> = Vec::new();
    let started = Instant::now();
    if plan.steps.iter().all(|step| step.data_checks.is_empty()) {
        return results;
    }
    let untrusted = UntrustedCode::find(connection).await.ok();
    for (index, step) in plan.steps.iter().enumerate() {
        for check in &step.data_checks {
            // Each query runs once: the first step that depends on it is the one that would fail.
            if results.iter().any(|result| result.query == check.query) {
                continue;
            }
            // A value that cannot be cast makes the later queries about the step fail too.
            let has_failed = |result: &DataCheckResult| {
                result.step == index && matches!(result.outcome, DataCheckOutcome::Error(_))
            };
            if !check.blocks && results.iter().any(has_failed) {
                continue;
            }
            let (description, query) = (check.description.clone(), check.query.clone());
            let rows_query = check.rows_query.clone();
            if started.elapsed() > TIME_LIMIT {
                let outcome = DataCheckOutcome::Unknown("not counted: it takes too long".to_owned());
                results.push(DataCheckResult { step: index, description, query, rows_query, outcome });
                continue;
            }
            if untrusted.as_ref().is_none_or(|code| code.is_in(&query)) {
                let outcome = DataCheckOutcome::Unknown(
                    "not counted: the query could execute code of another role".to_owned(),
                );
                results.push(DataCheckResult { step: index, description, query, rows_query, outcome });
                continue;
            }
            let outcome = match connection.simple_value(&read_only(&check.query)).await {
                Ok(counted) => match counted.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) {
                    0 => continue,
                    number if check.blocks => DataCheckOutcome::Blocking(number),
                    number => DataCheckOutcome::Rows(number),
                },
                Err(error) => match outcome_of_error(&error) {
                    Some(outcome) => outcome,
                    None => continue,
                },
            };
            results.push(DataCheckResult { step: index, description, query, rows_query, outcome });
        }
    }
    results
}

/// The outcome of a failed query, or `None` if it refers to something that the plan creates first.
fn outcome_of_error(error: &QueryError) -> Option<DataCheckOutcome> {
    let code = error.code().unwrap_or_default();
    match code {
        "57014" => Some(DataCheckOutcome::Unknown("not counted: it takes too long".to_owned())),
        "55P03" => Some(DataCheckOutcome::Unknown("not counted: another session holds a lock".to_owned())),
        "42501" => Some(DataCheckOutcome::Unknown("not counted: the role may not read all rows".to_owned())),
        // The step would fail with the same data exceptions and constraint violations.
        _ if code.starts_with("22") || code.starts_with("23") => {
            Some(DataCheckOutcome::Error(error.to_string()))
        }
        _ if code.starts_with("42") => None,
        _ => Some(DataCheckOutcome::Unknown(format!("not counted: {error}"))),
    }
}
