//! The graph of what is made in one go.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Unit, rank};
use crate::kinds::{Object, Part, SqlContext, about_statements};
use crate::{Catalog, Kind, Name, ObjectId};

/// That one unit needs another.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub to: usize,
    /// The part of the unit that needs it.
    pub dependent: ObjectId,
}

/// Units, what they need, and where objects are made.
pub(super) struct Units {
    pub units: Vec<Unit>,
    pub edges: Vec<Vec<Edge>>,
    /// For each unit the place that its kind, name and number give it.
    keys: Vec<(u8, ObjectId, usize)>,
    /// The unit that makes an object or a part of one.
    made_in: FxHashMap<ObjectId, usize>,
    /// The unit of a relation by schema and name: columns belong to it, whatever its kind.
    relations: FxHashMap<(Name, Name), usize>,
    /// Parts that stand inline and could be made alone.
    pub movable: BTreeSet<ObjectId>,
    /// Objects that a placeholder can stand in for.
    pub replaceable: FxHashMap<usize, ObjectId>,
    placeholders: FxHashMap<usize, usize>,
}

impl Units {
    pub fn new(context: &SqlContext<'_>) -> Self {
        let mut units = Self {
            units: Vec::new(),
            edges: Vec::new(),
            keys: Vec::new(),
            made_in: FxHashMap::default(),
            relations: FxHashMap::default(),
            movable: BTreeSet::new(),
            replaceable: FxHashMap::default(),
            placeholders: FxHashMap::default(),
        };
        let mut needs: Vec<(usize, ObjectId, ObjectId)> = Vec::new();
        for object in context.catalog.objects() {
            units.add_object(object, context, &mut needs);
        }
        for index in context.catalog.tables.iter().flat_map(|t| t.indexes.iter().map(move |i| (t, i))) {
            units.place_constraint_index(index.0.id(), index.1);
        }
        for (from, dependent, needed) in needs {
            if let Some(to) = units.find(&needed) {
                units.connect(from, to, dependent);
            }
        }
        for (dependent, needed) in context.catalog.dependencies.iter() {
            if let (Some(from), Some(to)) = (units.find(dependent), units.find(needed)) {
                units.connect(from, to, dependent.clone());
            }
        }
        units.place_owned_sequences(context.catalog);
        units.delay_indexes_on_functions();
        units.use_placeholders();
        units
    }

    /// A sequence that a column owns comes with the column's table, wherever its name would put it.
    fn place_owned_sequences(&mut self, catalog: &Catalog) {
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
                // After everything of the table itself.
                *key = (rank(Kind::Table), table.clone(), usize::MAX - 1 + key.2.min(1));
            }
        }
    }

    /// To make an index on a function is to run it, and what a body given as a string needs is not known: everything there is.
    fn delay_indexes_on_functions(&mut self) {
        for unit in 0..self.units.len() {
            let runs =
                |edge: &Edge| matches!(self.units[edge.to].object.kind, Kind::Function | Kind::Aggregate);
            if self.units[unit].id.kind == Kind::Index && self.edges[unit].iter().any(runs) {
                self.keys[unit].0 = rank(Kind::Index);
            }
        }
    }

    fn add_object(
        &mut self,
        object: &dyn Object,
        context: &SqlContext<'_>,
        needs: &mut Vec<(usize, ObjectId, ObjectId)>,
    ) {
        let id = object.id();
        let create = object.create(context);
        let mut inline = Vec::new();
        for item in &create.items {
            if item.inline.is_some() && !(item.alone.is_some() && context.apart.contains(&item.id)) {
                if item.alone.is_some() {
                    self.movable.insert(item.id.clone());
                }
                inline.push((item.id.clone(), item.needs.clone()));
            }
        }
        let (mut statements, apart) = create.assemble(context.apart);
        statements.extend(about_statements(object, context.catalog.server_version.major()));
        let key = (rank(id.kind), id.clone(), 0);
        let unit = self.push(id.clone(), id.clone(), statements, key.clone());
        if let (Some(schema), true) = (&id.schema, is_relation(id.kind)) {
            self.relations.insert((schema.clone(), id.name.clone()), unit);
        }
        if let Some(placeholder) = object.placeholder() {
            if context.apart.contains(&id) {
                let stand_in = self.push(id.clone(), id.clone(), vec![placeholder], key);
                self.units[stand_in].is_placeholder = true;
                self.placeholders.insert(unit, stand_in);
                self.made_in.insert(id.clone(), unit);
            } else {
                self.replaceable.insert(unit, id.clone());
            }
        }
        let schema = id.schema.as_ref().map(|s| ObjectId::global(Kind::Schema, s.clone()));
        for needed in object.needs().into_iter().chain(schema) {
            needs.push((unit, id.clone(), needed));
        }
        for (part, needed) in inline {
            self.made_in.insert(part.clone(), unit);
            needs.extend(needed.into_iter().map(|n| (unit, part.clone(), n)));
        }
        for column in context.catalog.defaults_of(&id) {
            let default = id.nested(Kind::Default, column.clone());
            if !context.apart.contains(&default) {
                self.movable.insert(default.clone());
                self.made_in.insert(default, unit);
            }
        }
        // A foreign key that is made alone waits for both tables, and so comes when all are there.
        let is_late = |part: &Part| part.id.kind == Kind::Constraint;
        let apart = apart
            .into_iter()
            .map(|part| (if is_late(&part) { rank(Kind::Constraint) } else { rank(id.kind) }, part));
        let parts = apart.chain(object.parts(context).into_iter().map(|part| (rank(id.kind), part)));
        for (number, (rank, part)) in parts.enumerate() {
            let Part { id: part, statements, needs: needed } = part;
            let at = self.push(part.clone(), id.clone(), statements, (rank, id.clone(), number + 1));
            needs.push((at, part.clone(), id.clone()));
            needs.extend(needed.into_iter().map(|n| (at, part.clone(), n)));
        }
    }

    fn push(
        &mut self,
        id: ObjectId,
        object: ObjectId,
        statements: Vec<crate::kinds::Statement>,
        key: (u8, ObjectId, usize),
    ) -> usize {
        let at = self.units.len();
        self.keys.push(key);
        self.made_in.insert(id.clone(), at);
        self.units.push(Unit { id, object, statements, is_placeholder: false });
        self.edges.push(Vec::new());
        at
    }

    /// The index of a constraint is made where the constraint is.
    fn place_constraint_index(&mut self, table: ObjectId, index: &crate::kinds::index::Index) {
        if index.is_constraint
            && let Some(unit) =
                self.made_in.get(&table.nested(Kind::Constraint, index.index_name.clone())).copied()
        {
            self.made_in.insert(index.id(&table), unit);
        }
    }

    /// The unit that makes an object, or what the object is part of.
    fn find(&self, id: &ObjectId) -> Option<usize> {
        let relation = || {
            let relation = id.relation.clone().or_else(|| is_relation(id.kind).then(|| id.name.clone()))?;
            self.relations.get(&(id.schema.clone()?, relation)).copied()
        };
        self.made_in.get(id).copied().or_else(relation)
    }

    fn connect(&mut self, from: usize, to: usize, dependent: ObjectId) {
        if from != to && !self.edges[from].iter().any(|e| e.to == to && e.dependent == dependent) {
            self.edges[from].push(Edge { to, dependent });
        }
    }

    /// Where something that an object needs in turn needs the object, the placeholder does.
    fn use_placeholders(&mut self) {
        let mut placeholders: Vec<(usize, usize)> = self.placeholders.iter().map(|(a, b)| (*a, *b)).collect();
        placeholders.sort_unstable();
        for (unit, stand_in) in placeholders {
            let below = self.reachable(unit);
            for from in below {
                if from == unit {
                    continue;
                }
                for edge in &mut self.edges[from] {
                    if edge.to == unit {
                        edge.to = stand_in;
                    }
                }
            }
            let id = self.units[unit].id.clone();
            // What the placeholder itself needs: its schema and the types of its columns.
            let early: Vec<Edge> = self.edges[unit]
                .iter()
                .filter(|e| self.units[e.to].id.kind == Kind::Schema || e.dependent.kind == Kind::Column)
                .cloned()
                .collect();
            self.edges[stand_in].extend(early);
            self.edges[unit].push(Edge { to: stand_in, dependent: id });
        }
    }

    /// Everything that a unit needs, itself included.
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

    /// The units in order: each in its place, but what it needs right before it.
    pub fn in_order(&mut self) -> Vec<(Unit, Vec<ObjectId>)> {
        let mut places: Vec<usize> = (0..self.units.len()).collect();
        places.sort_by(|a, b| self.keys[*a].cmp(&self.keys[*b]));
        let mut place = vec![0; places.len()];
        for (at, unit) in places.iter().enumerate() {
            place[*unit] = at;
        }
        let mut order = Vec::with_capacity(places.len());
        let mut state = vec![State::New; places.len()];
        for unit in places {
            self.visit(unit, &place, &mut state, &mut order);
        }
        let needs: Vec<Vec<ObjectId>> = self
            .edges
            .iter()
            .map(|edges| edges.iter().map(|edge| self.units[edge.to].id.clone()).collect())
            .collect();
        self.gather(&order)
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

    /// The order with the parts of each object right after it, as far as what they need is there by then: an object that
    /// others needed early takes its indexes and triggers along.
    fn gather(&self, order: &[usize]) -> Vec<usize> {
        let mut parts: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
        for at in order.iter().copied().filter(|at| self.is_part_in_place(*at)) {
            parts.entry(&self.keys[at].1).or_default().push(at);
        }
        let mut done = vec![false; self.units.len()];
        let mut gathered = Vec::with_capacity(order.len());
        for at in order.iter().copied() {
            if done[at] {
                continue;
            }
            done[at] = true;
            gathered.push(at);
            for part in parts.get(&self.keys[at].1).into_iter().flatten().copied() {
                if !done[part] && self.edges[part].iter().all(|e| done[e.to]) {
                    done[part] = true;
                    gathered.push(part);
                }
            }
        }
        gathered
    }

    /// Whether a unit is a part whose place is after its object, and not at the end.
    fn is_part_in_place(&self, at: usize) -> bool {
        let (rank_of_unit, object, number) = &self.keys[at];
        *number > 0 && *rank_of_unit == rank(object.kind)
    }

    /// Depth first, without recursion: chains of views can be long.
    fn visit(&self, root: usize, place: &[usize], state: &mut [State], order: &mut Vec<usize>) {
        if state[root] != State::New {
            return;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, self.needed_in_order(root, place))];
        while let Some((unit, needed)) = stack.last_mut() {
            match needed.pop() {
                Some(next) if state[next] == State::New => {
                    state[next] = State::Open;
                    stack.push((next, self.needed_in_order(next, place)));
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

    /// What a unit needs, last place first.
    fn needed_in_order(&self, unit: usize, place: &[usize]) -> Vec<usize> {
        let mut needed: Vec<usize> = self.edges[unit].iter().map(|e| e.to).collect();
        needed.sort_unstable_by_key(|n| std::cmp::Reverse(place[*n]));
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

fn is_relation(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Table
            | Kind::ForeignTable
            | Kind::View
            | Kind::MaterializedView
            | Kind::CompositeType
            | Kind::Sequence
            | Kind::Domain
    )
}
