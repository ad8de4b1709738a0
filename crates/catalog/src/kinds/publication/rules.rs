//! Comparison rules and severities.

use serde_json::Value;

use crate::change::rules::{MEDIUM, Rules, in_parentheses, path_item, path_of, plain, text, unordered};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        plain("all_tables", MEDIUM).with_label("for all tables"),
        unordered("except_tables", MEDIUM).with_label("excluded tables").with_items(path_item),
        plain("all_sequences", MEDIUM).with_label("for all sequences"),
        plain("schemas", MEDIUM),
        text("tables", MEDIUM).with_items(table_item),
        plain("publish", MEDIUM)
            .with_label("published operations")
            .absent_means("insert, update, delete, truncate"),
        plain("publish_via_partition_root", MEDIUM).with_label("published as the partitioned table"),
        plain("publish_generated_columns", MEDIUM)
            .with_label("published generated columns")
            .absent_means("none"),
    ],
    members: &[],
};

/// `public.users (id, name) where (id > 5)`, with the table as the key.
pub(super) fn table_item(item: &Value) -> (String, String) {
    let columns = in_parentheses(&item["columns"]);
    let filter = item["row_filter"].as_str().map(|filter| format!("where {filter}"));
    let parts = [Some(columns).filter(|columns| !columns.is_empty()), filter];
    let rest = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (path_of(&item["table"]), rest)
}
