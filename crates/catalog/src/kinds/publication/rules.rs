//! Comparison rules and severities.

use crate::change::rules::{MEDIUM, Rules, plain, text, unordered};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        plain("all_tables", MEDIUM),
        unordered("except_tables", MEDIUM),
        plain("all_sequences", MEDIUM),
        plain("schemas", MEDIUM),
        text("tables", MEDIUM),
        plain("publish", MEDIUM),
        plain("publish_via_partition_root", MEDIUM),
        plain("publish_generated_columns", MEDIUM),
    ],
    members: &[],
};
