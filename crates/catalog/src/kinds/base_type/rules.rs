//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("is_shell", HIGH).with_label("a shell type"),
        plain("input", HIGH),
        plain("output", HIGH),
        plain("receive", HIGH),
        plain("send", HIGH),
        plain("modifier_input", HIGH),
        plain("modifier_output", HIGH),
        plain("analyze", HIGH),
        plain("subscript", HIGH),
        plain("internal_length", HIGH).absent_means("variable"),
        plain("passed_by_value", HIGH),
        plain("alignment", HIGH).absent_means("int4"),
        plain("storage", HIGH).absent_means("plain"),
        plain("category", HIGH).absent_means("default"),
        plain("preferred", HIGH),
        plain("default", HIGH),
        plain("element", HIGH),
        plain("delimiter", HIGH).absent_means(","),
        plain("collatable", HIGH),
    ],
    members: &[],
};
