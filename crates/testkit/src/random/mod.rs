//! Random schemas and random changes of them.
//!
//! A schema is a model: objects of [templates](template::Template), with names, chosen values of
//! properties, and the objects that they need. A change is made in the model, and SQL is printed for
//! the old and the new schema.

mod code;
mod columns;
mod constraints;
mod edit;
mod generate;
mod model;
mod numbers;
mod relations;
mod shrink;
mod tables;
pub mod template;

pub use edit::edited;
pub use generate::{load, random_schema};
pub use model::{Object, Schema, Script, quoted};
pub use numbers::{HOSTILE, Random};
pub use shrink::{Change, shrunk};

/// The roles that random schemas grant to.
pub const ROLES: &[&str] = &["alice", "bob", "Odd role"];

/// All templates.
pub fn templates() -> impl Iterator<Item = &'static template::Template> {
    let of_tables = tables::TEMPLATES.iter().chain(columns::TEMPLATES).chain(constraints::TEMPLATES);
    of_tables.chain(relations::TEMPLATES).chain(code::TEMPLATES)
}
