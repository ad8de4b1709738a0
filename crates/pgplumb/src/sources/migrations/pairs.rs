//! Files for each direction, `1_name.up.sql` and `1_name.down.sql`: golang-migrate's, and sqlx's, which also has simple `1_name.sql`.

use super::{Layout, Migration, MigrationsError, Reading, Wrapping, number, stem};

/// A file's part in such a folder.
#[derive(PartialEq, Eq, Debug)]
pub enum Direction {
    Up,
    Down,
    /// Neither is said.
    Simple,
}

/// Version, name and direction of a file: `^([0-9]+)_(.*)\.(down|up)\.sql$`, golang-migrate `source/parse.go`.
pub fn parse(name: &str) -> Option<(u128, &str, Direction)> {
    let (version, rest) = number(stem(name))?;
    let rest = rest.strip_prefix('_')?;
    let ends = [(".up", Direction::Up), (".down", Direction::Down)];
    let directed = ends.into_iter().find_map(|(end, direction)| Some((rest.strip_suffix(end)?, direction)));
    let (name, direction) = directed.unwrap_or((rest, Direction::Simple));
    Some((version, name, direction))
}

/// In the order of their versions as numbers.
pub fn read(reading: &mut Reading<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let is_sqlx = reading.layout == Layout::Sqlx;
    let tree = reading.tree;
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
                let wrapping = match is_sqlx {
                    // sqlx-core `migrate/source.rs`: the file must begin with it.
                    true if text.starts_with("-- no-transaction") => Wrapping::Query,
                    true => Wrapping::Transaction,
                    false => Wrapping::Query,
                };
                let migration = Migration::of(tree.name_of(file.path), 1, name, text, wrapping);
                found.push((version, migration.version(version.to_string())));
            }
            _ => reading.leave_out(file.path)?,
        }
    }
    // sqlx takes one kind or the other.
    if let Some(simple) = simple
        && found.iter().any(|(_, migration)| migration.file().to_ascii_lowercase().ends_with(".up.sql"))
    {
        return Err(MigrationsError::Mixed { file: tree.name_of(simple), layout: Layout::GolangMigrate });
    }
    found.sort_by_key(|(version, _)| *version);
    reading.refuse_twice(&found)?;
    Ok(found.into_iter().map(|(_, migration)| migration).collect())
}
