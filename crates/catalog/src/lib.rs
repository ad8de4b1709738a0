//! What a PostgreSQL schema is: the complete model of a database's objects, how it is read from `pg_catalog`,
//! how its objects are named and ordered, and the format it is kept in.
//!
//! This crate is pure: it holds the catalog queries and turns their rows into a [`Catalog`], but who runs the
//! queries, and over which wire, is the caller's business (see [`read`]).

mod catalog;
pub mod change;
pub mod counts;
pub mod graph;
mod id;
mod kind;
pub mod kinds;
pub mod order;
pub mod pattern;
pub mod plan;
mod privilege;
pub mod read;
pub mod roles;
pub mod snapshot;
pub mod sql;
mod version;

pub use catalog::Catalog;
pub use change::{Change, Rename, Severity, What};
pub use id::{Name, ObjectId};
pub use kind::Kind;
pub use privilege::{Grant, GrantTarget, PUBLIC, SecurityLabel, UNSTATED};
pub use version::ServerVersion;
