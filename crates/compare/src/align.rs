//! Makes two catalogs comparable by removing owners and grants that only one of them specifies.

use std::cmp::Ordering;

use pgplumb_catalog::kinds::subscription::Subscription;
use pgplumb_catalog::kinds::{Object, owner_from_grants};
use pgplumb_catalog::{Catalog, Grant, Kind, Name, UNSPECIFIED_ROLE};

use pgplumb_catalog::Pairing;

/// Removes owners that only one catalog specifies, and attributes their privileges to the
/// unspecified owner.
pub fn align(one: &mut Catalog, other: &mut Catalog) {
    for kind in Kind::ALL {
        pairs(one.of_kind_mut(*kind), other.of_kind_mut(*kind), |one, other| {
            match (one.acl_owner().is_some_and(is_specified), other.acl_owner().is_some_and(is_specified)) {
                (true, false) => {
                    clear_named_owner(other, one);
                    clear_owner(one);
                }
                (false, true) => {
                    clear_named_owner(one, other);
                    clear_owner(other);
                }
                (true, true) if one.acl_owner() != other.acl_owner() => {
                    // The owners differ anyway, so their privileges are not compared by name.
                    clear_owner_in_grants(one);
                    clear_owner_in_grants(other);
                }
                (true, true) => {}
                (false, false) => {
                    clear_owner_in_grants(one);
                    clear_owner_in_grants(other);
                }
            }
        });
    }
    one.copy_default_privileges_roles_from(other);
    other.copy_default_privileges_roles_from(one);
    clear_unknown_connections(one, other);
}

/// Removes the connection strings of subscriptions that only one catalog knows.
fn clear_unknown_connections(one: &mut Catalog, other: &mut Catalog) {
    for subscription in &mut one.subscriptions {
        let counterpart = other.subscriptions.iter_mut().find(|other| other.name == subscription.name);
        if let Some(counterpart) = counterpart.filter(|other| is_unknown_to_one(subscription, other)) {
            (subscription.connection, counterpart.connection) = (None, None);
        }
    }
}

/// Whether two catalogs have a subscription without a server, and only one its connection string.
fn is_unknown_to_one(one: &Subscription, other: &Subscription) -> bool {
    let has_no_server = one.server.is_none() && other.server.is_none();
    has_no_server && one.has_unknown_connection() != other.has_unknown_connection()
}

/// Whether an object without a stated owner has its initial privileges.
fn has_initial_privileges(object: &dyn Object) -> bool {
    // Columns have grants of their own; objects in every new database have no columns.
    object.acl_kind().is_none()
        || object.initial_privileges(0).is_some() && object.common().privileges.is_none()
}

/// Whether [`align`] would change nothing. Catalogs that specify all owners usually need no
/// alignment.
pub fn is_aligned(one: &Catalog, other: &Catalog) -> bool {
    let has_unspecified =
        |catalog: &Catalog| catalog.default_privileges.iter().any(|p| !is_specified(&p.role));
    let is_pair_aligned = |one: &dyn Object, other: &dyn Object| {
        let has_owner = |object: &dyn Object| object.acl_owner().is_some_and(is_specified);
        match (has_owner(one), has_owner(other)) {
            (true, true) => one.acl_owner() == other.acl_owner(),
            (false, false) => has_initial_privileges(one) && has_initial_privileges(other),
            _ => false,
        }
    };
    let knows_other_connections = || {
        let of_other = |name: &Name| other.subscriptions.iter().find(|other| other.name == *name);
        let mut both = one.subscriptions.iter().filter_map(|one| Some((one, of_other(&one.name)?)));
        both.any(|(one, other)| is_unknown_to_one(one, other))
    };
    !has_unspecified(one)
        && !has_unspecified(other)
        && !knows_other_connections()
        && Kind::ALL.iter().all(|kind| {
            let both = Pairing::new(one.of_kind(*kind), other.of_kind(*kind)).both;
            both.into_iter().all(|(one, other)| is_pair_aligned(one, other))
        })
}

fn is_specified(owner: &Name) -> bool {
    &**owner != UNSPECIFIED_ROLE
}

fn clear_owner(object: &mut dyn Object) {
    clear_owner_in_grants(object);
    *object.owner_mut() = None;
}

/// If one object has no stated owner and its grants name the owner of the other, replaces that role
/// by the unspecified owner.
fn clear_named_owner(unspecified: &mut dyn Object, specified: &dyn Object) {
    let Some(owner) = specified.acl_owner().cloned() else { return };
    for grants in unspecified.acls_mut() {
        if grants.iter().any(|grant| grant.grantee == owner) {
            grants.retain(|grant| is_specified(&grant.grantee));
            clear_role(grants, &owner);
        }
    }
}

fn clear_owner_in_grants(object: &mut dyn Object) {
    let granting = object.common().privileges.and_then(owner_from_grants);
    let Some(owner) = object.acl_owner().filter(|o| is_specified(o)).or(granting).cloned() else { return };
    for grants in object.acls_mut() {
        clear_role(grants, &owner);
    }
}

fn clear_role(grants: &mut [Grant], owner: &Name) {
    for grant in grants.iter_mut() {
        for role in [&mut grant.grantee, &mut grant.grantor] {
            if role == owner {
                *role = UNSPECIFIED_ROLE.into();
            }
        }
    }
    grants.sort();
}

/// Calls a function for each pair of objects with the same identity. Both lists are sorted by
/// identity.
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
