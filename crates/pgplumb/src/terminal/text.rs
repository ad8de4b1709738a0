//! Text with styles: what is said, and how it looks.

use anstyle::{AnsiColor, Style};

/// The role that a piece of text plays; a terminal with colours shows it, and nothing depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// As it is.
    Plain,
    /// A heading or a name that matters.
    Strong,
    /// Of little importance.
    Faint,
    /// Went well.
    Good,
    /// Wants attention.
    Caution,
    /// Went wrong.
    Bad,
    /// A command or word to type.
    Code,
}

impl Look {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Caution => AnsiColor::Yellow.on_default().bold(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Code => AnsiColor::Cyan.on_default(),
        }
    }
}

/// Pieces of text, each with its look. Whoever prints it makes each piece harmless first, so that nothing out of a
/// database can reach the terminal as a command to it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    pieces: Vec<(Look, String)>,
}

impl Text {
    /// No text yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text with a piece added.
    #[must_use]
    pub fn with(mut self, look: Look, piece: impl Into<String>) -> Self {
        self.push(look, piece);
        self
    }

    /// The text with a plain piece added.
    #[must_use]
    pub fn plain(self, piece: impl Into<String>) -> Self {
        self.with(Look::Plain, piece)
    }

    /// The text with a strong piece added.
    #[must_use]
    pub fn strong(self, piece: impl Into<String>) -> Self {
        self.with(Look::Strong, piece)
    }

    /// The text with a faint piece added.
    #[must_use]
    pub fn faint(self, piece: impl Into<String>) -> Self {
        self.with(Look::Faint, piece)
    }

    /// Adds a piece.
    pub fn push(&mut self, look: Look, piece: impl Into<String>) {
        self.pieces.push((look, piece.into()));
    }

    /// The text as bytes for a stream, each piece passed through `harmless`.
    pub(super) fn render(&self, colour: bool, harmless: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        for (look, piece) in &self.pieces {
            let piece = harmless(piece);
            if colour && *look != Look::Plain && !piece.is_empty() {
                let style = look.style();
                out.push_str(&format!("{style}{piece}{style:#}"));
            } else {
                out.push_str(&piece);
            }
        }
        out
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
