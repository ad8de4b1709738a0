//! A report as JUnit's XML, which every CI server shows.
//!
//! There is no standard, so that what is written satisfies both of the schemas that are in use: that of Apache Ant, as servers of the
//! Azure sort take it, and that of Jenkins.

use pgplumb_catalog::Severity;

use super::group::{Entry, groups};
use super::{Report, Section, State, words};
use crate::visible::{visible, visible_lines};

/// The report as test suites: one for each comparison, in it a test for each object that differs. What is as grave as
/// `fail_on` fails it; what is not is told in the suite's output.
pub fn render(report: &Report, fail_on: Severity) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (at, section) in report.sections.iter().enumerate() {
        out.push_str(&suite(at, section, &moment(&report.made_at), fail_on));
    }
    out + "</testsuites>\n"
}

/// A moment without its zone, as the schema wants it.
fn moment(made_at: &str) -> String {
    let moment = made_at.trim_end_matches('Z');
    attribute(if moment.is_empty() { "1970-01-01T00:00:00" } else { moment })
}

fn suite(at: usize, section: &Section, made_at: &str, fail_on: Severity) -> String {
    let title = if section.title.is_empty() { "comparison" } else { &section.title };
    let title = attribute(title);
    let fails = |entry: &Entry<'_>| !entry.is_informational && entry.severity >= fail_on;
    let mut cases = Vec::new();
    let mut told = String::new();
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
        lines(&|entry| !fails(entry)).iter().for_each(|line| told.push_str(&format!("{line}\n")));
    }
    let errors = usize::from(section.state() == State::Unknown);
    if let Some(reason) = &section.unknown {
        cases.push(format!(
            "<testcase name=\"comparison\" classname=\"{title}\" time=\"0\">\
             <error type=\"unknown\" message=\"{}\"></error></testcase>",
            attribute(reason)
        ));
    } else if cases.is_empty() {
        // A suite without a test is to some servers one that did not run.
        cases.push(format!("<testcase name=\"in step\" classname=\"{title}\" time=\"0\"/>"));
    }
    for rename in &section.renames {
        told.push_str(&format!("suggestion: {}\n", words::rename(rename)));
    }
    for (rule, changes) in &section.ignored {
        told.push_str(&format!("ignored by {}: {changes}\n", visible(rule)));
    }
    let cases_text: String = cases.iter().map(|case| format!("    {case}\n")).collect();
    format!(
        "  <testsuite name=\"{title}\" package=\"pgplumb\" id=\"{at}\" timestamp=\"{made_at}\" hostname=\"localhost\" \
         tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" time=\"0\">\n    <properties>\
         <property name=\"from\" value=\"{}\"/><property name=\"to\" value=\"{}\"/></properties>\n\
         {cases_text}    <system-out>{}</system-out>\n    <system-err></system-err>\n  </testsuite>\n",
        cases.len(),
        attribute(&section.from),
        attribute(&section.to),
        text(&told),
    )
}

fn line(subject: &str, entry: &Entry<'_>) -> String {
    let place = entry.place(subject).map(|place| format!("{place}: ")).unwrap_or_default();
    let mut line = format!("{place}[{}] {subject}: {}", entry.label(), entry.text);
    if let Some(diff) = entry.diff() {
        line.push_str(&format!("\n{}", diff.text()));
    }
    line
}

/// A text on one line, in double quotes.
fn attribute(value: &str) -> String {
    text(&visible(value))
}

/// A text as what it is. What XML has no way to write is written as an escape.
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
