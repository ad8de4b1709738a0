//! Detects the tool that a folder of migrations belongs to.

use super::pairs::Direction;
use super::{Layout, MigrationsError, flyway, graphile, nested, number, pairs, plain, sections, stem};
use crate::sources::files::{Tree, TreeFile};

/// A file that identifies a layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The layout.
    pub layout: Layout,
    /// The file.
    pub file: String,
}

/// A tool that must run its migrations itself.
#[derive(PartialEq, Eq, Debug)]
pub struct ExternalTool {
    /// Name.
    pub name: &'static str,
    /// A command that migrates the database in `DATABASE_URL`.
    command: &'static str,
}

impl ExternalTool {
    /// Advice: the source to use instead.
    pub fn hint(&self) -> String {
        format!("pass its command, for example 'migrate:{}'", self.command)
    }
}

const ALEMBIC: ExternalTool = ExternalTool { name: "Alembic", command: "alembic upgrade head" };
const DJANGO: ExternalTool = ExternalTool { name: "Django", command: "python manage.py migrate" };
const RAILS: ExternalTool = ExternalTool { name: "Rails", command: "bin/rails db:migrate" };
const GO: ExternalTool = ExternalTool { name: "a program in Go", command: "go run ./cmd/migrate" };
const NODE: ExternalTool = ExternalTool {
    name: "a Node.js tool (Knex, TypeORM, Sequelize, node-pg-migrate)",
    command: "npx knex migrate:latest",
};
const ECTO: ExternalTool = ExternalTool { name: "Ecto", command: "mix ecto.migrate" };
const LARAVEL: ExternalTool = ExternalTool { name: "Laravel", command: "php artisan migrate" };
const ENTITY_FRAMEWORK: ExternalTool =
    ExternalTool { name: "Entity Framework", command: "dotnet ef database update" };
const LIQUIBASE: ExternalTool = ExternalTool { name: "Liquibase", command: "liquibase update" };
const SQITCH: ExternalTool = ExternalTool { name: "Sqitch", command: "sqitch deploy \"db:pg:\"" };
const FLYWAY: ExternalTool = ExternalTool { name: "Flyway", command: "flyway migrate" };

/// Returns the folder that contains the migrations: the given one, or its subfolder `migrations` if
/// the given one is a project's folder (`supabase`, `prisma`, `db`).
pub fn migrations_folder(tree: &Tree) -> Tree {
    let is_project_file = |file: TreeFile<'_>| {
        file.folder().is_empty() && ["config.toml", "schema.prisma", "schema.sql"].contains(&file.name())
    };
    let subfolder = tree.subfolder("migrations");
    let mut elsewhere =
        tree.files().filter(|file| file.sql().is_some() && !file.path.starts_with("migrations/"));
    let is_project_folder = subfolder.files().next().is_some()
        && (tree.files().any(is_project_file) || elsewhere.next().is_none());
    if is_project_folder { subfolder } else { tree.clone() }
}

/// Detects the layout of a folder.
///
/// # Errors
/// If the tool must run its migrations itself, there are several tools, or a file looks like a down
/// migration.
pub fn layout(tree: &Tree) -> Result<Layout, MigrationsError> {
    let mut evidence: Vec<Evidence> = Vec::new();
    for file in tree.files() {
        let Some(layout) = layout_of_file(file) else { continue };
        if evidence.iter().all(|found| found.layout != layout) {
            evidence.push(Evidence { layout, file: tree.display_name(file.path) });
        }
    }
    if let [found] = evidence.as_slice() {
        return Ok(found.layout);
    }
    if !evidence.is_empty() {
        return Err(MigrationsError::Ambiguous { folder: tree.name().to_owned(), evidence });
    }
    if let Some((path, tool)) = tree.files().find_map(|file| Some((file.path, external_tool(file)?))) {
        return Err(MigrationsError::ExternalTool { file: tree.display_name(path), tool });
    }
    if tree.name().ends_with("supabase/migrations") {
        return Ok(Layout::Supabase);
    }
    plain::layout(tree)
}

/// Detects the layout of a file, if it is characteristic of one.
fn layout_of_file(file: TreeFile<'_>) -> Option<Layout> {
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
        _ => sections::MARKED_LAYOUTS.into_iter().find(|layout| sections::has_up_marker(*layout, text)),
    }
}

/// Detects a tool that must run its migrations itself.
fn external_tool(file: TreeFile<'_>) -> Option<&'static ExternalTool> {
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
