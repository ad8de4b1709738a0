//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("source_encoding", MEDIUM),
        plain("target_encoding", MEDIUM),
        plain("function", MEDIUM),
        plain("is_default", MEDIUM).with_label("the default conversion"),
    ],
    members: &[],
};
