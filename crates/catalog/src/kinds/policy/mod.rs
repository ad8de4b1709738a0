//! Row security policies (`pg_policy`).

mod rules;

pub(crate) use rules::{POLICIES, RULES};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Part, Statement, codes, is_default};
use crate::read::{Class, Context, Oid};
use crate::sql::{ident, ident_list, in_parentheses, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    relation: Oid,
    name: String,
    command: String,
    permissive: bool,
    roles: Vec<Oid>,
    has_using: bool,
    has_check: bool,
    using_expression: Option<String>,
    check_expression: Option<String>,
}

/// A row security policy of a table.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// The commands it is for.
    pub command: PolicyCommand,
    /// Whether rows must pass it besides one of the permissive policies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restrictive: bool,
    /// The roles it is for; none means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Name>,
    /// Which rows can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Box<str>>,
    /// Which rows can be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_check: Option<Box<str>>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

codes! {
    /// The commands that a policy is for.
    pub enum PolicyCommand {
        #[default] All = "*" "ALL",
        Select = "r" "SELECT",
        Insert = "a" "INSERT",
        Update = "w" "UPDATE",
        Delete = "d" "DELETE",
    }
}

impl Policy {
    /// The statement that makes it on a table, which is named quoted and qualified.
    pub fn create(&self, table: &str) -> String {
        let mut clauses = Vec::new();
        if self.restrictive {
            clauses.push("AS RESTRICTIVE".to_owned());
        }
        if self.command != PolicyCommand::All {
            clauses.push(format!("FOR {}", self.command.word()));
        }
        if !self.roles.is_empty() {
            clauses.push(format!("TO {}", ident_list(&self.roles)));
        }
        clauses.extend(self.using.as_deref().map(|using| format!("USING {}", in_parentheses(using))));
        clauses
            .extend(self.with_check.as_deref().map(|check| format!("WITH CHECK {}", in_parentheses(check))));
        with_clauses(format!("CREATE POLICY {} ON {table}", ident(&self.name)), &clauses)
    }

    /// The SQL that makes the policy, on its table.
    pub(crate) fn part(&self, relation: &ObjectId) -> Part {
        let table = relation.path();
        let on = format!("POLICY {} ON {table}", ident(&self.name));
        let comment = self.comment.as_deref().map(|text| Statement::comment(&on, text));
        Part::new(relation.nested(Kind::Policy, self.name.clone()), self.create(&table)).then(comment)
    }
}

/// Makes policies of the rows and keeps them for their tables.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>) {
    rows.sort_by(|a, b| (a.relation, &a.name).cmp(&(b.relation, &b.name)));
    for row in rows {
        let Some(relation) = cx.relations.get(&row.relation) else { continue };
        let id = relation.id.nested(Kind::Policy, row.name.as_str());
        cx.register(Class::POLICY, row.oid, id.clone());
        if row.has_using != row.using_expression.is_some() || row.has_check != row.check_expression.is_some()
        {
            cx.disturbed = true;
        }
        let mut roles: Vec<Name> = row.roles.iter().filter(|r| **r != 0).map(|r| cx.role(*r)).collect();
        roles.sort();
        let policy = Policy {
            name: cx.name(&row.name),
            command: cx.code("polcmd", &row.command, || format!("policy {}", id.path())),
            restrictive: !row.permissive,
            roles,
            using: row.using_expression.map(Into::into),
            with_check: row.check_expression.map(Into::into),
            comment: cx.comment(Class::POLICY, row.oid, 0),
        };
        cx.parts.policies.entry(row.relation).or_default().push(policy);
    }
}
