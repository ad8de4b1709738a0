//! Comparison rules and severities.

use crate::change::Severity;
use crate::change::rules::{
    CRITICAL, HIGH, LOW, MEDIUM, Rules, always, path_item, plain, text, turned_off, when,
};
use crate::kinds::{column, constraint, index, policy, rule, trigger};

pub(crate) const RULES: Rules = Rules {
    added: HIGH,
    removed: CRITICAL,
    properties: &[
        plain("persistence", MEDIUM).absent_means("LOGGED"),
        plain("row_security", &[when("switched off", turned_off, Severity::High), always(Severity::Medium)])
            .with_label("under row security"),
        plain(
            "force_row_security",
            &[when("switched off", turned_off, Severity::High), always(Severity::Medium)],
        )
        .with_label("under row security for the owner"),
        text("partition_key", HIGH),
        text("partition_of", MEDIUM),
        plain("inherits", MEDIUM).with_label("parents").with_items(path_item),
        plain("of_type", MEDIUM).with_label("of the type").absent_means("none"),
        plain("replica_identity", LOW).absent_means("DEFAULT"),
        plain("access_method", LOW).absent_means("heap"),
        plain("tablespace", LOW).absent_means("default"),
        plain("options", LOW),
        plain("toast_options", LOW),
        plain("foreign", MEDIUM),
    ],
    members: &[
        column::COLUMNS,
        constraint::CONSTRAINTS,
        constraint::FOREIGN_KEYS,
        index::INDEXES,
        trigger::TRIGGERS,
        rule::REWRITE_RULES,
        policy::POLICIES,
    ],
};
