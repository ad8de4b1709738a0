//! A report for a terminal: calm, the gravest first, and the same without its colours.

use pgplumb_catalog::Severity;

use super::diff::Sign;
use super::group::{Entry, Group, groups};
use super::{Finding, Report, Section, State, words};
use crate::markdown::counted;
use crate::visible::visible;

/// How many lines of a difference are shown, unless all are.
const LINES: usize = 20;

/// The role that a piece of a line plays; a terminal may show it, and nothing depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// As it is.
    Plain,
    /// A heading, or the object that a line is about.
    Strong,
    /// Of little importance.
    Faint,
    /// Went well.
    Good,
    /// How much something matters.
    Severity(Severity),
    /// A line that was removed.
    Removed,
    /// A line that was added.
    Added,
}

/// A line, in pieces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// The pieces, each with its style.
    pub spans: Vec<(Style, String)>,
}

/// How the report is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Whether breaking changes come before all others, under a heading of their own.
    pub breaking_first: bool,
    /// Whether differences of lines are shown in full.
    pub whole_diffs: bool,
}

impl Line {
    fn of(style: Style, text: impl Into<String>) -> Self {
        Self::default().with(style, text)
    }

    fn with(mut self, style: Style, text: impl Into<String>) -> Self {
        self.spans.push((style, text.into()));
        self
    }
}

/// The line without its styles.
impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.spans.iter().try_for_each(|(_, text)| f.write_str(text))
    }
}

/// The report, line by line. What cannot be seen in a terminal, or would move what stands beside it, is written out.
pub fn lines(report: &Report, options: &Options) -> Vec<Line> {
    let mut lines = Vec::new();
    let (in_step, other): (Vec<&Section>, Vec<&Section>) =
        report.sections.iter().partition(|section| section.state() == State::InStep && is_empty(section));
    for (at, part) in other.iter().enumerate() {
        if report.sections.len() > 1 {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::of(Style::Strong, visible(&part.title)));
        }
        match other[..at].iter().find(|earlier| say_the_same(earlier, part)) {
            Some(earlier) => {
                let number = counted(part.counts().total, "difference");
                let same = format!("the same {number} as {}", visible(&earlier.title));
                lines.push(Line::of(Style::Plain, same));
            }
            None => section(part, options, &mut lines),
        }
    }
    if report.sections.len() > 1 && !other.is_empty() {
        lines.push(Line::default());
    }
    for section in in_step {
        lines.push(
            Line::of(Style::Plain, format!("{}: ", visible(&section.title))).with(Style::Good, "in step"),
        );
    }
    if !other.is_empty() {
        lines.push(Line::of(Style::Strong, words::total(report)));
    }
    lines.extend(words::ignored(report).map(|ignored| Line::of(Style::Faint, ignored)));
    lines.extend(report.notes.iter().map(|note| Line::of(Style::Plain, format!("note: {}", visible(note)))));
    lines
}

/// Whether two sections have the same changes of the schema, wherever these stand.
fn say_the_same(one: &Section, other: &Section) -> bool {
    let changes = |section: &Section| {
        let changes = section.findings.iter().map(|finding| match finding {
            Finding::Schema { change, message: None, .. } => Some(change.clone()),
            _ => None,
        });
        changes.collect::<Option<Vec<_>>>().filter(|changes| !changes.is_empty() && section.unknown.is_none())
    };
    changes(one).is_some_and(|one| changes(other) == Some(one))
}

fn is_empty(section: &Section) -> bool {
    section.findings.is_empty() && section.renames.is_empty()
}

fn section(section: &Section, options: &Options, lines: &mut Vec<Line>) {
    if let Some(reason) = &section.unknown {
        let mut reasons = reason.lines();
        let unknown = Line::of(Style::Severity(Severity::Critical), "unknown");
        lines.push(unknown.with(Style::Plain, format!(": {}", visible(reasons.next().unwrap_or_default()))));
        lines.extend(reasons.map(|line| Line::of(Style::Plain, format!("    {}", visible(line)))));
    }
    let groups = groups(&section.findings);
    let has_breaking = groups.iter().flat_map(|group| &group.entries).any(|entry| entry.is_breaking);
    if options.breaking_first && has_breaking {
        lines.push(Line::of(Style::Severity(Severity::Critical), "breaking:"));
        entries(&groups, options, |entry| entry.is_breaking && !entry.is_informational, lines);
        let before = lines.len();
        entries(&groups, options, |entry| !entry.is_breaking && !entry.is_informational, lines);
        if lines.len() > before {
            lines.insert(before, Line::of(Style::Strong, "other:"));
        }
    } else {
        entries(&groups, options, |entry| !entry.is_informational, lines);
    }
    entries(&groups, options, |entry| entry.is_informational, lines);
    for rename in &section.renames {
        lines.push(Line::of(Style::Plain, format!("suggestion: {}", words::rename(rename))));
    }
}

fn entries(
    groups: &[Group<'_>],
    options: &Options,
    is_meant: impl Fn(&Entry<'_>) -> bool,
    lines: &mut Vec<Line>,
) {
    for group in groups {
        for entry in group.entries.iter().filter(|entry| is_meant(entry)) {
            lines.push(line(&group.subject, entry));
            diff(entry, options, lines);
        }
    }
}

fn line(subject: &str, entry: &Entry<'_>) -> Line {
    let mut line = Line::default();
    if let Some(place) = entry.place(subject) {
        line = line.with(Style::Plain, format!("{place}: "));
    }
    let style = if entry.is_informational { Style::Faint } else { Style::Severity(entry.severity) };
    line.with(style, format!("[{}]", entry.label()))
        .with(Style::Plain, " ")
        .with(Style::Strong, subject)
        .with(Style::Plain, format!(": {}", entry.text))
}

fn diff(entry: &Entry<'_>, options: &Options, lines: &mut Vec<Line>) {
    let Some(diff) = entry.diff() else { return };
    let all = diff.lines.len();
    // To say that one line is left out takes as much room as the line.
    let shown = if options.whole_diffs || all <= LINES + 1 { all } else { LINES };
    for (sign, text) in diff.lines.iter().take(shown) {
        let style = match sign {
            Sign::Gap => Style::Faint,
            Sign::Same => Style::Plain,
            Sign::Removed => Style::Removed,
            Sign::Added => Style::Added,
        };
        lines.push(Line::of(style, format!("    {}{text}", sign.mark()).trim_end().to_owned()));
    }
    if shown < all {
        lines.push(Line::of(Style::Faint, format!("    … {} more lines", all - shown)));
    }
}
