//! What a plan may destroy.

use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::pattern::{BadPattern, Pattern};
use pgplumb_catalog::plan::{Plan, Step};

/// Steps that may lose data: `drop-column:public.users.legacy`, `table:app.tmp_*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowed {
    /// The action, where only one is meant.
    action: Option<String>,
    pattern: Pattern,
}

/// Why a text does not say what may be destroyed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadAllowed {
    /// It is no pattern.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// It does not say a kind, and would allow too much.
    #[error("`{0}` does not say what kind of object: write drop-column:public.users.legacy")]
    NoKind(String),
}

impl FromStr for Allowed {
    type Err = BadAllowed;

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
            None => Err(BadAllowed::NoKind(text.to_owned())),
        }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.action {
            Some(action) => write!(f, "{action}-{}", self.pattern),
            None => self.pattern.fmt(f),
        }
    }
}

impl Allowed {
    /// What allows a step and nothing else.
    pub fn word(step: &Step) -> String {
        let action = step.action.word();
        format!("{action}-{}:{}", step.object.kind.key(), step.object.path())
    }

    fn allows(&self, step: &Step) -> bool {
        let action = step.action.word();
        // A table's pattern selects its columns too: a kind that is named is meant.
        self.pattern.kind() == Some(step.object.kind)
            && self.pattern.matches(&step.object)
            && self.action.as_ref().is_none_or(|wanted| *wanted == action)
    }
}

/// The steps of a plan that lose data and that nobody allowed.
pub fn forbidden<'a>(plan: &'a Plan, allowed: &[Allowed]) -> Vec<&'a Step> {
    let is_allowed = |step: &&Step| allowed.iter().any(|allowed| allowed.allows(step));
    plan.steps.iter().filter(|step| step.is_destructive() && !is_allowed(step)).collect()
}
