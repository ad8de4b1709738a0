//! What is written from a catalog: documents, diagrams, SQL; and reports of drift. Pure: text in memory, no files, no clock, no environment.
//!
//! The same catalog always gives the same bytes. What may change without the schema changing (host, time, row counts)
//! is blanked by the `stable` function of each output, so that a caller can tell whether a file is out of date.

pub mod dump;
mod header;
pub mod markdown;
pub mod mermaid;
mod model;
mod names;
pub mod python;
pub mod report;
pub mod tables;
pub mod version;
mod visible;

/// One file of an output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutputFile {
    /// Where it goes below the output folder, with forward slashes on every platform.
    pub path: String,
    /// What it holds, UTF-8 with line feeds.
    pub text: String,
}

/// Ends a file with one line feed.
fn finish(text: String) -> String {
    let mut text = text;
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}
