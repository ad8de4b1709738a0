//! A constraint of a table, whatever its type.

use std::collections::BTreeMap;

use pgplumb_catalog::kinds::constraint::{Constraint, ForeignKey};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Item, Object, Statement};
use pgplumb_catalog::{Kind, Name, ObjectId};

/// A constraint of a table, of any type.
#[derive(Clone)]
pub(crate) enum TableConstraint<'a> {
    Constraint(&'a Constraint),
    ForeignKey(&'a ForeignKey),
}

impl TableConstraint<'_> {
    pub(crate) fn item(&self, table: &Table) -> Item {
        match self {
            Self::Constraint(c) => c.item(&table.id(), table.index(&c.constraint_name)),
            Self::ForeignKey(k) => k.item(&table.id()),
        }
    }

    /// The statement that adds the constraint under this name without checking existing rows.
    pub(crate) fn add_not_valid(&self, table: &Table, name: &Name) -> Option<Statement> {
        let id = table.id();
        match self {
            Self::Constraint(c) => {
                let added = Constraint { constraint_name: name.clone(), not_valid: true, ..(*c).clone() };
                added.item(&id, table.index(&c.constraint_name)).separate
            }
            Self::ForeignKey(k) => {
                let added = ForeignKey { constraint_name: name.clone(), not_valid: true, ..(*k).clone() };
                added.item(&id).separate
            }
        }
    }

    pub(crate) fn comment(&self) -> Option<&str> {
        match self {
            Self::Constraint(c) => c.comment.as_deref(),
            Self::ForeignKey(k) => k.comment.as_deref(),
        }
    }

    /// The constrained columns.
    pub(crate) fn columns(&self) -> &[Name] {
        match self {
            Self::Constraint(c) => &c.columns,
            Self::ForeignKey(k) => &k.columns,
        }
    }

    /// The columns with which the constraint is dropped: its own, and those that its index uses or
    /// includes.
    /// `table` is the table of the constraint.
    pub(crate) fn all_columns(&self, table: &Table) -> Vec<ObjectId> {
        let index = match self {
            Self::Constraint(c) => table.index(&c.constraint_name),
            Self::ForeignKey(_) => None,
        };
        let names = self
            .columns()
            .iter()
            .chain(index.into_iter().flat_map(|index| index.columns.iter().chain(&index.include)));
        names.map(|name| table.id().nested(Kind::Column, name.clone())).collect()
    }

    pub(crate) fn references(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => Some(k.foreign_id()),
        }
    }

    pub(crate) fn foreign_index(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => k.foreign_index.clone(),
        }
    }

    pub(crate) fn is_inherited(&self) -> bool {
        match self {
            Self::Constraint(c) => c.inherited,
            Self::ForeignKey(k) => k.inherited,
        }
    }

    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Constraint(c) => &c.constraint_name,
            Self::ForeignKey(k) => &k.constraint_name,
        }
    }

    pub(crate) fn is_not_enforced(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_enforced,
            Self::ForeignKey(k) => k.not_enforced,
        }
    }

    pub(crate) fn is_not_valid(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_valid,
            Self::ForeignKey(k) => k.not_valid,
        }
    }

    /// Whether two constraints are equal apart from name, comment and validity.
    pub(crate) fn is_same(&self, other: &Self, tables: (&Table, &Table)) -> bool {
        match (self, other) {
            (Self::Constraint(a), Self::Constraint(b)) => {
                let plain = |c: &Constraint| Constraint {
                    constraint_name: "".into(),
                    comment: None,
                    not_valid: false,
                    inherited: false,
                    parent_count: 0,
                    ..c.clone()
                };
                let index = |t: &Table, c: &Constraint| {
                    t.index(&c.constraint_name).map(|i| {
                        let fixed_options = i.is_partitioned.then(|| i.options.clone());
                        (i.keys.clone(), i.include.clone(), i.nulls_not_distinct, fixed_options)
                    })
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

/// The constraint of a table with this name.
pub(crate) fn constraint_named<'a>(table: &'a Table, name: &Name) -> Option<TableConstraint<'a>> {
    constraints_of(table).remove(name)
}

/// The constraints of a table by their names.
pub(crate) fn constraints_of(table: &Table) -> BTreeMap<&Name, TableConstraint<'_>> {
    let constraints = table.constraints.iter().map(|c| (&c.constraint_name, TableConstraint::Constraint(c)));
    constraints
        .chain(table.foreign_keys.iter().map(|k| (&k.constraint_name, TableConstraint::ForeignKey(k))))
        .collect()
}
