//! Taking over from a catalog what another one is not to change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::rules::{self, Members};
use super::{Change, What};
use crate::kinds::Object;
use crate::kinds::default_privileges::DefaultPrivileges;
use crate::privilege::{granted_in_full, merge, rename_role};
use crate::{Catalog, Kind, Name, ObjectId, UNSTATED};

impl Catalog {
    /// Whether it is said of everything that has an owner who that is.
    pub fn states_owners(&self) -> bool {
        let major = self.server_version.major();
        let has_role = |privileges: &DefaultPrivileges| &*privileges.role != UNSTATED;
        self.default_privileges.iter().all(has_role)
            && self.objects().all(|object| match object.about().owner {
                Some(owner) => &**owner != UNSTATED,
                // What every database has is, unless something else is said, whose it is in all of them.
                None => {
                    object.acl_kind().is_none()
                        || object.owner_follows()
                        || object.initial_privileges(major).is_some()
                }
            })
    }

    /// Takes over the owners that only the other catalog states: who owns what is then the same in both, and not unknown in both.
    pub fn state_owners_of(&mut self, other: &Catalog) {
        for kind in Kind::ALL {
            let owners: BTreeMap<ObjectId, Name> = other
                .of_kind(*kind)
                .into_iter()
                .filter_map(|object| Some((object.id(), object.about().owner?.clone())))
                .filter(|(_, owner)| &**owner != UNSTATED)
                .collect();
            for object in self.of_kind_mut(*kind) {
                if object.about().owner.is_some_and(|owner| &**owner != UNSTATED) {
                    continue;
                }
                if let Some(owner) = owners.get(&object.id()) {
                    state_owner(object, owner);
                }
            }
        }
        self.state_default_privileges_of(other);
        // A table and the sequence of its column are always of one owner, and of a new table that is the sequence's.
        let owned = self.sequences.iter().filter_map(|sequence| {
            let column = sequence.owned_by.as_ref()?;
            let owner = sequence.owner.clone().filter(|owner| &**owner != UNSTATED)?;
            Some((column.schema.clone()?, column.relation.clone()?, owner))
        });
        let owned: Vec<_> = owned.collect();
        for (schema, table, owner) in owned {
            // The list is in the order of schema and name.
            let at = self.tables.binary_search_by(|t| (&t.schema, &t.name).cmp(&(&schema, &table)));
            let table = at.ok().and_then(|at| self.tables.get_mut(at));
            if let Some(table) = table.filter(|t| t.owner.as_deref().is_none_or(|owner| owner == UNSTATED)) {
                state_owner(table, &owner);
            }
        }
        let owners: Vec<Option<Name>> = self
            .sequences
            .iter()
            .map(|sequence| {
                let column = sequence.owned_by.as_ref()?;
                let table = ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?);
                self.table(&table)?.owner.clone()
            })
            .collect();
        for (sequence, owner) in self.sequences.iter_mut().zip(owners) {
            if let Some(owner) =
                owner.filter(|_| sequence.owner.as_deref().is_none_or(|owner| owner == UNSTATED))
            {
                state_owner(sequence, &owner);
            }
        }
    }

    /// Default privileges of nobody in particular are those of whoever has such in the other catalog, if that is only one.
    pub fn state_default_privileges_of(&mut self, other: &Catalog) {
        let is_stated = |privileges: &&DefaultPrivileges| &*privileges.role != UNSTATED;
        for privileges in self.default_privileges.iter_mut().filter(|p| &*p.role == UNSTATED) {
            let mut alike =
                other.default_privileges.iter().filter(is_stated).filter(|p| {
                    p.object_type == privileges.object_type && p.in_schema == privileges.in_schema
                });
            if let (Some(only), None) = (alike.next(), alike.next()) {
                privileges.rename_role(UNSTATED, &only.role);
            }
        }
        self.default_privileges.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Whether it is what a change leads to, or at least no longer what the change begins with.
    pub fn shows(&self, change: &Change) -> bool {
        let subject = change.subject();
        let fields = self.object(subject).map(|object| Value::Object(object.fields()));
        let it = match (fields, change.object == *subject) {
            (Some(fields), false) => {
                let members = rules::of(subject.kind).members.iter().filter(|m| m.kind == change.object.kind);
                let mut items = members.filter_map(|m| item(fields.get(m.key)?, m, &change.object.name));
                items.next().cloned()
            }
            (fields, _) => fields,
        };
        match &change.what {
            What::Added { .. } => it.is_some(),
            What::Removed { .. } => it.is_none(),
            What::Changed { property, from, .. } => {
                it.is_some_and(|it| it.get(property).unwrap_or(&Value::Null) != from)
            }
        }
    }

    /// Undoes changes that lead from another catalog to this one: what they are about is as it is there.
    ///
    /// # Errors
    /// When what would come of it is no object any more.
    pub fn take_over(&mut self, from: &Catalog, changes: &[&Change]) -> Result<(), serde_json::Error> {
        let mut by_object: BTreeMap<&ObjectId, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            by_object.entry(change.subject()).or_default().push(change);
        }
        let old = found(from, &by_object);
        let new = found(self, &by_object);
        let mut gone = Vec::new();
        for (id, changes) in &by_object {
            match (old.get(id), new.get(id)) {
                (Some(old), None) => self.put(id.kind, old.clone())?,
                (None, Some(_)) => gone.push((*id).clone()),
                (Some(old), Some(new)) => {
                    let mut fields = new.clone();
                    changes.iter().for_each(|change| undo(&mut fields, old, id, change));
                    self.put(id.kind, fields)?;
                }
                (None, None) => {}
            }
        }
        if !gone.is_empty() {
            *self = std::mem::take(self).keep(|id| !gone.contains(id));
        }
        // What stands as it was needs what it needed.
        let parts = changes.iter().map(|change| &change.object);
        let subjects: BTreeSet<&ObjectId> = by_object.keys().copied().chain(parts).collect();
        let relations: BTreeSet<_> = by_object.keys().map(|id| (id.schema.as_ref(), &id.name)).collect();
        let stays = |id: &ObjectId| {
            subjects.contains(id)
                || id.relation.as_ref().is_some_and(|r| relations.contains(&(id.schema.as_ref(), r)))
        };
        for (dependent, needed) in from.dependencies.iter().filter(|(dependent, _)| stays(dependent)) {
            self.dependencies.insert(dependent.clone(), needed.clone());
        }
        Ok(())
    }
}

fn state_owner(object: &mut dyn Object, owner: &Name) {
    *object.owner_mut() = Some(owner.clone());
    for grants in object.acls_mut() {
        // What is granted by name to who owns it comes on top of what owners may, unless it says all of that.
        if granted_in_full(grants, owner).is_some() {
            grants.retain(|grant| &*grant.grantee != UNSTATED);
        }
        rename_role(grants, UNSTATED, owner);
        merge(grants);
    }
}

/// The fields of those objects of a catalog that something is about.
fn found<T>(catalog: &Catalog, wanted: &BTreeMap<&ObjectId, T>) -> BTreeMap<ObjectId, Map<String, Value>> {
    let mut kinds: Vec<Kind> = wanted.keys().map(|id| id.kind).collect();
    kinds.dedup();
    let objects = kinds.into_iter().flat_map(|kind| catalog.of_kind(kind));
    let identified = objects.map(|object: &dyn Object| (object.id(), object));
    identified.filter(|(id, _)| wanted.contains_key(id)).map(|(id, object)| (id, object.fields())).collect()
}

/// Undoes a change in an object's fields.
fn undo(fields: &mut Map<String, Value>, old: &Map<String, Value>, id: &ObjectId, change: &Change) {
    if change.object == *id {
        if let What::Changed { property, .. } = &change.what {
            set(fields, property, old.get(property));
        }
        return;
    }
    let Some(members) = rules::of(id.kind).members.iter().find(|members| members.kind == change.object.kind)
    else {
        return;
    };
    let was = old.get(members.key).and_then(|items| item(items, members, &change.object.name));
    let items = fields.entry(members.key).or_insert_with(|| Value::Array(Vec::new()));
    match &change.what {
        What::Changed { property, .. } => {
            let at = position(items, members, &change.object.name);
            if let (Some(at), Some(was)) = (at, was)
                && let Some(now) = items[at].as_object_mut()
            {
                set(now, property, was.get(property));
            }
        }
        What::Added { .. } => {
            if let (Some(at), Some(items)) =
                (position(items, members, &change.object.name), items.as_array_mut())
            {
                items.remove(at);
            }
        }
        What::Removed { .. } => {
            if let (Some(was), Some(items)) = (was, items.as_array_mut()) {
                items.push(was.clone());
            }
        }
    }
}

/// What is absent is what it would be when nothing is said.
fn set(fields: &mut Map<String, Value>, property: &str, value: Option<&Value>) {
    match value {
        Some(value) => fields.insert(property.to_owned(), value.clone()),
        None => fields.remove(property),
    };
}

fn position(items: &Value, members: &Members, name: &str) -> Option<usize> {
    items.as_array()?.iter().position(|item| item[members.name].as_str() == Some(name))
}

fn item<'a>(items: &'a Value, members: &Members, name: &str) -> Option<&'a Value> {
    items.get(position(items, members, name)?)
}
