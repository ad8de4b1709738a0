//! Changes of composite types: `ALTER TYPE … ATTRIBUTE`. PostgreSQL refuses to change the type of an
//! attribute while a column uses the composite type.

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, ObjectId};

use super::column::retype;
use super::{Alter, column};
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::data_checks::{Existing, conversions};
use crate::node::NodeId;
use crate::steps::{Action, Hazard, Lock, LockMode};

impl Alter for CompositeType {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let find = |name: &str| self.attributes.iter().find(|a| &*a.column_name == name);
        let is_retyped =
            |new: &Column| find(&new.column_name).is_some_and(|old| type_sql(old) != type_sql(new));
        // A table that leaves the type does not change with it.
        let of_type = new.sql_name();
        let is_typed = |table: &&Table| table.of_type.as_deref() == Some(&*of_type);
        let typed = context.current.tables.iter().filter(is_typed);
        let releases: Vec<NodeId> = typed.map(|table| NodeId::TypeRelease { table: table.id() }).collect();
        let changes = changes(self, new, context).into_iter();
        let in_place = Alteration::Parts(changes.map(|change| change.needing(releases.clone())).collect());
        match new.attributes.iter().any(is_retyped) {
            true => Alteration::Replace { unused: Some(Box::new(in_place)) },
            false => in_place,
        }
    }
}

fn type_sql(attribute: &Column) -> String {
    let collation = attribute.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
    format!("{}{collation}", attribute.sql_type)
}

/// The changes of attributes, which also change the tables of the type.
fn changes(old: &CompositeType, new: &CompositeType, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let alter = format!("ALTER TYPE {}", new.sql_name());
    let find = |list: &[Column], name: &str| list.iter().find(|a| &*a.column_name == name).cloned();
    let id = |a: &Column| new.id().nested(Kind::Column, a.column_name.clone());
    let of_type = new.sql_name();
    let is_typed = |table: &&Table| table.of_type.as_deref() == Some(&*of_type);
    let tables: Vec<&Table> = context.current.tables.iter().filter(is_typed).collect();
    let mut changes = Vec::new();
    for attribute in old.attributes.iter().filter(|a| find(&new.attributes, &a.column_name).is_none()) {
        let sql = format!("{alter} DROP ATTRIBUTE {} CASCADE", ident(&attribute.column_name));
        let change = ObjectChange::new(id(attribute), Action::Drop, [sql.into()]);
        changes.push(
            on_tables(change, &tables, attribute, false).also(&[Hazard::DeletesData, Hazard::BreaksCode]),
        );
    }
    for attribute in &new.attributes {
        let name = ident(&attribute.column_name);
        let old = find(&old.attributes, &attribute.column_name);
        let is_retyped = old.as_ref().is_some_and(|old| type_sql(old) != type_sql(attribute));
        let mut statements: Vec<Statement> = Vec::new();
        if old.is_none() {
            statements.push(format!("{alter} ADD ATTRIBUTE {name} {} CASCADE", type_sql(attribute)).into());
        } else if is_retyped {
            let sql_type = type_sql(attribute);
            statements.push(format!("{alter} ALTER ATTRIBUTE {name} TYPE {sql_type} CASCADE").into());
        }
        let common = column::common_changes(new, &old.clone().unwrap_or_default(), attribute, context);
        statements.extend(common);
        if statements.is_empty() {
            continue;
        }
        let action = if old.is_none() { Action::Create } else { Action::Alter };
        let change = ObjectChange::new(id(attribute), action, statements);
        changes.push(match &old {
            Some(old) if is_retyped => {
                retype_on_tables(change, id(attribute), (old, attribute), &tables, context)
            }
            None => on_tables(change, &tables, attribute, false),
            Some(_) => change,
        });
    }
    changes
}

/// Adds the effects of a changed attribute on the tables of the type.
fn on_tables(change: ObjectChange, tables: &[&Table], attribute: &Column, scans: bool) -> ObjectChange {
    let mut change = change;
    for table in tables {
        change.other_locks.push(Lock { mode: LockMode::AccessExclusive, on: table.id(), scans });
        if change.action != Action::Create {
            change.disturbs.push(table.id().nested(Kind::Column, attribute.column_name.clone()));
        }
    }
    change
}

/// Adds the effects of an attribute's new type on the tables of the type.
fn retype_on_tables(
    change: ObjectChange,
    id: ObjectId,
    (old, new): (&Column, &Column),
    tables: &[&Table],
    context: &ChangeContext<'_>,
) -> ObjectChange {
    let conversion = retype::conversion(old, new, context);
    let losses = if tables.is_empty() { &[][..] } else { &conversion.losses };
    let mut change = on_tables(change, tables, new, conversion.rewrites);
    change.disturbs.push(id.clone());
    if old.sql_type != new.sql_type {
        change = change.converting(id, (&old.sql_type, &new.sql_type), losses);
    }
    if tables.is_empty() {
        return change;
    }
    if conversion.rewrites {
        change = change.hazard(Hazard::RewritesTable);
    }
    if conversion.is_other_type() {
        change = change.hazard(Hazard::BreaksCode);
    }
    if conversion.is_lossless() {
        return change;
    }
    let checks = tables
        .iter()
        .map(|table| Existing::of(table, context.current))
        .flat_map(|existing| conversions::checks(existing, (old, new), &conversion, context.desired));
    if conversion.may_fail {
        return change.asking(checks);
    }
    change.data_checks.extend(checks);
    change
}
