//! Objects that seem to have another name now. Only strong evidence counts: the same definition, and no other candidate.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Change, Kind, ObjectId, Rename, What};
use rustc_hash::FxHashMap;
use serde_json::Value;

/// Pairs of objects of one kind that are the same but for the name.
pub fn objects(removed: &[&dyn Object], added: &[&dyn Object]) -> Vec<Rename> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let (old, new) = (by_definition(removed), by_definition(added));
    let only = |list: &[ObjectId]| if let [only] = list { Some(only.clone()) } else { None };
    let mut renames: Vec<Rename> = old
        .iter()
        .filter_map(|(definition, from)| Some(Rename { from: only(from)?, to: only(new.get(definition)?)? }))
        .collect();
    renames.sort_by(|a, b| a.from.cmp(&b.from));
    renames
}

fn by_definition(objects: &[&dyn Object]) -> FxHashMap<String, Vec<ObjectId>> {
    let mut by_definition: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
    for object in objects {
        if let Some(definition) = definition(*object) {
            by_definition.entry(definition).or_default().push(object.id());
        }
    }
    by_definition
}

/// What an object is, without its name and what is usually named after it; `None` where that is too little to know it by.
fn definition(object: &dyn Object) -> Option<String> {
    let id = object.id();
    let fields = object.fields();
    let told = match id.kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView | Kind::CompositeType => {
            let columns = fields.get("columns").or_else(|| fields.get("attributes"))?.as_array()?;
            if columns.len() < 2 {
                return None;
            }
            let columns = columns.iter().map(|c| (&c["column_name"], &c["type"], &c["is_nullable"]));
            format!("{:?} {:?}", columns.collect::<Vec<_>>(), fields.get("definition"))
        }
        Kind::Enum => {
            fields.get("labels").filter(|l| l.as_array().is_some_and(|l| !l.is_empty()))?.to_string()
        }
        Kind::Function | Kind::Procedure => {
            let body = [fields.get("source"), fields.get("sql_body")];
            let length: usize = body.iter().flatten().filter_map(|b| b.as_str()).map(str::len).sum();
            if length < 20 {
                return None;
            }
            // The arguments stay: another signature is another function.
            let signature = id.name.split_once('(').map(|(_, arguments)| arguments.to_owned());
            format!("{body:?} {:?} {signature:?}", fields.get("result"))
        }
        Kind::Domain => {
            let constraints = fields.get("constraints").and_then(Value::as_array)?;
            let definitions = constraints.iter().map(|c| &c["definition"]);
            format!("{:?} {:?}", fields.get("base_type"), definitions.collect::<Vec<_>>())
        }
        _ => return None,
    };
    Some(told)
}

/// Pairs of columns, constraints, indexes and the like of one table that are the same but for the name.
pub fn members(changes: &[Change]) -> Vec<Rename> {
    let mut sides: FxHashMap<(&ObjectId, Kind, &str), [Vec<&ObjectId>; 2]> = FxHashMap::default();
    for change in changes {
        let (Some(within), side) = (&change.within, matches!(change.what, What::Added { .. })) else {
            continue;
        };
        if let What::Added { summary } | What::Removed { summary } = &change.what
            && !summary.is_empty()
        {
            let sides = sides.entry((within, change.object.kind, summary)).or_default();
            sides[usize::from(side)].push(&change.object);
        }
    }
    let mut renames: Vec<Rename> = sides
        .into_values()
        .filter_map(|sides| match sides.each_ref().map(Vec::as_slice) {
            [[from], [to]] => Some(Rename { from: (*from).clone(), to: (*to).clone() }),
            _ => None,
        })
        .collect();
    renames.sort_by(|a, b| a.from.cmp(&b.from));
    renames
}
