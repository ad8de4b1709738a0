//! Reports as a self-contained web page: no scripts, fonts or other files.

use pgplumb_catalog::Severity;

use super::diff::LineKind;
use super::group::{Entry, Group, groups};
use super::{Report, Section, State, phrases};
use crate::visible::{visible, visible_lines};

const STYLE: &str = include_str!("html.css");

/// Renders the report as an HTML page.
pub fn render(report: &Report) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Schema drift report</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Schema drift report</h1>\n\
         <p>Created <time>{}</time> by {}</p>\n<p class=\"result\">{}: {}</p>\n",
        line(&report.created_at),
        line(&report.generator),
        result(report.state()),
        line(&phrases::total(report)),
    );
    if let Some(ignored) = phrases::ignored(report) {
        out.push_str(&format!("<p>{}</p>\n", line(&ignored)));
    }
    for note in &report.notes {
        out.push_str(&format!("<p>Note: {}</p>\n", line(note)));
    }
    out.push_str("</header>\n<main>\n");
    out.push_str(&summary(report));
    for (at, part) in report.sections.iter().enumerate() {
        out.push_str(&section(at, part));
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn result(state: State) -> &'static str {
    match state {
        State::InSync => "In sync",
        State::Drifted => "Drifted",
        State::Unknown => "Unknown",
    }
}

fn summary(report: &Report) -> String {
    let mut out = String::from(
        "<table>\n<caption>Differences by severity</caption>\n<thead><tr><th scope=\"col\">Compared</th>\
         <th scope=\"col\">Result</th>",
    );
    for severity in Severity::ALL {
        out.push_str(&format!("<th scope=\"col\" class=\"number\">{severity}</th>"));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (at, section) in report.sections.iter().enumerate() {
        let counts = section.counts();
        out.push_str(&format!(
            "<tr><th scope=\"row\"><a href=\"#section-{at}\">{}</a></th><td>{}</td>",
            line(&section.title),
            result(section.state())
        ));
        for severity in Severity::ALL {
            out.push_str(&format!("<td class=\"number\">{}</td>", counts.of(severity)));
        }
        out.push_str("</tr>\n");
    }
    out + "</tbody>\n</table>\n"
}

fn section(at: usize, section: &Section) -> String {
    let mut out = format!("<section id=\"section-{at}\">\n<h2>{}</h2>\n", line(&section.title));
    match &section.unknown_reason {
        Some(reason) => out.push_str(&format!("<p><strong>Unknown</strong>: {}</p>\n", line(reason))),
        None if section.state() == State::InSync => out.push_str("<p>In sync.</p>\n"),
        None => {}
    }
    let groups = groups(&section.findings);
    let lines_of = |is_included: fn(&Entry<'_>) -> bool| {
        groups.iter().flat_map(move |g| named(g, is_included)).collect()
    };
    // Breaking changes are listed only there, so that nobody counts them twice.
    out.push_str(&list("Breaking changes", lines_of(|entry| entry.is_breaking)));
    for group in &groups {
        let entries = group.entries.iter().filter(|entry| !entry.is_informational && !entry.is_breaking);
        let items = entries.map(|entry| item(group, entry, "") + &diff(entry)).collect();
        out.push_str(&list(&group.subject, items));
    }
    let renames = section.renames.iter().map(|rename| line(&phrases::rename(rename))).collect();
    out.push_str(&list("Suggestions", renames));
    out.push_str(&list("Informational", lines_of(|entry| entry.is_informational)));
    let ignored = section.ignored.iter();
    let ignored = ignored.map(|(rule, changes)| format!("<code>{}</code>: {changes}", line(rule))).collect();
    out.push_str(&list("Ignored", ignored));
    out + "</section>\n"
}

/// A list below a heading, or nothing if there are no items. Items are HTML.
fn list(title: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
    format!("<h3>{}</h3>\n<ul>\n{items}</ul>\n", line(title))
}

fn named(group: &Group<'_>, is_included: fn(&Entry<'_>) -> bool) -> Vec<String> {
    let entries = group.entries.iter().filter(|entry| is_included(entry));
    entries.map(|entry| item(group, entry, &format!("{}: ", group.subject)) + &diff(entry)).collect()
}

fn item(group: &Group<'_>, entry: &Entry<'_>, prefix: &str) -> String {
    let mut out = String::new();
    if !entry.is_informational {
        let severity = entry.severity;
        out.push_str(&format!("<span class=\"severity {severity}\">{severity}</span> "));
    }
    out.push_str(&line(&format!("{prefix}{}", entry.text)));
    if let Some(location) = entry.location_text(&group.subject) {
        out.push_str(&format!(" <code>{}</code>", line(&location)));
    }
    out
}

fn diff(entry: &Entry<'_>) -> String {
    let Some(diff) = entry.diff() else { return String::new() };
    let mut out = String::from("\n<pre>");
    for (kind, text) in &diff.lines {
        let text = escape(&visible_lines(text));
        out.push_str(&match kind {
            LineKind::HunkHeader => format!("<span class=\"hunk\">{text}</span>\n"),
            LineKind::Unchanged => format!(" {text}\n"),
            LineKind::Removed => format!("<del>-{text}</del>\n"),
            LineKind::Added => format!("<ins>+{text}</ins>\n"),
        });
    }
    out + "</pre>"
}

/// Escapes a text for HTML, on one line and with invisible characters escaped.
fn line(text: &str) -> String {
    escape(&visible(text))
}

/// Escapes a text for HTML elements and attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
