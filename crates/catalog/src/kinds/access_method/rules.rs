//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[plain("access_method_type", MEDIUM), plain("handler", MEDIUM)],
    members: &[],
};
