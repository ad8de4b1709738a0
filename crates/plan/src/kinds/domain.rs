//! Changes of domains: `ALTER DOMAIN`. PostgreSQL refuses to check the existing values of a domain in
//! arrays, composite values and ranges; then a new domain replaces it.

use pgplumb_catalog::kinds::constraint::Constraint;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::{Item, Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange, comment};
use crate::data_checks::{Existing, Scope, conversions};
use crate::locks::tables_with;
use crate::steps::{Action, Lock, LockMode};

impl Alter for Domain {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if self.base_type != new.base_type || self.collation != new.collation {
            return Alteration::Replace { unused: Some(Box::new(Alteration::Recreate)) };
        }
        let in_place = Alteration::Parts(changes(self, new, context));
        match reads_values(self, new) && context.current.is_within_values(&self.sql_name()) {
            true => Alteration::Replace { unused: Some(Box::new(in_place)) },
            false => in_place,
        }
    }
}

/// The changes of a domain whose base type stays.
fn changes(old: &Domain, new: &Domain, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let alter = format!("ALTER DOMAIN {}", new.sql_name());
    let id = new.id();
    let name = new.sql_name();
    let tables = tables_with(&name, context.current);
    // Every value has to satisfy the constraints, whether or not they are new.
    let data_checks = || {
        let columns = context.current.columns_of_types(&[&name]);
        let columns = columns.into_iter().filter(|(_, column)| !column.inherited);
        let checks = columns.flat_map(|(table, column)| {
            let value = ident(&column.column_name);
            let rows = Existing::of(table, context.current).rows(Scope::WithChildren, &[], None);
            conversions::domain(&column.column_name, &name, &value, &rows, context.desired)
        });
        checks.collect::<Vec<_>>()
    };
    // The server reads the existing values and blocks writes.
    let validating = |mut change: ObjectChange| {
        let locks = tables.iter().map(|on| Lock { mode: LockMode::Share, on: on.clone(), scans: true });
        change.other_locks.extend(locks);
        change.asking(data_checks())
    };
    let mut statements: Vec<Statement> = Vec::new();
    let mut changes = Vec::new();
    if old.default != new.default {
        statements.push(match &new.default {
            Some(default) => format!("{alter} SET DEFAULT {default}").into(),
            None => format!("{alter} DROP DEFAULT").into(),
        });
    }
    if old.not_null && new.not_null {
        statements.extend(not_null_settings(old, new));
    } else if old.not_null != new.not_null {
        if old.not_null {
            statements.push(format!("{alter} DROP NOT NULL").into());
        }
        match new.not_null_item().filter(|_| new.not_null) {
            Some(Item { separate: Some(added), after, .. }) => {
                statements.push(added);
                statements.extend(after);
            }
            Some(_) => statements.push(format!("{alter} SET NOT NULL").into()),
            None => {}
        }
    }
    if !statements.is_empty() {
        let change = ObjectChange::new(id.clone(), Action::Alter, statements);
        changes.push(if new.not_null && !old.not_null { validating(change) } else { change });
    }
    let find = |domain: &Domain, name: &Name| {
        domain.constraints.iter().find(|c| c.constraint_name == *name).cloned()
    };
    let definition = |check: &Constraint| (check.definition.clone(), check.not_valid);
    for check in &old.constraints {
        let name = &check.constraint_name;
        if find(new, name)
            .is_none_or(|other| definition(&other) != definition(check) && !is_validated(check, &other))
        {
            let sql = format!("{alter} DROP CONSTRAINT {}", ident(name));
            changes.push(ObjectChange::new(
                id.nested(Kind::Constraint, name.clone()),
                Action::Drop,
                [sql.into()],
            ));
        }
    }
    for check in &new.constraints {
        let name = &check.constraint_name;
        let check_id = id.nested(Kind::Constraint, name.clone());
        match find(old, name).filter(|old| definition(old) == definition(check)) {
            Some(old) if old.comment != check.comment => {
                let on = format!("CONSTRAINT {} ON DOMAIN {}", ident(name), new.sql_name());
                let statement = comment(&on, check.comment.as_deref());
                changes.push(ObjectChange::new(check_id, Action::Alter, [statement]));
            }
            Some(_) => {}
            None if find(old, name).is_some_and(|old| is_validated(&old, check)) => {
                let mut statements: Vec<Statement> =
                    vec![format!("{alter} VALIDATE CONSTRAINT {}", ident(name)).into()];
                if find(old, name).and_then(|old| old.comment) != check.comment {
                    let on = format!("CONSTRAINT {} ON DOMAIN {}", ident(name), new.sql_name());
                    statements.push(comment(&on, check.comment.as_deref()));
                }
                changes.push(validating(ObjectChange::new(check_id, Action::Alter, statements)));
            }
            None => {
                let item = new.check_item(check);
                let statements = item.separate.into_iter().chain(item.after);
                let change = ObjectChange::new(check_id, Action::Create, statements);
                changes.push(if check.not_valid { change } else { validating(change) });
            }
        }
    }
    changes
}

/// Whether the server checks existing values, which it refuses for values within other values.
fn reads_values(old: &Domain, new: &Domain) -> bool {
    let is_checked = |check: &&Constraint| {
        let mut same = old.constraints.iter().filter(|old| old.constraint_name == check.constraint_name);
        same.any(|old| old.definition == check.definition && !old.not_valid)
    };
    let mut checks = new.constraints.iter().filter(|check| !check.not_valid);
    !old.not_null && new.not_null || !checks.all(|check| is_checked(&check))
}

/// Whether the only difference between two checks is that existing values satisfy the new one.
fn is_validated(old: &Constraint, new: &Constraint) -> bool {
    old.not_valid && !new.not_valid && old.definition == new.definition
}

/// The statements that change the name and comment of a not-null constraint (PostgreSQL 17).
fn not_null_settings(old: &Domain, new: &Domain) -> Vec<Statement> {
    let settings = |domain: &Domain| match &domain.not_null_constraint {
        Some(not_null) => (not_null.name.clone(), not_null.comment.clone()),
        None => (domain.not_null_name(), None),
    };
    let ((old_name, old_comment), (name, text)) = (settings(old), settings(new));
    let mut statements: Vec<Statement> = Vec::new();
    if old_name != name {
        let (old_name, name) = (ident(&old_name), ident(&name));
        let sql = format!("ALTER DOMAIN {} RENAME CONSTRAINT {old_name} TO {name}", new.sql_name());
        statements.push(sql.into());
    }
    if old_comment != text {
        let on = format!("CONSTRAINT {} ON DOMAIN {}", ident(&name), new.sql_name());
        statements.push(comment(&on, text.as_deref()));
    }
    statements
}
