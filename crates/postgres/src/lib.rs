//! PostgreSQL servers: connecting to them as libpq does, running queries and loading SQL.
//!
//! * [`Conninfo`] parses a connection URL or keyword string and fills in defaults from an
//!   [`Environment`].
//! * [`connect`](connect()) opens a [`Connection`]. Several hosts, `sslmode`,
//!   `target_session_attrs` and timeouts work as in libpq.
//! * [`Connection`] runs pipelines of queries. [`RowDecoder`] decodes their rows into serde types.
//! * [`read_only_sql`] executes a statement of an untrusted author that may only read.
//! * [`read`] reads a catalog, [`load`] executes SQL files, and [`scratch`] creates throwaway
//!   databases.
//!
//! The crate does not print, exit, or read environment variables of the process for connecting.
//! Problems that are not errors are returned as warnings.

pub mod connect;
pub mod conninfo;
pub mod counts;
mod environment;
mod io_message;
pub mod load;
pub mod read;
pub mod read_only_sql;
pub mod roles;
pub mod rows;
pub mod scratch;
mod secret;
pub mod session;
mod tls;

pub use connect::{ConnectError, PasswordPrompt, PasswordSource, connect};
pub use conninfo::{Conninfo, ConninfoError};
pub use environment::Environment;
pub use io_message::io_message;
pub use rows::{RowDecoder, RowError};
pub use secret::Secret;
pub use session::{Connection, QueryError, ReadOnly};
