//! The objects that a plan recreates, and whether PostgreSQL can change them without that.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use pgplumb_plan::{Action, Plan};

/// Tables and columns that the plan drops and creates again although they could have stayed.
///
/// A table with another partition key must be recreated, together with its partitions; so must a
/// foreign table on another server, a column that becomes generated or whose expression changes,
/// and a generated column that uses columns with changed types.
pub fn needless(plan: &Plan, from: &Catalog, to: &Catalog) -> Vec<ObjectId> {
    let created: BTreeSet<&ObjectId> = objects(plan, &[Action::Create, Action::Restore]).collect();
    let recreated = objects(plan, &[Action::Drop, Action::Detach]).filter(|id| created.contains(id));
    recreated.filter(|id| is_needless(id, plan, from, to)).cloned().collect()
}

fn objects<'a>(plan: &'a Plan, actions: &'static [Action]) -> impl Iterator<Item = &'a ObjectId> {
    plan.steps.iter().filter(|step| actions.contains(&step.action)).map(|step| &step.object)
}

fn is_needless(id: &ObjectId, plan: &Plan, from: &Catalog, to: &Catalog) -> bool {
    match id.kind {
        Kind::Table | Kind::ForeignTable => {
            let steps = plan.steps.iter().filter(|step| step.object == *id);
            // Detaching and attaching a partition does not recreate it.
            let is_created = steps.flat_map(|step| &step.statements).any(|sql| sql.starts_with("CREATE "));
            is_created && !ancestors(id, from, to).iter().any(|id| is_different(from.table(id), to.table(id)))
        }
        Kind::Column => {
            let (Some(schema), Some(relation)) = (&id.schema, &id.relation) else { return true };
            let table = ObjectId::local(Kind::Table, schema, relation.clone());
            let generated = |catalog: &Catalog| {
                catalog.table(&table).and_then(|t| t.column(&id.name)).is_some_and(|c| c.generated.is_some())
            };
            !generated(from) && !generated(to)
        }
        _ => false,
    }
}

/// A table and its ancestors in partition hierarchies, before or after the change.
fn ancestors(id: &ObjectId, from: &Catalog, to: &Catalog) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut open = vec![id.clone()];
    while let Some(id) = open.pop() {
        let tables = [from, to].into_iter().filter_map(|catalog| catalog.table(&id));
        open.extend(tables.filter_map(|table| table.partition_of.as_ref()).map(|p| p.parent.clone()));
        found.insert(id);
    }
    found
}

fn is_different(old: Option<&Table>, new: Option<&Table>) -> bool {
    let fixed_properties =
        |table: &Table| (table.partition_key.clone(), table.foreign.as_ref().map(|f| f.server.clone()));
    old.map(fixed_properties) != new.map(fixed_properties)
}

/// The objects that are detached and restored.
pub fn detached(plan: &Plan) -> BTreeSet<ObjectId> {
    let restored: BTreeSet<&ObjectId> = objects(plan, &[Action::Restore]).collect();
    objects(plan, &[Action::Detach]).filter(|id| restored.contains(id)).cloned().collect()
}

/// The script of a plan, without detaching and restoring one object.
pub fn script_without(plan: &Plan, id: &ObjectId) -> String {
    let steps = plan
        .steps
        .iter()
        .filter(|step| step.object != *id || !matches!(step.action, Action::Detach | Action::Restore));
    Plan { steps: steps.cloned().collect(), ..Plan::default() }.script()
}
