//! Reports of drift, for people ([`text`], [`markdown`], [`html`]) and for programs ([`json`], [`sarif`], [`junit`], [`github`],
//! [`gitlab`]).
//!
//! Whoever compared puts the [`Change`]s into a [`Report`]; what is counted, what is breaking and how it is worded follows from
//! them here, so that every format says the same.

mod diff;
mod fingerprint;
pub mod github;
pub mod gitlab;
mod group;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod text;
mod words;

use std::collections::BTreeMap;

use pgplumb_catalog::{Change, Rename, Severity};
use schemars::JsonSchema;
use serde::Serialize;

/// What was found, comparison by comparison.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// The program that reports, with its version.
    pub generator: String,
    /// When, in UTC: `2026-01-31T12:00:00Z`.
    pub made_at: String,
    /// Each comparison.
    pub sections: Vec<Section>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

/// One comparison: what it was of, and what it found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Section {
    /// What it is called: `docs/schema_map.json → database`.
    pub title: String,
    /// The first side, in words.
    pub from: String,
    /// The second side, in words.
    pub to: String,
    /// The file that it is about, if it is about one.
    pub location: Option<Location>,
    /// What was found, in the order in which it is told.
    pub findings: Vec<Finding>,
    /// What seems to have another name, and is found removed and added.
    pub renames: Vec<Rename>,
    /// What was passed over: how many changes, by the rule that says so.
    pub ignored: Vec<(String, usize)>,
    /// Why it could not be told, if so.
    pub unknown: Option<String>,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
pub struct Location {
    /// The file, relative to where the program runs.
    pub file: String,
    /// The line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// One difference.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are of the schema")]
pub enum Finding {
    /// A difference of the schema.
    Schema {
        /// What differs.
        change: Change,
        /// Where that is said.
        location: Option<Location>,
        /// What is said in place of the change's own words.
        message: Option<String>,
    },
    /// A file that differs as a whole from what would be written.
    File {
        /// The file.
        location: Location,
        /// What is wrong with it.
        problem: Problem,
        /// How much it matters.
        severity: Severity,
        /// What is said in place of the problem's own words.
        message: Option<String>,
    },
}

/// What is wrong with a file as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Problem {
    /// It is not there.
    Missing,
    /// It says something else than what would be written.
    OutOfDate,
    /// It is there, and nothing would be written to it.
    NotNeeded,
    /// It cannot be read, or makes no sense.
    Unreadable,
}

impl Problem {
    /// What is wrong, after `the file is`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::OutOfDate => "out of date",
            Self::NotNeeded => "not needed any more",
            Self::Unreadable => "unreadable",
        }
    }

    /// The word that programs know it by: `out_of_date`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::OutOfDate => "out_of_date",
            Self::NotNeeded => "not_needed",
            Self::Unreadable => "unreadable",
        }
    }
}

/// How it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing differs.
    InStep,
    /// Something differs.
    Drifted,
    /// It could not be told.
    Unknown,
}

/// A change in one sentence: `table users: column email: type: text → character varying(80)`.
pub fn sentence(change: &Change) -> String {
    format!("{}: {}", words::object(change.subject()), phrase(change))
}

/// The sentence without what it is about: `column email: type: text → character varying(80)`.
pub fn phrase(change: &Change) -> String {
    words::message(&Finding::from(change.clone()))
}

/// How many differences there are.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// All that are drift.
    pub total: usize,
    /// Those of them that are critical.
    pub critical: usize,
    /// Those of them that are high.
    pub high: usize,
    /// Those of them that are medium.
    pub medium: usize,
    /// Those of them that are low.
    pub low: usize,
    /// Those of them by which code that worked may fail.
    pub breaking: usize,
    /// What is only to be known, and not among the total.
    pub informational: usize,
    /// What was passed over because a rule says so, and not among the total.
    pub ignored: usize,
}

impl From<Change> for Finding {
    fn from(change: Change) -> Self {
        Self::Schema { change, location: None, message: None }
    }
}

impl Finding {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Schema { change, .. } => change.severity,
            Self::File { severity, .. } => *severity,
        }
    }

    /// Whether it is only to be known, and no drift.
    pub fn is_informational(&self) -> bool {
        matches!(self, Self::Schema { change, .. } if change.informational)
    }

    /// Whether code that worked may fail by it ([`Change::is_breaking`]).
    pub fn is_breaking(&self) -> bool {
        matches!(self, Self::Schema { change, .. } if change.is_breaking())
    }

    /// Where it is said.
    pub fn location(&self) -> Option<&Location> {
        match self {
            Self::Schema { location, .. } => location.as_ref(),
            Self::File { location, .. } => Some(location),
        }
    }
}

impl Section {
    /// How it stands.
    pub fn state(&self) -> State {
        match &self.unknown {
            Some(_) => State::Unknown,
            None if self.findings.iter().all(Finding::is_informational) => State::InStep,
            None => State::Drifted,
        }
    }

    /// How many differences there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.findings {
            if finding.is_informational() {
                counts.informational += 1;
                continue;
            }
            counts.total += 1;
            counts.breaking += usize::from(finding.is_breaking());
            *counts.of_mut(finding.severity()) += 1;
        }
        counts.ignored = self.ignored.iter().map(|(_, changes)| changes).sum();
        counts
    }
}

impl Counts {
    /// Those of a severity.
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

    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.breaking += other.breaking;
        self.informational += other.informational;
        self.ignored += other.ignored;
        for severity in Severity::ALL {
            *self.of_mut(severity) += other.of(severity);
        }
    }
}

impl Report {
    /// How it stands on the whole: unknown where that is so of some comparison.
    pub fn state(&self) -> State {
        self.sections.iter().map(Section::state).max().unwrap_or(State::InStep)
    }

    /// How many differences there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.sections.iter().for_each(|section| counts.add(&section.counts()));
        counts
    }

    /// The gravest severity of any drift.
    pub fn worst(&self) -> Option<Severity> {
        let findings = self.sections.iter().flat_map(|section| &section.findings);
        findings.filter(|finding| !finding.is_informational()).map(Finding::severity).max()
    }

    /// Whether some drift is as grave as that.
    pub fn fails(&self, fail_on: Severity) -> bool {
        self.worst() >= Some(fail_on)
    }

    /// What was passed over, by the rule that says so, over all comparisons.
    fn ignored(&self) -> Vec<(&str, usize)> {
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for (rule, changes) in self.sections.iter().flat_map(|section| &section.ignored) {
            *rules.entry(rule).or_default() += changes;
        }
        rules.into_iter().collect()
    }
}
