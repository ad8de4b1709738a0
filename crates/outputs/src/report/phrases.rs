//! Phrases shared by all report formats.

use pgplumb_catalog::{Change, ChangeKind, Kind, ObjectId, Rename, Severity};

use super::{Finding, Location, Report, State};
use crate::nouns::counted;
use crate::visible::visible;

/// A name in SQL syntax, with its schema.
pub(super) fn name(id: &ObjectId) -> String {
    id.visible_path()
}

/// The name of a sub-object without its schema and relation.
pub(super) fn local_name(id: &ObjectId) -> String {
    visible(&ObjectId { schema: None, relation: None, ..id.clone() }.path()).into_owned()
}

/// An object with its kind: `table app.users`.
pub(super) fn object(id: &ObjectId) -> String {
    match id.kind {
        // The name of default privileges is already a description.
        Kind::DefaultPrivileges => format!("default privileges {}", visible(&id.name)),
        kind => format!("{kind} {}", name(id)),
    }
}

/// Describes a change of an object or of one of its properties, to follow the object's name.
pub(super) fn change(change: &Change) -> String {
    let words = match &change.kind {
        ChangeKind::Added { summary } => with_summary("added", summary, change.within.is_some()),
        ChangeKind::Removed { summary } => with_summary("removed", summary, change.within.is_some()),
        // Long texts are shown below as a line diff.
        ChangeKind::Changed { .. } => change.brief(),
    };
    visible(&words).into_owned()
}

/// A verb with a summary: the definition of a sub-object after a colon, the contents of any other
/// object in parentheses.
fn with_summary(verb: &str, summary: &str, is_part: bool) -> String {
    match summary {
        "" => verb.to_owned(),
        summary if is_part => format!("{verb}: {summary}"),
        summary if summary.starts_with('(') => format!("{verb} {summary}"),
        summary => format!("{verb} ({summary})"),
    }
}

/// Describes a finding, to follow its subject: `column a: type: integer → bigint`.
pub(super) fn message(finding: &Finding) -> String {
    match finding {
        Finding::Schema { message: Some(message), .. } | Finding::File { message: Some(message), .. } => {
            visible(message).into_owned()
        }
        Finding::Schema { change: found, .. } if found.within.is_some() => {
            let noun = found.object.noun(found.within.as_ref());
            format!("{noun} {}: {}", local_name(&found.object), change(found))
        }
        Finding::Schema { change: found, .. } => change(found),
        Finding::File { problem, .. } => problem.description().to_owned(),
    }
}

/// The subject of a finding: an object with its kind, or a file.
pub(super) fn subject(finding: &Finding) -> String {
    match finding {
        Finding::Schema { change, .. } => object(change.subject()),
        Finding::File { location, .. } => visible(&location.file).into_owned(),
    }
}

/// The kind of change for programs: `added`, `removed`, `changed`, or the problem with a file.
pub(super) fn change_key(finding: &Finding) -> &'static str {
    match finding {
        Finding::Schema { change, .. } => match change.kind {
            ChangeKind::Added { .. } => "added",
            ChangeKind::Removed { .. } => "removed",
            ChangeKind::Changed { .. } => "changed",
        },
        Finding::File { problem, .. } => problem.key(),
    }
}

/// The rule id of a finding: `column/removed`.
pub(super) fn rule(finding: &Finding) -> String {
    let kind = match finding {
        Finding::Schema { change, .. } => change.object.kind.key(),
        Finding::File { .. } => "file".to_owned(),
    };
    format!("{kind}/{}", change_key(finding))
}

/// Formats a location: `schemas/enums.py:14`.
pub(super) fn location(location: &Location) -> String {
    let file = visible(&location.file);
    location.line.map_or_else(|| file.to_string(), |line| format!("{file}:{line}"))
}

/// A suggestion that an object may have been renamed.
pub(super) fn rename(rename: &Rename) -> String {
    format!("{} may have been renamed to {}", object(&rename.from), name(&rename.to))
}

/// Summarizes a report: `3 differences (1 high, 2 medium); 2 informational`, or for several
/// comparisons `6 differences in 2 comparisons (…); 1 comparison could not be completed`.
pub(super) fn total(report: &Report) -> String {
    let counts = &report.counts();
    let in_state = |state| report.sections.iter().filter(|section| section.state() == state).count();
    let mut total = match counts.total {
        0 => "no differences".to_owned(),
        number => {
            let several = match in_state(State::Drifted) {
                0 | 1 => String::new(),
                drifted => format!(" in {}", counted(drifted, "comparison")),
            };
            let severities = Severity::ALL.into_iter().filter(|severity| counts.of(*severity) > 0);
            let severities: Vec<String> =
                severities.map(|severity| format!("{} {severity}", counts.of(severity))).collect();
            format!("{}{several} ({})", counted(number, "difference"), severities.join(", "))
        }
    };
    match in_state(State::Unknown) {
        0 => {}
        unknown => total.push_str(&format!("; {} could not be completed", counted(unknown, "comparison"))),
    }
    if counts.informational > 0 {
        total.push_str(&format!("; {} informational", counts.informational));
    }
    total
}

/// The number of ignored differences: `12 differences ignored (owner: 10, table:app.tmp_*: 2)`.
pub(super) fn ignored(report: &Report) -> Option<String> {
    let rules = report.ignored();
    let number: usize = rules.iter().map(|(_, changes)| changes).sum();
    let listed: Vec<String> =
        rules.iter().map(|(rule, changes)| format!("{}: {changes}", visible(rule))).collect();
    (number > 0).then(|| format!("{} ignored ({})", counted(number, "difference"), listed.join(", ")))
}
