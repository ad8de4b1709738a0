//! The terminal: results on stdout, messages on stderr.
//!
//! Colors are used if the stream is a terminal that supports them, unless configured otherwise;
//! symbols outside ASCII if the locale is UTF-8. All text is [escaped](escape), and messages are
//! [redacted](redact).

pub mod escape;
mod progress;
pub mod prompt;
pub mod sheet;
mod text;

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use pgplumb_postgres::Environment;

pub use progress::{Bar, Progress};
pub use text::{Text, TextStyle};

use crate::redact::redact;

/// The width of a terminal whose width is unknown.
const DEFAULT_WIDTH: usize = 100;

/// When to use colors.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum ColorChoice {
    /// If the stream is a terminal with colors and NO_COLOR is not set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Output formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Format {
    /// Text for people
    #[default]
    Text,
    /// JSON for programs
    Json,
    /// Markdown, for a pull request: check, diff, report, verify, plan
    Markdown,
    /// HTML page: check, diff, report, verify
    Html,
    /// SARIF for code scanning: check, diff, report, verify
    Sarif,
    /// JUnit XML for test results: check, diff, report, verify
    Junit,
    /// GitHub workflow annotations: check, diff, report, verify
    Github,
    /// GitLab code quality report: check, diff, report, verify
    Gitlab,
    /// SQL script: plan
    Sql,
}

impl Format {
    /// The format's name on the command line.
    pub fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Options that control how the program prints.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputOptions {
    /// When to use colors.
    pub color: ColorChoice,
    /// Whether to print only ASCII.
    pub ascii: bool,
    /// Whether to print only errors.
    pub quiet: bool,
    /// Whether to print details.
    pub verbose: bool,
    /// Format of results.
    pub format: Format,
}

/// Properties of a standard stream.
#[derive(Clone, Copy, Debug)]
struct Stream {
    is_terminal: bool,
    color: bool,
}

/// The program's standard streams.
#[derive(Clone, Debug)]
pub struct Terminal {
    out: Stream,
    err: Stream,
    ascii: bool,
    /// The number of columns of stdout.
    width: usize,
    options: OutputOptions,
}

impl Terminal {
    /// Creates a terminal for the process's own streams.
    pub fn new(options: OutputOptions, environment: &Environment) -> Self {
        let stream = |is_terminal: bool| Stream {
            is_terminal,
            color: match options.color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => is_terminal && supports_color(environment),
            },
        };
        Self {
            out: stream(io::stdout().is_terminal()),
            err: stream(io::stderr().is_terminal()),
            ascii: options.ascii || !supports_unicode(environment),
            width: width(environment),
            options,
        }
    }

    /// The same terminal, but only results and errors are printed.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.options.quiet = true;
        self
    }

    /// Format of results.
    pub fn format(&self) -> Format {
        self.options.format
    }

    /// Whether the user can be prompted: stdin and stderr are terminals.
    pub fn can_prompt(&self) -> bool {
        self.err.is_terminal && io::stdin().is_terminal()
    }

    /// Whether details are printed.
    pub fn is_verbose(&self) -> bool {
        self.options.verbose
    }

    /// Writes a line of a result to stdout. If the reader of stdout has exited, nothing is written and
    /// the command goes on: its exit code does not depend on how much of its output is read.
    ///
    /// # Errors
    /// If stdout cannot be written to.
    pub fn print(&self, text: impl Into<Text>) -> io::Result<()> {
        let line = text.into().render(self.out.color, |piece| self.sanitize_stdout(piece));
        let mut out = io::stdout().lock();
        unless_closed(out.write_all(escape::commands(&line).as_bytes()).and_then(|()| out.write_all(b"\n")))
    }

    /// Writes a result to stdout, wrapped at the width of the terminal. Lines after the first are
    /// indented.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub fn print_wrapped(&self, text: impl Into<Text>, indent: usize) -> io::Result<()> {
        text.into().wrap(self.width, indent).into_iter().try_for_each(|line| self.print(line))
    }

    /// Writes a value to stdout as indented JSON.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub fn print_json(&self, value: &impl serde::Serialize) -> io::Result<()> {
        let json = serde_json::to_string_pretty(value)?;
        let mut out = io::stdout().lock();
        let json = if self.out.is_terminal { escape::json(&json) } else { json };
        unless_closed(out.write_all(json.as_bytes()).and_then(|()| out.write_all(b"\n")))
    }

    /// Returns stdout for writing a document: unchanged, except that text for a terminal is
    /// escaped.
    pub fn document(&self) -> impl Write {
        Document { out: io::stdout().lock(), is_terminal: self.out.is_terminal, buffer: Vec::new() }
    }

    /// Whether only errors are printed.
    pub fn is_quiet(&self) -> bool {
        self.options.quiet
    }

    /// Prints a status message to stderr, unless quiet.
    pub fn status(&self, text: impl Into<Text>) {
        if !self.options.quiet {
            self.write_stderr(text.into(), escape::row);
        }
    }

    /// Prints a message to stderr if verbose.
    pub fn detail(&self, text: impl Into<String>) {
        if self.options.verbose {
            self.write_stderr(Text::new().faint(text), escape::block);
        }
    }

    /// Prints a warning to stderr, unless quiet.
    pub fn warn(&self, text: impl Into<String>) {
        if !self.options.quiet {
            let text = Text::new().with(TextStyle::Warning, "warning").plain(": ").plain(text);
            self.write_stderr(text, escape::row);
        }
    }

    /// Prints an error to stderr, with hints on how to fix it.
    pub fn error(&self, message: &str, hints: &[String]) {
        self.write_stderr(
            Text::new().with(TextStyle::Error, "error").plain(": ").plain(message),
            escape::block,
        );
        for hint in hints {
            let text = Text::new().with(TextStyle::Success, "help").plain(": ").plain(hint);
            self.write_stderr(text, escape::block);
        }
    }

    /// Creates a progress indicator on stderr; invisible if stderr is not a terminal.
    pub fn progress(&self) -> Progress {
        Progress::new(
            self.err.is_terminal && !self.options.quiet && self.options.format == Format::Text,
            self.ascii,
        )
    }

    /// Writes a line to stderr. Failures are ignored: nothing more can be reported.
    fn write_stderr(&self, text: Text, escape: fn(&str) -> String) {
        let line = text.render(self.err.color, |piece| {
            let piece = escape(&redact(piece));
            match self.ascii {
                true if self.err.is_terminal => escape::ascii(&piece),
                true => escape::plain_symbols(&piece),
                false => piece,
            }
        });
        let _ = writeln!(io::stderr().lock(), "{}", escape::commands(&line));
    }

    fn sanitize_stdout(&self, piece: &str) -> String {
        let piece = escape::row(piece);
        match self.ascii {
            true if self.out.is_terminal => escape::ascii(&piece),
            true => escape::plain_symbols(&piece),
            false => piece,
        }
    }
}

/// Stdout with control characters escaped if it is a terminal. Buffers incomplete lines.
struct Document {
    out: io::StdoutLock<'static>,
    is_terminal: bool,
    buffer: Vec<u8>,
}

impl Write for Document {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return match self.out.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
                written => written,
            };
        }
        self.buffer.extend_from_slice(bytes);
        if let Some(end) = self.buffer.iter().rposition(|byte| *byte == b'\n') {
            let rest = self.buffer.split_off(end + 1);
            let lines = std::mem::replace(&mut self.buffer, rest);
            self.out.write_all(escape::block(&String::from_utf8_lossy(&lines)).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.buffer);
        unless_closed(self.out.write_all(escape::block(&String::from_utf8_lossy(&rest)).as_bytes()))?;
        unless_closed(self.out.flush())
    }
}

/// Ignores that the reader of stdout has exited.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// The number of columns of stdout: as the variable `COLUMNS` tells, or else as the terminal does.
fn width(environment: &Environment) -> usize {
    let variable = environment.variable("COLUMNS").and_then(|columns| columns.parse().ok());
    variable.or_else(terminal_width).filter(|width| *width > 0).unwrap_or(DEFAULT_WIDTH)
}

/// The width of the terminal that stdout is; `None` for other files.
#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| usize::from(size.ws_col))
}

/// The width of a terminal is known from `COLUMNS` only.
#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    None
}

/// <https://no-color.org>: set and not empty means no colors.
fn supports_color(environment: &Environment) -> bool {
    environment.variable("NO_COLOR").is_none_or(str::is_empty) && environment.variable("TERM") != Some("dumb")
}

/// The first of the three variables that is not empty applies, as in the C library. Windows
/// terminals always support Unicode.
fn supports_unicode(environment: &Environment) -> bool {
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
    fn symbols_are_used_in_utf8_locales() {
        for (variables, shows) in [
            (&[][..], false),
            (&[("LANG", "en_US.UTF-8")], true),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false),
            (&[("LC_ALL", ""), ("LANG", "de_DE.utf8")], true),
        ] {
            assert_eq!(supports_unicode(&environment(variables)), shows, "{variables:?}");
        }
    }

    #[test]
    fn no_color_applies_only_if_not_empty() {
        assert!(supports_color(&environment(&[("NO_COLOR", "")])));
        assert!(!supports_color(&environment(&[("NO_COLOR", "1")])));
        assert!(!supports_color(&environment(&[("TERM", "dumb")])));
    }
}
