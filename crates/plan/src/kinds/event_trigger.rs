//! Changes of event triggers: only when they fire can change in place.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::event_trigger::EventTrigger;

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for EventTrigger {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        let is_same = self.event == new.event && self.tags == new.tags && self.function == new.function;
        if !is_same {
            return Alteration::Recreate;
        }
        if self.enabled == new.enabled {
            return Alteration::Parts(Vec::new());
        }
        let sql = format!("ALTER EVENT TRIGGER {} {}", new.sql_name(), new.enabled.alter_word());
        Alteration::Parts(vec![ObjectChange::new(new.id(), Action::Alter, [sql.into()])])
    }
}
