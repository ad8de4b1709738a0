//! Rewrite rules (`pg_rewrite`).

mod rules;

pub(crate) use rules::{REWRITE_RULES, RULES};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::trigger::Enabled;
use super::{Statement, SubObject, is_default};
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
    /// The whole statement as the server deparses it, without a semicolon.
    pub definition: Box<str>,
    /// When it applies, depending on `session_replication_role`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enabled: Enabled,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}

impl Rule {
    /// The rule as a sub-object of its relation.
    pub fn sub_object(&self, relation: &ObjectId) -> SubObject {
        let table = relation.path();
        let name = ident(&self.name);
        let state = (self.enabled != Enabled::Origin)
            .then(|| format!("ALTER TABLE {table} {} RULE {name}", self.enabled.alter_word()).into());
        let comment =
            self.comment.as_deref().map(|text| Statement::comment(&format!("RULE {name} ON {table}"), text));
        SubObject::new(relation.nested(Kind::Rule, self.name.clone()), &*self.definition)
            .then(state)
            .then(comment)
    }
}

/// Builds the rules. Returns them by relation.
pub(crate) fn load(cx: &mut Context, mut rows: Vec<Row>) -> FxHashMap<Oid, Vec<Rule>> {
    let mut all: FxHashMap<Oid, Vec<Rule>> = FxHashMap::default();
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
            cx.saw_concurrent_change = true;
            continue;
        };
        let rule = Rule {
            name: cx.name(&row.name),
            definition: definition.trim_end().trim_end_matches(';').into(),
            enabled: cx.code("ev_enabled", &row.enabled, || format!("rule {}", own.path())),
            comment: cx.comment(Class::REWRITE, row.oid, 0),
        };
        all.entry(row.relation).or_default().push(rule);
    }
    all
}
