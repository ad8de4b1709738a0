//! Changes of functions and procedures: `CREATE OR REPLACE`.

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::function::arguments::Argument;
use pgplumb_catalog::kinds::function::{Function, Parallel};
use pgplumb_catalog::kinds::{Object, extension_dependencies};

use super::Alter;
use super::stored_results::keeping_results;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for Function {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if !can_be_replaced(self, new) {
            return Alteration::Recreate;
        }
        let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
        let depends = |kept: &[Name]| extension_dependencies(&alter, kept, &new.depends_on_extensions);
        if self.sql("CREATE") == new.sql("CREATE") {
            let statements = depends(&self.depends_on_extensions);
            let is_same = statements.is_empty();
            let change = ObjectChange::new(new.id(), Action::Alter, statements);
            return Alteration::Parts(if is_same { Vec::new() } else { vec![change] });
        }
        let sql = new.sql("CREATE OR REPLACE");
        // A replaced function depends on no extension.
        let statements = std::iter::once(sql.into()).chain(depends(&[]));
        let mut change = ObjectChange::new(new.id(), Action::Alter, statements);
        if for_callers(self).sql("CREATE") != for_callers(new).sql("CREATE") {
            change.hazards.push(Hazard::ChangesResults);
        }
        change = keeping_results(change, context);
        if self.security_definer && !new.security_definer {
            // Callers need the privileges that the owner has.
            change.hazards.push(Hazard::DeniesAccess);
        }
        // A leakproof function may see rows before policies and security barriers filter them. A
        // caller can redirect the names in a function that has the rights of its owner, unless the
        // function sets its search path.
        let has_path = |function: &Self| function.settings.iter().any(|s| s.starts_with("search_path="));
        let is_looser = new.security_definer && (!self.security_definer || has_path(self) && !has_path(new))
            || new.leakproof && !self.leakproof;
        Alteration::Parts(vec![if is_looser { change.hazard(Hazard::LoosensSecurity) } else { change }])
    }

    /// Every caller of a `SECURITY DEFINER` function gets the rights of its owner.
    fn creation_hazards(&self, change: ObjectChange, _: &ChangeContext<'_>) -> ObjectChange {
        if self.security_definer { change.hazard(Hazard::LoosensSecurity) } else { change }
    }
}

/// The function without what only the query planner uses.
fn for_callers(function: &Function) -> Function {
    Function { cost: None, rows: None, support: None, parallel: Parallel::default(), ..function.clone() }
}

/// Whether `CREATE OR REPLACE` can make the change: the result and the argument names stay, and no
/// default is removed.
fn can_be_replaced(old: &Function, new: &Function) -> bool {
    let is_same_argument = |(old, new): (&Argument, &Argument)| {
        (old.name.is_none() || old.name == new.name)
            && old.mode == new.mode
            && old.sql_type == new.sql_type
            && (old.default.is_none() || new.default.is_some())
    };
    old.kind == new.kind
        && old.result == new.result
        && old.returns_set == new.returns_set
        && old.arguments.len() == new.arguments.len()
        && old.arguments.iter().zip(&new.arguments).all(is_same_argument)
}
