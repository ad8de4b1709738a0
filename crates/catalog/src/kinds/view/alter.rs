//! Views changed: `CREATE OR REPLACE VIEW`, as far as that goes.

use super::View;
use crate::kinds::{
    AlterContext, Alteration, Object, Part, PartChange, SqlContext, Statement, column, table,
};
use crate::plan::{Action, Hazard, LockMode};
use crate::sql::ident;

/// How a view becomes another state of itself: replaced, when it only gains columns at its end.
pub(super) fn alter(old: &View, new: &View, context: &AlterContext<'_>) -> Alteration {
    let is_prefix = old.columns.len() <= new.columns.len()
        && old.columns.iter().zip(&new.columns).all(|(was, is)| {
            was.column_name == is.column_name && was.sql_type == is.sql_type && was.collation == is.collation
        });
    if !is_prefix {
        return Alteration::Recreate;
    }
    let mut changes = Vec::new();
    let id = new.id();
    let is_defined_anew = old.definition != new.definition
        || old.options != new.options
        || old.check_option != new.check_option;
    if is_defined_anew {
        let change = PartChange::new(id.clone(), Action::Alter, [new.sql("CREATE OR REPLACE VIEW").into()]);
        let mut change = change.locking(LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        // The owner's rights are enough again, or functions may see rows that the view leaves out.
        let guards = |view: &View| {
            view.options
                .iter()
                .filter(|o| o.starts_with("security_") && !o.ends_with("=false"))
                .cloned()
                .collect::<Vec<_>>()
        };
        let (guarded, guards) = (guards(old), guards(new));
        if guarded.iter().any(|guard| !guards.contains(guard)) {
            change = change.hazard(Hazard::LoosensSecurity);
        }
        changes.push(change);
    }
    let mut rest: Vec<Statement> = Vec::new();
    for is in &new.columns {
        let was =
            old.columns.iter().find(|was| was.column_name == is.column_name).cloned().unwrap_or_default();
        if was.column_default != is.column_default {
            let alter = format!("ALTER VIEW {} ALTER COLUMN {}", new.sql_name(), ident(&is.column_name));
            rest.push(match &is.column_default {
                Some(default) => format!("{alter} SET DEFAULT {default}").into(),
                None => format!("{alter} DROP DEFAULT").into(),
            });
        }
        rest.extend(column::about_changed(new, &was, is, context));
    }
    if !rest.is_empty() {
        changes.push(PartChange::new(id, Action::Alter, rest).locking(LockMode::AccessExclusive));
    }
    table::part_changes(
        new,
        (&parts(old, context.from, context), &parts(new, context.to, context)),
        context,
        &mut changes,
    );
    Alteration::Parts(changes)
}

fn parts(view: &View, catalog: &crate::Catalog, context: &AlterContext<'_>) -> Vec<Part> {
    let apart = std::collections::BTreeSet::new();
    view.parts(&SqlContext { version: context.version, catalog, apart: &apart })
}
