//! The section of a table, including its partitions.

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::Constraint;
use pgplumb_catalog::kinds::table::{Persistence, ReplicaIdentity, Table as SqlTable};

use super::alike::Alike;
use super::details::Listed;
use super::page::{Page, codes, labelled, notes, purpose};
use super::table::Table;
use super::{columns, details, escape, obvious, other_objects};
use crate::header::rows_with_note;
use crate::nouns::counted;

/// Renders the section of a table and the tables that are like it.
pub(crate) fn section(page: &Page<'_>, alike: &Alike<'_>) -> String {
    let table = alike.first;
    let mut out = page.heading(3, &table.id(), &title(alike));
    out.push_str(&purpose(table.comment.as_deref()));
    out.push_str(&facts(page, table));
    out.push_str(&list_of_alike(page, alike));
    out.push_str(&columns::of_table(page, table));
    if !obvious::constraints_are_obvious(page.model, table) {
        out.push_str(&details::constraints_and_indexes(page, table, &Listed::all(table)));
    }
    out.push_str(&details::referenced_by(page, table));
    out.push_str(&details::triggers(page, &table.triggers));
    out.push_str(&details::policies(&table.policies));
    out.push_str(&details::rules(&table.rules));
    out.push_str(&labelled("Statistics", &other_objects::statistics_of(page, table)));
    out.push_str(&partitions(page, table));
    out
}

/// `public.orders`, `public.orders and orders_archive`, `public.log_1 and 11 tables like it`
fn title(alike: &Alike<'_>) -> String {
    let first = escape::text(&format!("{}.{}", alike.first.schema, alike.first.name));
    match alike.others.as_slice() {
        [] => first,
        [other] => format!("{first} and {}", escape::text(&other.name)),
        others => format!("{first} and {} like it", counted(others.len(), "table")),
    }
}

/// Lists the tables that share a section.
fn list_of_alike(page: &Page<'_>, alike: &Alike<'_>) -> String {
    if alike.others.is_empty() {
        return String::new();
    }
    let title = "Tables with these columns and constraints";
    let mut list = Table::new(&[(title, 48), ("Description", 48), (">Size", 0)]);
    for table in alike.tables() {
        let is_first = std::ptr::eq(table, alike.first);
        let anchor = if is_first { String::new() } else { page.links.anchor(&table.id()) };
        // The first table's comment is below the title.
        let comment = table.comment.as_deref().filter(|_| !is_first);
        list.row([
            format!("{anchor}{}", escape::code(&table.name)),
            notes(&alike.missing_parts(table), comment),
            rows_with_note(page.count(table)),
        ]);
    }
    list.finish()
}

/// The kind of most tables.
const ORDINARY: &str = "Table";

/// Summarizes a table in one line, unless there is nothing special about it.
fn facts(page: &Page<'_>, table: &SqlTable) -> String {
    let mut facts = vec![kind(table)];
    let link = |id: &ObjectId| page.object(&table.schema, id);
    if let Some(partition) = &table.partition_of {
        facts.push(format!("partition of {} {}", link(&partition.parent), escape::sql(&partition.bound)));
    }
    if let Some(key) = &table.partition_key {
        facts.push(format!("partitioned by {}", escape::sql(key)));
    }
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.iter().map(link).collect();
        facts.push(format!("inherits from {}", parents.join(", ")));
    }
    let children: Vec<String> =
        page.model.child_tables(table).iter().map(|child| link(&child.id())).collect();
    if !children.is_empty() {
        facts.push(format!("inherited by {}", children.join(", ")));
    }
    if let Some(of_type) = &table.of_type {
        facts.push(format!("of type {}", page.sql_type(of_type)));
    }
    facts.extend(row_security(table));
    facts.extend(storage(table));
    if facts.len() == 1 && facts[0] == ORDINARY {
        return String::new();
    }
    format!("{}\n\n", facts.join(" · "))
}

fn kind(table: &SqlTable) -> String {
    if let Some(foreign) = &table.foreign {
        let options = if foreign.options.is_empty() {
            String::new()
        } else {
            format!(" ({})", codes(&foreign.options))
        };
        return format!("Foreign table on server {}{options}", escape::code(&foreign.server));
    }
    match table.persistence {
        Persistence::Permanent => ORDINARY,
        Persistence::Unlogged => "Unlogged table",
        Persistence::Temporary => "Temporary table",
    }
    .to_owned()
}

fn row_security(table: &SqlTable) -> Option<String> {
    let words = match (table.row_security, table.force_row_security, table.policies.is_empty()) {
        (true, true, _) => "row security enabled, also for the owner",
        (true, false, false) => "row security enabled",
        (true, false, true) => "row security enabled without a policy: only the owner sees rows",
        (false, _, false) => "row security not enabled: the policies have no effect",
        (false, true, true) => "row security forced but not enabled",
        (false, false, true) => return None,
    };
    Some(words.to_owned())
}

fn storage(table: &SqlTable) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(method) = &table.access_method {
        facts.push(format!("access method {}", escape::code(method)));
    }
    if let Some(tablespace) = &table.tablespace {
        facts.push(format!("tablespace {}", escape::code(tablespace)));
    }
    if !table.options.is_empty() {
        facts.push(format!("with {}", codes(&table.options)));
    }
    if !table.toast_options.is_empty() {
        facts.push(format!("TOAST with {}", codes(&table.toast_options)));
    }
    match table.replica_identity {
        ReplicaIdentity::Default | ReplicaIdentity::Index => {}
        ReplicaIdentity::Nothing => facts.push("no replica identity".to_owned()),
        ReplicaIdentity::Full => facts.push("replica identity full".to_owned()),
    }
    facts
}

/// Lists the partitions of all levels, followed by the objects that only single partitions have.
fn partitions(page: &Page<'_>, table: &SqlTable) -> String {
    let partitions = match page.model.table((&table.schema, &table.name)) {
        Some(table) => page.model.partitions(table),
        None => Vec::new(),
    };
    let mut list = Table::new(&[("Partition", 32), ("Bound", 48), ("Description", 24), (">Size", 0)]);
    let mut own = String::new();
    for (depth, partition) in partitions {
        let name = if partition.schema == table.schema {
            escape::code(&partition.name)
        } else {
            escape::code(&format!("{}.{}", partition.schema, partition.name))
        };
        let indent = "↳ ".repeat(depth);
        let mut remarks = Vec::new();
        let key =
            partition.partition_key.as_deref().map(|key| format!("partitioned by {}", escape::sql(key)));
        remarks.extend(key);
        remarks.extend(partition.foreign.as_ref().map(|_| kind(partition)));
        if partition.partition_of.as_ref().is_some_and(|p| p.detach_pending) {
            remarks.push("being detached".to_owned());
        }
        let remarks: Vec<&str> = remarks.iter().map(String::as_str).collect();
        list.row([
            format!("{indent}{}{name}", page.links.anchor(&partition.id())),
            partition.partition_of.as_ref().map(|p| escape::sql(&p.bound)).unwrap_or_default(),
            notes(&remarks, partition.comment.as_deref()),
            rows_with_note(page.count(partition)),
        ]);
        let details = own_details(page, partition);
        if !details.is_empty() {
            own.push_str(&format!("Only on partition {name}:\n\n{details}"));
        }
    }
    list.finish() + &own
}

/// The sub-objects of a partition that do not come from its parent.
fn own_details(page: &Page<'_>, partition: &SqlTable) -> String {
    let has_partition_index = |name: &str| partition.index(name).is_some_and(|i| i.partition_of.is_some());
    let constraints: Vec<&Constraint> = partition
        .constraints
        .iter()
        .filter(|c| !c.inherited && !has_partition_index(&c.constraint_name))
        .collect();
    let listed = Listed {
        constraints,
        indexes: partition.indexes.iter().filter(|index| index.partition_of.is_none()).collect(),
        foreign_keys: partition.foreign_keys.iter().filter(|key| !key.inherited).collect(),
    };
    let mut out = details::constraints_and_indexes(page, partition, &listed);
    out.push_str(&details::referenced_by(page, partition));
    out.push_str(&details::triggers(page, partition.triggers.iter().filter(|t| !t.inherited)));
    out.push_str(&details::policies(&partition.policies));
    out.push_str(&details::rules(&partition.rules));
    out
}
