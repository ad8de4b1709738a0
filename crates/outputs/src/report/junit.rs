//! Reports as JUnit XML, which most CI servers can show.
//!
//! JUnit XML has no standard. The output is valid for both schemas in use: the one of Apache Ant,
//! which Azure DevOps follows, and the one of Jenkins.

use pgplumb_catalog::Severity;

use super::group::{Entry, groups};
use super::{Report, Section, State, phrases};
use crate::visible::{visible, visible_lines};

/// Renders the report as one test suite per comparison, with one test per object that differs. A
/// finding with severity `fail_on` or higher fails its test; others go to the suite's output.
pub fn render(report: &Report, fail_on: Severity) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (at, section) in report.sections.iter().enumerate() {
        out.push_str(&suite(at, section, &timestamp(&report.created_at), fail_on));
    }
    out + "</testsuites>\n"
}

/// A timestamp without time zone, as the schemas require.
fn timestamp(created_at: &str) -> String {
    let timestamp = created_at.trim_end_matches('Z');
    attribute(if timestamp.is_empty() { "1970-01-01T00:00:00" } else { timestamp })
}

fn suite(at: usize, section: &Section, created_at: &str, fail_on: Severity) -> String {
    let title = if section.title.is_empty() { "comparison" } else { &section.title };
    let title = attribute(title);
    let fails = |entry: &Entry<'_>| !entry.is_informational && entry.severity >= fail_on;
    let mut cases = Vec::new();
    let mut output = String::new();
    let mut failures = 0;
    for group in groups(&section.findings) {
        let lines = |of: &dyn Fn(&Entry<'_>) -> bool| -> Vec<String> {
            group.entries.iter().filter(|entry| of(entry)).map(|entry| line(&group.subject, entry)).collect()
        };
        let failed = group.entries.iter().filter(|entry| fails(entry));
        let name = attribute(&group.subject);
        let case = format!("<testcase name=\"{name}\" classname=\"{title}\" time=\"0\"");
        if let Some(worst) = failed.map(|entry| entry.severity).max() {
            failures += 1;
            let lines = lines(&fails);
            cases.push(format!(
                "{case}><failure type=\"{worst}\" message=\"{}\">{}</failure></testcase>",
                attribute(lines[0].lines().next().unwrap_or_default()),
                text(&lines.join("\n"))
            ));
        } else {
            cases.push(format!("{case}/>"));
        }
        lines(&|entry| !fails(entry)).iter().for_each(|line| output.push_str(&format!("{line}\n")));
    }
    let errors = usize::from(section.state() == State::Unknown);
    if let Some(reason) = &section.unknown_reason {
        cases.push(format!(
            "<testcase name=\"comparison\" classname=\"{title}\" time=\"0\">\
             <error type=\"unknown\" message=\"{}\"></error></testcase>",
            attribute(reason)
        ));
    } else if cases.is_empty() {
        // Some servers treat a suite without tests as one that did not run.
        cases.push(format!("<testcase name=\"in sync\" classname=\"{title}\" time=\"0\"/>"));
    }
    for rename in &section.renames {
        output.push_str(&format!("suggestion: {}\n", phrases::rename(rename)));
    }
    for (rule, changes) in &section.ignored {
        output.push_str(&format!("ignored by {}: {changes}\n", visible(rule)));
    }
    let cases_text: String = cases.iter().map(|case| format!("    {case}\n")).collect();
    format!(
        "  <testsuite name=\"{title}\" package=\"pgplumb\" id=\"{at}\" timestamp=\"{created_at}\" hostname=\"localhost\" \
         tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" time=\"0\">\n    <properties>\
         <property name=\"from\" value=\"{}\"/><property name=\"to\" value=\"{}\"/></properties>\n\
         {cases_text}    <system-out>{}</system-out>\n    <system-err></system-err>\n  </testsuite>\n",
        cases.len(),
        attribute(&section.from),
        attribute(&section.to),
        text(&output),
    )
}

fn line(subject: &str, entry: &Entry<'_>) -> String {
    let location = entry.location_text(subject).map(|text| format!("{text}: ")).unwrap_or_default();
    let mut line = format!("{location}[{}] {subject}: {}", entry.label(), entry.text);
    if let Some(diff) = entry.diff() {
        line.push_str(&format!("\n{}", diff.text()));
    }
    line
}

/// Escapes a text for an attribute, on one line.
fn attribute(value: &str) -> String {
    text(&visible(value))
}

/// Escapes a text for XML. Characters that XML cannot represent are written as escapes.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible_lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
