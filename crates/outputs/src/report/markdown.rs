//! Reports as a document in GitHub-flavored Markdown.

use pgplumb_catalog::Severity;

use super::group::{Entry, Group, by_severity, groups};
use super::repeated::Earlier;
use super::{Finding, Report, Section, State, phrases};
use crate::finish;
use crate::markdown::escape;
use crate::markdown::table::Table;
use crate::nouns::counted;

/// Renders the report as Markdown.
pub fn render(report: &Report) -> String {
    let mut out = String::from("# Schema drift report\n\n");
    out.push_str(&format!(
        "- Created: {} by {}\n",
        escape::line(&report.created_at),
        escape::line(&report.generator)
    ));
    for (label, value) in &report.context {
        out.push_str(&format!("- {}: {}\n", escape::text(label), escape::line(value)));
    }
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
    let mut earlier = Earlier::default();
    for part in &report.sections {
        let (findings, repeated) = earlier.take_new(part);
        out.push_str(&section(part, &findings, repeated));
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
    let mut table = Table::with_all_columns(&columns);
    for section in &report.sections {
        let counts = section.counts();
        let mut row = vec![escape::text(&section.title), result(section.state()).to_owned()];
        row.extend(Severity::ALL.map(|severity| counts.of(severity).to_string()));
        table.row(row);
    }
    table.finish()
}

/// A comparison. Differences that do not break code and are not severe are folded.
fn section(section: &Section, findings: &[&Finding], repeated: Option<String>) -> String {
    let mut out = format!("## {}\n\n", escape::text(&section.title));
    match &section.unknown_reason {
        Some(reason) => out.push_str(&format!("**Unknown**: {}\n\n", escape::line(reason))),
        None if section.state() == State::InSync => out.push_str("In sync.\n\n"),
        None => {}
    }
    if let Some(repair) = section.repair() {
        out.push_str(&format!("To fix: {}\n\n", escape::code(repair)));
    }
    if let Some(repeated) = repeated {
        out.push_str(&format!("{}.\n\n", escape::text(&repeated)));
    }
    let groups = groups(findings.iter().copied());
    let is_urgent = |entry: &Entry<'_>| entry.is_breaking || entry.severity >= Severity::High;
    let urgent = bullets(&groups, |entry| !entry.is_informational && is_urgent(entry));
    if !urgent.is_empty() {
        out.push_str(&format!("{urgent}\n"));
    }
    let others = by_severity(&groups, |entry| !entry.is_informational && !is_urgent(entry));
    if !others.is_empty() {
        let number = others.iter().map(|(_, entries)| entries.len()).sum();
        let others: String = others.iter().map(|(group, entries)| group_section(group, entries)).collect();
        let what = if urgent.is_empty() { "difference" } else { "other difference" };
        out.push_str(&folded(&counted(number, what), &others));
    }
    if !section.renames.is_empty() {
        out.push_str("### Suggestions\n\n");
        for rename in &section.renames {
            out.push_str(&format!("- {}\n", escape::text(&phrases::rename(rename))));
        }
        out.push('\n');
    }
    let information = bullets(&groups, |entry| entry.is_informational);
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

/// Markdown that a reader unfolds.
pub fn folded(title: &str, text: &str) -> String {
    format!("<details><summary>{title}</summary>\n\n{}\n\n</details>\n\n", text.trim_end())
}

/// Findings as list items that name their objects.
fn bullets(groups: &[Group<'_>], is_included: impl Fn(&Entry<'_>) -> bool) -> String {
    let items = by_severity(groups, is_included).into_iter().flat_map(|(group, entries)| {
        let prefix = format!("{}: ", escape::text(&group.subject));
        entries.into_iter().map(move |entry| item(group, entry, &prefix) + &diff(entry))
    });
    items.collect()
}

/// The findings about one object below a heading, with line diffs.
fn group_section(group: &Group<'_>, entries: &[&Entry<'_>]) -> String {
    let items: String = entries.iter().map(|entry| item(group, entry, "") + &diff(entry)).collect();
    format!("### {}\n\n{}\n\n", escape::text(&group.subject), items.trim_end())
}

fn item(group: &Group<'_>, entry: &Entry<'_>, prefix: &str) -> String {
    let location = entry.location_text(&group.subject);
    let location = location.map(|text| format!(" ({})", escape::code(&text))).unwrap_or_default();
    let mark = match entry.is_informational {
        true => String::new(),
        false => format!("**{}**: ", entry.severity_words()),
    };
    format!("- {mark}{prefix}{}{location}\n", escape::text(&entry.text))
}

/// The line diff of a finding, indented to be part of its list item.
fn diff(entry: &Entry<'_>) -> String {
    let Some(diff) = entry.diff() else { return String::new() };
    let block = escape::fenced("diff", &diff.text());
    let block: String = block.lines().map(|line| format!("  {line}\n")).collect();
    format!("\n{}\n", block.replace("\n  \n", "\n\n"))
}
