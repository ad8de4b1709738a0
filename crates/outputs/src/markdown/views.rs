//! The sections of views and materialized views.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::view::View;

use super::page::{Page, codes, purpose};
use super::{columns, details, escape};
use crate::nouns::counted;

/// Definitions with more lines than this are collapsed.
const MAX_EXPANDED_LINES: usize = 40;

/// Renders the section of a view.
pub(crate) fn view(page: &Page<'_>, view: &View) -> String {
    let mut facts = vec!["View".to_owned()];
    if !view.options.is_empty() {
        facts.push(format!("with {}", codes(&view.options)));
    }
    if let Some(check) = &view.check_option {
        facts.push(format!("check option {}", escape::line(&check.to_lowercase())));
    }
    facts.push(counted(view.columns.len(), "column"));
    let mut out = start(page, view, &facts);
    out.push_str(&columns::of_view(page, &view.columns));
    out.push_str(&details::triggers(page, &view.triggers));
    out.push_str(&details::rules(&view.rules));
    out.push_str(&definition(&view.definition));
    out
}

/// Renders the section of a materialized view.
pub(crate) fn materialized_view(page: &Page<'_>, view: &MaterializedView) -> String {
    let mut facts = vec!["Materialized view".to_owned()];
    if view.unpopulated {
        facts.push("not populated".to_owned());
    }
    if !view.options.is_empty() {
        facts.push(format!("with {}", codes(&view.options)));
    }
    facts.push(counted(view.columns.len(), "column"));
    let mut out = start(page, view, &facts);
    out.push_str(&columns::of_view(page, &view.columns));
    out.push_str(&details::indexes(&view.indexes));
    out.push_str(&definition(&view.definition));
    out
}

fn start(page: &Page<'_>, object: &dyn Object, facts: &[String]) -> String {
    let id = object.id();
    let title = escape::text(&format!("{}.{}", id.schema.as_deref().unwrap_or_default(), id.name));
    let mut out = page.heading(3, &id, &title);
    out.push_str(&purpose(object.common().comment));
    out.push_str(&facts.join(" · "));
    out.push_str("\n\n");
    out
}

/// A definition as a block of SQL, collapsed if it is long.
pub(crate) fn definition(sql: &str) -> String {
    let lines = sql.lines().count();
    let block = escape::block(sql);
    if lines <= MAX_EXPANDED_LINES {
        return block + "\n";
    }
    format!("<details><summary>Definition, {}</summary>\n\n{block}\n</details>\n\n", counted(lines, "line"))
}
