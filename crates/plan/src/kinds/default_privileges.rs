//! Changes of default privileges: `ALTER DEFAULT PRIVILEGES`.

use pgplumb_catalog::kinds::default_privileges::DefaultPrivileges;
use pgplumb_catalog::kinds::{Object, Statement};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange, privilege_hazards};
use crate::steps::Action;

impl Alter for DefaultPrivileges {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let statements = self.change(&self.grants, &new.grants, context.version.major());
        let change = ObjectChange::new(new.id(), Action::Alter, statements);
        Alteration::Parts(vec![privilege_hazards(change, &self.grants, &new.grants)])
    }

    fn creation_hazards(&self, change: ObjectChange, context: &ChangeContext<'_>) -> ObjectChange {
        privilege_hazards(change, &self.initial(context.version.major()), &self.grants)
    }

    fn drop_change(&self, action: Action, context: &ChangeContext<'_>) -> ObjectChange {
        let change = ObjectChange::new(self.id(), action, self.drop_statements(context));
        privilege_hazards(change, &self.grants, &self.initial(context.version.major()))
    }

    fn drop_statements(&self, context: &ChangeContext<'_>) -> Vec<Statement> {
        let major = context.version.major();
        self.change(&self.grants, &self.initial(major), major)
    }
}
