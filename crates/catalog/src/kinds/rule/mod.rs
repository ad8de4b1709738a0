//! Rewrite rules (`pg_rewrite`).

mod rules;

pub(crate) use rules::{RULES, RULES_OF_RELATIONS};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::trigger::Enabled;
use super::{Part, Statement, is_default};
use crate::read::{Class, Context, Oid};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    relation: Oid,
    name: String,
    enabled: String,
    is_view: bool,
    definition: Option<String>,
}

/// A rewrite rule of a table or view.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// The whole statement that makes it, as the server prints it, without the closing semicolon.
    pub definition: Box<str>,
    /// In which sessions it applies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enabled: Enabled,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

impl Rule {
    /// The SQL that makes the rule, on its relation.
    pub(crate) fn part(&self, relation: &ObjectId) -> Part {
        let table = relation.path();
        let name = ident(&self.name);
        let state = (self.enabled != Enabled::Origin)
            .then(|| format!("ALTER TABLE {table} {} RULE {name}", self.enabled.alter_word()).into());
        let comment =
            self.comment.as_deref().map(|text| Statement::comment(&format!("RULE {name} ON {table}"), text));
        Part::new(relation.nested(Kind::Rule, self.name.clone()), &*self.definition).then(state).then(comment)
    }
}

/// Makes rules of the rows and keeps them for their relations.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>) {
    rows.sort_by(|a, b| (a.relation, &a.name).cmp(&(b.relation, &b.name)));
    for row in rows {
        let Some(relation) = cx.relations.get(&row.relation) else { continue };
        let id = relation.id.clone();
        if row.is_view {
            cx.register(Class::REWRITE, row.oid, id);
            continue;
        }
        let own = id.nested(Kind::Rule, row.name.as_str());
        cx.register(Class::REWRITE, row.oid, own.clone());
        let Some(definition) = row.definition else {
            cx.disturbed = true;
            continue;
        };
        let rule = Rule {
            name: cx.name(&row.name),
            definition: definition.trim_end().trim_end_matches(';').into(),
            enabled: cx.code("ev_enabled", &row.enabled, || format!("rule {}", own.path())),
            comment: cx.comment(Class::REWRITE, row.oid, 0),
        };
        cx.parts.rules.entry(row.relation).or_default().push(rule);
    }
}
