//! The terminal: stdout is data, stderr is talk.
//!
//! Colours are used where the stream is a terminal that has them and nobody said otherwise; symbols beyond ASCII where
//! the locale can show them. All text passes through [`escape`] on its way, and all talk through
//! [`redact`].

pub mod escape;
mod progress;
pub mod prompt;
pub mod sheet;
mod text;

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use pgplumb_postgres::Environment;

pub use progress::{Bar, Progress};
pub use text::{Look, Text};

use crate::redact::redact;

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum ColorChoice {
    /// Where the stream is a terminal that has them, and NO_COLOR is not set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// Reports only: a document
    Markdown,
    /// Reports only: a page
    Html,
    /// Reports only: for code scanning
    Sarif,
    /// Reports only: for test results
    Junit,
    /// Reports only: annotations of a workflow
    Github,
    /// Reports only: code quality
    Gitlab,
    /// Plans only: the script
    Sql,
}

impl Format {
    /// Whether only reports are written in it.
    pub fn is_for_reports(self) -> bool {
        !matches!(self, Self::Text | Self::Json | Self::Sql)
    }

    /// Its word on the command line.
    pub fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// What the user said about how to talk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// When to use colours.
    pub color: ColorChoice,
    /// Whether to keep to ASCII.
    pub ascii: bool,
    /// Whether to say only what went wrong.
    pub quiet: bool,
    /// Whether to say how things are done.
    pub verbose: bool,
    /// How results are written.
    pub format: Format,
}

/// What is known of one of the streams.
#[derive(Clone, Copy, Debug)]
struct Stream {
    is_terminal: bool,
    colour: bool,
}

/// Both streams, and how to talk over them.
#[derive(Clone, Debug)]
pub struct Terminal {
    out: Stream,
    err: Stream,
    ascii: bool,
    manner: Manner,
}

impl Terminal {
    /// The process's own streams.
    pub fn new(manner: Manner, environment: &Environment) -> Self {
        let stream = |is_terminal: bool| Stream {
            is_terminal,
            colour: match manner.color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => is_terminal && wants_colour(environment),
            },
        };
        Self {
            out: stream(io::stdout().is_terminal()),
            err: stream(io::stderr().is_terminal()),
            ascii: manner.ascii || !shows_unicode(environment),
            manner,
        }
    }

    /// How results are written.
    pub fn format(&self) -> Format {
        self.manner.format
    }

    /// Whether somebody may be asked something: both ends of the conversation are terminals.
    pub fn can_ask(&self) -> bool {
        self.err.is_terminal && io::stdin().is_terminal()
    }

    /// Whether how things are done is to be said.
    pub fn is_verbose(&self) -> bool {
        self.manner.verbose
    }

    /// Writes a line of a result to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written to; a reader that has gone away is [`io::ErrorKind::BrokenPipe`].
    pub fn print(&self, text: impl Into<Text>) -> io::Result<()> {
        let line = text.into().render(self.out.colour, |piece| self.harmless_out(piece));
        let mut out = io::stdout().lock();
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")
    }

    /// Writes a value to stdout as indented JSON.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub fn print_json(&self, value: &impl serde::Serialize) -> io::Result<()> {
        let json = serde_json::to_string_pretty(value)?;
        let mut out = io::stdout().lock();
        let json = if self.out.is_terminal { escape::json(&json) } else { json };
        out.write_all(json.as_bytes())?;
        out.write_all(b"\n")
    }

    /// Stdout for a document: byte for byte, except to a terminal.
    pub fn document(&self) -> impl Write {
        Document { out: io::stdout().lock(), is_terminal: self.out.is_terminal, held: Vec::new() }
    }

    /// Whether only what went wrong is to be said.
    pub fn is_quiet(&self) -> bool {
        self.manner.quiet
    }

    /// Says something on stderr, unless that is to be quiet.
    pub fn say(&self, text: impl Into<Text>) {
        if !self.manner.quiet {
            self.talk(text.into());
        }
    }

    /// Says on stderr how something is done, if that was asked for.
    pub fn detail(&self, text: impl Into<String>) {
        if self.manner.verbose {
            self.talk(Text::new().faint(text));
        }
    }

    /// Warns on stderr.
    pub fn warn(&self, text: impl Into<String>) {
        if !self.manner.quiet {
            self.talk(Text::new().with(Look::Caution, "warning").plain(": ").plain(text));
        }
    }

    /// Says on stderr what went wrong, and what can be done about it.
    pub fn error(&self, message: &str, hints: &[String]) {
        self.talk(Text::new().with(Look::Bad, "error").plain(": ").plain(message));
        for hint in hints {
            self.talk(Text::new().with(Look::Good, "help").plain(": ").plain(hint));
        }
    }

    /// A bar or spinner on stderr; silent where nobody would see it.
    pub fn progress(&self) -> Progress {
        Progress::new(
            self.err.is_terminal && !self.manner.quiet && self.manner.format == Format::Text,
            self.ascii,
        )
    }

    /// What a terminal shows cannot be relied upon: that it cannot be written to is no error.
    fn talk(&self, text: Text) {
        let line = text.render(self.err.colour, |piece| {
            let piece = escape::block(&redact(piece));
            match self.ascii {
                true if self.err.is_terminal => escape::ascii(&piece),
                true => escape::plain_symbols(&piece),
                false => piece,
            }
        });
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    fn harmless_out(&self, piece: &str) -> String {
        let piece = escape::block(piece);
        match self.ascii {
            true if self.out.is_terminal => escape::ascii(&piece),
            true => escape::plain_symbols(&piece),
            false => piece,
        }
    }
}

/// Stdout, on which a terminal gets no control characters. Lines are held back until they are whole.
struct Document {
    out: io::StdoutLock<'static>,
    is_terminal: bool,
    held: Vec<u8>,
}

impl Write for Document {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.out.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        if let Some(end) = self.held.iter().rposition(|byte| *byte == b'\n') {
            let rest = self.held.split_off(end + 1);
            let lines = std::mem::replace(&mut self.held, rest);
            self.out.write_all(escape::block(&String::from_utf8_lossy(&lines)).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.held);
        self.out.write_all(escape::block(&String::from_utf8_lossy(&rest)).as_bytes())?;
        self.out.flush()
    }
}

/// <https://no-color.org>: set and not empty means no colours.
fn wants_colour(environment: &Environment) -> bool {
    environment.variable("NO_COLOR").is_none_or(str::is_empty) && environment.variable("TERM") != Some("dumb")
}

/// The first of the three variables that says anything decides, as it does for the C library. Windows has other means,
/// and its terminals know Unicode.
fn shows_unicode(environment: &Environment) -> bool {
    if cfg!(windows) {
        return true;
    }
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| environment.variable(name).filter(|value| !value.is_empty()))
        .is_some_and(|locale| {
            let locale = locale.to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(variables.iter().map(|(k, v)| (k.to_string(), v.to_string())), None, None)
    }

    #[test]
    fn the_locale_says_whether_symbols_can_be_shown() {
        for (variables, shows) in [
            (&[][..], false),
            (&[("LANG", "en_US.UTF-8")], true),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false),
            (&[("LC_ALL", ""), ("LANG", "de_DE.utf8")], true),
        ] {
            assert_eq!(shows_unicode(&environment(variables)), shows, "{variables:?}");
        }
    }

    #[test]
    fn no_color_counts_only_when_it_is_not_empty() {
        assert!(wants_colour(&environment(&[("NO_COLOR", "")])));
        assert!(!wants_colour(&environment(&[("NO_COLOR", "1")])));
        assert!(!wants_colour(&environment(&[("TERM", "dumb")])));
    }
}
