//! A folder of migrations, for who writes one more.

use super::{Layout, MigrationsError, recognise};
use crate::sources::files::Tree;

/// The folder that holds the migrations, and whether that is `migrations` below the one that was named.
pub fn descended(tree: &Tree) -> (Tree, bool) {
    let below = recognise::descended(tree);
    let is_below = below.name() != tree.name();
    (below, is_below)
}

/// The layout of a folder's migrations.
///
/// # Errors
/// When it is that of a tool that must run its migrations itself, or several.
pub fn layout(tree: &Tree) -> Result<Layout, MigrationsError> {
    recognise::layout(tree)
}
