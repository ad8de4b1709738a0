//! What depends on what.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ObjectId;

/// Dependencies between objects, down to columns, defaults and constraints: each object with what it needs.
///
/// Only what PostgreSQL recorded in `pg_depend` and what does not follow from the objects themselves stands here.
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

    /// What an object needs.
    pub fn of(&self, dependent: &ObjectId) -> impl Iterator<Item = &ObjectId> {
        self.needs.get(dependent).into_iter().flatten()
    }

    /// Every dependency, dependents in the order of their identities.
    pub fn iter(&self) -> impl Iterator<Item = (&ObjectId, &ObjectId)> {
        self.needs.iter().flat_map(|(dependent, needed)| needed.iter().map(move |n| (dependent, n)))
    }

    /// A copy of what these objects need.
    pub(crate) fn part(&self, picks: impl Fn(&ObjectId) -> bool) -> Self {
        let picked = self.needs.iter().filter(|(dependent, _)| picks(dependent));
        Self { needs: picked.map(|(dependent, needed)| (dependent.clone(), needed.clone())).collect() }
    }

    /// Forgets what these objects need.
    pub fn forget(&mut self, mut forgets: impl FnMut(&ObjectId) -> bool) {
        self.needs.retain(|dependent, _| !forgets(dependent));
    }

    /// Keeps what these objects need.
    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&ObjectId) -> bool) {
        self.needs.retain(|dependent, _| keeps(dependent));
    }

    /// Whether nothing depends on anything.
    pub fn is_empty(&self) -> bool {
        self.needs.is_empty()
    }
}
