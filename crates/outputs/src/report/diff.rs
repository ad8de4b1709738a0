//! A difference of lines, with some lines around each.

use similar::{ChangeTag, TextDiff};

use crate::visible::visible_lines;

/// How many lines stay the same around each difference.
const CONTEXT: usize = 3;

/// A difference of lines.
pub(super) struct Diff {
    /// The lines, in order.
    pub lines: Vec<(Sign, String)>,
}

/// What became of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    /// Lines are left out before the next; what it says is where that is.
    Gap,
    /// It is in both.
    Same,
    /// Only the first text has it.
    Removed,
    /// Only the second text has it.
    Added,
}

impl Sign {
    /// What stands before the line.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Gap => "",
            Self::Same => " ",
            Self::Removed => "-",
            Self::Added => "+",
        }
    }
}

impl Diff {
    /// The difference of two texts. That one of them does not end its last line makes none.
    pub fn new(from: &str, to: &str) -> Self {
        let whole = |text: &str| {
            let text = visible_lines(text);
            if text.is_empty() || text.ends_with('\n') { text.into_owned() } else { format!("{text}\n") }
        };
        let (from, to) = (whole(from), whole(to));
        let diff = TextDiff::from_lines(&from, &to);
        let mut lines = Vec::new();
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            lines.push((Sign::Gap, hunk.header().to_string()));
            for change in hunk.iter_changes() {
                let sign = match change.tag() {
                    ChangeTag::Equal => Sign::Same,
                    ChangeTag::Delete => Sign::Removed,
                    ChangeTag::Insert => Sign::Added,
                };
                lines.push((sign, change.value().trim_end_matches('\n').to_owned()));
            }
        }
        Self { lines }
    }

    /// The lines as one text.
    pub fn text(&self) -> String {
        let lines: Vec<String> =
            self.lines.iter().map(|(sign, line)| format!("{}{line}", sign.mark())).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_a_difference_is_shown() {
        let lines = |number: std::ops::Range<u32>| number.map(|n| format!("{n}\n")).collect::<String>();
        let (from, to) = (lines(0..20), lines(0..10) + "new\n" + &lines(11..20));
        assert_eq!(Diff::new(&from, &to).text(), "@@ -8,7 +8,7 @@\n 7\n 8\n 9\n-10\n+new\n 11\n 12\n 13");
        assert_eq!(Diff::new("a", "a\n").text(), "");
        assert_eq!(Diff::new("", "a\r\nb").text(), "@@ -0,0 +1,2 @@\n+a\n+b");
    }
}
