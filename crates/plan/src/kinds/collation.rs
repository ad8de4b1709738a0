//! Collations: no statement changes their definition. If columns have a collation, a new one replaces
//! it.

use pgplumb_catalog::kinds::collation::Collation;

use super::{Alter, own_fields};
use crate::change::{Alteration, ChangeContext};

impl Alter for Collation {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        if own_fields(self) == own_fields(new) {
            return Alteration::Parts(Vec::new());
        }
        Alteration::Replace { unused: Some(Box::new(Alteration::Recreate)) }
    }
}
