//! Expected files: what a test compares its result with, and what `UPDATE_EXPECT=1` rewrites.

use std::fs;
use std::path::Path;

use crate::judge::unified_diff;

/// Whether this run rewrites expected files: `UPDATE_EXPECT` is set, and neither empty nor `0`.
#[must_use]
pub fn updates_expected() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Compares a text with an expected file. With `UPDATE_EXPECT=1`, rewrites the file where they
/// differ.
///
/// # Panics
/// When they differ, with the difference.
#[track_caller]
pub fn expect_file(path: &Path, actual: &str) {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if updates_expected() {
        rewrite(path, actual);
        return;
    }
    let difference = unified_diff(&expected, actual, &name_of(path), "actual");
    panic!("{} differs (UPDATE_EXPECT=1 accepts the new text)\n{difference}", path.display());
}

/// Writes an expected file and its folder, and prints which file it was.
pub(crate) fn rewrite(path: &Path, text: &str) {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    }
    fs::write(path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    crate::print_note(&format!("rewrote {}", path.display()));
}

/// Removes an expected file that is no longer needed, and prints which file it was.
pub(crate) fn remove(path: &Path) {
    if fs::remove_file(path).is_ok() {
        crate::print_note(&format!("removed {}", path.display()));
    }
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
