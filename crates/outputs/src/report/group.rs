//! Findings put together: by object, and what happened alike to several parts of it on one line.

use pgplumb_catalog::{Kind, ObjectId, Severity, What};

use super::diff::Diff;
use super::{Finding, Location, words};
use crate::markdown::plural;

/// What was found about one object, or one file.
pub(super) struct Group<'a> {
    /// What it is about, in words.
    pub subject: String,
    /// What was found.
    pub entries: Vec<Entry<'a>>,
}

/// What is told on one line.
pub(super) struct Entry<'a> {
    /// How much it matters.
    pub severity: Severity,
    /// Whether it is only to be known.
    pub is_informational: bool,
    /// Whether code that worked may fail by it.
    pub is_breaking: bool,
    /// Where it is said.
    pub location: Option<&'a Location>,
    /// What is said, after the subject.
    pub text: String,
    /// Both texts, of what is best shown as a difference of lines.
    pub texts: Option<(&'a str, &'a str)>,
    /// What else may be told on the same line.
    like: Like<'a>,
}

/// What happened to what: what is alike is told together.
#[derive(PartialEq)]
enum Like<'a> {
    /// Parts of a kind that are there or gone.
    Parts(Kind, bool),
    /// Properties of one object.
    Properties(&'a ObjectId),
    /// Nothing else.
    Alone,
}

impl Entry<'_> {
    /// Both texts as a difference of lines.
    pub fn diff(&self) -> Option<Diff> {
        self.texts.map(|(from, to)| Diff::new(from, to))
    }

    /// Where it is said, where that is not what it is about.
    pub fn place(&self, subject: &str) -> Option<String> {
        self.location.map(words::place).filter(|place| place != subject)
    }

    /// The word for how much it matters: `HIGH`, `INFO`.
    pub fn label(&self) -> String {
        if self.is_informational { "INFO".to_owned() } else { self.severity.word().to_uppercase() }
    }
}

/// Puts findings together, in the order in which each object first comes.
pub(super) fn groups<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for finding in findings {
        let subject = words::subject(finding);
        // What is about one object mostly stands together.
        let at = groups.iter().rposition(|group| group.subject == subject).unwrap_or_else(|| {
            groups.push(Group { subject, entries: Vec::new() });
            groups.len() - 1
        });
        add(&mut groups[at].entries, finding);
    }
    groups
}

fn add<'a>(entries: &mut Vec<Entry<'a>>, finding: &'a Finding) {
    let mut new = entry(finding);
    let joined = entries.iter_mut().find(|entry| {
        new.like != Like::Alone
            && entry.like == new.like
            && (entry.severity, entry.is_informational) == (new.severity, new.is_informational)
            && entry.location == new.location
    });
    match joined {
        Some(entry) => {
            entry.is_breaking |= new.is_breaking;
            entry.text.push_str(if matches!(entry.like, Like::Parts(..)) { ", " } else { "; " });
            entry.text.push_str(&item(finding));
        }
        None => {
            let item = item(finding);
            new.text = match (&new.like, finding) {
                (Like::Parts(kind, is_added), _) => {
                    let verb = if *is_added { "added" } else { "removed" };
                    format!("{} {verb}: {item}", plural(kind.word()))
                }
                (Like::Properties(object), Finding::Schema { change, .. }) if change.within.is_some() => {
                    format!("{} {}: {item}", object.kind, words::part(object))
                }
                (Like::Properties(_), _) => item,
                (Like::Alone, finding) => words::message(finding),
            };
            entries.push(new);
        }
    }
}

/// A line that tells only this, still without words.
fn entry(finding: &Finding) -> Entry<'_> {
    let like = match finding {
        Finding::Schema { change, message: None, .. } => match &change.what {
            What::Changed { .. } if change.texts().is_some() => Like::Alone,
            What::Changed { .. } => Like::Properties(&change.object),
            What::Added { .. } if change.within.is_some() => Like::Parts(change.object.kind, true),
            What::Removed { .. } if change.within.is_some() => Like::Parts(change.object.kind, false),
            What::Added { .. } | What::Removed { .. } => Like::Alone,
        },
        _ => Like::Alone,
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
        like,
    }
}

/// What a finding adds to a line that tells several.
fn item(finding: &Finding) -> String {
    match finding {
        Finding::Schema { change, .. } => match &change.what {
            What::Changed { .. } => words::change(change),
            What::Added { summary } | What::Removed { summary } => {
                let name = words::part(&change.object);
                if summary.is_empty() { name } else { format!("{name} {}", crate::visible::visible(summary)) }
            }
        },
        Finding::File { .. } => String::new(),
    }
}
