//! Reports as a document in GitHub-flavored Markdown.

use pgplumb_catalog::Severity;

use super::group::{Entry, Group, groups};
use super::{Report, Section, State, phrases};
use crate::finish;
use crate::markdown::escape;
use crate::markdown::table::Table;

/// Renders the report as Markdown.
pub fn render(report: &Report) -> String {
    let mut out = String::from("# Schema drift report\n\n");
    out.push_str(&format!(
        "- Created: {} by {}\n",
        escape::line(&report.created_at),
        escape::line(&report.generator)
    ));
    let total = escape::text(&phrases::total(report));
    out.push_str(&format!("- Result: **{}**: {total}\n", result(report.state())));
    if let Some(ignored) = phrases::ignored(report) {
        out.push_str(&format!("- {}\n", escape::text(&ignored)));
    }
    for note in &report.notes {
        out.push_str(&format!("- Note: {}\n", escape::line(note)));
    }
    out.push('\n');
    out.push_str(&summary(report));
    for part in &report.sections {
        out.push_str(&section(part));
    }
    finish(out)
}

fn result(state: State) -> &'static str {
    match state {
        State::InSync => "in sync",
        State::Drifted => "drifted",
        State::Unknown => "unknown",
    }
}

/// A table with a row for each comparison and a column for each severity.
fn summary(report: &Report) -> String {
    let mut columns = vec![("Compared", 40), ("Result", 8)];
    let titles = [">Critical", ">High", ">Medium", ">Low"];
    columns.extend(titles.map(|title| (title, title.len() - 1)));
    let mut table = Table::new(&columns);
    for section in &report.sections {
        let counts = section.counts();
        let mut row = vec![escape::text(&section.title), result(section.state()).to_owned()];
        row.extend(Severity::ALL.map(|severity| counts.of(severity).to_string()));
        table.row(row);
    }
    table.finish()
}

fn section(section: &Section) -> String {
    let mut out = format!("## {}\n\n", escape::text(&section.title));
    match &section.unknown_reason {
        Some(reason) => out.push_str(&format!("**Unknown**: {}\n\n", escape::line(reason))),
        None if section.state() == State::InSync => out.push_str("In sync.\n\n"),
        None => {}
    }
    let groups = groups(&section.findings);
    // Breaking changes are listed only there, so that nobody counts them twice.
    let breaking: String = groups.iter().map(|group| bullets(group, |entry| entry.is_breaking)).collect();
    if !breaking.is_empty() {
        out.push_str(&format!("### Breaking changes\n\n{breaking}\n"));
    }
    for group in &groups {
        out.push_str(&group_section(group, |entry| !entry.is_informational && !entry.is_breaking));
    }
    if !section.renames.is_empty() {
        out.push_str("### Suggestions\n\n");
        for rename in &section.renames {
            out.push_str(&format!("- {}\n", escape::text(&phrases::rename(rename))));
        }
        out.push('\n');
    }
    let information: String =
        groups.iter().map(|group| bullets(group, |entry| entry.is_informational)).collect();
    if !information.is_empty() {
        out.push_str(&format!("### Informational\n\n{information}\n"));
    }
    if !section.ignored.is_empty() {
        out.push_str("### Ignored\n\n");
        for (rule, changes) in &section.ignored {
            out.push_str(&format!("- {}: {changes}\n", escape::code(rule)));
        }
        out.push('\n');
    }
    out
}

/// The findings about one object as list items that name the object.
fn bullets(group: &Group<'_>, is_included: impl Fn(&Entry<'_>) -> bool) -> String {
    let lines = group.entries.iter().filter(|entry| is_included(entry));
    let prefix = format!("{}: ", escape::text(&group.subject));
    lines.map(|entry| item(group, entry, &prefix) + &diff(entry)).collect()
}

/// The findings about one object below a heading, with line diffs.
fn group_section(group: &Group<'_>, is_included: impl Fn(&Entry<'_>) -> bool) -> String {
    let mut out = String::new();
    for entry in group.entries.iter().filter(|entry| is_included(entry)) {
        out.push_str(&item(group, entry, ""));
        out.push_str(&diff(entry));
    }
    if out.is_empty() {
        out
    } else {
        format!("### {}\n\n{}\n\n", escape::text(&group.subject), out.trim_end())
    }
}

fn item(group: &Group<'_>, entry: &Entry<'_>, prefix: &str) -> String {
    let location = entry.location_text(&group.subject);
    let location = location.map(|text| format!(" ({})", escape::code(&text))).unwrap_or_default();
    let mark = if entry.is_informational { String::new() } else { format!("**{}**: ", entry.severity) };
    format!("- {mark}{prefix}{}{location}\n", escape::text(&entry.text))
}

/// The line diff of a finding, indented to be part of its list item.
fn diff(entry: &Entry<'_>) -> String {
    let Some(diff) = entry.diff() else { return String::new() };
    let block = escape::fenced("diff", &diff.text());
    let block: String = block.lines().map(|line| format!("  {line}\n")).collect();
    format!("\n{}\n", block.replace("\n  \n", "\n\n"))
}
