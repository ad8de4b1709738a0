//! `CREATE TABLE`, and what follows it.

use std::collections::BTreeSet;

use super::{Persistence, ReplicaIdentity, Table, place};
use crate::kinds::column::{self, Column, NotNull, Says};
use crate::kinds::constraint::{Constraint, ConstraintType, server_chosen_name};
use crate::kinds::{Create, Item, Object, Part, SqlContext, Statement, relation};
use crate::sql::{ident, qualified};
use crate::{Catalog, Kind, ObjectId};

/// The SQL that makes a table.
pub(super) fn create(table: &Table, context: &SqlContext<'_>) -> Create {
    let id = table.id();
    let mut create = Create {
        head: format!("CREATE {}{} {}", persistence(table), table.sql_class(), table.sql_name()),
        tail: tail(table),
        ..Create::default()
    };
    if let Some(of_type) = &table.of_type {
        create.head.push_str(&format!(" OF {of_type}"));
    } else {
        create.parentheses = true;
    }
    let inherited = Inherited::new(table, context.catalog);
    for column in &table.columns {
        column_items(table, column, &inherited, context, &mut create);
    }
    let (mut keys, mut exclusions) = (BTreeSet::new(), BTreeSet::new());
    for constraint in &table.constraints {
        // A partition must have its parent's checks before it is attached; its keys come with its indexes.
        if !constraint.inherited || table.partition_of.is_some() && !comes_with_attaching(table, constraint) {
            let mut item = constraint.item(&id, table.index(&constraint.constraint_name));
            // Of two keys on the same columns, and of two exclusions of the same, CREATE TABLE makes only one.
            let is_double = match constraint.constraint_type {
                ConstraintType::Exclusion => !exclusions.insert(&constraint.definition),
                _ => constraint.is_key() && !keys.insert(&constraint.columns),
            };
            if is_double {
                item.inline = None;
            }
            let index = table.index(&constraint.constraint_name);
            if index.is_some_and(|index| index.is_partitioned && index.is_invalid) {
                item.needs.extend(partitions(&id, context.catalog).map(|p| place::attachment(&p.id())));
            }
            create.items.push(item);
        }
    }
    create.items.extend(table.foreign_keys.iter().filter(|k| !k.inherited).map(|k| k.item(&id)));
    create.after.extend(settings(table));
    create
}

/// Whether a partition has a constraint from its parent that the server makes when it is attached, and never takes another for: an exclusion
/// constraint (`CompareIndexInfo`).
fn comes_with_attaching(table: &Table, constraint: &Constraint) -> bool {
    table.partition_of.is_some()
        && constraint.inherited
        && constraint.constraint_type == ConstraintType::Exclusion
}

fn persistence(table: &Table) -> &'static str {
    if table.persistence == Persistence::Unlogged { "UNLOGGED " } else { "" }
}

fn tail(table: &Table) -> String {
    let mut sql = String::new();
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.iter().map(ObjectId::path).collect();
        sql.push_str(&format!("\nINHERITS ({})", parents.join(", ")));
    }
    if let Some(key) = &table.partition_key {
        sql.push_str(&format!("\nPARTITION BY {key}"));
    }
    let storage =
        relation::storage_sql(&table.access_method, &table.options, &table.toast_options, &table.tablespace);
    if !storage.is_empty() {
        sql.push_str(&format!("\n{}", storage.trim_start()));
    }
    if let Some(foreign) = &table.foreign {
        sql.push_str(&format!("\nSERVER {}", ident(&foreign.server)));
        if !foreign.options.is_empty() {
            sql.push_str(&format!(" OPTIONS ({})", relation::foreign_options_sql(&foreign.options)));
        }
    }
    sql
}

/// The columns that a table's parents hand down.
struct Inherited<'a>(Vec<&'a Column>);

impl<'a> Inherited<'a> {
    /// Of several parents that have the column, the last one's default holds where all agree, which they must.
    fn new(table: &Table, catalog: &'a Catalog) -> Self {
        let parents = table.inherits.iter().filter_map(|id| catalog.table(id));
        Self(parents.flat_map(|parent| &parent.columns).collect())
    }

    fn column(&self, name: &str) -> Option<&'a Column> {
        self.0.iter().copied().find(|c| &*c.column_name == name)
    }
}

/// A column's line, or, where it is inherited, what the table says otherwise than its parents.
fn column_items(
    table: &Table,
    column: &Column,
    inherited: &Inherited<'_>,
    context: &SqlContext<'_>,
    create: &mut Create,
) {
    let id = table.id();
    let default_id = id.nested(Kind::Default, column.column_name.clone());
    let apart = context.apart.contains(&default_id) && column.column_default.is_some();
    let parent = inherited.column(&column.column_name);
    // Partitions are made as tables of their own and attached, so that they keep their order of columns.
    let is_line = table.partition_of.is_some() || !column.inherited;
    let default = column.column_default.as_ref().map(|default| set_default(table, column, default));
    let mut after: Vec<Statement> = Vec::new();
    if is_line && table.of_type.is_some() {
        let clauses = column.clauses(&id, Says { default: !apart, generated: true, not_null: true });
        if !clauses.is_empty() {
            let line = format!("{} WITH OPTIONS{clauses}", ident(&column.column_name));
            create.items.push(Item::inline(id.nested(Kind::Column, column.column_name.clone()), line));
        }
    } else if is_line {
        let says = Says {
            default: !apart,
            generated: says_generated(column, parent),
            not_null: says_not_null(column, parent),
        };
        let named = named_as_partitions_say(table, column, context);
        let line = named.as_ref().unwrap_or(column).line(&id, says);
        create.items.push(Item::inline(id.nested(Kind::Column, column.column_name.clone()), line));
    } else {
        after.extend(unlike_parent(table, column, parent, apart));
    }
    if apart {
        let alone = Item { inline: None, alone: default, ..Item::inline(default_id, "") };
        create.items.push(alone);
    }
    after.extend(column::storage(table, column, parent.filter(|_| !is_line)));
    after.extend(column.not_null_after(&id));
    after.extend(column::about(table, column, context.catalog.server_version.major()));
    create.after.extend(after);
}

/// The column of a partitioned table with the name of its not-null constraint (version 18), where a partition has that name too: if
/// the partition is made first, the server would choose another for the table.
fn named_as_partitions_say(table: &Table, column: &Column, context: &SqlContext<'_>) -> Option<Column> {
    let may_clash = table.partition_key.is_some() && !column.is_nullable() && column.not_null.is_none();
    if !may_clash || context.version.major() < 18 {
        return None;
    }
    let name = server_chosen_name(&table.name, &column.column_name, "not_null");
    let has_name = |partition: &Table| {
        let same = partition.column(&column.column_name).and_then(|c| c.not_null.as_ref());
        same.is_some_and(|not_null| *not_null.name == name)
    };
    if !partitions(&table.id(), context.catalog).any(has_name) {
        return None;
    }
    let not_null = NotNull { name: name.into(), ..NotNull::default() };
    Some(Column { not_null: Some(Box::new(not_null)), ..column.clone() })
}

/// Whether the table itself says that the column is not null, and not only a parent.
fn says_not_null(column: &Column, parent: Option<&Column>) -> bool {
    let no_inherit = |c: &Column| c.not_null.as_ref().is_some_and(|n| n.no_inherit);
    let handed_down = parent.is_some_and(|p| p.is_not_null() && !no_inherit(p));
    column.is_not_null() && (!handed_down || column.not_null.is_some())
}

/// Whether the table itself says what the column is generated from. What a parent's column is generated from it hands down, and
/// before version 16 nothing else may be said.
fn says_generated(column: &Column, parent: Option<&Column>) -> bool {
    parent.is_none_or(|p| p.generated != column.generated)
}

fn set_default(table: &Table, column: &Column, default: &str) -> Statement {
    let (name, column) = (table.sql_name(), ident(&column.column_name));
    format!("ALTER TABLE ONLY {name} ALTER COLUMN {column} SET DEFAULT {default}").into()
}

/// What an inherited column has otherwise than its parents' one.
fn unlike_parent(table: &Table, column: &Column, parent: Option<&Column>, apart: bool) -> Vec<Statement> {
    let alter = format!("ALTER TABLE ONLY {} ALTER COLUMN {}", table.sql_name(), ident(&column.column_name));
    let mut statements: Vec<Statement> = Vec::new();
    let parents_default = parent.and_then(|p| p.column_default.as_ref());
    match &column.column_default {
        Some(default) if parents_default != Some(default) && !apart => {
            statements.push(set_default(table, column, default));
        }
        None if parents_default.is_some() => statements.push(format!("{alter} DROP DEFAULT").into()),
        _ => {}
    }
    if says_not_null(column, parent) && !column.is_not_null_apart() {
        statements.push(match &column.not_null {
            Some(not_null) => {
                let inherit = if not_null.no_inherit { " NO INHERIT" } else { "" };
                let (name, column) = (ident(&not_null.name), ident(&column.column_name));
                format!(
                    "ALTER TABLE ONLY {}\n    ADD CONSTRAINT {name} NOT NULL {column}{inherit}",
                    table.sql_name()
                )
                .into()
            }
            None => format!("{alter} SET NOT NULL").into(),
        });
    }
    if !column.foreign_options.is_empty() {
        let options = relation::foreign_options_sql(&column.foreign_options);
        let name = ident(&column.column_name);
        statements.push(
            format!("ALTER FOREIGN TABLE {} ALTER COLUMN {name} OPTIONS ({options})", table.sql_name())
                .into(),
        );
    }
    statements
}

/// Row security and replica identity.
fn settings(table: &Table) -> Vec<Statement> {
    let name = table.sql_name();
    let mut statements: Vec<Statement> = Vec::new();
    if table.row_security {
        statements.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY").into());
    }
    if table.force_row_security {
        statements.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY").into());
    }
    // A foreign table has none, and the catalog says so in the same way.
    let is_own = table.foreign.is_none();
    if is_own && matches!(table.replica_identity, ReplicaIdentity::Nothing | ReplicaIdentity::Full) {
        statements.push(
            format!("ALTER TABLE ONLY {name} REPLICA IDENTITY {}", table.replica_identity.word()).into(),
        );
    }
    statements
}

/// Indexes, attachment to the partitioned table, triggers, rules and policies.
pub(super) fn parts(table: &Table, context: &SqlContext<'_>) -> Vec<Part> {
    let id = table.id();
    let mut parts = Vec::new();
    let mut attached_first: Vec<_> = table.indexes.iter().filter(|i| !i.is_constraint).collect();
    // Where several indexes of a partition could be attached, the server takes the one that is there first, for the parent's indexes
    // in the order in which they were made.
    attached_first.sort_by_key(|i| (i.partition_of.is_none(), i.partition_of.as_ref()));
    for index in attached_first {
        let mut part = index.part(&id);
        if index.is_partitioned && index.is_invalid {
            part.needs.extend(partitions(&id, context.catalog).map(|p| place::attachment(&p.id())));
        }
        parts.push(part);
    }
    let parent = table.partition_of.as_ref();
    if let Some(partition) = parent {
        parts.push(attachment(table, &partition.parent, &partition.bound, context.catalog));
        parts.extend(index_attachments(table, &partition.parent, context.catalog));
        for constraint in
            table.constraints.iter().filter(|constraint| comes_with_attaching(table, constraint))
        {
            let Item { id: own, after, .. } = constraint.item(&id, table.index(&constraint.constraint_name));
            if !after.is_empty() {
                parts.push(Part { id: own, statements: after, needs: vec![place::attachment(&id)] });
            }
        }
    }
    let parent = parent.and_then(|p| context.catalog.table(&p.parent));
    for trigger in &table.triggers {
        let above = parent.and_then(|p| p.triggers.iter().find(|t| t.name == trigger.name));
        if let Some(mut part) = trigger.part(&id, above) {
            if trigger.inherited {
                part.needs.push(place::attachment(&id));
            }
            parts.push(part);
        }
    }
    parts.extend(table.rules.iter().map(|rule| rule.part(&id)));
    parts.extend(table.policies.iter().map(|policy| policy.part(&id)));
    parts
}

fn partitions<'a>(parent: &'a ObjectId, catalog: &'a Catalog) -> impl Iterator<Item = &'a Table> {
    let tables = catalog.tables.iter().chain(&catalog.foreign_tables);
    tables.filter(move |t| t.partition_of.as_ref().is_some_and(|p| p.parent == *parent))
}

/// Attaches a partition: after its indexes, so that they are taken for the parent's and no others are made.
fn attachment(table: &Table, parent: &ObjectId, bound: &str, catalog: &Catalog) -> Part {
    let sql = format!("ALTER TABLE ONLY {} ATTACH PARTITION {} {bound}", parent.path(), table.sql_name());
    let mut needs = vec![parent.clone()];
    let id = table.id();
    needs.extend(table.indexes.iter().filter(|i| i.partition_of.is_some()).map(|i| i.id(&id)));
    needs.extend(catalog.table(parent).map(place::parts_above).unwrap_or_default());
    Part { needs, ..Part::new(place::attachment(&id), sql) }
}

/// An index that the parent's invalid one waits for is attached by hand: attaching the table has not done it.
fn index_attachments(table: &Table, parent: &ObjectId, catalog: &Catalog) -> Vec<Part> {
    let Some(parent) = catalog.table(parent) else { return Vec::new() };
    let waiting = parent.indexes.iter().filter(|i| i.is_partitioned && i.is_invalid);
    waiting
        .flat_map(|above| {
            let above_id = above.id(&parent.id());
            let own = table
                .indexes
                .iter()
                .filter(|i| i.partition_of.as_ref() == Some(&above_id))
                .cloned()
                .collect::<Vec<_>>();
            own.into_iter().map(move |index| {
                let id = table.id().nested(Kind::Constraint, format!("partition of {}", index.index_name));
                let name = qualified(&table.schema, &index.index_name);
                let sql = format!("ALTER INDEX {} ATTACH PARTITION {name}", above_id.path());
                Part { needs: vec![above_id.clone(), index.id(&table.id())], ..Part::new(id, sql) }
            })
        })
        .collect()
}
