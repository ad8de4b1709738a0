//! A trigger, rule or policy as the planner sees it.

use pgplumb_catalog::kinds::Statement;
use pgplumb_catalog::kinds::policy::Policy;
use pgplumb_catalog::kinds::rule::Rule;
use pgplumb_catalog::kinds::trigger::{Enabled, Trigger};
use pgplumb_catalog::{Name, ObjectId};

use crate::node::NodeId;

/// A trigger, rule or policy in the form that this module compares.
pub(crate) struct SubObject<'a> {
    pub id: ObjectId,
    pub definition: Definition<'a>,
    /// When it fires; policies always apply.
    pub enabled: Enabled,
    pub comment: Option<&'a str>,
    /// The statements that create it.
    pub create: Vec<Statement>,
    /// The nodes that the statements depend on.
    pub needs: Vec<NodeId>,
}

impl SubObject<'_> {
    /// The extensions with which it is dropped.
    pub fn extensions(&self) -> &[Name] {
        match self.definition {
            Definition::Trigger(trigger) => &trigger.depends_on_extensions,
            _ => &[],
        }
    }
}

/// The definition of a trigger, rule or policy, without its comment and when it fires.
#[derive(Clone, Copy)]
pub(crate) enum Definition<'a> {
    Trigger(&'a Trigger),
    /// A partition's copy of its parent's trigger. Only when it fires can differ from the parent.
    InheritedTrigger,
    Rule(&'a Rule),
    Policy(&'a Policy),
}
