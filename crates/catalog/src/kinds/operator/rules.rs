//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, HIGH, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("left_type", HIGH),
        plain("right_type", HIGH),
        plain("function", MEDIUM),
        plain("commutator", MEDIUM),
        plain("negator", MEDIUM),
        plain("restrict", MEDIUM),
        plain("join", MEDIUM),
        plain("hashes", MEDIUM).with_label("usable in hash joins"),
        plain("merges", MEDIUM).with_label("usable in merge joins"),
    ],
    members: &[],
};
