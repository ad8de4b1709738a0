//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, HIGH, MEDIUM, Rules, plain, text};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("kind", HIGH),
        text("arguments", HIGH),
        text("ordered_arguments", HIGH),
        plain("computation", MEDIUM),
        plain("moving", MEDIUM),
        plain("combine_function", MEDIUM),
        plain("serial_function", MEDIUM),
        plain("deserial_function", MEDIUM),
        plain("sort_operator", MEDIUM),
        plain("support_function", MEDIUM),
        plain("parallel", MEDIUM).absent_means("UNSAFE"),
    ],
    members: &[],
};
