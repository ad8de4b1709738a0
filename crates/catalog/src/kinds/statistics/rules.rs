//! Comparison rules and severities.

use crate::change::rules::{LOW, Rules, path_of, plain, text};

pub(crate) const RULES: Rules = Rules {
    added: LOW,
    removed: LOW,
    properties: &[
        plain("table", LOW).with_format(path_of),
        plain("kinds", LOW),
        plain("columns", LOW),
        text("expressions", LOW),
        plain("statistics_target", LOW).absent_means("default"),
    ],
    members: &[],
};
