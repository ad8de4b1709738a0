//! A report for programs: stable keys, documented by a JSON Schema ([`json_schema`]).

use std::collections::BTreeMap;

use pgplumb_catalog::{ObjectId, Rename, Severity, What};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Counts, Finding, Location, Report, Section, State, words};
use crate::finish;

/// The version of the format. It grows when a program that reads the format has to change.
pub const FORMAT_VERSION: u32 = 1;

/// A report of drift.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "pgplumb drift report")]
struct Document<'a> {
    /// The version of the format.
    format_version: u32,
    /// The program that reports, with its version.
    generator: &'a str,
    /// When, in UTC, as ISO 8601 has it.
    made_at: &'a str,
    /// How it stands on the whole: unknown where that is so of some comparison.
    state: State,
    /// How many differences there are.
    counts: Counts,
    /// Each comparison.
    sections: Vec<SectionJson<'a>>,
    /// What else there is to say.
    notes: &'a [String],
}

/// One comparison.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Section")]
struct SectionJson<'a> {
    /// What it is called.
    title: &'a str,
    /// The first side, in words.
    from: &'a str,
    /// The second side, in words.
    to: &'a str,
    /// How it stands.
    state: State,
    /// Why it could not be told, where the state is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The file that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a Location>,
    /// How many differences there are.
    counts: Counts,
    /// What was found, the gravest first.
    findings: Vec<FindingJson<'a>>,
    /// What seems to have another name, and is found removed and added.
    renames: &'a [Rename],
    /// What was passed over: how many changes, by the rule that says so.
    ignored: BTreeMap<&'a str, usize>,
}

/// One difference, told as what turns the first side into the second.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingJson<'a> {
    /// What differs; absent where it is a file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a ObjectId>,
    /// The kind of object: `column`, `materialized_view`; `file` where it is a file as a whole.
    kind: String,
    /// The table, view or other object that it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<&'a ObjectId>,
    /// What became of an object: `added`, `removed`, `changed`. What is wrong with a file: `missing`, `out_of_date`, `not_needed`,
    /// `unreadable`.
    change: &'static str,
    /// The property that changed, as the schema map names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<&'a str>,
    /// Its value on the first side.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a Value>,
    /// Its value on the second side.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a Value>,
    /// What was added or removed, in a phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// How much it matters.
    severity: Severity,
    /// Whether code that worked may fail by it.
    breaking: bool,
    /// Whether it is only to be known, and not counted as a difference.
    informational: bool,
    /// All of it in words.
    message: String,
    /// Where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a Location>,
}

/// The report as indented JSON.
pub fn render(report: &Report) -> String {
    let document = Document {
        format_version: FORMAT_VERSION,
        generator: &report.generator,
        made_at: &report.made_at,
        state: report.state(),
        counts: report.counts(),
        sections: report.sections.iter().map(section).collect(),
        notes: &report.notes,
    };
    // Text, numbers and JSON values serialize without conditions that could fail.
    finish(serde_json::to_string_pretty(&document).unwrap_or_default())
}

/// The JSON Schema of the format.
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Document<'_>).to_value();
    if let Some(object) = schema.as_object_mut() {
        let id = format!("https://pgplumb.dev/schema/report.v{FORMAT_VERSION}.json");
        object.insert("$id".to_owned(), id.into());
    }
    schema
}

fn section(section: &Section) -> SectionJson<'_> {
    SectionJson {
        title: &section.title,
        from: &section.from,
        to: &section.to,
        state: section.state(),
        reason: section.unknown.as_deref(),
        location: section.location.as_ref(),
        counts: section.counts(),
        findings: section.findings.iter().map(finding).collect(),
        renames: &section.renames,
        ignored: section.ignored.iter().map(|(rule, changes)| (rule.as_str(), *changes)).collect(),
    }
}

fn finding(finding: &Finding) -> FindingJson<'_> {
    let change = match finding {
        Finding::Schema { change, .. } => Some(change),
        Finding::File { .. } => None,
    };
    let (property, from, to, summary) = match change.map(|change| &change.what) {
        Some(What::Changed { property, from, to }) => (Some(property.as_str()), Some(from), Some(to), None),
        Some(What::Added { summary } | What::Removed { summary }) if !summary.is_empty() => {
            (None, None, None, Some(summary.as_str()))
        }
        _ => (None, None, None, None),
    };
    FindingJson {
        object: change.map(|change| &change.object),
        kind: change.map_or_else(|| "file".to_owned(), |change| change.object.kind.key()),
        within: change.and_then(|change| change.within.as_ref()),
        change: words::happening(finding),
        property,
        from,
        to,
        summary,
        severity: finding.severity(),
        breaking: finding.is_breaking(),
        informational: finding.is_informational(),
        message: format!("{}: {}", words::subject(finding), words::message(finding)),
        location: finding.location(),
    }
}
