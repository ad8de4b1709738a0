//! `ALTER TABLE`, part by part.

use super::below::{has_column, index_attachments, is_dropped_there_only, parents_that_stay, twins};
use super::constraints::constraints;
use super::indexes::indexes;
use super::parts::{parts, states_of_triggers};
use super::{Persistence, ReplicaIdentity, Table, place};
use crate::kinds::alter::options;
use crate::kinds::column::{self, Column, Says};
use crate::kinds::{AlterContext, Alteration, Object, PartChange, Statement, questions, relation};
use crate::plan::{Action, Hazard, LockMode};
use crate::sql::ident;
use crate::{Kind, ObjectId};

/// How a table becomes another state of itself.
pub(super) fn alter(old: &Table, new: &Table, context: &AlterContext<'_>) -> Alteration {
    let is_foreign_elsewhere = |t: &Table| t.foreign.as_ref().map(|f| f.server.clone());
    if old.partition_key != new.partition_key || is_foreign_elsewhere(old) != is_foreign_elsewhere(new) {
        return Alteration::Recreate;
    }
    let is_moved = place::is_moved(old, new, context);
    let is_between = is_moved && old.partition_of.is_some() && new.partition_of.is_some();
    // Its rows are missing until it is in its place again: all that is one transaction.
    let in_one = AlterContext { online: context.online && !is_between, ..*context };
    let mut changes = match is_moved {
        true => changes_in_place(
            &place::detached(old, context.from, context.version),
            &place::by_itself(new),
            &in_one,
        ),
        false => changes_in_place(old, new, context),
    };
    if is_moved {
        place::move_partition(old, new, context, &mut changes);
        changes.extend(states_of_triggers(new, context));
    }
    changes.extend(place::inheritance(old, new, context));
    changes.extend(index_attachments(old, new, context, is_moved));
    let twins = twins(old, new, context, is_moved);
    for change in &mut changes {
        change.needs.retain(|needed| twins.iter().all(|twin| twin.id != *needed));
    }
    changes.extend(twins);
    Alteration::Parts(changes)
}

fn changes_in_place(old: &Table, new: &Table, context: &AlterContext<'_>) -> Vec<PartChange> {
    let mut changes = Vec::new();
    columns(old, new, context, &mut changes);
    constraints(old, new, context, &mut changes);
    indexes(old, new, context, &mut changes);
    parts(old, new, context, &mut changes);
    changes.extend(own(old, new, context));
    changes
}

/// What the table says of itself: where it is stored, row security.
fn own(old: &Table, new: &Table, context: &AlterContext<'_>) -> Vec<PartChange> {
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let change =
        |statements: Vec<Statement>, lock| PartChange::new(new.id(), Action::Alter, statements).locking(lock);
    let mut changes = Vec::new();
    let mut statements: Vec<Statement> = Vec::new();
    if old.row_security != new.row_security {
        let verb = if new.row_security { "ENABLE" } else { "DISABLE" };
        statements.push(format!("{alter} {verb} ROW LEVEL SECURITY").into());
    }
    if old.force_row_security != new.force_row_security {
        let verb = if new.force_row_security { "FORCE" } else { "NO FORCE" };
        statements.push(format!("{alter} {verb} ROW LEVEL SECURITY").into());
    }
    if !statements.is_empty() {
        let mut secures = change(statements, LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        if old.row_security && !new.row_security || old.force_row_security && !new.force_row_security {
            secures = secures.hazard(Hazard::LoosensSecurity);
        }
        changes.push(secures);
    }
    let mut statements = options(&alter, "", &old.options, &new.options);
    statements.extend(options(&alter, "toast.", &old.toast_options, &new.toast_options));
    if !statements.is_empty() {
        let lock = relation::options_lock(old.options.iter().chain(&new.options));
        changes.push(change(statements, lock));
    }
    if old.of_type != new.of_type {
        let of = new.of_type.as_ref().map_or_else(|| "NOT OF".to_owned(), |of_type| format!("OF {of_type}"));
        changes.push(change(vec![format!("{alter} {of}").into()], LockMode::AccessExclusive));
    }
    // Both write every row, of the table or of its file, elsewhere.
    let mut statements: Vec<Statement> = Vec::new();
    if old.tablespace != new.tablespace {
        let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| ident(t));
        statements.push(format!("{alter} SET TABLESPACE {tablespace}").into());
    }
    if old.access_method != new.access_method && context.version.major() >= 15 {
        let method = new.access_method.as_ref().map_or("heap".into(), |m| ident(m));
        statements.push(format!("{alter} SET ACCESS METHOD {method}").into());
    }
    if old.persistence != new.persistence {
        let word = if new.persistence == Persistence::Unlogged { "UNLOGGED" } else { "LOGGED" };
        statements.push(format!("{alter} SET {word}").into());
    }
    changes.extend(statements.into_iter().map(|statement| {
        let change = change(vec![statement], LockMode::AccessExclusive);
        if new.partition_key.is_some() { change } else { change.scanning().hazard(Hazard::RewritesTable) }
    }));
    if let (Some(was), Some(is)) = (&old.foreign, &new.foreign)
        && was.options != is.options
    {
        let options = relation::foreign_options_change(&was.options, &is.options);
        changes.push(change(vec![format!("{alter} OPTIONS ({options})").into()], LockMode::AccessExclusive));
    }
    // An index that is named for it says so itself.
    if old.replica_identity != new.replica_identity
        && new.foreign.is_none()
        && new.replica_identity != ReplicaIdentity::Index
    {
        let sql =
            format!("ALTER TABLE ONLY {} REPLICA IDENTITY {}", new.sql_name(), new.replica_identity.word());
        changes.push(change(vec![sql.into()], LockMode::AccessExclusive));
    }
    changes
}

fn columns(old: &Table, new: &Table, context: &AlterContext<'_>, changes: &mut Vec<PartChange>) {
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let parents = parents_that_stay(old, new);
    let hands_down = |catalog: &crate::Catalog, column: &Column| {
        column.inherited && has_column(catalog, &parents, &column.column_name)
    };
    for column in &old.columns {
        let is_kept = new
            .column(&column.column_name)
            .is_some_and(|now| !column::is_made_anew(column, now, context.version));
        let goes_with_parents = hands_down(context.from, column)
            && !parents.iter().any(|parent| is_dropped_there_only(parent, &column.column_name, context));
        if !is_kept && !goes_with_parents {
            let above = parents.iter().map(|parent| parent.nested(Kind::Column, column.column_name.clone()));
            let former = old.inherits.iter().map(|parent| place::disinheritance(&old.id(), parent));
            changes.push(drop_column(old, column, &alter, context).needing(above).needing(former));
        }
    }
    for column in &new.columns {
        let was = old.column(&column.column_name);
        match was.filter(|was| !column::is_made_anew(was, column, context.version)) {
            Some(was) if was == column => {}
            Some(was) => {
                // Nulls can only be let in where the parents have let them in, and no primary key keeps them out.
                let let_in = was.is_not_null() && !column.is_not_null();
                let above =
                    parents.iter().map(|parent| parent.nested(Kind::Column, column.column_name.clone()));
                let keys = old
                    .constraints
                    .iter()
                    .filter(|key| key.is_key() && key.columns.contains(&column.column_name));
                let keys = keys.map(|key| old.id().nested(Kind::Constraint, key.constraint_name.clone()));
                let above: Vec<ObjectId> = above.chain(keys).filter(|_| let_in).collect();
                changes.extend(column::alter(new, was, column, context).into_iter().map(|change| {
                    match change.action {
                        Action::Alter => change.needing(above.clone()),
                        _ => change,
                    }
                }));
            }
            None if hands_down(context.to, column) => changes.extend(handed_down(new, column, context)),
            None => changes.push(add_column(new, column, &alter, context)),
        }
    }
}

fn drop_column(table: &Table, column: &Column, alter: &str, context: &AlterContext<'_>) -> PartChange {
    let id = table.id().nested(Kind::Column, column.column_name.clone());
    let sql = match is_dropped_there_only(&table.id(), &column.column_name, context) {
        true => format!(
            "ALTER {} ONLY {} DROP COLUMN {}",
            table.sql_class(),
            table.sql_name(),
            ident(&column.column_name)
        ),
        false => format!("{alter} DROP COLUMN {}", ident(&column.column_name)),
    };
    let change = PartChange::new(id, Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive);
    match column.generated {
        Some(_) => change.hazard(Hazard::BreaksCode),
        None => change.hazard(Hazard::DeletesData).hazard(Hazard::BreaksCode),
    }
}

fn add_column(table: &Table, column: &Column, alter: &str, context: &AlterContext<'_>) -> PartChange {
    let id = table.id().nested(Kind::Column, column.column_name.clone());
    let says = Says { default: true, generated: true, not_null: true };
    let mut statements: Vec<Statement> =
        vec![format!("{alter} ADD COLUMN {}", column.line(&table.id(), says)).into()];
    statements.extend(column::storage(table, column, None));
    statements.extend(column.not_null_after(&table.id()));
    statements.extend(column::about(table, column, context.to.server_version.major()));
    let mut change = PartChange::new(id, Action::Create, statements).locking(LockMode::AccessExclusive);
    let default = table.id().nested(Kind::Default, column.column_name.clone());
    change.needs.extend(context.to.dependencies.of(&default).cloned());
    if let Some(identity) = &column.identity {
        change.needs.push(ObjectId::local(
            Kind::Sequence,
            &identity.sequence_schema,
            identity.sequence_name.clone(),
        ));
    }
    if column::writes_rows(column, context) {
        change = change.scanning().hazard(Hazard::RewritesTable);
    }
    if column.is_not_null()
        && column.column_default.is_none()
        && column.identity.is_none()
        && column.generated.is_none()
    {
        change.scans = true;
        change =
            change.asking(context.from.table(&table.id()).map(|table| questions::any_row(table, column)));
        // Who writes rows must give a value from now on.
        change = change.hazard(Hazard::BreaksCode);
    }
    change
}

/// What a child says otherwise of a column that its parent has handed down.
fn handed_down(table: &Table, column: &Column, context: &AlterContext<'_>) -> Vec<PartChange> {
    let parents = table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent));
    let parent = parents.filter_map(|id| context.to.table(id)).find_map(|t| t.column(&column.column_name));
    let Some(parent) = parent else { return Vec::new() };
    let as_parent = Column { comment: None, privileges: None, inherited: true, ..parent.clone() };
    let needs = table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent));
    let needs: Vec<ObjectId> = needs.map(|id| id.nested(Kind::Column, column.column_name.clone())).collect();
    column::alter(table, &as_parent, column, context)
        .into_iter()
        .map(|change| change.needing(needs.clone()))
        .collect()
}
