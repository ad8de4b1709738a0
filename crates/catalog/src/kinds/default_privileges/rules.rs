//! Comparison rules and severities.

use crate::change::rules::{MEDIUM, Rules, derived, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        derived("role"),
        derived("in_schema"),
        derived("object_type"),
        plain("grants", MEDIUM).with_label("privileges"),
    ],
    members: &[],
};
