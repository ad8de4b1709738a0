//! Changes of publications: `ALTER PUBLICATION`. Before PostgreSQL 19, only a new one can be `FOR ALL
//! TABLES`, and on any version, one that publishes all tables or sequences cannot be reduced to a list.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::publication::{Publication, PublicationTable, published};
use pgplumb_catalog::{Name, ObjectId};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::node::NodeId;
use crate::requirement::Requirement;
use crate::steps::{Action, Hazard, LockMode};

impl Alter for Publication {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let contents = match publishes_the_same(self, new) {
            true => None,
            false if !self.publishes_all() && !new.publishes_all() => contents(self, new),
            false if new.publishes_all() && context.version.major() >= 19 => Some(all(self, new)),
            false => return Alteration::Recreate,
        };
        Alteration::Parts([contents, options(self, new)].into_iter().flatten().collect())
    }
}

/// Whether both publish the same tables and sequences. The order of excluded tables does not matter.
fn publishes_the_same(old: &Publication, new: &Publication) -> bool {
    (old.all_tables, old.all_sequences) == (new.all_tables, new.all_sequences)
        && (&old.tables, &old.schemas) == (&new.tables, &new.schemas)
        && excluded(old) == excluded(new)
}

fn excluded(publication: &Publication) -> BTreeSet<&ObjectId> {
    publication.except_tables.iter().collect()
}

/// The publications that no longer list or exclude a table. Until they change, it cannot become
/// unlogged, and if they exclude it, not a partition either.
pub(crate) fn no_longer_naming(table: &ObjectId, context: &ChangeContext<'_>) -> Vec<ObjectId> {
    let names = |publication: &Publication| publication.named_tables().any(|named| named == table);
    let stays = |publication: &Publication| {
        let desired = context.desired.catalog().publications.iter();
        desired.filter(|desired| desired.name == publication.name).any(&names)
    };
    let current = context.current.catalog().publications.iter();
    current.filter(|publication| names(publication) && !stays(publication)).map(Object::id).collect()
}

/// A publication that lists other columns or rows of a table before and after the plan. The server
/// refuses updates while the replica identity does not have all columns of a row filter, so both change
/// in one transaction.
pub(crate) fn changing_entry(table: &ObjectId, context: &ChangeContext<'_>) -> Option<ObjectId> {
    let entry = |publication: &Publication| {
        let entry = publication.tables.iter().find(|entry| entry.table == *table);
        entry.map(|entry| (entry.row_filter.clone(), entry.columns.clone()))
    };
    let desired = context.desired.catalog().publications.iter();
    let current = context.current.catalog().publications.iter();
    let is_changing = |new: &&Publication| {
        let old = current.clone().find(|old| old.name == new.name);
        old.is_some_and(|old| entry(old) != entry(new))
    };
    desired.filter(|new| is_changing(new)).map(Object::id).next()
}

/// Publishes all tables or sequences. A list is emptied first, because the server does not replace it.
fn all(old: &Publication, new: &Publication) -> ObjectChange {
    let alter = format!("ALTER PUBLICATION {}", new.sql_name());
    let listed: Vec<PublicationTable> = old.tables.iter().map(plain).collect();
    let listed = published(&listed, &old.schemas);
    let emptied = (!listed.is_empty()).then(|| format!("{alter} DROP {}", listed.join(", ")).into());
    let set = format!("{alter} SET {}", new.published().join(", ")).into();
    let is_excluded = |table: &ObjectId| new.except_tables.contains(table);
    let is_in_schema = |table: &ObjectId| table.schema.as_ref().is_some_and(|s| old.schemas.contains(s));
    let loses_tables = if new.all_tables {
        new.except_tables.iter().any(|table| {
            let is_listed = old.tables.iter().any(|entry| entry.table == *table) || is_in_schema(table);
            old.all_tables && !old.except_tables.contains(table) || is_listed
        })
    } else {
        old.all_tables || !listed.is_empty()
    };
    let loses = loses_tables || old.all_sequences && !new.all_sequences;
    let newly_excluded = new.except_tables.iter().filter(|table| !old.except_tables.contains(table));
    let detachments = newly_excluded.map(NodeId::detachment);
    let no_longer_excluded = old.except_tables.iter().filter(|table| !is_excluded(table)).cloned();
    let locked: BTreeSet<ObjectId> = old.named_tables().chain(new.named_tables()).cloned().collect();
    let change = ObjectChange::new(new.id(), Action::Alter, emptied.into_iter().chain([set]))
        .locking_there(locked, LockMode::ShareUpdateExclusive)
        .needing(detachments)
        .holding(no_longer_excluded)
        .requiring([Requirement::SuperuserToPublish { publication: new.id() }]);
    if loses { change.hazard(Hazard::BreaksCode) } else { change }
}

/// Adds and drops tables and schemas. If an entry changes, all are set at once, so that the table is
/// published all the time.
fn contents(old: &Publication, new: &Publication) -> Option<ObjectChange> {
    let entry =
        |list: &Publication, table: &ObjectId| list.tables.iter().find(|t| t.table == *table).cloned();
    let is_changed =
        |table: &&PublicationTable| entry(old, &table.table).is_some_and(|other| other != **table);
    let without = |list: &Publication, other: &Publication| {
        let tables = list.tables.iter().filter(|t| entry(other, &t.table).is_none());
        let schemas = list.schemas.iter().filter(|schema| !other.schemas.contains(schema));
        (tables.cloned().collect::<Vec<_>>(), schemas.cloned().collect::<Vec<Name>>())
    };
    let (mut dropped, mut added) = (without(old, new), without(new, old));
    let mut tables: Vec<ObjectId> = dropped.0.iter().chain(&added.0).map(|t| t.table.clone()).collect();
    let removes = !dropped.0.is_empty() || !dropped.1.is_empty();
    let adds_schemas = !added.1.is_empty();
    let alter = format!("ALTER PUBLICATION {}", new.sql_name());
    let changed: Vec<&PublicationTable> = new.tables.iter().filter(is_changed).collect();
    // The server refuses a column list while the publication has a schema.
    let has_columns = new.tables.iter().any(|entry| !entry.columns.is_empty());
    let schemas = if has_columns { std::mem::take(&mut dropped.1) } else { Vec::new() };
    let first =
        (!schemas.is_empty()).then(|| format!("{alter} DROP {}", published(&[], &schemas).join(", ")));
    let rest: Vec<String> = if changed.is_empty() {
        // A dropped entry has neither columns nor a row filter.
        dropped.0.iter_mut().for_each(|t| *t = plain(t));
        added.0.sort_by(|a, b| a.table.cmp(&b.table));
        [("ADD", &added), ("DROP", &dropped)]
            .into_iter()
            .map(|(verb, (tables, schemas))| (verb, published(tables, schemas)))
            .filter(|(_, entries)| !entries.is_empty())
            .map(|(verb, entries)| format!("{alter} {verb} {}", entries.join(", ")))
            .collect()
    } else {
        vec![format!("{alter} SET {}", published(&new.tables, &new.schemas).join(", "))]
    };
    let statements: Vec<String> = first.into_iter().chain(rest).collect();
    if statements.is_empty() {
        return None;
    }
    tables.extend(changed.iter().map(|t| t.table.clone()));
    let loses = changed.iter().any(|t| t.row_filter.is_some() || !t.columns.is_empty());
    let mut change = ObjectChange::new(new.id(), Action::Alter, statements.into_iter().map(Into::into));
    change.part_of = Some(new.id());
    let change = change.locking_there(tables, LockMode::ShareUpdateExclusive);
    let change = if removes || loses { change.hazard(Hazard::BreaksCode) } else { change };
    let superuser = adds_schemas.then(|| Requirement::SuperuserToPublish { publication: new.id() });
    Some(change.requiring(superuser))
}

/// The changes that publish all columns and rows of the listed tables, so that a listed column can
/// change, and then what the publication should list.
pub(crate) fn without_details(current: &Publication, desired: &Publication) -> [ObjectChange; 2] {
    let (id, alter) = (current.id(), format!("ALTER PUBLICATION {} SET", current.sql_name()));
    let node = NodeId::PublicationDetails { publication: id.clone() };
    let has_details = |entry: &&PublicationTable| entry.row_filter.is_some() || !entry.columns.is_empty();
    let all: Vec<PublicationTable> = current.tables.iter().map(plain).collect();
    let changes = [(Action::Detach, current, &all), (Action::Restore, desired, &desired.tables)];
    changes.map(|(action, publication, tables)| {
        let locked = publication.tables.iter().filter(has_details).map(|entry| entry.table.clone());
        let sql = format!("{alter} {}", published(tables, &publication.schemas).join(", "));
        let mut change = ObjectChange::new(node.clone(), action, [sql.into()]);
        // Other sessions never see the table published as a whole.
        change.part_of = Some(id.clone());
        change.locking_there(locked.collect::<Vec<_>>(), LockMode::ShareUpdateExclusive)
    })
}

fn plain(entry: &PublicationTable) -> PublicationTable {
    PublicationTable { table: entry.table.clone(), columns: Vec::new(), row_filter: None }
}

fn options(old: &Publication, new: &Publication) -> Option<ObjectChange> {
    const ALL: &str = "insert, update, delete, truncate";
    let operations = |publication: &Publication| {
        publication.publish.as_ref().map_or_else(|| ALL.to_owned(), |list| list.join(", "))
    };
    let mut options = Vec::new();
    if old.publish != new.publish {
        options.push(format!("publish = '{}'", operations(new)));
    }
    if old.publish_via_partition_root != new.publish_via_partition_root {
        options.push(format!("publish_via_partition_root = {}", new.publish_via_partition_root));
    }
    if old.publish_generated_columns != new.publish_generated_columns {
        options.push(format!("publish_generated_columns = {}", new.publish_generated_columns.word()));
    }
    if options.is_empty() {
        return None;
    }
    let sql = format!("ALTER PUBLICATION {} SET ({})", new.sql_name(), options.join(", "));
    let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
    let (before, after) = (operations(old), operations(new));
    let is_published = |operation: &str| after.split(", ").any(|other| other == operation);
    let loses = !before.split(", ").all(is_published);
    Some(if loses { change.hazard(Hazard::BreaksCode) } else { change })
}
