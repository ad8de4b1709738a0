//! Changes of subscriptions: `ALTER SUBSCRIPTION`. Recreating one would lose the secrets of its
//! connection string and the state of its tables.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::subscription::{Subscription, connection};
use pgplumb_catalog::sql::{ident, ident_list, literal};
use pgplumb_catalog::{Kind, Name, ObjectId};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for Subscription {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let changes = [
            retention(self, new),
            server(self, new, context),
            connection(self, new),
            settings(self, new),
            no_slot(self, new),
            publications(self, new),
        ];
        Alteration::Parts(changes.into_iter().flatten().collect())
    }

    /// A subscription is created without connecting, so that it neither needs the publisher nor
    /// creates a slot there.
    fn creation_hazards(&self, change: ObjectChange, context: &ChangeContext<'_>) -> ObjectChange {
        change.hazard(Hazard::BreaksCode).needing(user_mappings(self, context))
    }

    /// With a slot, the command connects to the publisher and drops the slot there. A rollback does
    /// not restore the slot, so PostgreSQL refuses the command in a transaction.
    fn drop_change(&self, action: Action, context: &ChangeContext<'_>) -> ObjectChange {
        let change = ObjectChange::new(self.id(), action, self.drop_statements(context));
        let change = if self.server.is_none() { change.hazard(Hazard::DeletesData) } else { change };
        if self.slot_name.is_some() { change.outside_transaction() } else { change }
    }
}

fn altered(new: &Subscription, action: &str) -> String {
    format!("ALTER SUBSCRIPTION {} {action}", new.sql_name())
}

/// Connects to a foreign server. The secrets of a connection string are lost.
fn server(old: &Subscription, new: &Subscription, context: &ChangeContext<'_>) -> Option<ObjectChange> {
    let server = new.server.as_ref().filter(|_| old.server != new.server)?;
    let sql = altered(new, &format!("SERVER {}", ident(server)));
    let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]).hazard(Hazard::BreaksCode);
    let old_server = old.server.iter().map(|server| ObjectId::global(Kind::ForeignServer, server.clone()));
    let change = change.holding(old_server).needing(user_mappings(new, context));
    Some(if loses_secret(old, new) { change.hazard(Hazard::DeletesData) } else { change })
}

/// Connects with another connection string. Secrets that the new string does not have are lost.
fn connection(old: &Subscription, new: &Subscription) -> Option<ObjectChange> {
    if new.server.is_some() || (&old.server, &old.connection) == (&None, &new.connection) {
        return None;
    }
    let text = new.connection.as_deref().unwrap_or(connection::UNKNOWN);
    let sql = altered(new, &format!("CONNECTION {}", literal(text)));
    let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]).hazard(Hazard::BreaksCode);
    let old_server = old.server.iter().map(|server| ObjectId::global(Kind::ForeignServer, server.clone()));
    let change = change.holding(old_server);
    Some(if loses_secret(old, new) { change.hazard(Hazard::DeletesData) } else { change })
}

/// Whether a secret of the connection string is lost.
fn loses_secret(old: &Subscription, new: &Subscription) -> bool {
    let keywords = |subscription: &Subscription| -> Vec<Name> {
        let text = subscription.connection.as_deref().unwrap_or_default();
        connection::secrets(text).into_iter().map(Name::from).collect()
    };
    let kept = keywords(new);
    old.has_unknown_connection() || keywords(old).iter().any(|keyword| !kept.contains(keyword))
}

/// The user mappings of the foreign server that a subscription connects to.
fn user_mappings(subscription: &Subscription, context: &ChangeContext<'_>) -> Vec<ObjectId> {
    let mappings = &context.desired.catalog().user_mappings;
    let of_server = mappings.iter().filter(|mapping| subscription.server.as_ref() == Some(&mapping.server));
    of_server.map(Object::id).collect()
}

/// No longer keeps dead rows. The server only changes this for a disabled subscription, and before it
/// connects to another publisher.
fn retention(old: &Subscription, new: &Subscription) -> Option<ObjectChange> {
    if !old.retain_dead_tuples || new.retain_dead_tuples {
        return None;
    }
    let set = altered(new, "SET (retain_dead_tuples = false)").into();
    let statements = match old.enabled && new.slot_name.is_some() {
        true => vec![altered(new, "DISABLE").into(), set, altered(new, "ENABLE").into()],
        false => vec![set],
    };
    Some(ObjectChange::new(new.id(), Action::Alter, statements))
}

/// The change of options that need no connection.
fn settings(old: &Subscription, new: &Subscription) -> Option<ObjectChange> {
    let mut options = Vec::new();
    if let Some(slot) = new.slot_name.as_ref().filter(|_| old.slot_name != new.slot_name) {
        options.push(format!("slot_name = {}", literal(slot)));
    }
    if old.streaming != new.streaming {
        options.push(format!("streaming = {}", new.streaming.word()));
    }
    let switches = [
        ("binary", old.binary, new.binary),
        ("disable_on_error", old.disable_on_error, new.disable_on_error),
        ("password_required", !old.password_not_required, !new.password_not_required),
        ("run_as_owner", old.run_as_owner, new.run_as_owner),
    ];
    options.extend(switches.iter().filter(|s| s.1 != s.2).map(|(key, _, value)| format!("{key} = {value}")));
    let words = [
        ("synchronous_commit", &old.synchronous_commit, &new.synchronous_commit, "off"),
        ("origin", &old.origin, &new.origin, "any"),
    ];
    options.extend(
        words
            .iter()
            .filter(|(_, old, new, _)| old != new)
            .map(|(key, _, value, usual)| format!("{key} = {}", value.as_deref().unwrap_or(usual))),
    );
    if old.max_retention_duration != new.max_retention_duration {
        options.push(format!("max_retention_duration = {}", new.max_retention_duration));
    }
    if old.wal_receiver_timeout != new.wal_receiver_timeout {
        let timeout = new.wal_receiver_timeout.as_deref().unwrap_or("-1");
        options.push(format!("wal_receiver_timeout = {}", literal(timeout)));
    }
    if options.is_empty() {
        return None;
    }
    let sql = altered(new, &format!("SET ({})", options.join(", ")));
    let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
    // Connections without a password use the rights of the server's account, and changes are
    // applied with the rights of the subscription's owner.
    let is_looser =
        new.password_not_required && !old.password_not_required || new.run_as_owner && !old.run_as_owner;
    let change = if is_looser { change.hazard(Hazard::LoosensSecurity) } else { change };
    // Another slot may be at another position.
    let changes_slot = old.slot_name.is_some() && new.slot_name.is_some() && old.slot_name != new.slot_name;
    Some(if changes_slot { change.hazard(Hazard::BreaksCode) } else { change })
}

/// Releases the slot. An enabled subscription needs one.
fn no_slot(old: &Subscription, new: &Subscription) -> Option<ObjectChange> {
    if old.slot_name.is_none() || new.slot_name.is_some() {
        return None;
    }
    let disable = old.enabled.then(|| altered(new, "DISABLE").into());
    let statements = disable.into_iter().chain([altered(new, "SET (slot_name = NONE)").into()]);
    Some(ObjectChange::new(new.id(), Action::Alter, statements).hazard(Hazard::BreaksCode))
}

/// Sets the publications. If the subscription is enabled, the server then connects to the publisher
/// to find the tables to replicate, which PostgreSQL refuses in a transaction. It also refuses that
/// if two-phase commit is enabled.
fn publications(old: &Subscription, new: &Subscription) -> Option<ObjectChange> {
    if old.publications == new.publications {
        return None;
    }
    let refreshes = old.enabled && new.slot_name.is_some() && !old.two_phase;
    let with = if refreshes { "" } else { " WITH (refresh = false)" };
    let sql = altered(new, &format!("SET PUBLICATION {}{with}", ident_list(&new.publications)));
    let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
    let change = if refreshes { change.outside_transaction() } else { change };
    let removes = old.publications.iter().any(|name| !new.publications.contains(name));
    Some(if removes { change.hazard(Hazard::BreaksCode) } else { change })
}
