//! Reports as JSON with stable keys, documented by a JSON Schema ([`json_schema`]).

use std::collections::BTreeMap;

use pgplumb_catalog::{ChangeKind, ObjectId, Rename, Severity};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Counts, Finding, Location, Report, Section, State, phrases};
use crate::finish;

/// The version of the format. It increases with every incompatible change.
pub const FORMAT_VERSION: u32 = 1;

/// A drift report.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "pgplumb drift report")]
struct Document<'a> {
    /// The version of the format.
    format_version: u32,
    /// The program that created the report, with its version.
    generator: &'a str,
    /// When the report was created: UTC, in ISO 8601 format.
    created_at: &'a str,
    /// What was compared, and how: labels and values.
    context: BTreeMap<&'a str, &'a str>,
    /// The overall state: `unknown` if any comparison could not be completed.
    state: State,
    /// The number of differences over all comparisons.
    counts: Counts,
    /// The comparisons.
    sections: Vec<SectionJson<'a>>,
    /// Further remarks.
    notes: &'a [String],
}

/// One comparison.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Section")]
struct SectionJson<'a> {
    /// The title.
    title: &'a str,
    /// A description of the first side.
    from: &'a str,
    /// A description of the second side.
    to: &'a str,
    /// The result.
    state: State,
    /// Why the comparison could not be completed, if the state is `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The file that was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a Location>,
    /// The number of differences.
    counts: Counts,
    /// The findings, most severe first.
    findings: Vec<FindingJson<'a>>,
    /// Removed and added objects that may have been renamed.
    renames: &'a [Rename],
    /// The number of ignored changes for each ignore rule.
    ignored: BTreeMap<&'a str, usize>,
    /// The command that removes the differences.
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<&'a str>,
}

/// One difference, described as a change from the first side to the second.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingJson<'a> {
    /// The object that differs; absent if the finding is about a whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a ObjectId>,
    /// The kind of object: `column`, `materialized_view`; `file` if the finding is about a whole
    /// file.
    kind: String,
    /// The table, view or other object that the object is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<&'a ObjectId>,
    /// How an object differs: `added`, `removed`, `changed`. The problem with a file: `missing`,
    /// `out_of_date`, `not_needed`, `unreadable`.
    change: &'static str,
    /// The property that changed, named as in the schema map.
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<&'a str>,
    /// The value of the property on the first side.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a Value>,
    /// The value of the property on the second side.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a Value>,
    /// A short description of what was added or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// The severity.
    severity: Severity,
    /// Whether the change can break working code.
    breaking: bool,
    /// Whether the finding is informational and not counted as a difference.
    informational: bool,
    /// The finding as a sentence.
    message: String,
    /// The file and line that the finding refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a Location>,
}

/// Renders the report as indented JSON.
pub fn render(report: &Report) -> String {
    let document = Document {
        format_version: FORMAT_VERSION,
        generator: &report.generator,
        created_at: &report.created_at,
        context: report.context.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect(),
        state: report.state(),
        counts: report.counts(),
        sections: report.sections.iter().map(section).collect(),
        notes: &report.notes,
    };
    // Serializing text, numbers and JSON values cannot fail.
    finish(serde_json::to_string_pretty(&document).unwrap_or_default())
}

/// Returns the JSON Schema of the format.
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
        reason: section.unknown_reason.as_deref(),
        location: section.location.as_ref(),
        counts: section.counts(),
        findings: section.findings.iter().map(finding).collect(),
        renames: &section.renames,
        repair: section.repair(),
        ignored: section.ignored.iter().map(|(rule, changes)| (rule.as_str(), *changes)).collect(),
    }
}

fn finding(finding: &Finding) -> FindingJson<'_> {
    let change = match finding {
        Finding::Schema { change, .. } => Some(change),
        Finding::File { .. } => None,
    };
    let (property, from, to, summary) = match change.map(|change| &change.kind) {
        Some(ChangeKind::Changed { property, from, to }) => {
            (Some(property.as_str()), Some(from), Some(to), None)
        }
        Some(ChangeKind::Added { summary } | ChangeKind::Removed { summary }) if !summary.is_empty() => {
            (None, None, None, Some(summary.as_str()))
        }
        _ => (None, None, None, None),
    };
    FindingJson {
        object: change.map(|change| &change.object),
        kind: change.map_or_else(|| "file".to_owned(), |change| change.object.kind.key()),
        within: change.and_then(|change| change.within.as_ref()),
        change: phrases::change_key(finding),
        property,
        from,
        to,
        summary,
        severity: finding.severity(),
        breaking: finding.is_breaking(),
        informational: finding.is_informational(),
        message: format!("{}: {}", phrases::subject(finding), phrases::message(finding)),
        location: finding.location(),
    }
}
