//! Reading a catalog and counting rows in unusual situations: unknown values, concurrent changes,
//! roles without privileges, locks, poolers, lost connections.

// The test servers require Unix.
#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;
mod concurrent;
mod counts;
mod determinism;
mod lost_connections;
mod nightly;
mod privileges;
mod support;
mod transaction;
mod unknown_values;
