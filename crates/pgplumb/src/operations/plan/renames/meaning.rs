//! What the words of a rename mean in a database.

use std::collections::HashSet;

use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

use super::word::{BadRenames, RenameWord};
use crate::operations::find::{NotFound, everything, find};

/// What is in a catalog.
pub struct Known {
    pub ids: HashSet<ObjectId>,
    pub labels: HashSet<(ObjectId, String)>,
}

impl Known {
    /// All that has a name.
    pub fn of(catalog: &Catalog) -> Self {
        let mut ids: HashSet<ObjectId> = everything(catalog).into_iter().collect();
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

/// What a word means in the database.
pub enum Wanted {
    Object(ObjectId),
    Label(ObjectId, String),
}

impl Wanted {
    /// What holds others first.
    pub fn level(&self) -> usize {
        match self {
            Self::Object(id) => level(id),
            Self::Label(..) => 3,
        }
    }
}

/// What holds others first: schemas, what is in them, its parts.
pub fn level(id: &ObjectId) -> usize {
    match id.kind {
        Kind::Schema => 0,
        Kind::Index => 2,
        _ if id.relation.is_none() => 1,
        _ => 2,
    }
}

/// What a word means; nothing, if it has its new name already.
pub fn wanted(word: &RenameWord, current: &Catalog, has: &Known) -> Result<Option<Wanted>, BadRenames> {
    let error = match object(current, has, &word.from) {
        Ok(wanted) => return Ok(Some(wanted)),
        Err(NotFound::Ambiguous { candidates, .. }) => {
            return Err(BadRenames::Ambiguous { word: word.clone(), candidates });
        }
        Err(error) => error,
    };
    let head = match word.from.rfind(['.', ':']) {
        Some(_) if qualified(&word.to).0.is_some() => word.from.find(':').map_or("", |at| &word.from[..=at]),
        Some(at) => &word.from[..=at],
        None => "",
    };
    match object(current, has, &format!("{head}{}", word.to)) {
        Ok(_) => Ok(None),
        Err(_) => Err(BadRenames::Unknown { word: word.clone(), error }),
    }
}

/// The object, part or label that a path means.
fn object(catalog: &Catalog, has: &Known, path: &str) -> Result<Wanted, NotFound> {
    const TYPES: [&str; 5] = ["enum", "composite_type", "domain", "range", "base_type"];
    let (is_label, rest) = match path.split_once(':') {
        Some(("label", rest)) => (true, rest),
        Some(("type", rest)) => {
            let mut found = TYPES.iter().filter_map(|kind| find(catalog, &format!("{kind}:{rest}")).ok());
            let unknown = || NotFound::Unknown { name: path.to_owned(), near: Vec::new() };
            return found.next().map(Wanted::Object).ok_or_else(unknown);
        }
        _ => (false, path),
    };
    let found = if is_label { None } else { Some(find(catalog, path)) };
    if let Some(Ok(id)) = found {
        return Ok(Wanted::Object(id));
    }
    let of = rest.rsplit_once('.').and_then(|(of, name)| Some((find(catalog, of).ok()?, name)));
    if let Some((of, name)) = of {
        let label = (of, name.trim_matches('"').to_owned());
        if has.labels.contains(&label) {
            return Ok(Wanted::Label(label.0, label.1));
        }
        let attribute = label.0.nested(Kind::Column, label.1);
        if has.ids.contains(&attribute) {
            return Ok(Wanted::Object(attribute));
        }
    }
    found
        .unwrap_or_else(|| Err(NotFound::Unknown { name: path.to_owned(), near: Vec::new() }))
        .map(Wanted::Object)
}

/// The schema that a name says, if it says one, and the name itself, both as SQL would read them.
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

/// A name as SQL would read it.
pub fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}
