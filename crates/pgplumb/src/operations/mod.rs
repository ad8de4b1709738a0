//! The library of operations: what the command line, and whoever else, can have done.
//!
//! Nothing here prints, reads the process's environment, or exits. What is under way is told to an [`Observer`].

pub mod apply;
pub mod check;
mod clock;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod drift;
pub mod dump;
pub mod export;
pub mod find;
mod loads;
pub mod marks;
pub mod migration;
pub mod part;
pub mod plan;
pub mod python;
pub mod read;
pub mod scratch;
pub mod show;
pub mod verify;

pub use clock::timestamp;

/// The program with its version, as it signs what it writes.
pub const GENERATOR: &str = concat!("pgplumb ", env!("CARGO_PKG_VERSION"));

/// What an operation is doing.
#[derive(Clone, Copy, Debug)]
pub enum Stage<'a> {
    /// Doing this, in words.
    Doing(&'a str),
    /// Connecting to this server (without the password).
    Connecting(&'a str),
    /// Reading the catalog.
    Reading,
    /// Counting rows: so many tables of so many are done.
    Counting {
        /// The tables that are counted.
        done: usize,
        /// The tables to be counted.
        total: usize,
    },
    /// A command that is run says this line on stderr; without passwords.
    Said(&'a str),
    /// Writing this output.
    Writing(&'a str),
}

/// Hears what an operation is doing.
pub trait Observer {
    /// Something new has begun, or gone on.
    fn at(&self, stage: Stage<'_>);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn at(&self, _: Stage<'_>) {}
}

/// Gives up a value without waiting for its memory to be given back: that of a large catalog takes longer than comparing it.
pub fn let_go<T: Send + 'static>(value: T) {
    // Where there can be no thread more, it is dropped here.
    let _ = std::thread::Builder::new().spawn(move || drop(value));
}
