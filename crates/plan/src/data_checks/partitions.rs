//! Queries that count the rows which the bounds of a partition do not allow.

use super::{Existing, Scope, count_rows};
use crate::indexed::IndexedCatalog;
use crate::partition_condition::within;
use crate::steps::DataCheck;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;

/// The checks for attaching a partition: its own rows must be within its bounds, and the default
/// partition must not have rows within them.
pub(crate) fn attach(
    partition: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Vec<DataCheck> {
    let own = own_rows(partition, current, desired);
    own.into_iter().chain(in_default_partition(partition, current, desired)).collect()
}

/// Rows of a partition that are not within its new bounds.
fn own_rows(
    partition: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<DataCheck> {
    let id = partition.id();
    let parent = desired.table(&partition.partition_of.as_ref()?.parent)?;
    let condition = allowed(parent, partition, current, desired)?;
    // The server does not check the rows of a foreign table.
    let table = current.table(&id).filter(|table| table.foreign.is_none())?;
    let from = |table: Existing<'_>| {
        format!("{} WHERE NOT COALESCE({condition}, false)", table.rows(Scope::Own, &[], None))
    };
    let description = format!("rows of {} that are not within its bounds", id.path());
    Some(count_rows(Existing::of(table, current), description, from, true))
}

/// Rows of the default partition within the bounds of another partition.
pub(crate) fn in_default_partition(
    partition: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<DataCheck> {
    let (of, id) = (partition.partition_of.as_ref()?, partition.id());
    let parent = desired.table(&of.parent)?;
    let is_same_key = current.table(&of.parent).is_some_and(|old| old.partition_key == parent.partition_key);
    let default = current.default_partition(&of.parent).filter(|other| *other != id && is_same_key)?;
    let default = current.table(&default).filter(|table| table.foreign.is_none())?;
    let condition = within(parent, &of.bound, current)?;
    let from = |table: Existing<'_>| format!("{} WHERE {condition}", table.rows(Scope::Own, &[], None));
    let description =
        format!("rows of the default partition {} within the bounds of {}", default.sql_name(), id.path());
    Some(count_rows(Existing::of(default, current), description, from, true))
}

/// Rows of a table that fit into none of the partitions of its replacement.
pub(crate) fn unplaced(
    old: &Table,
    new: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<DataCheck> {
    let id = new.id();
    if new.partition_key.is_none() || desired.default_partition(&id).is_some() {
        return None;
    }
    let partitions = desired.partitions(&id).iter().filter_map(|partition| partition.partition_of.as_ref());
    let conditions: Option<Vec<String>> = partitions.map(|of| within(new, &of.bound, current)).collect();
    let conditions = conditions?;
    let any = if conditions.is_empty() { "false".to_owned() } else { conditions.join(" OR ") };
    let from = |table: Existing<'_>| {
        format!("{} WHERE NOT COALESCE({any}, false)", table.rows(Scope::Own, &[], None))
    };
    let description = format!("rows of {} that fit no partition", id.path());
    Some(count_rows(Existing::of(old, current), description, from, true))
}

/// Rows of other tables that refer to rows of a partition, which then cannot be detached.
pub(crate) fn references(
    partition: &Table,
    referencing: &Table,
    key: &ForeignKey,
    current: &IndexedCatalog<'_>,
) -> DataCheck {
    let pairs = key.columns.iter().zip(&key.foreign_columns);
    let same: Vec<String> = pairs.map(|(c, f)| format!("f.{} = r.{}", ident(f), ident(c))).collect();
    let partitions = Existing::of(partition, current);
    let from = |table: Existing<'_>| {
        let is_for_reader = table.server_schema().is_empty();
        let partitions = if is_for_reader { partitions.for_reader() } else { partitions };
        format!(
            "{} WHERE EXISTS (SELECT FROM {} WHERE {})",
            table.rows(Scope::Own, &[], Some("r")),
            partitions.rows(Scope::Own, &[], Some("f")),
            same.join(" AND ")
        )
    };
    let description = format!("rows of {} that refer to {}", referencing.sql_name(), partition.sql_name());
    count_rows(Existing::of(referencing, current), description, from, true)
}

/// The condition for rows that a partition may have.
fn allowed(
    parent: &Table,
    partition: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<String> {
    let of = partition.partition_of.as_ref()?;
    if &*of.bound == "DEFAULT" {
        let siblings = desired.partitions(&of.parent).iter().filter(|sibling| sibling.name != partition.name);
        let bounds = siblings.filter_map(|sibling| sibling.partition_of.as_ref());
        let others: Vec<String> =
            bounds.map(|of| within(parent, &of.bound, current)).collect::<Option<_>>()?;
        return (!others.is_empty()).then(|| format!("NOT COALESCE({}, false)", others.join(" OR ")));
    }
    // The function for hash partitions needs the partitioned table.
    let is_hash = parent.partition_key.as_deref()?.starts_with("HASH");
    let is_known = current.table(&of.parent).is_some_and(|old| old.partition_key == parent.partition_key);
    if is_hash && !is_known { None } else { within(parent, &of.bound, current) }
}
