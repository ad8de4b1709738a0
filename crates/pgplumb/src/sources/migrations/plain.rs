//! SQL files ordered by name: plain folders and Supabase.

use super::{Context, Layout, Migration, MigrationsError, TransactionMode, natural, number, stem};
use crate::sources::files::Tree;

/// Last words of file names that indicate a down migration.
const DOWN_WORDS: &[&str] = &["down", "undo", "rollback", "revert"];

/// Reads every SQL file, including subfolders, in natural order.
pub fn read(context: &mut Context<'_>) -> Vec<Migration> {
    let mut files: Vec<_> = context.tree.files().filter_map(|file| Some((file, file.sql()?))).collect();
    files.sort_by(|(one, _), (other, _)| natural::compare(one.path, other.path));
    let migrations = files.into_iter().map(|(file, text)| {
        let (name, path) = (stem(file.name()), context.tree.display_name(file.path));
        let migration = Migration::new(path, 1, name, text, TransactionMode::Statements);
        let digits = &name[..name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
        if digits.is_empty() { migration } else { migration.with_version(digits) }
    });
    migrations.collect()
}

/// Reads Supabase migrations: `<number>_name.sql` directly in the folder, ordered by name
/// (`supabase db push`).
pub fn read_numbered(context: &mut Context<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let mut migrations = Vec::new();
    let tree = context.tree;
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        let name = stem(file.name());
        match number(name) {
            Some((_, rest)) if rest.starts_with('_') && file.folder().is_empty() => {
                let version = &name[..name.len() - rest.len()];
                let migration =
                    Migration::new(tree.display_name(file.path), 1, name, text, TransactionMode::Query);
                migrations.push(migration.with_version(version));
            }
            _ => context.skip(file.path)?,
        }
    }
    Ok(migrations)
}

/// Refuses folders that contain down migrations.
///
/// # Errors
/// If a file's name or content marks a down migration.
pub fn refuse_down_migrations(tree: &Tree) -> Result<(), MigrationsError> {
    let back = tree.files().filter(|file| file.sql().is_some()).find(|file| {
        let lower = stem(file.name()).to_ascii_lowercase();
        let back = lower.split(['.', '_', '-', ' ']).next_back();
        back.is_some_and(|word| DOWN_WORDS.contains(&word))
            || lower.split('.').any(|word| word == "undo")
            || file.sql().is_some_and(super::sections::has_down_section)
    });
    back.map_or(Ok(()), |file| Err(MigrationsError::DownMigration { file: tree.display_name(file.path) }))
}

/// Detects the plain layout: any folder of SQL files without down migrations.
pub fn layout(tree: &Tree) -> Result<Layout, MigrationsError> {
    refuse_down_migrations(tree).map(|()| Layout::Plain)
}
