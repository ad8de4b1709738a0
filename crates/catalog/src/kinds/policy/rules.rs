//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{
    HIGH, Members, Rules, always, joined, named_roles, never, plain, text, turned_off, when,
};
use crate::sql::parenthesize;

pub(crate) const RULES: Rules = Rules {
    added: &[when("permissive", is_permissive, Severity::High), always(Severity::Medium)],
    removed: &[when("restrictive", is_restrictive, Severity::High), always(Severity::Medium)],
    properties: &[
        plain(
            "restrictive",
            &[when("no longer restrictive", turned_off, Severity::High), always(Severity::Medium)],
        )
        .absent_means("permissive"),
        plain("command", HIGH).absent_means("ALL"),
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
    is_implied: never,
    implied_by_parent: false,
    derived_from_definition: &[],
    summary,
};

fn is_permissive(_: &Value, policy: &Value) -> bool {
    policy["restrictive"] != true
}

fn is_restrictive(policy: &Value, _: &Value) -> bool {
    policy["restrictive"] == true
}

/// `for select to app using (owner = CURRENT_USER)`
fn summary(policy: &Value) -> String {
    let command = policy["command"].as_str().unwrap_or("ALL").to_lowercase();
    let mut text = if policy["restrictive"] == true { "restrictive ".to_owned() } else { String::new() };
    text.push_str(&format!("for {command}"));
    let roles = joined(&named_roles(&policy["roles"]));
    if !roles.is_empty() {
        text.push_str(&format!(" to {roles}"));
    }
    for (key, words) in [("using", "using"), ("with_check", "with check")] {
        if let Some(expression) = policy[key].as_str() {
            text.push_str(&format!(" {words} {}", parenthesize(expression).replace('\n', " ")));
        }
    }
    text
}
