//! A folder for each migration: Diesel's and Prisma's.

use super::{Layout, Migration, MigrationsError, Reading, Wrapping};
use crate::sources::files::TreeFile;

/// The file in each folder that goes up.
pub fn file_name(layout: Layout) -> &'static str {
    if layout == Layout::Diesel { "up.sql" } else { "migration.sql" }
}

/// Whether it is the file that goes up, in a folder right in the folder.
pub fn is_migration(file: TreeFile<'_>, layout: Layout) -> bool {
    file.name() == file_name(layout) && !file.folder().is_empty() && !file.folder().contains('/')
}

/// Prisma's in the order of the folders' names; Diesel's in the order of what stands before the first `_` there, dashes left out.
pub fn read(reading: &mut Reading<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let (tree, layout) = (reading.tree, reading.layout);
    if layout == Layout::Prisma {
        refuse_other_databases(reading)?;
    }
    let mut found = Vec::new();
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        if !is_migration(file, layout) {
            if !(layout == Layout::Diesel && file.name() == "down.sql") {
                reading.leave_out(file.path)?;
            }
            continue;
        }
        let folder = file.folder();
        let head = folder.split('_').next().unwrap_or(folder);
        let (key, version) = match layout {
            Layout::Diesel => (head.replace('-', ""), head.replace('-', "")),
            _ => (folder.to_owned(), folder.to_owned()),
        };
        let name = folder.split_once('_').map_or(folder, |(_, name)| name);
        let metadata = tree.file(&format!("{folder}/metadata.toml")).and_then(|file| file.text);
        let wrapping = match layout {
            Layout::Diesel if metadata.is_some_and(runs_alone) => Wrapping::Query,
            Layout::Diesel => Wrapping::Transaction,
            _ => Wrapping::Query,
        };
        found.push((key, Migration::of(tree.name_of(file.path), 1, name, text, wrapping).version(version)));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    reading.refuse_twice(&found)?;
    Ok(found.into_iter().map(|(_, migration)| migration).collect())
}

/// Diesel's `metadata.toml`: `run_in_transaction = false`.
fn runs_alone(metadata: &str) -> bool {
    let table: Option<toml::Table> = metadata.parse().ok();
    table.and_then(|table| table.get("run_in_transaction")?.as_bool()) == Some(false)
}

/// Prisma's `migration_lock.toml` names the kind of database.
fn refuse_other_databases(reading: &Reading<'_>) -> Result<(), MigrationsError> {
    let path = "migration_lock.toml";
    let Some(text) = reading.tree.file(path).and_then(|file| file.text) else { return Ok(()) };
    let table: Option<toml::Table> = text.parse().ok();
    let provider = table.and_then(|table| Some(table.get("provider")?.as_str()?.to_owned()));
    match provider.as_deref() {
        None | Some("postgresql" | "postgres" | "cockroachdb") => Ok(()),
        Some(other) => {
            let line = text.lines().position(|line| line.trim_start().starts_with("provider"));
            Err(MigrationsError::Broken {
                file: reading.tree.name_of(path),
                line: line.unwrap_or_default() + 1,
                rule: format!("the migrations are for {other}, and not for PostgreSQL"),
            })
        }
    }
}
