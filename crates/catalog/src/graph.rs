//! Dependencies between objects.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ObjectId;

/// Dependencies between objects, down to columns, defaults and constraints.
///
/// Contains what PostgreSQL records in `pg_depend`, except what the objects themselves imply.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dependencies {
    needs: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
}

impl Dependencies {
    /// Records that `dependent` needs `needed`. An object never needs itself.
    pub fn insert(&mut self, dependent: ObjectId, needed: ObjectId) {
        if dependent != needed {
            self.needs.entry(dependent).or_default().insert(needed);
        }
    }

    /// The objects that an object depends on.
    pub fn of(&self, dependent: &ObjectId) -> impl Iterator<Item = &ObjectId> {
        self.needs.get(dependent).into_iter().flatten()
    }

    /// All dependencies as pairs, sorted by dependent.
    pub fn iter(&self) -> impl Iterator<Item = (&ObjectId, &ObjectId)> {
        self.needs.iter().flat_map(|(dependent, needed)| needed.iter().map(move |n| (dependent, n)))
    }

    /// Gives a dependent another identity.
    pub(crate) fn rename(&mut self, from: &ObjectId, to: ObjectId) {
        if let Some(needed) = self.needs.remove(from) {
            self.needs.entry(to).or_default().extend(needed);
        }
    }

    /// Copies the dependencies of the matching objects.
    pub(crate) fn subset(&self, picks: impl Fn(&ObjectId) -> bool) -> Self {
        let picked = self.needs.iter().filter(|(dependent, _)| picks(dependent));
        Self { needs: picked.map(|(dependent, needed)| (dependent.clone(), needed.clone())).collect() }
    }

    /// Removes the dependencies of the matching objects.
    pub fn remove(&mut self, mut forgets: impl FnMut(&ObjectId) -> bool) {
        self.needs.retain(|dependent, _| !forgets(dependent));
    }

    /// Keeps only the dependencies of the matching objects.
    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&ObjectId) -> bool) {
        self.needs.retain(|dependent, _| keeps(dependent));
    }

    /// Whether there are no dependencies.
    pub fn is_empty(&self) -> bool {
        self.needs.is_empty()
    }
}
