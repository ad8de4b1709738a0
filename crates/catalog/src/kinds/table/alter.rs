//! `ALTER TABLE`, part by part.

use std::collections::{BTreeMap, BTreeSet};

use super::below::{
    goes_with_parents, has_column, index_attachments, is_below, is_dropped_there_only, is_handed_down,
    parent_goes, parents_that_stay, twins,
};
use super::building::{Building, completion};
use super::online;
use super::{Persistence, ReplicaIdentity, Table, place};
use crate::kinds::alter::{comment, options};
use crate::kinds::column::{self, Column, Says};
use crate::kinds::constraint::{Constraint, ForeignKey};
use crate::kinds::index::{Index, IndexKey};
use crate::kinds::{AlterContext, Alteration, Aspect, Item, Object, PartChange, SqlContext, Statement, questions, relation};
use crate::plan::{Action, Hazard, LockMode};
use crate::sql::{ident, qualified};
use crate::{Kind, Name, ObjectId};

/// How a table becomes another state of itself.
pub(super) fn alter(old: &Table, new: &Table, context: &AlterContext<'_>) -> Alteration {
    let is_foreign_elsewhere = |t: &Table| t.foreign.as_ref().map(|f| f.server.clone());
    if old.partition_key != new.partition_key || is_foreign_elsewhere(old) != is_foreign_elsewhere(new)
    {
        return Alteration::Recreate;
    }
    let is_moved = place::is_moved(old, new, context);
    let is_between = is_moved && old.partition_of.is_some() && new.partition_of.is_some();
    // Its rows are missing until it is in its place again: all that is one transaction.
    let in_one = AlterContext { online: context.online && !is_between, ..*context };
    let mut changes = match is_moved {
        true => changes_in_place(&place::detached(old, context.from, context.version), &place::by_itself(new), &in_one),
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
    let change = |statements: Vec<Statement>, lock| PartChange::new(new.id(), Action::Alter, statements).locking(lock);
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
    if old.replica_identity != new.replica_identity && new.foreign.is_none() && new.replica_identity != ReplicaIdentity::Index {
        let sql = format!("ALTER TABLE ONLY {} REPLICA IDENTITY {}", new.sql_name(), new.replica_identity.word());
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
        let is_kept = new.column(&column.column_name).is_some_and(|now| !column::is_made_anew(column, now, context.version));
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
                let above = parents.iter().map(|parent| parent.nested(Kind::Column, column.column_name.clone()));
                let keys = old.constraints.iter().filter(|key| key.is_key() && key.columns.contains(&column.column_name));
                let keys = keys.map(|key| old.id().nested(Kind::Constraint, key.constraint_name.clone()));
                let above: Vec<ObjectId> = above.chain(keys).filter(|_| let_in).collect();
                changes.extend(column::alter(new, was, column, context).into_iter().map(|change| match change.action {
                    Action::Alter => change.needing(above.clone()),
                    _ => change,
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
        true => format!("ALTER {} ONLY {} DROP COLUMN {}", table.sql_class(), table.sql_name(), ident(&column.column_name)),
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
    let mut statements: Vec<Statement> = vec![format!("{alter} ADD COLUMN {}", column.line(&table.id(), says)).into()];
    statements.extend(column::storage(table, column, None));
    statements.extend(column.not_null_after(&table.id()));
    statements.extend(column::about(table, column, context.to.server_version.major()));
    let mut change = PartChange::new(id, Action::Create, statements).locking(LockMode::AccessExclusive);
    let default = table.id().nested(Kind::Default, column.column_name.clone());
    change.needs.extend(context.to.dependencies.of(&default).cloned());
    if let Some(identity) = &column.identity {
        change.needs.push(ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone()));
    }
    if column::writes_rows(column, context) {
        change = change.scanning().hazard(Hazard::RewritesTable);
    }
    if column.is_not_null() && column.column_default.is_none() && column.identity.is_none() && column.generated.is_none() {
        change.scans = true;
        change = change.asking(context.from.table(&table.id()).map(|table| questions::any_row(table, column)));
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
    column::alter(table, &as_parent, column, context).into_iter().map(|change| change.needing(needs.clone())).collect()
}

/// A constraint of either sort, as the table has it.
#[derive(Clone)]
pub(super) enum Either<'a> {
    Constraint(&'a Constraint),
    ForeignKey(&'a ForeignKey),
}

impl Either<'_> {
    pub(super) fn item(&self, table: &Table) -> Item {
        match self {
            Self::Constraint(c) => c.item(&table.id(), table.index(&c.constraint_name)),
            Self::ForeignKey(k) => k.item(&table.id()),
        }
    }

    pub(super) fn comment(&self) -> Option<&str> {
        match self {
            Self::Constraint(c) => c.comment.as_deref(),
            Self::ForeignKey(k) => k.comment.as_deref(),
        }
    }

    /// The columns that it is on.
    pub(super) fn columns(&self) -> &[Name] {
        match self {
            Self::Constraint(c) => &c.columns,
            Self::ForeignKey(k) => &k.columns,
        }
    }

    pub(super) fn references(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => Some(k.foreign_id()),
        }
    }

    pub(super) fn foreign_index(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => k.foreign_index.clone(),
        }
    }

    pub(super) fn is_inherited(&self) -> bool {
        match self {
            Self::Constraint(c) => c.inherited,
            Self::ForeignKey(k) => k.inherited,
        }
    }

    pub(super) fn name(&self) -> &Name {
        match self {
            Self::Constraint(c) => &c.constraint_name,
            Self::ForeignKey(k) => &k.constraint_name,
        }
    }

    pub(super) fn is_not_enforced(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_enforced,
            Self::ForeignKey(k) => k.not_enforced,
        }
    }

    pub(super) fn is_not_valid(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_valid,
            Self::ForeignKey(k) => k.not_valid,
        }
    }

    /// Whether it is what another is, but for its name, comment and validity.
    pub(super) fn is_same(&self, other: &Self, tables: (&Table, &Table)) -> bool {
        match (self, other) {
            (Self::Constraint(a), Self::Constraint(b)) => {
                let plain = |c: &Constraint| Constraint { constraint_name: "".into(), comment: None, not_valid: false, inherited: false, inherited_from: 0, ..c.clone() };
                let index = |t: &Table, c: &Constraint| {
                    t.index(&c.constraint_name).map(|i| (i.keys.clone(), i.include.clone(), i.nulls_not_distinct))
                };
                plain(a) == plain(b) && index(tables.0, a) == index(tables.1, b)
            }
            (Self::ForeignKey(a), Self::ForeignKey(b)) => {
                let plain = |k: &ForeignKey| ForeignKey { constraint_name: "".into(), comment: None, not_valid: false, inherited: false, foreign_index: None, ..k.clone() };
                plain(a) == plain(b)
            }
            _ => false,
        }
    }
}

impl Table {
    /// The constraint of this name, of whichever sort.
    pub(super) fn constraint_named(&self, name: &Name) -> Option<Either<'_>> {
        constraints_of(self).remove(name)
    }
}

fn constraints_of(table: &Table) -> BTreeMap<&Name, Either<'_>> {
    let constraints = table.constraints.iter().map(|c| (&c.constraint_name, Either::Constraint(c)));
    constraints.chain(table.foreign_keys.iter().map(|k| (&k.constraint_name, Either::ForeignKey(k)))).collect()
}

fn constraints(old: &Table, new: &Table, context: &AlterContext<'_>, changes: &mut Vec<PartChange>) {
    let (before, after) = (constraints_of(old), constraints_of(new));
    let id = |name: &Name| new.id().nested(Kind::Constraint, name.clone());
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let mut done: BTreeSet<&Name> = BTreeSet::new();
    for (name, was) in &before {
        let is = after.get(name);
        let stays = is.is_some_and(|is| was.is_same(is, (old, new)) && (was.is_not_valid() || !is.is_not_valid()));
        if stays
            || is_below(old, new, was, context.from)
            || goes_with_parents(old, name, context)
            || online::is_used(name, old, new, context)
        {
            continue;
        }
        if let Some(is) = is
            && let Some(replaced) = online::replace(was, is, (old, new), context)
        {
            changes.extend(replaced);
            done.insert(*name);
            continue;
        }
        let former = old.inherits.iter().map(|parent| place::disinheritance(&old.id(), parent));
        let sql = format!("{alter} DROP CONSTRAINT {}", ident(name));
        let columns = was.columns().iter().map(|c| old.id().nested(Kind::Column, c.clone()));
        // `ON CONFLICT` needs a key.
        let broken: &[Hazard] = match was {
            Either::Constraint(c) if c.is_key() => &[Hazard::BreaksCode],
            _ => &[],
        };
        changes.push(
            PartChange::new(id(name), Action::Drop, [sql.into()])
                .locking(LockMode::AccessExclusive)
                .also(broken)
                .locking_there(was.references().filter(|other| *other != old.id()), LockMode::AccessExclusive)
                .holding(columns)
                .holding(was.references())
                .holding(was.foreign_index())
                .needing(former),
        );
    }
    for (name, is) in after.iter().filter(|(name, _)| !done.contains(*name)) {
        let was = before.get(name);
        match was {
            Some(was)
                if was.is_same(is, (old, new))
                    && (was.is_not_valid() || !is.is_not_valid())
                    && !goes_with_parents(old, name, context) =>
            {
                let mut statements: Vec<Statement> = Vec::new();
                if was.is_not_valid() && !is.is_not_valid() {
                    changes.extend(online::validation(is, (old, new), context));
                }
                if was.comment() != is.comment() {
                    let on = format!("CONSTRAINT {} ON {}", ident(name), new.sql_name());
                    statements.push(comment(&on, is.comment()));
                }
                if let (Some(a), Some(b)) = (old.index(name), new.index(name)) {
                    statements.extend(index_settings(new, a, b));
                }
                if !statements.is_empty() {
                    changes.push(completion(id(name), statements));
                }
            }
            _ if is_handed_down(old, new, name, is, context) => {}
            _ => changes.extend(online::add(is, (old, new), context)),
        }
    }
}

/// What can be changed of an index that stays.
pub(super) fn index_settings(table: &dyn Object, old: &Index, new: &Index) -> Vec<Statement> {
    let id = table.id();
    let name = match &id.schema {
        Some(schema) => qualified(schema, &new.index_name),
        None => ident(&new.index_name).into_owned(),
    };
    let alter = format!("ALTER INDEX {name}");
    let mut statements = options(&alter, "", &old.options, &new.options);
    if old.tablespace != new.tablespace {
        let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| ident(t));
        statements.push(format!("{alter} SET TABLESPACE {tablespace}").into());
    }
    if old.is_clustered && !new.is_clustered {
        statements.push(format!("ALTER {} {} SET WITHOUT CLUSTER", table.sql_class(), table.sql_name()).into());
    }
    if old.comment != new.comment && new.comment.is_none() {
        statements.push(comment(&format!("INDEX {name}"), None));
    }
    for (at, (was, is)) in old.keys.iter().zip(&new.keys).enumerate() {
        if was.statistics_target.is_some() && is.statistics_target.is_none() {
            statements.push(format!("{alter} ALTER COLUMN {} SET STATISTICS -1", at + 1).into());
        }
    }
    let plain = |index: &Index| Index { options: Vec::new(), tablespace: None, is_invalid: false, ..index.clone() };
    if plain(old) != plain(new) {
        statements.extend(new.completing(&id).into_iter().filter(|statement| !old.completing(&id).contains(statement)));
    }
    if old.is_replica_identity && !new.is_replica_identity {
        statements.push(format!("ALTER TABLE ONLY {} REPLICA IDENTITY DEFAULT", table.sql_name()).into());
    }
    statements
}

fn indexes(old: &Table, new: &Table, context: &AlterContext<'_>, changes: &mut Vec<PartChange>) {
    index_changes(new, (&old.indexes, &new.indexes), new.partition_key.is_some(), context, changes);
}

/// The changes of a relation's indexes that no constraint is built on.
pub(crate) fn index_changes(
    owner: &dyn Object,
    (old, new): (&[Index], &[Index]),
    is_partitioned: bool,
    context: &AlterContext<'_>,
    changes: &mut Vec<PartChange>,
) {
    let table = owner.id();
    let free = |list: &[Index]| -> BTreeMap<Name, Index> {
        list.iter().filter(|i| !i.is_constraint).map(|i| (i.index_name.clone(), i.clone())).collect()
    };
    let (before, after) = (free(old), free(new));
    let building = Building::new(owner, (old, new), is_partitioned, context);
    let mut done: BTreeSet<Name> = BTreeSet::new();
    let columns = |index: &Index| -> Vec<ObjectId> {
        let names = index.columns.iter().chain(&index.include);
        names.map(|c| table.nested(Kind::Column, c.clone())).collect()
    };
    for (name, was) in &before {
        let stays = after.get(name).is_some_and(|is| is_same(was, is));
        if stays || parent_goes(was, context) || building.is_used(name) {
            continue;
        }
        if let Some(is) = after.get(name)
            && let Some(replaced) = building.replace(was, is)
        {
            changes.extend(replaced);
            done.insert(name.clone());
            continue;
        }
        changes.push(building.drop(was).holding(columns(was)));
    }
    for (name, is) in after.iter().filter(|(name, _)| !done.contains(*name)) {
        match before.get(name).filter(|was| is_same(was, is) && !parent_goes(was, context)) {
            Some(was) => {
                let statements = index_settings(owner, was, is);
                if !statements.is_empty() {
                    changes.push(completion(is.id(&table), statements));
                }
            }
            None => changes.extend(building.create(is)),
        }
    }
}

/// Whether an index is built as another, whatever can be changed of it afterwards.
pub(super) fn is_same(one: &Index, other: &Index) -> bool {
    let plain = |index: &Index| Index {
        comment: None,
        options: Vec::new(),
        tablespace: None,
        is_clustered: false,
        is_replica_identity: false,
        is_invalid: false,
        partition_of: None,
        keys: index.keys.iter().map(|key| IndexKey { statistics_target: None, ..key.clone() }).collect(),
        ..index.clone()
    };
    plain(one) == plain(other)
}

/// That a trigger which a partition has from its parent fires otherwise than that.
fn states_of_triggers(new: &Table, context: &AlterContext<'_>) -> Vec<PartChange> {
    let inherited = |part: &crate::kinds::Part| {
        new.triggers.iter().any(|trigger| trigger.inherited && trigger.name == part.id.name) && part.id.kind == Kind::Trigger
    };
    let states = named_parts(new, context.to, context).into_iter().filter(inherited);
    states
        .map(|part| {
            let change = PartChange::new(part.id, Action::Alter, part.statements);
            change.locking(LockMode::ShareRowExclusive).needing(part.needs)
        })
        .collect()
}

/// Triggers, rules and policies: what is another is dropped and made anew.
fn parts(old: &Table, new: &Table, context: &AlterContext<'_>, changes: &mut Vec<PartChange>) {
    let (before, after) = (named_parts(old, context.from, context), named_parts(new, context.to, context));
    part_changes(new, (&before, &after), context, changes);
}

fn named_parts(table: &Table, catalog: &crate::Catalog, context: &AlterContext<'_>) -> Vec<crate::kinds::Part> {
    let apart = BTreeSet::new();
    let sql = SqlContext { version: context.version, catalog, apart: &apart };
    let is_meant = |part: &crate::kinds::Part| matches!(part.id.kind, Kind::Trigger | Kind::Rule | Kind::Policy);
    super::create::parts(table, &sql).into_iter().filter(is_meant).collect()
}

/// The changes of parts that are known by the statements that make them.
pub(crate) fn part_changes(
    owner: &dyn Object,
    (before, after): (&[crate::kinds::Part], &[crate::kinds::Part]),
    context: &AlterContext<'_>,
    changes: &mut Vec<PartChange>,
) {
    let find = |list: &[crate::kinds::Part], id: &ObjectId| list.iter().find(|part| part.id == *id).cloned();
    for was in before {
        if find(after, &was.id).is_some_and(|is| is.statements == was.statements) {
            continue;
        }
        // A trigger that a partition has from its parent is only said to fire or not.
        let is_state = was.statements.first().is_some_and(|s| s.sql.starts_with("ALTER "));
        if is_state && find(after, &was.id).is_none() {
            continue;
        }
        let only_about = find(after, &was.id).is_some_and(|is| is.statements.first() == was.statements.first());
        if !only_about {
            changes.push(drop_part(owner, &was.id, context).also(&part_hazards(was, Action::Drop)));
        }
    }
    for is in after {
        match find(before, &is.id) {
            Some(was) if was.statements == is.statements => {}
            Some(was) if was.statements.first() == is.statements.first() => {
                let mut statements: Vec<Statement> =
                    is.statements.iter().filter(|s| !was.statements.contains(s)).cloned().collect();
                let gone = was.statements.iter().filter(|s| !is.statements.contains(s));
                statements.extend(gone.filter_map(|s| undone(owner, &is.id, s, &is.statements)));
                let is_comment = statements.iter().all(|s| s.aspect != Aspect::Definition);
                let mut change = PartChange::new(is.id.clone(), Action::Alter, statements);
                change.lock = (!is_comment).then(|| part_lock(is.id.kind));
                changes.push(if is_comment { change } else { change.also(&part_hazards(is, Action::Alter)) });
            }
            _ => {
                let change = PartChange::new(is.id.clone(), Action::Create, is.statements.clone());
                let change = change.locking(part_lock(is.id.kind)).also(&part_hazards(is, Action::Create));
                changes.push(change.needing(is.needs.clone()));
            }
        }
    }
}

/// The lock that making or changing a part takes.
fn part_lock(kind: Kind) -> LockMode {
    if kind == Kind::Trigger { LockMode::ShareRowExclusive } else { LockMode::AccessExclusive }
}

/// What may come of a trigger, a rule or a policy that is made, changed or dropped.
fn part_hazards(part: &crate::kinds::Part, action: Action) -> Vec<Hazard> {
    let is_restrictive = part.statements.first().is_some_and(|statement| statement.sql.contains(" AS RESTRICTIVE"));
    match part.id.kind {
        // A permissive policy lets more be seen when it comes, a restrictive one when it goes.
        Kind::Policy if action == Action::Alter || (action == Action::Create) != is_restrictive => {
            vec![Hazard::ChangesResults, Hazard::LoosensSecurity]
        }
        Kind::Policy | Kind::Rule => vec![Hazard::ChangesResults],
        _ => Vec::new(),
    }
}

/// What takes back a statement that said something of a part: a comment, that it does not fire.
fn undone(owner: &dyn Object, id: &ObjectId, said: &Statement, now: &[Statement]) -> Option<Statement> {
    let name = ident(&id.name);
    let word = id.kind.word().to_uppercase();
    if said.sql.starts_with("COMMENT ON") {
        let is_said = now.iter().any(|s| s.sql.starts_with("COMMENT ON"));
        return (!is_said).then(|| comment(&format!("{word} {name} ON {}", owner.sql_name()), None));
    }
    let is_state = |s: &Statement| s.sql.starts_with("ALTER TABLE");
    (is_state(said) && !now.iter().any(is_state)).then(|| format!("ALTER TABLE {} ENABLE {word} {name}", owner.sql_name()).into())
}

/// Drops a part by its kind.
pub(crate) fn drop_part(owner: &dyn Object, id: &ObjectId, _context: &AlterContext<'_>) -> PartChange {
    let sql = drop_part_sql(owner, id);
    PartChange::new(id.clone(), Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive)
}

/// The statement that takes a part away from what it belongs to.
pub fn drop_part_sql(owner: &dyn Object, id: &ObjectId) -> String {
    let (class, table, name) = (owner.sql_class(), owner.sql_name(), ident(&id.name));
    match id.kind {
        Kind::Column => format!("ALTER {class} {table} DROP COLUMN {name}"),
        Kind::Default => format!("ALTER {class} {table} ALTER COLUMN {name} DROP DEFAULT"),
        Kind::Constraint => format!("ALTER {class} {table} DROP CONSTRAINT {name}"),
        Kind::Index => format!("DROP INDEX {}", id.path()),
        kind => format!("DROP {} {name} ON {table}", kind.word().to_uppercase()),
    }
}
