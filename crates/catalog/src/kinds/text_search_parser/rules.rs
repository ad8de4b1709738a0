//! Comparison rules and severities.

use crate::change::rules::{HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("start", MEDIUM),
        plain("gettoken", MEDIUM),
        plain("end", MEDIUM),
        plain("lextypes", MEDIUM),
        plain("headline", MEDIUM),
    ],
    members: &[],
};
