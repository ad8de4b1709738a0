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
        plain("volatility", MEDIUM).absent_means("VOLATILE"),
        plain("strict", MEDIUM),
        plain(
            "security_definer",
            &[when("switched on", turned_on, Severity::High), always(Severity::Medium)],
        ),
        plain("leakproof", MEDIUM),
        plain("parallel", LOW).absent_means("UNSAFE"),
        plain("cost", LOW).absent_means("default"),
        plain("rows", LOW).with_label("estimated rows").absent_means("default"),
        plain("support", LOW).with_label("support function"),
        plain("settings", MEDIUM),
        plain("transforms", LOW),
        plain("depends_on_extensions", LOW).with_label("extensions that it depends on"),
    ],
    members: &[],
};
