//! Reports as SARIF 2.1.0, for code scanning:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;

use pgplumb_catalog::Severity;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::{Finding, Location, Report, Section, State, phrases};
use crate::finish;
use crate::markdown::escape::address;
use crate::visible::visible_lines;

/// Renders the report as a SARIF log of one run, with a result for each finding. A comparison that
/// could not be completed becomes a notification of the run.
pub fn render(report: &Report) -> String {
    let (name, version) = report.generator.split_once(' ').unwrap_or((&report.generator, ""));
    let rules = rules(report);
    let index: BTreeMap<&str, usize> =
        rules.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
    let mut fingerprints = Fingerprints::default();
    let mut results = Vec::new();
    for section in &report.sections {
        for finding in &section.findings {
            results.push(result(section, finding, &index, &mut fingerprints));
        }
    }
    let mut driver = json!({
        "name": if name.is_empty() { "pgplumb" } else { name },
        "informationUri": "https://github.com/pgplumb/pgplumb",
        "rules": rules.iter().map(|(id, description)| json!({
            "id": id,
            "shortDescription": { "text": description },
        })).collect::<Vec<_>>(),
    });
    if !version.is_empty() {
        driver["version"] = version.into();
    }
    let unknown =
        report.sections.iter().filter_map(|section| Some((section, section.unknown_reason.as_ref()?)));
    let mut invocation = json!({
        "executionSuccessful": report.state() != State::Unknown,
        "toolExecutionNotifications": unknown.map(|(section, reason)| json!({
            "level": "error",
            "message": { "text": message(&format!("{}: {reason}", section.title)) },
        })).collect::<Vec<_>>(),
    });
    if !report.created_at.is_empty() {
        invocation["endTimeUtc"] = report.created_at.as_str().into();
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    finish(format!("{log:#}"))
}

/// The rules of the findings: their ids and descriptions.
fn rules(report: &Report) -> BTreeMap<String, String> {
    let findings = report.sections.iter().flat_map(|section| &section.findings);
    let described = |finding: &Finding| match finding {
        Finding::Schema { change, .. } => {
            format!("A {} was {}", change.object.kind, phrases::change_key(finding))
        }
        Finding::File { problem, .. } => format!("A file is {}", problem.description()),
    };
    findings.map(|finding| (phrases::rule(finding), described(finding))).collect()
}

fn result(
    section: &Section,
    finding: &Finding,
    rules: &BTreeMap<&str, usize>,
    fingerprints: &mut Fingerprints,
) -> Value {
    let rule = phrases::rule(finding);
    let (kind, level) = match finding.severity() {
        _ if finding.is_informational() => ("informational", "none"),
        Severity::Critical | Severity::High => ("fail", "error"),
        Severity::Medium => ("fail", "warning"),
        Severity::Low => ("fail", "note"),
    };
    let mut location = serde_json::Map::new();
    if let Some(found) = finding.location().or(section.location.as_ref()) {
        location.insert("physicalLocation".to_owned(), physical(found));
    }
    if let Finding::Schema { change, .. } = finding {
        location.insert(
            "logicalLocations".to_owned(),
            json!([{
                "name": change.object.name,
                "fullyQualifiedName": change.object.to_string(),
                "kind": change.object.kind.word(),
            }]),
        );
    }
    json!({
        "ruleIndex": rules.get(rule.as_str()),
        "ruleId": rule,
        "kind": kind,
        "level": level,
        "message": { "text": message(&format!("{}: {}", phrases::subject(finding), phrases::message(finding))) },
        "locations": [location],
        "partialFingerprints": { "pgplumbFinding/v1": fingerprints.of(section, finding) },
        "properties": {
            "severity": finding.severity(),
            "breaking": finding.is_breaking(),
            "section": section.title,
        },
    })
}

/// The text of a message. A viewer would show `[text](address)` as a link.
fn message(text: &str) -> String {
    visible_lines(text).replace("](", "]\\u{28}")
}

fn physical(location: &Location) -> Value {
    // A colon in the path would make it a URI scheme; percent-encoded, it does not.
    let mut physical = json!({ "artifactLocation": { "uri": address(&location.file.replace('\\', "/")) } });
    if let Some(line) = location.line {
        physical["region"] = json!({ "startLine": line.max(1) });
    }
    physical
}
