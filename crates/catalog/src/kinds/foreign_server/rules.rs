//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("foreign_data_wrapper", MEDIUM),
        plain("server_type", MEDIUM),
        plain("server_version", MEDIUM),
        plain("options", MEDIUM),
        plain("secret_options", MEDIUM),
    ],
    members: &[],
};
