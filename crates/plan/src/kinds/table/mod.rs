//! How a table changes: `ALTER TABLE` and the changes of its columns, constraints and indexes.

pub(crate) mod hierarchy;
pub(crate) mod inherited;
pub(crate) mod move_rows;
mod typed;

use std::borrow::Cow;

use super::{Alter, column};
use crate::change::{Alteration, ChangeContext, ObjectChange, options};
use crate::data_checks::{self, Existing};
use crate::kinds::constraint::constraints;
use crate::kinds::constraint::keys::dropped_keys_above;
use crate::kinds::index::attachments::{index_attachments, lookalikes};
use crate::kinds::index::indexes;
use crate::kinds::publication;
use crate::kinds::sub_objects::{sub_objects, trigger_states};
use crate::kinds::table::inherited::{has_column, is_dropped_with_only, kept_parents};
use crate::node::NodeId;
use crate::steps::{Action, Hazard, LockMode, Unplannable};
use pgplumb_catalog::kinds::column::{
    Column, ColumnClauses, common_statements as common_properties, storage as stored_properties,
};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::{Persistence, ReplicaIdentity, Table};
use pgplumb_catalog::kinds::{Object, Statement, relation};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

impl Alter for Table {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        match typed::with_type_changes(self, new, context) {
            Cow::Borrowed(old) => alter(old, new, context),
            Cow::Owned(old) => typed::after_type(alter(&old, new, context), new, context),
        }
    }

    fn impossible(&self, new: &Self, context: &ChangeContext<'_>) -> Vec<Unplannable> {
        let is_same = self.access_method == new.access_method;
        let mut impossible: Vec<Unplannable> =
            access_method_before_15(new.id(), is_same, context).into_iter().collect();
        if self.persistence != new.persistence && ignores_persistence(new, context) {
            let reason = "PostgreSQL before 18 ignores SET LOGGED and SET UNLOGGED for a partitioned table, whose own persistence has no effect";
            impossible.push(Unplannable::harmless(new.id(), reason));
        }
        impossible.extend(hierarchy::stays_local(self, new, context));
        for (old, column) in new.columns.iter().filter_map(|new| Some((self.column(&new.column_name)?, new)))
        {
            let id = new.id().nested(Kind::Column, column.column_name.clone());
            let is_known = impossible.iter().any(|known| known.object == id);
            if !is_known && column::not_null::stays_as_inherited(&new.id(), (old, column), context) {
                let reason = "its not-null constraint is inherited: no statement can rename it, or change whether the table declares it too";
                impossible.push(Unplannable::harmless(id, reason));
            }
        }
        impossible
    }

    fn drop_change(&self, action: Action, context: &ChangeContext<'_>) -> ObjectChange {
        let change = ObjectChange::new(self.id(), action, self.drop_statements(context));
        hierarchy::detach_to_drop(self, change, context)
    }
}

/// The reason why an access method cannot change on this version.
pub(crate) fn access_method_before_15(
    object: ObjectId,
    is_same: bool,
    context: &ChangeContext<'_>,
) -> Option<Unplannable> {
    let reason = "its access method can only change on PostgreSQL 15 or later";
    (!is_same && context.version.major() < 15).then(|| Unplannable::new(object, reason))
}

/// Whether the server accepts another persistence of a table, but does not change it. Since
/// PostgreSQL 18, a partitioned table cannot be unlogged at all.
fn ignores_persistence(table: &Table, context: &ChangeContext<'_>) -> bool {
    table.partition_key.is_some() && context.version.major() < 18
}

/// The changes that turn a table into its desired state.
fn alter(old: &Table, new: &Table, context: &ChangeContext<'_>) -> Alteration {
    let foreign_server = |t: &Table| t.foreign.as_ref().map(|f| f.server.clone());
    if old.partition_key != new.partition_key
        || foreign_server(old) != foreign_server(new)
        || typed::must_recreate(old, new)
        || old.partition_of.is_none() && hierarchy::retypes_partition_key(old, new, context)
    {
        return Alteration::Recreate;
    }
    let is_moved = hierarchy::is_moved(old, new, context);
    let is_reattached = is_moved && old.partition_of.is_some() && new.partition_of.is_some();
    // Until it is attached again, its rows are missing from the parent, so everything is one
    // transaction.
    let detached_context = ChangeContext { online: context.online && !is_reattached, ..*context };
    let mut changes = match is_moved {
        true => changes_in_place(
            &hierarchy::detached(old, context.current, context.version),
            &hierarchy::without_parent(new),
            &detached_context,
        ),
        false => changes_in_place(old, new, context),
    };
    if is_moved {
        hierarchy::move_partition(old, new, context, &mut changes);
        changes.extend(trigger_states(new, context));
    }
    changes.extend(hierarchy::inheritance(old, new, context));
    changes.extend(index_attachments(old, new, context, is_moved));
    let mut lookalikes = lookalikes(old, new, context, is_moved);
    // They are dropped before the attachment, and created again after it.
    for lookalike in lookalikes.iter_mut().filter(|change| change.action == Action::Detach) {
        let Some(id) = lookalike.node.object().cloned() else { continue };
        lookalike.holds.push(id.clone());
        let attachment = changes.iter_mut().find(|change| change.node == NodeId::attachment(&new.id()));
        attachment.into_iter().for_each(|attachment| attachment.disturbs.push(id.clone()));
    }
    for change in &mut changes {
        change.needs.retain(|needed| lookalikes.iter().all(|lookalike| lookalike.node != *needed));
    }
    changes.extend(lookalikes);
    Alteration::Parts(changes)
}

fn changes_in_place(old: &Table, new: &Table, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let mut changes = Vec::new();
    columns(old, new, context, &mut changes);
    constraints(old, new, context, &mut changes);
    indexes(old, new, context, &mut changes);
    let is_identity = |index: &&Index| index.is_replica_identity;
    if let Some(identity) = new.indexes.iter().find(is_identity)
        && old.index(&identity.index_name).is_none_or(|old| !old.is_replica_identity)
    {
        // The last change of the index makes it the replica identity.
        let is_of_index = |change: &&mut ObjectChange| {
            let id = change.node.object().filter(|id| matches!(id.kind, Kind::Index | Kind::Constraint));
            id.is_some_and(|id| id.name == identity.index_name) && change.action != Action::Drop
        };
        let last = changes.iter_mut().rfind(is_of_index);
        last.into_iter().for_each(|change| change.part_of = publication::changing_entry(&new.id(), context));
    }
    sub_objects(old, new, context, &mut changes);
    changes.extend(table_properties(old, new, context));
    typed::change_type(old, new, context, &mut changes);
    let removals = hierarchy::first_removals(old, new);
    let is_of_column = |change: &&mut ObjectChange| {
        change.node.object().is_some_and(|id| matches!(id.kind, Kind::Column | Kind::Default))
    };
    changes.iter_mut().filter(is_of_column).for_each(|change| change.needs.extend(removals.iter().cloned()));
    changes
}

/// The changes of the table's own properties, such as storage and row security.
fn table_properties(old: &Table, new: &Table, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let change = |statements: Vec<Statement>, lock| {
        ObjectChange::new(new.id(), Action::Alter, statements).locking(lock)
    };
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
        let mut change = change(statements, LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        change.part_of = Some(new.id());
        if old.row_security && !new.row_security || old.force_row_security && !new.force_row_security {
            change = change.hazard(Hazard::LoosensSecurity);
        }
        changes.push(change);
    }
    let mut statements = options(&alter, "", &old.options, &new.options);
    statements.extend(options(&alter, "toast.", &old.toast_options, &new.toast_options));
    if !statements.is_empty() {
        let lock = options_lock(old.options.iter().chain(&new.options));
        changes.push(change(statements, lock));
    }
    // Each of these statements rewrites the table or copies its files.
    let mut statements: Vec<Statement> = Vec::new();
    if old.tablespace != new.tablespace {
        let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| ident(t));
        statements.push(format!("{alter} SET TABLESPACE {tablespace}").into());
    }
    if old.access_method != new.access_method && context.version.major() >= 15 {
        let method = new.access_method.as_ref().map_or("heap".into(), |m| ident(m));
        statements.push(format!("{alter} SET ACCESS METHOD {method}").into());
    }
    let rewriting = |statement: Statement| {
        let change = change(vec![statement], LockMode::AccessExclusive);
        if new.partition_key.is_some() { change } else { change.scanning().rewriting() }
    };
    changes.extend(statements.into_iter().map(rewriting));
    changes.extend(persistence(old, new, context).map(|(statement, needs)| {
        let change = rewriting(statement).needing(needs);
        if new.persistence == Persistence::Unlogged { change.hazard(Hazard::NotCrashSafe) } else { change }
    }));
    if let (Some(current), Some(desired)) = (&old.foreign, &new.foreign)
        && current.options != desired.options
    {
        let options = relation::foreign_options_change(&current.options, &desired.options);
        changes.push(change(vec![format!("{alter} OPTIONS ({options})").into()], LockMode::AccessExclusive));
    }
    // An index that is the replica identity sets it itself.
    if old.replica_identity != new.replica_identity
        && new.foreign.is_none()
        && new.replica_identity != ReplicaIdentity::Index
    {
        let sql =
            format!("ALTER TABLE ONLY {} REPLICA IDENTITY {}", new.sql_name(), new.replica_identity.word());
        let mut change = change(vec![sql.into()], LockMode::AccessExclusive);
        change.part_of = publication::changing_entry(&new.id(), context);
        changes.push(change);
    }
    changes
}

/// The statement that makes a table logged or unlogged, and what comes before it: an unlogged table
/// may not be referenced by a logged one.
fn persistence(old: &Table, new: &Table, context: &ChangeContext<'_>) -> Option<(Statement, Vec<ObjectId>)> {
    if old.persistence == new.persistence || ignores_persistence(new, context) {
        return None;
    }
    let (is_unlogged, id) = (new.persistence == Persistence::Unlogged, new.id());
    let mut needs: Vec<ObjectId> = Vec::new();
    for table in context.current.tables.iter().filter(|table| is_unlogged && table.id() != id) {
        for key in table.foreign_keys.iter().filter(|key| key.foreign_id() == id) {
            needs.extend([table.id(), table.id().nested(Kind::Constraint, key.constraint_name.clone())]);
        }
    }
    if !is_unlogged {
        let others = old.foreign_keys.iter().map(|key| (key.foreign_id(), &key.constraint_name));
        for (other, name) in others.filter(|(other, _)| *other != id) {
            needs.extend([other, id.nested(Kind::Constraint, name.clone())]);
        }
    }
    if is_unlogged {
        needs.extend(publication::no_longer_naming(&id, context));
    }
    let word = if is_unlogged { "UNLOGGED" } else { "LOGGED" };
    Some((format!("ALTER {} {} SET {word}", new.sql_class(), new.sql_name()).into(), needs))
}

fn columns(old: &Table, new: &Table, context: &ChangeContext<'_>, changes: &mut Vec<ObjectChange>) {
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let parents = kept_parents(old, new);
    let is_inherited_from = |catalog: &pgplumb_catalog::Catalog, column: &Column| {
        column.inherited && has_column(catalog, &parents, &column.column_name)
    };
    for column in &old.columns {
        let is_kept = new
            .column(&column.column_name)
            .is_some_and(|desired| !column::must_recreate(column, desired, context.version));
        let is_dropped_with_parent = is_inherited_from(context.current, column)
            && !parents.iter().any(|parent| is_dropped_with_only(parent, &column.column_name, context));
        if !is_kept && !is_dropped_with_parent {
            let parent_columns =
                parents.iter().map(|parent| parent.nested(Kind::Column, column.column_name.clone()));
            let inheritance_removals =
                old.inherits.iter().map(|parent| NodeId::inheritance_removal(&old.id(), parent));
            changes.push(
                drop_column(old, column, &alter, context)
                    .needing(parent_columns)
                    .needing(inheritance_removals),
            );
        }
    }
    for column in &new.columns {
        let current = old.column(&column.column_name);
        match current.filter(|current| !column::must_recreate(current, column, context.version)) {
            Some(current) if current == column => {}
            Some(current) => {
                // Nulls can be allowed only after the parents allow them and no primary key forbids
                // them.
                let allows_nulls = current.is_not_null() && !column.is_not_null();
                let parent_columns =
                    parents.iter().map(|parent| parent.nested(Kind::Column, column.column_name.clone()));
                let keys = old
                    .constraints
                    .iter()
                    .filter(|key| key.is_key() && key.columns.contains(&column.column_name));
                // An index can replace a key of its name.
                let keys = keys.flat_map(|key| {
                    let index = old.index(&key.constraint_name).map(|index| index.id(&old.id()));
                    index.into_iter().chain([old.id().nested(Kind::Constraint, key.constraint_name.clone())])
                });
                let keys = keys.chain(dropped_keys_above(new, context));
                let prerequisites: Vec<ObjectId> =
                    parent_columns.chain(keys).filter(|_| allows_nulls).collect();
                changes.extend(column::alter(new, current, column, context).into_iter().map(|change| {
                    match change.action {
                        Action::Alter => change.needing(prerequisites.clone()),
                        _ => change,
                    }
                }));
            }
            None if is_inherited_from(context.desired, column) => {
                changes.extend(inherited_column_changes(new, column, context))
            }
            None => changes.push(add_column(new, column, &alter, context)),
        }
    }
}

fn drop_column(table: &Table, column: &Column, alter: &str, context: &ChangeContext<'_>) -> ObjectChange {
    let id = table.id().nested(Kind::Column, column.column_name.clone());
    let sql = match is_dropped_with_only(&table.id(), &column.column_name, context) {
        true => format!(
            "ALTER {} ONLY {} DROP COLUMN {}",
            table.sql_class(),
            table.sql_name(),
            ident(&column.column_name)
        ),
        false => format!("{alter} DROP COLUMN {}", ident(&column.column_name)),
    };
    let change = ObjectChange::new(id, Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive);
    let desired = context.desired.table(&table.id()).and_then(|table| table.column(&column.column_name));
    let is_regenerated = desired.is_some_and(|desired| desired.generated.is_some());
    match column.generated {
        Some(_) if is_regenerated => change.hazard(Hazard::ChangesResults).hazard(Hazard::BreaksCode),
        // Its values can be computed again, unless another column takes its place.
        Some(_) if desired.is_none() => change.hazard(Hazard::BreaksCode),
        _ => change.hazard(Hazard::DeletesData).hazard(Hazard::BreaksCode),
    }
}

fn add_column(table: &Table, column: &Column, alter: &str, context: &ChangeContext<'_>) -> ObjectChange {
    let id = table.id().nested(Kind::Column, column.column_name.clone());
    let clauses = ColumnClauses { default: true, null_default: false, generated: true, not_null: true };
    let mut statements: Vec<Statement> =
        vec![format!("{alter} ADD COLUMN {}", column.line(&table.id(), clauses)).into()];
    statements.extend(stored_properties(table, column, None));
    statements.extend(column.not_null_after(&table.id()));
    statements.extend(common_properties(table, column, context.desired.server_version.major()));
    let mut change = ObjectChange::new(id, Action::Create, statements).locking(LockMode::AccessExclusive);
    let default = table.id().nested(Kind::Default, column.column_name.clone());
    change.needs.extend(context.desired.dependencies.of(&default).cloned().map(NodeId::from));
    if let Some(identity) = &column.identity {
        let sequence =
            ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone());
        change.needs.push(sequence.into());
    }
    let is_stored_here = table.foreign.is_none();
    if is_stored_here && column::rewrites::rewrites_table(&table.id(), column, context) {
        change = change.scanning().rewriting();
    }
    // A domain may have a default of its own.
    let domain_default = context.desired.domain(&column.sql_type).and_then(|domain| domain.default.as_ref());
    if !column.is_nullable()
        && domain_default.is_none()
        && column.column_default.is_none()
        && column.identity.is_none()
        && column.generated.is_none()
    {
        if is_stored_here {
            let current = context.current.table(&table.id());
            change = change.scanning().asking(
                current.map(|table| data_checks::any_row(Existing::of(table, context.current), column)),
            );
        }
        // INSERTs must provide a value from now on.
        change = change.hazard(Hazard::BreaksCode);
    } else if let Some(table) = context.current.table(&table.id()).filter(|_| is_stored_here) {
        let existing = Existing::of(table, context.current);
        let checks = data_checks::conversions::added(existing, column, context.desired);
        if !checks.is_empty() {
            change = change.scanning().asking(checks);
        }
    }
    change
}

/// The changes of an inherited column whose properties differ from the parent's column.
fn inherited_column_changes(
    table: &Table,
    column: &Column,
    context: &ChangeContext<'_>,
) -> Vec<ObjectChange> {
    let parents = table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent));
    let parent =
        parents.filter_map(|id| context.desired.table(id)).find_map(|t| t.column(&column.column_name));
    let Some(parent) = parent else { return Vec::new() };
    // The server adds the column to children, and passes on storage and statistics, but nothing else
    // that further statements set.
    let inherited = Column {
        comment: None,
        privileges: None,
        options: Column::default().options,
        compression: None,
        inherited: true,
        ..parent.clone()
    };
    let needs = table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent));
    let needs: Vec<ObjectId> = needs.map(|id| id.nested(Kind::Column, column.column_name.clone())).collect();
    column::alter(table, &inherited, column, context)
        .into_iter()
        .map(|change| change.needing(needs.clone()))
        .collect()
}

/// The lock that setting or resetting any of these table options takes
/// (`AlterTableGetRelOptionsLockLevel`).
pub(crate) fn options_lock<'a>(mut options: impl Iterator<Item = &'a Name>) -> LockMode {
    let changes_plans = options.any(|option| option.starts_with("user_catalog_table="));
    if changes_plans { LockMode::AccessExclusive } else { LockMode::ShareUpdateExclusive }
}
