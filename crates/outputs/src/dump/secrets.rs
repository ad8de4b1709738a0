//! Placeholders for secrets in a dump.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, ObjectId};

/// A secret that the dump replaces with a placeholder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placeholder {
    /// The object that the secret belongs to.
    pub object: ObjectId,
    /// The name of the secret: an option, or the connection string.
    pub name: String,
}

/// Returns the secrets that a dump replaces with placeholders. Secrets are never read.
pub fn placeholders(catalog: &Catalog) -> Vec<Placeholder> {
    let of = |object: &dyn Object| {
        let id = object.id();
        object.placeholders().into_iter().map(move |name| Placeholder { object: id.clone(), name })
    };
    catalog.objects().flat_map(of).collect()
}
