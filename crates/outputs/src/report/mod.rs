//! Drift reports, for people ([`text`], [`markdown`], [`html`]) and for programs ([`json`],
//! [`sarif`], [`junit`], [`github`], [`gitlab`]).
//!
//! The caller puts [`Change`]s into a [`Report`]. Counts, breaking changes and wording are derived
//! from them here, so that all formats agree.

mod diff;
mod fingerprint;
pub mod github;
pub mod gitlab;
mod group;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod phrases;
mod repeated;
pub mod sarif;
pub mod text;

use std::collections::BTreeMap;

use pgplumb_catalog::{Change, Rename, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use repeated::Earlier;

/// The results of one or more comparisons.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// The program that created the report, with its version.
    pub generator: String,
    /// When the report was created, in UTC: `2026-01-31T12:00:00Z`.
    pub created_at: String,
    /// What was compared, and how: labels and values, such as the database and the settings in
    /// force.
    pub context: Vec<(String, String)>,
    /// The comparisons.
    pub sections: Vec<Section>,
    /// Further remarks.
    pub notes: Vec<String>,
}

/// One comparison and its findings.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Section {
    /// The title: `docs/schema_map.json → database`.
    pub title: String,
    /// A description of the first side.
    pub from: String,
    /// A description of the second side.
    pub to: String,
    /// The file that was compared, if any.
    pub location: Option<Location>,
    /// The findings, in the order in which they are reported.
    pub findings: Vec<Finding>,
    /// Removed and added objects that may have been renamed.
    pub renames: Vec<Rename>,
    /// The number of ignored changes for each ignore rule.
    pub ignored: Vec<(String, usize)>,
    /// Why the comparison could not be completed, if it was not.
    pub unknown_reason: Option<String>,
    /// The command that removes the differences: `pgplumb export tables`.
    pub repair: Option<String>,
}

/// A location in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
pub struct Location {
    /// The path, relative to the working directory.
    pub file: String,
    /// The line number, starting at 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// One difference.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all findings are of the large variant")]
pub enum Finding {
    /// A difference between schemas.
    Schema {
        /// The change.
        change: Change,
        /// The file and line that it refers to.
        location: Option<Location>,
        /// A message that replaces the change's own description.
        message: Option<String>,
    },
    /// A file that differs from the expected file.
    File {
        /// The file.
        location: Location,
        /// The problem.
        problem: Problem,
        /// The severity.
        severity: Severity,
        /// A message that replaces the problem's own description.
        message: Option<String>,
    },
}

/// A problem with a whole file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Problem {
    /// The file does not exist.
    Missing,
    /// The content differs from what an export would write.
    OutOfDate,
    /// The file exists, but an export would not write it.
    NotNeeded,
    /// The file cannot be read or parsed.
    Unreadable,
}

impl Problem {
    /// The problem as a predicate: "the file is …".
    pub fn description(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::OutOfDate => "out of date",
            Self::NotNeeded => "no longer needed",
            Self::Unreadable => "unreadable",
        }
    }

    /// The key in machine-readable formats: `out_of_date`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::OutOfDate => "out_of_date",
            Self::NotNeeded => "not_needed",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The result of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// No differences.
    InSync,
    /// There are differences.
    Drifted,
    /// The comparison could not be completed.
    Unknown,
}

/// Describes a change with its object: `table users: column email: type: text → character
/// varying(80)`.
pub fn sentence(change: &Change) -> String {
    format!("{}: {}", phrases::object(change.subject()), phrase(change))
}

/// Describes a change without its object: `column email: type: text → character varying(80)`.
pub fn phrase(change: &Change) -> String {
    phrases::message(&Finding::from(change.clone()))
}

/// Numbers of differences.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// The number of differences, without informational and ignored ones.
    pub total: usize,
    /// The number of critical differences.
    pub critical: usize,
    /// The number of high differences.
    pub high: usize,
    /// The number of medium differences.
    pub medium: usize,
    /// The number of low differences.
    pub low: usize,
    /// The number of differences that can break working code.
    pub breaking: usize,
    /// The number of informational findings; not part of the total.
    pub informational: usize,
    /// The number of differences that a rule ignores; not part of the total.
    pub ignored: usize,
}

impl From<Change> for Finding {
    fn from(change: Change) -> Self {
        Self::Schema { change, location: None, message: None }
    }
}

impl Finding {
    /// The severity.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Schema { change, .. } => change.severity,
            Self::File { severity, .. } => *severity,
        }
    }

    /// The schema of the object that it is about.
    fn schema(&self) -> Option<&str> {
        match self {
            Self::Schema { change, .. } => change.object.schema.as_deref(),
            Self::File { .. } => None,
        }
    }

    /// Whether it is informational and not counted as drift.
    pub fn is_informational(&self) -> bool {
        matches!(self, Self::Schema { change, .. } if change.informational)
    }

    /// Whether it can break working code ([`Change::is_breaking`]).
    pub fn is_breaking(&self) -> bool {
        matches!(self, Self::Schema { change, .. } if change.is_breaking())
    }

    /// The file and line that it refers to.
    pub fn location(&self) -> Option<&Location> {
        match self {
            Self::Schema { location, .. } => location.as_ref(),
            Self::File { location, .. } => Some(location),
        }
    }
}

impl Section {
    /// The command that removes the differences, if there are any.
    pub fn repair(&self) -> Option<&str> {
        self.repair.as_deref().filter(|_| self.state() == State::Drifted)
    }

    /// The result.
    pub fn state(&self) -> State {
        match &self.unknown_reason {
            Some(_) => State::Unknown,
            None if self.findings.iter().all(Finding::is_informational) => State::InSync,
            None => State::Drifted,
        }
    }

    /// The numbers of differences.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.findings.iter().for_each(|finding| counts.add(finding));
        counts.ignored = self.ignored.iter().map(|(_, changes)| changes).sum();
        counts
    }
}

impl Counts {
    /// The number of differences with this severity.
    pub fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
        }
    }

    fn of_mut(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
        }
    }

    fn add(&mut self, finding: &Finding) {
        if finding.is_informational() {
            self.informational += 1;
            return;
        }
        self.total += 1;
        self.breaking += usize::from(finding.is_breaking());
        *self.of_mut(finding.severity()) += 1;
    }
}

impl Report {
    /// The overall result: unknown if any comparison could not be completed.
    pub fn state(&self) -> State {
        self.sections.iter().map(Section::state).max().unwrap_or(State::InSync)
    }

    /// The numbers of differences. A difference that several comparisons have counts once.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        let mut earlier = Earlier::default();
        for section in &self.sections {
            earlier.take_new(section).0.into_iter().for_each(|finding| counts.add(finding));
            counts.ignored += section.ignored.iter().map(|(_, changes)| changes).sum::<usize>();
        }
        counts
    }

    /// The highest severity among the differences.
    pub fn worst(&self) -> Option<Severity> {
        let findings = self.sections.iter().flat_map(|section| &section.findings);
        findings.filter(|finding| !finding.is_informational()).map(Finding::severity).max()
    }

    /// Whether any difference has this severity or a higher one.
    pub fn fails(&self, fail_on: Severity) -> bool {
        self.worst() >= Some(fail_on)
    }

    /// The number of ignored changes for each ignore rule over all comparisons.
    fn ignored(&self) -> Vec<(&str, usize)> {
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for (rule, changes) in self.sections.iter().flat_map(|section| &section.ignored) {
            *rules.entry(rule).or_default() += changes;
        }
        rules.into_iter().collect()
    }
}
