//! `CREATE TABLE` and the statements that complete it.

use std::collections::BTreeSet;

use super::{Persistence, ReplicaIdentity, Table, Tables, attachment_needs};
use crate::kinds::column::{self, Column, ColumnClauses};
use crate::kinds::constraint::{Constraint, ConstraintType};
use crate::kinds::{Create, Item, Object, SqlContext, Statement, SubObject, relation};
use crate::sql::{ident, qualified};
use crate::{Kind, NodeId, ObjectId};

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
    let inherited = Inherited::new(table, context.tables);
    for column in &table.columns {
        column_items(table, column, &inherited, context, &mut create);
    }
    let (mut keys, mut exclusions) = (BTreeSet::new(), BTreeSet::new());
    for constraint in in_creation_order(&table.constraints) {
        // A partition needs the parent's checks before it is attached. Keys come with the indexes.
        if !constraint.inherited
            || table.partition_of.is_some() && !is_created_by_attaching(table, constraint)
        {
            let mut item = constraint.item(&id, table.index(&constraint.constraint_name));
            // CREATE TABLE merges two keys on the same columns and two equal exclusion constraints
            // into one.
            let is_duplicate = match constraint.constraint_type {
                ConstraintType::Exclusion => !exclusions.insert(&constraint.definition),
                _ => constraint.is_key() && !keys.insert(&constraint.columns),
            };
            if is_duplicate {
                item.inline = None;
            }
            let index = table.index(&constraint.constraint_name);
            if index.is_some_and(|index| index.is_partitioned && index.is_invalid) {
                item.needs.extend(context.tables.partitions(&id).map(|p| NodeId::attachment(&p.id())));
            }
            create.items.push(item);
        }
    }
    create.items.extend(table.foreign_keys.iter().filter(|k| !k.inherited).map(|k| k.item(&id)));
    create.after.extend(settings(table));
    create
}

/// Constraints in the order in which they are created. A partition's inherited keys come first:
/// when the partition is attached, the server reuses the oldest equal key (`CompareIndexInfo`).
/// Then the primary key.
fn in_creation_order(constraints: &[Constraint]) -> Vec<&Constraint> {
    let mut ordered: Vec<&Constraint> = constraints.iter().collect();
    let is_primary = |c: &Constraint| c.constraint_type == ConstraintType::PrimaryKey;
    ordered.sort_by_key(|c| (!(c.inherited && c.is_key()), !is_primary(c)));
    ordered
}

/// Whether attaching the partition creates this constraint, and the server never reuses an existing
/// one: an exclusion constraint (`CompareIndexInfo`).
fn is_created_by_attaching(table: &Table, constraint: &Constraint) -> bool {
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

/// The columns inherited from a table's parents.
struct Inherited<'a>(Vec<&'a Column>);

impl<'a> Inherited<'a> {
    fn new(table: &Table, tables: Tables<'a>) -> Self {
        let parents = table.inherits.iter().filter_map(|id| tables.get(id));
        Self(parents.flat_map(|parent| &parent.columns).collect())
    }

    fn column(&self, name: &str) -> Option<&'a Column> {
        self.named(name).next()
    }

    /// Whether a column is not null because a parent's column is.
    fn is_not_null(&self, name: &str) -> bool {
        let no_inherit = |column: &Column| column.not_null.as_ref().is_some_and(|n| n.no_inherit);
        self.named(name).any(|column| column.is_not_null() && !no_inherit(column))
    }

    /// Whether a column has a default unless the table declares another one.
    fn has_default(&self, name: &str) -> bool {
        self.named(name).any(|column| column.column_default.is_some())
    }

    fn named<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'a Column> + 'b {
        self.0.iter().copied().filter(move |column| &*column.column_name == name)
    }
}

/// Adds a column: its definition or, if inherited, the differences from the parent's column.
fn column_items(
    table: &Table,
    column: &Column,
    inherited: &Inherited<'_>,
    context: &SqlContext<'_>,
    create: &mut Create,
) {
    let id = table.id();
    let default_id = id.nested(Kind::Default, column.column_name.clone());
    let is_separate = context.separate.contains(&default_id) && column.column_default.is_some();
    let parent = inherited.column(&column.column_name);
    // Partitions are created as separate tables and attached, to keep their column order.
    let is_defined_here = table.partition_of.is_some() || !column.inherited;
    let default = column.column_default.as_ref().map(|default| set_default(table, column, default));
    let mut after: Vec<Statement> = Vec::new();
    if is_defined_here && table.of_type.is_some() {
        let clauses =
            ColumnClauses { default: !is_separate, null_default: false, generated: true, not_null: true };
        let clauses = column.clauses(&id, clauses);
        if !clauses.is_empty() {
            let line = format!("{} WITH OPTIONS{clauses}", ident(&column.column_name));
            create.items.push(Item::inline(id.nested(Kind::Column, column.column_name.clone()), line));
        }
    } else if is_defined_here {
        let clauses = ColumnClauses {
            default: !is_separate,
            null_default: inherited.has_default(&column.column_name),
            generated: declares_generated(column, parent),
            not_null: declares_not_null(column, inherited),
        };
        let line = column.line(&id, clauses);
        create.items.push(Item::inline(id.nested(Kind::Column, column.column_name.clone()), line));
    } else {
        create.items.extend(not_null_item(&id, column, inherited, context));
        after.extend(differences_from_parent(table, column, inherited, (is_separate, context)));
    }
    // Where NOT NULL is not a constraint, a child can allow nulls that its parent does not.
    if inherited.is_not_null(&column.column_name) && !column.is_not_null() && !has_constraints(context) {
        after.push(format!("{} DROP NOT NULL", alter_only(table, column)).into());
    }
    if is_separate {
        let item = Item { inline: None, separate: default, ..Item::inline(default_id, "") };
        create.items.push(item);
    }
    after.extend(column::storage(table, column, parent));
    after.extend(column.not_null_after(&id));
    after.extend(column::common_statements(table, column, context.read_from.major()));
    create.after.extend(after);
}

/// Whether the table itself declares the column not null, in addition to a parent.
fn declares_not_null(column: &Column, inherited: &Inherited<'_>) -> bool {
    column.is_not_null() && (!inherited.is_not_null(&column.column_name) || column.not_null.is_some())
}

/// Whether `NOT NULL` is a constraint with a name.
fn has_constraints(context: &SqlContext<'_>) -> bool {
    context.version.major() >= 18
}

/// The not-null constraint that a table declares for an inherited column. With another name than the
/// parent's constraint, it can only be declared in `CREATE TABLE`.
fn not_null_item(
    table: &ObjectId,
    column: &Column,
    inherited: &Inherited<'_>,
    context: &SqlContext<'_>,
) -> Option<Item> {
    let not_null = column.not_null.as_ref().filter(|_| declares_not_null(column, inherited))?;
    if column.has_separate_not_null() || !has_constraints(context) {
        return None;
    }
    let (name, inherit) = (ident(&not_null.name), if not_null.no_inherit { " NO INHERIT" } else { "" });
    let line = format!("CONSTRAINT {name} NOT NULL {}{inherit}", ident(&column.column_name));
    Some(Item::inline(table.nested(Kind::Constraint, not_null.name.clone()), line))
}

/// Whether the table itself declares the generation expression. The parent's expression is
/// inherited, and before version 16 it cannot be repeated.
fn declares_generated(column: &Column, parent: Option<&Column>) -> bool {
    parent.is_none_or(|p| p.generated != column.generated)
}

/// The start of a statement that alters a column of this table only.
fn alter_only(table: &Table, column: &Column) -> String {
    format!("ALTER TABLE ONLY {} ALTER COLUMN {}", table.sql_name(), ident(&column.column_name))
}

fn set_default(table: &Table, column: &Column, default: &str) -> Statement {
    format!("{} SET DEFAULT {default}", alter_only(table, column)).into()
}

/// The statements for differences between an inherited column and the parent's column.
fn differences_from_parent(
    table: &Table,
    column: &Column,
    inherited: &Inherited<'_>,
    (is_separate, context): (bool, &SqlContext<'_>),
) -> Vec<Statement> {
    let alter = alter_only(table, column);
    let parent = inherited.column(&column.column_name);
    let mut statements: Vec<Statement> = Vec::new();
    let parents_default = parent.and_then(|p| p.column_default.as_ref());
    match &column.column_default {
        Some(default) if parents_default != Some(default) && !is_separate => {
            statements.push(set_default(table, column, default));
        }
        None if inherited.has_default(&column.column_name) => {
            statements.push(format!("{alter} DROP DEFAULT").into())
        }
        _ => {}
    }
    let is_item = not_null_item(&table.id(), column, inherited, context).is_some();
    if declares_not_null(column, inherited) && !column.has_separate_not_null() && !is_item {
        statements.push(format!("{alter} SET NOT NULL").into());
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
    // Foreign tables have no replica identity, and the catalog stores that as NOTHING.
    let is_own = table.foreign.is_none();
    if is_own && matches!(table.replica_identity, ReplicaIdentity::Nothing | ReplicaIdentity::Full) {
        statements.push(
            format!("ALTER TABLE ONLY {name} REPLICA IDENTITY {}", table.replica_identity.word()).into(),
        );
    }
    statements
}

/// Indexes, the attachment to the partitioned table, triggers, rules and policies.
pub(super) fn sub_objects(table: &Table, context: &SqlContext<'_>) -> Vec<SubObject> {
    let id = table.id();
    let mut sub_objects = Vec::new();
    let mut indexes: Vec<_> = table.indexes.iter().filter(|i| !i.is_constraint).collect();
    // The server attaches the parent's indexes in the order of creation, and takes the first
    // matching index of the partition.
    indexes.sort_by_key(|i| (i.partition_of.is_none(), i.partition_of.as_ref()));
    for index in indexes {
        let mut sub_object = index.sub_object(&id);
        if index.is_partitioned && index.is_invalid {
            sub_object.needs.extend(context.tables.partitions(&id).map(|p| NodeId::attachment(&p.id())));
        }
        sub_objects.push(sub_object);
    }
    let parent = table.partition_of.as_ref();
    if let Some(partition) = parent {
        sub_objects.push(attachment_of(table, &partition.parent, &partition.bound, context.tables));
        sub_objects.extend(index_attachments(table, &partition.parent, context.tables));
        for constraint in
            table.constraints.iter().filter(|constraint| is_created_by_attaching(table, constraint))
        {
            let Item { id: own, after, .. } = constraint.item(&id, table.index(&constraint.constraint_name));
            if !after.is_empty() {
                sub_objects.push(SubObject {
                    id: own.into(),
                    statements: after,
                    needs: vec![NodeId::attachment(&id)],
                });
            }
        }
    }
    let parent = parent.and_then(|p| context.tables.get(&p.parent));
    for trigger in &table.triggers {
        let parents = parent.and_then(|p| p.triggers.iter().find(|t| t.name == trigger.name));
        if let Some(mut sub_object) = trigger.sub_object(&id, parents) {
            if trigger.inherited {
                sub_object.needs.push(NodeId::attachment(&id));
            }
            sub_objects.push(sub_object);
        }
    }
    sub_objects.extend(table.rules.iter().map(|rule| rule.sub_object(&id)));
    sub_objects.extend(table.policies.iter().map(|policy| policy.sub_object(&id)));
    sub_objects
}

/// Attaches a partition after its indexes are created, so that the server reuses them for the
/// parent's indexes.
fn attachment_of(table: &Table, parent: &ObjectId, bound: &str, tables: Tables<'_>) -> SubObject {
    let sql = format!("ALTER TABLE ONLY {} ATTACH PARTITION {} {bound}", parent.path(), table.sql_name());
    let id = table.id();
    let attached = table.indexes.iter().filter(|i| i.partition_of.is_some()).map(|i| i.id(&id));
    let above = tables.get(parent).map(attachment_needs).unwrap_or_default();
    let needs = std::iter::once(parent.clone()).chain(attached).chain(above).map(NodeId::from).collect();
    SubObject { needs, ..SubObject::new(NodeId::attachment(&id), sql) }
}

/// Attaches indexes for an invalid index of the parent, because attaching the table does not.
fn index_attachments(table: &Table, parent: &ObjectId, tables: Tables<'_>) -> Vec<SubObject> {
    let Some(parent) = tables.get(parent) else { return Vec::new() };
    let mut attachments = Vec::new();
    for above in parent.indexes.iter().filter(|index| index.is_partitioned && index.is_invalid) {
        let above_id = above.id(&parent.id());
        for index in table.indexes.iter().filter(|index| index.partition_of.as_ref() == Some(&above_id)) {
            let id = NodeId::IndexAttachment { table: table.id(), index: index.index_name.clone() };
            let name = qualified(&table.schema, &index.index_name);
            let sql = format!("ALTER INDEX {} ATTACH PARTITION {name}", above_id.path());
            let needs = vec![above_id.clone().into(), index.id(&table.id()).into()];
            attachments.push(SubObject { needs, ..SubObject::new(id, sql) });
        }
    }
    attachments
}
