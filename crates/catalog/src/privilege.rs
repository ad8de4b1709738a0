//! Privileges in access control lists (manual, section 5.8, "Privileges").

mod sql;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Name;
pub(crate) use sql::role_name;
pub use sql::{GrantTarget, role_sql};

/// An entry of an access control list: the privileges on an object that one role granted to
/// another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// The role that has the privileges; `public` for everyone (no role can have that name).
    pub grantee: Name,
    /// Its privileges without grant option, in PostgreSQL's order of privilege letters: `SELECT`,
    /// `INSERT`, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub privileges: Vec<Name>,
    /// Its privileges with grant option; they are not repeated in `privileges`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grantable: Vec<Name>,
    /// The role that granted them.
    pub grantor: Name,
}

/// A security label on an object (`pg_seclabel`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecurityLabel {
    /// The provider.
    pub provider: Name,
    /// The label.
    pub label: Name,
}

/// The grantee that stands for everyone.
pub const PUBLIC: &str = "public";

/// Stands for the owner of an object if the source does not specify it. No role can have this name.
pub const UNSPECIFIED_ROLE: &str = "";

/// The privilege to maintain a table: `VACUUM`, `REINDEX`, `CLUSTER`.
pub(crate) const MAINTAIN: &str = "MAINTAIN";

/// The first major version with [`MAINTAIN`].
pub(crate) const FIRST_WITH_MAINTAIN: u32 = 17;

/// The privilege letters of an `aclitem` and their keywords, in PostgreSQL's order.
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
    ('m', MAINTAIN),
];

/// The object type of an access control list, which decides the default privileges (`acldefault`).
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
    /// All privileges on such an object in a major version.
    pub fn all(self, major: u32) -> &'static [&'static str] {
        match self {
            Self::Table if major >= FIRST_WITH_MAINTAIN => {
                &["INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", MAINTAIN]
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

    /// The list of an object without any `GRANT` or `REVOKE` (`acldefault`).
    pub fn default_grants(self, owner: &Name, major: u32) -> Vec<Grant> {
        let words = |list: &[&str]| list.iter().map(|w| Name::from(*w)).collect();
        let public = match self {
            Self::Function => &["EXECUTE"][..],
            Self::Type | Self::Language => &["USAGE"],
            Self::Table
            | Self::Column
            | Self::Sequence
            | Self::Schema
            | Self::ForeignDataWrapper
            | Self::ForeignServer
            | Self::LargeObject => &[],
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

/// The privileges that a role has on a table, if they include all privileges that existed before
/// version 17. A dump of such a server revokes everything from the owner and then grants privileges
/// by name, so the owner lacks the newer `MAINTAIN`.
pub(crate) fn all_privileges_before_17<'a>(grants: &'a [Grant], grantee: &Name) -> Option<BTreeSet<&'a str>> {
    let named = grants.iter().filter(|grant| grant.grantee == *grantee);
    let named: BTreeSet<&str> =
        named.flat_map(|grant| grant.privileges.iter().chain(&grant.grantable)).map(|name| &**name).collect();
    AclKind::Table.all(16).iter().all(|word| named.contains(word)).then_some(named)
}

/// Replaces a role in a list.
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

/// Replaces a role in a list, and merges entries that become the same.
pub fn replace_role(grants: &mut Vec<Grant>, from: &str, to: &Name) {
    rename_role(grants, from, to);
    merge(grants);
}

/// Merges entries with the same grantee and grantor, and sorts the list.
pub(crate) fn merge(grants: &mut Vec<Grant>) {
    let rank = |word: &Name| LETTERS.iter().position(|(_, known)| *known == &**word);
    let join = |one: &mut Vec<Name>, other: Vec<Name>| {
        one.extend(other);
        one.sort_by_key(rank);
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

/// Parses an access control list given as text items (`reader=r*w/owner`) and sorts it. Returns the
/// items that it cannot parse separately.
pub fn parse_acl(items: &[String]) -> (Vec<Grant>, Vec<String>) {
    let mut grants = Vec::new();
    let mut unparsed = Vec::new();
    for item in items {
        match parse_item(item) {
            Some(grant) => grants.push(grant),
            None => unparsed.push(item.clone()),
        }
    }
    grants.sort();
    (grants, unparsed)
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

/// Parses the role name at the start of an `aclitem`: bare or in double quotes.
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
    fn acl_items_are_parsed() {
        let (grants, unparsed) = parse_acl(&[
            "reader=r*w/owner".into(),
            "=U/owner".into(),
            "\"a=\"\"b/\"=X/\"o w\"".into(),
            "x=?/y".into(),
        ]);
        assert_eq!(unparsed, ["x=?/y"]);
        assert_eq!(&*grants[0].grantee, "a=\"b/");
        assert_eq!(&*grants[0].grantor, "o w");
        assert_eq!(&*grants[1].grantee, PUBLIC);
        assert_eq!(grants[2].grantable, ["SELECT".into()]);
        assert_eq!(grants[2].privileges, ["UPDATE".into()]);
    }
}
