//! Groups findings by object and merges similar findings about its parts into one line.

use std::cmp::Reverse;

use pgplumb_catalog::{ChangeKind, Kind, ObjectId, Severity};

use super::diff::Diff;
use super::{Finding, Location, phrases};
use crate::nouns::plural;

/// The findings about one object or file.
pub(super) struct Group<'a> {
    /// The object with its kind, or the file.
    pub subject: String,
    /// The schema of the object.
    pub schema: Option<&'a str>,
    /// The lines about it.
    pub entries: Vec<Entry<'a>>,
}

/// One line of a report: a finding, or several similar ones.
pub(super) struct Entry<'a> {
    /// The severity.
    pub severity: Severity,
    /// Whether it is informational and not counted as drift.
    pub is_informational: bool,
    /// Whether it can break working code.
    pub is_breaking: bool,
    /// The file and line that it refers to.
    pub location: Option<&'a Location>,
    /// The text that follows the subject.
    pub text: String,
    /// The old and the new text, if the change is best shown as a line diff.
    pub texts: Option<(&'a str, &'a str)>,
    /// Decides which other findings can be merged into this line.
    merge_key: MergeKey<'a>,
}

/// Findings with equal keys are merged into one line.
#[derive(PartialEq)]
enum MergeKey<'a> {
    /// Parts of one kind that were added (`true`) or removed.
    Parts(Kind, bool),
    /// Changed properties of one object.
    Properties(&'a ObjectId),
    /// Never merged.
    Unique,
}

impl Entry<'_> {
    /// The line diff of both texts.
    pub fn diff(&self) -> Option<Diff> {
        self.texts.map(|(from, to)| Diff::new(from, to))
    }

    /// The location, unless it is the subject itself.
    pub fn location_text(&self, subject: &str) -> Option<String> {
        self.location.map(phrases::location).filter(|location| location != subject)
    }

    /// What orders lines: the severity, and breaking changes first within it.
    pub fn rank(&self) -> (Severity, bool) {
        (self.severity, self.is_breaking)
    }

    /// The severity in words: `high, breaking`. Every critical difference breaks code.
    pub fn severity_words(&self) -> String {
        let is_marked = self.is_breaking && self.severity < Severity::Critical;
        format!("{}{}", self.severity, if is_marked { ", breaking" } else { "" })
    }

    /// The severity label: `HIGH`, `INFO`.
    pub fn label(&self) -> String {
        match (self.is_informational, self.is_breaking && self.severity < Severity::Critical) {
            (true, _) => "INFO".to_owned(),
            (false, true) => format!("{}, breaking", self.severity.word().to_uppercase()),
            (false, false) => self.severity.word().to_uppercase(),
        }
    }
}

/// The groups with included entries, by their highest severity.
pub(super) fn by_severity<'g, 'a>(
    groups: &'g [Group<'a>],
    is_included: impl Fn(&Entry<'_>) -> bool,
) -> Vec<(&'g Group<'a>, Vec<&'g Entry<'a>>)> {
    let included = groups.iter().map(|group| {
        let mut entries: Vec<&Entry<'a>> = group.entries.iter().filter(|entry| is_included(entry)).collect();
        entries.sort_by_key(|entry| Reverse(entry.rank()));
        (group, entries)
    });
    let mut found: Vec<_> = included.filter(|(_, entries)| !entries.is_empty()).collect();
    found.sort_by_key(|(_, entries)| Reverse(entries.iter().map(|entry| entry.rank()).max()));
    found
}

/// Groups findings by subject, in the order in which subjects first occur.
pub(super) fn groups<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for finding in findings {
        let subject = phrases::subject(finding);
        // Findings about one object are usually adjacent.
        let index = groups.iter().rposition(|group| group.subject == subject).unwrap_or_else(|| {
            groups.push(Group { subject, schema: finding.schema(), entries: Vec::new() });
            groups.len() - 1
        });
        add(&mut groups[index].entries, finding);
    }
    groups
}

fn add<'a>(entries: &mut Vec<Entry<'a>>, finding: &'a Finding) {
    let mut new = entry(finding);
    let joined = entries.iter_mut().find(|entry| {
        new.merge_key != MergeKey::Unique
            && entry.merge_key == new.merge_key
            && (entry.severity, entry.is_informational) == (new.severity, new.is_informational)
            && entry.location == new.location
    });
    match joined {
        Some(entry) => {
            entry.is_breaking |= new.is_breaking;
            entry.text.push_str(if matches!(entry.merge_key, MergeKey::Parts(..)) { ", " } else { "; " });
            entry.text.push_str(&item(finding));
        }
        None => {
            let item = item(finding);
            new.text = match (&new.merge_key, finding) {
                (MergeKey::Parts(kind, is_added), _) => {
                    let verb = if *is_added { "added" } else { "removed" };
                    format!("{} {verb}: {item}", plural(kind.word()))
                }
                (MergeKey::Properties(object), Finding::Schema { change, .. }) if change.within.is_some() => {
                    format!("{} {}: {item}", object.kind, phrases::local_name(object))
                }
                (MergeKey::Properties(_), _) => item,
                (MergeKey::Unique, finding) => phrases::message(finding),
            };
            entries.push(new);
        }
    }
}

/// Creates the line for a finding, still without its text.
fn entry(finding: &Finding) -> Entry<'_> {
    let merge_key = match finding {
        Finding::Schema { change, message: None, .. } => match &change.kind {
            ChangeKind::Changed { .. } if change.texts().is_some() => MergeKey::Unique,
            ChangeKind::Changed { .. } => MergeKey::Properties(&change.object),
            ChangeKind::Added { .. } if change.within.is_some() => MergeKey::Parts(change.object.kind, true),
            ChangeKind::Removed { .. } if change.within.is_some() => {
                MergeKey::Parts(change.object.kind, false)
            }
            ChangeKind::Added { .. } | ChangeKind::Removed { .. } => MergeKey::Unique,
        },
        _ => MergeKey::Unique,
    };
    Entry {
        severity: finding.severity(),
        is_informational: finding.is_informational(),
        is_breaking: finding.is_breaking(),
        location: finding.location(),
        text: String::new(),
        texts: match finding {
            Finding::Schema { change, .. } => change.texts(),
            Finding::File { .. } => None,
        },
        merge_key,
    }
}

/// The text that a finding contributes to a merged line.
fn item(finding: &Finding) -> String {
    match finding {
        Finding::Schema { change, .. } => match &change.kind {
            ChangeKind::Changed { .. } => phrases::change(change),
            ChangeKind::Added { summary } | ChangeKind::Removed { summary } => {
                let name = phrases::local_name(&change.object);
                if summary.is_empty() { name } else { format!("{name} {}", crate::visible::visible(summary)) }
            }
        },
        Finding::File { .. } => String::new(),
    }
}
