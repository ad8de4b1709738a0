//! Resolves the names of a rename request in a catalog.

use std::collections::HashSet;

use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

use super::request::{RenameRequest, RenameRequestError};
use crate::operations::find::{NotFound, all_ids, find};

/// The names in a catalog.
pub struct CatalogNames {
    pub ids: HashSet<ObjectId>,
    pub labels: HashSet<(ObjectId, String)>,
}

impl CatalogNames {
    /// Collects the names of a catalog.
    pub fn of(catalog: &Catalog) -> Self {
        let mut ids: HashSet<ObjectId> = all_ids(catalog).into_iter().collect();
        for composite in &catalog.composite_types {
            let id = ObjectId::local(Kind::CompositeType, &composite.schema, composite.name.clone());
            ids.extend(composite.attributes.iter().map(|a| id.nested(Kind::Column, a.column_name.clone())));
        }
        let of_enum = |it: &pgplumb_catalog::kinds::enumeration::Enum| {
            let id = ObjectId::local(Kind::Enum, &it.schema, it.name.clone());
            it.labels.iter().map(|label| (id.clone(), label.to_string())).collect::<Vec<_>>()
        };
        Self { ids, labels: catalog.enums.iter().flat_map(of_enum).collect() }
    }
}

/// What a rename request refers to in the database.
pub enum RenameTarget {
    Object(ObjectId),
    Label(ObjectId, String),
}

impl RenameTarget {
    /// The sort key: containers come before their contents.
    pub fn level(&self) -> usize {
        match self {
            Self::Object(id) => level(id),
            Self::Label(..) => 3,
        }
    }
}

/// The sort key: schemas, then their objects, then the parts of objects.
pub fn level(id: &ObjectId) -> usize {
    match id.kind {
        Kind::Schema => 0,
        Kind::Index => 2,
        _ if id.relation.is_none() => 1,
        _ => 2,
    }
}

/// Resolves the old name of a request, or returns `None` if an object already has the new name.
pub fn resolve_old_name(
    request: &RenameRequest,
    current: &Catalog,
    names: &CatalogNames,
) -> Result<Option<RenameTarget>, RenameRequestError> {
    let error = match object(current, names, &request.from) {
        Ok(target) => return Ok(Some(target)),
        Err(NotFound::Ambiguous { candidates, .. }) => {
            return Err(RenameRequestError::Ambiguous { request: request.clone(), candidates });
        }
        Err(error) => error,
    };
    let head = match request.from.rfind(['.', ':']) {
        Some(_) if qualified(&request.to).0.is_some() => {
            request.from.find(':').map_or("", |at| &request.from[..=at])
        }
        Some(at) => &request.from[..=at],
        None => "",
    };
    match object(current, names, &format!("{head}{}", request.to)) {
        Ok(_) => Ok(None),
        Err(_) => Err(RenameRequestError::Unknown { request: request.clone(), error }),
    }
}

/// The object, part or label that a path names.
fn object(catalog: &Catalog, names: &CatalogNames, path: &str) -> Result<RenameTarget, NotFound> {
    const TYPES: [&str; 5] = ["enum", "composite_type", "domain", "range", "base_type"];
    let (is_label, rest) = match path.split_once(':') {
        Some(("label", rest)) => (true, rest),
        Some(("type", rest)) => {
            let mut found = TYPES.iter().filter_map(|kind| find(catalog, &format!("{kind}:{rest}")).ok());
            let unknown = || NotFound::Unknown { name: path.to_owned(), suggestions: Vec::new() };
            return found.next().map(RenameTarget::Object).ok_or_else(unknown);
        }
        _ => (false, path),
    };
    let found = if is_label { None } else { Some(find(catalog, path)) };
    if let Some(Ok(id)) = found {
        return Ok(RenameTarget::Object(id));
    }
    let of = rest.rsplit_once('.').and_then(|(of, name)| Some((find(catalog, of).ok()?, name)));
    if let Some((of, name)) = of {
        let label = (of, name.trim_matches('"').to_owned());
        if names.labels.contains(&label) {
            return Ok(RenameTarget::Label(label.0, label.1));
        }
        let attribute = label.0.nested(Kind::Column, label.1);
        if names.ids.contains(&attribute) {
            return Ok(RenameTarget::Object(attribute));
        }
    }
    found
        .unwrap_or_else(|| Err(NotFound::Unknown { name: path.to_owned(), suggestions: Vec::new() }))
        .map(RenameTarget::Object)
}

/// Splits a name as written in SQL into its schema, if there is one, and the bare name.
pub fn qualified(name: &str) -> (Option<Name>, String) {
    let mut is_quoted = false;
    let mut dot = None;
    for (at, c) in name.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => dot = Some(at),
            _ => {}
        }
    }
    match dot {
        Some(at) => (Some(plain(&name[..at]).into()), plain(&name[at + 1..])),
        None => (None, plain(name)),
    }
}

/// A name as SQL reads it: quotes removed, else folded to lower case.
pub fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}
