//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, MEDIUM, Rules, plain, text};
use crate::kinds::{column, rule, trigger};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[text("definition", MEDIUM), plain("check_option", MEDIUM), plain("options", MEDIUM)],
    members: &[column::COLUMNS_OF_VIEW, trigger::TRIGGERS, rule::REWRITE_RULES],
};
