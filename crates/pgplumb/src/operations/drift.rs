//! Comparing what was read, and reporting it.

use pgplumb_catalog::pattern::Selection;
use pgplumb_compare::{Ignore, Options};
use pgplumb_outputs::report::{Finding, Location, Report, Section};

use super::diff::{Side, diff};
use super::marks::ignored;
use super::read::Read;
use super::scratch::Scratch;
use super::{GENERATOR, Observer};

/// One of two sides, with what it is called.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// What it is called: `docs/schema_map.json`, `database`.
    pub name: &'a str,
    /// What was read: all of it.
    pub read: &'a Read,
}

impl<'a> Named<'a> {
    /// The side, to be compared.
    pub fn side(self) -> Side<'a> {
        let Read { catalog, says_privileges, is_made, .. } = self.read;
        Side { catalog, says_privileges: *says_privileges, is_made: *is_made }
    }
}

/// How things are compared.
pub struct Comparing<'a> {
    /// What it is about.
    pub selection: &'a Selection,
    /// What counts.
    pub options: Options,
    /// How SQL is made into catalogs.
    pub scratch: &'a Scratch,
    /// Hears what is done.
    pub observer: &'a dyn Observer,
}

impl Comparing<'_> {
    /// Compares two sides. The notes are those of the report that the section goes into.
    pub async fn section(&self, from: Named<'_>, to: Named<'_>, notes: &mut Vec<String>) -> Section {
        let mut options = self.options.clone();
        let bookkeeping = from.read.bookkeeping.iter().chain(&to.read.bookkeeping);
        options.policy.ignore.extend(bookkeeping.cloned().map(Ignore::Objects));
        options.policy.ignore.extend([from.read, to.read].into_iter().flat_map(ignored));
        let found =
            diff(&from.side(), &to.side(), self.selection, &options, self.scratch, self.observer).await;
        notes.extend(found.notes.into_iter().map(|note| format!("{} and {}: {note}", from.name, to.name)));
        Section {
            title: format!("{} → {}", from.name, to.name),
            from: from.name.to_owned(),
            to: to.name.to_owned(),
            location: None,
            findings: found.comparison.changes.into_iter().map(Finding::from).collect(),
            renames: found.comparison.renames,
            ignored: found.comparison.ignored.into_iter().map(|i| (i.rule, i.changes)).collect(),
            unknown: None,
        }
    }
}

/// An empty report, made now.
pub fn report() -> Report {
    let made_at = super::clock::timestamp(std::time::SystemTime::now());
    Report { generator: GENERATOR.to_owned(), made_at, ..Report::default() }
}

/// A section of what could not be told.
pub fn unknown(title: &str, location: Option<Location>, reason: impl ToString) -> Section {
    Section { title: title.to_owned(), location, unknown: Some(reason.to_string()), ..Section::default() }
}
