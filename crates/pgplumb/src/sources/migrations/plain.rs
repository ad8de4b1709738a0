//! SQL files in the order of their names: plain ones, and Supabase's.

use super::{Layout, Migration, MigrationsError, Reading, Wrapping, natural, number, stem};
use crate::sources::files::Tree;

/// Words at the end of a name that say that the file undoes another.
const STEPS_BACK: &[&str] = &["down", "undo", "rollback", "revert"];

/// Every file of SQL, also in folders, numbers in names by what they are worth.
pub fn read(reading: &mut Reading<'_>) -> Vec<Migration> {
    let mut files: Vec<_> = reading.tree.files().filter_map(|file| Some((file, file.sql()?))).collect();
    files.sort_by(|(one, _), (other, _)| natural::compare(one.path, other.path));
    let migrations = files.into_iter().map(|(file, text)| {
        let (name, place) = (stem(file.name()), reading.tree.name_of(file.path));
        let migration = Migration::of(place, 1, name, text, Wrapping::Statements);
        let digits = &name[..name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
        if digits.is_empty() { migration } else { migration.version(digits) }
    });
    migrations.collect()
}

/// Supabase's: `<number>_name.sql` right in the folder, in the order of the names. `supabase db push`, Supabase CLI.
pub fn read_numbered(reading: &mut Reading<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let mut migrations = Vec::new();
    let tree = reading.tree;
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        let name = stem(file.name());
        match number(name) {
            Some((_, rest)) if rest.starts_with('_') && file.folder().is_empty() => {
                let version = &name[..name.len() - rest.len()];
                let migration = Migration::of(tree.name_of(file.path), 1, name, text, Wrapping::Query);
                migrations.push(migration.version(version));
            }
            _ => reading.leave_out(file.path)?,
        }
    }
    Ok(migrations)
}

/// An error where a folder of SQL holds files or parts of files that undo others.
///
/// # Errors
/// When there is one, with what it is known by.
pub fn refuse_steps_back(tree: &Tree) -> Result<(), MigrationsError> {
    let back = tree.files().filter(|file| file.sql().is_some()).find(|file| {
        let lower = stem(file.name()).to_ascii_lowercase();
        let back = lower.split(['.', '_', '-', ' ']).next_back();
        back.is_some_and(|word| STEPS_BACK.contains(&word))
            || lower.split('.').any(|word| word == "undo")
            || file.sql().is_some_and(super::sections::steps_back)
    });
    back.map_or(Ok(()), |file| Err(MigrationsError::StepBack { file: tree.name_of(file.path) }))
}

/// The same for a folder of migrations that nobody said to be plain.
pub fn layout(tree: &Tree) -> Result<Layout, MigrationsError> {
    refuse_steps_back(tree).map(|()| Layout::Plain)
}
