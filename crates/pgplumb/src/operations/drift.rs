//! Compares loaded catalogs and builds reports.

use pgplumb_catalog::pattern::Selection;
use pgplumb_compare::Options;
use pgplumb_outputs::report::{Finding, Location, Report, Section};

use super::bookkeeping;
use super::diff::{Side, diff};
use super::load::LoadedCatalog;
use super::marks::ignored;
use super::scratch::Scratch;
use super::{GENERATOR, Observer};

/// One side of a comparison, with its name in reports.
#[derive(Clone, Copy, Debug)]
pub struct NamedCatalog<'a> {
    /// The name: `docs/schema_map.json`, `database`.
    pub name: &'a str,
    /// The loaded catalog, not restricted to the selection.
    pub loaded: &'a LoadedCatalog,
}

impl<'a> NamedCatalog<'a> {
    /// Converts to a side of a comparison.
    pub fn side(self) -> Side<'a> {
        let LoadedCatalog { catalog, role, manages_privileges, is_from_sql, .. } = self.loaded;
        Side {
            catalog,
            role: role.as_ref(),
            manages_privileges: *manages_privileges,
            is_from_sql: *is_from_sql,
        }
    }
}

/// How catalogs are compared.
pub struct Comparer<'a> {
    /// The objects to compare.
    pub selection: &'a Selection,
    /// What counts as a difference.
    pub options: Options,
    /// Creates scratch databases.
    pub scratch: &'a Scratch,
    /// Receives progress.
    pub observer: &'a dyn Observer,
}

impl Comparer<'_> {
    /// Compares two sides. Adds notes to the notes of the report.
    pub async fn section(
        &self,
        from: NamedCatalog<'_>,
        to: NamedCatalog<'_>,
        notes: &mut Vec<String>,
    ) -> Section {
        let mut options = self.options.clone();
        bookkeeping::add_rules(&mut options.policy, &[&from.loaded.catalog, &to.loaded.catalog]);
        options.policy.ignore.extend([from.loaded, to.loaded].into_iter().flat_map(ignored));
        let found =
            diff(&from.side(), &to.side(), self.selection, &options, self.scratch, self.observer).await;
        notes.extend(found.notes.into_iter().map(|note| format!("{} and {}: {note}", from.name, to.name)));
        Section {
            title: title(from.name, to.name),
            from: from.name.to_owned(),
            to: to.name.to_owned(),
            location: None,
            findings: found.comparison.changes.into_iter().map(Finding::from).collect(),
            renames: found.comparison.renames,
            ignored: found.comparison.ignored.into_iter().map(|i| (i.rule, i.changes)).collect(),
            ..Section::default()
        }
    }
}

/// The title of a comparison.
pub fn title(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

/// Creates an empty report with the current time.
pub fn empty_report() -> Report {
    let created_at = super::clock::timestamp(std::time::SystemTime::now());
    Report { generator: GENERATOR.to_owned(), created_at, ..Report::default() }
}

/// Creates a section for something that could not be compared.
pub fn unknown_section(title: &str, location: Option<Location>, reason: impl ToString) -> Section {
    Section {
        title: title.to_owned(),
        location,
        unknown_reason: Some(reason.to_string()),
        ..Section::default()
    }
}
