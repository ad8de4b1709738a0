//! The destructive steps that the user allows.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::pattern::{InvalidPattern, Pattern};
use pgplumb_plan::{Plan, Step};

/// A pattern for destructive steps: `drop-column:public.users.legacy`, `table:app.tmp_*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AllowedStep {
    /// The action, if the pattern is restricted to one.
    action: Option<String>,
    pattern: Pattern,
}

/// Why a text is not such a pattern.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ParseAllowedError {
    /// It is not a pattern.
    #[error(transparent)]
    Pattern(#[from] InvalidPattern),
    /// It names no kind, and would allow too much.
    #[error("`{0}` names no kind of object: write for example drop-column:public.users.legacy")]
    MissingKind(String),
}

impl FromStr for AllowedStep {
    type Err = ParseAllowedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (action, rest) = match text.split_once('-') {
            Some((action @ ("drop" | "alter" | "create" | "detach" | "restore"), rest)) => {
                (Some(action.to_owned()), rest)
            }
            _ => (None, text),
        };
        let pattern: Pattern = rest.parse()?;
        match pattern.kind() {
            Some(_) => Ok(Self { action, pattern }),
            None => Err(ParseAllowedError::MissingKind(text.to_owned())),
        }
    }
}

impl fmt::Display for AllowedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.action {
            Some(action) => write!(f, "{action}-{}", self.pattern),
            None => self.pattern.fmt(f),
        }
    }
}

impl AllowedStep {
    /// The pattern that allows exactly this step.
    pub fn for_step(step: &Step) -> String {
        let action = step.action.word();
        format!("{action}-{}:{}", step.object.kind.key(), step.object.path())
    }

    fn allows(&self, step: &Step) -> bool {
        let action = step.action.word();
        // A pattern for tables also matches columns, but here the kind must be equal.
        self.pattern.kind() == Some(step.object.kind)
            && self.pattern.matches(&step.object)
            && self.action.as_ref().is_none_or(|wanted| *wanted == action)
    }
}

/// The destructive steps that are not allowed. A step that makes several changes is several steps here.
pub fn forbidden<'a>(plan: &'a Plan, allowed: &[AllowedStep]) -> Vec<Cow<'a, Step>> {
    let is_allowed = |step: &Step| allowed.iter().any(|allowed| allowed.allows(step));
    let steps = plan.steps.iter().flat_map(Step::by_part);
    steps.filter(|step| step.is_destructive() && !is_allowed(step)).collect()
}
