//! Changes of foreign-data wrappers: `ALTER FOREIGN DATA WRAPPER`.

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::foreign_data_wrapper::ForeignDataWrapper;

use super::Alter;
use super::foreign_options::Options;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for ForeignDataWrapper {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        let function = |word: &str, old: &Option<Name>, new: &Option<Name>| {
            let clause = || new.as_ref().map_or_else(|| format!("NO {word}"), |f| format!("{word} {f}"));
            (old != new).then(clause)
        };
        let handler = function("HANDLER", &self.handler, &new.handler);
        let validator = function("VALIDATOR", &self.validator, &new.validator);
        let connection = function("CONNECTION", &self.connection, &new.connection);
        let changes_handler = handler.is_some();
        let clauses: Vec<String> = [handler, validator, connection]
            .into_iter()
            .flatten()
            .chain(options(self).change_to(options(new)))
            .collect();
        if clauses.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let sql = format!("ALTER FOREIGN DATA WRAPPER {} {}", new.sql_name(), clauses.join(" "));
        let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
        let change = if changes_handler { change.hazard(Hazard::ChangesResults) } else { change };
        Alteration::Parts(vec![options(self).hazards(options(new), change)])
    }
}

fn options(wrapper: &ForeignDataWrapper) -> Options<'_> {
    Options { shown: &wrapper.options, secret: &wrapper.secret_options }
}
