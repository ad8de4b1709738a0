//! `pgplumb apply` is safe: however it ends, and whatever is in its way.

#![allow(clippy::print_stderr, reason = "tests talk as they like")]

mod asking;
mod chaos;
mod data;
mod place;
#[path = "../it/program.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod program;
mod recording;
mod refusals;
mod renames;
mod rows;
mod scene;
mod terminal;
mod two;
