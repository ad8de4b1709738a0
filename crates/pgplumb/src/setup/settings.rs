//! `pgplumb.toml`.

use std::fmt::Write;
use std::path::Path;

use super::Project;
use super::draft::Draft;
use super::marks::{self, Block, Place};
use crate::settings::{self, FILE_NAME};

const NAME: &str = "settings";

/// The name of an SQL file with the schema, in a project that has none.
const NEW_SCHEMA: &str = "schema.sql";

/// Settings of a project that `pgplumb init` fills in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// The folder of migrations.
    pub migrations: Option<String>,
    /// The command that runs the migrations.
    pub migrate: Option<String>,
    /// The file with the schema that the migrations produce.
    pub expect: Option<String>,
    /// The desired state, for plan and apply.
    pub desired: Option<String>,
    /// Python files with classes to compare.
    pub python: Vec<String>,
}

/// Folders of SQL migrations.
const MIGRATIONS: &[&str] = &[
    "supabase/migrations",
    "prisma/migrations",
    "db/migrations",
    "database/migrations",
    "sql/migrations",
    "drizzle",
    "migrations",
];

/// Files and folders that may declare the desired state.
const DESIRED: &[&str] = &["db/schema", "schema", "db/schema.sql", "sql/schema.sql", NEW_SCHEMA];

/// Files with the schema that migrations produce.
const EXPECTED: &[&str] =
    &["db/schema.sql", NEW_SCHEMA, "sql/schema.sql", "db/structure.sql", "structure.sql"];

/// The settings that suit what is in the project.
pub fn proposal(project: &Project) -> Answers {
    let has_sql = |path: &str| (path.ends_with(".sql") && project.has(path)) || has_sql_below(project, path);
    let migrate = if project.has("alembic.ini") {
        Some("alembic upgrade head".to_owned())
    } else if project.has("manage.py") {
        Some("python manage.py migrate --no-input".to_owned())
    } else {
        None
    };
    let folder = MIGRATIONS.iter().copied().find(|folder| has_sql_below(project, folder));
    let migrations = folder.filter(|_| migrate.is_none()).map(str::to_owned);
    let has_migrations = migrate.is_some() || migrations.is_some();
    let expect = has_migrations.then(|| {
        let new = if project.has("db") { EXPECTED[0] } else { NEW_SCHEMA };
        project.first(EXPECTED).unwrap_or(new).to_owned()
    });
    let declared = Some("supabase/schemas").filter(|path| has_sql(path));
    let desired = declared.or_else(|| DESIRED.iter().copied().find(|path| !has_migrations && has_sql(path)));
    Answers {
        migrations,
        migrate,
        expect,
        desired: desired.map(str::to_owned),
        python: project.models.clone(),
    }
}

fn has_sql_below(project: &Project, folder: &str) -> bool {
    let folder = format!("{}/", project.own(folder));
    project.names.iter().any(|name| name.starts_with(&folder) && name.ends_with(".sql"))
}

/// What the settings file configures, for the pieces that depend on it.
#[derive(Default)]
pub struct Configured {
    /// Whether `pgplumb verify` works without arguments.
    pub verifies: bool,
    /// The file with the schema that the migrations produce.
    pub expect: Option<String>,
    /// Whether `pgplumb plan` works without arguments.
    pub has_desired: bool,
}

/// Reads the settings file of the project.
pub fn configured(draft: &Draft<'_>) -> Configured {
    let text = draft.text(&draft.project.own(FILE_NAME)).unwrap_or_default();
    let Ok(settings) = settings::parse(Path::new(FILE_NAME), text) else { return Configured::default() };
    let verify = &settings.verify;
    Configured {
        verifies: (verify.migrations.is_some() || verify.migrate.is_some()) && verify.expect.is_some(),
        expect: verify.expect.as_ref().map(|path| path.display().to_string()),
        has_desired: !settings.apply.desired.0.is_empty(),
    }
}

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>, answers: &Answers) {
    let path = draft.project.own(FILE_NAME);
    if let Some(text) = draft.text(&path) {
        let text = text.to_owned();
        return extend(draft, &path, &text, answers);
    }
    draft.add_file(&path, &body(answers));
    if let Some(expect) = answers.expect.as_ref().filter(|expect| !draft.project.has(expect)) {
        draft.note(format!("pgplumb verify --update writes {expect}"));
    }
    let has_url = |text: &str| text.lines().any(|line| line.trim_start().starts_with("DATABASE_URL="));
    if !draft.project.text(&draft.project.own(".env")).is_some_and(has_url) {
        draft.note("set DATABASE_URL in the environment or in .env, then run pgplumb doctor");
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    let path = draft.project.own(FILE_NAME);
    draft.remove_block(&path, NAME);
    draft.remove_file(&path);
}

/// Adds the sections that are missing in a settings file to its end.
fn extend(draft: &mut Draft<'_>, path: &str, text: &str, answers: &Answers) {
    let rest = marks::rest(text, NAME);
    let Ok(table) = rest.parse::<toml::Table>() else { return };
    let mut body = String::new();
    for (section, lines) in [("verify", verify_lines(answers)), ("apply", apply_lines(answers))] {
        if lines.is_empty() {
            continue;
        }
        if table.contains_key(section) {
            draft.conflict(
                format!("{path} has settings for [{section}]"),
                format!("check that they say:\n    {}", lines.trim_end().replace('\n', "\n    ")),
            );
        } else {
            let _ = write!(body, "{}[{section}]\n{lines}", if body.is_empty() { "" } else { "\n" });
        }
    }
    if !body.is_empty() {
        draft.add_block(path, &Block { name: NAME, body: &body, indent: "" }, Place::End);
    }
}

fn verify_lines(answers: &Answers) -> String {
    let mut lines = String::new();
    for (key, value) in
        [("migrations", &answers.migrations), ("migrate", &answers.migrate), ("expect", &answers.expect)]
    {
        if let Some(value) = value {
            let _ = writeln!(lines, "{key} = {}", quoted(value));
        }
    }
    lines
}

fn apply_lines(answers: &Answers) -> String {
    answers.desired.as_ref().map(|desired| format!("desired = {}\n", quoted(desired))).unwrap_or_default()
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The lines, or an example in a comment.
fn or_example(lines: &str, example: &str) -> String {
    match lines.is_empty() {
        true => example.lines().map(|line| format!("# {line}\n")).collect(),
        false => lines.to_owned(),
    }
}

/// The settings file, without the mark at its top.
fn body(answers: &Answers) -> String {
    let verify =
        or_example(&verify_lines(answers), "migrations = \"db/migrations\"\nexpect = \"schema.sql\"");
    let apply = or_example(&apply_lines(answers), "desired = \"schema.sql\"");
    let sources = match &answers.migrations {
        Some(folder) => format!("sources = [{}]\n", quoted(&format!("migrations:{folder}"))),
        None => or_example("", "sources = [\"env:staging\", \"migrations:db/migrations\"]"),
    };
    let python = match answers.python.as_slice() {
        [] => or_example("", "compare = [\"app/models.py\"]"),
        files => {
            let files: Vec<String> = files.iter().map(|file| quoted(file)).collect();
            format!("compare = [{}]\n", files.join(", "))
        }
    };
    format!(
        r##"# Settings of pgplumb. All of them are optional; a line that starts with "#" is an example.

# The database is DATABASE_URL, in the environment or in .env. Other databases, for --env NAME:
# [env.staging]
# url = "postgres://app:${{STAGING_PASSWORD}}@staging.example.com/shop"

# What pgplumb reads. Without these, every schema that is not a system schema.
# schemas = ["app", "billing_*"]
# exclude = ["app.tmp_*"]

# What pgplumb export writes.
[export]
dir = "docs"
# row_counts = "estimate"

# An SQL file for each table, in docs/schemas.
# [export.tables]
# enabled = true

# Python classes that must match the database.
[export.python]
{python}
# What must be in sync with the database, for pgplumb check, in addition to the exported files.
[check]
{sources}# fail_on = "medium"

# Migrations that must produce the committed schema, for pgplumb verify.
[verify]
{verify}
# The schema that the database should have, for pgplumb plan and pgplumb apply.
[apply]
{apply}
# Differences that do not matter.
[compare]
# ignore = ["owners", "privileges"]
"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(names: &[&str]) -> Project {
        Project { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Project::default() }
    }

    #[test]
    fn the_proposal_suits_the_project() {
        let proposed = |names: &[&str]| {
            let found = proposal(&project(names));
            [found.migrations, found.migrate, found.expect, found.desired]
                .map(Option::unwrap_or_default)
                .join(" · ")
        };
        assert_eq!(proposed(&[]), " ·  ·  · ");
        assert_eq!(proposed(&["schema.sql"]), " ·  ·  · schema.sql");
        assert_eq!(proposed(&["db", "db/migrations/1.sql"]), "db/migrations ·  · db/schema.sql · ");
        assert_eq!(
            proposed(&["alembic.ini", "migrations/versions/1.py", "schema.sql"]),
            " · alembic upgrade head · schema.sql · "
        );
        assert_eq!(
            proposed(&["supabase/migrations/1.sql", "supabase/schemas/a.sql"]),
            "supabase/migrations ·  · schema.sql · supabase/schemas"
        );
        assert_eq!(proposed(&["prisma/migrations/1/migration.sql"]), "prisma/migrations ·  · schema.sql · ");
    }

    #[test]
    fn the_settings_are_valid_and_complete() {
        let answers = Answers {
            migrations: Some("db/\"odd\" migrations".to_owned()),
            expect: Some("schema.sql".to_owned()),
            desired: Some("db/schema".to_owned()),
            python: vec!["app/models.py".to_owned()],
            ..Answers::default()
        };
        for answers in [Answers::default(), answers] {
            let text = body(&answers);
            let parsed = settings::parse(Path::new(FILE_NAME), &text).expect("valid settings");
            assert_eq!(parsed.verify.expect.is_some(), answers.expect.is_some());
            assert_eq!(parsed.apply.desired.0.len(), answers.desired.iter().len());
            // The examples are valid too.
            let comments = text.lines().filter_map(|line| line.strip_prefix("# "));
            let uncommented: Vec<&str> =
                comments.filter(|rest| rest.contains(" = ") || rest.starts_with('[')).collect();
            assert!(uncommented.len() >= 8, "{uncommented:?}");
            for line in uncommented.iter().filter(|line| line.contains(" = ")) {
                assert!(line.parse::<toml::Table>().is_ok(), "{line}");
            }
        }
    }
}
