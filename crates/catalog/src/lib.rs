//! The model of a PostgreSQL schema: its objects, their identities, dependencies and order of
//! creation, how they are read from `pg_catalog`, and the snapshot format.
//!
//! The crate is pure. It contains the catalog queries and turns their rows into a [`Catalog`]; the
//! caller runs the queries (see [`read`]).

mod catalog;
pub mod change;
pub mod counts;
pub mod graph;
mod id;
mod kind;
pub mod kinds;
mod node;
pub mod order;
mod pairing;
pub mod pattern;
mod privilege;
pub mod read;
pub mod roles;
pub mod snapshot;
pub mod sql;
pub mod types;
mod version;
pub mod visible;

pub use catalog::Catalog;
pub use change::{Change, ChangeKind, Rename, Severity};
pub use id::{Name, ObjectId};
pub use kind::Kind;
pub use node::NodeId;
pub use pairing::Pairing;
pub use privilege::{Grant, GrantTarget, PUBLIC, SecurityLabel, UNSPECIFIED_ROLE, replace_role, role_sql};
pub use version::ServerVersion;
