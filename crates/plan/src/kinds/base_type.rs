//! Changes of base types: `ALTER TYPE … SET`, and dropping a type with its functions.

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::base_type::BaseType;
use pgplumb_catalog::kinds::column::Storage;
use pgplumb_catalog::kinds::{Object, Statement};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for BaseType {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        // PostgreSQL refuses that, because stored values may be compressed.
        let becomes_plain = self.storage != Storage::Plain && new.storage == Storage::Plain;
        if self.fixed() != new.fixed() || becomes_plain {
            return Alteration::Recreate;
        }
        let options = options(self, new);
        if options.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let sql = format!("ALTER TYPE {} SET ({})", new.sql_name(), options.join(", "));
        Alteration::Parts(vec![ObjectChange::new(new.id(), Action::Alter, [sql.into()])])
    }

    /// A type and its input and output functions depend on each other, so that none of them can be
    /// dropped first. Everything else that depends on the type is dropped before it.
    fn drop_statements(&self, _: &ChangeContext<'_>) -> Vec<Statement> {
        let cascade = if self.is_shell { "" } else { " CASCADE" };
        vec![format!("DROP TYPE {}{cascade}", self.sql_name()).into()]
    }
}

/// The options to set. A function can be removed with `NONE`.
fn options(old: &BaseType, new: &BaseType) -> Vec<String> {
    let functions: [(&str, &Option<Name>, &Option<Name>); 6] = [
        ("RECEIVE", &old.receive, &new.receive),
        ("SEND", &old.send, &new.send),
        ("TYPMOD_IN", &old.modifier_input, &new.modifier_input),
        ("TYPMOD_OUT", &old.modifier_output, &new.modifier_output),
        ("ANALYZE", &old.analyze, &new.analyze),
        ("SUBSCRIPT", &old.subscript, &new.subscript),
    ];
    let changed = functions.into_iter().filter(|(_, old, new)| old != new);
    let mut options: Vec<String> =
        changed.map(|(word, _, new)| format!("{word} = {}", new.as_deref().unwrap_or("NONE"))).collect();
    if old.storage != new.storage {
        options.push(format!("STORAGE = {}", new.storage.word().to_lowercase()));
    }
    options
}
