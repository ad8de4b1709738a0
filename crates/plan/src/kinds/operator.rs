//! Changes of operators: `ALTER OPERATOR … SET`.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::operator::Operator;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Name};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for Operator {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let Some(options) = options(self, new, context) else { return Alteration::Recreate };
        if options.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let sql = format!("ALTER OPERATOR {} SET ({})", new.sql_name(), options.join(", "));
        Alteration::Parts(vec![ObjectChange::new(new.id(), Action::Alter, [sql.into()])])
    }
}

/// The options to set; `None` if only a new operator can have them. Since version 17, properties
/// that an operator did not have can be added.
fn options(old: &Operator, new: &Operator, context: &ChangeContext<'_>) -> Option<Vec<String>> {
    let major = context.version.major();
    if old.function != new.function {
        return None;
    }
    let mut options = Vec::new();
    for (word, old, new) in [("RESTRICT", &old.restrict, &new.restrict), ("JOIN", &old.join, &new.join)] {
        if old != new {
            options.push(format!("{word} = {}", new.as_deref().unwrap_or("NONE")));
        }
    }
    for link in [Link::Commutator, Link::Negator] {
        let (current, desired) = (link.of(old), link.of(new));
        let is_set = current.is_none() && link.is_set_with_other(new, context);
        let is_reset = desired.is_none() && !link.is_kept(old, context);
        if current == desired || is_set || is_reset {
            continue;
        }
        let desired = desired.as_ref().filter(|_| current.is_none() && major >= 17)?;
        options.push(format!("{} = OPERATOR({desired})", link.word()));
    }
    let switches = [("HASHES", old.hashes, new.hashes), ("MERGES", old.merges, new.merges)];
    for (word, _, new) in switches.into_iter().filter(|(_, old, new)| old != new) {
        if !new || major < 17 {
            return None;
        }
        options.push(word.to_owned());
    }
    Some(options)
}

/// A relationship between two operators.
#[derive(Clone, Copy)]
enum Link {
    Commutator,
    Negator,
}

impl Link {
    fn word(self) -> &'static str {
        match self {
            Self::Commutator => "COMMUTATOR",
            Self::Negator => "NEGATOR",
        }
    }

    fn of(self, operator: &Operator) -> &Option<Name> {
        match self {
            Self::Commutator => &operator.commutator,
            Self::Negator => &operator.negator,
        }
    }

    /// The operator that a link names.
    fn other<'a>(self, operator: &Operator, catalog: &'a Catalog) -> Option<&'a Operator> {
        let name = self.of(operator).as_ref()?;
        let operands = match self {
            Self::Commutator => (&operator.right_type, &operator.left_type),
            Self::Negator => (&operator.left_type, &operator.right_type),
        };
        catalog
            .operators
            .iter()
            .find(|other| linked_name(other) == **name && (&other.left_type, &other.right_type) == operands)
    }

    /// Whether the other operator stays. Dropping it removes the link.
    fn is_kept(self, operator: &Operator, context: &ChangeContext<'_>) -> bool {
        self.other(operator, context.desired.catalog()).is_some()
    }

    /// Whether the server sets the link together with the link of the other operator: when it creates
    /// that one, or alters it. Of two operators that are both altered, only the first one is.
    fn is_set_with_other(self, operator: &Operator, context: &ChangeContext<'_>) -> bool {
        let Some(other) = self.other(operator, context.desired.catalog()) else { return false };
        let is_mutual = self.of(other).as_deref() == Some(&*linked_name(operator));
        if !is_mutual || other.id() == operator.id() {
            return false;
        }
        let current = context.current.catalog().operators.iter().find(|current| current.id() == other.id());
        match current.filter(|current| current.function.is_some()) {
            None => true,
            Some(current) => self.of(current).is_none() && other.id() < operator.id(),
        }
    }
}

/// The name by which another operator names this one.
fn linked_name(operator: &Operator) -> String {
    format!("{}.{}", ident(&operator.schema), operator.name)
}
