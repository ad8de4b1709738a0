//! Changes of materialized views: `ALTER MATERIALIZED VIEW`. A changed query means recreation.

use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::{Object, extension_dependencies};
use pgplumb_catalog::sql::ident;

use super::table::access_method_before_15;
use super::{Alter, column};
use crate::change::{Alteration, ChangeContext, ObjectChange, options};
use crate::kinds::index::index_changes;
use crate::steps::{Action, Unplannable};

impl Alter for MaterializedView {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let columns = |view: &Self| {
            let columns =
                view.columns.iter().map(|c| (c.column_name.clone(), c.sql_type.clone(), c.collation.clone()));
            columns.collect::<Vec<_>>()
        };
        if self.definition != new.definition || columns(self) != columns(new) {
            return Alteration::Recreate;
        }
        let alter = format!("ALTER MATERIALIZED VIEW {}", new.sql_name());
        let mut statements = options(&alter, "", &self.options, &new.options);
        statements.extend(options(&alter, "toast.", &self.toast_options, &new.toast_options));
        let depends = (&self.depends_on_extensions[..], &new.depends_on_extensions[..]);
        statements.extend(extension_dependencies(&alter, depends.0, depends.1));
        if self.tablespace != new.tablespace {
            let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| ident(t));
            statements.push(format!("{alter} SET TABLESPACE {tablespace}").into());
        }
        if self.access_method != new.access_method && context.version.major() >= 15 {
            let method = new.access_method.as_ref().map_or("heap".into(), |m| ident(m));
            statements.push(format!("{alter} SET ACCESS METHOD {method}").into());
        }
        let mut changes = Vec::new();
        for (old_column, column) in self.columns.iter().zip(&new.columns).filter(|(old, new)| old != new) {
            changes.extend(column::alter(new, old_column, column, context));
        }
        if !statements.is_empty() {
            changes.push(ObjectChange::new(new.id(), Action::Alter, statements));
        }
        index_changes(new, (&self.indexes, &new.indexes), false, context, &mut changes);
        Alteration::Parts(changes)
    }

    fn impossible(&self, new: &Self, context: &ChangeContext<'_>) -> Vec<Unplannable> {
        let is_same = self.access_method == new.access_method;
        access_method_before_15(new.id(), is_same, context).into_iter().collect()
    }
}
