//! Printing reports, in whatever format was asked for, and what they say about how the command ends.

use std::io::Write;

use pgplumb_catalog::Severity;
use pgplumb_outputs::report::text::{Options, Style, lines};
use pgplumb_outputs::report::{Report, State, github, gitlab, html, json, junit, markdown, sarif};

use super::Failure;
use super::Outcome;
use super::session::Session;
use crate::terminal::{Format, Look, Terminal, Text};

/// A report as a document; none for the format that only a terminal shows.
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

/// Prints a report.
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

/// Prints a report as people read it.
pub fn print_lines(terminal: &Terminal, report: &Report, breaking_first: bool) -> Result<(), Failure> {
    let options = Options { breaking_first, whole_diffs: terminal.is_verbose() };
    for line in lines(report, &options) {
        let text =
            line.spans.into_iter().fold(Text::new(), |text, (style, span)| text.with(look(style), span));
        terminal.print(text)?;
    }
    Ok(())
}

fn look(style: Style) -> Look {
    match style {
        Style::Plain => Look::Plain,
        Style::Strong => Look::Strong,
        Style::Faint | Style::Severity(Severity::Low) => Look::Faint,
        Style::Good | Style::Added => Look::Good,
        Style::Severity(Severity::Critical | Severity::High) | Style::Removed => Look::Bad,
        Style::Severity(Severity::Medium) => Look::Caution,
    }
}

/// How a command ends that was asked to judge.
pub fn judged(report: &Report, fail_on: Severity) -> Result<Outcome, Failure> {
    match report.state() {
        State::Unknown => Err(Failure::told()),
        _ if report.fails(fail_on) => Ok(Outcome::Drift),
        _ => Ok(Outcome::Done),
    }
}
