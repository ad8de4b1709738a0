//! Comparison rules and severities.

use crate::change::rules::{MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        plain("event", MEDIUM),
        plain("tags", MEDIUM).absent_means("any"),
        plain("function", MEDIUM),
        plain("enabled", MEDIUM).with_label("state").absent_means("ENABLED"),
    ],
    members: &[],
};
