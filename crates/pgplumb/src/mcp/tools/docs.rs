//! `export_docs`

use serde::Deserialize;
use serde_json::json;

use crate::mcp::answer::{Answer, NextCall, ToolResult, chunk};
use crate::mcp::server::{Schema, Server};
use crate::operations::export;

/// The arguments of `export_docs`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocsArguments {
    format: String,
    #[serde(default)]
    offset: usize,
}

/// Renders a document and returns a part of it.
pub fn export_docs(server: &Server, schema: &Schema, arguments: &DocsArguments) -> ToolResult {
    let format = arguments.format.as_str();
    let output = export::output(format).filter(|output| output.name() != "version");
    let output = output.ok_or_else(|| {
        format!("{format} is not a format; use markdown, mermaid, sql, tables, json or python")
    })?;
    let mut document = Vec::new();
    let config = &server.config;
    export::print(&schema.loaded, output, &config.export, &config.folder, &mut document)
        .map_err(|error| error.to_string())?;
    let document = String::from_utf8_lossy(&document);
    let (part, next) = chunk(&document, arguments.offset, 0);
    let next = next.map(|offset| NextCall::new("export_docs", json!({ "format": format, "offset": offset })));
    Ok(Answer::new(json!({ "content": part, "bytes": document.len() }), part, next))
}
