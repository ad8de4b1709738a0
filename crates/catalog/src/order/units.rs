//! The graph of units.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Unit, rank};
use crate::kinds::{Object, SqlContext, Statement, SubObject, common_statements};
use crate::{Catalog, Kind, Name, NodeId, ObjectId};

/// A dependency on another unit.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub to: usize,
    /// The part of the unit that depends on it.
    pub dependent: NodeId,
}

/// Units, their dependencies, and the unit that creates each object.
pub(super) struct Units {
    pub units: Vec<Unit>,
    pub edges: Vec<Vec<Edge>>,
    /// The sort key of each unit: rank, object, and number within the object.
    keys: Vec<(u8, ObjectId, usize)>,
    /// The unit that creates an object or a part of it.
    created_in: FxHashMap<NodeId, usize>,
    /// The unit of a relation by schema and name, to find the unit of a column.
    relations: FxHashMap<(Name, Name), usize>,
    /// Inline items that could be created separately.
    pub separable: BTreeSet<ObjectId>,
    /// Objects that a placeholder can stand in for.
    pub replaceable: FxHashMap<usize, ObjectId>,
    placeholders: FxHashMap<usize, usize>,
}

impl Units {
    pub fn new(catalog: &Catalog, context: &SqlContext<'_>) -> Self {
        let mut units = Self {
            units: Vec::new(),
            edges: Vec::new(),
            keys: Vec::new(),
            created_in: FxHashMap::default(),
            relations: FxHashMap::default(),
            separable: BTreeSet::new(),
            replaceable: FxHashMap::default(),
            placeholders: FxHashMap::default(),
        };
        let mut needs: Vec<(usize, NodeId, NodeId)> = Vec::new();
        for object in catalog.objects() {
            units.add_object(object, context, &mut needs);
        }
        for index in catalog.tables.iter().flat_map(|t| t.indexes.iter().map(move |i| (t, i))) {
            units.add_constraint_index(index.0.id(), index.1);
        }
        for (from, dependent, needed) in needs {
            if let Some(to) = units.find(&needed) {
                units.connect(from, to, dependent);
            }
        }
        for (dependent, needed) in catalog.dependencies.iter() {
            if let (Some(from), Some(to)) = (units.find_object(dependent), units.find_object(needed)) {
                units.connect(from, to, dependent.clone().into());
            }
        }
        units.move_owned_sequences(catalog);
        units.delay_indexes_on_functions();
        units.use_placeholders();
        units
    }

    /// Moves sequences that a column owns next to the column's table.
    fn move_owned_sequences(&mut self, catalog: &Catalog) {
        let owned = catalog.sequences.iter().filter_map(|s| Some((s.id(), s.owned_by.as_ref()?)));
        let tables: FxHashMap<ObjectId, ObjectId> = owned
            .filter_map(|(sequence, column)| {
                Some((
                    sequence,
                    ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?),
                ))
            })
            .collect();
        for (unit, key) in self.units.iter().zip(&mut self.keys) {
            if unit.object.kind == Kind::Sequence
                && let Some(table) = tables.get(&unit.object)
            {
                // After all other units of the table.
                *key = (rank(Kind::Table), table.clone(), usize::MAX - 1 + key.2.min(1));
            }
        }
    }

    /// Creating an index runs its functions, and the dependencies of string bodies are unknown, so
    /// these indexes come last.
    fn delay_indexes_on_functions(&mut self) {
        for unit in 0..self.units.len() {
            let runs =
                |edge: &Edge| matches!(self.units[edge.to].object.kind, Kind::Function | Kind::Aggregate);
            if self.units[unit].id.is_of_kind(Kind::Index) && self.edges[unit].iter().any(runs) {
                self.keys[unit].0 = rank(Kind::Index);
            }
        }
    }

    fn add_object(
        &mut self,
        object: &dyn Object,
        context: &SqlContext<'_>,
        needs: &mut Vec<(usize, NodeId, NodeId)>,
    ) {
        let id = object.id();
        let create = object.create(context);
        let mut inline = Vec::new();
        for item in &create.items {
            if item.inline.is_some() && !(item.separate.is_some() && context.separate.contains(&item.id)) {
                if item.separate.is_some() {
                    self.separable.insert(item.id.clone());
                }
                inline.push((NodeId::from(item.id.clone()), item.needs.clone()));
            }
        }
        let (mut statements, separate) = create.assemble(context.separate);
        statements.extend(common_statements(object, context.read_from.major()));
        let key = (rank(id.kind), id.clone(), 0);
        let unit = self.push(id.clone().into(), id.clone(), statements, key.clone());
        if let (Some(schema), true) = (&id.schema, id.kind.is_relation()) {
            self.relations.insert((schema.clone(), id.name.clone()), unit);
        }
        if let Some(placeholder) = object.placeholder() {
            if context.separate.contains(&id) {
                let node = NodeId::Placeholder { object: id.clone() };
                let placeholder = self.push(node, id.clone(), vec![placeholder], key);
                self.units[placeholder].is_placeholder = true;
                self.placeholders.insert(unit, placeholder);
            } else {
                self.replaceable.insert(unit, id.clone());
            }
        }
        let schema = id.schema.as_ref().map(|s| ObjectId::global(Kind::Schema, s.clone()));
        for needed in object.needs().into_iter().chain(schema) {
            needs.push((unit, id.clone().into(), needed.into()));
        }
        for (part, needed) in inline {
            self.created_in.insert(part.clone(), unit);
            needs.extend(needed.into_iter().map(|n| (unit, part.clone(), n)));
        }
        for column in context.tables.defaults_of(&id) {
            let default = id.nested(Kind::Default, column.clone());
            if !context.separate.contains(&default) {
                self.separable.insert(default.clone());
                self.created_in.insert(default.into(), unit);
            }
        }
        // A separate foreign key needs both tables, so it comes after all tables.
        let is_late = |part: &SubObject| part.id.is_of_kind(Kind::Constraint);
        let separate = separate
            .into_iter()
            .map(|part| (if is_late(&part) { rank(Kind::Constraint) } else { rank(id.kind) }, part));
        let parts = separate.chain(object.sub_objects(context).into_iter().map(|part| (rank(id.kind), part)));
        for (number, (rank, part)) in parts.enumerate() {
            let SubObject { id: part, statements, needs: needed } = part;
            let at = self.push(part.clone(), id.clone(), statements, (rank, id.clone(), number + 1));
            needs.push((at, part.clone(), id.clone().into()));
            needs.extend(needed.into_iter().map(|n| (at, part.clone(), n)));
        }
    }

    fn push(
        &mut self,
        id: NodeId,
        object: ObjectId,
        statements: Vec<Statement>,
        key: (u8, ObjectId, usize),
    ) -> usize {
        let at = self.units.len();
        self.keys.push(key);
        self.created_in.insert(id.clone(), at);
        self.units.push(Unit { id, object, statements, is_placeholder: false });
        self.edges.push(Vec::new());
        at
    }

    /// A constraint creates its index.
    fn add_constraint_index(&mut self, table: ObjectId, index: &crate::kinds::index::Index) {
        if index.is_constraint
            && let Some(unit) =
                self.created_in.get(&table.nested(Kind::Constraint, index.index_name.clone()).into()).copied()
        {
            self.created_in.insert(index.id(&table).into(), unit);
        }
    }

    /// The unit that creates an object, or the object that contains it.
    fn find(&self, node: &NodeId) -> Option<usize> {
        let within = match node {
            NodeId::Object(id) | NodeId::Placeholder { object: id } => id,
            NodeId::PartitionAttachment { partition } => partition,
            NodeId::IndexAttachment { table, .. } => table,
            NodeId::SequenceOwnership { sequence } => sequence,
        };
        let relation = || {
            let own = within.kind.is_relation().then(|| within.name.clone());
            let relation = within.relation.clone().or(own)?;
            self.relations.get(&(within.schema.clone()?, relation)).copied()
        };
        self.created_in.get(node).copied().or_else(relation)
    }

    fn find_object(&self, id: &ObjectId) -> Option<usize> {
        self.find(&id.clone().into())
    }

    fn connect(&mut self, from: usize, to: usize, dependent: NodeId) {
        if from != to && !self.edges[from].iter().any(|e| e.to == to && e.dependent == dependent) {
            self.edges[from].push(Edge { to, dependent });
        }
    }

    /// Redirects dependencies within a cycle to the placeholder.
    fn use_placeholders(&mut self) {
        let mut placeholders: Vec<(usize, usize)> = self.placeholders.iter().map(|(a, b)| (*a, *b)).collect();
        placeholders.sort_unstable();
        for (unit, placeholder) in placeholders {
            let dependencies = self.reachable(unit);
            for from in dependencies {
                if from == unit {
                    continue;
                }
                for edge in &mut self.edges[from] {
                    if edge.to == unit {
                        edge.to = placeholder;
                    }
                }
            }
            let id = self.units[unit].id.clone();
            // The placeholder depends on its schema and the types of its columns.
            let early: Vec<Edge> = self.edges[unit]
                .iter()
                .filter(|e| {
                    self.units[e.to].id.is_of_kind(Kind::Schema) || e.dependent.is_of_kind(Kind::Column)
                })
                .cloned()
                .collect();
            self.edges[placeholder].extend(early);
            self.edges[unit].push(Edge { to: placeholder, dependent: id });
        }
    }

    /// All transitive dependencies of a unit, including itself.
    fn reachable(&self, from: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::from([from]);
        let mut stack = vec![from];
        while let Some(unit) = stack.pop() {
            for edge in &self.edges[unit] {
                if seen.insert(edge.to) {
                    stack.push(edge.to);
                }
            }
        }
        seen
    }

    /// The units sorted by key, but each after its dependencies.
    pub fn in_order(&mut self) -> Vec<(Unit, Vec<NodeId>)> {
        let mut sorted: Vec<usize> = (0..self.units.len()).collect();
        sorted.sort_by(|a, b| self.keys[*a].cmp(&self.keys[*b]));
        let mut position = vec![0; sorted.len()];
        for (at, unit) in sorted.iter().enumerate() {
            position[*unit] = at;
        }
        let mut order = Vec::with_capacity(sorted.len());
        let mut state = vec![State::New; sorted.len()];
        for unit in sorted {
            self.visit(unit, &position, &mut state, &mut order);
        }
        let needs: Vec<Vec<NodeId>> = self
            .edges
            .iter()
            .map(|edges| edges.iter().map(|edge| self.units[edge.to].id.clone()).collect())
            .collect();
        self.group_parts(&order)
            .into_iter()
            .map(|at| {
                let empty = Unit {
                    id: self.units[at].id.clone(),
                    object: self.units[at].object.clone(),
                    statements: Vec::new(),
                    is_placeholder: false,
                };
                (std::mem::replace(&mut self.units[at], empty), needs[at].clone())
            })
            .filter(|(unit, _)| !unit.statements.is_empty())
            .collect()
    }

    /// Moves the parts of each object right after it if their dependencies allow it, so that an
    /// object created early takes its indexes and triggers along.
    fn group_parts(&self, order: &[usize]) -> Vec<usize> {
        let mut parts: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
        for at in order.iter().copied().filter(|at| self.is_part_after_object(*at)) {
            parts.entry(&self.keys[at].1).or_default().push(at);
        }
        let mut done = vec![false; self.units.len()];
        let mut grouped = Vec::with_capacity(order.len());
        for at in order.iter().copied() {
            if done[at] {
                continue;
            }
            done[at] = true;
            grouped.push(at);
            for part in parts.get(&self.keys[at].1).into_iter().flatten().copied() {
                if !done[part] && self.edges[part].iter().all(|e| done[e.to]) {
                    done[part] = true;
                    grouped.push(part);
                }
            }
        }
        grouped
    }

    /// Whether a unit is a part that belongs right after its object.
    fn is_part_after_object(&self, at: usize) -> bool {
        let (rank_of_unit, object, number) = &self.keys[at];
        *number > 0 && *rank_of_unit == rank(object.kind)
    }

    /// Depth first, without recursion: chains of views can be long.
    fn visit(&self, root: usize, position: &[usize], state: &mut [State], order: &mut Vec<usize>) {
        if state[root] != State::New {
            return;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, self.needed_in_order(root, position))];
        while let Some((unit, needed)) = stack.last_mut() {
            match needed.pop() {
                Some(next) if state[next] == State::New => {
                    state[next] = State::Open;
                    stack.push((next, self.needed_in_order(next, position)));
                }
                Some(_) => {}
                None => {
                    state[*unit] = State::Done;
                    order.push(*unit);
                    stack.pop();
                }
            }
        }
    }

    /// The dependencies of a unit, last position first.
    fn needed_in_order(&self, unit: usize, position: &[usize]) -> Vec<usize> {
        let mut needed: Vec<usize> = self.edges[unit].iter().map(|e| e.to).collect();
        needed.sort_unstable_by_key(|n| std::cmp::Reverse(position[*n]));
        needed.dedup();
        needed
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}
