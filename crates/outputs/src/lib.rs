//! Renders a catalog as documentation, diagrams, SQL, table files and typed Python, and renders
//! drift reports.
//!
//! This crate is pure: it builds text in memory and uses no files, clock or environment. The same
//! catalog always gives the same bytes. Each output has a `stable` function that removes what can
//! change while the schema stays the same (host, time, row counts), so that callers can tell
//! whether a file is out of date.

pub mod dump;
mod header;
pub mod markdown;
pub mod mermaid;
mod model;
pub mod nouns;
pub mod python;
pub mod report;
mod slug;
pub mod tables;
pub mod version;

use pgplumb_catalog::visible;

pub use header::GENERATED_MARKDOWN;

/// One file of an output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutputFile {
    /// The path relative to the output folder, with forward slashes on every platform.
    pub path: String,
    /// The content: UTF-8 with line feeds.
    pub text: String,
}

/// Makes the text end with exactly one line feed.
fn finish(text: String) -> String {
    let mut text = text;
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}
