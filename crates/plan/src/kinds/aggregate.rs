//! Changes of aggregates: `CREATE OR REPLACE AGGREGATE`, if its result stays the same.

use pgplumb_catalog::kinds::aggregate::Aggregate;

use super::{Alter, own_fields, replacement};
use crate::change::{Alteration, ChangeContext};

impl Alter for Aggregate {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if own_fields(self) == own_fields(new) {
            return Alteration::Parts(Vec::new());
        }
        match can_be_replaced(self, new) {
            true => Alteration::Parts(vec![replacement(new, context)]),
            false => Alteration::Recreate,
        }
    }
}

/// Whether the result type certainly stays, and so do the kind and the names of arguments.
fn can_be_replaced(old: &Aggregate, new: &Aggregate) -> bool {
    let result = |aggregate: &Aggregate| {
        (aggregate.computation.final_function.clone(), aggregate.computation.state_type.clone())
    };
    old.kind == new.kind
        && old.arguments == new.arguments
        && old.ordered_arguments == new.ordered_arguments
        && result(old) == result(new)
}
