//! The definitions of the tools.

use serde_json::{Value, json};

/// The definition of a tool.
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it does, for models.
    pub description: &'static str,
    /// The schema of its arguments.
    pub input: Value,
    /// The schema of its structured result.
    pub output: Value,
}

/// The schema of arguments: names, types or whole schemas, and which are required.
fn input(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// The schema of a result with these required fields. Every result may have `next`, the call that
/// returns the rest.
fn output(properties: Value) -> Value {
    let required: Vec<&String> =
        properties.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// The definitions of all tools. `execute_sql` is only there if SQL is allowed.
pub fn definitions(allows_sql: bool) -> Vec<Definition> {
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "integer", "minimum": 0 });
    let list = || json!({ "type": "array" });
    let yes_no = || json!({ "type": "boolean" });
    let mut all = vec![
        Definition {
            name: "search_schema",
            title: "Search the schema",
            description: "Finds tables, columns, functions, types and other objects by words in names, comments, columns and enum labels, best first. Start here if you do not know the names.",
            input: input(
                &["query"],
                json!({
                    "query": text(),
                    "kind": { "type": "string", "description": "table, view, function, enum, …" },
                    "detail": { "enum": ["names", "summary", "full"], "default": "summary" },
                    "limit": { "type": "integer", "minimum": 1, "default": 20 },
                    "offset": number(),
                }),
            ),
            output: output(json!({ "matches": list(), "total": number() })),
        },
        Definition {
            name: "describe",
            title: "Describe objects",
            description: "Returns the SQL definition of one or several objects with keys, indexes, policies, triggers and comments, and which tables reference them.",
            input: input(
                &["names"],
                json!({
                    "names": { "type": "array", "items": text(), "minItems": 1, "description": "users, app.users, function:app.total" },
                    "offset": number(),
                }),
            ),
            output: output(json!({ "objects": list(), "sql": text() })),
        },
        Definition {
            name: "list_objects",
            title: "List objects",
            description: "Lists objects, in pages. Partitions are counted at their partitioned table.",
            input: input(
                &[],
                json!({
                    "kind": { "type": "string", "default": "table", "description": "A kind, or all" },
                    "schema": text(),
                    "offset": number(),
                }),
            ),
            output: output(json!({ "objects": list(), "total": number() })),
        },
        Definition {
            name: "find_join_path",
            title: "Find a way to join two tables",
            description: "Returns the shortest chains of foreign keys between two tables, with FROM and JOIN clauses.",
            input: input(&["from", "to"], json!({ "from": text(), "to": text() })),
            output: output(json!({ "paths": list() })),
        },
        Definition {
            name: "relevant_schema",
            title: "Select the tables for a question",
            description: "Returns the part of the schema that is needed to write a query, as compact DDL with keys, enum labels and comments. Call this before you write SQL.",
            input: input(
                &["question"],
                json!({
                    "question": { "type": "string", "description": "The question in plain words" },
                    "tokens": { "type": "integer", "minimum": 100, "maximum": 2400, "default": 2000 },
                }),
            ),
            output: output(json!({ "ddl": text(), "tables": list(), "omitted": list() })),
        },
        Definition {
            name: "check_drift",
            title: "Compare the schema map with the database",
            description: "Lists the differences between the committed schema map and the live database, with severities.",
            input: input(&[], json!({ "offset": number() })),
            output: output(json!({ "in_sync": yes_no(), "changes": list(), "notes": list() })),
        },
        Definition {
            name: "plan_change",
            title: "Plan a schema change",
            description: "Plans safe steps for DDL, with locks and hazards, tested in a scratch database. Never changes the database.",
            input: input(
                &["sql"],
                json!({
                    "sql": { "type": "string", "description": "DDL, executed on a copy of the schema" },
                    "complete": { "type": "boolean", "default": false, "description": "The SQL defines the whole schema; anything else is dropped" },
                    "offset": number(),
                }),
            ),
            output: output(json!({ "steps": list(), "in_sync": yes_no(), "proof": text(), "notes": list() })),
        },
        Definition {
            name: "export_docs",
            title: "Export documentation",
            description: "Returns the whole schema as a document, in parts. Writes no file.",
            input: input(
                &["format"],
                json!({
                    "format": { "enum": ["markdown", "mermaid", "sql", "tables", "json", "python"] },
                    "offset": number(),
                }),
            ),
            output: output(json!({ "content": text(), "bytes": number() })),
        },
    ];
    if allows_sql {
        all.push(Definition {
            name: "execute_sql",
            title: "Run a read-only query",
            description: "Runs one SELECT, VALUES, TABLE, EXPLAIN (without ANALYZE) or SHOW statement in a read-only transaction with limits. Statements that could change anything are refused, as are user-defined functions.",
            input: input(&["sql"], json!({ "sql": text() })),
            output: output(json!({ "columns": list(), "rows": list(), "has_more_rows": yes_no() })),
        });
    }
    all
}
