//! Steps in words.

use std::borrow::Cow;

use pgplumb_catalog::types::ValueLoss;
use pgplumb_catalog::{Kind, ObjectId};

use crate::node::Operation;
use crate::steps::{Action, Hazard, Step};

impl Step {
    /// What the step does, as an imperative that names the object:
    /// `validate constraint public.users.users_email_check`.
    pub fn title(&self) -> String {
        format!("{} {}", self.verb(), self.object.visible_path())
    }

    /// What the step does to an object of which kind: `drop view`. The name of the object follows.
    pub fn verb(&self) -> String {
        let kind = self.object.noun(self.within.as_ref());
        let verb = match (self.operation, self.action) {
            (Some(Operation::CreatePlaceholder), _) => "create placeholder of",
            (Some(Operation::AttachPartition), _) => return "attach partition".to_owned(),
            (Some(Operation::DetachPartition), _) => return "detach partition".to_owned(),
            (Some(Operation::AttachIndex), _) => "attach",
            (Some(Operation::SetOwningColumn), _) => "set owning column of",
            (Some(Operation::Inherit), _) => "add parent of",
            (Some(Operation::StopInheriting), _) => "remove parent of",
            (Some(Operation::LeaveType), _) => "remove type of",
            (Some(Operation::PublishWholeTables), Action::Detach) => "publish whole tables in",
            (Some(Operation::PublishWholeTables), _) => "publish listed columns and rows in",
            (Some(Operation::MoveRows), _) => "move rows of",
            (None, _) if self.renames_sequence() => "rename",
            (None, Action::Detach) => "drop",
            (None, Action::Restore) => "recreate",
            (None, _) if self.is_validation() => "validate",
            (None, action) => action.word(),
        };
        format!("{verb} {kind}")
    }

    /// Whether it renames the sequence of an identity column, whose name another sequence may take.
    fn renames_sequence(&self) -> bool {
        let is_column = |id: &ObjectId| id.kind == Kind::Column;
        self.object.kind == Kind::Sequence && self.prepares.as_ref().is_some_and(is_column)
    }

    /// A hazard of this step in words. `BreaksCode` says which code fails, `ChangesValues` how
    /// values change.
    pub fn describe(&self, hazard: Hazard) -> Cow<'static, str> {
        const HAVE_SECRETS: &[Kind] =
            &[Kind::ForeignDataWrapper, Kind::ForeignServer, Kind::UserMapping, Kind::Subscription];
        match hazard {
            Hazard::DeletesData if HAVE_SECRETS.contains(&self.object.kind) => {
                "deletes a secret, which cannot be restored".into()
            }
            Hazard::BreaksCode => self.broken_code().into(),
            Hazard::KeepsOldValues => {
                let results = self.stored_results.iter().map(|results| {
                    let (object, statement) = (&results.object, &results.recompute);
                    format!("{} {}: {statement}", object.kind, object.visible_path())
                });
                let results: Vec<String> = results.collect();
                format!("{}; compute them again for {}", hazard.words(), results.join("; ")).into()
            }
            Hazard::ChangesResults if (self.action, self.object.kind) == (Action::Drop, Kind::Trigger) => {
                "its function no longer runs".into()
            }
            Hazard::ChangesValues => {
                let mut losses: Vec<ValueLoss> =
                    self.type_changes.iter().flat_map(|change| change.losses.iter().copied()).collect();
                losses.sort_unstable();
                losses.dedup();
                let losses: Vec<&str> = losses.into_iter().map(ValueLoss::words).collect();
                format!("{}: {}", hazard.words(), losses.join("; ")).into()
            }
            _ => hazard.words().into(),
        }
    }

    /// The code that fails.
    fn broken_code(&self) -> &'static str {
        match (self.action, self.object.kind) {
            (Action::Rename, Kind::Column) => "code that uses the old column name fails",
            (Action::Rename, _) => "code that uses the old name fails",
            (Action::Detach, _) => "code that relies on the old definition may fail",
            (Action::Create, Kind::Column) => "INSERTs without a value for the column fail",
            (Action::Create, Kind::Subscription) => {
                "replication starts only after you create its slot, enable it and refresh it"
            }
            (Action::Drop, Kind::Subscription) if self.outside_transaction => {
                "replication stops, and its slot on the publisher is dropped"
            }
            (Action::Drop, Kind::Subscription) => "replication stops",
            (Action::Alter, Kind::Subscription) => "some tables may no longer be replicated",
            (Action::Alter, Kind::Publication) => "subscribers no longer receive some changes",
            (_, Kind::Default) => "INSERTs that rely on the default fail",
            (Action::Drop, Kind::Column) => "code that uses the column fails",
            (_, Kind::Column | Kind::Table) if !self.type_changes.is_empty() => {
                "code that relies on the old type may fail"
            }
            (_, Kind::Column) => "code that relies on the old definition may fail",
            (Action::Drop, Kind::Index) => {
                "duplicate values become possible; code that relies on the index fails, such as ON CONFLICT"
            }
            (Action::Drop, Kind::Constraint) => "code that relies on the key fails, such as ON CONFLICT",
            (Action::Alter, Kind::Domain | Kind::CompositeType) => {
                "code that relies on the old definition may fail"
            }
            (Action::Drop, Kind::Enum) => "code that uses it fails",
            (_, Kind::Enum) => "code that uses a removed label fails",
            _ => "code that uses it fails",
        }
    }
}
