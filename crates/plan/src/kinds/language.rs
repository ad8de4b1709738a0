//! Changes of procedural languages: `CREATE OR REPLACE LANGUAGE`.

use pgplumb_catalog::kinds::language::Language;

use super::{Alter, own_fields, replacement};
use crate::change::{Alteration, ChangeContext};
use crate::steps::Hazard;

impl Alter for Language {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if own_fields(self) == own_fields(new) {
            return Alteration::Parts(Vec::new());
        }
        let change = replacement(new, context);
        // Everyone may write functions in a trusted language.
        let is_looser = new.trusted && !self.trusted;
        Alteration::Parts(vec![if is_looser { change.hazard(Hazard::LoosensSecurity) } else { change }])
    }
}
