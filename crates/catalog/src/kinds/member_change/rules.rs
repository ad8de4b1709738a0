//! What a change is worth.

use crate::change::Severity;
use crate::change::rules::{HIGH, MEDIUM, Rules, always, derived, may_do_less, plain, text, unset, when};

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
            &[when("somebody may do less", may_do_less, Severity::High), always(Severity::Medium)],
        )
        .called("privileges"),
        plain("row_security", &[when("switched off", unset, Severity::High), always(Severity::Medium)]),
        plain("force_row_security", &[when("switched off", unset, Severity::High), always(Severity::Medium)]),
        text("policies", HIGH),
    ],
    members: &[],
};
