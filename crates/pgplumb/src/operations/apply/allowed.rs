//! The destructive steps that the user allows.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::pattern::{InvalidPattern, Pattern};
use pgplumb_plan::{Plan, Step};

use crate::suggest;

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

/// Why a pattern for destructive steps cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnusableAllow {
    /// It matches neither a step nor an object.
    #[error("--allow {pattern} matches no step of the plan, and no object of the database")]
    Unmatched {
        /// The pattern.
        pattern: String,
        /// Patterns for steps with similar names.
        suggestions: Vec<String>,
    },
    /// It has no schema, and the plan changes several objects with this name.
    #[error("--allow {pattern} is ambiguous: the plan changes several objects with this name")]
    Ambiguous {
        /// The pattern.
        pattern: String,
        /// The patterns for each of the steps.
        candidates: Vec<String>,
    },
}

/// Checks that each pattern matches a step, or at least an object that the plan need not change. An
/// empty plan needs no pattern.
///
/// # Errors
/// When a pattern matches nothing, or has no schema and matches several objects.
pub fn check_allowed(
    allowed: &[AllowedStep],
    plan: &Plan,
    objects: &[ObjectId],
) -> Result<(), UnusableAllow> {
    if plan.is_empty() {
        return Ok(());
    }
    let steps = plan.steps.iter().flat_map(Step::by_part);
    let destructive: Vec<Cow<'_, Step>> = steps.filter(|step| step.is_destructive()).collect();
    for one in allowed {
        let steps: Vec<&Step> =
            destructive.iter().map(|step| &**step).filter(|step| one.allows(step)).collect();
        let named: BTreeSet<&ObjectId> = steps.iter().map(|step| &step.object).collect();
        if one.pattern.is_unqualified() && named.len() > 1 {
            let candidates = steps.into_iter().map(AllowedStep::for_step).collect();
            return Err(UnusableAllow::Ambiguous { pattern: one.to_string(), candidates });
        }
        let is_of_kind = |id: &ObjectId| one.pattern.kind() == Some(id.kind) && one.pattern.matches(id);
        let is_known =
            || objects.iter().any(is_of_kind) || plan.steps.iter().any(|step| is_of_kind(&step.object));
        if steps.is_empty() && !is_known() {
            let words: Vec<String> = destructive.iter().map(|step| AllowedStep::for_step(step)).collect();
            let near = suggest::ranked(&one.to_string(), words.iter().map(String::as_str));
            let suggestions = near.into_iter().take(3).map(str::to_owned).collect();
            return Err(UnusableAllow::Unmatched { pattern: one.to_string(), suggestions });
        }
    }
    Ok(())
}

/// The destructive steps that are not allowed. A step that makes several changes is several steps here.
pub fn forbidden<'a>(plan: &'a Plan, allowed: &[AllowedStep]) -> Vec<Cow<'a, Step>> {
    let is_allowed = |step: &Step| allowed.iter().any(|allowed| allowed.allows(step));
    let steps = plan.steps.iter().flat_map(Step::by_part);
    steps.filter(|step| step.is_destructive() && !is_allowed(step)).collect()
}
