//! Changes of views: `ALTER VIEW` for options, `CREATE OR REPLACE VIEW` for a query with the same
//! columns.

use super::sub_objects::sub_objects_of_view;
use super::{Alter, column};
use crate::change::{Alteration, ChangeContext, ObjectChange, options};
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::view::View;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;

impl Alter for View {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        alter(self, new, context)
    }
}

/// Replaces the view if its existing columns stay the same. Otherwise it is recreated.
fn alter(old: &View, new: &View, context: &ChangeContext<'_>) -> Alteration {
    let is_prefix = old.columns.len() <= new.columns.len()
        && old.columns.iter().zip(&new.columns).all(|(old, new)| {
            old.column_name == new.column_name
                && old.sql_type == new.sql_type
                && old.collation == new.collation
        });
    if !is_prefix {
        return Alteration::Recreate;
    }
    let mut changes = Vec::new();
    let id = new.id();
    let statements: Vec<Statement> = match old.definition == new.definition {
        true => options(&format!("ALTER VIEW {}", new.sql_name()), "", &all_options(old), &all_options(new)),
        false => vec![new.sql("CREATE OR REPLACE VIEW").into()],
    };
    if !statements.is_empty() {
        let change = ObjectChange::new(id.clone(), Action::Alter, statements);
        let mut change = change.locking(LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        // Without `security_invoker`, the owner's privileges apply; without `security_barrier`,
        // functions may see rows that the view filters out.
        let security_options = |view: &View| {
            view.options
                .iter()
                .filter(|o| o.starts_with("security_") && !o.ends_with("=false"))
                .cloned()
                .collect::<Vec<_>>()
        };
        let (current, desired) = (security_options(old), security_options(new));
        if current.iter().any(|option| !desired.contains(option)) {
            change = change.hazard(Hazard::LoosensSecurity);
        }
        changes.push(change);
    }
    let mut rest: Vec<Statement> = Vec::new();
    for column in &new.columns {
        let is_same = |other: &&Column| other.column_name == column.column_name;
        let old_column = old.columns.iter().find(is_same).cloned().unwrap_or_default();
        if old_column.column_default != column.column_default {
            let alter = format!("ALTER VIEW {} ALTER COLUMN {}", new.sql_name(), ident(&column.column_name));
            rest.push(match &column.column_default {
                Some(default) => format!("{alter} SET DEFAULT {default}").into(),
                None => format!("{alter} DROP DEFAULT").into(),
            });
        }
        rest.extend(column::common_changes(new, &old_column, column, context));
    }
    if !rest.is_empty() {
        changes.push(ObjectChange::new(id, Action::Alter, rest).locking(LockMode::AccessExclusive));
    }
    sub_objects_of_view(old, new, &mut changes);
    Alteration::Parts(changes)
}

/// The options of a view, with the check option as the option it is stored as.
fn all_options(view: &View) -> Vec<Name> {
    let check = view.check_option.iter().map(|check| format!("check_option={}", check.to_lowercase()).into());
    view.options.iter().cloned().chain(check).collect()
}
