//! Logs every statement with its time and outcome, as JSON lines.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use pgplumb_plan::Step;
use serde::Serialize;

use super::super::clock;
use super::StepError;
use crate::folder;

/// A log file that lines are appended to.
#[derive(Debug)]
pub struct Log {
    file: RefCell<File>,
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
    transaction: usize,
    step: usize,
    object: String,
    action: &'static str,
    statement: &'a str,
    seconds: f64,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Log {
    /// Opens the file, and creates it if it does not exist.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = folder::open_file(path, File::options().create(true).append(true))?;
        Ok(Self { file: RefCell::new(file) })
    }

    /// Logs a statement of the step at this index of a plan, in the transaction of this number.
    /// Errors are ignored: a full disk must not interrupt a plan.
    pub fn add(
        &self,
        (transaction, index): (usize, usize),
        step: &Step,
        statement: &str,
        took: Duration,
        failed: Option<&StepError>,
    ) {
        let line = Line {
            at: clock::timestamp(SystemTime::now()),
            transaction,
            step: index + 1,
            object: step.object.to_string(),
            action: step.action.word(),
            statement,
            seconds: took.as_secs_f64(),
            outcome: if failed.is_none() { "ok" } else { "failed" },
            code: failed.and_then(|failed| failed.error.code()),
            error: failed.map(|failed| failed.message.clone()),
        };
        if let Ok(mut line) = serde_json::to_string(&line) {
            line.push('\n');
            let _ = self.file.borrow_mut().write_all(line.as_bytes());
        }
    }
}
