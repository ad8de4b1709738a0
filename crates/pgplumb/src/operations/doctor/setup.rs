//! Checks what `pgplumb init` added to the project.

use std::path::Path;

use super::Check;
use crate::operations::init::{self, LocatedProject};
use crate::setup::{self, Condition, Piece, VERSION};

/// Checks each piece that was added, and the version that the project's files install. `folder` is
/// the folder of the settings file.
pub fn checks(folder: &Path, program: &Path) -> Vec<Check> {
    let located = match init::read(folder, program) {
        Ok(located) => located,
        Err(error) => return vec![Check::caution("setup", error, "pgplumb init needs to read this file")],
    };
    let pieces = Piece::ALL.into_iter().filter(|piece| !Piece::BASE.contains(piece));
    let mut checks: Vec<Check> = pieces.filter_map(|piece| check(&located, piece)).collect();
    for (path, version) in setup::installed_versions(&located.project) {
        if version != VERSION {
            checks.push(Check::caution(
                "setup",
                format!("{} installs pgplumb {version}; this is {VERSION}", located.path(&path).display()),
                "use one version: run pgplumb init with the option of this piece, or edit the file",
            ));
        }
    }
    checks
}

fn check(located: &LocatedProject, piece: Piece) -> Option<Check> {
    let title = piece.title();
    let list = |paths: &[String]| {
        let paths: Vec<String> = paths.iter().map(|path| located.path(path).display().to_string()).collect();
        paths.join(", ")
    };
    let again = format!("run pgplumb init {}", piece.option());
    Some(match setup::inspect(&located.project, piece) {
        Condition::Absent => return None,
        Condition::Current => Check::good("setup", format!("{title}: installed and current")),
        Condition::Edited(paths) => {
            Check::good("setup", format!("{title}: edited by hand ({})", list(&paths)))
        }
        Condition::Outdated(paths) => Check::caution(
            "setup",
            format!("{title}: not as this version writes it ({})", list(&paths)),
            again,
        ),
        Condition::NotExecutable(paths) => {
            let found = format!("{title}: not executable, so git ignores it ({})", list(&paths));
            Check::bad("setup", found, again)
        }
    })
}
