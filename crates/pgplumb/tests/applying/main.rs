//! Safety of `pgplumb apply`: interruptions, failures, conflicts and confirmation.

#![allow(clippy::print_stderr, reason = "tests talk as they like")]

mod asking_renames;
mod chaos;
mod concurrent;
mod confirming;
mod data;
mod fixture;
#[path = "../it/program.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod program;
mod refusals;
mod rows;
mod scenario;
mod terminal;
#[path = "../live/traffic.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod traffic;
mod values;
mod writing_migrations;
