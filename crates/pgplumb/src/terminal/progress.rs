//! Progress on stderr: only where a terminal shows it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::escape;

/// Makes bars, or nothing where nobody would see them.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    visible: bool,
    ascii: bool,
}

/// A bar or spinner. It is gone from the terminal once it is dropped.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    ascii: bool,
}

impl Progress {
    pub(super) fn new(visible: bool, ascii: bool) -> Self {
        Self { visible, ascii }
    }

    /// Something under way of which nobody knows how long it takes.
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

    /// Something of which so many parts are to be done.
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
    /// Says what is being done.
    pub fn doing(&self, doing: &str) {
        let doing = escape::line(doing);
        self.bar.set_message(if self.ascii { escape::ascii(&doing) } else { doing });
    }

    /// Whether nobody knows how long it takes.
    pub fn is_spinner(&self) -> bool {
        self.bar.length().is_none()
    }

    /// Says how many parts are done.
    pub fn done(&self, parts: u64) {
        self.bar.set_position(parts);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
