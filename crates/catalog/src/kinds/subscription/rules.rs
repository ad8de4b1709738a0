//! What a change is worth.

use crate::change::rules::{MEDIUM, Rules, derived, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        plain("publications", MEDIUM),
        derived("enabled"),
        plain("binary", MEDIUM),
        plain("streaming", MEDIUM),
        plain("two_phase", MEDIUM),
        plain("disable_on_error", MEDIUM),
        plain("password_not_required", MEDIUM),
        plain("run_as_owner", MEDIUM),
        plain("failover", MEDIUM),
        plain("synchronous_commit", MEDIUM),
        plain("slot_name", MEDIUM),
        plain("origin", MEDIUM),
    ],
    members: &[],
};
