//! Connecting and querying, against real servers.

// The tests' servers, files and signals are those of unix.
#![cfg(unix)]

mod auth;
mod decoding;
mod failures;
mod pooler;
mod queries;
mod support;
mod targets;
mod tls;
