//! Progress on stderr, shown only on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::escape;

/// Creates progress bars, which are invisible if stderr is not a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    visible: bool,
    ascii: bool,
}

/// A bar or spinner, removed from the terminal on drop.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    ascii: bool,
}

impl Progress {
    pub(super) fn new(visible: bool, ascii: bool) -> Self {
        Self { visible, ascii }
    }

    /// Creates a spinner, for work of unknown length.
    pub fn spinner(&self, doing: &str) -> Bar {
        let ticks = if self.ascii { "|/-\\ " } else { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ " };
        let style = ProgressStyle::with_template("{spinner} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = self.bar(ProgressBar::new_spinner().with_style(style.tick_chars(ticks)), doing);
        if self.visible {
            bar.bar.enable_steady_tick(Duration::from_millis(100));
        }
        bar
    }

    /// Creates a bar, for work with a known number of parts.
    pub fn counter(&self, doing: &str, parts: u64) -> Bar {
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let chars = if self.ascii { "#>-" } else { "█▓░" };
        self.bar(ProgressBar::new(parts).with_style(style.progress_chars(chars)), doing)
    }

    fn bar(&self, bar: ProgressBar, doing: &str) -> Bar {
        bar.set_draw_target(if self.visible {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let bar = Bar { bar, ascii: self.ascii };
        bar.doing(doing);
        bar
    }
}

impl Bar {
    /// Shows what is being done.
    pub fn doing(&self, doing: &str) {
        let doing = escape::line(doing);
        self.bar.set_message(if self.ascii { escape::ascii(&doing) } else { doing });
    }

    /// Whether the length of the work is unknown.
    pub fn is_spinner(&self) -> bool {
        self.bar.length().is_none()
    }

    /// Shows how many parts are done.
    pub fn done(&self, parts: u64) {
        self.bar.set_position(parts);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
