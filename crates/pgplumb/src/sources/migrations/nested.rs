//! One folder for each migration: Diesel and Prisma.

use super::{Context, Layout, Migration, MigrationsError, TransactionMode};
use crate::sources::files::TreeFile;

/// The name of the up migration in each folder.
pub fn file_name(layout: Layout) -> &'static str {
    if layout == Layout::Diesel { "up.sql" } else { "migration.sql" }
}

/// Whether a file is an up migration, in a subfolder of the first level.
pub fn is_migration(file: TreeFile<'_>, layout: Layout) -> bool {
    file.name() == file_name(layout) && !file.folder().is_empty() && !file.folder().contains('/')
}

/// Reads the migrations: Prisma's are ordered by folder name, Diesel's by the part before the first
/// `_`, without dashes.
pub fn read(context: &mut Context<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let (tree, layout) = (context.tree, context.layout);
    if layout == Layout::Prisma {
        refuse_other_databases(context)?;
    }
    let mut found = Vec::new();
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        if !is_migration(file, layout) {
            if !(layout == Layout::Diesel && file.name() == "down.sql") {
                context.skip(file.path)?;
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
        let transaction_mode = match layout {
            Layout::Diesel if metadata.is_some_and(runs_without_transaction) => TransactionMode::Query,
            Layout::Diesel => TransactionMode::Transaction,
            _ => TransactionMode::Query,
        };
        found.push((
            key,
            Migration::new(tree.display_name(file.path), 1, name, text, transaction_mode)
                .with_version(version),
        ));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    context.refuse_duplicates(&found)?;
    Ok(found.into_iter().map(|(_, migration)| migration).collect())
}

/// Whether Diesel's `metadata.toml` contains `run_in_transaction = false`.
fn runs_without_transaction(metadata: &str) -> bool {
    let table: Option<toml::Table> = metadata.parse().ok();
    table.and_then(|table| table.get("run_in_transaction")?.as_bool()) == Some(false)
}

/// Refuses Prisma migrations for other database systems, by `migration_lock.toml`.
fn refuse_other_databases(context: &Context<'_>) -> Result<(), MigrationsError> {
    let path = "migration_lock.toml";
    let Some(text) = context.tree.file(path).and_then(|file| file.text) else { return Ok(()) };
    let table: Option<toml::Table> = text.parse().ok();
    let provider = table.and_then(|table| Some(table.get("provider")?.as_str()?.to_owned()));
    match provider.as_deref() {
        None | Some("postgresql" | "postgres" | "cockroachdb") => Ok(()),
        Some(other) => {
            let line = text.lines().position(|line| line.trim_start().starts_with("provider"));
            Err(MigrationsError::Invalid {
                file: context.tree.display_name(path),
                line: line.unwrap_or_default() + 1,
                reason: format!("the migrations are for {other}, not for PostgreSQL"),
            })
        }
    }
}
