//! Comparison rules and severities.

use crate::change::rules::{MEDIUM, Rules, derived, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        plain("publications", MEDIUM),
        derived("enabled"),
        plain("binary", MEDIUM),
        plain("streaming", MEDIUM).absent_means("off"),
        plain("two_phase", MEDIUM).with_label("two-phase"),
        plain("disable_on_error", MEDIUM).with_label("disabled by an error"),
        plain("password_not_required", MEDIUM).with_label("usable without a password"),
        plain("run_as_owner", MEDIUM).with_label("run as the owner"),
        plain("failover", MEDIUM),
        plain("synchronous_commit", MEDIUM).absent_means("off"),
        plain("slot_name", MEDIUM),
        plain("origin", MEDIUM).absent_means("any"),
        plain("server", MEDIUM),
        plain("connection", MEDIUM),
        plain("retain_dead_tuples", MEDIUM).with_label("retaining dead tuples"),
        plain("max_retention_duration", MEDIUM).absent_means("0"),
        plain("wal_receiver_timeout", MEDIUM).absent_means("default"),
    ],
    members: &[],
};
