//! Errors of commands: message, hints and exit code.

use std::io;

use pgplumb_catalog::pattern::InvalidPattern;
use pgplumb_postgres::io_message;

use crate::database::{ChoiceError, NamedBy};
use crate::operations::apply::UnusableAllow;
use crate::operations::empty_source::EmptySource;
use crate::operations::selection::EmptySelection;
use crate::settings::SettingsError;

/// Exit code of a command that failed or refused to do its work.
const EXIT_FAILURE: u8 = 2;
/// Exit code after Ctrl-C, by convention of shells.
pub const EXIT_INTERRUPTED: u8 = 130;

/// Result of a command that did its work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done, or in sync.
    Done,
    /// Drift or pending changes, if the command was asked to judge.
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

/// The kind of a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Print the message.
    Explained,
    /// The reader of the results has exited, which is not an error.
    BrokenPipe,
    /// Ctrl-C.
    Interrupted,
    /// The printed results already describe the failure.
    AlreadyReported,
}

/// Error of a command.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    /// Creates a failure with a message.
    pub fn new(message: impl std::fmt::Display) -> Self {
        Self { kind: Kind::Explained, message: message.to_string(), hints: Vec::new() }
    }

    /// Ctrl-C was pressed.
    pub fn interrupted() -> Self {
        Self { kind: Kind::Interrupted, ..Self::new("interrupted") }
    }

    /// A question could not be asked, or Ctrl-C was pressed.
    pub fn of_prompt(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::interrupted(),
            _ => Self::new(format!("cannot ask on the terminal: {}", io_message(&error))),
        }
    }

    /// The printed results already describe the failure.
    pub fn already_reported() -> Self {
        Self { kind: Kind::AlreadyReported, ..Self::new("") }
    }

    /// Adds a hint on how to fix it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The message, to be included in results.
    pub fn into_message(self) -> String {
        self.message
    }

    /// The message and hints to print, if any.
    pub(super) fn explanation(&self) -> Option<(&str, &[String])> {
        match self.kind {
            Kind::BrokenPipe | Kind::AlreadyReported => None,
            Kind::Explained | Kind::Interrupted => Some((&self.message, &self.hints)),
        }
    }

    pub(super) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Explained | Kind::AlreadyReported => EXIT_FAILURE,
            Kind::BrokenPipe => 0,
            Kind::Interrupted => EXIT_INTERRUPTED,
        }
    }
}

/// Error while writing results.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self { kind: Kind::BrokenPipe, ..Self::new(error) },
            _ => Self::new(format!("cannot write the results: {}", io_message(&error))),
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

impl From<InvalidPattern> for Failure {
    fn from(error: InvalidPattern) -> Self {
        Self::new(error)
    }
}

impl From<EmptySelection> for Failure {
    fn from(error: EmptySelection) -> Self {
        let failure = Self::new(&error);
        let failure = match error {
            EmptySelection::Unmatched { suggestions, .. } => {
                suggestions.into_iter().fold(failure, |failure, suggestion| failure.hint(suggestion))
            }
            EmptySelection::Excluded => failure,
        };
        failure.hint("pass --allow-empty to accept patterns that match nothing")
    }
}

impl From<UnusableAllow> for Failure {
    fn from(error: UnusableAllow) -> Self {
        let failure = Self::new(&error);
        match error {
            UnusableAllow::Unmatched { suggestions, .. } => {
                let failure = match suggestions.is_empty() {
                    true => failure,
                    false => failure.hint(format!("did you mean --allow {}?", suggestions.join(" or "))),
                };
                failure.hint("nothing was changed; pass --allow-empty to accept patterns that match nothing")
            }
            UnusableAllow::Ambiguous { candidates, .. } => {
                failure.hint(format!("nothing was changed; specify one of {}", candidates.join(", ")))
            }
        }
    }
}

impl From<EmptySource> for Failure {
    fn from(error: EmptySource) -> Self {
        Self::new(error).hint("check the source; if it is empty on purpose, pass --allow-empty")
    }
}

impl From<ChoiceError> for Failure {
    fn from(error: ChoiceError) -> Self {
        let failure = Self::new(&error);
        match error {
            ChoiceError::None => failure.hint(
                "pass -d postgres://user@host/database, set the variable DATABASE_URL (also in .env) or libpq's PGHOST, \
                 PGDATABASE or PGSERVICE, or add it to pgplumb.toml:\n\n    [database]\n    \
                 url = \"postgres://user@host/database\"\n\nto try pgplumb without a database: pgplumb demo",
            ),
            ChoiceError::UnknownEnv { near: Some(near), .. } => failure.hint(format!("did you mean --env {near}?")),
            ChoiceError::UnknownEnv { known, .. } if !known.is_empty() => {
                failure.hint(format!("defined environments: {}", known.join(", ")))
            }
            ChoiceError::UnknownEnv { name, .. } => {
                failure.hint(format!("add to pgplumb.toml:\n\n    [env.{name}]\n    url = \"postgres://…\""))
            }
            ChoiceError::Variable { missing, .. } => failure.hint(format!(
                "set {0} in the environment or in .env, or provide a default: ${{{0}:-default}}",
                missing.name
            )),
            ChoiceError::OtherDatabase { named_by: NamedBy::Source, .. } => failure,
            ChoiceError::OtherDatabase { named_by: NamedBy::Scratch, .. }
            | ChoiceError::Conninfo { named_by: NamedBy::Scratch, .. } => {
                failure.hint("--scratch is auto, target, or the URL of a PostgreSQL server")
            }
            ChoiceError::OtherDatabase { .. } => {
                failure.hint("pass the PostgreSQL database with -d, which takes precedence")
            }
            ChoiceError::Conninfo { .. } => failure,
        }
    }
}
