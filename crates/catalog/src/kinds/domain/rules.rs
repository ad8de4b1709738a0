//! Comparison rules and severities.

use crate::change::Severity;
use crate::change::rules::{
    CRITICAL, LOW, MEDIUM, Rules, always, narrows, plain, text, turned_on, when, widens,
};
use crate::kinds::constraint;

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain(
            "base_type",
            &[
                when("the new type may reject or change values", narrows, Severity::Critical),
                when("values stay as they are stored", widens, Severity::Low),
                always(Severity::High),
            ],
        ),
        plain("collation", MEDIUM).absent_means("default"),
        text("default", MEDIUM),
        plain("not_null", &[when("added", turned_on, Severity::Critical), always(Severity::High)])
            .with_label("not null"),
        plain("not_null_constraint", LOW).since(17),
    ],
    members: &[constraint::CONSTRAINTS],
};
