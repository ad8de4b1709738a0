//! `pgplumb mcp`, driven over stdin and stdout as a client does it.

#![allow(clippy::print_stderr, reason = "tests print notes")]

mod attacks;
mod client;
mod queries;
mod questions;
mod tools;
