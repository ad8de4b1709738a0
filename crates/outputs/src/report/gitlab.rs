//! Reports as GitLab Code Quality JSON:
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use pgplumb_catalog::Severity;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::{Location, Report, Section, phrases};
use crate::finish;

/// Renders the report as a list of issues.
pub fn render(report: &Report) -> String {
    let mut fingerprints = Fingerprints::default();
    let mut findings = Vec::new();
    for section in &report.sections {
        if let Some(reason) = &section.unknown_reason {
            let fingerprint = fingerprints.of_unknown(section);
            let description = format!("{}: {reason}", section.title);
            findings.push(issue(section, None, &description, "section/unknown", &fingerprint, "blocker"));
        }
        for finding in &section.findings {
            let severity = match finding.severity() {
                _ if finding.is_informational() => "info",
                Severity::Critical => "blocker",
                Severity::High => "critical",
                Severity::Medium => "major",
                Severity::Low => "minor",
            };
            let description = format!("{}: {}", phrases::subject(finding), phrases::message(finding));
            let fingerprint = fingerprints.of(section, finding);
            let rule = phrases::rule(finding);
            findings.push(issue(section, finding.location(), &description, &rule, &fingerprint, severity));
        }
    }
    finish(format!("{:#}", Value::Array(findings)))
}

fn issue(
    section: &Section,
    location: Option<&Location>,
    description: &str,
    rule: &str,
    fingerprint: &str,
    severity: &str,
) -> Value {
    let location = location.or(section.location.as_ref());
    // A path is required even for findings without a file.
    let fallback = if section.from.is_empty() { &section.title } else { &section.from };
    json!({
        "description": description,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": location.map_or(fallback, |location| &location.file).replace('\\', "/"),
            "lines": { "begin": location.and_then(|location| location.line).unwrap_or(1) },
        },
    })
}
