//! `find_join_path` and `relevant_schema`.

use pgplumb_catalog::{Kind, ObjectId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mcp::answer::{Answer, ToolResult};
use crate::mcp::server::Schema;

/// The maximum number of omitted tables that are named.
const MAX_OMITTED: usize = 20;

/// The maximum number of tokens.
const MAX_TOKENS: usize = 2400;

/// The arguments of `find_join_path`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinArguments {
    from: String,
    to: String,
}

/// The arguments of `relevant_schema`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelevantArguments {
    question: String,
    tokens: Option<usize>,
}

/// Finds chains of foreign keys.
pub fn find_join_path(schema: &Schema, arguments: &JoinArguments) -> ToolResult {
    let (from, to) = (schema.find(&arguments.from)?, schema.find(&arguments.to)?);
    for id in [&from, &to] {
        if !matches!(id.kind, Kind::Table | Kind::ForeignTable) {
            return Err(format!("{id} is not a table; only tables have foreign keys"));
        }
        if schema.index.entry(id).is_none() {
            return Err(format!("{id} is a partition; name its partitioned table"));
        }
    }
    let paths = schema.index.join_paths(&from, &to);
    if paths.is_empty() {
        return Err(format!(
            "no chain of foreign keys connects {from} and {to}. They may share columns without a foreign key; describe both"
        ));
    }
    let text: Vec<String> = paths.iter().map(|path| path.sql()).collect();
    let values: Vec<Value> = paths
        .iter()
        .map(|path| {
            let tables: Vec<String> = path.tables.iter().map(ObjectId::path).collect();
            let keys: Vec<&str> = path.joins.iter().map(|join| &*join.constraint).collect();
            json!({ "tables": tables, "foreign_keys": keys, "sql": path.sql() })
        })
        .collect();
    Ok(Answer::new(json!({ "paths": values }), &text.join("\n\n"), None))
}

/// Selects the tables for a question.
pub fn relevant_schema(schema: &Schema, arguments: &RelevantArguments) -> ToolResult {
    let mut tokens = arguments.tokens.unwrap_or(2000).clamp(100, MAX_TOKENS);
    loop {
        let slice = schema.index.slice(&schema.loaded.catalog, &arguments.question, tokens);
        if slice.relations.is_empty() {
            return Err(
                "no table matches the question. Use the words of the schema, search_schema or list_objects"
                    .to_owned(),
            );
        }
        let names = |ids: &[ObjectId]| ids.iter().take(MAX_OMITTED).map(ObjectId::path).collect::<Vec<_>>();
        let (tables, omitted) = (names(&slice.relations), names(&slice.omitted));
        let mut text = slice.sql.clone();
        if !omitted.is_empty() {
            text.push_str(&format!("\n-- less relevant, not shown: {}", omitted.join(", ")));
        }
        let value = json!({ "ddl": slice.sql, "tables": tables, "omitted": omitted });
        let answer = Answer::new(value, &text, None);
        if answer.fits() {
            return Ok(answer);
        }
        tokens = tokens * 9 / 10;
    }
}
