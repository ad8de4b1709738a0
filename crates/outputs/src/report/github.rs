//! Reports as GitHub workflow commands, which GitHub shows as annotations of lines.

use pgplumb_catalog::Severity;

use super::group::{Entry, groups};
use super::{Report, Section, phrases};
use crate::visible::visible;

/// Renders the report as workflow commands, one per line. GitHub shows only ten annotations per
/// level and step, so findings about one object are grouped as in the [text](super::text).
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for section in &report.sections {
        if let Some(reason) = &section.unknown_reason {
            let location = location_properties(section, None);
            out.push_str(&command(
                "error",
                &location,
                "schema drift unknown",
                &format!("{}: {reason}", section.title),
            ));
        }
        for group in groups(&section.findings) {
            for entry in &group.entries {
                let severity = if entry.is_informational { "informational" } else { entry.severity.word() };
                let mut message = format!("[{}] {}: {}", entry.label(), group.subject, entry.text);
                if let Some(diff) = entry.diff() {
                    message.push_str(&format!("\n{}", diff.text()));
                }
                let title = format!("schema drift ({severity})");
                out.push_str(&command(
                    level(entry),
                    &location_properties(section, Some(entry)),
                    &title,
                    &message,
                ));
            }
        }
    }
    out.push_str(&command("notice", "", "schema drift", &phrases::total(report)));
    if let Some(ignored) = phrases::ignored(report) {
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

/// The properties for the location: `file=a.py,line=14,`
fn location_properties(section: &Section, entry: Option<&Entry<'_>>) -> String {
    let Some(location) = entry.and_then(|entry| entry.location).or(section.location.as_ref()) else {
        return String::new();
    };
    let line = location.line.map(|line| format!("line={line},")).unwrap_or_default();
    format!("file={},{line}", escape_property(&location.file))
}

fn command(level: &str, location: &str, title: &str, message: &str) -> String {
    format!("::{level} {location}title={}::{}\n", escape_property(title), escape_message(message))
}

/// Escapes a message; only percent signs and line ends are special in it.
fn escape_message(message: &str) -> String {
    let lines: Vec<String> = message.split('\n').map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// Escapes the value of a property, which a colon or comma would end.
fn escape_property(value: &str) -> String {
    let value = value.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&value.replace(':', "%3A").replace(',', "%2C")).into_owned()
}
