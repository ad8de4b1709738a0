//! Changes that need a secret. Secrets are not read, so a plan can only say where they come from.

use std::borrow::Cow;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::foreign_data_wrapper::ForeignDataWrapper;
use pgplumb_catalog::kinds::foreign_server::ForeignServer;
use pgplumb_catalog::kinds::subscription::{Subscription, connection};
use pgplumb_catalog::kinds::user_mapping::UserMapping;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

use crate::secrets::{GivenSecret, StepSecret};
use crate::steps::{Plan, Unplannable};

/// Removes the changes that need a secret from the desired catalog, unless the secret is given.
/// Returns the differences that remain.
pub(super) fn without_secrets<'a>(
    from: &Catalog,
    to: &'a Catalog,
    given: &[GivenSecret],
) -> (Cow<'a, Catalog>, Vec<Unplannable>) {
    let has_any = |catalog: &Catalog| {
        !catalog.subscriptions.is_empty() || catalog.objects().any(|object| !object.placeholders().is_empty())
    };
    if !has_any(from) && !has_any(to) {
        return (Cow::Borrowed(to), Vec::new());
    }
    let mut desired = to.clone();
    let mut left = user_mappings(from, &mut desired, given);
    left.extend(subscriptions(from, &mut desired, given));
    left.extend(wrappers_and_servers(from, &mut desired, given));
    (Cow::Owned(desired), left)
}

/// Adds the secrets to the steps whose statements have placeholders for them.
pub(super) fn add_to_steps(plan: &mut Plan, desired: &Catalog, given: &[GivenSecret]) {
    let is_given = |id: &ObjectId| given.iter().any(|secret| secret.object == *id);
    for step in plan.steps.iter_mut().filter(|step| is_given(&step.object)) {
        let secrets = secrets_of(desired, &step.object);
        let names: Vec<&str> = secrets.iter().map(|(name, _)| name.as_deref().unwrap_or_default()).collect();
        let needed = secrets.iter().filter_map(|(name, connection)| {
            let source = GivenSecret::find(given, &step.object, name.as_deref().unwrap_or_default(), &names)?;
            Some(StepSecret { name: name.clone(), source: source.clone(), connection: connection.clone() })
        });
        let is_needed = |secret: &StepSecret| step.statements.iter().any(|sql| secret.is_in(sql));
        step.secrets = needed.filter(is_needed).collect();
    }
}

/// The secrets of an object, with the connection strings that contain them.
fn secrets_of(catalog: &Catalog, id: &ObjectId) -> Vec<(Option<Name>, Option<Name>)> {
    let options = |names: &[Name]| names.iter().map(|name| (Some(name.clone()), None)).collect();
    let found = match id.kind {
        Kind::UserMapping => find::<UserMapping>(catalog, id).map(|mapping| options(&mapping.secret_options)),
        Kind::ForeignServer => {
            find::<ForeignServer>(catalog, id).map(|server| options(&server.secret_options))
        }
        Kind::ForeignDataWrapper => {
            find::<ForeignDataWrapper>(catalog, id).map(|wrapper| options(&wrapper.secret_options))
        }
        Kind::Subscription => find::<Subscription>(catalog, id).map(of_connection),
        _ => None,
    };
    found.unwrap_or_default()
}

/// The secrets of a connection string. A string that is not known is one secret.
fn of_connection(subscription: &Subscription) -> Vec<(Option<Name>, Option<Name>)> {
    let Some(text) = &subscription.connection else {
        return vec![(None, Some(connection::UNKNOWN.into()))];
    };
    let keywords = connection::secrets(text).into_iter();
    keywords.map(|keyword| (Some(keyword.into()), Some(text.clone()))).collect()
}

/// The secrets of the connection string of a subscription that are not given, as the subject of a
/// sentence. Empty if the string can be written.
fn missing_in_connection(subscription: &Subscription, given: &[GivenSecret]) -> Vec<String> {
    let id = subscription.id();
    let Some(text) = &subscription.connection else {
        let is_given = GivenSecret::find(given, &id, "", &[""]).is_some();
        return if is_given { Vec::new() } else { vec!["its connection string".to_owned()] };
    };
    let all = connection::secrets(text);
    let missing = all.iter().filter(|keyword| GivenSecret::find(given, &id, keyword, &all).is_none());
    missing.map(|keyword| format!("{keyword} in its connection string")).collect()
}

/// New subscriptions are left out if a secret of their connection string is missing. Options that
/// only the publisher can change, and servers that the owner has no user mapping for, stay as they
/// are.
fn subscriptions(from: &Catalog, desired: &mut Catalog, given: &[GivenSecret]) -> Vec<Unplannable> {
    let mapped: Vec<Name> = desired.user_mappings.iter().map(|mapping| mapping.server.clone()).collect();
    let mut left = Vec::new();
    desired.subscriptions.retain_mut(|subscription| {
        let Some(old) = find::<Subscription>(from, &subscription.id()) else {
            if subscription.server.is_some() {
                return true;
            }
            let secrets = missing_in_connection(subscription, given);
            left.extend(secrets.iter().map(|what| missing(subscription.id(), what, "CREATE SUBSCRIPTION")));
            return secrets.is_empty();
        };
        // A connection string that is not known on one side is not compared.
        if subscription.server.is_none() && old.server.is_none() && subscription.connection.is_none() {
            subscription.connection.clone_from(&old.connection);
        }
        if subscription.server.is_none()
            && (&old.server, &old.connection) != (&None, &subscription.connection)
        {
            let secrets = missing_in_connection(subscription, given);
            left.extend(secrets.iter().map(|what| missing(old.id(), what, "ALTER SUBSCRIPTION")));
            if !secrets.is_empty() {
                subscription.keep_connection_of(old);
            }
        }
        if let Some(server) = subscription.server.as_ref().filter(|_| old.server != subscription.server)
            && !mapped.contains(server)
        {
            let reason =
                format!("server {} has no user mapping: execute CREATE USER MAPPING yourself", ident(server));
            left.push(Unplannable::new(old.id(), reason));
            subscription.keep_connection_of(old);
        }
        if let Some(reason) = connects(old, subscription) {
            left.push(Unplannable::new(old.id(), reason));
            subscription.keep_connection_of(old);
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
    let is_same = (&old.server, &old.connection) == (&new.server, &new.connection);
    let what = match (old.retain_dead_tuples, new.retain_dead_tuples) {
        (_, false) => return None,
        (false, true) => "its option retain_dead_tuples",
        (true, true) if is_same => return None,
        (true, true) if new.server.is_some() => "its server",
        (true, true) => "its connection string",
    };
    Some(format!(
        "{what} changes only while the server reaches the publisher: execute ALTER SUBSCRIPTION yourself"
    ))
}

/// New user mappings are left out if a secret is missing: without it, a mapping would hide the
/// working mapping for PUBLIC.
fn user_mappings(from: &Catalog, desired: &mut Catalog, given: &[GivenSecret]) -> Vec<Unplannable> {
    let mut left = Vec::new();
    desired.user_mappings.retain_mut(|mapping| {
        let old = find::<UserMapping>(from, &mapping.id());
        let Some(old) = old else {
            let missing = missing_options(&mapping.id(), &mapping.secret_options, given);
            let Some(name) = missing.first() else { return true };
            left.push(unknown_option(mapping.id(), name, "CREATE USER MAPPING"));
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
        let missing = missing_options(&id, &mapping.secret_options, given);
        let unknown = keep_unknown(current, &missing, &mut mapping.options, &mut mapping.secret_options);
        left.extend(unknown.iter().map(|name| unknown_option(id.clone(), name, "ALTER USER MAPPING")));
        true
    });
    left
}

/// Foreign-data wrappers and servers are created without missing secrets, because other objects
/// depend on them.
fn wrappers_and_servers(from: &Catalog, desired: &mut Catalog, given: &[GivenSecret]) -> Vec<Unplannable> {
    let mut left = Vec::new();
    for wrapper in &mut desired.foreign_data_wrappers {
        let id = wrapper.id();
        let old = from.foreign_data_wrappers.iter().find(|old| old.name == wrapper.name);
        let current = old.map_or((&[][..], &[][..]), |old| (&old.options[..], &old.secret_options[..]));
        let missing = missing_options(&id, &wrapper.secret_options, given);
        let unknown = keep_unknown(current, &missing, &mut wrapper.options, &mut wrapper.secret_options);
        let command = "ALTER FOREIGN DATA WRAPPER";
        left.extend(unknown.iter().map(|name| unknown_option(id.clone(), name, command)));
    }
    for server in &mut desired.foreign_servers {
        let id = server.id();
        let old = from.foreign_servers.iter().find(|old| old.name == server.name);
        let current = old.map_or((&[][..], &[][..]), |old| (&old.options[..], &old.secret_options[..]));
        let missing = missing_options(&id, &server.secret_options, given);
        let unknown = keep_unknown(current, &missing, &mut server.options, &mut server.secret_options);
        left.extend(unknown.iter().map(|name| unknown_option(id.clone(), name, "ALTER SERVER")));
    }
    left
}

/// The options whose secrets are not given.
fn missing_options(object: &ObjectId, secret: &[Name], given: &[GivenSecret]) -> Vec<Name> {
    let all: Vec<&str> = secret.iter().map(|name| &**name).collect();
    let is_missing = |name: &&Name| GivenSecret::find(given, object, name, &all).is_none();
    secret.iter().filter(is_missing).cloned().collect()
}

/// Keeps the current value of each option that should have a secret, does not have one, and whose
/// secret is missing. Returns the names of these options.
fn keep_unknown(
    current: (&[Name], &[Name]),
    missing: &[Name],
    options: &mut Vec<Name>,
    secret: &mut Vec<Name>,
) -> Vec<Name> {
    let (shown, known) = current;
    let unknown: Vec<Name> = missing.iter().filter(|name| !known.contains(name)).cloned().collect();
    secret.retain(|name| !unknown.contains(name));
    let is_of = |option: &Name, name: &Name| option.split_once('=').is_some_and(|(key, _)| key == &**name);
    let kept = shown.iter().filter(|option| unknown.iter().any(|name| is_of(option, name)));
    options.extend(kept.cloned());
    unknown
}

fn find<'a, T: 'static>(catalog: &'a Catalog, id: &ObjectId) -> Option<&'a T> {
    catalog.object(id)?.as_any().downcast_ref::<T>()
}

/// A secret is missing. Says how to give it.
fn missing(object: ObjectId, what: &str, command: &str) -> Unplannable {
    let create = match object.kind {
        Kind::Subscription => "CREATE SUBSCRIPTION",
        Kind::UserMapping => "CREATE USER MAPPING",
        Kind::ForeignServer => "CREATE SERVER",
        _ => "CREATE FOREIGN DATA WRAPPER",
    };
    let reason = format!(
        "{what} is a secret, which pgplumb does not read: write `-- pgplumb: secret from env:NAME` above its \
         {create}, or execute {command} yourself"
    );
    Unplannable::new(object, reason)
}

fn unknown_option(object: ObjectId, name: &str, command: &str) -> Unplannable {
    missing(object, &format!("its option {}", ident(name)), command)
}
