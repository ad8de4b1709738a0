//! A report as a web page that needs nothing else: no script, no font, no other file.

use pgplumb_catalog::Severity;

use super::diff::Sign;
use super::group::{Entry, Group, groups};
use super::{Report, Section, State, words};
use crate::visible::{visible, visible_lines};

const STYLE: &str = include_str!("html.css");

/// The page.
pub fn render(report: &Report) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Schema drift report</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Schema drift report</h1>\n\
         <p>Made <time>{}</time> by {}</p>\n<p class=\"result\">{}: {}</p>\n",
        line(&report.made_at),
        line(&report.generator),
        result(report.state()),
        line(&words::total(report)),
    );
    if let Some(ignored) = words::ignored(report) {
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
        State::InStep => "In step",
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
    if !section.from.is_empty() || !section.to.is_empty() {
        out.push_str(&format!("<p>From {} to {}.</p>\n", line(&section.from), line(&section.to)));
    }
    match &section.unknown {
        Some(reason) => out.push_str(&format!("<p><strong>Unknown</strong>: {}</p>\n", line(reason))),
        None if section.state() == State::InStep => out.push_str("<p>In step.</p>\n"),
        None => {}
    }
    let groups = groups(&section.findings);
    let all =
        |is_meant: fn(&Entry<'_>) -> bool| groups.iter().flat_map(move |g| named(g, is_meant)).collect();
    out.push_str(&list("Breaking changes", all(|entry| entry.is_breaking)));
    for group in &groups {
        let entries = group.entries.iter().filter(|entry| !entry.is_informational);
        let items = entries.map(|entry| item(group, entry, "") + &diff(entry)).collect();
        out.push_str(&list(&group.subject, items));
    }
    let renames = section.renames.iter().map(|rename| line(&words::rename(rename))).collect();
    out.push_str(&list("Suggestions", renames));
    out.push_str(&list("For information", all(|entry| entry.is_informational)));
    let ignored = section.ignored.iter();
    let ignored = ignored.map(|(rule, changes)| format!("<code>{}</code>: {changes}", line(rule))).collect();
    out.push_str(&list("Ignored", ignored));
    out + "</section>\n"
}

/// A list under a heading; nothing where it is empty. Its items are HTML.
fn list(title: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
    format!("<h3>{}</h3>\n<ul>\n{items}</ul>\n", line(title))
}

fn named(group: &Group<'_>, is_meant: fn(&Entry<'_>) -> bool) -> Vec<String> {
    let entries = group.entries.iter().filter(|entry| is_meant(entry));
    entries.map(|entry| item(group, entry, &format!("{}: ", group.subject))).collect()
}

fn item(group: &Group<'_>, entry: &Entry<'_>, before: &str) -> String {
    let mut out = String::new();
    if !entry.is_informational {
        let severity = entry.severity;
        out.push_str(&format!("<span class=\"severity {severity}\">{severity}</span> "));
    }
    if entry.is_breaking {
        out.push_str("<strong>breaking</strong> ");
    }
    out.push_str(&line(&format!("{before}{}", entry.text)));
    if let Some(place) = entry.place(&group.subject) {
        out.push_str(&format!(" <code>{}</code>", line(&place)));
    }
    out
}

fn diff(entry: &Entry<'_>) -> String {
    let Some(diff) = entry.diff() else { return String::new() };
    let mut out = String::from("\n<pre>");
    for (sign, text) in &diff.lines {
        let text = escape(&visible_lines(text));
        out.push_str(&match sign {
            Sign::Gap => format!("<span class=\"gap\">{text}</span>\n"),
            Sign::Same => format!(" {text}\n"),
            Sign::Removed => format!("<del>-{text}</del>\n"),
            Sign::Added => format!("<ins>+{text}</ins>\n"),
        });
    }
    out + "</pre>"
}

/// A text on one line; what cannot be seen is written as an escape.
fn line(text: &str) -> String {
    escape(&visible(text))
}

/// A text as what it is: no element, no entity, no end of an attribute.
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
