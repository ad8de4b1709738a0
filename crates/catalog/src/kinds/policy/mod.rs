//! Row security policies (`pg_policy`).

mod rules;

pub(crate) use rules::{POLICIES, RULES};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Statement, SubObject, codes, is_default};
use crate::privilege::{role_name, role_sql};
use crate::read::{Class, Context, Oid};
use crate::sql::{ident, parenthesize, with_clauses};
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
    /// Its command.
    pub command: PolicyCommand,
    /// Whether it is restrictive: rows must pass it in addition to a permissive policy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restrictive: bool,
    /// Its roles; all if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Name>,
    /// The `USING` expression: which existing rows are visible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Box<str>>,
    /// The `WITH CHECK` expression: which new rows are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_check: Option<Box<str>>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

codes! {
    /// The command of a policy.
    pub enum PolicyCommand {
        #[default] All = "*" "ALL",
        Select = "r" "SELECT",
        Insert = "a" "INSERT",
        Update = "w" "UPDATE",
        Delete = "d" "DELETE",
    }
}

impl Policy {
    /// `CREATE POLICY`; `table` is quoted and qualified.
    pub fn create(&self, table: &str) -> String {
        let mut clauses = Vec::new();
        if self.restrictive {
            clauses.push("AS RESTRICTIVE".to_owned());
        }
        if self.command != PolicyCommand::All {
            clauses.push(format!("FOR {}", self.command.word()));
        }
        if !self.roles.is_empty() {
            let roles: Vec<String> = self.roles.iter().map(|role| role_sql(role)).collect();
            clauses.push(format!("TO {}", roles.join(", ")));
        }
        clauses.extend(self.using.as_deref().map(|using| format!("USING {}", parenthesize(using))));
        clauses.extend(self.with_check.as_deref().map(|check| format!("WITH CHECK {}", parenthesize(check))));
        with_clauses(format!("CREATE POLICY {} ON {table}", ident(&self.name)), &clauses)
    }

    /// Its roles as shown to users. `CURRENT_USER` is the role that executes its SQL.
    pub fn role_names(&self) -> Vec<&str> {
        self.roles.iter().map(|role| role_name(role)).collect()
    }

    /// The policy as a sub-object of its table.
    pub fn sub_object(&self, relation: &ObjectId) -> SubObject {
        let table = relation.path();
        let on = format!("POLICY {} ON {table}", ident(&self.name));
        let comment = self.comment.as_deref().map(|text| Statement::comment(&on, text));
        SubObject::new(relation.nested(Kind::Policy, self.name.clone()), self.create(&table)).then(comment)
    }
}

/// Builds the policies. Returns them by relation.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>) -> FxHashMap<Oid, Vec<Policy>> {
    let mut all: FxHashMap<Oid, Vec<Policy>> = FxHashMap::default();
    rows.sort_by(|a, b| (a.relation, &a.name).cmp(&(b.relation, &b.name)));
    for row in rows {
        let Some(relation) = cx.relations.get(&row.relation) else { continue };
        let id = relation.id.nested(Kind::Policy, row.name.as_str());
        cx.register(Class::POLICY, row.oid, id.clone());
        if row.has_using != row.using_expression.is_some() || row.has_check != row.check_expression.is_some()
        {
            cx.saw_concurrent_change = true;
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
        all.entry(row.relation).or_default().push(policy);
    }
    all
}
