//! Making two catalogs comparable: what one of them does not say is taken out of the other.

use std::cmp::Ordering;

use pgplumb_catalog::kinds::{Object, owner_in};
use pgplumb_catalog::{Catalog, Grant, Kind, Name, UNSTATED};

use crate::Pairing;

/// Takes the owners that only one of two catalogs states out of it, and says what they were granted of "the owner".
pub fn align(one: &mut Catalog, other: &mut Catalog) {
    for kind in Kind::ALL {
        pairs(one.of_kind_mut(*kind), other.of_kind_mut(*kind), |one, other| {
            match (one.acl_owner().is_some_and(is_stated), other.acl_owner().is_some_and(is_stated)) {
                (true, false) => {
                    name_owner(other, one);
                    unstate(one);
                }
                (false, true) => {
                    name_owner(one, other);
                    unstate(other);
                }
                (true, true) if one.acl_owner() != other.acl_owner() => {
                    // What the owner may is no news when the owner is another.
                    unstate_grants(one);
                    unstate_grants(other);
                }
                (true, true) => {}
                (false, false) => {
                    unstate_grants(one);
                    unstate_grants(other);
                }
            }
        });
    }
    one.state_default_privileges_of(other);
    other.state_default_privileges_of(one);
}

/// Whether nothing was granted on an object that has no stated owner.
fn is_as_it_comes(object: &dyn Object) -> bool {
    // Columns have grants of their own; what every database has, has no columns.
    object.acl_kind().is_none()
        || object.initial_privileges(0).is_some() && object.about().privileges.is_none()
}

/// Whether two catalogs are as [`align`] would make them: most are that state who owns what.
pub fn is_aligned(one: &Catalog, other: &Catalog) -> bool {
    let is_unstated = |catalog: &Catalog| catalog.default_privileges.iter().any(|p| !is_stated(&p.role));
    let is_pair_aligned = |one: &dyn Object, other: &dyn Object| {
        let states = |object: &dyn Object| object.acl_owner().is_some_and(is_stated);
        match (states(one), states(other)) {
            (true, true) => one.acl_owner() == other.acl_owner(),
            (false, false) => is_as_it_comes(one) && is_as_it_comes(other),
            _ => false,
        }
    };
    !is_unstated(one)
        && !is_unstated(other)
        && Kind::ALL.iter().all(|kind| {
            let both = Pairing::new(one.of_kind(*kind), other.of_kind(*kind)).both;
            both.into_iter().all(|(one, other)| is_pair_aligned(one, other))
        })
}

fn is_stated(owner: &Name) -> bool {
    &**owner != UNSTATED
}

fn unstate(object: &mut dyn Object) {
    unstate_grants(object);
    *object.owner_mut() = None;
}

/// Where nobody is stated to own an object, and something is granted by name to who does own it: that is what the owner may.
fn name_owner(unstated: &mut dyn Object, stated: &dyn Object) {
    let Some(owner) = stated.acl_owner().cloned() else { return };
    for grants in unstated.acls_mut() {
        if grants.iter().any(|grant| grant.grantee == owner) {
            grants.retain(|grant| is_stated(&grant.grantee));
            rename(grants, &owner);
        }
    }
}

fn unstate_grants(object: &mut dyn Object) {
    let granting = object.about().privileges.and_then(owner_in);
    let Some(owner) = object.acl_owner().filter(|o| is_stated(o)).or(granting).cloned() else { return };
    for grants in object.acls_mut() {
        rename(grants, &owner);
    }
}

fn rename(grants: &mut [Grant], owner: &Name) {
    for grant in grants.iter_mut() {
        for role in [&mut grant.grantee, &mut grant.grantor] {
            if role == owner {
                *role = UNSTATED.into();
            }
        }
    }
    grants.sort();
}

/// Puts the objects of two lists, both in the order of identities, together.
fn pairs(
    one: Vec<&mut dyn Object>,
    other: Vec<&mut dyn Object>,
    mut with: impl FnMut(&mut dyn Object, &mut dyn Object),
) {
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    let (mut left, mut right) = (one.next(), other.next());
    while let (Some(a), Some(b)) = (left.as_mut(), right.as_mut()) {
        match a.id().cmp(&b.id()) {
            Ordering::Less => left = one.next(),
            Ordering::Greater => right = other.next(),
            Ordering::Equal => {
                with(*a, *b);
                (left, right) = (one.next(), other.next());
            }
        }
    }
}
