//! Objects that are nested in others, read before the objects that contain them.

use rustc_hash::FxHashMap;

use super::Oid;
use crate::Name;
use crate::kinds::column::Column;
use crate::kinds::constraint::Constraints;
use crate::kinds::index::Indexes;
use crate::kinds::policy::Policy;
use crate::kinds::relation::Parents;
use crate::kinds::rule::Rule;
use crate::kinds::sequence::rows::Sequences;
use crate::kinds::trigger::Trigger;

/// Nested objects by the OID of the relation that contains them.
#[derive(Default)]
pub(crate) struct Parts {
    pub parents: Parents,
    pub columns: FxHashMap<Oid, Vec<Column>>,
    pub constraints: Constraints,
    pub indexes: Indexes,
    pub triggers: FxHashMap<Oid, Vec<Trigger>>,
    pub rules: FxHashMap<Oid, Vec<Rule>>,
    pub policies: FxHashMap<Oid, Vec<Policy>>,
    pub sequences: Sequences,
    /// The server and the options of foreign tables.
    pub foreign: FxHashMap<Oid, (Name, Vec<Name>)>,
    /// The connection strings of subscriptions.
    pub connections: FxHashMap<Oid, String>,
    /// The queries of views.
    pub view_definitions: FxHashMap<Oid, String>,
}
