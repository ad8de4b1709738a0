//! Changes of operators: `ALTER OPERATOR … SET`.

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::operator::Operator;

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for Operator {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        let Some(options) = options(self, new, context.version.major()) else { return Alteration::Recreate };
        if options.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let sql = format!("ALTER OPERATOR {} SET ({})", new.sql_name(), options.join(", "));
        Alteration::Parts(vec![ObjectChange::new(new.id(), Action::Alter, [sql.into()])])
    }
}

/// The options to set; `None` if only a new operator can have them. Since version 17, properties
/// that an operator did not have can be added.
fn options(old: &Operator, new: &Operator, major: u32) -> Option<Vec<String>> {
    if old.function != new.function {
        return None;
    }
    let mut options = Vec::new();
    for (word, old, new) in [("RESTRICT", &old.restrict, &new.restrict), ("JOIN", &old.join, &new.join)] {
        if old != new {
            options.push(format!("{word} = {}", new.as_deref().unwrap_or("NONE")));
        }
    }
    let operators: [(&str, &Option<Name>, &Option<Name>); 2] =
        [("COMMUTATOR", &old.commutator, &new.commutator), ("NEGATOR", &old.negator, &new.negator)];
    for (word, old, new) in operators.into_iter().filter(|(_, old, new)| old != new) {
        let new = new.as_ref().filter(|_| old.is_none() && major >= 17)?;
        options.push(format!("{word} = OPERATOR({new})"));
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
