//! Algorithms over two catalogs. Pure: no network, no files, no clock, no environment.
//!
//! [`align`] makes two catalogs comparable, [`compare`] says what differs between them. No kind is named here: what a kind's
//! properties mean to a comparison stands with the kind ([`pgplumb_catalog::change::rules`]).

mod align;
mod extent;
mod object;
mod plan;
mod policy;
mod rename;
mod renaming;

use std::cmp::Ordering;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, Rename, What};
use serde::Serialize;

pub use align::{align, is_aligned};
pub use extent::{Extent, Surroundings};
pub use plan::{PlanOptions, plan};
pub use policy::{BadIgnore, Ignore, Policy, SeverityRule, partitioned};
pub use renaming::{
    CannotRename, Names, Renaming, bare, new_name, rename_steps, schema_drops, schemas_made, with_name,
};

/// What is compared.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether the order of columns counts, which SQL cannot change.
    pub column_order: bool,
    /// The oldest major version that anything of what is compared was read from, where that is older than the catalogs say: they were made anew.
    pub oldest: Option<u32>,
    /// Whether the state of things is passed over (an extension's version, whether a view holds data), because one side is SQL, which does not say it.
    pub without_state: bool,
    /// Whether privileges are passed over, because one side does not say them.
    pub without_privileges: bool,
    /// What is not compared, and what changes are worth.
    pub policy: Policy,
}

/// What differs between two catalogs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// The changes, by the object that they are about, the gravest object first.
    pub changes: Vec<Change>,
    /// What seems to have another name, and counts as removed and added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// What was passed over because it is to be ignored: how many changes, by the rule that says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<Ignored>,
}

/// Changes passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// The rule, as it is written.
    pub rule: String,
    /// How many.
    pub changes: usize,
}

impl Comparison {
    /// The changes that are drift: all but what is only to be known.
    pub fn drift(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| !change.informational)
    }

    /// Whether nothing has drifted.
    pub fn is_in_step(&self) -> bool {
        self.drift().next().is_none()
    }
}

/// Says what turns the first catalog into the second.
///
/// Both should have been [aligned](align) before, so that what only one of them says is not compared.
pub fn compare(from: &Catalog, to: &Catalog, options: &Options) -> Comparison {
    let majors = (from.server_version.major(), to.server_version.major());
    let oldest = options.oldest.unwrap_or(u32::MAX).min(majors.0).min(majors.1);
    let mut found = Vec::new();
    let mut renames = Vec::new();
    for kind in Kind::ALL {
        let pairing = Pairing::new(from.of_kind(*kind), to.of_kind(*kind));
        renames.extend(rename::objects(&pairing.removed, &pairing.added));
        let stands_alone = |object: &&&dyn Object| !object.follows();
        found.extend(pairing.removed.iter().filter(stands_alone).map(|object| object::removed(*object)));
        found.extend(pairing.added.iter().filter(stands_alone).map(|object| object::added(*object)));
        for (old, new) in pairing.both {
            match (old.follows(), new.follows()) {
                (false, true) => found.push(object::removed(old)),
                (true, false) => found.push(object::added(new)),
                _ if old.equals(new) => {}
                _ => object::changed(old, new, majors, &mut found, &mut renames),
            }
        }
    }
    found.retain(|change| {
        (options.column_order || !object::is_position(change))
            && !object::is_unsaid(change, oldest)
            && (!options.without_state || !object::is_of_state(change))
            && (!options.without_privileges || !object::is_of_privileges(change))
    });
    let mut ignored = without_runtime_partitions(&mut found, from, to, &options.policy);
    let (mut changes, by_rule) = options.policy.sift(found);
    ignored.extend(by_rule);
    renames.retain(|rename| is_told(rename, &changes));
    sort(&mut changes);
    Comparison { changes, renames, ignored }
}

/// Takes out the partitions made at run time, counted by the table that they are of.
fn without_runtime_partitions(
    found: &mut Vec<Change>,
    from: &Catalog,
    to: &Catalog,
    policy: &Policy,
) -> Vec<Ignored> {
    let partitions: rustc_hash::FxHashMap<ObjectId, &pgplumb_catalog::pattern::Pattern> =
        policy.runtime_partitions(from, to).into_iter().collect();
    let mut ignored: Vec<Ignored> = Vec::new();
    found.retain(|change| {
        let Some(pattern) = partitions.get(change.subject()) else { return true };
        let rule = format!("partitions of {pattern} made at run time");
        match ignored.iter_mut().find(|ignored| ignored.rule == rule) {
            Some(ignored) => ignored.changes += 1,
            None => ignored.push(Ignored { rule, changes: 1 }),
        }
        false
    });
    ignored
}

/// Whether both sides of a rename are among the changes: what is passed over is not suggested either.
fn is_told(rename: &Rename, changes: &[Change]) -> bool {
    let has =
        |id: &ObjectId| changes.iter().any(|change| change.property().is_none() && change.object == *id);
    has(&rename.from) && has(&rename.to)
}

/// The gravest objects first, what is part of an object with it.
fn sort(changes: &mut [Change]) {
    let mut gravest: rustc_hash::FxHashMap<ObjectId, (bool, pgplumb_catalog::Severity)> =
        rustc_hash::FxHashMap::default();
    for change in changes.iter() {
        let weight = (!change.informational, change.severity);
        let entry = gravest.entry(change.subject().clone()).or_insert(weight);
        *entry = weight.max(*entry);
    }
    changes.sort_by(|a, b| {
        let weight = |change: &Change| gravest.get(change.subject()).copied();
        weight(b)
            .cmp(&weight(a))
            .then_with(|| a.subject().cmp(b.subject()))
            .then_with(|| b.severity.cmp(&a.severity))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.object.cmp(&b.object))
    });
}

/// Within an object: what became of itself, then of its parts.
fn place(change: &Change) -> (bool, Kind, u8) {
    let what = match change.what {
        What::Removed { .. } => 0,
        What::Added { .. } => 1,
        What::Changed { .. } => 2,
    };
    (change.within.is_some(), change.object.kind, what)
}

/// Objects of one kind in two catalogs, put together by identity.
struct Pairing<'a> {
    both: Vec<(&'a dyn Object, &'a dyn Object)>,
    removed: Vec<&'a dyn Object>,
    added: Vec<&'a dyn Object>,
}

impl<'a> Pairing<'a> {
    /// Both lists are in the order of identities.
    fn new(from: Vec<&'a dyn Object>, to: Vec<&'a dyn Object>) -> Self {
        let mut pairing = Self { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
        let identified = |list: Vec<&'a dyn Object>| list.into_iter().map(|o| (o.id(), o)).peekable();
        let (mut from, mut to) = (identified(from), identified(to));
        loop {
            let order = match (from.peek(), to.peek()) {
                (Some((old, _)), Some((new, _))) => old.cmp(new),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return pairing,
            };
            match order {
                Ordering::Less => pairing.removed.extend(from.next().map(|(_, o)| o)),
                Ordering::Greater => pairing.added.extend(to.next().map(|(_, o)| o)),
                Ordering::Equal => {
                    if let (Some((_, old)), Some((_, new))) = (from.next(), to.next()) {
                        pairing.both.push((old, new));
                    }
                }
            }
        }
    }
}
