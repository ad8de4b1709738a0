//! Attacks by the owners of databases, the authors of snapshots and plan files, and other accounts
//! of the machine. Each test checks for effects: files, processes, roles, connections.

#![cfg(unix)]

mod attack;
mod code;
mod links;
mod plan_files;
#[allow(dead_code, reason = "shared with the other end-to-end tests, which use all of it")]
#[path = "../it/program.rs"]
mod program;
mod snapshots;
