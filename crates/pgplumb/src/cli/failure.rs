//! Why a command did not do its work: in words, with what can be done about it, and the exit code.

use std::io;

use pgplumb_catalog::pattern::BadPattern;

use crate::database::{ChoiceError, NamedBy};
use crate::settings::SettingsError;

/// The exit code of a command that could not, or would not, do its work.
const COULD_NOT: u8 = 2;
/// The exit code of a program that Ctrl-C ended, by the shells' convention.
const INTERRUPTED: u8 = 130;

/// How a command ended that did its work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done, or in step.
    Done,
    /// Something has drifted, where the command was asked to judge.
    Drift,
}

impl Outcome {
    pub(super) fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Drift => 1,
        }
    }
}

/// What kind of failure it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// To be explained on stderr.
    Explained,
    /// Whoever read the results has gone: no failure at all.
    ReaderGone,
    /// Ctrl-C.
    Interrupted,
    /// The results say it.
    Told,
}

/// Why a command did not do its work.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    /// A failure in these words.
    pub fn new(message: impl std::fmt::Display) -> Self {
        Self { kind: Kind::Explained, message: message.to_string(), hints: Vec::new() }
    }

    /// Ctrl-C was pressed.
    pub fn interrupted() -> Self {
        Self { kind: Kind::Interrupted, ..Self::new("interrupted") }
    }

    /// What could not be done has been told among the results.
    pub fn told() -> Self {
        Self { kind: Kind::Told, ..Self::new("") }
    }

    /// The failure with something that can be done about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What went wrong, to be told among other results.
    pub fn into_message(self) -> String {
        self.message
    }

    /// What is to be said about it; nothing, if nobody is there to hear it.
    pub(super) fn explanation(&self) -> Option<(&str, &[String])> {
        match self.kind {
            Kind::ReaderGone | Kind::Told => None,
            Kind::Explained | Kind::Interrupted => Some((&self.message, &self.hints)),
        }
    }

    pub(super) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Explained | Kind::Told => COULD_NOT,
            Kind::ReaderGone => 0,
            Kind::Interrupted => INTERRUPTED,
        }
    }
}

/// Writing results failed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self { kind: Kind::ReaderGone, ..Self::new(error) },
            _ => Self::new(format!("the results cannot be written: {error}")),
        }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        let failure = Self::new(&error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<BadPattern> for Failure {
    fn from(error: BadPattern) -> Self {
        Self::new(error)
    }
}

impl From<ChoiceError> for Failure {
    fn from(error: ChoiceError) -> Self {
        let failure = Self::new(&error);
        match error {
            ChoiceError::None => failure.hint(
                "name one with -d postgres://user@host/database, in the variable DATABASE_URL (or in .env), with \
                 libpq's PGHOST, PGDATABASE or PGSERVICE, or in pgplumb.toml:\n\n    [database]\n    \
                 url = \"postgres://user@host/database\"\n\nto see what pgplumb does without a database of yours: \
                 pgplumb demo",
            ),
            ChoiceError::UnknownEnv { near: Some(near), .. } => failure.hint(format!("did you mean --env {near}?")),
            ChoiceError::UnknownEnv { known, .. } if !known.is_empty() => {
                failure.hint(format!("there are {}", known.join(", ")))
            }
            ChoiceError::UnknownEnv { name, .. } => {
                failure.hint(format!("add to pgplumb.toml:\n\n    [env.{name}]\n    url = \"postgres://…\""))
            }
            ChoiceError::Variable { missing, .. } => failure.hint(format!(
                "set {0} in the environment or in .env, or write ${{{0}:-default}}",
                missing.name
            )),
            ChoiceError::OtherDatabase { named_by: NamedBy::Source, .. } => failure,
            ChoiceError::OtherDatabase { named_by: NamedBy::Scratch, .. }
            | ChoiceError::Conninfo { named_by: NamedBy::Scratch, .. } => {
                failure.hint("it is auto, target, or the URL of a PostgreSQL server")
            }
            ChoiceError::OtherDatabase { .. } => {
                failure.hint("name the PostgreSQL database with -d, which goes before everything else")
            }
            ChoiceError::Conninfo { .. } => failure,
        }
    }
}
