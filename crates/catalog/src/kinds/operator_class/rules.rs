//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("access_method", MEDIUM),
        plain("family", MEDIUM),
        plain("input_type", MEDIUM),
        plain("is_default", MEDIUM).with_label("the default operator class"),
        plain("storage", MEDIUM),
        plain("operators", MEDIUM),
        plain("functions", MEDIUM),
    ],
    members: &[],
};
