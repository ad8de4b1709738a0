//! Reports as a self-contained web page: no scripts, fonts or other files. The summary links to the
//! comparisons; findings can be filtered by severity and schema.

use std::collections::BTreeSet;

use pgplumb_catalog::Severity;

use super::diff::LineKind;
use super::group::{Entry, Group, by_severity, groups};
use super::repeated::Earlier;
use super::{Finding, Report, Section, State, phrases};
use crate::visible::{visible, visible_lines};

const STYLE: &str = include_str!("html.css");

/// Renders the report as an HTML page.
pub fn render(report: &Report) -> String {
    let (filter_style, filters) = filters(report);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Schema drift report</title>\n\
         <style>\n{STYLE}{filter_style}</style>\n</head>\n<body>\n<header>\n<h1>Schema drift report</h1>\n\
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
    out.push_str(&context(report));
    out.push_str("</header>\n");
    out.push_str(&filters);
    out.push_str("<main>\n");
    out.push_str(&summary(report));
    let schemas = schemas(report);
    let mut earlier = Earlier::default();
    for (at, part) in report.sections.iter().enumerate() {
        let new = earlier.take_new(part);
        out.push_str(&section(at, part, &schemas, new));
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What was compared, and how.
fn context(report: &Report) -> String {
    if report.context.is_empty() {
        return String::new();
    }
    let row =
        |(label, value): &(String, String)| format!("<dt>{}</dt><dd>{}</dd>\n", line(label), line(value));
    format!("<dl>\n{}</dl>\n", report.context.iter().map(row).collect::<String>())
}

/// Checkboxes that hide findings by severity and schema, without a script: style rules that depend
/// on the state of the boxes, and the boxes.
fn filters(report: &Report) -> (String, String) {
    let findings = || report.sections.iter().flat_map(|section| &section.findings);
    let has = |severity: &Severity| {
        findings().any(|finding| finding.severity() == *severity && !finding.is_informational())
    };
    let severities: Vec<Severity> = Severity::ALL.into_iter().filter(has).collect();
    let schemas = schemas(report);
    if severities.len() < 2 && schemas.len() < 2 {
        return Default::default();
    }
    let (mut style, mut boxes) = (String::new(), String::new());
    let mut add = |class: &str, label: &str| {
        style.push_str(&format!("body:has(#show-{class}:not(:checked)) li.of-{class} {{ display: none }}\n"));
        boxes.push_str(&format!(
            "<label><input type=\"checkbox\" id=\"show-{class}\" checked> {}</label>\n",
            line(label)
        ));
    };
    if severities.len() > 1 {
        severities.iter().for_each(|severity| add(severity.word(), severity.word()));
    }
    if schemas.len() > 1 {
        schemas.iter().enumerate().for_each(|(at, schema)| add(&format!("schema-{at}"), schema));
    }
    (style, format!("<form class=\"filters\" aria-label=\"Shown findings\">\n{boxes}</form>\n"))
}

/// The schemas of the findings, in alphabetical order.
fn schemas(report: &Report) -> Vec<&str> {
    let findings = report.sections.iter().flat_map(|section| &section.findings);
    let schemas: BTreeSet<&str> = findings.filter_map(Finding::schema).collect();
    schemas.into_iter().collect()
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

/// A comparison with its findings that no earlier comparison has.
fn section(
    at: usize,
    section: &Section,
    schemas: &[&str],
    (findings, repeated): (Vec<&Finding>, Option<String>),
) -> String {
    let mut out = format!("<section id=\"section-{at}\">\n<h2>{}</h2>\n", line(&section.title));
    match &section.unknown_reason {
        Some(reason) => out.push_str(&format!("<p><strong>Unknown</strong>: {}</p>\n", line(reason))),
        None if section.state() == State::InSync => out.push_str("<p>In sync.</p>\n"),
        None => {}
    }
    if let Some(repair) = section.repair() {
        out.push_str(&format!("<p>To fix: <code>{}</code></p>\n", line(repair)));
    }
    if let Some(repeated) = repeated {
        out.push_str(&format!("<p>{}.</p>\n", line(&repeated)));
    }
    let groups = groups(findings);
    let lines_of = |is_included: fn(&Entry<'_>) -> bool| {
        let found = by_severity(&groups, is_included).into_iter();
        found.flat_map(|(group, entries)| named(group, &entries, schemas)).collect::<Vec<_>>()
    };
    for (group, entries) in by_severity(&groups, |entry| !entry.is_informational) {
        let items = entries.into_iter().map(|entry| item(group, entry, "", schemas)).collect();
        out.push_str(&list(&group.subject, items));
    }
    let renames = section.renames.iter().map(|rename| plain_item(&line(&phrases::rename(rename)))).collect();
    out.push_str(&list("Suggestions", renames));
    out.push_str(&list("Informational", lines_of(|entry| entry.is_informational)));
    let ignored = section.ignored.iter();
    let ignored = ignored
        .map(|(rule, changes)| plain_item(&format!("<code>{}</code>: {changes}", line(rule))))
        .collect();
    out.push_str(&list("Ignored", ignored));
    out + "</section>\n"
}

/// A list below a heading, or nothing if there are no items. Items are elements.
fn list(title: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("<h3>{}</h3>\n<ul>\n{}</ul>\n", line(title), items.concat())
}

fn plain_item(html: &str) -> String {
    format!("<li>{html}</li>\n")
}

fn named(group: &Group<'_>, entries: &[&Entry<'_>], schemas: &[&str]) -> Vec<String> {
    entries.iter().map(|entry| item(group, entry, &format!("{}: ", group.subject), schemas)).collect()
}

/// A finding as an item whose classes are its severity and its schema.
fn item(group: &Group<'_>, entry: &Entry<'_>, prefix: &str, schemas: &[&str]) -> String {
    let severity = if entry.is_informational { "info" } else { entry.severity.word() };
    let schema = group.schema.and_then(|schema| schemas.iter().position(|known| *known == schema));
    let schema = schema.map(|at| format!(" of-schema-{at}")).unwrap_or_default();
    let mut out = format!("<li class=\"of-{severity}{schema}\">");
    if !entry.is_informational {
        let (severity, words) = (entry.severity, entry.severity_words());
        out.push_str(&format!("<span class=\"severity {severity}\">{words}</span> "));
    }
    out.push_str(&line(&format!("{prefix}{}", entry.text)));
    if let Some(location) = entry.location_text(&group.subject) {
        out.push_str(&format!(" <code>{}</code>", line(&location)));
    }
    out + &diff(entry) + "</li>\n"
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
