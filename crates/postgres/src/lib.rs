//! PostgreSQL servers: finding out which one is meant, connecting to it as libpq would, and running queries on it.
//!
//! * [`Conninfo`] reads a connection URL or keyword string together with an [`Environment`] and knows every libpq
//!   parameter that matters.
//! * [`connect`](connect()) opens a [`Connection`], with libpq's meaning of several hosts, `sslmode`,
//!   `target_session_attrs` and time-outs.
//! * [`Connection`] runs pipelines of queries, whose rows [`RowDecoder`] turns into any serde type.
//!
//! The crate prints nothing, reads no environment variable of the process and never exits; what went differently
//! than the caller may expect is handed back as warnings.

pub mod connect;
pub mod conninfo;
pub mod counts;
mod environment;
pub mod load;
pub mod read;
pub mod roles;
pub mod rows;
pub mod scratch;
mod secret;
pub mod session;
mod tls;

pub use connect::{ConnectError, PasswordPrompt, PasswordSource, connect};
pub use conninfo::{Conninfo, ConninfoError};
pub use environment::Environment;
pub use rows::{RowDecoder, RowError};
pub use secret::Secret;
pub use session::{Connection, QueryError, ReadOnly};
