//! What a change is worth.

use crate::change::Severity;
use crate::change::rules::{CRITICAL, LOW, MEDIUM, Rules, always, narrows, plain, set, text, when};
use crate::kinds::constraint;

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("base_type", &[when("it holds less", narrows, Severity::Critical), always(Severity::High)]),
        plain("collation", MEDIUM),
        text("default", MEDIUM),
        plain("not_null", &[when("added", set, Severity::Critical), always(Severity::High)]),
        plain("not_null_constraint", LOW).since(17),
    ],
    members: &[constraint::CONSTRAINTS],
};
