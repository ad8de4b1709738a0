//! Tables that are replaced by a new table, into which their rows are moved.

use crate::kinds;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{Existing, conversions, partitions};
use crate::graph::Node;
use crate::graph::lineage::Lineage;
use crate::kinds::column::retype;
use crate::kinds::table::move_rows;
use crate::node::NodeId;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::column::{Column, NotNull};
use pgplumb_catalog::kinds::constraint::server_chosen_name;
use pgplumb_catalog::kinds::sequence::Sequence;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// The tables to replace. Each keeps a temporary name until its rows have been moved.
#[derive(Default)]
pub struct Rebuilds {
    /// Tables whose rows are moved, including the rows of their partitions.
    roots: BTreeSet<ObjectId>,
    /// Partitions that are replaced too, each with its root table.
    partitions: BTreeMap<ObjectId, ObjectId>,
    /// Partitions that become tables of their own, by root table.
    former_partitions: BTreeMap<ObjectId, Vec<ObjectId>>,
}

impl Rebuilds {
    /// Finds the recreated tables that keep their rows. Their partitions are recreated with them,
    /// except for partitions that should have another parent.
    pub fn new(
        from: &Catalog,
        to: &Catalog,
        lineage: &Lineage,
        dropped: &mut BTreeMap<ObjectId, bool>,
    ) -> Self {
        let mut rebuilds = Self::default();
        let is_recreated = |id: &ObjectId| dropped.get(id) == Some(&true);
        let keeps_rows = |id: &ObjectId| {
            let pair = from.table(id).zip(to.table(id));
            id.kind == Kind::Table && pair.is_some_and(|(old, new)| move_rows::can_move_rows(old, new))
        };
        rebuilds.roots = dropped.keys().filter(|id| is_recreated(id) && keeps_rows(id)).cloned().collect();
        let desired = Lineage::new(to);
        for root in rebuilds.roots.clone() {
            let desired_partitions = desired.partitions(&root);
            for partition in lineage.partitions(&root) {
                if desired_partitions.contains(&partition) {
                    dropped.insert(partition.clone(), true);
                    rebuilds.roots.remove(&partition);
                    rebuilds.partitions.insert(partition, root.clone());
                } else if dropped.get(&partition) == Some(&false) {
                    rebuilds.partitions.insert(partition, root.clone());
                } else if !dropped.contains_key(&partition) {
                    rebuilds.former_partitions.entry(root.clone()).or_default().push(partition);
                }
            }
        }
        rebuilds
    }

    /// Whether no table is replaced.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The statements that give a table its temporary name; `None` if it is not replaced.
    pub fn rename_table(&self, table: &Table) -> Option<Vec<Statement>> {
        let id = table.id();
        let is_partition = self.partitions.contains_key(&id);
        (is_partition || self.roots.contains(&id))
            .then(|| move_rows::rename_for_replacement(table, is_partition))
    }

    /// The statement that gives a sequence a temporary name; `None` if its table is not replaced.
    pub fn rename_sequence(&self, sequence: &dyn Object) -> Option<Statement> {
        let column = kinds::dropped_with(sequence)?;
        let table = ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?);
        self.is_replaced(&table).then(|| move_rows::rename_sequence_for_replacement(&sequence.id()))
    }

    /// Whether a table is replaced, by itself or with its partitioned table.
    fn is_replaced(&self, table: &ObjectId) -> bool {
        self.roots.contains(table) || self.partitions.contains_key(table)
    }

    /// The hazards of giving a table its temporary name.
    pub fn hazards(&self, id: &ObjectId) -> Vec<Hazard> {
        match self.roots.contains(id) {
            true => move_rows::HAZARDS.to_vec(),
            false => Vec::new(),
        }
    }

    /// The desired catalog with explicit names of not-null constraints (version 18). The server
    /// would choose other names for the new tables while the replaced tables still use them.
    pub fn with_not_null_names<'a>(&self, to: &'a Catalog, major: u32) -> Cow<'a, Catalog> {
        if self.is_empty() || major < 18 {
            return Cow::Borrowed(to);
        }
        let mut named = to.clone();
        for table in named.tables.iter_mut().filter(|table| self.root_of(&table.id(), to).is_some()) {
            let name = table.name.clone();
            for column in table.columns.iter_mut().filter(|c| c.is_not_null() && c.not_null.is_none()) {
                let name = server_chosen_name(&name, &column.column_name, "not_null").into();
                column.not_null = Some(Box::new(NotNull { name, ..NotNull::default() }));
            }
        }
        Cow::Owned(named)
    }

    /// The foreign keys of replaced tables. They are created after all rows have been moved.
    pub fn foreign_keys<'a>(&'a self, to: &'a Catalog) -> impl Iterator<Item = ObjectId> + 'a {
        let tables = to.tables.iter().filter(|table| self.root_of(&table.id(), to).is_some());
        tables.flat_map(|table| {
            table
                .foreign_keys
                .iter()
                .map(|key| table.id().nested(Kind::Constraint, key.constraint_name.clone()))
        })
    }

    /// The replaced table that is the given table, or that should have it as a partition.
    fn root_of(&self, table: &ObjectId, to: &Catalog) -> Option<ObjectId> {
        let mut next = Some(table.clone());
        while let Some(id) = next {
            if self.roots.contains(&id) {
                return Some(id);
            }
            next = to.table(&id).and_then(|t| t.partition_of.as_ref()).map(|p| p.parent.clone());
        }
        None
    }

    /// Adds the moves of rows, and makes the changes that have to wait for them depend on them.
    pub fn add_nodes(
        &self,
        context: &ChangeContext<'_>,
        position: impl Fn(&ObjectId) -> usize,
        nodes: &mut Vec<Node>,
    ) {
        let (from, to) = (context.current, context.desired);
        for node in
            nodes.iter_mut().filter(|node| !matches!(node.change.action, Action::Drop | Action::Detach))
        {
            node.change.needs.extend(self.moves_before(node, to));
        }
        let desired = Lineage::new(to);
        for root in &self.roots {
            let (Some(old), Some(new)) = (from.table(root), to.table(root)) else { continue };
            let former: Vec<&ObjectId> = self.former_partitions.get(root).into_iter().flatten().collect();
            let tables: Vec<&Table> = former.iter().filter_map(|id| to.table(id)).collect();
            let statements = move_rows::move_rows(old, new, &tables, context);
            let mut change = ObjectChange::new(NodeId::row_move(root), Action::Restore, statements);
            change.lock = Some(LockMode::AccessExclusive);
            change.hazards = move_rows::HAZARDS.to_vec();
            if new.partition_key.is_some() {
                change = change.asking(partitions::unplaced(old, new, from, to));
            }
            if move_rows::lost_columns(old, new).next().is_some() {
                change.hazards.push(Hazard::DeletesData);
            }
            for (current, desired) in move_rows::converted_columns(old, new) {
                change = convert(change, old, (current, desired), context);
            }
            change.needs.push(root.clone().into());
            for partition in desired.partitions(root) {
                change.needs.extend([NodeId::attachment(&partition), partition.into()]);
            }
            for table in tables {
                let columns =
                    table.columns.iter().map(|c| table.id().nested(Kind::Column, c.column_name.clone()));
                change.needs.extend(columns.map(NodeId::from).chain([NodeId::detachment(&table.id())]));
            }
            nodes.push(Node { change, object: root.clone(), position: position(root) });
        }
    }

    /// The moves that a change has to wait for. Triggers and rules would fire during a move, and
    /// foreign keys would be checked against incomplete tables.
    fn moves_before(&self, node: &Node, to: &Catalog) -> Vec<NodeId> {
        let Some(id) = node.change.node.object() else { return Vec::new() };
        let table = to.table(&node.object);
        let mut roots = Vec::new();
        match id.kind {
            Kind::Trigger | Kind::Rule | Kind::Policy => roots.extend(self.root_of(&node.object, to)),
            // Its query has to read all rows.
            Kind::MaterializedView => roots.extend(self.roots.iter().cloned()),
            Kind::Constraint => {
                let key =
                    table.and_then(|t| t.foreign_keys.iter().find(|key| key.constraint_name == id.name));
                if let Some(key) = key {
                    let other = key.foreign_id();
                    roots.extend(
                        [self.root_of(&node.object, to), self.root_of(&other, to)].into_iter().flatten(),
                    );
                }
            }
            _ => {}
        }
        roots.iter().map(NodeId::row_move).collect()
    }

    /// Changes of sequences that stay while the table of their owning column is replaced. The
    /// column of the new table becomes the owner.
    pub fn sequences(&self, from: &Catalog, to: &Catalog) -> Vec<(ObjectId, ObjectChange)> {
        let mut changes = Vec::new();
        for sequence in from.sequences.iter().filter(|sequence| !sequence.is_identity) {
            let Some(column) = &sequence.owned_by else { continue };
            let table = column.schema.as_ref().zip(column.relation.clone());
            let Some(table) = table.map(|(schema, name)| ObjectId::local(Kind::Table, schema, name)) else {
                continue;
            };
            let other = to.object(&sequence.id()).filter(|_| self.is_replaced(&table));
            let other = other.and_then(|other| other.as_any().downcast_ref::<Sequence>());
            if !other.is_some_and(|other| other.owned_by == sequence.owned_by && !other.is_identity) {
                continue;
            }
            let (id, alter) = (sequence.id(), format!("ALTER SEQUENCE {}", sequence.sql_name()));
            let release =
                ObjectChange::new(id.clone(), Action::Alter, [format!("{alter} OWNED BY NONE").into()]);
            let sql = format!("{alter} OWNED BY {}", column.path());
            let own = ObjectChange::new(
                NodeId::SequenceOwnership { sequence: id.clone() },
                Action::Create,
                [sql.into()],
            );
            changes.push((id.clone(), release.holding([table])));
            changes.push((id, own.needing([column.clone()])));
        }
        changes
    }
}

/// Adds the conversion of a column's values to the move of the rows.
fn convert(
    change: ObjectChange,
    table: &Table,
    (old, new): (&Column, &Column),
    context: &ChangeContext<'_>,
) -> ObjectChange {
    let conversion = retype::conversion(old, new, context);
    let id = table.id().nested(Kind::Column, new.column_name.clone());
    let mut change = change.converting(id, (&old.sql_type, &new.sql_type), &conversion.losses);
    if conversion.is_lossless() {
        return change;
    }
    let checks =
        conversions::checks(Existing::of(table, context.current), (old, new), &conversion, context.desired);
    if conversion.may_fail {
        return change.asking(checks);
    }
    change.data_checks.extend(checks);
    change
}
