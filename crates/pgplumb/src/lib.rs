//! pgplumb keeps everything that describes a PostgreSQL schema true to the database.
//!
//! [`operations`] is the library: opening a source, reading its catalog, exporting it. Nothing there prints, reads the
//! process's environment or exits; [`sources`] is what they read from. Over it lies the thin program, [`cli`]: raw arguments become resolved settings,
//! resolved settings one command; results go to stdout, talk to stderr.

pub mod cli;
pub mod database;
pub mod operations;
pub mod redact;
pub mod settings;
pub mod sources;
pub mod suggest;
pub mod terminal;
