//! The tools, one file for each group.

mod describe;
mod docs;
mod drift;
mod execute;
mod joins;
mod plan;
mod search;

pub use describe::{definition, describe};
pub use docs::export_docs;
pub use drift::check_drift;
pub use execute::execute_sql;
pub use joins::{find_join_path, relevant_schema};
pub use plan::plan_change;
pub use search::{list_objects, search_schema};
