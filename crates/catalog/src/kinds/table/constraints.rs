//! What becomes of a table's constraints.

use std::collections::{BTreeMap, BTreeSet};

use super::below::{goes_with_parents, is_below, is_handed_down};
use super::building::completion;
use super::indexes::index_settings;
use super::online;
use super::{Table, place};
use crate::kinds::alter::comment;
use crate::kinds::constraint::{Constraint, ForeignKey};
use crate::kinds::{AlterContext, Item, Object, PartChange, Statement};
use crate::plan::{Action, Hazard, LockMode};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

/// A constraint of either sort, as the table has it.
#[derive(Clone)]
pub(super) enum Either<'a> {
    Constraint(&'a Constraint),
    ForeignKey(&'a ForeignKey),
}

impl Either<'_> {
    pub(super) fn item(&self, table: &Table) -> Item {
        match self {
            Self::Constraint(c) => c.item(&table.id(), table.index(&c.constraint_name)),
            Self::ForeignKey(k) => k.item(&table.id()),
        }
    }

    pub(super) fn comment(&self) -> Option<&str> {
        match self {
            Self::Constraint(c) => c.comment.as_deref(),
            Self::ForeignKey(k) => k.comment.as_deref(),
        }
    }

    /// The columns that it is on.
    pub(super) fn columns(&self) -> &[Name] {
        match self {
            Self::Constraint(c) => &c.columns,
            Self::ForeignKey(k) => &k.columns,
        }
    }

    pub(super) fn references(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => Some(k.foreign_id()),
        }
    }

    pub(super) fn foreign_index(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => k.foreign_index.clone(),
        }
    }

    pub(super) fn is_inherited(&self) -> bool {
        match self {
            Self::Constraint(c) => c.inherited,
            Self::ForeignKey(k) => k.inherited,
        }
    }

    pub(super) fn name(&self) -> &Name {
        match self {
            Self::Constraint(c) => &c.constraint_name,
            Self::ForeignKey(k) => &k.constraint_name,
        }
    }

    pub(super) fn is_not_enforced(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_enforced,
            Self::ForeignKey(k) => k.not_enforced,
        }
    }

    pub(super) fn is_not_valid(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_valid,
            Self::ForeignKey(k) => k.not_valid,
        }
    }

    /// Whether it is what another is, but for its name, comment and validity.
    pub(super) fn is_same(&self, other: &Self, tables: (&Table, &Table)) -> bool {
        match (self, other) {
            (Self::Constraint(a), Self::Constraint(b)) => {
                let plain = |c: &Constraint| Constraint {
                    constraint_name: "".into(),
                    comment: None,
                    not_valid: false,
                    inherited: false,
                    inherited_from: 0,
                    ..c.clone()
                };
                let index = |t: &Table, c: &Constraint| {
                    t.index(&c.constraint_name)
                        .map(|i| (i.keys.clone(), i.include.clone(), i.nulls_not_distinct))
                };
                plain(a) == plain(b) && index(tables.0, a) == index(tables.1, b)
            }
            (Self::ForeignKey(a), Self::ForeignKey(b)) => {
                let plain = |k: &ForeignKey| ForeignKey {
                    constraint_name: "".into(),
                    comment: None,
                    not_valid: false,
                    inherited: false,
                    foreign_index: None,
                    ..k.clone()
                };
                plain(a) == plain(b)
            }
            _ => false,
        }
    }
}

impl Table {
    /// The constraint of this name, of whichever sort.
    pub(super) fn constraint_named(&self, name: &Name) -> Option<Either<'_>> {
        constraints_of(self).remove(name)
    }
}

fn constraints_of(table: &Table) -> BTreeMap<&Name, Either<'_>> {
    let constraints = table.constraints.iter().map(|c| (&c.constraint_name, Either::Constraint(c)));
    constraints
        .chain(table.foreign_keys.iter().map(|k| (&k.constraint_name, Either::ForeignKey(k))))
        .collect()
}

pub(super) fn constraints(
    old: &Table,
    new: &Table,
    context: &AlterContext<'_>,
    changes: &mut Vec<PartChange>,
) {
    let (before, after) = (constraints_of(old), constraints_of(new));
    let id = |name: &Name| new.id().nested(Kind::Constraint, name.clone());
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let mut done: BTreeSet<&Name> = BTreeSet::new();
    for (name, was) in &before {
        let is = after.get(name);
        let stays =
            is.is_some_and(|is| was.is_same(is, (old, new)) && (was.is_not_valid() || !is.is_not_valid()));
        if stays
            || is_below(old, new, was, context.from)
            || goes_with_parents(old, name, context)
            || online::is_used(name, old, new, context)
        {
            continue;
        }
        if let Some(is) = is
            && let Some(replaced) = online::replace(was, is, (old, new), context)
        {
            changes.extend(replaced);
            done.insert(*name);
            continue;
        }
        let former = old.inherits.iter().map(|parent| place::disinheritance(&old.id(), parent));
        let sql = format!("{alter} DROP CONSTRAINT {}", ident(name));
        let columns = was.columns().iter().map(|c| old.id().nested(Kind::Column, c.clone()));
        // `ON CONFLICT` needs a key.
        let broken: &[Hazard] = match was {
            Either::Constraint(c) if c.is_key() => &[Hazard::BreaksCode],
            _ => &[],
        };
        changes.push(
            PartChange::new(id(name), Action::Drop, [sql.into()])
                .locking(LockMode::AccessExclusive)
                .also(broken)
                .locking_there(was.references().filter(|other| *other != old.id()), LockMode::AccessExclusive)
                .holding(columns)
                .holding(was.references())
                .holding(was.foreign_index())
                .needing(former),
        );
    }
    for (name, is) in after.iter().filter(|(name, _)| !done.contains(*name)) {
        let was = before.get(name);
        match was {
            Some(was)
                if was.is_same(is, (old, new))
                    && (was.is_not_valid() || !is.is_not_valid())
                    && !goes_with_parents(old, name, context) =>
            {
                let mut statements: Vec<Statement> = Vec::new();
                if was.is_not_valid() && !is.is_not_valid() {
                    changes.extend(online::validation(is, (old, new), context));
                }
                if was.comment() != is.comment() {
                    let on = format!("CONSTRAINT {} ON {}", ident(name), new.sql_name());
                    statements.push(comment(&on, is.comment()));
                }
                if let (Some(a), Some(b)) = (old.index(name), new.index(name)) {
                    statements.extend(index_settings(new, a, b));
                }
                if !statements.is_empty() {
                    changes.push(completion(id(name), statements));
                }
            }
            _ if is_handed_down(old, new, name, is, context) => {}
            _ => changes.extend(online::add(is, (old, new), context)),
        }
    }
}
