//! Reading a catalog and counting rows, where something is odd: values nobody knows, schemas that change meanwhile,
//! roles without rights, locks, poolers, connections that end.

// The tests' servers are those of unix.
#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;
mod concurrent;
mod counts;
mod determinism;
mod doctored;
mod losses;
mod nightly;
mod rights;
mod support;
mod transaction;
