//! Connecting and querying, with real servers.

// The tests use Unix-domain sockets, file permissions and signals.
#![cfg(unix)]

mod auth;
mod decoding;
mod failures;
mod pooler;
mod queries;
mod support;
mod targets;
mod tls;
