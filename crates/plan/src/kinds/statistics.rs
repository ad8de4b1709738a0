//! Changes of extended statistics: only the statistics target can change in place.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::statistics::Statistics;

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, LockMode};

impl Alter for Statistics {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        let definition = |statistics: &Self| {
            let Self { table, columns, expressions, kinds, .. } = statistics.clone();
            (table, columns, expressions, kinds)
        };
        if definition(self) != definition(new) {
            return Alteration::Recreate;
        }
        if self.statistics_target == new.statistics_target {
            return Alteration::Parts(Vec::new());
        }
        let target = new.statistics_target.unwrap_or(-1);
        let sql = format!("ALTER STATISTICS {} SET STATISTICS {target}", new.sql_name());
        let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
        Alteration::Parts(vec![change.locking_there(new.table.clone(), LockMode::ShareUpdateExclusive)])
    }
}
