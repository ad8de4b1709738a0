//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, derived, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("role", MEDIUM),
        plain("server", MEDIUM),
        plain("options", MEDIUM),
        plain("secret_options", MEDIUM),
        derived("options_hidden"),
    ],
    members: &[],
};
