//! Whose migrations are in a folder.

use super::pairs::Direction;
use super::{Layout, MigrationsError, flyway, graphile, nested, number, pairs, plain, sections, stem};
use crate::sources::files::{Tree, TreeFile};

/// What a layout is known by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sign {
    /// The layout.
    pub layout: Layout,
    /// The file.
    pub file: String,
}

/// A tool whose migrations cannot be executed without it.
#[derive(PartialEq, Eq, Debug)]
pub struct Foreign {
    /// What it is called.
    pub name: &'static str,
    /// A command that has it migrate the database of `DATABASE_URL`.
    command: &'static str,
}

impl Foreign {
    /// What to write in place of the folder.
    pub fn way_out(&self) -> String {
        format!("give its command, as in 'migrate:{}'", self.command)
    }
}

const ALEMBIC: Foreign = Foreign { name: "Alembic", command: "alembic upgrade head" };
const DJANGO: Foreign = Foreign { name: "Django", command: "python manage.py migrate" };
const RAILS: Foreign = Foreign { name: "Rails", command: "bin/rails db:migrate" };
const GO: Foreign = Foreign { name: "a program in Go", command: "go run ./cmd/migrate" };
const NODE: Foreign = Foreign {
    name: "a tool of Node.js (Knex, TypeORM, Sequelize, node-pg-migrate)",
    command: "npx knex migrate:latest",
};
const ECTO: Foreign = Foreign { name: "Ecto", command: "mix ecto.migrate" };
const LARAVEL: Foreign = Foreign { name: "Laravel", command: "php artisan migrate" };
const ENTITY_FRAMEWORK: Foreign = Foreign { name: "Entity Framework", command: "dotnet ef database update" };
const LIQUIBASE: Foreign = Foreign { name: "Liquibase", command: "liquibase update" };
const SQITCH: Foreign = Foreign { name: "Sqitch", command: "sqitch deploy \"db:pg:\"" };
const FLYWAY: Foreign = Foreign { name: "Flyway", command: "flyway migrate" };

/// The folder that holds the migrations: this one, or `migrations` in it where a project's folder was named (`supabase`, `prisma`, `db`).
pub fn descended(tree: &Tree) -> Tree {
    let is_project = |file: TreeFile<'_>| {
        file.folder().is_empty() && ["config.toml", "schema.prisma", "schema.sql"].contains(&file.name())
    };
    let below = tree.below("migrations");
    let mut elsewhere =
        tree.files().filter(|file| file.sql().is_some() && !file.path.starts_with("migrations/"));
    let is_below =
        below.files().next().is_some() && (tree.files().any(is_project) || elsewhere.next().is_none());
    if is_below { below } else { tree.clone() }
}

/// The layout of a folder.
///
/// # Errors
/// When it is that of a tool that must run its migrations itself, or several, or the files undo each other.
pub fn layout(tree: &Tree) -> Result<Layout, MigrationsError> {
    let mut signs: Vec<Sign> = Vec::new();
    for file in tree.files() {
        let Some(layout) = sign(file) else { continue };
        if signs.iter().all(|sign| sign.layout != layout) {
            signs.push(Sign { layout, file: tree.name_of(file.path) });
        }
    }
    if let [sign] = signs.as_slice() {
        return Ok(sign.layout);
    }
    if !signs.is_empty() {
        return Err(MigrationsError::Ambiguous { folder: tree.name().to_owned(), signs });
    }
    if let Some((path, tool)) = tree.files().find_map(|file| Some((file.path, foreign(file)?))) {
        return Err(MigrationsError::Foreign { sign: tree.name_of(path), tool });
    }
    if tree.name().ends_with("supabase/migrations") {
        return Ok(Layout::Supabase);
    }
    plain::layout(tree)
}

/// The layout that a file belongs to, if only to one.
fn sign(file: TreeFile<'_>) -> Option<Layout> {
    let is_top = file.folder().is_empty();
    if is_top && file.path == "migration_lock.toml" {
        return Some(Layout::Prisma);
    }
    let text = file.sql()?;
    if graphile::is_committed(file.path, text) {
        return Some(Layout::Graphile);
    }
    if let Some(layout) =
        [Layout::Diesel, Layout::Prisma].into_iter().find(|l| nested::is_migration(file, *l))
    {
        return Some(layout);
    }
    if flyway::parse(file.name()).is_some() {
        return Some(Layout::Flyway);
    }
    if !is_top {
        return None;
    }
    match pairs::parse(file.name()) {
        Some((.., Direction::Up | Direction::Down)) => Some(Layout::GolangMigrate),
        Some(_) if text.starts_with("-- no-transaction") => Some(Layout::Sqlx),
        _ => sections::MARKED.into_iter().find(|layout| sections::is_marked(*layout, text)),
    }
}

/// The tool that a file belongs to that must run its migrations itself.
fn foreign(file: TreeFile<'_>) -> Option<&'static Foreign> {
    let name = file.name();
    let lower = name.to_ascii_lowercase();
    let (bare, extension) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    let is_numbered = number(bare).is_some();
    let folder = file.folder().rsplit('/').next().unwrap_or_default();
    match (bare, extension) {
        ("sqitch", "plan" | "conf") => Some(&SQITCH),
        (_, "mako") | ("alembic", "ini") | ("env", "py") => Some(&ALEMBIC),
        (_, "py") if folder == "versions" => Some(&ALEMBIC),
        (_, "py") if is_numbered && bare.as_bytes().get(4) == Some(&b'_') => Some(&DJANGO),
        (_, "py") if bare.as_bytes().get(12) == Some(&b'_') => Some(&ALEMBIC),
        (_, "rb") if is_numbered => Some(&RAILS),
        (_, "go") if is_numbered => Some(&GO),
        (_, "js" | "cjs" | "mjs" | "ts") if is_numbered => Some(&NODE),
        (_, "exs") if is_numbered => Some(&ECTO),
        (_, "php") if is_numbered => Some(&LARAVEL),
        (_, "cs") if is_numbered => Some(&ENTITY_FRAMEWORK),
        (_, "java" | "kt") if flyway::parse(stem(name.rsplit_once('.')?.0)).is_some() => Some(&FLYWAY),
        (_, "xml" | "yaml" | "yml" | "json") if bare.contains("changelog") => Some(&LIQUIBASE),
        (_, "sql") if file.text?.trim_start().to_ascii_lowercase().starts_with("--liquibase formatted") => {
            Some(&LIQUIBASE)
        }
        _ => None,
    }
}
