//! Compares two catalogs. The crate is pure: no network, files, clock or environment.
//!
//! [`align`] makes two catalogs comparable, [`compare`] returns their differences. No kind is named
//! here: each kind's comparison rules are with the kind ([`pgplumb_catalog::change::rules`]).

mod align;
mod change_policy;
mod object;
mod rename;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Change, ChangeKind, Kind, ObjectId, Pairing, Rename};
use serde::Serialize;

pub use align::{align, is_aligned};
pub use change_policy::{ChangePolicy, Ignore, InvalidIgnore, SeverityRule, partitioned_ancestor};

/// What to compare.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether to compare the order of columns, which SQL cannot change.
    pub column_order: bool,
    /// The oldest major version that the compared objects come from, if older than the catalogs'
    /// versions because they were recreated on a newer server.
    pub oldest_major: Option<u32>,
    /// Whether to ignore state that SQL files do not contain (an extension's version, whether a
    /// materialized view is populated).
    pub ignore_state: bool,
    /// Whether to ignore privileges, because one side does not specify them.
    pub ignore_privileges: bool,
    /// What to ignore, and severities.
    pub policy: ChangePolicy,
}

/// What differs between two catalogs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// The changes grouped by object, the most severe object first.
    pub changes: Vec<Change>,
    /// Probable renames. Both objects also count as removed and added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// The number of ignored changes, by rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<Ignored>,
}

/// Ignored changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// The rule as the user wrote it.
    pub rule: String,
    /// The number of changes.
    pub changes: usize,
}

impl Comparison {
    /// The changes that are drift, without those that are only information.
    pub fn drift(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| !change.informational)
    }

    /// Whether there is no drift.
    pub fn is_in_sync(&self) -> bool {
        self.drift().next().is_none()
    }
}

/// Returns the changes that turn the first catalog into the second.
///
/// [Align](align) both first, so that owners that only one of them specifies do not count.
pub fn compare(from: &Catalog, to: &Catalog, options: &Options) -> Comparison {
    let majors = (from.server_version.major(), to.server_version.major());
    let oldest_major = options.oldest_major.unwrap_or(u32::MAX).min(majors.0).min(majors.1);
    let mut found = Vec::new();
    let mut renames = Vec::new();
    for kind in Kind::ALL {
        let pairing = Pairing::new(from.of_kind(*kind), to.of_kind(*kind));
        renames.extend(rename::objects(&pairing.removed, &pairing.added));
        let is_not_implied = |object: &&&dyn Object| !object.is_implied();
        found.extend(pairing.removed.iter().filter(is_not_implied).map(|object| object::removed(*object)));
        found.extend(pairing.added.iter().filter(is_not_implied).map(|object| object::added(*object)));
        for (old, new) in pairing.both {
            match (old.is_implied(), new.is_implied()) {
                (false, true) => found.push(object::removed(old)),
                (true, false) => found.push(object::added(new)),
                _ if old.equals(new) => {}
                _ => object::changed(old, new, majors, &mut found, &mut renames),
            }
        }
    }
    found.retain(|change| {
        (options.column_order || !object::is_position(change))
            && !object::is_newer_than(change, oldest_major)
            && (!options.ignore_state || !object::is_state(change))
            && (!options.ignore_privileges || !object::is_about_privileges(change))
    });
    let mut ignored = remove_runtime_partitions(&mut found, from, to, &options.policy);
    let (mut changes, by_rule) = options.policy.apply(found);
    ignored.extend(by_rule);
    renames.retain(|rename| is_reported(rename, &changes));
    sort(&mut changes);
    Comparison { changes, renames, ignored }
}

/// Removes changes of partitions created at run time, counted by partitioned table.
fn remove_runtime_partitions(
    found: &mut Vec<Change>,
    from: &Catalog,
    to: &Catalog,
    policy: &ChangePolicy,
) -> Vec<Ignored> {
    let partitions: rustc_hash::FxHashMap<ObjectId, &pgplumb_catalog::pattern::Pattern> =
        policy.runtime_partitions(from, to).into_iter().collect();
    let mut ignored: Vec<Ignored> = Vec::new();
    found.retain(|change| {
        let Some(pattern) = partitions.get(change.subject()) else { return true };
        let rule = format!("partitions of {pattern} created at run time");
        match ignored.iter_mut().find(|ignored| ignored.rule == rule) {
            Some(ignored) => ignored.changes += 1,
            None => ignored.push(Ignored { rule, changes: 1 }),
        }
        false
    });
    ignored
}

/// Whether both sides of a rename are among the changes, and neither is ignored.
fn is_reported(rename: &Rename, changes: &[Change]) -> bool {
    let has =
        |id: &ObjectId| changes.iter().any(|change| change.property().is_none() && change.object == *id);
    has(&rename.from) && has(&rename.to)
}

/// Sorts by the severity of the object, then groups by object.
fn sort(changes: &mut [Change]) {
    let mut severities: rustc_hash::FxHashMap<ObjectId, (bool, pgplumb_catalog::Severity)> =
        rustc_hash::FxHashMap::default();
    for change in changes.iter() {
        let weight = (!change.informational, change.severity);
        let entry = severities.entry(change.subject().clone()).or_insert(weight);
        *entry = weight.max(*entry);
    }
    changes.sort_by(|a, b| {
        let weight = |change: &Change| severities.get(change.subject()).copied();
        weight(b)
            .cmp(&weight(a))
            .then_with(|| a.subject().cmp(b.subject()))
            .then_with(|| b.severity.cmp(&a.severity))
            .then_with(|| sort_key(a).cmp(&sort_key(b)))
            .then_with(|| a.object.cmp(&b.object))
    });
}

/// The order within an object: its own changes, then changes of nested objects.
fn sort_key(change: &Change) -> (bool, Kind, u8) {
    let rank = match change.kind {
        ChangeKind::Removed { .. } => 0,
        ChangeKind::Added { .. } => 1,
        ChangeKind::Changed { .. } => 2,
    };
    (change.within.is_some(), change.object.kind, rank)
}
