//! Line diffs with context.

use similar::{ChangeTag, TextDiff};

use crate::visible::visible_lines;

/// The number of unchanged lines shown around each difference.
const CONTEXT: usize = 3;

/// A line diff.
pub(super) struct Diff {
    /// The lines in order.
    pub lines: Vec<(LineKind, String)>,
}

/// The kind of a line in a diff.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LineKind {
    /// A hunk header: unchanged lines are left out before the next line.
    HunkHeader,
    /// The line is in both texts.
    Unchanged,
    /// The line is only in the first text.
    Removed,
    /// The line is only in the second text.
    Added,
}

impl LineKind {
    /// The prefix of the line.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::HunkHeader => "",
            Self::Unchanged => " ",
            Self::Removed => "-",
            Self::Added => "+",
        }
    }
}

impl Diff {
    /// Compares two texts. A missing line feed at the end of a text is not a difference.
    pub fn new(from: &str, to: &str) -> Self {
        let complete = |text: &str| {
            let text = visible_lines(text);
            if text.is_empty() || text.ends_with('\n') { text.into_owned() } else { format!("{text}\n") }
        };
        let (from, to) = (complete(from), complete(to));
        let diff = TextDiff::from_lines(&from, &to);
        let mut lines = Vec::new();
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            lines.push((LineKind::HunkHeader, hunk.header().to_string()));
            for change in hunk.iter_changes() {
                let kind = match change.tag() {
                    ChangeTag::Equal => LineKind::Unchanged,
                    ChangeTag::Delete => LineKind::Removed,
                    ChangeTag::Insert => LineKind::Added,
                };
                lines.push((kind, change.value().trim_end_matches('\n').to_owned()));
            }
        }
        Self { lines }
    }

    /// The diff as one text.
    pub fn text(&self) -> String {
        let lines: Vec<String> =
            self.lines.iter().map(|(kind, line)| format!("{}{line}", kind.prefix())).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diff_shows_changes_with_context_only() {
        let lines = |number: std::ops::Range<u32>| number.map(|n| format!("{n}\n")).collect::<String>();
        let (from, to) = (lines(0..20), lines(0..10) + "new\n" + &lines(11..20));
        assert_eq!(Diff::new(&from, &to).text(), "@@ -8,7 +8,7 @@\n 7\n 8\n 9\n-10\n+new\n 11\n 12\n 13");
        assert_eq!(Diff::new("a", "a\n").text(), "");
        assert_eq!(Diff::new("", "a\r\nb").text(), "@@ -0,0 +1,2 @@\n+a\n+b");
    }
}
