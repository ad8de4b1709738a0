//! Plans written as migrations: read back with those before them they make what was desired.

use std::fs;
use std::path::Path;
use std::process::Command;

use pgplumb_testkit::{Database, Server, newest};

use super::program::{Folder, Run};

const BEFORE: &str = "CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('ok', 'sad');
CREATE TABLE app.users (id integer PRIMARY KEY, name text, old text);
";

/// With what must be executed outside of a transaction, what may be cut in the wrong place, and what tools put something in for.
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

struct Setting {
    folder: Folder,
    database: Database,
}

impl Setting {
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
fn every_layout_reads_back_as_what_was_desired() {
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
        let setting = Setting::new();
        setting.folder.write(first, &text);
        // Some layouts look like others.
        let named = matches!(layout, "sqlx" | "supabase");
        let format: &[&str] = if named { &["--migration-format", layout] } else { &[] };
        setting.write(format).expect(0);
        let written = setting.names();
        assert!(written.iter().any(|name| name.contains(names)), "{layout}: {written:?}");
        let migrations = if named { format!("migrations:{layout}:db") } else { "migrations:db".to_owned() };
        let same = setting.run(&["diff", &migrations, "desired.sql", "--exit-code"]);
        assert_eq!(same.code, Some(0), "{layout}: {}{}\n{written:?}", same.stdout, same.stderr);
    }
}

#[test]
fn the_way_back_leads_back() {
    let setting = Setting::new();
    setting.write(&[]).expect(0);
    let names = setting.names();
    let of = |end: &str| -> Vec<String> {
        let those = names.iter().filter(|name| name.ends_with(end));
        those.map(|name| setting.folder.read(&format!("db/{name}"))).collect()
    };
    let psql = |text: &String| drop(setting.database.psql(text));
    of(".up.sql").iter().for_each(psql);
    let url = setting.database.url();
    setting.run(&["diff", &url, "desired.sql", "--exit-code"]).expect(0);
    let downs = of(".down.sql");
    downs.iter().rev().for_each(psql);
    // A label stays in an enum only if it can be taken out no other way; the column is empty now.
    setting.run(&["diff", &url, "before.sql", "--exit-code"]).expect(0);
    assert!(
        downs.concat().contains("-- The data that went with column app.users.old does not come back."),
        "{downs:?}"
    );
}

#[test]
fn nothing_is_overwritten_and_nothing_written_halfway() {
    let setting = Setting::new();
    setting.folder.write("db/V1__first.sql", BEFORE);
    setting.folder.write("db/U2__add_e_mail_1.sql", "mine");
    let refused = setting.write(&["--migration-format", "flyway"]).expect(2);
    assert!(refused.stderr.contains("U2__add_e_mail_1.sql is there already"), "{}", refused.stderr);
    assert_eq!(setting.names(), ["U2__add_e_mail_1.sql", "V1__first.sql"]);
    let unknown = setting.write(&["--migration-format", "nothing"]);
    assert_eq!(unknown.code, Some(2));
}

/// The real Alembic executes what is written; the revision before it is the head.
#[test]
fn alembic_executes_it() {
    let Some(alembic) = super::recipes::tool("python/bin/alembic") else { return };
    let setting = Setting::new();
    let env = super::recipes::ALEMBIC_ENV;
    setting.folder.write("alembic.ini", "[alembic]\nscript_location = db\n");
    setting.folder.write("db/env.py", env);
    let first = "from alembic import op\nrevision = 'a1'\ndown_revision = None\n\n\ndef upgrade():\n    op.execute('''";
    setting
        .folder
        .write("db/versions/a1_first.py", &format!("{first}{BEFORE}''')\n\n\ndef downgrade():\n    pass\n"));
    setting.write(&[]).expect(0);
    let database = Server::shared(newest().major).create_database();
    let run = |words: &[&str]| {
        let output = Command::new(&alembic)
            .args(words)
            .current_dir(setting.folder.path(""))
            .env("DATABASE_URL", database.url().replace("postgres://", "postgresql://"))
            .output()
            .expect("alembic starts");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["upgrade", "head"]);
    let url = database.url();
    let ignore = ["--exclude", "table:alembic_version"];
    setting.run(&[&["diff", &url, "desired.sql", "--exit-code"], &ignore[..]].concat()).expect(0);
    run(&["downgrade", "a1"]);
    setting.run(&[&["diff", &url, "before.sql", "--exit-code"], &ignore[..]].concat()).expect(0);
}
