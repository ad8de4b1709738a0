//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("type_name", MEDIUM),
        plain("language", MEDIUM),
        plain("from_sql", MEDIUM),
        plain("to_sql", MEDIUM),
    ],
    members: &[],
};
