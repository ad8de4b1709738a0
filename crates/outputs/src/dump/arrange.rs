//! Arranges the units of a dump in sections.
//!
//! The order of creation puts an object right before the first object that depends on it: a table
//! is among the functions if a function returns its rows. Such mixed runs are sorted by section, as
//! far as dependencies allow.

use std::collections::{BTreeSet, HashMap};

use pgplumb_catalog::order::Unit;
use pgplumb_catalog::{Kind, NodeId};

use super::sections::Section;

/// Arranges units, given with the identities they depend on, in sections. Each unit remains after
/// its dependencies. A section can occur more than once.
pub(super) fn arrange(graph: Vec<(Unit, Vec<NodeId>)>) -> Vec<(Section, Unit)> {
    let arrangement = Arrangement::new(&graph);
    let order = arrangement.order();
    let sections = arrangement.sections;
    let mut units: Vec<Option<Unit>> = graph.into_iter().map(|(unit, _)| Some(unit)).collect();
    order.into_iter().filter_map(|at| Some((sections[at], units[at].take()?))).collect()
}

struct Arrangement<'a> {
    units: Vec<&'a Unit>,
    /// The dependencies of each unit, which are earlier in the order of creation.
    needs: Vec<Vec<usize>>,
    /// The section of each unit.
    sections: Vec<Section>,
    /// The first section that the unit or a later unit belongs to.
    earliest: Vec<Section>,
}

impl<'a> Arrangement<'a> {
    fn new(graph: &'a [(Unit, Vec<NodeId>)]) -> Self {
        let units: Vec<&Unit> = graph.iter().map(|(unit, _)| unit).collect();
        let by_id: HashMap<&NodeId, usize> =
            units.iter().enumerate().map(|(at, unit)| (&unit.id, at)).collect();
        let needs: Vec<Vec<usize>> = graph
            .iter()
            .enumerate()
            .map(|(at, (_, needs))| {
                needs.iter().filter_map(|id| by_id.get(id).copied()).filter(|need| *need < at).collect()
            })
            .collect();
        let calls_function =
            |at: usize| needs[at].iter().any(|need| Section::of(units[*need], false) == Section::Functions);
        let mut sections = Vec::with_capacity(units.len());
        for (at, unit) in units.iter().enumerate() {
            let continues = at > 0 && units[at - 1].object == unit.object;
            let follows_late = sections.last() == Some(&Section::ForeignKeys);
            let is_late = match unit.id.listed_with() {
                // It does not directly follow its table: it was postponed until all tables exist.
                Kind::Constraint => follows_late || !continues,
                Kind::Index => !follows_own_object(&units, at) && calls_function(at),
                _ => false,
            };
            sections.push(Section::of(unit, is_late));
        }
        let mut earliest = sections.clone();
        for at in (1..units.len()).rev() {
            earliest[at - 1] = earliest[at - 1].min(earliest[at]);
        }
        for (at, unit) in units.iter().enumerate() {
            // Not postponed until all tables exist: a table depends on it.
            if earliest[at] < sections[at] {
                sections[at] = Section::of(unit, false);
            }
        }
        Self { units, needs, sections, earliest }
    }

    /// The units in the order of the dump.
    fn order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.units.len());
        let mut is_done = vec![false; self.units.len()];
        let mut start = 0;
        while start < self.units.len() {
            let length =
                self.earliest[start..].iter().take_while(|section| **section == self.earliest[start]).count();
            let mut rest: Vec<usize> = (start..start + length).filter(|at| !is_done[*at]).collect();
            start += length;
            while !rest.is_empty() {
                let before = rest.len();
                let present: BTreeSet<Section> = rest.iter().map(|at| self.sections[*at]).collect();
                for section in present {
                    rest.retain(|at| {
                        let is_next = self.sections[*at] == section
                            && self.needs[*at].iter().all(|need| is_done[*need]);
                        if is_next {
                            self.add(*at, &mut order, &mut is_done);
                        }
                        !is_done[*at]
                    });
                }
                if rest.len() == before {
                    self.add(rest.remove(0), &mut order, &mut is_done);
                }
            }
        }
        order
    }

    /// Adds a unit. If it is a table that an earlier section needs, adds its parts too, as far as
    /// their dependencies are done.
    fn add(&self, at: usize, order: &mut Vec<usize>, is_done: &mut [bool]) {
        is_done[at] = true;
        order.push(at);
        let unit = self.units[at];
        if unit.id != unit.object || self.earliest[at] == self.sections[at] {
            return;
        }
        for part in at + 1..self.units.len() {
            if self.is_part(part, at) && !is_done[part] && self.needs[part].iter().all(|need| is_done[*need])
            {
                is_done[part] = true;
                order.push(part);
            }
        }
    }

    /// Whether a unit belongs right after an object: a part of it, or the ownership of a sequence
    /// by one of its columns.
    fn is_part(&self, part: usize, object: usize) -> bool {
        let (unit, owner) = (self.units[part], &self.units[object].object);
        match &unit.id {
            NodeId::SequenceOwnership { .. } => self.needs[part].contains(&object),
            _ => unit.object == *owner && self.sections[part] == self.sections[object],
        }
    }
}

/// Whether the unit that creates the object comes before its part, with nothing but other parts of
/// it in between.
fn follows_own_object(units: &[&Unit], at: usize) -> bool {
    let object = &units[at].object;
    let run = units[..at].iter().rev().take_while(|unit| unit.object == *object);
    run.into_iter().any(|unit| unit.id == *object)
}
