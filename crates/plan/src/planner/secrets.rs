//! Changes that need a secret. Secrets are not read, so a plan cannot write them.

use std::borrow::Cow;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::subscription::Subscription;
use pgplumb_catalog::kinds::user_mapping::UserMapping;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Name, ObjectId};

use crate::steps::Unplannable;

/// Removes the changes that need a secret from the desired catalog, and returns the differences
/// that remain.
pub(super) fn without_secrets<'a>(from: &Catalog, to: &'a Catalog) -> (Cow<'a, Catalog>, Vec<Unplannable>) {
    let has_any = |catalog: &Catalog| {
        !catalog.subscriptions.is_empty() || catalog.objects().any(|object| !object.placeholders().is_empty())
    };
    if !has_any(from) && !has_any(to) {
        return (Cow::Borrowed(to), Vec::new());
    }
    let mut desired = to.clone();
    let mut left = user_mappings(from, &mut desired);
    left.extend(subscriptions(from, &mut desired));
    left.extend(wrappers_and_servers(from, &mut desired));
    (Cow::Owned(desired), left)
}

/// New subscriptions with connection strings are left out. Options that only the publisher can
/// change, and servers that the owner has no user mapping for, stay as they are.
fn subscriptions(from: &Catalog, desired: &mut Catalog) -> Vec<Unplannable> {
    let mapped: Vec<Name> = desired.user_mappings.iter().map(|mapping| mapping.server.clone()).collect();
    let mut left = Vec::new();
    desired.subscriptions.retain_mut(|subscription| {
        let Some(old) = find::<Subscription>(from, &subscription.id()) else {
            let is_complete = subscription.server.is_some();
            if !is_complete {
                left.push(missing(subscription, "its connection string", "CREATE SUBSCRIPTION"));
            }
            return is_complete;
        };
        if old.server.is_some() && subscription.server.is_none() {
            left.push(missing(old, "its connection string", "ALTER SUBSCRIPTION"));
            subscription.server.clone_from(&old.server);
        }
        if let Some(server) = subscription.server.as_ref().filter(|_| old.server != subscription.server)
            && !mapped.contains(server)
        {
            let reason =
                format!("server {} has no user mapping: execute CREATE USER MAPPING yourself", ident(server));
            left.push(Unplannable::new(old.id(), reason));
            subscription.server.clone_from(&old.server);
        }
        if let Some(reason) = connects(old, subscription) {
            left.push(Unplannable::new(old.id(), reason));
            subscription.server.clone_from(&old.server);
            subscription.retain_dead_tuples = old.retain_dead_tuples;
        }
        for (option, current, desired) in [
            ("two_phase", old.two_phase, &mut subscription.two_phase),
            ("failover", old.failover, &mut subscription.failover),
        ] {
            if current != *desired {
                let reason =
                    format!("its option {option} can only change together with its slot on the publisher");
                left.push(Unplannable::new(old.id(), reason));
                *desired = current;
            }
        }
        true
    });
    left
}

/// Why a change connects to the publisher. To keep dead rows, the server asks the publisher for its
/// version. A scratch copy must not connect, so such a change cannot be proved.
fn connects(old: &Subscription, new: &Subscription) -> Option<String> {
    if !new.retain_dead_tuples || (old.retain_dead_tuples, &old.server) == (true, &new.server) {
        return None;
    }
    let what = if old.retain_dead_tuples { "its server" } else { "its option retain_dead_tuples" };
    Some(format!(
        "{what} changes only while the server reaches the publisher: execute ALTER SUBSCRIPTION yourself"
    ))
}

/// New user mappings with secrets are left out: without its secret, a mapping would hide the
/// working mapping for PUBLIC.
fn user_mappings(from: &Catalog, desired: &mut Catalog) -> Vec<Unplannable> {
    let mut left = Vec::new();
    desired.user_mappings.retain_mut(|mapping| {
        let old = find::<UserMapping>(from, &mapping.id());
        let Some(old) = old else {
            let Some(secret) = mapping.secret_options.first() else { return true };
            left.push(missing(mapping, &option(secret), "CREATE USER MAPPING"));
            return false;
        };
        if old.options_hidden || mapping.options_hidden {
            if old.options_hidden && !(mapping.options.is_empty() && mapping.secret_options.is_empty()) {
                let reason = "its current options are hidden from the role that read it".to_owned();
                left.push(Unplannable::new(old.id(), reason));
            }
            mapping.options = old.options.clone();
            mapping.secret_options = old.secret_options.clone();
            mapping.options_hidden = old.options_hidden;
        }
        let id = old.id();
        let current = (&old.options[..], &old.secret_options[..]);
        let unknown = keep_unknown(current, &mut mapping.options, &mut mapping.secret_options);
        left.extend(unknown.iter().map(|name| unknown_option(id.clone(), name, "ALTER USER MAPPING")));
        true
    });
    left
}

/// Foreign-data wrappers and servers are created without their secrets, because other objects
/// depend on them.
fn wrappers_and_servers(from: &Catalog, desired: &mut Catalog) -> Vec<Unplannable> {
    let mut left = Vec::new();
    for wrapper in &mut desired.foreign_data_wrappers {
        let id = wrapper.id();
        let old = from.foreign_data_wrappers.iter().find(|old| old.name == wrapper.name);
        let current = old.map_or((&[][..], &[][..]), |old| (&old.options[..], &old.secret_options[..]));
        let unknown = keep_unknown(current, &mut wrapper.options, &mut wrapper.secret_options);
        let command = "ALTER FOREIGN DATA WRAPPER";
        left.extend(unknown.iter().map(|name| unknown_option(id.clone(), name, command)));
    }
    for server in &mut desired.foreign_servers {
        let id = server.id();
        let old = from.foreign_servers.iter().find(|old| old.name == server.name);
        let current = old.map_or((&[][..], &[][..]), |old| (&old.options[..], &old.secret_options[..]));
        let unknown = keep_unknown(current, &mut server.options, &mut server.secret_options);
        left.extend(unknown.iter().map(|name| unknown_option(id.clone(), name, "ALTER SERVER")));
    }
    left
}

/// Keeps the current value of each option that should have a secret and does not have one. Returns
/// the names of these options.
fn keep_unknown(current: (&[Name], &[Name]), options: &mut Vec<Name>, secret: &mut Vec<Name>) -> Vec<Name> {
    let (shown, known) = current;
    let unknown: Vec<Name> = secret.iter().filter(|name| !known.contains(name)).cloned().collect();
    secret.retain(|name| known.contains(name));
    let is_of = |option: &Name, name: &Name| option.split_once('=').is_some_and(|(key, _)| key == &**name);
    let kept = shown.iter().filter(|option| unknown.iter().any(|name| is_of(option, name)));
    options.extend(kept.cloned());
    unknown
}

fn find<'a, T: 'static>(catalog: &'a Catalog, id: &ObjectId) -> Option<&'a T> {
    catalog.object(id)?.as_any().downcast_ref::<T>()
}

fn option(name: &str) -> String {
    format!("its option {}", ident(name))
}

fn missing(object: &dyn Object, what: &str, command: &str) -> Unplannable {
    let reason = format!("{what} is a secret, which pgplumb does not read: execute {command} yourself");
    Unplannable::new(object.id(), reason)
}

fn unknown_option(object: ObjectId, name: &str, command: &str) -> Unplannable {
    let what = option(name);
    let reason = format!("{what} is a secret, which pgplumb does not read: execute {command} yourself");
    Unplannable::new(object, reason)
}
