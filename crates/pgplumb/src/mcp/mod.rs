//! The MCP server: a schema as tools for AI agents.
//!
//! `protocol` speaks the protocol and knows nothing about schemas. It passes each call through a
//! channel to [`Server`], which runs them concurrently on the thread of the command: operations of
//! pgplumb do not move between threads. `definitions` describes the tools, `tools` has one file
//! for each.
//!
//! Whatever a tool returns is data of the schema's authors. `answer` marks it, limits its size and
//! says how to get the rest.

mod answer;
mod definitions;
mod protocol;
mod resources;
mod server;
mod tools;

pub use answer::MAX_ANSWER;
pub use protocol::serve;
pub use server::{Config, Server, SqlAccess};
