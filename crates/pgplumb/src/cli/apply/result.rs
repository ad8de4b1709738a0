//! The comparison with the desired state after the last step.

use pgplumb_catalog::Change;
use pgplumb_outputs::nouns::counted;
use serde::Serialize;

use super::super::plan_output::describe_change;
use super::super::{Failure, Outcome, export};
use super::{Applying, PlannedWork};
use crate::operations::plan::{SavedPlan, unapplied_changes};
use crate::terminal::{Format, Text, TextStyle};

/// JSON result.
#[derive(Serialize)]
struct Summary<'a> {
    database: &'a str,
    host: &'a str,
    server_version: &'a str,
    steps: usize,
    in_sync: bool,
    remaining: Vec<&'a Change>,
    seconds: f64,
}

impl Applying<'_> {
    /// Reads the database back and compares it with the desired state.
    pub(super) async fn finish(&self, work: &PlannedWork) -> Result<Outcome, Failure> {
        let saved = &work.planned.saved;
        let mut remaining: Vec<Change> = if saved.plan.is_empty() {
            saved.changes.clone()
        } else {
            let left = self.remaining(work).await;
            left.map_err(|failure| {
                let steps = counted(saved.plan.steps.len(), "step");
                failure.hint(format!("{steps} executed, but not verified; run pgplumb plan to compare"))
            })?
        };
        remaining.retain(|change| !saved.is_harmless(change));
        self.report(saved, &remaining)?;
        if self.args.export {
            export::refresh(self.session, &self.args.reading).await?;
        }
        if remaining.is_empty() && saved.left_to_user().next().is_none() {
            return Ok(Outcome::Done);
        }
        let mut message = "the database does not match the desired state:".to_owned();
        for change in &remaining {
            message.push_str(&format!("\n    {}", describe_change(change)));
        }
        for left in saved.left_to_user() {
            message.push_str(&format!(
                "\n    {} {}: {}",
                left.object.kind,
                left.object.visible_path(),
                left.reason
            ));
        }
        Err(Failure::new(message))
    }

    /// Reads the database back, and returns the differences of all managed objects from the desired
    /// state.
    async fn remaining(&self, work: &PlannedWork) -> Result<Vec<Change>, Failure> {
        let saved = &work.planned.saved;
        let after = self.reader.read(&self.source, &self.reader.request(None)).await?;
        if let Some(desired) = &work.desired {
            return self.planner.remaining(&after, desired).await;
        }
        let found = saved.remaining(&after, &self.reader.scratch).await.map_err(Failure::new)?;
        let mut changes = found.saved.changes;
        // If there is no server to normalize expressions on, an expression that the plan changes
        // counts as changed if it differs from the one before.
        if !found.notes.is_empty() {
            let unapplied = unapplied_changes(saved, &work.current.catalog, &after.catalog);
            changes.retain(|change| !change.is_text_change());
            changes.extend(unapplied.into_iter().filter(Change::is_text_change));
        }
        Ok(changes)
    }

    fn report(&self, saved: &SavedPlan, remaining: &[Change]) -> Result<(), Failure> {
        let terminal = &self.session.terminal;
        let (steps, seconds) =
            (saved.plan.steps.len(), (self.started.elapsed() - self.waited.get()).as_secs_f64());
        if terminal.format() == Format::Json {
            terminal.print_json(&Summary {
                database: &saved.target.database,
                host: &saved.target.host,
                server_version: &saved.target.server_version,
                steps,
                in_sync: remaining.is_empty() && saved.left_to_user().next().is_none(),
                remaining: remaining.iter().collect(),
                seconds,
            })?;
        }
        if steps > 0 && remaining.is_empty() {
            let done = format!(" {} executed and verified", counted(steps, "step"));
            let text = Text::new().with(TextStyle::Success, "✓").plain(done);
            terminal.status(text.faint(format!(" in {seconds:.2} s")));
        }
        Ok(())
    }
}
