//! Changes of rewrite rules.

use pgplumb_catalog::kinds::rule::Rule;
use pgplumb_catalog::{Kind, ObjectId};

use super::sub_object::{Definition, SubObject};

/// A rule of a relation.
pub(super) fn of<'a>(rule: &'a Rule, relation: &ObjectId) -> SubObject<'a> {
    let create = rule.sub_object(relation);
    SubObject {
        id: relation.nested(Kind::Rule, rule.name.clone()),
        definition: Definition::Rule(rule),
        enabled: rule.enabled,
        comment: rule.comment.as_deref(),
        create: create.statements,
        needs: create.needs.into_iter().map(Into::into).collect(),
    }
}
