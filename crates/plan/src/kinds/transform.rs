//! Changes of transforms: `CREATE OR REPLACE TRANSFORM`.

use pgplumb_catalog::kinds::transform::Transform;

use super::{Alter, own_fields, replacement};
use crate::change::{Alteration, ChangeContext};

impl Alter for Transform {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let is_same = own_fields(self) == own_fields(new);
        Alteration::Parts(if is_same { Vec::new() } else { vec![replacement(new, context)] })
    }
}
