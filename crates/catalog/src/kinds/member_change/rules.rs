//! Comparison rules and severities.

use crate::change::Severity;
use crate::change::rules::{
    HIGH, MEDIUM, Rules, always, derived, loses_privileges, plain, text, turned_off, when,
};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        derived("object_type"),
        derived("identity"),
        derived("column"),
        derived("extension"),
        derived("object_owner"),
        derived("initial_privileges"),
        plain(
            "current_privileges",
            &[when("a role loses privileges", loses_privileges, Severity::High), always(Severity::Medium)],
        )
        .with_label("privileges"),
        plain("row_security", &[when("switched off", turned_off, Severity::High), always(Severity::Medium)])
            .with_label("under row security"),
        plain(
            "force_row_security",
            &[when("switched off", turned_off, Severity::High), always(Severity::Medium)],
        )
        .with_label("under row security for the owner"),
        text("policies", HIGH),
    ],
    members: &[],
};
