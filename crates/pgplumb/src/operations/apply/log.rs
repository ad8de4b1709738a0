//! Every statement with its time and outcome, as lines of JSON.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use pgplumb_catalog::plan::Step;
use pgplumb_postgres::QueryError;
use serde::Serialize;

use super::super::clock;

/// A file to which lines are added.
#[derive(Debug)]
pub struct Log {
    file: RefCell<File>,
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
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
    /// Opens the file, and makes it where there is none.
    ///
    /// # Errors
    /// When that is not possible.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().create(true).append(true).open(path)?;
        Ok(Self { file: RefCell::new(file) })
    }

    /// Adds a statement of the step at this place. That the disk is full by now is no reason to leave a plan half done.
    pub fn add(
        &self,
        place: usize,
        step: &Step,
        statement: &str,
        took: Duration,
        error: Option<&QueryError>,
    ) {
        let line = Line {
            at: clock::timestamp(SystemTime::now()),
            step: place + 1,
            object: step.object.to_string(),
            action: step.action.word(),
            statement,
            seconds: took.as_secs_f64(),
            outcome: if error.is_none() { "ok" } else { "failed" },
            code: error.and_then(QueryError::code),
            error: error.map(ToString::to_string),
        };
        if let Ok(mut line) = serde_json::to_string(&line) {
            line.push('\n');
            let _ = self.file.borrow_mut().write_all(line.as_bytes());
        }
    }
}
