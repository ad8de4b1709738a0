//! Progress of long operations, reported to an observer.

/// What an operation is doing.
#[derive(Clone, Copy, Debug)]
pub enum Stage<'a> {
    /// Some work, described in words.
    Doing(&'a str),
    /// A transaction did not get its locks and will be tried again. The text says which and when.
    Retrying(&'a str),
    /// Connecting to this server. The text contains no password.
    Connecting(&'a str),
    /// Reading the catalog.
    Reading,
    /// Counting rows.
    Counting {
        /// Tables counted so far.
        done: usize,
        /// Tables to count.
        total: usize,
    },
    /// A running command wrote this line to stderr. The line contains no password.
    CommandOutput(&'a str),
    /// Writing this output.
    Writing(&'a str),
}

/// Receives the progress of an operation.
pub trait Observer {
    /// Called when a stage begins or advances.
    fn notify(&self, stage: Stage<'_>);
}

/// An observer that ignores everything.
#[derive(Clone, Copy, Debug)]
pub struct NoObserver;

impl Observer for NoObserver {
    fn notify(&self, _: Stage<'_>) {}
}
