//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("is_shell", HIGH),
        plain("input", HIGH),
        plain("output", HIGH),
        plain("receive", HIGH),
        plain("send", HIGH),
        plain("modifier_input", HIGH),
        plain("modifier_output", HIGH),
        plain("analyze", HIGH),
        plain("subscript", HIGH),
        plain("internal_length", HIGH),
        plain("passed_by_value", HIGH),
        plain("alignment", HIGH),
        plain("storage", HIGH),
        plain("category", HIGH),
        plain("preferred", HIGH),
        plain("default", HIGH),
        plain("element", HIGH),
        plain("delimiter", HIGH),
        plain("collatable", HIGH),
    ],
    members: &[],
};
