//! The statements that turn one access control list into another.

use std::collections::{BTreeMap, BTreeSet};

use super::{AclKind, Grant, PUBLIC, UNSTATED};
use crate::Name;
use crate::kinds::{Aspect, Statement};
use crate::sql::ident;

/// What privileges are granted on, and how statements name it.
#[derive(Clone, Copy, Debug)]
pub struct GrantTarget<'a> {
    /// What stands before `GRANT` and `REVOKE`: `ALTER DEFAULT PRIVILEGES FOR ROLE x `, else nothing.
    pub prefix: &'a str,
    /// What the access control list is on.
    pub acl_kind: AclKind,
    /// What stands after `ON`: `TABLE public.users`.
    pub on: &'a str,
    /// The column that the list is on, unquoted.
    pub column: Option<&'a str>,
    /// The role that owns it: what it grants, it grants without becoming another role.
    pub owner: &'a Name,
    /// The major version of the server that the lists were read from: says what `ALL` is, and what is granted by default.
    pub major: u32,
}

/// Privileges of an access control list by who granted them to whom: whether they may be granted on.
type Held<'a> = BTreeMap<(&'a Name, &'a Name), BTreeMap<&'a str, bool>>;

impl GrantTarget<'_> {
    /// The list that it has when nobody granted or revoked anything.
    pub fn default_grants(&self) -> Vec<Grant> {
        self.acl_kind.default_grants(self.owner, self.major)
    }

    /// The statements that make its list of the one that it starts with; none while it has that.
    pub fn statements(&self, grants: Option<&[Grant]>) -> Vec<Statement> {
        grants.map(|grants| self.change(&self.default_grants(), grants)).unwrap_or_default()
    }

    /// The statements that turn one list into another: first what is revoked, then what is granted. Who grants has the
    /// grant option by then, and whose grants are revoked still has it.
    pub fn change(&self, from: &[Grant], to: &[Grant]) -> Vec<Statement> {
        let (before, after) = (held(from), held(to));
        let mut steps = self.revokes(&before, &after);
        steps.extend(self.grants(&before, &after));
        self.as_grantors(steps)
    }

    /// What is revoked, what depends on another's grant option before that.
    fn revokes<'a>(&self, before: &Held<'a>, after: &Held<'a>) -> Vec<(&'a Name, String)> {
        let mut lost: Vec<_> = before
            .iter()
            .flat_map(|(roles, privileges)| {
                let kept = after.get(roles);
                let kept = |privilege: &str| kept.and_then(|k| k.get(privilege).copied());
                let gone = privileges.keys().filter(|p| kept(p).is_none()).copied().collect();
                let options = privileges.iter().filter(|(p, option)| **option && kept(p) == Some(false));
                [("", *roles, gone), ("GRANT OPTION FOR ", *roles, options.map(|(p, _)| *p).collect())]
            })
            .filter(|(_, _, privileges): &(_, _, Vec<&str>)| !privileges.is_empty())
            .collect();
        let depths = self.depths(before);
        lost.sort_by_key(|(_, roles, _)| std::cmp::Reverse(depths.get(roles.0).copied().unwrap_or(0)));
        lost.into_iter()
            .map(|(option, (grantor, grantee), privileges)| {
                let sql = format!("REVOKE {option}{} FROM {}", self.what(&privileges), role(grantee));
                (grantor, sql)
            })
            .collect()
    }

    /// How many grants stand between the owner and each grantor.
    fn depths<'a>(&self, held: &Held<'a>) -> BTreeMap<&'a Name, usize> {
        let mut depths = BTreeMap::new();
        let mut reached: BTreeSet<&Name> = BTreeSet::from([self.owner]);
        for depth in 1..=held.len() {
            let next: Vec<&Name> = held
                .iter()
                .filter(|((grantor, grantee), _)| reached.contains(grantor) && !reached.contains(grantee))
                .map(|((_, grantee), _)| *grantee)
                .collect();
            depths.extend(next.iter().map(|grantee| (*grantee, depth)));
            reached.extend(next);
        }
        depths
    }

    /// What is granted, each once its grantor has the option to.
    fn grants<'a>(&self, before: &Held<'a>, after: &Held<'a>) -> Vec<(&'a Name, String)> {
        let mut waiting: Vec<_> = after
            .iter()
            .flat_map(|(roles, privileges)| {
                let had = before.get(roles);
                let had = |privilege: &str| had.and_then(|h| h.get(privilege).copied());
                let plain = privileges.iter().filter(|(p, option)| !**option && had(p).is_none());
                let options = privileges.iter().filter(|(p, option)| **option && had(p) != Some(true));
                let plain = plain.map(|(p, _)| *p).collect();
                [(false, *roles, plain), (true, *roles, options.map(|(p, _)| *p).collect())]
            })
            .filter(|(_, _, privileges): &(_, _, Vec<&str>)| !privileges.is_empty())
            .collect();
        // What stays from before gives its options from the start.
        let mut may: BTreeSet<(&Name, &str)> =
            options(before).intersection(&options(after)).copied().collect();
        let mut granted = Vec::new();
        while !waiting.is_empty() {
            let ready = |grantor: &Name, privileges: &[&str]| {
                grantor == self.owner || privileges.iter().all(|p| may.contains(&(grantor, *p)))
            };
            let (mut now, later): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|(_, roles, privileges)| ready(roles.0, privileges));
            waiting = later;
            if now.is_empty() {
                // Whoever grants these has the option from elsewhere, as a column's grantor may have it on the table.
                now = std::mem::take(&mut waiting);
            }
            for (option, (grantor, grantee), privileges) in now {
                let with = if option { " WITH GRANT OPTION" } else { "" };
                granted
                    .push((grantor, format!("GRANT {} TO {}{with}", self.what(&privileges), role(grantee))));
                may.extend(privileges.iter().filter(|_| option).map(|p| (grantee, *p)));
            }
        }
        granted
    }

    /// Privileges and what they are on: `SELECT, INSERT ON TABLE t`, `SELECT (a) ON TABLE t`.
    fn what(&self, privileges: &[&str]) -> String {
        let all = self.acl_kind.all(self.major);
        let is_all = all.iter().all(|p| privileges.contains(p));
        let mut words = if is_all { vec!["ALL"] } else { privileges.to_vec() };
        if !is_all {
            words.sort_by_key(|word| all.iter().position(|p| p == word));
        }
        let words: Vec<String> = words
            .into_iter()
            .map(|word| match self.column {
                Some(column) => format!("{word} ({})", ident(column)),
                None => word.to_owned(),
            })
            .collect();
        format!("{} ON {}", words.join(", "), self.on)
    }

    /// The statements, each run by its grantor: others than the owner are become for as long.
    fn as_grantors(&self, steps: Vec<(&Name, String)>) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut current = self.owner;
        for (grantor, sql) in steps {
            if grantor != current {
                if current != self.owner {
                    statements.push("RESET SESSION AUTHORIZATION".to_owned());
                }
                if grantor != self.owner {
                    statements.push(format!("SET SESSION AUTHORIZATION {}", ident(grantor)));
                }
                current = grantor;
            }
            statements.push(format!("{}{sql}", self.prefix));
        }
        if current != self.owner {
            statements.push("RESET SESSION AUTHORIZATION".to_owned());
        }
        statements.into_iter().map(|sql| Statement::about(Aspect::Privileges, sql)).collect()
    }
}

fn held(grants: &[Grant]) -> Held<'_> {
    let mut held = Held::new();
    for grant in grants {
        let privileges = held.entry((&grant.grantor, &grant.grantee)).or_default();
        privileges.extend(grant.privileges.iter().map(|p| (&**p, false)));
        privileges.extend(grant.grantable.iter().map(|p| (&**p, true)));
    }
    held
}

/// Who may grant what on.
fn options<'a>(held: &Held<'a>) -> BTreeSet<(&'a Name, &'a str)> {
    let all =
        held.iter().flat_map(|((_, grantee), privileges)| privileges.iter().map(move |p| (*grantee, p)));
    all.filter(|(_, (_, option))| **option).map(|(grantee, (privilege, _))| (grantee, *privilege)).collect()
}

fn role(name: &str) -> String {
    match name {
        PUBLIC => "PUBLIC".to_owned(),
        UNSTATED => "CURRENT_USER".to_owned(),
        name => ident(name).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privilege::parse_acl;

    fn acl(items: &[&str]) -> Vec<Grant> {
        let (grants, unread) = parse_acl(&items.iter().map(|i| (*i).to_owned()).collect::<Vec<_>>());
        assert!(unread.is_empty());
        grants
    }

    fn check(kind: AclKind, column: Option<&str>, items: &[&str], expected: &[&str]) {
        let owner = Name::from("o");
        let target =
            GrantTarget { prefix: "", acl_kind: kind, on: "TABLE t", column, owner: &owner, major: 16 };
        let written = target.statements(Some(&acl(items)));
        assert_eq!(written.iter().map(|s| &*s.sql).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_default_needs_nothing() {
        check(AclKind::Table, None, &["o=arwdDxt/o"], &[]);
        check(AclKind::Function, None, &["=X/o", "o=X/o"], &[]);
    }

    #[test]
    fn what_default_holders_lost_is_revoked() {
        check(AclKind::Function, None, &["o=X/o"], &["REVOKE ALL ON TABLE t FROM PUBLIC"]);
        check(
            AclKind::Table,
            None,
            &["o=ar/o"],
            &["REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE t FROM o"],
        );
        check(AclKind::Schema, None, &[], &["REVOKE ALL ON TABLE t FROM o"]);
    }

    #[test]
    fn what_was_granted_is_granted() {
        check(
            AclKind::Table,
            None,
            &["o=arwdDxt/o", "=r/o", "app=arwdDxt/o", "\"odd one\"=r*w/o"],
            &[
                "GRANT ALL ON TABLE t TO app",
                "GRANT UPDATE ON TABLE t TO \"odd one\"",
                "GRANT SELECT ON TABLE t TO \"odd one\" WITH GRANT OPTION",
                "GRANT SELECT ON TABLE t TO PUBLIC",
            ],
        );
        check(AclKind::Table, None, &["o=ar*wdDxt/o"], &["GRANT SELECT ON TABLE t TO o WITH GRANT OPTION"]);
    }

    #[test]
    fn columns_are_named_with_each_privilege() {
        check(
            AclKind::Column,
            Some("Odd"),
            &["app=rw/o", "=arwx/o"],
            &[
                "GRANT SELECT (\"Odd\"), UPDATE (\"Odd\") ON TABLE t TO app",
                "GRANT ALL (\"Odd\") ON TABLE t TO PUBLIC",
            ],
        );
    }

    #[test]
    fn grantors_have_the_option_before_they_grant() {
        check(
            AclKind::Table,
            None,
            &["o=arwdDxt/o", "z=r*/o", "b=r*/z", "a=r/b", "c=r/b"],
            &[
                "GRANT SELECT ON TABLE t TO z WITH GRANT OPTION",
                "SET SESSION AUTHORIZATION z",
                "GRANT SELECT ON TABLE t TO b WITH GRANT OPTION",
                "RESET SESSION AUTHORIZATION",
                "SET SESSION AUTHORIZATION b",
                "GRANT SELECT ON TABLE t TO a",
                "GRANT SELECT ON TABLE t TO c",
                "RESET SESSION AUTHORIZATION",
            ],
        );
    }

    #[test]
    fn grants_are_revoked_before_what_they_rest_on() {
        let owner = Name::from("o");
        let target = GrantTarget {
            prefix: "",
            acl_kind: AclKind::Schema,
            on: "SCHEMA s",
            column: None,
            owner: &owner,
            major: 16,
        };
        let from = acl(&["o=UC/o", "a=U*/o", "b=U*/a", "c=U/b", "d=U*/o"]);
        let written = target.change(&from, &acl(&["o=UC/o", "d=U/o"]));
        assert_eq!(
            written.iter().map(|s| &*s.sql).collect::<Vec<_>>(),
            [
                "SET SESSION AUTHORIZATION b",
                "REVOKE USAGE ON SCHEMA s FROM c",
                "RESET SESSION AUTHORIZATION",
                "SET SESSION AUTHORIZATION a",
                "REVOKE USAGE ON SCHEMA s FROM b",
                "RESET SESSION AUTHORIZATION",
                "REVOKE USAGE ON SCHEMA s FROM a",
                "REVOKE GRANT OPTION FOR USAGE ON SCHEMA s FROM d",
            ]
        );
    }
}
