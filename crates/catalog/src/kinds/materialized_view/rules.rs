//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, LOW, MEDIUM, Rules, information, plain, text};
use crate::kinds::{column, index};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[
        text("definition", MEDIUM),
        plain("access_method", LOW).absent_means("heap"),
        plain("tablespace", LOW).absent_means("default"),
        plain("options", LOW),
        plain("toast_options", LOW),
        plain("depends_on_extensions", LOW).with_label("extensions that it depends on"),
        information("unpopulated"),
    ],
    members: &[column::COLUMNS_OF_VIEW, index::INDEXES],
};
