//! What becomes of a relation's indexes.

use std::collections::{BTreeMap, BTreeSet};

use super::Table;
use super::below::parent_goes;
use super::building::{Building, completion};
use crate::kinds::alter::{comment, options};
use crate::kinds::index::{Index, IndexKey};
use crate::kinds::{AlterContext, Object, PartChange, Statement};
use crate::sql::{ident, qualified};
use crate::{Kind, Name, ObjectId};

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
        statements
            .push(format!("ALTER {} {} SET WITHOUT CLUSTER", table.sql_class(), table.sql_name()).into());
    }
    if old.comment != new.comment && new.comment.is_none() {
        statements.push(comment(&format!("INDEX {name}"), None));
    }
    for (at, (was, is)) in old.keys.iter().zip(&new.keys).enumerate() {
        if was.statistics_target.is_some() && is.statistics_target.is_none() {
            statements.push(format!("{alter} ALTER COLUMN {} SET STATISTICS -1", at + 1).into());
        }
    }
    let plain =
        |index: &Index| Index { options: Vec::new(), tablespace: None, is_invalid: false, ..index.clone() };
    if plain(old) != plain(new) {
        statements.extend(
            new.completing(&id).into_iter().filter(|statement| !old.completing(&id).contains(statement)),
        );
    }
    if old.is_replica_identity && !new.is_replica_identity {
        statements.push(format!("ALTER TABLE ONLY {} REPLICA IDENTITY DEFAULT", table.sql_name()).into());
    }
    statements
}

pub(super) fn indexes(old: &Table, new: &Table, context: &AlterContext<'_>, changes: &mut Vec<PartChange>) {
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
