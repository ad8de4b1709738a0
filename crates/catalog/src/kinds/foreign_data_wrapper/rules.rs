//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("handler", MEDIUM),
        plain("validator", MEDIUM),
        plain("connection", MEDIUM),
        plain("options", MEDIUM),
        plain("secret_options", MEDIUM),
    ],
    members: &[],
};
