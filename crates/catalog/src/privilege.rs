//! Privileges, as access control lists hold them (manual, section 5.8, "Privileges").

mod sql;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Name;
pub use sql::GrantTarget;

/// What one role granted another on an object: one entry of an access control list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// The role that may; `public` is everybody (no role can have that name).
    pub grantee: Name,
    /// What it may, in PostgreSQL's own order of privilege letters: `SELECT`, `INSERT`, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub privileges: Vec<Name>,
    /// What it may and may grant on; these are not repeated in `privileges`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grantable: Vec<Name>,
    /// Who granted it.
    pub grantor: Name,
}

/// A label that a security provider put on an object (`pg_seclabel`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecurityLabel {
    /// The provider.
    pub provider: Name,
    /// The label.
    pub label: Name,
}

/// The grantee that stands for everybody.
pub const PUBLIC: &str = "public";

/// The role that stands for the owner of an object where the source does not say who that is. No role can have that name.
pub const UNSTATED: &str = "";

/// Privilege letters of an `aclitem` and their words, in the order in which PostgreSQL prints them.
const LETTERS: &[(char, &str)] = &[
    ('a', "INSERT"),
    ('r', "SELECT"),
    ('w', "UPDATE"),
    ('d', "DELETE"),
    ('D', "TRUNCATE"),
    ('x', "REFERENCES"),
    ('t', "TRIGGER"),
    ('X', "EXECUTE"),
    ('U', "USAGE"),
    ('C', "CREATE"),
    ('T', "TEMPORARY"),
    ('c', "CONNECT"),
    ('s', "SET"),
    ('A', "ALTER SYSTEM"),
    ('m', "MAINTAIN"),
];

/// What an access control list is on: decides who may what before anything was granted (`acldefault`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each variant is PostgreSQL's own term")]
pub enum AclKind {
    Table,
    Column,
    Sequence,
    Schema,
    Function,
    Type,
    Language,
    ForeignDataWrapper,
    ForeignServer,
    LargeObject,
}

impl AclKind {
    /// All privileges that there are on such an object on a server of the major version.
    pub fn all(self, major: u32) -> &'static [&'static str] {
        match self {
            Self::Table if major >= 17 => {
                &["INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"]
            }
            Self::Table => &["INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"],
            Self::Column => &["INSERT", "SELECT", "UPDATE", "REFERENCES"],
            Self::Sequence => &["SELECT", "UPDATE", "USAGE"],
            Self::Schema => &["USAGE", "CREATE"],
            Self::Function => &["EXECUTE"],
            Self::Type | Self::Language | Self::ForeignDataWrapper | Self::ForeignServer => &["USAGE"],
            Self::LargeObject => &["SELECT", "UPDATE"],
        }
    }

    /// The list that an object has when nobody granted or revoked anything (`acldefault`).
    pub fn default_grants(self, owner: &Name, major: u32) -> Vec<Grant> {
        let words = |list: &[&str]| list.iter().map(|w| Name::from(*w)).collect();
        let public = match self {
            Self::Function => &["EXECUTE"][..],
            Self::Type | Self::Language => &["USAGE"],
            _ => &[],
        };
        let grant = |grantee: &str, privileges: Vec<Name>| Grant {
            grantee: grantee.into(),
            privileges,
            grantable: Vec::new(),
            grantor: owner.clone(),
        };
        let mut grants = Vec::new();
        if self != Self::Column {
            grants.push(grant(owner, words(self.all(major))));
        }
        if !public.is_empty() {
            grants.push(grant(PUBLIC, words(public)));
        }
        grants.sort();
        grants
    }
}

/// What a role is granted by name on a table, where that is all that there was to be granted before version 17: a dump of such a server takes
/// everything from the owner first, and then grants what it names. What came later, `MAINTAIN`, the owner does not have then.
pub(crate) fn granted_in_full<'a>(grants: &'a [Grant], grantee: &Name) -> Option<BTreeSet<&'a str>> {
    let named = grants.iter().filter(|grant| grant.grantee == *grantee);
    let named: BTreeSet<&str> =
        named.flat_map(|grant| grant.privileges.iter().chain(&grant.grantable)).map(|name| &**name).collect();
    AclKind::Table.all(16).iter().all(|word| named.contains(word)).then_some(named)
}

/// Calls a role otherwise wherever a list names it.
pub(crate) fn rename_role(grants: &mut [Grant], from: &str, to: &Name) {
    for grant in grants.iter_mut() {
        for role in [&mut grant.grantee, &mut grant.grantor] {
            if &**role == from {
                *role = to.clone();
            }
        }
    }
    grants.sort();
}

/// Puts what one role granted another, and a list says twice, into one entry. The list is sorted.
pub(crate) fn merge(grants: &mut Vec<Grant>) {
    let place = |word: &Name| LETTERS.iter().position(|(_, known)| *known == &**word);
    let join = |one: &mut Vec<Name>, other: Vec<Name>| {
        one.extend(other);
        one.sort_by_key(place);
        one.dedup();
    };
    let mut merged: Vec<Grant> = Vec::with_capacity(grants.len());
    for grant in grants.drain(..) {
        match merged
            .iter_mut()
            .find(|other| (&other.grantee, &other.grantor) == (&grant.grantee, &grant.grantor))
        {
            Some(other) => {
                join(&mut other.grantable, grant.grantable);
                join(&mut other.privileges, grant.privileges);
                other.privileges.retain(|word| !other.grantable.contains(word));
            }
            None => merged.push(grant),
        }
    }
    merged.sort();
    *grants = merged;
}

/// Reads an access control list given as text items (`reader=r*w/owner`), sorted so that the order of granting
/// does not show. Items that cannot be read are returned apart.
pub fn parse_acl(items: &[String]) -> (Vec<Grant>, Vec<String>) {
    let mut grants = Vec::new();
    let mut unread = Vec::new();
    for item in items {
        match parse_item(item) {
            Some(grant) => grants.push(grant),
            None => unread.push(item.clone()),
        }
    }
    grants.sort();
    (grants, unread)
}

fn parse_item(item: &str) -> Option<Grant> {
    let (grantee, rest) = role(item)?;
    let (letters, grantor) = rest.strip_prefix('=')?.split_once('/')?;
    let (grantor, end) = role(grantor)?;
    if !end.is_empty() {
        return None;
    }
    let mut held: Vec<(usize, bool)> = Vec::new();
    let mut chars = letters.chars().peekable();
    while let Some(letter) = chars.next() {
        let at = LETTERS.iter().position(|(l, _)| *l == letter)?;
        held.push((at, chars.next_if_eq(&'*').is_some()));
    }
    held.sort();
    let words =
        |grantable: bool| held.iter().filter(|h| h.1 == grantable).map(|h| LETTERS[h.0].1.into()).collect();
    let grantee = if grantee.is_empty() { PUBLIC.into() } else { grantee };
    Some(Grant { grantee, privileges: words(false), grantable: words(true), grantor })
}

/// The role name at the start of an `aclitem`'s text: bare word characters, or in double quotes.
fn role(text: &str) -> Option<(Name, &str)> {
    let mut name = String::new();
    let mut quoted = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if quoted && chars.peek().is_some_and(|(_, n)| *n == '"') => {
                name.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            '=' | '/' if !quoted => return Some((name.into(), &text[at..])),
            _ => name.push(c),
        }
    }
    (!quoted).then(|| (name.into(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_control_items_are_read() {
        let (grants, unread) = parse_acl(&[
            "reader=r*w/owner".into(),
            "=U/owner".into(),
            "\"a=\"\"b/\"=X/\"o w\"".into(),
            "x=?/y".into(),
        ]);
        assert_eq!(unread, ["x=?/y"]);
        assert_eq!(&*grants[0].grantee, "a=\"b/");
        assert_eq!(&*grants[0].grantor, "o w");
        assert_eq!(&*grants[1].grantee, PUBLIC);
        assert_eq!(grants[2].grantable, ["SELECT".into()]);
        assert_eq!(grants[2].privileges, ["UPDATE".into()]);
    }
}
