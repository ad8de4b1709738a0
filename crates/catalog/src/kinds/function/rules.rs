//! Comparison rules and severities.

use crate::change::Severity;
use crate::change::rules::{CRITICAL, HIGH, LOW, MEDIUM, Rules, always, plain, text, turned_on, when};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        plain("kind", HIGH),
        text("arguments", HIGH),
        plain("result", HIGH),
        plain("returns_set", HIGH).with_label("returning a set"),
        plain("language", LOW),
        text("sql_body", MEDIUM).with_label("body"),
        plain("source", MEDIUM).with_label("body"),
        plain("object_file", MEDIUM),
        plain("volatility", MEDIUM),
        plain("strict", MEDIUM),
        plain(
            "security_definer",
            &[when("switched on", turned_on, Severity::High), always(Severity::Medium)],
        ),
        plain("leakproof", MEDIUM),
        plain("parallel", LOW),
        plain("cost", LOW),
        plain("rows", LOW),
        plain("support", LOW),
        plain("settings", MEDIUM),
        plain("transforms", LOW),
        plain("depends_on_extensions", LOW),
    ],
    members: &[],
};
