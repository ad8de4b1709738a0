//! The library of operations that the command line and other programs call.
//!
//! Nothing here prints, reads environment variables or exits. Operations report their progress to
//! an [`Observer`].

pub mod apply;
pub mod bookkeeping;
pub mod check;
mod clock;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod drift;
pub mod dump;
pub mod empty_source;
pub mod export;
pub mod find;
pub mod init;
pub mod load;
mod load_cache;
pub mod marks;
pub mod migration;
pub mod plan;
pub mod python;
pub mod recreate;
pub mod scratch;
pub mod selection;
pub mod show;
pub mod table_selection;
pub mod verify;

pub use crate::progress::{NoObserver, Observer, Stage};
pub use clock::timestamp;

/// The program name and version that generated files carry.
pub const GENERATOR: &str = concat!("pgplumb ", env!("CARGO_PKG_VERSION"));
