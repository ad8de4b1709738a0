//! A report as a document: GitHub's Markdown.

use pgplumb_catalog::Severity;

use super::group::{Entry, Group, groups};
use super::{Report, Section, State, words};
use crate::finish;
use crate::markdown::escape;
use crate::markdown::table::Table;

/// The document.
pub fn render(report: &Report) -> String {
    let mut out = String::from("# Schema drift report\n\n");
    out.push_str(&format!(
        "- Made: {} by {}\n",
        escape::line(&report.made_at),
        escape::line(&report.generator)
    ));
    out.push_str(&format!("- Result: **{}**\n", result(report.state())));
    out.push_str(&format!("- {}\n", escape::text(&words::total(report))));
    if let Some(ignored) = words::ignored(report) {
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
        State::InStep => "in step",
        State::Drifted => "drifted",
        State::Unknown => "unknown",
    }
}

/// A row for each comparison, a column for each severity.
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
    if !section.from.is_empty() || !section.to.is_empty() {
        out.push_str(&format!("From {} to {}.\n\n", escape::text(&section.from), escape::text(&section.to)));
    }
    match &section.unknown {
        Some(reason) => out.push_str(&format!("**Unknown**: {}\n\n", escape::line(reason))),
        None if section.state() == State::InStep => out.push_str("In step.\n\n"),
        None => {}
    }
    let groups = groups(&section.findings);
    let breaking = breaking(&groups);
    if !breaking.is_empty() {
        out.push_str(&format!("### Breaking changes\n\n{breaking}\n"));
    }
    for group in &groups {
        out.push_str(&of_group(group, |entry| !entry.is_informational));
    }
    if !section.renames.is_empty() {
        out.push_str("### Suggestions\n\n");
        for rename in &section.renames {
            out.push_str(&format!("- {}\n", escape::text(&words::rename(rename))));
        }
        out.push('\n');
    }
    let information: String =
        groups.iter().map(|group| bullets(group, |entry| entry.is_informational)).collect();
    if !information.is_empty() {
        out.push_str(&format!("### For information\n\n{information}\n"));
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

fn breaking(groups: &[Group<'_>]) -> String {
    groups.iter().map(|group| bullets(group, |entry| entry.is_breaking)).collect()
}

/// What was found about one object, on a line each that names it.
fn bullets(group: &Group<'_>, is_meant: impl Fn(&Entry<'_>) -> bool) -> String {
    let lines = group.entries.iter().filter(|entry| is_meant(entry));
    lines.map(|entry| item(group, entry, &format!("{}: ", escape::text(&group.subject)))).collect()
}

/// What was found about one object, under its name and with differences of lines.
fn of_group(group: &Group<'_>, is_meant: impl Fn(&Entry<'_>) -> bool) -> String {
    let mut out = String::new();
    for entry in group.entries.iter().filter(|entry| is_meant(entry)) {
        out.push_str(&item(group, entry, ""));
        if let Some(diff) = entry.diff() {
            let block = escape::fenced("diff", &diff.text());
            // Within the item of the list.
            let block: String = block.lines().map(|line| format!("  {line}\n")).collect();
            out.push_str(&format!("\n{}\n", block.replace("\n  \n", "\n\n")));
        }
    }
    if out.is_empty() {
        out
    } else {
        format!("### {}\n\n{}\n\n", escape::text(&group.subject), out.trim_end())
    }
}

fn item(group: &Group<'_>, entry: &Entry<'_>, before: &str) -> String {
    let place =
        entry.place(&group.subject).map(|place| format!(" ({})", escape::code(&place))).unwrap_or_default();
    let mark = if entry.is_informational {
        String::new()
    } else {
        format!("**{}**{} ", entry.severity, if entry.is_breaking { ", breaking:" } else { ":" })
    };
    format!("- {mark}{before}{}{place}\n", escape::text(&entry.text))
}
