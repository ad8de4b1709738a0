//! Prints reports in all formats, and derives exit codes from them.

use std::io::Write;

use pgplumb_catalog::Severity;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::report::text::{Options, Style, lines};
use pgplumb_outputs::report::{Report, State, github, gitlab, html, json, junit, markdown, sarif};

use super::args::ReadArgs;
use super::diff::ComparingArgs;
use super::reader::database_on_host;
use super::session::Session;
use super::{Failure, Outcome};
use crate::operations::load::LoadedCatalog;
use crate::terminal::{Format, Terminal, Text, TextStyle};

/// Renders a report as a document; `None` for formats that only a terminal shows.
pub fn document(report: &Report, format: Format, fail_on: Severity) -> Option<String> {
    Some(match format {
        Format::Text | Format::Sql => return None,
        Format::Json => json::render(report),
        Format::Markdown => markdown::render(report),
        Format::Html => html::render(report),
        Format::Sarif => sarif::render(report),
        Format::Junit => junit::render(report, fail_on),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
    })
}

/// Prints a report in the requested format.
pub fn print(session: &Session, report: &Report, fail_on: Severity) -> Result<(), Failure> {
    let terminal = &session.terminal;
    match document(report, terminal.format(), fail_on) {
        Some(text) => {
            let mut out = terminal.document();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
        None => print_lines(terminal, report)?,
    }
    Ok(())
}

/// Prints a report as text.
pub fn print_lines(terminal: &Terminal, report: &Report) -> Result<(), Failure> {
    let options = Options { full_diffs: terminal.is_verbose() };
    for line in lines(report, &options) {
        let text = line
            .spans
            .into_iter()
            .fold(Text::new(), |text, (style, span)| text.with(text_style(style), span));
        terminal.print(text)?;
    }
    Ok(())
}

fn text_style(style: Style) -> TextStyle {
    match style {
        Style::Plain => TextStyle::Plain,
        Style::Strong => TextStyle::Strong,
        Style::Faint | Style::Severity(Severity::Low) => TextStyle::Faint,
        Style::Success | Style::Added => TextStyle::Success,
        Style::Severity(Severity::Critical | Severity::High) | Style::Removed => TextStyle::Error,
        Style::Severity(Severity::Medium) => TextStyle::Warning,
    }
}

/// What a report says about itself: the databases, and the settings that decide what is compared.
pub fn context(
    session: &Session,
    reading: &ReadArgs,
    comparing: &ComparingArgs,
    sides: &[(&str, &LoadedCatalog)],
) -> Result<Vec<(String, String)>, Failure> {
    let mut context = Vec::new();
    for (name, read) in sides {
        let origin = &read.origin;
        if !origin.database.is_empty() {
            context.push(((*name).to_owned(), describe_origin(origin)));
        }
    }
    let loaded = session.settings()?;
    if let Some(path) = &loaded.path {
        context.push(("Settings".to_owned(), path.display().to_string()));
    }
    let selection = session.selection(reading)?;
    let policy = comparing.options(session)?.policy;
    let list = |patterns: &[Pattern]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
    let ignored: Vec<String> = policy.ignore.iter().map(ToString::to_string).collect();
    let patterns =
        [("Schemas", list(&selection.include)), ("Excluded", list(&selection.exclude)), ("Ignored", ignored)];
    for (label, values) in patterns {
        if !values.is_empty() {
            context.push((label.to_owned(), values.join(", ")));
        }
    }
    Ok(context)
}

/// The database, its server and its version: `shop on db.example.com (PostgreSQL 18.1)`.
fn describe_origin(origin: &Origin) -> String {
    let database = database_on_host(&origin.database, &origin.host);
    let version = origin.server_version.split(' ').next().unwrap_or_default();
    let version = if version.is_empty() { String::new() } else { format!(" (PostgreSQL {version})") };
    format!("{database}{version}")
}

/// Derives the outcome of a command that was asked to judge.
pub fn outcome(report: &Report, fail_on: Severity) -> Result<Outcome, Failure> {
    match report.state() {
        State::Unknown => Err(Failure::already_reported()),
        _ if report.fails(fail_on) => Ok(Outcome::Drift),
        _ => Ok(Outcome::Done),
    }
}
