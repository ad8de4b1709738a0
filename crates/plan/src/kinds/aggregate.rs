//! Changes of aggregates: `CREATE OR REPLACE AGGREGATE`, if its result type stays the same.

use pgplumb_catalog::kinds::aggregate::Aggregate;
use pgplumb_catalog::kinds::function::Function;
use pgplumb_catalog::sql::qualified;
use pgplumb_catalog::{Catalog, Name};

use super::{Alter, own_fields, replacement};
use crate::change::{Alteration, ChangeContext};

impl Alter for Aggregate {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if own_fields(self) == own_fields(new) {
            return Alteration::Parts(Vec::new());
        }
        match can_be_replaced(self, new, context) {
            true => Alteration::Parts(vec![replacement(new, context)]),
            false => Alteration::Recreate,
        }
    }
}

/// Whether the result type certainly stays, and so do the kind and the names of arguments.
fn can_be_replaced(old: &Aggregate, new: &Aggregate, context: &ChangeContext<'_>) -> bool {
    let computed_by = |aggregate: &Aggregate| {
        (aggregate.computation.final_function.clone(), aggregate.computation.state_type.clone())
    };
    let keeps_result_type = || {
        let (current, desired) =
            (result_type(old, context.current.catalog()), result_type(new, context.desired.catalog()));
        current.is_some() && current == desired
    };
    old.kind == new.kind
        && old.arguments == new.arguments
        && old.ordered_arguments == new.ordered_arguments
        && (computed_by(old) == computed_by(new) || keeps_result_type())
}

/// The result type of an aggregate: the result type of its final function, or the type of its state.
/// `None` if its final function is not in the catalog.
fn result_type(aggregate: &Aggregate, catalog: &Catalog) -> Option<Name> {
    let computation = &aggregate.computation;
    let Some(name) = &computation.final_function else { return Some(computation.state_type.clone()) };
    let takes_state = |function: &&Function| {
        qualified(&function.schema, &function.name) == **name
            && function.arguments.first().is_some_and(|first| first.sql_type == computation.state_type)
    };
    catalog.functions.iter().find(takes_state)?.result.clone()
}
