//! Tables that only a new one can take the place of, with their rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::column::NotNull;
use pgplumb_catalog::kinds::constraint::server_chosen_name;
use pgplumb_catalog::kinds::table::{Table, attachment, detachment, rebuild};
use pgplumb_catalog::kinds::{Object, PartChange, Statement};
use pgplumb_catalog::plan::{Action, Hazard, LockMode};
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use super::actions::Node;
use super::lineage::Lineage;

/// The tables that are set aside until their rows have been moved.
#[derive(Default)]
pub struct Rebuilds {
    /// Tables whose rows are moved, with those of their partitions.
    roots: BTreeSet<ObjectId>,
    /// Their partitions that are set aside with them, each with that table.
    partitions: BTreeMap<ObjectId, ObjectId>,
    /// The partitions that stay, as tables of their own, by the table.
    former: BTreeMap<ObjectId, Vec<ObjectId>>,
}

impl Rebuilds {
    /// The tables among those that are dropped and made again that keep their rows so. Their partitions are dropped and made again with
    /// them, but for those that are to be elsewhere.
    pub fn new(
        from: &Catalog,
        to: &Catalog,
        lineage: &Lineage,
        dropped: &mut BTreeMap<ObjectId, bool>,
    ) -> Self {
        let mut rebuilds = Self::default();
        let again = |id: &ObjectId| dropped.get(id) == Some(&true);
        let keeps = |id: &ObjectId| {
            let pair = from.table(id).zip(to.table(id));
            id.kind == Kind::Table && pair.is_some_and(|(old, new)| rebuild::can_move_rows(old, new))
        };
        rebuilds.roots = dropped.keys().filter(|id| again(id) && keeps(id)).cloned().collect();
        let below = Lineage::new(to);
        for root in rebuilds.roots.clone() {
            let stay_below = below.partitions(&root);
            for partition in lineage.partitions(&root) {
                if stay_below.contains(&partition) {
                    dropped.insert(partition.clone(), true);
                    rebuilds.roots.remove(&partition);
                    rebuilds.partitions.insert(partition, root.clone());
                } else if dropped.get(&partition) == Some(&false) {
                    rebuilds.partitions.insert(partition, root.clone());
                } else if !dropped.contains_key(&partition) {
                    rebuilds.former.entry(root.clone()).or_default().push(partition);
                }
            }
        }
        rebuilds
    }

    /// Whether nothing is set aside.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// How a table is set aside; `None` when it is not.
    pub fn set_aside(&self, table: &Table) -> Option<Vec<Statement>> {
        let id = table.id();
        let is_partition = self.partitions.contains_key(&id);
        (is_partition || self.roots.contains(&id)).then(|| rebuild::set_aside(table, is_partition))
    }

    /// How a sequence is set aside that goes with its table.
    pub fn set_aside_sequence(&self, sequence: &dyn Object) -> Option<Statement> {
        let column = sequence.goes_with()?;
        let table = ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?);
        let is_aside = self.roots.contains(&table) || self.partitions.contains_key(&table);
        is_aside.then(|| rebuild::set_aside_sequence(&sequence.id()))
    }

    /// What the setting aside means for those who use the table.
    pub fn hazards(&self, id: &ObjectId) -> Vec<Hazard> {
        match self.roots.contains(id) {
            true => vec![Hazard::RewritesTable, Hazard::BlocksReads, Hazard::BlocksWrites],
            false => Vec::new(),
        }
    }

    /// The desired catalog with the names of not-null constraints said (version 18): the server would choose others for new tables as long as
    /// those that are set aside have them.
    pub fn with_names_said<'a>(&self, to: &'a Catalog, major: u32) -> Cow<'a, Catalog> {
        if self.is_empty() || major < 18 {
            return Cow::Borrowed(to);
        }
        let mut said = to.clone();
        for table in said.tables.iter_mut().filter(|table| self.root_of(&table.id(), to).is_some()) {
            let name = table.name.clone();
            for column in table.columns.iter_mut().filter(|c| c.is_not_null() && c.not_null.is_none()) {
                let name = server_chosen_name(&name, &column.column_name, "not_null").into();
                column.not_null = Some(Box::new(NotNull { name, ..NotNull::default() }));
            }
        }
        Cow::Owned(said)
    }

    /// The foreign keys on tables that are rebuilt: they are made when all rows are where they belong.
    pub fn foreign_keys<'a>(&'a self, to: &'a Catalog) -> impl Iterator<Item = ObjectId> + 'a {
        let tables = to.tables.iter().filter(|table| self.root_of(&table.id(), to).is_some());
        tables.flat_map(|table| {
            table
                .foreign_keys
                .iter()
                .map(|key| table.id().nested(Kind::Constraint, key.constraint_name.clone()))
        })
    }

    /// The table that is rebuilt of which this one is, or is to be, a partition; or that is it.
    fn root_of(&self, table: &ObjectId, to: &Catalog) -> Option<ObjectId> {
        let mut at = Some(table.clone());
        while let Some(id) = at {
            if self.roots.contains(&id) {
                return Some(id);
            }
            at = to.table(&id).and_then(|t| t.partition_of.as_ref()).map(|p| p.parent.clone());
        }
        None
    }

    /// The moving of rows, and that what would hear of it or stand in its way comes after it.
    pub fn nodes(
        &self,
        from: &Catalog,
        to: &Catalog,
        place: impl Fn(&ObjectId) -> usize,
        nodes: &mut Vec<Node>,
    ) {
        for node in
            nodes.iter_mut().filter(|node| !matches!(node.change.action, Action::Drop | Action::Detach))
        {
            node.change.needs.extend(self.moves_before(node, to));
        }
        let below = Lineage::new(to);
        for root in &self.roots {
            let (Some(old), Some(new)) = (from.table(root), to.table(root)) else { continue };
            let former: Vec<&ObjectId> = self.former.get(root).into_iter().flatten().collect();
            let tables: Vec<&Table> = former.iter().filter_map(|id| to.table(id)).collect();
            let statements = rebuild::move_rows(old, new, &tables);
            let mut change = PartChange::new(rebuild::moved_rows(root), Action::Restore, statements);
            change.lock = Some(LockMode::AccessExclusive);
            change.hazards = vec![Hazard::RewritesTable, Hazard::BlocksReads, Hazard::BlocksWrites];
            if new.partition_key.is_some() {
                change.hazards.push(Hazard::MayFail);
            }
            if rebuild::columns_lost(old, new).next().is_some() {
                change.hazards.push(Hazard::DeletesData);
            }
            change.needs.push(root.clone());
            for partition in below.partitions(root) {
                change.needs.extend([attachment(&partition), partition]);
            }
            for table in tables {
                let columns =
                    table.columns.iter().map(|c| table.id().nested(Kind::Column, c.column_name.clone()));
                change.needs.extend(columns.chain([detachment(&table.id())]));
            }
            nodes.push(Node { change, object: root.clone(), place: place(root) });
        }
    }

    /// The moves that something that is made comes after: triggers and rules would take part in them, foreign keys would see half of the rows,
    /// and indexes are built faster.
    fn moves_before(&self, node: &Node, to: &Catalog) -> Vec<ObjectId> {
        let id = &node.change.id;
        let table = to.table(&node.object);
        let mut roots = Vec::new();
        match id.kind {
            Kind::Trigger | Kind::Rule | Kind::Policy => roots.extend(self.root_of(&node.object, to)),
            // Filled again, it is to see all rows.
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
        roots.iter().map(rebuild::moved_rows).collect()
    }

    /// Sequences that columns of tables set aside own, and that stay: they are let go of, and given to the new table's columns.
    pub fn sequences(&self, from: &Catalog, to: &Catalog) -> Vec<(ObjectId, PartChange)> {
        let mut changes = Vec::new();
        for sequence in from.sequences.iter().filter(|sequence| !sequence.is_identity) {
            let Some(column) = &sequence.owned_by else { continue };
            let table = column.schema.as_ref().zip(column.relation.clone());
            let Some(table) = table.map(|(schema, name)| ObjectId::local(Kind::Table, schema, name)) else {
                continue;
            };
            let is_aside = self.roots.contains(&table) || self.partitions.contains_key(&table);
            let stays = to.sequences.iter().any(|other| {
                other.id() == sequence.id() && other.owned_by == sequence.owned_by && !other.is_identity
            });
            if !is_aside || !stays {
                continue;
            }
            let (id, alter) = (sequence.id(), format!("ALTER SEQUENCE {}", sequence.sql_name()));
            let free = PartChange::new(id.clone(), Action::Alter, [format!("{alter} OWNED BY NONE").into()]);
            let sql = format!("{alter} OWNED BY {}", column.path());
            let own = PartChange::new(id.nested(Kind::Default, "owned by"), Action::Create, [sql.into()]);
            changes.push((id.clone(), free.holding([table])));
            changes.push((id, own.needing([column.clone()])));
        }
        changes
    }
}
