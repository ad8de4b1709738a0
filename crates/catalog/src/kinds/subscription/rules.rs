//! Comparison rules and severities.

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
        plain("server", MEDIUM),
        plain("connection", MEDIUM),
        plain("retain_dead_tuples", MEDIUM),
        plain("max_retention_duration", MEDIUM),
        plain("wal_receiver_timeout", MEDIUM),
    ],
    members: &[],
};
