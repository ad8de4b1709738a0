//! Plans: the ordered steps that turn one catalog into another, with locks, hazards and checks of
//! existing rows.
//!
//! ```text
//! current, desired ──pair──▶ objects ──alter──▶ changes ──graph──▶ order ──▶ steps
//!     catalogs               of each kind       of nodes
//! ```
//!
//! 1. `planner` pairs the objects of both catalogs. An object that exists on one side only is
//!    dropped or created. An object that differs is altered by the code of its kind (`kinds`), or
//!    recreated.
//! 2. A change is about a node (`node`): an object, or a relationship between objects, such as the
//!    attachment of a partition. It has statements, locks, hazards and dependencies (`change`).
//! 3. If an object is dropped, or cannot change while others depend on it, the dependent objects
//!    are detached (dropped) and restored (created again) (`planner::dependents`).
//! 4. `graph` derives the order from the dependencies of both catalogs, and groups the changes into
//!    transactions: what other sessions must see together is one, and contains nothing else.
//! 5. The result is a [`Plan`] of [`Step`]s (`steps`).
//!
//! `renames` plans declared renames, which come first. `subset` and `keep_current` prepare the
//! catalogs: they restrict a plan to some objects and keep unmanaged properties as they are.
//!
//! Pure: no network, no files, no clock, no environment.

mod change;
mod data_checks;
mod decisions;
mod graph;
mod helper_names;
mod indexed;
mod keep_current;
mod kinds;
mod locks;
mod newer_features;
mod node;
mod overview;
mod partition_bound;
mod partition_condition;
mod planner;
mod renames;
mod repartitions;
mod requirement;
mod requirements;
mod secrets;
mod session;
mod step_secrets;
mod step_words;
mod steps;
mod subset;
mod transactions;

pub use helper_names::is_helper;
pub use keep_current::{has_change, keep_current};
pub use kinds::extension::update_extension_sql;
pub use kinds::table::hierarchy::detached;
pub use newer_features::{FEATURES, Feature, FeatureUse, newer_features};
pub use node::Operation;
pub use overview::{ObjectOverview, PlannedChange, PlannedOutcome, overview};
pub use planner::{PlanOptions, plan};
pub use renames::statements::moves_with;
pub use renames::{
    CannotRename, NameMap, Renaming, bare, created_schemas, drop_created_schemas, new_name, rename_steps,
    with_name,
};
pub use requirement::Requirement;
pub use requirements::ownership;
pub use secrets::{GivenSecret, ParseSecretSourceError, SecretSource, StepSecret};
pub use session::{SettingScope, session_settings};
pub use steps::{
    Action, DataCheck, Hazard, LabelRename, Lock, LockMode, Plan, Step, StepPart, StoredResults, TypeChange,
    Unplannable,
};
pub use subset::{DependencyClosure, Subset};
pub use transactions::{Transaction, lock_sql, statements_with_settings};
