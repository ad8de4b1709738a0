//! What depends on something that is dropped or changes, and cannot stay meanwhile.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::plan::{Action, Left};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

use super::actions::Actions;

impl Actions<'_> {
    /// Takes away, for as long as it takes, what depends on something that is dropped or cannot change under it.
    pub fn detach_dependents(&mut self) {
        let mut open: Vec<ObjectId> = self.dropped.keys().cloned().collect();
        open.extend(self.changes.iter().filter(|(_, c)| c.action == Action::Drop).map(|(_, c)| c.id.clone()));
        open.extend(self.changes.iter().flat_map(|(_, change)| change.disturbs.clone()));
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        while let Some(gone) = open.pop() {
            if !seen.insert(gone.clone()) {
                continue;
            }
            open.extend(self.detach_what_is_on(&gone));
            open.extend(self.lineage.below(&gone).iter().cloned());
            let mut dependents: Vec<ObjectId> = self.was.on(&gone).to_vec();
            if gone.relation.is_none() {
                // With an object its columns go, and what needs those.
                dependents.extend(self.parts_of(&gone).iter().flat_map(|part| self.was.on(part).to_vec()));
            }
            for dependent in dependents {
                open.extend(self.detach(&dependent, &gone));
            }
        }
    }

    /// Takes away what goes with a column that is made anew: its indexes, keys and foreign keys. Returns what is gone so.
    fn detach_what_is_on(&mut self, column: &ObjectId) -> Vec<ObjectId> {
        let goes = self.goes_by_itself(column) || self.detached.contains(column);
        let table = self.before.of(column).filter(|_| goes && column.kind == Kind::Column);
        let tables = table.and_then(|id| self.from.table(&id).zip(self.to.table(&id)));
        let Some((old, new)) = tables.filter(|(_, new)| new.column(&column.name).is_some()) else {
            return Vec::new();
        };
        let id = old.id();
        let has = |columns: &[Name]| columns.contains(&column.name);
        let constraint = |name: &Name| id.nested(Kind::Constraint, name.clone());
        let free = old.indexes.iter().filter(|i| !i.is_constraint && (has(&i.columns) || has(&i.include)));
        let keys = old.constraints.iter().filter(|c| {
            has(&c.columns) || old.index(&c.constraint_name).is_some_and(|index| has(&index.include))
        });
        let foreign = old.foreign_keys.iter().filter(|key| has(&key.columns));
        let parts = free.filter(|i| new.index(&i.index_name).is_some()).map(|i| i.id(&id));
        let parts = parts.chain(keys.map(|c| constraint(&c.constraint_name)));
        let parts: Vec<ObjectId> = parts.chain(foreign.map(|key| constraint(&key.constraint_name))).collect();
        let stays = |part: &ObjectId| !self.goes_by_itself(part) && self.lineage.above(part).is_empty();
        let gone: Vec<ObjectId> = parts.into_iter().filter(stays).collect();
        self.detached.extend(gone.iter().cloned());
        gone
    }

    /// Whether the server itself makes a part anew when the type of a column changes: indexes, statistics, checks as they are worded, and
    /// foreign keys as long as both sides can be compared.
    fn is_remade_by_server(&self, part: &ObjectId, column: &ObjectId) -> bool {
        if column.kind != Kind::Column || self.goes_by_itself(column) || self.detached.contains(column) {
            return false;
        }
        let table = self.before.of(part).and_then(|id| self.from.table(&id).zip(self.to.table(&id)));
        match part.kind {
            Kind::Index | Kind::Statistics => true,
            Kind::Constraint => table.is_some_and(|(old, new)| {
                let check = |table: &Table| {
                    table
                        .constraints
                        .iter()
                        .find(|c| c.constraint_name == part.name)
                        .and_then(|c| c.definition.clone())
                };
                let is_key = old.foreign_keys.iter().any(|key| key.constraint_name == part.name);
                if is_key {
                    self.stays_comparable(column)
                } else {
                    check(old).is_some() && check(old) == check(new)
                }
            }),
            _ => false,
        }
    }

    /// Whether the values of a column can be compared to those of its former type.
    fn stays_comparable(&self, column: &ObjectId) -> bool {
        const FAMILIES: &[&[&str]] = &[&["smallint", "integer", "bigint"], &["text", "character varying"]];
        let bare = |catalog: &Catalog| {
            let table = self.before.of(column).and_then(|id| catalog.table(&id).cloned());
            let column = table.and_then(|table| table.column(&column.name).cloned());
            column.map(|column| column.sql_type.split('(').next().unwrap_or_default().to_owned())
        };
        let (Some(was), Some(is)) = (bare(self.from), bare(self.to)) else { return false };
        was == is || FAMILIES.iter().any(|family| family.contains(&&*was) && family.contains(&&*is))
    }

    /// The columns of a relation.
    fn parts_of(&self, id: &ObjectId) -> Vec<ObjectId> {
        let columns = |columns: &[pgplumb_catalog::kinds::column::Column]| {
            columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone())).collect::<Vec<_>>()
        };
        let same = |object: &dyn Object| object.id() == *id;
        match id.kind {
            Kind::Table | Kind::ForeignTable => {
                self.from.table(id).map(|t| columns(&t.columns)).unwrap_or_default()
            }
            Kind::View => {
                self.from.views.iter().find(|v| same(*v)).map(|v| columns(&v.columns)).unwrap_or_default()
            }
            Kind::MaterializedView => {
                let view = self.from.materialized_views.iter().find(|v| same(*v));
                view.map(|v| columns(&v.columns)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Takes one dependent away, unless it goes anyway or no longer needs what is gone. Returns what is gone with it.
    fn detach(&mut self, dependent: &ObjectId, gone: &ObjectId) -> Option<ObjectId> {
        let container = self.before.of(dependent)?;
        let gone_in = self.before.of(gone);
        if self.dropped.contains_key(&container)
            || self.detached.contains(dependent)
            || gone_in.as_ref() == Some(&container) && *dependent == container
        {
            return None;
        }
        let is_part = *dependent != container;
        // What a parent hands down is seen to there.
        if self.goes_by_itself(dependent) || !self.lineage.above(dependent).is_empty() {
            return None;
        }
        if self.is_remade_by_server(dependent, gone) {
            return None;
        }
        let still_needs = self.will.of(dependent).iter().any(|needed| {
            needed == gone || gone.relation.is_none() && self.before.of(needed).as_ref() == Some(gone)
        });
        let is_changed = self.changes.iter().any(|(_, change)| change.id == *dependent);
        if is_changed && !still_needs {
            // Its change comes first.
            return None;
        }
        if !is_part {
            return self.detach_whole(dependent, gone);
        }
        match dependent.kind {
            Kind::Default | Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Policy => {
                self.detached.insert(dependent.clone());
                Some(dependent.clone())
            }
            Kind::Index => {
                self.detached.insert(dependent.clone());
                Some(dependent.clone())
            }
            Kind::Column if self.is_generated(dependent) => {
                self.detached.insert(dependent.clone());
                Some(dependent.clone())
            }
            Kind::Column if container.kind == Kind::View || container.kind == Kind::MaterializedView => {
                self.detach_whole(&container, gone)
            }
            _ => {
                // A column of a type that is altered in place, with its columns, has been seen to.
                if !self.changes.iter().any(|(_, c)| c.disturbs.contains(dependent) || c.id == *dependent) {
                    self.left.push(Left {
                        object: dependent.clone(),
                        reason: format!("it needs {gone}, which cannot change while it does"),
                    });
                }
                None
            }
        }
    }

    fn is_generated(&self, column: &ObjectId) -> bool {
        let table = self.before.of(column).and_then(|id| self.from.table(&id).cloned());
        table.is_some_and(|t| t.column(&column.name).is_some_and(|c| c.generated.is_some()))
    }

    fn detach_whole(&mut self, id: &ObjectId, gone: &ObjectId) -> Option<ObjectId> {
        let holds_data = matches!(
            id.kind,
            Kind::Table | Kind::ForeignTable | Kind::Sequence | Kind::Schema | Kind::Extension
        );
        // What follows another is made with it.
        if self.from.of_kind(id.kind).iter().any(|object| object.id() == *id && object.follows()) {
            return None;
        }
        let is_wanted = self.to.of_kind(id.kind).iter().any(|object| object.id() == *id);
        if holds_data {
            if is_wanted && !self.changes.iter().any(|(object, _)| object == id) {
                self.left.push(Left {
                    object: id.clone(),
                    reason: format!("it needs {gone}, which cannot change while it does"),
                });
            }
            return None;
        }
        self.dropped.insert(id.clone(), is_wanted);
        Some(id.clone())
    }
}
