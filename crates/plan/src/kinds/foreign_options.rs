//! Options of foreign-data wrappers, foreign servers and user mappings, some of them secrets.

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::relation::foreign_options_change;
use pgplumb_catalog::sql::SECRET;

use crate::change::ObjectChange;
use crate::steps::Hazard;

/// The options of an object.
#[derive(Clone, Copy)]
pub(super) struct Options<'a> {
    /// The options, each with its value.
    pub shown: &'a [Name],
    /// The names of options whose values are secrets.
    pub secret: &'a [Name],
}

impl Options<'_> {
    /// The `OPTIONS` clause that turns these options into others; `None` if they are the same. A
    /// secret that both have stays as it is.
    pub fn change_to(&self, new: Options<'_>) -> Option<String> {
        let changed = foreign_options_change(&self.all(), &new.all());
        (!changed.is_empty()).then(|| format!("OPTIONS ({changed})"))
    }

    /// Adds the hazard of a change to other options.
    pub fn hazards(&self, new: Options<'_>, change: ObjectChange) -> ObjectChange {
        match self.secret.iter().all(|name| new.secret.contains(name)) {
            true => change,
            false => change.hazard(Hazard::DeletesData),
        }
    }

    /// All options. The values of secrets are unknown, and therefore equal placeholders.
    fn all(&self) -> Vec<Name> {
        let secret = self.secret.iter().map(|name| format!("{name}={SECRET}").into());
        self.shown.iter().cloned().chain(secret).collect()
    }
}
