//! What stands for secrets in a dump.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, ObjectId};

/// A secret that a placeholder stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placeholder {
    /// The object.
    pub object: ObjectId,
    /// What of it.
    pub what: String,
}

/// Every secret of a catalog that a placeholder stands for, because secrets are never read.
pub fn placeholders(catalog: &Catalog) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut add = |object: &dyn Object, whats: Vec<String>| {
        found.extend(whats.into_iter().map(|what| Placeholder { object: object.id(), what }));
    };
    catalog.foreign_data_wrappers.iter().for_each(|o| add(o, o.placeholders()));
    catalog.foreign_servers.iter().for_each(|o| add(o, o.placeholders()));
    catalog.user_mappings.iter().for_each(|o| add(o, o.placeholders()));
    catalog.subscriptions.iter().for_each(|o| add(o, o.placeholders()));
    found
}
