//! Determines the renames of a plan: those requested, those declared by marks in files, and those
//! that follow from them.

mod implied;
mod request;
mod resolve;

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::{Catalog, Kind, ObjectId, Rename};
use pgplumb_compare::{Options, align, compare};
use pgplumb_plan::{NameMap, Renaming, with_name};

pub use implied::{implied, moved_with_tables};
pub use request::{ParseRenameError, RenameRequest, RenameRequestError};

use resolve::{CatalogNames, RenameTarget, level, plain, qualified, resolve_old_name};

use super::super::marks::{Directive, MarkedObject, ResolvedMark};

/// Both sides of a plan with renames.
pub struct RenameContext<'a> {
    /// The database.
    pub current: &'a Catalog,
    /// The desired state.
    pub desired: &'a Catalog,
    /// The managed objects.
    pub selection: &'a Selection,
}

impl RenameContext<'_> {
    /// Whether an object, or the object that contains it, is managed.
    fn is_managed(&self, id: &ObjectId) -> bool {
        let mut catalogs = [self.current, self.desired].into_iter();
        let container = catalogs.find_map(|catalog| catalog.container(id));
        let is_excluded = self.selection.exclude.iter().any(|pattern| pattern.matches(id));
        !is_excluded && self.selection.includes(container.as_ref().unwrap_or(id))
    }
}

/// Checks that no other object is declared as renamed from the same object.
fn not_renamed_twice(renaming: &Renaming, found: &[Renaming]) -> Result<(), RenameRequestError> {
    let Renaming::Object(Rename { from, to }) = renaming else { return Ok(()) };
    let same = found.iter().find_map(|other| match other {
        Renaming::Object(other) if other.from == *from => Some(other.to.clone()),
        _ => None,
    });
    match same {
        Some(other) => {
            Err(RenameRequestError::RenamedTwice { from: from.clone(), to: Box::new([other, to.clone()]) })
        }
        None => Ok(()),
    }
}

/// The renames that are still to be done.
pub fn renamings(
    requests: &[RenameRequest],
    marks: &[ResolvedMark],
    context: &RenameContext<'_>,
) -> Result<Vec<Renaming>, RenameRequestError> {
    let mut found: Vec<Renaming> = Vec::new();
    let has_marks = marks.iter().any(|mark| matches!(mark.directive, Directive::RenamedFrom(_)));
    if requests.is_empty() && !has_marks {
        return Ok(found);
    }
    let (current_names, desired_names) =
        (CatalogNames::of(context.current), CatalogNames::of(context.desired));
    let mut resolved: Vec<(&RenameRequest, RenameTarget)> = Vec::new();
    for request in requests {
        resolved.extend(
            resolve_old_name(request, context.current, &current_names)?.map(|target| (request, target)),
        );
    }
    // Containers come first, because the names of their contents include them.
    resolved.sort_by_key(|(_, target)| target.level());
    let old_ids: Vec<ObjectId> = resolved
        .iter()
        .filter_map(|(_, target)| match target {
            RenameTarget::Object(id) => Some(id.clone()),
            RenameTarget::Label(..) => None,
        })
        .collect();
    let mut taken = None;
    let mut ids = old_ids.clone();
    for (request, target) in resolved {
        let renaming = requested_renaming(request, target, &found, &desired_names, context)?;
        if let Renaming::Object(Rename { to, .. }) = &renaming {
            let own = NameMap(&found).before(to);
            if current_names.ids.contains(&own) && !old_ids.contains(&own) {
                taken.get_or_insert((request.clone(), own));
            }
            ids.push(to.clone());
        }
        found.push(renaming);
    }
    // In a chain or a swap, names exist before and after. All is done if every name exists, and the
    // objects already match the desired state.
    let exists = |id: &ObjectId| current_names.ids.contains(id) && desired_names.ids.contains(id);
    if !ids.is_empty() && ids.iter().all(exists) && is_as_desired(&ids, context) {
        found.retain(|renaming| matches!(renaming, Renaming::Label { .. }));
    } else if let Some((request, to)) = taken {
        return Err(RenameRequestError::NameTaken { request, to });
    }
    let mut marks: Vec<&ResolvedMark> = marks.iter().collect();
    marks.sort_by_key(|mark| match &mark.target {
        MarkedObject::Object(id) => level(id),
        MarkedObject::Label { .. } => 3,
    });
    for mark in marks {
        if let Directive::RenamedFrom(old) = &mark.directive
            && let Some(renaming) = declared_renaming(old, &mark.target, &found, &current_names, context)
            && !found.contains(&renaming)
        {
            not_renamed_twice(&renaming, &found)?;
            found.push(renaming);
        }
    }
    Ok(found)
}

fn is_as_desired(ids: &[ObjectId], context: &RenameContext<'_>) -> bool {
    let is_renamed = |id: &ObjectId| {
        let is_same_or_nested = |other: &ObjectId| match &other.relation {
            Some(relation) => other.schema == id.schema && *relation == id.name,
            None => other == id,
        };
        ids.iter().any(is_same_or_nested)
    };
    let (mut current, mut desired) = (context.current.subset(is_renamed), context.desired.subset(is_renamed));
    align(&mut current, &mut desired);
    let options = Options { column_order: true, ignore_state: true, ..Options::default() };
    compare(&current, &desired, &options).is_in_sync()
}

fn requested_renaming(
    request: &RenameRequest,
    target: RenameTarget,
    found: &[Renaming],
    desired_names: &CatalogNames,
    context: &RenameContext<'_>,
) -> Result<Renaming, RenameRequestError> {
    let id = match target {
        RenameTarget::Object(id) => id,
        RenameTarget::Label(of, from) => {
            let to = request.to.trim_matches(['"', '\'']).to_owned();
            let is_wanted = desired_names.labels.contains(&(NameMap(found).of(&of), to.clone()));
            let missing = || of.nested(Kind::Column, to.as_str());
            return match is_wanted {
                true => Ok(Renaming::Label { of, from, to }),
                false => Err(RenameRequestError::NotDesired { request: request.clone(), to: missing() }),
            };
        }
    };
    let to = match (qualified(&request.to), id.relation.is_none() && id.schema.is_some()) {
        ((Some(schema), name), true) => ObjectId { schema: Some(schema), ..with_name(&id, &name) },
        _ => NameMap(found).within(&with_name(&id, &plain(&request.to))),
    };
    if !context.is_managed(&id) && !context.is_managed(&to) {
        return Err(RenameRequestError::NotManaged { request: request.clone(), from: id });
    }
    // A schema may contain only objects that move with it.
    if !desired_names.ids.contains(&to) {
        return Err(RenameRequestError::NotDesired { request: request.clone(), to });
    }
    Ok(Renaming::Object(Rename { from: id, to }))
}

/// The rename that a mark declares, unless it is done or the object was created independently.
fn declared_renaming(
    old: &str,
    at: &MarkedObject,
    found: &[Renaming],
    current_names: &CatalogNames,
    context: &RenameContext<'_>,
) -> Option<Renaming> {
    match at {
        MarkedObject::Object(to) => {
            let own = NameMap(found).before(to);
            let (schema, old) = qualified(old);
            let mut from = with_name(&own, &old);
            if from.schema.is_some() && from.relation.is_none() {
                from.schema = schema.or(from.schema);
            }
            let is_open = current_names.ids.contains(&from) && !current_names.ids.contains(&own);
            let is_managed = context.is_managed(&from) || context.is_managed(to);
            (is_open && is_managed).then(|| Renaming::Object(Rename { from, to: to.clone() }))
        }
        MarkedObject::Label { enumeration: of, label } => {
            let of = NameMap(found).before(of);
            let old = old.rsplit_once('.').map_or(old, |(_, name)| name);
            let from = old.trim_matches(['"', '\'']).to_owned();
            let has = |label: &str| current_names.labels.contains(&(of.clone(), label.to_owned()));
            (has(&from) && !has(label)).then(|| Renaming::Label { of: of.clone(), from, to: label.clone() })
        }
    }
}

/// Whether dropping and creating the object under another name loses data or is visible to users,
/// so that asking is worthwhile.
pub fn is_worth_asking(rename: &Rename) -> bool {
    !matches!(
        rename.from.kind,
        Kind::Constraint | Kind::Index | Kind::Trigger | Kind::Policy | Kind::Rule | Kind::Default
    )
}

/// Whether renaming the object instead of dropping and creating it saves data, time or interruptions,
/// so that a suggestion is worthwhile. A constraint or index takes time to build.
pub fn is_worth_suggesting(rename: &Rename) -> bool {
    is_worth_asking(rename) || matches!(rename.from.kind, Kind::Constraint | Kind::Index)
}

/// The renames of objects and their parts, without labels.
pub fn of_objects(renamings: &[Renaming]) -> Vec<Rename> {
    let objects = renamings.iter().filter_map(|renaming| match renaming {
        Renaming::Object(rename) => Some(rename.clone()),
        Renaming::Label { .. } => None,
    });
    objects.collect()
}
