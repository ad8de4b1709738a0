//! Styled text.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// The role of a piece of text. Colors show it, but are never the only indication.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextStyle {
    /// No emphasis.
    Plain,
    /// A heading or an important name.
    Strong,
    /// Less important.
    Faint,
    /// Success.
    Success,
    /// A warning.
    Warning,
    /// An error.
    Error,
    /// A command to type.
    Code,
}

impl TextStyle {
    fn ansi(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Success => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default().bold(),
            Self::Error => AnsiColor::Red.on_default().bold(),
            Self::Code => AnsiColor::Cyan.on_default(),
        }
    }
}

/// Styled pieces of text. Each piece is escaped when it is printed, so that text from a database
/// cannot control the terminal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    pieces: Vec<(TextStyle, String)>,
}

impl Text {
    /// Creates an empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a piece.
    #[must_use]
    pub fn with(mut self, style: TextStyle, piece: impl Into<String>) -> Self {
        self.push(style, piece);
        self
    }

    /// Appends a plain piece.
    #[must_use]
    pub fn plain(self, piece: impl Into<String>) -> Self {
        self.with(TextStyle::Plain, piece)
    }

    /// Appends a strong piece.
    #[must_use]
    pub fn strong(self, piece: impl Into<String>) -> Self {
        self.with(TextStyle::Strong, piece)
    }

    /// Appends a faint piece.
    #[must_use]
    pub fn faint(self, piece: impl Into<String>) -> Self {
        self.with(TextStyle::Faint, piece)
    }

    /// Appends a piece.
    pub fn push(&mut self, style: TextStyle, piece: impl Into<String>) {
        self.pieces.push((style, piece.into()));
    }

    /// The number of columns that the text takes up.
    fn width(&self) -> usize {
        self.pieces.iter().map(|(_, piece)| piece.width()).sum()
    }

    /// Breaks the text at spaces into lines of at most `width` columns. Lines after the first are
    /// indented. A word that is too long for a line is not broken, nor a number and its unit.
    pub(super) fn wrap(self, width: usize, indent: usize) -> Vec<Self> {
        if self.width() <= width {
            return vec![self];
        }
        let mut wrapping = Wrapping { lines: vec![Self::new()], width, indent, ..Wrapping::default() };
        for (style, piece) in self.pieces {
            for (at, part) in piece.split(' ').enumerate() {
                if at > 0 && wrapping.is_after_digit() {
                    wrapping.word.push((style, " ".to_owned()));
                } else if at > 0 {
                    wrapping.end_word();
                    wrapping.spaces.push((style, " ".to_owned()));
                }
                if !part.is_empty() {
                    wrapping.word.push((style, part.to_owned()));
                }
            }
        }
        wrapping.end_word();
        wrapping.lines
    }

    /// Renders the text for a stream; `escape` is applied to each piece.
    pub(super) fn render(&self, color: bool, escape: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        for (style, piece) in &self.pieces {
            let piece = escape(piece);
            if color && *style != TextStyle::Plain && !piece.is_empty() {
                let style = style.ansi();
                out.push_str(&format!("{style}{piece}{style:#}"));
            } else {
                out.push_str(&piece);
            }
        }
        out
    }
}

/// A text that is being broken into lines.
#[derive(Default)]
struct Wrapping {
    /// The lines so far.
    lines: Vec<Text>,
    /// The number of columns of the last line.
    column: usize,
    /// Whether the last line has a word.
    has_word: bool,
    /// The spaces before the current word.
    spaces: Vec<(TextStyle, String)>,
    /// The pieces of the current word.
    word: Vec<(TextStyle, String)>,
    width: usize,
    indent: usize,
}

impl Wrapping {
    /// Whether the current word ends in a digit, such as the number in `48 kB`.
    fn is_after_digit(&self) -> bool {
        self.word.last().is_some_and(|(_, part)| part.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// Adds the current word to the last line, or to a new one if it does not fit.
    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let width: usize = self.word.iter().map(|(_, part)| part.width()).sum();
        if self.has_word && self.column + self.spaces.len() + width > self.width {
            self.lines.push(Text::new().plain(" ".repeat(self.indent)));
            self.column = self.indent;
            self.spaces.clear();
        }
        self.column += self.spaces.len() + width;
        self.has_word = true;
        let Some(line) = self.lines.last_mut() else { return };
        for (style, part) in self.spaces.drain(..).chain(self.word.drain(..)) {
            match line.pieces.last_mut() {
                Some((last, piece)) if *last == style => piece.push_str(&part),
                _ => line.push(style, part),
            }
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::new().plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: Text, width: usize, indent: usize) -> Vec<String> {
        text.wrap(width, indent).iter().map(|line| line.render(false, str::to_owned)).collect()
    }

    #[test]
    fn text_is_broken_at_spaces_only() {
        let text = || Text::new().plain("    1. ~ ").strong("public.orders").plain(": blocks writes");
        assert_eq!(lines(text(), 40, 9), ["    1. ~ public.orders: blocks writes"]);
        assert_eq!(lines(text(), 30, 9), ["    1. ~ public.orders: blocks", "         writes"]);
        // A word of several pieces is not broken, nor a word that is too long.
        assert_eq!(
            lines(text(), 12, 9),
            ["    1. ~", "         public.orders:", "         blocks", "         writes"]
        );
    }

    #[test]
    fn a_number_and_its_unit_are_not_separated() {
        assert_eq!(lines(Text::from("on public.film: 48 kB"), 18, 2), ["on public.film:", "  48 kB"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(lines(Text::from("名前 名前"), 8, 0), ["名前", "名前"]);
        assert_eq!(lines(Text::from("名前 名前"), 9, 0), ["名前 名前"]);
    }

    #[test]
    fn styles_continue_on_the_next_line() {
        let wrapped = Text::new().plain("a ").with(TextStyle::Warning, "bb cc").wrap(4, 1);
        let warning = |text: &str| (TextStyle::Warning, text.to_owned());
        let plain = |text: &str| (TextStyle::Plain, text.to_owned());
        assert_eq!(wrapped[0].pieces, [plain("a "), warning("bb")]);
        assert_eq!(wrapped[1].pieces, [plain(" "), warning("cc")]);
    }
}
