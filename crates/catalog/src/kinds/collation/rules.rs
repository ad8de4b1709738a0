//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, MEDIUM, Rules, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("provider", MEDIUM),
        plain("nondeterministic", MEDIUM),
        plain("lc_collate", MEDIUM),
        plain("lc_ctype", MEDIUM),
        plain("locale", MEDIUM),
        plain("rules", MEDIUM),
    ],
    members: &[],
};
