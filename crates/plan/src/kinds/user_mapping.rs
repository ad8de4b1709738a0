//! Changes of user mappings: `ALTER USER MAPPING`. Recreating one would lose its secrets.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::user_mapping::UserMapping;

use super::Alter;
use super::foreign_options::Options;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for UserMapping {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        let change = options(self).change_to(options(new)).map(|options_sql| {
            let sql = format!("ALTER USER MAPPING {} {options_sql}", new.name);
            options(self).hazards(options(new), ObjectChange::new(new.id(), Action::Alter, [sql.into()]))
        });
        Alteration::Parts(change.into_iter().collect())
    }
}

fn options(mapping: &UserMapping) -> Options<'_> {
    Options { shown: &mapping.options, secret: &mapping.secret_options }
}
