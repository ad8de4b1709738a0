//! Reports for a terminal, most severe findings first. Colors carry no information of their own.

use std::cmp::Reverse;

use pgplumb_catalog::Severity;

use super::diff::LineKind;
use super::group::{Entry, Group, by_severity, groups};
use super::repeated::Earlier;
use super::{Finding, Report, Section, State, phrases};
use crate::visible::visible;

/// The number of removed lines, and of added lines, that are shown of a change by default.
const SHOWN_OF_RUN: usize = 8;
/// The number of lines of a diff that are shown by default.
const SHOWN_DIFF_LINES: usize = 40;

/// The role of a span, which a terminal can show as color or weight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Normal text.
    Plain,
    /// A heading or the subject of a line.
    Strong,
    /// Less important text.
    Faint,
    /// A good result.
    Success,
    /// A severity.
    Severity(Severity),
    /// A removed line of a diff.
    Removed,
    /// An added line of a diff.
    Added,
}

/// A line of styled spans.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// The spans with their styles.
    pub spans: Vec<(Style, String)>,
}

/// How a report is rendered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Whether line diffs are shown in full.
    pub full_diffs: bool,
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

/// Renders the report line by line, with invisible characters escaped.
pub fn lines(report: &Report, options: &Options) -> Vec<Line> {
    let mut lines = Vec::new();
    let (in_sync, other): (Vec<&Section>, Vec<&Section>) =
        report.sections.iter().partition(|section| section.state() == State::InSync && is_empty(section));
    let mut earlier = Earlier::default();
    for part in &other {
        if report.sections.len() > 1 {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::of(Style::Strong, visible(&part.title)));
        }
        let (findings, repeated) = earlier.take_new(part);
        lines.extend(repeated.map(|repeated| Line::of(Style::Plain, visible(&repeated))));
        section(part, &findings, options, &mut lines);
        if let Some(repair) = part.repair() {
            lines.push(Line::of(Style::Plain, "    to fix: ").with(Style::Strong, visible(repair)));
        }
    }
    if report.sections.len() > 1 && !other.is_empty() {
        lines.push(Line::default());
    }
    for section in in_sync {
        lines.push(
            Line::of(Style::Plain, format!("{}: ", visible(&section.title))).with(Style::Success, "in sync"),
        );
    }
    if !other.is_empty() {
        lines.push(Line::of(Style::Strong, phrases::total(report)));
    }
    lines.extend(phrases::ignored(report).map(|ignored| Line::of(Style::Faint, ignored)));
    lines.extend(report.notes.iter().map(|note| Line::of(Style::Plain, format!("note: {}", visible(note)))));
    lines
}

fn is_empty(section: &Section) -> bool {
    section.findings.is_empty() && section.renames.is_empty()
}

fn section(section: &Section, findings: &[&Finding], options: &Options, lines: &mut Vec<Line>) {
    if let Some(reason) = &section.unknown_reason {
        let mut reasons = reason.lines();
        let unknown = Line::of(Style::Severity(Severity::Critical), "unknown");
        lines.push(unknown.with(Style::Plain, format!(": {}", visible(reasons.next().unwrap_or_default()))));
        lines.extend(reasons.map(|line| Line::of(Style::Plain, format!("    {}", visible(line)))));
    }
    let groups = groups(findings.iter().copied());
    entries(&groups, options, |entry| !entry.is_informational, lines);
    entries(&groups, options, |entry| entry.is_informational, lines);
    for rename in &section.renames {
        lines.push(Line::of(Style::Plain, format!("suggestion: {}", phrases::rename(rename))));
    }
}

fn entries(
    groups: &[Group<'_>],
    options: &Options,
    is_included: impl Fn(&Entry<'_>) -> bool,
    lines: &mut Vec<Line>,
) {
    let included = by_severity(groups, is_included).into_iter();
    let mut found: Vec<(&Group<'_>, &Entry<'_>)> =
        included.flat_map(|(group, entries)| entries.into_iter().map(move |entry| (group, entry))).collect();
    found.sort_by_key(|(_, entry)| Reverse(entry.rank()));
    for (group, entry) in found {
        lines.push(line(&group.subject, entry));
        diff(entry, options, lines);
    }
}

fn line(subject: &str, entry: &Entry<'_>) -> Line {
    let mut line = Line::default();
    if let Some(location) = entry.location_text(subject) {
        line = line.with(Style::Plain, format!("{location}: "));
    }
    let style = if entry.is_informational { Style::Faint } else { Style::Severity(entry.severity) };
    line.with(style, format!("[{}]", entry.label()))
        .with(Style::Plain, " ")
        .with(Style::Strong, subject)
        .with(Style::Plain, format!(": {}", entry.text))
}

fn diff(entry: &Entry<'_>, options: &Options, lines: &mut Vec<Line>) {
    let Some(diff) = entry.diff() else { return };
    let runs = diff.lines.chunk_by(|(one, _), (other, _)| one == other);
    let (mut shown, mut left) = (0, 0);
    for run in runs {
        // A note that one line is left out takes as much room as the line.
        let is_long = run[0].0 != LineKind::Unchanged && run.len() > SHOWN_OF_RUN + 1;
        let number = if options.full_diffs || !is_long { run.len() } else { SHOWN_OF_RUN };
        if !options.full_diffs && shown + number > SHOWN_DIFF_LINES {
            left += run.len();
            continue;
        }
        lines.extend(run[..number].iter().map(|(kind, text)| diff_line(*kind, text)));
        if number < run.len() {
            let kind = run[0].0.prefix();
            let more = format!("    {kind}… {} more lines", run.len() - number);
            lines.push(Line::of(Style::Faint, more));
        }
        shown += number;
    }
    if left > 0 {
        lines.push(Line::of(Style::Faint, format!("    … {left} more lines")));
    }
}

fn diff_line(kind: LineKind, text: &str) -> Line {
    let style = match kind {
        LineKind::HunkHeader => Style::Faint,
        LineKind::Unchanged => Style::Plain,
        LineKind::Removed => Style::Removed,
        LineKind::Added => Style::Added,
    };
    Line::of(style, format!("    {}{text}", kind.prefix()).trim_end().to_owned())
}
