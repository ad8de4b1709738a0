//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, MEDIUM, Rules, derived, information, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[information("version"), derived("relocatable"), plain("schema", MEDIUM)],
    members: &[],
};
