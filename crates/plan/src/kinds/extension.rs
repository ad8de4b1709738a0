//! Changes of extensions: `ALTER EXTENSION`.

use pgplumb_catalog::kinds::extension::Extension;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::{ident, literal};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for Extension {
    /// Updates and moves the extension in place, because its objects may hold rows and have
    /// dependents. An older desired version is ignored: extensions cannot be downgraded.
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        let mut statements: Vec<Statement> = Vec::new();
        if self.schema != new.schema {
            if !self.relocatable {
                return Alteration::Recreate;
            }
            let sql = format!("ALTER EXTENSION {} SET SCHEMA {}", self.sql_name(), ident(&new.schema));
            statements.push(sql.into());
        }
        if version_components(&self.version) < version_components(&new.version) {
            statements.push(update_extension_sql(new).into());
        }
        if statements.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let needs = new.needs();
        Alteration::Parts(vec![ObjectChange::new(self.id(), Action::Alter, statements).needing(needs)])
    }
}

/// The statement that updates an extension to its version.
pub fn update_extension_sql(extension: &Extension) -> String {
    format!("ALTER EXTENSION {} UPDATE TO {}", extension.sql_name(), literal(&extension.version))
}

/// The components of a version, numbers by their value: `1.10` is newer than `1.9`.
fn version_components(version: &str) -> Vec<(u64, &str)> {
    version.split('.').map(|part| (part.parse().unwrap_or_default(), part)).collect()
}
