//! What every format says in the same words.

use pgplumb_catalog::change::rules;
use pgplumb_catalog::{Change, Kind, ObjectId, Rename, Severity, What};

use super::{Finding, Location, Report, State};
use crate::markdown::counted;
use crate::visible::visible;

/// A name as SQL would write it, without the schema `public`.
pub(super) fn name(id: &ObjectId) -> String {
    let schema = id.schema.clone().filter(|schema| &**schema != "public");
    visible(&ObjectId { schema, ..id.clone() }.path()).into_owned()
}

/// The name of an object that is part of another, within it.
pub(super) fn part(id: &ObjectId) -> String {
    visible(&ObjectId { schema: None, relation: None, ..id.clone() }.path()).into_owned()
}

/// An object with its kind: `table app.users`.
pub(super) fn object(id: &ObjectId) -> String {
    match id.kind {
        // Of these the name tells all there is.
        Kind::DefaultPrivileges => format!("default privileges {}", visible(&id.name)),
        kind => format!("{kind} {}", name(id)),
    }
}

/// What became of an object or of one of its properties, in words that follow its name.
pub(super) fn change(change: &Change) -> String {
    let words = match &change.what {
        What::Added { summary } => with("added", summary, change.within.is_some()),
        What::Removed { summary } => with("removed", summary, change.within.is_some()),
        // The texts stand below, as a difference of lines.
        What::Changed { property, from, to } if change.texts().is_some() => {
            let rule = rules::of(change.object.kind).property(property);
            let label = rule.map_or_else(|| property.replace('_', " "), rules::Property::label);
            let verb = match (from.is_null(), to.is_null()) {
                (true, _) => "added",
                (_, true) => "removed",
                _ => "changed",
            };
            format!("{label} {verb}")
        }
        What::Changed { .. } => change.phrase(),
    };
    visible(&words).into_owned()
}

/// That something was added or removed, with what it is: of a part what defines it, of a whole what it was made of, which was not itself
/// added to anything.
fn with(verb: &str, summary: &str, is_part: bool) -> String {
    match summary {
        "" => verb.to_owned(),
        summary if is_part => format!("{verb}: {summary}"),
        summary => format!("{verb} ({summary})"),
    }
}

/// A finding as a sentence of its own, after what it is about: `column a: type: integer → bigint`.
pub(super) fn message(finding: &Finding) -> String {
    match finding {
        Finding::Schema { message: Some(message), .. } | Finding::File { message: Some(message), .. } => {
            visible(message).into_owned()
        }
        Finding::Schema { change: found, .. } if found.within.is_some() => {
            format!("{} {}: {}", found.object.kind, part(&found.object), change(found))
        }
        Finding::Schema { change: found, .. } => change(found),
        Finding::File { problem, .. } => problem.words().to_owned(),
    }
}

/// What a finding is about: an object with its kind, or a file.
pub(super) fn subject(finding: &Finding) -> String {
    match finding {
        Finding::Schema { change, .. } => object(change.subject()),
        Finding::File { location, .. } => visible(&location.file).into_owned(),
    }
}

/// What happened, as one word for programs: `added`, `removed`, `changed`, or what is wrong with a file.
pub(super) fn happening(finding: &Finding) -> &'static str {
    match finding {
        Finding::Schema { change, .. } => match change.what {
            What::Added { .. } => "added",
            What::Removed { .. } => "removed",
            What::Changed { .. } => "changed",
        },
        Finding::File { problem, .. } => problem.key(),
    }
}

/// The rule that a finding goes by: `column/removed`.
pub(super) fn rule(finding: &Finding) -> String {
    let kind = match finding {
        Finding::Schema { change, .. } => change.object.kind.key(),
        Finding::File { .. } => "file".to_owned(),
    };
    format!("{kind}/{}", happening(finding))
}

/// `schemas/enums.py:14`
pub(super) fn place(location: &Location) -> String {
    let file = visible(&location.file);
    location.line.map_or_else(|| file.to_string(), |line| format!("{file}:{line}"))
}

/// That something may have another name.
pub(super) fn rename(rename: &Rename) -> String {
    format!("{} may have been renamed to {}", object(&rename.from), name(&rename.to))
}

/// `3 differences (1 high, 2 medium); 2 for information`; over several comparisons `6 differences in 2 comparisons (…); 1 comparison could
/// not be made`
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
        unknown => total.push_str(&format!("; {} could not be made", counted(unknown, "comparison"))),
    }
    if counts.informational > 0 {
        total.push_str(&format!("; {} for information", counts.informational));
    }
    total
}

/// `12 differences ignored (owner: 10, table:app.tmp_*: 2)`; nothing where none are.
pub(super) fn ignored(report: &Report) -> Option<String> {
    let rules = report.ignored();
    let number: usize = rules.iter().map(|(_, changes)| changes).sum();
    let listed: Vec<String> =
        rules.iter().map(|(rule, changes)| format!("{}: {changes}", visible(rule))).collect();
    (number > 0).then(|| format!("{} ignored ({})", counted(number, "difference"), listed.join(", ")))
}
