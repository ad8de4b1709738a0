//! What a change is worth.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{HIGH, Members, Rules, always, joined, never, plain, text, unset, when};

pub(crate) const RULES: Rules = Rules {
    added: &[when("it lets more through", is_permissive, Severity::High), always(Severity::Medium)],
    removed: &[when("it kept something back", is_restrictive, Severity::High), always(Severity::Medium)],
    properties: &[
        plain(
            "restrictive",
            &[when("no longer restrictive", unset, Severity::High), always(Severity::Medium)],
        ),
        plain("command", HIGH),
        plain("roles", HIGH),
        text("using", HIGH),
        text("with_check", HIGH),
    ],
    members: &[],
};

/// The row security policies of a table.
pub(crate) const POLICIES: Members = Members {
    key: "policies",
    kind: Kind::Policy,
    name: "name",
    follows: never,
    is_told_elsewhere: false,
    defined: &[],
    summary,
};

fn is_permissive(_: &Value, policy: &Value) -> bool {
    policy["restrictive"] != true
}

fn is_restrictive(policy: &Value, _: &Value) -> bool {
    policy["restrictive"] == true
}

/// `for select to app`
fn summary(policy: &Value) -> String {
    let command = policy["command"].as_str().unwrap_or("ALL").to_lowercase();
    let roles = joined(&policy["roles"]);
    if roles.is_empty() { format!("for {command}") } else { format!("for {command} to {roles}") }
}
