//! `search_schema` and `list_objects`.

use pgplumb_catalog::{Kind, ObjectId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::mcp::answer::{Answer, NextCall, Page, ToolResult, clip};
use crate::mcp::server::Schema;
use crate::operations::find;
use crate::schema_index::{Detail, Entry, compact_definition, one_line};

/// The maximum length of a comment in characters.
const MAX_COMMENT: usize = 200;

/// The maximum length of a query, in bytes.
const MAX_QUERY: usize = 500;

/// The maximum length of a definition in a list, in bytes.
const MAX_DEFINITION: usize = 4000;

/// How much a search returns about each object.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum SearchDetail {
    /// The name.
    Names,
    /// The name, the comment and matching columns.
    #[default]
    Summary,
    /// The definition too.
    Full,
}

/// The arguments of `search_schema`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchArguments {
    query: String,
    kind: Option<String>,
    #[serde(default)]
    detail: SearchDetail,
    limit: Option<usize>,
    #[serde(default)]
    offset: usize,
}

/// The arguments of `list_objects`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListArguments {
    kind: Option<String>,
    schema: Option<String>,
    #[serde(default)]
    offset: usize,
}

/// Finds objects by words.
pub fn search_schema(schema: &Schema, arguments: SearchArguments) -> ToolResult {
    let kind = arguments.kind.as_deref().map(parse_kind).transpose()?;
    if arguments.query.len() > MAX_QUERY {
        return Err(format!("the query is longer than {MAX_QUERY} bytes; use a few words"));
    }
    let mut found = schema.index.search(&arguments.query);
    found.retain(|found| kind.is_none_or(|kind| found.entry.id.kind == kind));
    if found.is_empty() {
        return Err(nothing_found(schema, &arguments.query));
    }
    let limit = arguments.limit.unwrap_or(20).max(1);
    let page = Page::new(&found, arguments.offset, limit, |found| {
        let entry = found.entry;
        let (mut value, mut line) = summary(entry, arguments.detail != SearchDetail::Names);
        if arguments.detail != SearchDetail::Names && !found.columns.is_empty() {
            let columns: Vec<&str> = found.columns.iter().take(12).map(|name| &***name).collect();
            line.push_str(&format!(" (columns: {})", columns.join(", ")));
            value["columns"] = json!(columns);
        }
        if arguments.detail == SearchDetail::Full {
            let sql = match compact_definition(&schema.loaded.catalog, &entry.id, Detail::Full, &|_| true) {
                sql if sql.is_empty() => super::definition(schema, &entry.id),
                sql => sql,
            };
            let sql = clip(&sql, MAX_DEFINITION).trim_end();
            line.push_str(&format!("\n{sql}"));
            value["sql"] = json!(sql);
        }
        (value, line)
    });
    let next = page.next.map(|offset| {
        let SearchArguments { query, detail, .. } = &arguments;
        let detail = format!("{detail:?}").to_lowercase();
        let mut call = json!({ "query": query, "detail": detail, "limit": limit, "offset": offset });
        kind.inspect(|kind| call["kind"] = json!(kind.word()));
        NextCall::new("search_schema", call)
    });
    Ok(Answer::new(json!({ "matches": page.values, "total": found.len() }), &page.text, next))
}

/// Lists objects of a kind.
pub fn list_objects(schema: &Schema, arguments: ListArguments) -> ToolResult {
    let word = arguments.kind.as_deref().unwrap_or("table");
    let kind = if word == "all" { None } else { Some(parse_kind(word)?) };
    if let Some(name) = &arguments.schema {
        let schemas: Vec<&str> = schema.loaded.catalog.schemas.iter().map(|schema| &*schema.name).collect();
        if !schemas.contains(&name.as_str()) {
            return Err(format!(
                "there is no schema {name}. The schemas are {}",
                clip(&schemas.join(", "), 2000)
            ));
        }
    }
    let is_listed = |entry: &&Entry| {
        kind.is_none_or(|kind| entry.id.kind == kind)
            && arguments.schema.as_ref().is_none_or(|name| entry.id.schema.as_deref() == Some(name))
    };
    let entries: Vec<&Entry> = schema.index.entries().iter().filter(is_listed).collect();
    let page = Page::new(&entries, arguments.offset, usize::MAX, |entry| summary(entry, true));
    let next = page.next.map(|offset| {
        let mut call = json!({ "kind": word, "offset": offset });
        arguments.schema.iter().for_each(|name| call["schema"] = json!(name));
        NextCall::new("list_objects", call)
    });
    let text = if entries.is_empty() { "none" } else { &page.text };
    Ok(Answer::new(json!({ "objects": page.values, "total": entries.len() }), text, next))
}

/// An object with its comment, as a value and a line.
fn summary(entry: &Entry, with_comment: bool) -> (Value, String) {
    let id = entry.id.to_string();
    let (mut value, mut line) = (json!({ "id": clip(&id, 400) }), clip(&id, 400).to_owned());
    if entry.partitions > 0 {
        value["partitions"] = json!(entry.partitions);
        line.push_str(&format!(" [{} partitions]", entry.partitions));
    }
    if let Some(comment) = entry.comment.as_ref().filter(|_| with_comment) {
        let comment = one_line(comment, MAX_COMMENT);
        line.push_str(&format!(" -- {comment}"));
        value["comment"] = json!(comment);
    }
    (value, line)
}

fn parse_kind(word: &str) -> Result<Kind, String> {
    Kind::parse(word).ok_or_else(|| match find::suggest_kind(word) {
        Some(near) => format!("{word} is not a kind of object. Did you mean {near}?"),
        None => format!("{word} is not a kind of object; use table, view, function, enum, index, policy …"),
    })
}

/// Names that are similar to a text that matches nothing.
fn nothing_found(schema: &Schema, query: &str) -> String {
    let names = schema.index.entries().iter().map(|entry| &*entry.id.name);
    let near: Vec<&str> =
        query.split_whitespace().filter_map(|word| crate::suggest::nearest(word, names.clone())).collect();
    let entry = |name: &str| schema.index.entries().iter().find(|entry| &*entry.id.name == name);
    let ids: Vec<&ObjectId> = near.iter().filter_map(|name| Some(&entry(name)?.id)).take(5).collect();
    match ids.as_slice() {
        [] => format!("nothing matches {query:?}. Use other words, or list_objects"),
        ids => {
            let ids: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
            format!("nothing matches {query:?}. Did you mean {}?", ids.join(", "))
        }
    }
}
