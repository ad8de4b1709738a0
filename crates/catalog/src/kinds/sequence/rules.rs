//! Comparison rules and severities.

use super::FIRST_WITH_UNLOGGED;
use crate::change::rules::{HIGH, LOW, MEDIUM, Rules, derived, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("persistence", LOW).since(FIRST_WITH_UNLOGGED),
        derived("is_identity"),
        plain("options", MEDIUM),
        plain("owned_by", LOW),
    ],
    members: &[],
};
