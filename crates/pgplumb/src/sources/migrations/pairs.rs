//! One file for each direction, `1_name.up.sql` and `1_name.down.sql`: golang-migrate and sqlx,
//! which also allows `1_name.sql`.

use super::{Context, Layout, Migration, MigrationsError, TransactionMode, number, stem};

/// The direction of a migration file.
#[derive(PartialEq, Eq, Debug)]
pub enum Direction {
    Up,
    Down,
    /// No direction in the name.
    Simple,
}

/// Parses version, name and direction: `^([0-9]+)_(.*)\.(down|up)\.sql$`, golang-migrate
/// `source/parse.go`.
pub fn parse(name: &str) -> Option<(u128, &str, Direction)> {
    let (version, rest) = number(stem(name))?;
    let rest = rest.strip_prefix('_')?;
    let ends = [(".up", Direction::Up), (".down", Direction::Down)];
    let directed = ends.into_iter().find_map(|(end, direction)| Some((rest.strip_suffix(end)?, direction)));
    let (name, direction) = directed.unwrap_or((rest, Direction::Simple));
    Some((version, name, direction))
}

/// Reads the migrations, ordered by version number.
pub fn read(context: &mut Context<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let is_sqlx = context.layout == Layout::Sqlx;
    let tree = context.tree;
    let mut found = Vec::new();
    let mut simple = None;
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        match parse(file.name()).filter(|_| file.folder().is_empty()) {
            Some((_, _, Direction::Down)) => {}
            Some((version, name, direction)) if direction == Direction::Up || is_sqlx => {
                if direction == Direction::Simple {
                    simple = Some(file.path);
                }
                let transaction_mode = match is_sqlx {
                    // sqlx-core `migrate/source.rs`: only at the start of the file.
                    true if text.starts_with("-- no-transaction") => TransactionMode::Query,
                    true => TransactionMode::Transaction,
                    false => TransactionMode::Query,
                };
                let migration = Migration::new(tree.display_name(file.path), 1, name, text, transaction_mode);
                found.push((version, migration.with_version(version.to_string())));
            }
            _ => context.skip(file.path)?,
        }
    }
    // sqlx does not allow both forms in one folder.
    if let Some(simple) = simple
        && found.iter().any(|(_, migration)| migration.file().to_ascii_lowercase().ends_with(".up.sql"))
    {
        return Err(MigrationsError::UnexpectedFile {
            file: tree.display_name(simple),
            layout: Layout::GolangMigrate,
        });
    }
    found.sort_by_key(|(version, _)| *version);
    context.refuse_duplicates(&found)?;
    Ok(found.into_iter().map(|(_, migration)| migration).collect())
}
