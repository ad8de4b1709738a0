//! Comparison rules and severities.

use crate::change::rules::{LOW, Rules, plain, text};

pub(crate) const RULES: Rules = Rules {
    added: LOW,
    removed: LOW,
    properties: &[
        plain("table", LOW),
        plain("kinds", LOW),
        plain("columns", LOW),
        text("expressions", LOW),
        plain("statistics_target", LOW),
    ],
    members: &[],
};
