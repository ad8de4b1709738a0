//! Properties of a folder of migrations, for adding a migration.

use super::{Layout, MigrationsError, detect};
use crate::sources::files::Tree;

/// Returns the folder that contains the migrations, and whether it is the subfolder `migrations` of
/// the given one.
pub fn find(tree: &Tree) -> (Tree, bool) {
    let found = detect::migrations_folder(tree);
    let is_subfolder = found.name() != tree.name();
    (found, is_subfolder)
}

/// Detects the layout of a folder.
///
/// # Errors
/// If the tool must run its migrations itself, or there are several tools.
pub fn layout(tree: &Tree) -> Result<Layout, MigrationsError> {
    detect::layout(tree)
}
