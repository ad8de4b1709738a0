//! Range types: no statement changes their definition. If columns use a range, a new type replaces it.

use pgplumb_catalog::kinds::range::Range;
use pgplumb_catalog::kinds::{Object, Statement};

use super::{Alter, own_fields};
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for Range {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        if own_fields(self) == own_fields(new) {
            return Alteration::Parts(Vec::new());
        }
        let renamed = Self {
            multirange_schema: new.multirange_schema.clone(),
            multirange_name: new.multirange_name.clone(),
            constructor: new.constructor.clone(),
            multirange_constructor: new.multirange_constructor.clone(),
            ..self.clone()
        };
        if own_fields(&renamed) == own_fields(new) {
            let change = ObjectChange::new(new.id(), Action::Alter, new.rename_parts(self));
            return Alteration::Parts(vec![change.hazard(Hazard::BreaksCode)]);
        }
        // A canonical function takes and returns the range, so it cannot serve both types.
        match self.canonical.is_some() || new.canonical.is_some() {
            true => Alteration::Recreate,
            false => Alteration::Replace { unused: Some(Box::new(Alteration::Recreate)) },
        }
    }

    /// A range and its canonical function depend on each other, so that neither can be dropped
    /// first. Everything else that depends on the range is dropped before it.
    fn drop_statements(&self, _: &ChangeContext<'_>) -> Vec<Statement> {
        let cascade = if self.canonical.is_some() { " CASCADE" } else { "" };
        vec![format!("DROP TYPE {}{cascade}", self.sql_name()).into()]
    }
}
