//! Comparison rules and severities.

use super::FIRST_WITH_UNLOGGED;
use crate::change::rules::{HIGH, LOW, MEDIUM, Rules, derived, path_or_none, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[
        plain("persistence", LOW).absent_means("LOGGED").since(FIRST_WITH_UNLOGGED),
        derived("is_identity"),
        plain("options", MEDIUM).absent_means("default"),
        plain("owned_by", LOW).with_format(path_or_none),
    ],
    members: &[],
};
