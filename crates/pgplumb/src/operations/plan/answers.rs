//! What existing rows say to a plan before anything is done.

use std::time::{Duration, Instant};

use pgplumb_catalog::plan::Plan;
use pgplumb_postgres::{Connection, QueryError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::losses::PATIENCE;

/// The longest to ask the questions of a plan.
const LONGEST: Duration = Duration::from_secs(60);

/// What the rows of a database answer to a question of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The step's place in the plan, from 0.
    pub step: usize,
    /// What was counted, in words.
    pub counts: String,
    /// The query.
    pub query: String,
    /// What came of it.
    pub found: Found,
}

/// What came of a question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// So many, and the step can do with them.
    Some(u64),
    /// So many, and the step fails on them.
    Failing(u64),
    /// A value makes the step fail; the server's words.
    Refused(String),
    /// It is not known; the reason.
    Unknown(String),
}

impl Answer {
    /// Whether the step is known to fail.
    pub fn is_failing(&self) -> bool {
        matches!(self.found, Found::Failing(_) | Found::Refused(_))
    }

    /// The answer in words.
    pub fn words(&self) -> String {
        match &self.found {
            Found::Some(number) | Found::Failing(number) => format!("{}: {number}", self.counts),
            Found::Refused(error) => format!("{}: {error}", self.counts),
            Found::Unknown(reason) => format!("{}: {reason}", self.counts),
        }
    }
}

/// Asks the questions of all steps. What is answered by none is not told.
pub async fn answers(plan: &Plan, connection: &Connection) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    let started = Instant::now();
    for (place, step) in plan.steps.iter().enumerate() {
        for question in &step.questions {
            // The same is asked once: the first step that depends on it is the one that fails.
            if answers.iter().any(|answer| answer.query == question.query) {
                continue;
            }
            let (counts, query) = (question.counts.clone(), question.query.clone());
            if started.elapsed() > LONGEST {
                let found = Found::Unknown("not counted, which takes too long".to_owned());
                answers.push(Answer { step: place, counts, query, found });
                continue;
            }
            let found = match connection.simple_value(&format!("{PATIENCE}{}", question.query)).await {
                Ok(counted) => match counted.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) {
                    0 => continue,
                    number if question.fails => Found::Failing(number),
                    number => Found::Some(number),
                },
                Err(error) => match unanswered(&error) {
                    Some(found) => found,
                    None => continue,
                },
            };
            answers.push(Answer { step: place, counts, query, found });
        }
    }
    answers
}

/// What it means that a question could not be answered; nothing, when it is about something that the plan makes first.
fn unanswered(error: &QueryError) -> Option<Found> {
    let code = error.code().unwrap_or_default();
    match code {
        "57014" => Some(Found::Unknown("not counted, which takes too long".to_owned())),
        "55P03" => Some(Found::Unknown("not counted, others hold a lock".to_owned())),
        "42501" => Some(Found::Unknown("not counted, the rows may not be read".to_owned())),
        // Data exceptions and violations are what the step would fail with, too.
        _ if code.starts_with("22") || code.starts_with("23") => Some(Found::Refused(error.to_string())),
        _ if code.starts_with("42") => None,
        _ => Some(Found::Unknown(format!("not counted: {error}"))),
    }
}
