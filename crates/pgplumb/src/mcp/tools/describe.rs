//! `describe`

use pgplumb_catalog::kinds::Aspect;
use pgplumb_catalog::order::creation_order;
use pgplumb_catalog::{Kind, ObjectId};
use serde::Deserialize;
use serde_json::json;

use crate::mcp::answer::{Answer, NextCall, ToolResult, chunk, json_length};
use crate::mcp::server::Schema;
use crate::schema_index::Join;

/// The maximum number of objects.
const MAX_NAMES: usize = 20;

/// The arguments of `describe`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DescribeArguments {
    names: Vec<String>,
    #[serde(default)]
    offset: usize,
}

/// Describes objects.
pub fn describe(schema: &Schema, arguments: DescribeArguments) -> ToolResult {
    match arguments.names.len() {
        0 => return Err("names is empty".to_owned()),
        count if count > MAX_NAMES => {
            return Err(format!("{count} names; describe at most {MAX_NAMES} objects at once"));
        }
        _ => {}
    }
    let ids = arguments.names.iter().map(|name| schema.find(name)).collect::<Result<Vec<_>, _>>()?;
    let sql: Vec<String> = ids.iter().map(|id| definition(schema, id)).collect();
    let sql = sql.join("\n");
    let names: Vec<String> = ids.iter().map(ObjectId::to_string).collect();
    // The names are in the result, and twice in the next call.
    let (part, next) = chunk(&sql, arguments.offset, 3 * json_length(&names));
    let next = next.map(|offset| NextCall::new("describe", json!({ "names": names, "offset": offset })));
    Ok(Answer::new(json!({ "objects": names, "sql": part }), part, next))
}

/// The SQL of an object, and the tables that reference it.
pub fn definition(schema: &Schema, id: &ObjectId) -> String {
    let catalog = &schema.loaded.catalog;
    let part = catalog.subset(|other| other == id);
    let mut text = String::new();
    for unit in creation_order(&part, catalog.server_version) {
        for statement in &unit.statements {
            if !matches!(statement.aspect, Aspect::Owner | Aspect::Privileges | Aspect::SecurityLabel) {
                text.push_str(&format!("{};\n", statement.sql.trim_end().trim_end_matches(';')));
            }
        }
    }
    if text.is_empty() {
        text = format!("-- {id}\n");
    }
    if let Some(partitions) = schema.index.entry(id).map(|entry| entry.partitions).filter(|count| *count > 0)
    {
        text.push_str(&format!("-- {partitions} partitions\n"));
    }
    for join in schema.index.references(id) {
        let Join { from, from_columns, .. } = join;
        text.push_str(&format!("-- referenced by {} ({})\n", from.path(), from_columns.join(", ")));
    }
    if id.kind == Kind::Table
        && let Some(partition) = catalog.table(id).and_then(|table| table.partition_of.as_ref())
    {
        text.push_str(&format!("-- partition of {}\n", partition.parent.path()));
    }
    text
}
