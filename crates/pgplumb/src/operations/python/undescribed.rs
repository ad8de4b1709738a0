//! What is said about enums and tables without a class.

use pgplumb_catalog::{Change, Kind, ObjectId};
use pgplumb_outputs::nouns::counted;
use pgplumb_outputs::python::compare::Comparison;

use crate::settings::Python;

/// The number of objects that the note names.
const NAMED: usize = 3;

/// Says which objects have no class, and how to get one. Kinds that no class describes are left
/// out: many projects have classes for enums only.
pub(super) fn note(
    settings: &Python,
    compared: &Comparison,
    is_reported: impl Fn(&Change) -> bool,
) -> Option<String> {
    let reported: Vec<&ObjectId> =
        compared.undescribed.iter().filter(|change| is_reported(change)).map(Change::subject).collect();
    let parts = [Kind::Enum, Kind::Table].into_iter().filter_map(|kind| {
        let is_used = compared.described.iter().any(|id| id.kind == kind);
        let ids: Vec<_> = reported.iter().filter(|id| is_used && id.kind == kind).collect();
        let mut names: Vec<String> = ids.iter().take(NAMED).map(|id| id.path()).collect();
        if ids.len() > NAMED {
            names.push("…".to_owned());
        }
        let counted = counted(ids.len(), kind.word());
        (!ids.is_empty()).then(|| format!("{counted} ({})", names.join(", ")))
    });
    let parts: Vec<String> = parts.collect();
    let how = match settings.update.is_empty() {
        true => "to report them as drift, set complete = true in [export.python]",
        false => "to add classes, set complete = true in [export.python] and run pgplumb export python",
    };
    (!parts.is_empty()).then(|| format!("no class describes {}; {how}", parts.join(" and ")))
}
