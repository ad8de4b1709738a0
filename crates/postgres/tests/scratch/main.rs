//! Scratch databases and loading SQL, with real servers.

// Private servers require Unix-domain sockets.
#![cfg(unix)]

mod cached_cluster;
#[expect(dead_code, reason = "other test programs use the rest")]
#[path = "../common/mod.rs"]
mod common;
mod corpus;
mod databases;
mod dumps;
mod loading;
mod recreating;
mod support;
