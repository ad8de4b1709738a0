//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("source_type", MEDIUM),
        plain("target_type", MEDIUM),
        plain("method", MEDIUM).absent_means("WITH FUNCTION"),
        plain("function", MEDIUM),
        plain("context", MEDIUM).absent_means("EXPLICIT"),
    ],
    members: &[],
};
