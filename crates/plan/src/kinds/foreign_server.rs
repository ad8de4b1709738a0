//! Changes of foreign servers: `ALTER SERVER`. Its type and foreign-data wrapper cannot change.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::foreign_server::ForeignServer;
use pgplumb_catalog::sql::literal;

use super::Alter;
use super::foreign_options::Options;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for ForeignServer {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        if self.server_type != new.server_type || self.foreign_data_wrapper != new.foreign_data_wrapper {
            return Alteration::Recreate;
        }
        let version = (self.server_version != new.server_version).then(|| {
            let version = new.server_version.as_deref().map_or_else(|| "NULL".to_owned(), literal);
            format!("VERSION {version}")
        });
        let clauses: Vec<String> = version.into_iter().chain(options(self).change_to(options(new))).collect();
        if clauses.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let sql = format!("ALTER SERVER {} {}", new.sql_name(), clauses.join(" "));
        // Its foreign tables may read from elsewhere.
        let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]).hazard(Hazard::ChangesResults);
        Alteration::Parts(vec![options(self).hazards(options(new), change)])
    }
}

fn options(server: &ForeignServer) -> Options<'_> {
    Options { shown: &server.options, secret: &server.secret_options }
}
