//! Which changes other sessions must see together, and which replacements must exist before the
//! objects that they replace are dropped.
//!
//! After each commit, nothing may be missing that the database has both before and after the plan.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::graph::Node;
use crate::graph::names::main_name;
use crate::node::NodeId;
use crate::steps::Action;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// Pairs of changes that must be committed in one transaction. If one of them removes an object
/// that the other one creates again, it comes first.
///
/// Also returns pairs of objects that are dropped and created again and need not be in one
/// transaction.
pub(super) fn together(nodes: &[Node], from: &Catalog, to: &Catalog) -> (Vec<Pair>, Vec<Pair>) {
    let pairs = Pairs { nodes, from, to, found: Vec::new(), separate: Vec::new() };
    let pairs = pairs.recreated().named_again().of_one_relation().keys().exchanged();
    let pairs = pairs.triggers_and_rules().checks_of_domains().partitions();
    (pairs.found, pairs.separate)
}

/// The indexes of two nodes.
type Pair = (usize, usize);

struct Pairs<'a> {
    nodes: &'a [Node],
    from: &'a Catalog,
    to: &'a Catalog,
    found: Vec<Pair>,
    separate: Vec<Pair>,
}

fn removes(node: &Node) -> bool {
    matches!(node.change.action, Action::Drop | Action::Detach)
}

/// The object that a node is about: the partition, if it is detached or attached.
fn subject(node: &Node) -> &ObjectId {
    node.change.node.subject()
}

impl Pairs<'_> {
    fn add(&mut self, one: usize, other: usize) {
        let is_outside = |at: usize| self.nodes[at].change.outside_transaction;
        if one != other && !is_outside(one) && !is_outside(other) {
            self.found.push((one, other));
        }
    }

    fn add_all(&mut self, members: &[usize]) {
        for pair in members.windows(2) {
            self.add(pair[0], pair[1]);
        }
    }

    /// An object is dropped and created again, with everything that belongs to it.
    fn recreated(mut self) -> Self {
        let mut created: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
        for (at, node) in self.nodes.iter().enumerate() {
            match node.change.action {
                Action::Restore => {
                    created.entry(subject(node)).or_default().push(at);
                    created.entry(&node.object).or_default().push(at);
                }
                Action::Create => created.entry(subject(node)).or_default().push(at),
                Action::Alter | Action::Rename | Action::Drop | Action::Detach => {}
            }
        }
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| removes(node)) {
            for other in created.get(subject(node)).into_iter().flatten() {
                match self.guards_the_same(node, &self.nodes[*other]) {
                    true => self.add(at, *other),
                    false => self.separate.push((at, *other)),
                }
            }
        }
        self
    }

    /// Whether a dropped and a created object protect the same columns. A constraint may only have
    /// the name of another one.
    fn guards_the_same(&self, old: &Node, new: &Node) -> bool {
        let guard = |node: &Node, catalog| Guard::of(node.change.node.object()?, &node.object, catalog);
        match (guard(old, self.from), guard(new, self.to)) {
            (Some(old), Some(new)) => new.may_replace(&old),
            _ => true,
        }
    }

    /// Another object takes the name of a dropped one: a view replaces a table, a function one with
    /// other arguments.
    fn named_again(mut self) -> Self {
        let mut created: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| !removes(node)) {
            if let Some(name) = node.change.node.object().and_then(main_name)
                && matches!(node.change.action, Action::Create | Action::Restore)
            {
                created.entry(name).or_default().push(at);
            }
        }
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| removes(node)) {
            let name = node.change.node.object().and_then(main_name);
            for other in name.and_then(|name| created.get(&name)).into_iter().flatten() {
                self.add(at, *other);
            }
        }
        self
    }

    /// The triggers of one relation, its rules, who sees which of its rows, and the parts of a
    /// default.
    fn of_one_relation(mut self) -> Self {
        let mut groups: FxHashMap<(&ObjectId, Option<Kind>), Vec<usize>> = FxHashMap::default();
        for (at, node) in self.nodes.iter().enumerate() {
            let kind = node.change.node.object().map(|id| id.kind);
            let group = match (kind, &node.change.part_of) {
                (Some(Kind::Trigger | Kind::Rule), _) => (&node.object, kind),
                (Some(Kind::Policy), _) => (&node.object, None),
                (_, Some(whole)) => (whole, None),
                _ => continue,
            };
            groups.entry(group).or_default().push(at);
        }
        let mut groups: Vec<_> = groups.into_values().collect();
        groups.sort_unstable();
        for members in groups {
            self.add_all(&members);
        }
        self
    }

    /// A trigger may do what a dropped rule did, or the reverse.
    fn triggers_and_rules(mut self) -> Self {
        let mut created: FxHashMap<&ObjectId, Vec<(usize, Kind)>> = FxHashMap::default();
        let kind = |node: &Node| {
            let kind = node.change.node.object().map(|id| id.kind);
            kind.filter(|kind| matches!(kind, Kind::Trigger | Kind::Rule))
        };
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(kind) = kind(node).filter(|_| node.change.action == Action::Create) {
                created.entry(&node.object).or_default().push((at, kind));
            }
        }
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(dropped) = kind(node).filter(|_| node.change.action == Action::Drop) else { continue };
            for (other, kind) in created.get(&node.object).into_iter().flatten() {
                if *kind != dropped {
                    self.add(at, *other);
                }
            }
        }
        self
    }

    /// A table has one primary key, so the old one is dropped, or becomes an index, before the new one
    /// is added. Keys of
    /// partitioned tables cannot be built beforehand either.
    fn keys(mut self) -> Self {
        let mut dropped: FxHashMap<&ObjectId, Vec<(usize, Key)>> = FxHashMap::default();
        let is_gone = |node: &Node| {
            let is_primary = |catalog| Key::of(node, catalog).is_some_and(|key| key.is_primary);
            removes(node) || is_primary(self.from) && !is_primary(self.to)
        };
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| is_gone(node)) {
            if let Some(key) = Key::of(node, self.from) {
                dropped.entry(&node.object).or_default().push((at, key));
            }
        }
        for (at, node) in self.nodes.iter().enumerate() {
            if !matches!(node.change.action, Action::Create | Action::Restore) {
                continue;
            }
            let Some(new) = Key::of(node, self.to) else { continue };
            for (removal, old) in dropped.get(&node.object).into_iter().flatten() {
                if new.is_primary && old.is_primary || new.is_partitioned && old.is_partitioned {
                    self.add(*removal, at);
                }
            }
        }
        self
    }

    /// Two constraints or indexes take over each other's columns. Neither can come first.
    fn exchanged(mut self) -> Self {
        let mut moved: BTreeMap<&ObjectId, Vec<(usize, [Guard; 2])>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(guards) = Guard::moved(node, self.from, self.to) {
                moved.entry(&node.object).or_default().push((at, guards));
            }
        }
        for moved in moved.values() {
            for (place, (at, [old, new])) in moved.iter().enumerate() {
                for (other, [other_old, other_new]) in &moved[place + 1..] {
                    if new.may_replace(other_old) && other_new.may_replace(old) {
                        self.add(*at, *other);
                    }
                }
            }
        }
        self
    }

    /// The checks of a domain take the place of a column's own checks, or the reverse: the column gets
    /// the type of the domain, or loses it.
    fn checks_of_domains(mut self) -> Self {
        let is_domain =
            |catalog: &Catalog, name: &str| catalog.domains.iter().any(|domain| domain.sql_name() == name);
        let mut checks: FxHashMap<&ObjectId, Vec<(usize, Guard)>> = FxHashMap::default();
        for (at, node) in self.nodes.iter().enumerate() {
            let catalog = match node.change.action {
                Action::Drop | Action::Detach => self.from,
                Action::Create | Action::Restore => self.to,
                Action::Alter | Action::Rename => continue,
            };
            let guard = node.change.node.object().and_then(|id| Guard::of(id, &node.object, catalog));
            if let Some(guard) = guard.filter(|guard| guard.class == Class::Check) {
                checks.entry(&node.object).or_default().push((at, guard));
            }
        }
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(checks) = checks.get(&node.object) else { continue };
            for change in node.change.type_changes.iter().filter(|change| change.object.kind == Kind::Column)
            {
                let [before, after] = [(self.from, &change.from), (self.to, &change.to)]
                    .map(|(catalog, name)| is_domain(catalog, name));
                for (other, _) in
                    checks.iter().filter(|(_, guard)| guard.columns.contains(&change.object.name))
                {
                    let is_removed = removes(&self.nodes[*other]);
                    if is_removed && after || !is_removed && before {
                        self.add(at, *other);
                    }
                }
            }
        }
        self
    }

    /// New partitions may accept the rows that dropped partitions accepted. A detached partition is
    /// replaced by a partition with the same bounds.
    fn partitions(mut self) -> Self {
        let mut attached: FxHashMap<ObjectId, Vec<(usize, Option<&str>)>> = FxHashMap::default();
        for (at, node) in self.nodes.iter().enumerate() {
            if let NodeId::PartitionAttachment { partition } = &node.change.node
                && let Some(parent) = parent(self.to, partition)
            {
                attached.entry(parent.clone()).or_default().push((at, bound(self.to, partition)));
            }
        }
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| removes(node)) {
            let is_whole = node.change.node.object() == Some(&node.object);
            let is_detached = matches!(node.change.node, NodeId::PartitionDetachment { .. });
            let parent = parent(self.from, &node.object).filter(|_| is_whole || is_detached);
            let accepted = bound(self.from, &node.object);
            for (other, accepts) in parent.and_then(|parent| attached.get(parent)).into_iter().flatten() {
                if is_whole || *accepts == accepted {
                    self.add(at, *other);
                }
            }
        }
        self
    }
}

/// A key, or a unique index, of a table.
struct Key {
    is_primary: bool,
    is_partitioned: bool,
}

impl Key {
    fn of(node: &Node, catalog: &Catalog) -> Option<Self> {
        let (table, id) = (catalog.table(&node.object)?, node.change.node.object()?);
        let index = table.index(&id.name).filter(|index| index.is_unique)?;
        Some(Self { is_primary: index.is_primary, is_partitioned: table.partition_key.is_some() })
    }
}

fn parent<'a>(catalog: &'a Catalog, partition: &ObjectId) -> Option<&'a ObjectId> {
    Some(&catalog.table(partition)?.partition_of.as_ref()?.parent)
}

fn bound<'a>(catalog: &'a Catalog, partition: &ObjectId) -> Option<&'a str> {
    Some(&catalog.table(partition)?.partition_of.as_ref()?.bound)
}

/// Changes that should come before others, first the new and then the old: a constraint or index
/// that is dropped or gets other columns, and the new ones on the same columns that may replace it.
pub(super) fn replacements(nodes: &[Node], from: &Catalog, to: &Catalog) -> Vec<(usize, usize)> {
    let mut by_object: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
    for (at, node) in nodes.iter().enumerate().filter(|(_, node)| !removes(node)) {
        by_object.entry(&node.object).or_default().push(at);
    }
    let mut found = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let dropped = node.change.node.object().filter(|_| node.change.action == Action::Drop);
        let dropped = dropped.and_then(|id| Guard::of(id, &node.object, from));
        let Some(old) = dropped.or_else(|| Guard::moved(node, from, to).map(|[old, _]| old)) else {
            continue;
        };
        for other in by_object.get(&node.object).into_iter().flatten().filter(|other| **other != at) {
            let new = &nodes[*other].change.node;
            let is_replacement = new.object().is_some_and(|id| {
                *id == node.object && old.class == Class::Index
                    || id.kind == Kind::Column && old.class == Class::Check && old.columns.contains(&id.name)
                    || Guard::of(id, &node.object, to).is_some_and(|new| new.may_replace(&old))
            });
            if is_replacement {
                found.push((*other, at));
            }
        }
    }
    found
}

/// The columns that a constraint or index protects.
struct Guard {
    class: Class,
    /// Its columns; empty for expressions.
    columns: Vec<Name>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Check,
    ForeignKey,
    /// Indexes, and constraints that have one.
    Index,
}

impl Guard {
    fn of(id: &ObjectId, owner: &ObjectId, catalog: &Catalog) -> Option<Self> {
        if !matches!(id.kind, Kind::Constraint | Kind::Index) {
            return None;
        }
        if owner.kind == Kind::Domain {
            return Some(Self { class: Class::Check, columns: Vec::new() });
        }
        match catalog.table(owner) {
            Some(table) => Self::of_table(id, table),
            // An index of a materialized view.
            None => Some(Self { class: Class::Index, columns: Vec::new() }),
        }
    }

    /// What a constraint or index protects before and after a change that replaces it by one with other
    /// columns.
    fn moved(node: &Node, from: &Catalog, to: &Catalog) -> Option<[Self; 2]> {
        let id = node.change.node.object().filter(|_| node.change.action == Action::Alter)?;
        let (old, new) = (Self::of(id, &node.object, from)?, Self::of(id, &node.object, to)?);
        (old.columns != new.columns).then_some([old, new])
    }

    fn of_table(id: &ObjectId, table: &Table) -> Option<Self> {
        if let Some(index) = table.index(&id.name) {
            // The indexes of partitions are dropped with the index, and their names are needed.
            if index.is_partitioned || index.partition_of.is_some() {
                return None;
            }
            let has_expression = index.keys.iter().any(|key| key.expression.is_some());
            let columns = if has_expression { Vec::new() } else { index.columns.clone() };
            return Some(Self { class: Class::Index, columns });
        }
        if let Some(key) = table.foreign_keys.iter().find(|key| key.constraint_name == id.name) {
            return Some(Self { class: Class::ForeignKey, columns: key.columns.clone() });
        }
        let check = table.constraints.iter().find(|check| check.constraint_name == id.name)?;
        Some(Self { class: Class::Check, columns: check.columns.clone() })
    }

    fn may_replace(&self, old: &Self) -> bool {
        let is_unknown = self.columns.is_empty() || old.columns.is_empty();
        self.class == old.class && (is_unknown || self.columns.iter().any(|name| old.columns.contains(name)))
    }
}
