//! What differs between two catalogs, whatever they were read from.

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Change, ObjectId};
use pgplumb_compare::{Comparison, Options, Surroundings, align, compare, is_aligned};
use pgplumb_outputs::dump;
use pgplumb_postgres::load::Script;
use pgplumb_postgres::scratch::ScratchServer;

use super::scratch::{Scratch, WorkError};
use super::{Observer, Stage};

/// One of two catalogs to be compared: all of it, not only what is selected.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Whether its source is one whose privileges are managed there.
    pub says_privileges: bool,
    /// Whether it was made by executing SQL, which says nothing of the state of things.
    pub is_made: bool,
}

/// What differs, and what there is to say of how that was found.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// What differs.
    pub comparison: Comparison,
    /// What the user should know: texts that could not be settled.
    pub notes: Vec<String>,
}

/// Says what turns the first catalog into the second, as far as the selection goes.
///
/// A server writes the same expression in two ways, as it was first parsed or parsed again from its own text; and each version has ways of its
/// own. So differences of text count only where they survive both catalogs being made anew on one server, and catalogs of different versions are
/// compared as they are then.
pub async fn diff(
    from: &Side<'_>,
    to: &Side<'_>,
    selection: &Selection,
    options: &Options,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Diff {
    observer.at(Stage::Doing("comparing"));
    let options = Options {
        without_privileges: options.without_privileges || !from.says_privileges || !to.says_privileges,
        without_state: options.without_state || from.is_made || to.is_made,
        ..options.clone()
    };
    let plain = compared(from.catalog, to.catalog, selection, &options);
    let majors = (from.catalog.server_version.major(), to.catalog.server_version.major());
    let is_of_two_versions = majors.0 != majors.1;
    if plain.is_in_step() || !is_of_two_versions && !plain.drift().any(Change::is_of_text) {
        return Diff { comparison: plain, notes: Vec::new() };
    }
    let settling = Settling { scratch, observer, with_roles: is_of_two_versions };
    let settled = match is_of_two_versions {
        true => settling.both(from.catalog, to.catalog, majors.0.max(majors.1)).await,
        false => settling.parts(from.catalog, to.catalog, &plain).await,
    };
    match settled {
        Ok((old, new)) if is_of_two_versions => {
            let options = Options { oldest: Some(majors.0.min(majors.1)), ..options.clone() };
            let mut comparison = compared(&old, &new, selection, &options);
            // What is the same before is the same, and what making anew does not bring along is known from before.
            comparison.changes.retain(|change| !change.informational && has(&plain, change));
            comparison.changes.extend(plain.changes.into_iter().filter(|change| change.informational));
            Diff { comparison, notes: Vec::new() }
        }
        Ok((old, new)) => {
            let settled = compared(&old, &new, selection, &options);
            let mut comparison = plain;
            comparison.changes.retain(|change| !change.is_of_text() || has(&settled, change));
            Diff { comparison, notes: Vec::new() }
        }
        Err(error) => {
            let what = match is_of_two_versions {
                true => format!("PostgreSQL {} and {}", majors.0, majors.1),
                false => "texts that may be the same in other words".to_owned(),
            };
            let note = format!("{what} are compared as they are, for neither could be made anew: {error}");
            Diff { comparison: plain, notes: vec![note] }
        }
    }
}

fn compared(from: &Catalog, to: &Catalog, selection: &Selection, options: &Options) -> Comparison {
    if selection.is_everything() && is_aligned(from, to) {
        return compare(from, to, options);
    }
    let part = |catalog: &Catalog| catalog.part(|id| selection.picks(id));
    let (mut from, mut to) = (part(from), part(to));
    align(&mut from, &mut to);
    compare(&from, &to, options)
}

/// Whether a comparison has a change of the same property of the same object.
fn has(comparison: &Comparison, change: &Change) -> bool {
    let is_it = |other: &Change| other.object == change.object && other.property() == change.property();
    comparison.changes.iter().any(is_it)
}

/// Making catalogs anew.
struct Settling<'a> {
    scratch: &'a Scratch,
    observer: &'a dyn Observer,
    /// Whether owners and privileges count, and roles are needed for them.
    with_roles: bool,
}

impl Settling<'_> {
    async fn both(&self, from: &Catalog, to: &Catalog, major: u32) -> Result<(Catalog, Catalog), WorkError> {
        let server = self.scratch.server_for(major, self.observer).await?;
        Ok((self.anew(from, &server).await?, self.anew(to, &server).await?))
    }

    /// Of catalogs of one version only what differs in its wording, with what that needs; all of them, where that is not enough.
    async fn parts(
        &self,
        from: &Catalog,
        to: &Catalog,
        plain: &Comparison,
    ) -> Result<(Catalog, Catalog), WorkError> {
        let worded: Vec<&ObjectId> =
            plain.drift().filter(|change| change.is_of_text()).map(Change::subject).collect();
        let part =
            |catalog: &Catalog| Surroundings::of(catalog).needed_by(worded.iter().copied()).of(catalog);
        let major = from.server_version.major();
        match self.both(&part(from), &part(to), major).await {
            Ok(both) => Ok(both),
            Err(_) => self.both(from, to, major).await,
        }
    }

    async fn anew(&self, catalog: &Catalog, server: &ScratchServer) -> Result<Catalog, WorkError> {
        let options = dump::Options {
            no_owner: !self.with_roles,
            no_privileges: !self.with_roles,
            no_comments: !self.with_roles,
            ..dump::Options::default()
        };
        let text = dump::dump(catalog, &Origin::default(), &options);
        let script = Script { name: "what was read".to_owned(), text };
        Ok(self.scratch.make_on(server, &[script], self.observer).await?.catalog)
    }
}
