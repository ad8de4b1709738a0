//! The statements that turn one access control list into another.

use std::collections::{BTreeMap, BTreeSet};

use super::{AclKind, Grant, PUBLIC, UNSPECIFIED_ROLE};
use crate::Name;
use crate::kinds::{Aspect, Right, Statement};
use crate::sql::ident;

/// The object of `GRANT` and `REVOKE` statements.
#[derive(Clone, Copy, Debug)]
pub struct GrantTarget<'a> {
    /// The text before `GRANT` and `REVOKE`: `ALTER DEFAULT PRIVILEGES FOR ROLE x ` or empty.
    pub prefix: &'a str,
    /// The object type of the list.
    pub acl_kind: AclKind,
    /// The object type after `ON`: `TABLE`.
    pub class: &'a str,
    /// The object, as SQL names it: `public.users`; empty for default privileges.
    pub object: &'a str,
    /// The column of the list, unquoted.
    pub column: Option<&'a str>,
    /// The owner. Its grants run without switching roles.
    pub owner: &'a Name,
    /// The major version of the server that the lists were read from, which decides `ALL` and the
    /// defaults.
    pub major: u32,
}

/// The privileges in a list by grantor and grantee, each with its grant option.
type Held<'a> = BTreeMap<(&'a Name, &'a Name), BTreeMap<&'a str, bool>>;

impl GrantTarget<'_> {
    /// The default list.
    pub fn default_grants(&self) -> Vec<Grant> {
        self.acl_kind.default_grants(self.owner, self.major)
    }

    /// The statements that turn the default list into `grants`; empty if `grants` is `None`.
    pub fn statements(&self, grants: Option<&[Grant]>) -> Vec<Statement> {
        grants.map(|grants| self.change(&self.default_grants(), grants)).unwrap_or_default()
    }

    /// The statements that turn one list into another: revokes, then grants. Each grantor has the
    /// grant option when its statement runs.
    pub fn change(&self, from: &[Grant], to: &[Grant]) -> Vec<Statement> {
        let (before, after) = (held(from), held(to));
        let mut steps = self.revokes(&before, &after);
        steps.extend(self.grants(&before, &after));
        self.as_grantors(steps)
    }

    /// The revokes. Grants that depend on another grantor's option are revoked first.
    fn revokes<'a>(&self, before: &Held<'a>, after: &Held<'a>) -> Vec<(&'a Name, Statement)> {
        let mut lost: Vec<_> = before
            .iter()
            .flat_map(|(roles, privileges)| {
                let kept = after.get(roles);
                let kept = |privilege: &str| kept.and_then(|k| k.get(privilege).copied());
                let revoked = privileges.keys().filter(|p| kept(p).is_none()).copied().collect();
                let options = privileges.iter().filter(|(p, option)| **option && kept(p) == Some(false));
                [("", *roles, revoked), ("GRANT OPTION FOR ", *roles, options.map(|(p, _)| *p).collect())]
            })
            .filter(|(_, _, privileges): &(_, _, Vec<&str>)| !privileges.is_empty())
            .collect();
        let depths = self.depths(before);
        lost.sort_by_key(|(_, roles, _)| std::cmp::Reverse(depths.get(roles.0).copied().unwrap_or(0)));
        lost.into_iter()
            .map(|(option, (grantor, grantee), privileges)| {
                let verb = format!("REVOKE {option}{}", self.privileges_on(&privileges));
                let sql = format!("{}{verb} FROM {}", self.prefix, role_sql(grantee));
                (grantor, self.statement(sql, &privileges, grantee))
            })
            .collect()
    }

    /// The number of grants between the owner and each grantor.
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

    /// The grants, each after its grantor has the option.
    fn grants<'a>(&self, before: &Held<'a>, after: &Held<'a>) -> Vec<(&'a Name, Statement)> {
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
        // Grant options that both lists have are there from the start.
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
                // The grantor has the option from elsewhere: a column's grantor may have it on the
                // table.
                now = std::mem::take(&mut waiting);
            }
            for (option, (grantor, grantee), privileges) in now {
                let with = if option { " WITH GRANT OPTION" } else { "" };
                let verb = format!("GRANT {}", self.privileges_on(&privileges));
                let sql = format!("{}{verb} TO {}{with}", self.prefix, role_sql(grantee));
                granted.push((grantor, self.statement(sql, &privileges, grantee)));
                may.extend(privileges.iter().filter(|_| option).map(|p| (grantee, *p)));
            }
        }
        granted
    }

    /// Privileges with their object: `SELECT, INSERT ON TABLE t`, `SELECT (a) ON TABLE t`.
    fn privileges_on(&self, privileges: &[&str]) -> String {
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
        format!("{} ON {}", words.join(", "), self.on())
    }

    /// The text after `ON`: `TABLE public.users`.
    pub(crate) fn on(&self) -> String {
        if self.object.is_empty() { self.class.to_owned() } else { format!("{} {}", self.class, self.object) }
    }

    fn statement(&self, sql: String, privileges: &[&str], grantee: &Name) -> Statement {
        let statement = Statement::with_aspect(Aspect::Privileges, sql);
        // Default privileges need to be a member of the role that they are for, and no grant
        // option.
        if self.prefix.is_empty() { statement.with_right(self.right(privileges, grantee)) } else { statement }
    }

    /// What a role must be allowed to do to grant or revoke these privileges.
    pub(crate) fn right(&self, privileges: &[&str], grantee: &Name) -> Right {
        let all = self.acl_kind.all(self.major);
        Right::Grant {
            class: self.class.to_owned(),
            object: self.object.to_owned(),
            privileges: privileges.iter().map(|privilege| (*privilege).to_owned()).collect(),
            is_broad: self.column.is_some() || all.iter().all(|privilege| privileges.contains(privilege)),
            grantee: grantee.clone(),
        }
    }

    /// The statements, each run as its grantor. Switches roles for grantors other than the owner.
    fn as_grantors(&self, steps: Vec<(&Name, Statement)>) -> Vec<Statement> {
        let reset = || Statement::with_aspect(Aspect::Privileges, "RESET ROLE");
        let mut statements = Vec::new();
        let mut current = self.owner;
        for (grantor, statement) in steps {
            if grantor != current {
                if current != self.owner {
                    statements.push(reset());
                }
                if grantor != self.owner {
                    let sql = format!("SET ROLE {}", ident(grantor));
                    let statement = Statement::with_aspect(Aspect::Privileges, sql);
                    statements.push(statement.with_right(Right::ActAs(grantor.clone())));
                }
                current = grantor;
            }
            statements.push(statement);
        }
        if current != self.owner {
            statements.push(reset());
        }
        statements
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

/// The grant options, as pairs of role and privilege.
fn options<'a>(held: &Held<'a>) -> BTreeSet<(&'a Name, &'a str)> {
    let all =
        held.iter().flat_map(|((_, grantee), privileges)| privileges.iter().map(move |p| (*grantee, p)));
    all.filter(|(_, (_, option))| **option).map(|(grantee, (privilege, _))| (grantee, *privilege)).collect()
}

/// A role as shown to users: its name, or `CURRENT_USER` for the role that executes the SQL.
pub(crate) fn role_name(name: &str) -> &str {
    if name == UNSPECIFIED_ROLE { "CURRENT_USER" } else { name }
}

/// A role in SQL: its quoted name, `PUBLIC`, or the role that executes the statement.
pub fn role_sql(name: &str) -> String {
    match name {
        PUBLIC => "PUBLIC".to_owned(),
        UNSPECIFIED_ROLE => role_name(name).to_owned(),
        name => ident(name).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privilege::parse_acl;

    fn acl(items: &[&str]) -> Vec<Grant> {
        let (grants, unparsed) = parse_acl(&items.iter().map(|i| (*i).to_owned()).collect::<Vec<_>>());
        assert!(unparsed.is_empty());
        grants
    }

    fn check(kind: AclKind, column: Option<&str>, items: &[&str], expected: &[&str]) {
        let owner = Name::from("o");
        let target = GrantTarget {
            prefix: "",
            acl_kind: kind,
            class: "TABLE",
            object: "t",
            column,
            owner: &owner,
            major: 16,
        };
        let written = target.statements(Some(&acl(items)));
        assert_eq!(written.iter().map(|s| &*s.sql).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn default_privileges_need_no_statement() {
        check(AclKind::Table, None, &["o=arwdDxt/o"], &[]);
        check(AclKind::Function, None, &["=X/o", "o=X/o"], &[]);
    }

    #[test]
    fn missing_default_privileges_are_revoked() {
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
    fn privileges_are_granted() {
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
    fn grantors_get_the_option_first() {
        check(
            AclKind::Table,
            None,
            &["o=arwdDxt/o", "z=r*/o", "b=r*/z", "a=r/b", "c=r/b"],
            &[
                "GRANT SELECT ON TABLE t TO z WITH GRANT OPTION",
                "SET ROLE z",
                "GRANT SELECT ON TABLE t TO b WITH GRANT OPTION",
                "RESET ROLE",
                "SET ROLE b",
                "GRANT SELECT ON TABLE t TO a",
                "GRANT SELECT ON TABLE t TO c",
                "RESET ROLE",
            ],
        );
    }

    #[test]
    fn dependent_grants_are_revoked_first() {
        let owner = Name::from("o");
        let target = GrantTarget {
            prefix: "",
            acl_kind: AclKind::Schema,
            class: "SCHEMA",
            object: "s",
            column: None,
            owner: &owner,
            major: 16,
        };
        let from = acl(&["o=UC/o", "a=U*/o", "b=U*/a", "c=U/b", "d=U*/o"]);
        let written = target.change(&from, &acl(&["o=UC/o", "d=U/o"]));
        assert_eq!(
            written.iter().map(|s| &*s.sql).collect::<Vec<_>>(),
            [
                "SET ROLE b",
                "REVOKE USAGE ON SCHEMA s FROM c",
                "RESET ROLE",
                "SET ROLE a",
                "REVOKE USAGE ON SCHEMA s FROM b",
                "RESET ROLE",
                "REVOKE USAGE ON SCHEMA s FROM a",
                "REVOKE GRANT OPTION FOR USAGE ON SCHEMA s FROM d",
            ]
        );
    }
}
