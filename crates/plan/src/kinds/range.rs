//! Range types: a changed one is recreated.

use pgplumb_catalog::kinds::range::Range;
use pgplumb_catalog::kinds::{Object, Statement};

use super::Alter;
use crate::change::ChangeContext;

impl Alter for Range {
    /// A range and its canonical function depend on each other, so that neither can be dropped
    /// first. Everything else that depends on the range is dropped before it.
    fn drop_statements(&self, _: &ChangeContext<'_>) -> Vec<Statement> {
        let cascade = if self.canonical.is_some() { " CASCADE" } else { "" };
        vec![format!("DROP TYPE {}{cascade}", self.sql_name()).into()]
    }
}
