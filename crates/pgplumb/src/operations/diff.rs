//! Compares two catalogs, from whatever sources.

use std::borrow::Cow;

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::{Catalog, Change, Name, ObjectId};
use pgplumb_compare::{Comparison, Options, align, compare, is_aligned};
use pgplumb_outputs::dump;
use pgplumb_plan::DependencyClosure;
use pgplumb_postgres::scratch::ScratchServer;

use super::recreate::restore_unreadable;
use super::scratch::{Scratch, SqlCatalogError};
use super::{Observer, Stage};

/// One of the two catalogs of a comparison: the whole catalog, not only the selection.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The role that read it from a database. The SQL of the other side means this role by
    /// `CURRENT_USER`.
    pub role: Option<&'a Name>,
    /// Whether its source manages privileges.
    pub manages_privileges: bool,
    /// Whether it comes from executed SQL, which does not contain state such as invalid indexes.
    pub is_from_sql: bool,
}

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The differences.
    pub comparison: Comparison,
    /// Notes for the user: texts that could not be normalized.
    pub notes: Vec<String>,
    /// The extension that the scratch server lacks, if texts could not be normalized because of it,
    /// and what to do about it.
    pub missing_extension: Option<String>,
}

/// Finds the changes that turn the first catalog into the second, restricted to the selection.
///
/// Deparsed text is not a fixed point: a server prints an expression differently after parsing its
/// own output, and each version prints differently. A text difference counts only if it remains
/// after both catalogs were recreated on one server. Catalogs of different major versions are
/// always compared in that form.
pub async fn diff(
    from: &Side<'_>,
    to: &Side<'_>,
    selection: &Selection,
    options: &Options,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Diff {
    observer.notify(Stage::Doing("comparing"));
    let options = Options {
        ignore_privileges: options.ignore_privileges || !from.manages_privileges || !to.manages_privileges,
        ignore_state: options.ignore_state || from.is_from_sql || to.is_from_sql,
        ..options.clone()
    };
    let (from, to) = (with_role(from.catalog, to.role), with_role(to.catalog, from.role));
    let first = compared(&from, &to, selection, &options);
    let majors = (from.server_version.major(), to.server_version.major());
    let versions_differ = majors.0 != majors.1;
    if first.is_in_sync() || !versions_differ && !first.drift().any(Change::is_text_change) {
        return Diff { comparison: first, notes: Vec::new(), missing_extension: None };
    }
    let normalization = Normalization { scratch, observer, with_roles: versions_differ };
    let normalized = match versions_differ {
        true => normalization.both(&from, &to, majors.0.max(majors.1)).await,
        false => normalization.changed_texts(&from, &to, &first).await,
    };
    match normalized {
        Ok((old, new)) if versions_differ => {
            let options = Options { oldest_major: Some(majors.0.min(majors.1)), ..options.clone() };
            let mut comparison = compared(&old, &new, selection, &options);
            // Differences that recreating introduced do not count, and recreated objects lose their
            // state, so informational changes are taken from the first comparison.
            comparison.changes.retain(|change| !change.informational && has_change(&first, change));
            comparison.changes.extend(first.changes.into_iter().filter(|change| change.informational));
            Diff { comparison, notes: Vec::new(), missing_extension: None }
        }
        Ok((old, new)) => {
            let normalized = compared(&old, &new, selection, &options);
            let mut comparison = first;
            comparison.changes.retain(|change| !change.is_text_change() || has_change(&normalized, change));
            Diff { comparison, notes: Vec::new(), missing_extension: None }
        }
        Err(error) => {
            let what = match versions_differ {
                true => format!("PostgreSQL {} and {}", majors.0, majors.1),
                false => "expressions that may be equivalent".to_owned(),
            };
            let missing_extension = error.missing_extension();
            let reason = missing_extension.clone().unwrap_or_else(|| first_lines(&error.to_string()));
            let note = format!(
                "{what} are compared without normalization, because the catalogs could not be recreated: {reason}"
            );
            Diff { comparison: first, notes: vec![note], missing_extension }
        }
    }
}

/// The first statement that failed with its error, on one line.
fn first_lines(error: &str) -> String {
    error.lines().take(2).collect::<Vec<_>>().join(": ")
}

/// The catalog with this role in place of `CURRENT_USER`.
pub(super) fn with_role<'a>(catalog: &'a Catalog, role: Option<&Name>) -> Cow<'a, Catalog> {
    let Some(role) = role.filter(|_| catalog.names_unspecified_role()) else { return Cow::Borrowed(catalog) };
    let mut catalog = catalog.clone();
    catalog.specify_role(role);
    Cow::Owned(catalog)
}

fn compared(from: &Catalog, to: &Catalog, selection: &Selection, options: &Options) -> Comparison {
    if selection.is_everything() && is_aligned(from, to) {
        return compare(from, to, options);
    }
    let part = |catalog: &Catalog| catalog.subset(|id| selection.includes(id));
    let (mut from, mut to) = (part(from), part(to));
    align(&mut from, &mut to);
    compare(&from, &to, options)
}

/// Whether a comparison contains a change of the same property of the same object.
fn has_change(comparison: &Comparison, change: &Change) -> bool {
    let is_same = |other: &Change| other.object == change.object && other.property() == change.property();
    comparison.changes.iter().any(is_same)
}

/// Recreates catalogs on one server to normalize their texts.
struct Normalization<'a> {
    scratch: &'a Scratch,
    observer: &'a dyn Observer,
    /// Whether owners and privileges are compared, so that roles are needed.
    with_roles: bool,
}

impl Normalization<'_> {
    async fn both(
        &self,
        from: &Catalog,
        to: &Catalog,
        major: u32,
    ) -> Result<(Catalog, Catalog), SqlCatalogError> {
        let server = self.scratch.server_for_recreating(major, self.observer).await?;
        let doing = format!("comparing: recreating the schemas on PostgreSQL {}", server.major());
        self.observer.notify(Stage::Doing(&doing));
        Ok((self.recreate(from, &server).await?, self.recreate(to, &server).await?))
    }

    /// Recreates the objects whose text differs, with the objects that these need. Falls back to
    /// the whole catalogs.
    async fn changed_texts(
        &self,
        from: &Catalog,
        to: &Catalog,
        first: &Comparison,
    ) -> Result<(Catalog, Catalog), SqlCatalogError> {
        let changed_texts_of: Vec<&ObjectId> =
            first.drift().filter(|change| change.is_text_change()).map(Change::subject).collect();
        let part = |catalog: &Catalog| {
            DependencyClosure::of(catalog).needed_by(changed_texts_of.iter().copied()).select(catalog)
        };
        let major = from.server_version.major();
        match self.both(&part(from), &part(to), major).await {
            Ok(both) => Ok(both),
            Err(_) => self.both(from, to, major).await,
        }
    }

    async fn recreate(&self, catalog: &Catalog, server: &ScratchServer) -> Result<Catalog, SqlCatalogError> {
        let options = dump::Options {
            no_owner: !self.with_roles,
            no_privileges: !self.with_roles,
            no_comments: !self.with_roles,
            ..dump::Options::default()
        };
        let mut recreated = self.scratch.recreate(server, catalog, &options).await?.catalog;
        restore_unreadable(&mut recreated, catalog);
        if self.with_roles {
            // The copy has no owners that are superusers.
            recreated.copy_owners_from(catalog);
        }
        Ok(recreated)
    }
}
