//! What a plan makes anew, and whether PostgreSQL leaves it another way.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::plan::{Action, Plan};
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// Tables and columns that are dropped and made again although they could have stayed.
///
/// Only a new table can be partitioned otherwise, and its partitions are made with it; a foreign table cannot change its server. A column that is
/// to be generated, or generated otherwise, must be a new one, and so must a generated column whose sources change their types.
pub fn without_need(plan: &Plan, from: &Catalog, to: &Catalog) -> Vec<ObjectId> {
    let made: BTreeSet<&ObjectId> = objects(plan, &[Action::Create, Action::Restore]).collect();
    let again = objects(plan, &[Action::Drop, Action::Detach]).filter(|id| made.contains(id));
    again.filter(|id| is_needless(id, plan, from, to)).cloned().collect()
}

fn objects<'a>(plan: &'a Plan, actions: &'static [Action]) -> impl Iterator<Item = &'a ObjectId> {
    plan.steps.iter().filter(|step| actions.contains(&step.action)).map(|step| &step.object)
}

fn is_needless(id: &ObjectId, plan: &Plan, from: &Catalog, to: &Catalog) -> bool {
    match id.kind {
        Kind::Table | Kind::ForeignTable => {
            let steps = plan.steps.iter().filter(|step| step.object == *id);
            // To be taken out of its place, and put back, is not to be made anew.
            let is_made = steps.flat_map(|step| &step.statements).any(|sql| sql.starts_with("CREATE "));
            is_made && !ancestors(id, from, to).iter().any(|id| is_another(from.table(id), to.table(id)))
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

/// A table and all that it is a partition of, before or after.
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

fn is_another(old: Option<&Table>, new: Option<&Table>) -> bool {
    let essence =
        |table: &Table| (table.partition_key.clone(), table.foreign.as_ref().map(|f| f.server.clone()));
    old.map(essence) != new.map(essence)
}

/// What is taken away and restored.
pub fn taken_away(plan: &Plan) -> BTreeSet<ObjectId> {
    let restored: BTreeSet<&ObjectId> = objects(plan, &[Action::Restore]).collect();
    objects(plan, &[Action::Detach]).filter(|id| restored.contains(id)).cloned().collect()
}

/// The script of a plan that leaves something where it is.
pub fn script_without(plan: &Plan, id: &ObjectId) -> String {
    let steps = plan
        .steps
        .iter()
        .filter(|step| step.object != *id || !matches!(step.action, Action::Detach | Action::Restore));
    Plan { steps: steps.cloned().collect(), left: Vec::new() }.script()
}
