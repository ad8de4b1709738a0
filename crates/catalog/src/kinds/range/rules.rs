//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, HIGH, LOW, MEDIUM, Rules, derived, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("subtype", HIGH),
        derived("multirange_schema"),
        plain("multirange_name", HIGH),
        plain("constructor", LOW).with_label("functions that construct values"),
        plain("multirange_constructor", LOW).with_label("functions that construct multiranges"),
        plain("collation", MEDIUM).absent_means("default"),
        plain("subtype_operator_class", MEDIUM).absent_means("default"),
        plain("canonical", MEDIUM),
        plain("subtype_difference", MEDIUM),
    ],
    members: &[],
};
