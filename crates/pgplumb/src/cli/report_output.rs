//! Prints reports in all formats, and derives exit codes from them.

use std::io::Write;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::text::{Options, Style, lines};
use pgplumb_outputs::report::{Report, State, github, gitlab, html, json, junit, markdown, sarif};

use super::Failure;
use super::Outcome;
use super::session::Session;
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
pub fn print(
    session: &Session,
    report: &Report,
    fail_on: Severity,
    breaking_first: bool,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    match document(report, terminal.format(), fail_on) {
        Some(text) => {
            let mut out = terminal.document();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
        None => print_lines(terminal, report, breaking_first)?,
    }
    Ok(())
}

/// Prints a report as text.
pub fn print_lines(terminal: &Terminal, report: &Report, breaking_first: bool) -> Result<(), Failure> {
    let options = Options { breaking_first, full_diffs: terminal.is_verbose() };
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

/// Derives the outcome of a command that was asked to judge.
pub fn outcome(report: &Report, fail_on: Severity) -> Result<Outcome, Failure> {
    match report.state() {
        State::Unknown => Err(Failure::already_reported()),
        _ if report.fails(fail_on) => Ok(Outcome::Drift),
        _ => Ok(Outcome::Done),
    }
}
