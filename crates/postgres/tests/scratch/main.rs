//! Scratch databases and what is loaded into them, on real servers.

// Servers of our own need unix sockets.
#![cfg(unix)]

#[expect(dead_code, reason = "the reading is for others")]
#[path = "../common/mod.rs"]
mod common;
mod corpus;
mod databases;
mod dumps;
mod kept;
mod loading;
mod support;
