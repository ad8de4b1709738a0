//! Plans written as migrations. Together with the earlier migrations they create the desired state.

use std::fs;
use std::path::Path;
use std::process::Command;

use pgplumb_testkit::{Database, Server, newest};

use super::program::{Folder, Run};

const BEFORE: &str = "CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('ok', 'sad');
CREATE TABLE app.users (id integer PRIMARY KEY, name text, old text);
";

/// Includes statements that must run outside of a transaction, semicolons within a function body,
/// and placeholders of migration tools.
const DESIRED: &str = "CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('ok', 'sad', 'new');
CREATE TABLE app.users (id integer PRIMARY KEY, name text NOT NULL, email text DEFAULT ':me' || '${you}' || '\\:x');
CREATE INDEX users_email_idx ON app.users (email);
CREATE INDEX users_name_idx ON app.users (name);
CREATE FUNCTION app.f(integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RETURN $1 + 1; -- \"\"\"
END $$;
";

struct Fixture {
    folder: Folder,
    database: Database,
}

impl Fixture {
    fn new() -> Self {
        let database = Server::shared(newest().major).create_database();
        database.psql(BEFORE);
        let folder = Folder::new();
        folder.write("desired.sql", DESIRED);
        folder.write("before.sql", BEFORE);
        Self { folder, database }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let scratch = self.database.server().url("postgres");
        self.folder.run(&[arguments, &["--scratch", &scratch]].concat())
    }

    fn write(&self, arguments: &[&str]) -> Run {
        let url = self.database.url();
        let all = [
            "plan",
            "--desired",
            "desired.sql",
            "-d",
            &url,
            "--write-migration",
            "db",
            "--name",
            "Add e-mail!",
        ];
        self.run(&[&all, arguments].concat())
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut open = vec![self.folder.path("db")];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                match entry.path().is_dir() {
                    true => open.push(entry.path()),
                    false => names.push(relative(&entry.path(), &self.folder.path("db"))),
                }
            }
        }
        names.sort();
        names
    }
}

fn relative(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).expect("below").display().to_string()
}

#[test]
fn every_layout_creates_the_desired_state() {
    for (layout, first, text, names) in [
        (
            "dbmate",
            "db/20200101000000_first.sql",
            format!("-- migrate:up\n{BEFORE}-- migrate:down\n"),
            "_add_e_mail_",
        ),
        ("golang-migrate", "db/000001_first.up.sql", BEFORE.to_owned(), "000002_add_e_mail_1.down.sql"),
        (
            "goose",
            "db/00001_first.sql",
            format!("-- +goose Up\n{BEFORE}-- +goose Down\n"),
            "00002_add_e_mail",
        ),
        ("sql-migrate", "db/0001_first.sql", format!("-- +migrate Up\n{BEFORE}"), "0002_add_e_mail"),
        ("flyway", "db/V1.1__first.sql", BEFORE.to_owned(), "U1.2__add_e_mail_1.sql"),
        ("diesel", "db/2020-01-01-000000_first/up.sql", BEFORE.to_owned(), "_add_e_mail_2/metadata.toml"),
        ("prisma", "db/20200101000000_first/migration.sql", BEFORE.to_owned(), "_add_e_mail_1/migration.sql"),
        ("plain", "db/001_first.sql", BEFORE.to_owned(), "002_add_e_mail.sql"),
        (
            "sqlx",
            "db/20200101000000_first.up.sql",
            format!("-- no-transaction\n{BEFORE}"),
            "_add_e_mail_2.up.sql",
        ),
        ("supabase", "db/20200101000000_first.sql", BEFORE.to_owned(), "_add_e_mail_1.sql"),
    ] {
        let fixture = Fixture::new();
        fixture.folder.write(first, &text);
        // Some layouts cannot be detected, because they look like others.
        let must_be_named = matches!(layout, "sqlx" | "supabase");
        let format: &[&str] = if must_be_named { &["--migration-format", layout] } else { &[] };
        fixture.write(format).expect(0);
        let written = fixture.names();
        assert!(written.iter().any(|name| name.contains(names)), "{layout}: {written:?}");
        let migrations =
            if must_be_named { format!("migrations:{layout}:db") } else { "migrations:db".to_owned() };
        let same = fixture.run(&["diff", &migrations, "desired.sql", "--exit-code"]);
        assert_eq!(same.code, Some(0), "{layout}: {}{}\n{written:?}", same.stdout, same.stderr);
    }
}

#[test]
fn down_migrations_restore_the_original_schema() {
    let fixture = Fixture::new();
    fixture.write(&[]).expect(0);
    let names = fixture.names();
    let of = |end: &str| -> Vec<String> {
        let those = names.iter().filter(|name| name.ends_with(end));
        those.map(|name| fixture.folder.read(&format!("db/{name}"))).collect()
    };
    let psql = |text: &String| drop(fixture.database.psql(text));
    of(".up.sql").iter().for_each(psql);
    let url = fixture.database.url();
    fixture.run(&["diff", &url, "desired.sql", "--exit-code"]).expect(0);
    let downs = of(".down.sql");
    downs.iter().rev().for_each(psql);
    // The column is empty now, so the enum can be recreated without the new label.
    fixture.run(&["diff", &url, "before.sql", "--exit-code"]).expect(0);
    assert!(downs.concat().contains("-- The data of column app.users.old is not restored."), "{downs:?}");
}

#[test]
fn existing_files_are_not_overwritten() {
    let fixture = Fixture::new();
    fixture.folder.write("db/V1__first.sql", BEFORE);
    fixture.folder.write("db/U2__add_e_mail_1.sql", "mine");
    let refused = fixture.write(&["--migration-format", "flyway"]).expect(2);
    assert!(refused.stderr.contains("U2__add_e_mail_1.sql already exists"), "{}", refused.stderr);
    assert_eq!(fixture.names(), ["U2__add_e_mail_1.sql", "V1__first.sql"]);
    let unknown = fixture.write(&["--migration-format", "nothing"]);
    assert_eq!(unknown.code, Some(2));
}

/// Alembic executes the written migration, whose parent is the previous head.
#[test]
fn alembic_executes_the_migration() {
    let Some(alembic) = super::recipes::tool("python/bin/alembic") else { return };
    let fixture = Fixture::new();
    let env = super::recipes::ALEMBIC_ENV;
    fixture.folder.write("alembic.ini", "[alembic]\nscript_location = db\n");
    fixture.folder.write("db/env.py", env);
    let first = "from alembic import op\nrevision = 'a1'\ndown_revision = None\n\n\ndef upgrade():\n    op.execute('''";
    fixture
        .folder
        .write("db/versions/a1_first.py", &format!("{first}{BEFORE}''')\n\n\ndef downgrade():\n    pass\n"));
    fixture.write(&[]).expect(0);
    let database = Server::shared(newest().major).create_database();
    let run = |words: &[&str]| {
        let output = Command::new(&alembic)
            .args(words)
            .current_dir(fixture.folder.path(""))
            .env("DATABASE_URL", database.url().replace("postgres://", "postgresql://"))
            .output()
            .expect("alembic starts");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["upgrade", "head"]);
    let url = database.url();
    let ignore = ["--exclude", "table:alembic_version"];
    fixture.run(&[&["diff", &url, "desired.sql", "--exit-code"], &ignore[..]].concat()).expect(0);
    run(&["downgrade", "a1"]);
    fixture.run(&[&["diff", &url, "before.sql", "--exit-code"], &ignore[..]].concat()).expect(0);
}

/// The `versions` folder that `alembic init` creates is empty.
#[test]
fn the_first_revision_of_alembic_is_a_revision() {
    let fixture = Fixture::new();
    fixture.folder.write("alembic/env.py", "");
    fixture.folder.write("alembic/versions/README", "");
    fs::remove_file(fixture.folder.path("alembic/versions/README")).expect("an empty folder");
    let url = fixture.database.url();
    let plan = ["plan", "--desired", "desired.sql", "-d", &url];
    fixture
        .run(&[&plan[..], &["--write-migration", "alembic/versions", "--name", "First"]].concat())
        .expect(0);
    let files: Vec<_> = fs::read_dir(fixture.folder.path("alembic/versions"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert!(
        !files.is_empty() && files.iter().all(|file| file.extension().is_some_and(|it| it == "py")),
        "{files:?}"
    );
}
