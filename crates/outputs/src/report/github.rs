//! A report as GitHub's workflow commands, which it shows beside the lines that they are about.

use pgplumb_catalog::Severity;

use super::group::{Entry, groups};
use super::{Report, Section, words};
use crate::visible::visible;

/// The report as workflow commands, a line each. GitHub shows ten of a kind for each step, so that what it says of one object is
/// together as in the [text](super::text).
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for section in &report.sections {
        if let Some(reason) = &section.unknown {
            let place = place(section, None);
            out.push_str(&command(
                "error",
                &place,
                "schema drift unknown",
                &format!("{}: {reason}", section.title),
            ));
        }
        for group in groups(&section.findings) {
            for entry in &group.entries {
                let severity = if entry.is_informational { "for information" } else { entry.severity.word() };
                let mut message = format!("[{}] {}: {}", entry.label(), group.subject, entry.text);
                if let Some(diff) = entry.diff() {
                    message.push_str(&format!("\n{}", diff.text()));
                }
                let title = format!("schema drift ({severity})");
                out.push_str(&command(level(entry), &place(section, Some(entry)), &title, &message));
            }
        }
    }
    out.push_str(&command("notice", "", "schema drift", &words::total(report)));
    if let Some(ignored) = words::ignored(report) {
        out.push_str(&command("notice", "", "schema drift", &ignored));
    }
    out
}

fn level(entry: &Entry<'_>) -> &'static str {
    match entry.severity {
        _ if entry.is_informational => "notice",
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    }
}

/// The properties that say where: `file=a.py,line=14,`
fn place(section: &Section, entry: Option<&Entry<'_>>) -> String {
    let Some(location) = entry.and_then(|entry| entry.location).or(section.location.as_ref()) else {
        return String::new();
    };
    let line = location.line.map(|line| format!("line={line},")).unwrap_or_default();
    format!("file={},{line}", property(&location.file))
}

fn command(level: &str, place: &str, title: &str, message: &str) -> String {
    format!("::{level} {place}title={}::{}\n", property(title), data(message))
}

/// A message. Only these three mean anything in it.
fn data(message: &str) -> String {
    let lines: Vec<String> = message.split('\n').map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// The value of a property, which a colon or comma would end.
fn property(value: &str) -> String {
    let value = value.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&value.replace(':', "%3A").replace(',', "%2C")).into_owned()
}
