//! Patterns that select objects: what they match, and what happens if they match nothing.

use pgplumb_testkit::{Database, Server, newest};

use super::applying::value;
use super::program::{Folder, Run};
use super::sources::git;

struct Fixture {
    folder: Folder,
    database: Database,
}

impl Fixture {
    fn new(current: &str, desired: &str) -> Self {
        let database = Server::shared(newest().major).create_database();
        database.psql(current);
        let folder = Folder::new();
        folder.write("schema.sql", desired);
        Self { folder, database }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let (url, scratch) = (self.database.url(), self.database.server().url("postgres"));
        self.folder.run(&[arguments, &["-d", &url, "--scratch", &scratch]].concat())
    }

    /// Runs a command that must refuse, and returns its message.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments).expect(2);
        assert_eq!(run.stdout, "", "{arguments:?}");
        run.stderr
    }
}

const USERS: &str = "CREATE TABLE public.users (id integer PRIMARY KEY, email text NOT NULL);";

/// A case of the trust review: a typo emptied files, and commands passed.
#[test]
fn misspelled_schema_neither_empties_files_nor_passes() {
    let fixture = Fixture::new(USERS, USERS);
    fixture.run(&["export", "--row-counts", "none"]).expect(0);
    fixture.run(&["dump", "-o", "s.sql"]).expect(0);
    let files = ["docs/schema_map.json", "docs/SCHEMA_REFERENCE.md", "docs/SCHEMA_DIAGRAM.md", "s.sql"];
    let before = files.map(|file| fixture.folder.read(file));
    let commands: &[&[&str]] = &[
        &["export"],
        &["export", "--check"],
        &["dump"],
        &["dump", "-o", "s.sql"],
        &["dump", "--table", "users"],
        &["list"],
        &["show", "users"],
        &["check"],
        &["diff"],
        &["diff", "s.sql", "--exit-code"],
        &["report", "s.sql", "-o", "-"],
        &["plan", "--desired", "s.sql"],
        &["apply", "--desired", "s.sql", "--yes"],
    ];
    for command in commands {
        let message = fixture.refused(&[command, &["--schema", "pubic"][..]].concat());
        assert!(message.contains("no object matches `pubic` (--schema)"), "{command:?}: {message}");
        assert!(message.contains("did you mean `public`"), "{command:?}: {message}");
    }
    fixture.folder.write("pgplumb.toml", "schemas = [\"pubic\"]\n");
    for command in commands {
        let message = fixture.refused(command);
        assert!(message.contains("no object matches `pubic` (schemas)"), "{command:?}: {message}");
    }
    assert_eq!(files.map(|file| fixture.folder.read(file)), before);
    let run = fixture.run(&["list", "--allow-empty"]).expect(0);
    assert!(run.stderr.contains("warning: no object matches `pubic` (schemas)"), "{}", run.stderr);
}

#[test]
fn every_pattern_of_the_command_line_must_match() {
    let fixture = Fixture::new(
        &format!(
            "{USERS} CREATE SCHEMA app; CREATE TABLE app.orders (id int); CREATE VIEW app.v AS SELECT 1 AS x;"
        ),
        &format!(
            "{USERS} CREATE SCHEMA app; CREATE TABLE app.items (id int); CREATE VIEW app.v AS SELECT 1 AS x;"
        ),
    );
    let plan = ["plan", "--desired", "schema.sql"];
    let diff = ["diff", "schema.sql"];
    let cases: &[(&[&str], &[&str], &str)] = &[
        (&plan, &["--only", "nosuch"], "`nosuch` (--only)"),
        (&plan, &["--only", "app.itmes"], "did you mean `table:app.items`"),
        (&plan, &["--only", "ordres"], "did you mean `table:app.orders`"),
        (&plan, &["--ignore", "table:app.v"], "did you mean `view:app.v`"),
        (&plan, &["--ignore", "comments of table:ap.*"], "did you mean `table:app.*`"),
        (&plan, &["--exclude", "ap"], "did you mean `app`"),
        (&plan, &["--schema", "app", "publc"], "did you mean `public`"),
        (&diff, &["--ignore", "app.tmp_*"], "`app.tmp_*` (--ignore)"),
        (&diff, &["--exclude", "app", "*"], "the selection is empty"),
        (&["dump"], &["--table", "users", "oders"], "did you mean `table:app.orders`"),
        (&["dump"], &["--table", "users", "--schema", "app"], "`users` (--table)"),
        (&["export", "tables"], &["--table", "users", "oders"], "`oders` (--table)"),
        (&["list"], &["--exclude", "app.tmp_*"], "`app.tmp_*` (--exclude)"),
        (&["list"], &["--schema", "app", "--exclude", "app"], "the selection is empty"),
    ];
    for (command, patterns, expected) in cases {
        let arguments = [*command, *patterns].concat();
        let message = fixture.refused(&arguments);
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert!(message.contains("--allow-empty"), "{arguments:?}: {message}");
    }
    // A pattern matches if one side has the object.
    fixture.run(&[&plan[..], &["--only", "orders"]].concat()).expect(0);
    for pattern in ["app.items", "app.orders", "table app.items", "view:*"] {
        fixture.run(&[&plan[..], &["--only", pattern]].concat()).expect(0);
        fixture.run(&[&diff[..], &["--ignore", pattern]].concat()).expect(0);
    }
    // "All triggers" is no typo, even if there are none.
    fixture.run(&[&diff[..], &["--ignore", "trigger:*", "owners"]].concat()).expect(0);
    // Restricted reads know the tables only.
    fixture.run(&["dump", "--table", "users", "--schema", "public", "app"]).expect(0);
}

#[test]
fn settings_may_exclude_what_a_database_does_not_have() {
    let fixture = Fixture::new(USERS, USERS);
    fixture.folder.write(
        "pgplumb.toml",
        "exclude = [\"tmp_*\"]\nignore = [\"partman.*\"]\n[compare]\nignore = [\"comments of view:app.*\"]\n\
         runtime_partitions = [\"public.users\"]\n[[compare.severity]]\nobjects = \"old.*\"\nseverity = \"low\"\n",
    );
    for command in [&["plan", "--desired", "schema.sql"][..], &["diff", "schema.sql"], &["list"]] {
        let run = fixture.run(command).expect(0);
        assert!(!run.stderr.contains("matches"), "{command:?}: {}", run.stderr);
    }
    let run = fixture.run(&["diff", "schema.sql", "-v"]).expect(0);
    for expected in [
        "`tmp_*` (exclude)",
        "`partman.*` (ignore)",
        "`view:app.*` (ignore)",
        "`public.users` ([compare] runtime_partitions)",
        "`old.*` ([[compare.severity]] objects)",
    ] {
        assert!(run.stderr.contains(&format!("no object matches {expected}")), "{expected}: {}", run.stderr);
    }
}

/// A case of the trust review: `view:*` dropped the column of a table.
#[test]
fn pattern_for_a_kind_matches_that_kind_only() {
    let fixture = Fixture::new(
        "CREATE TABLE t(a int, b int, c int CHECK (c > 0)); CREATE INDEX ti ON t(a);
         CREATE MATERIALIZED VIEW m AS SELECT 1 AS x;",
        "CREATE TABLE t(a int, c bigint); CREATE VIEW v AS SELECT 1 AS x; COMMENT ON COLUMN v.x IS 'one';
         CREATE MATERIALIZED VIEW m AS SELECT 1 AS x; CREATE INDEX mi ON m(x);",
    );
    let planned = |pattern: &str| {
        let plan =
            fixture.run(&["plan", "--desired", "schema.sql", "--sql", "--only", pattern]).expect(0).stdout;
        let steps = plan.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        steps.filter(|line| line.contains(". ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let views = planned("view:*");
    assert!(!views.is_empty() && views.iter().all(|step| step.contains("public.v")), "{views:?}");
    let tables = planned("table:*");
    assert!(tables.iter().any(|step| step.contains("public.t.b")), "{tables:?}");
    assert!(tables.iter().all(|step| step.contains("public.t")), "{tables:?}");
    let columns = planned("column:t.b");
    assert!(columns.len() == 1 && columns[0].contains("public.t.b"), "{columns:?}");
    let indexes = planned("materialized view m");
    assert!(indexes.len() == 1 && indexes[0].contains("public.mi"), "{indexes:?}");
    for command in [&["plan", "--desired", "schema.sql"][..], &["diff", "schema.sql"]] {
        let text = fixture.run(&[command, &["--ignore", "view:*"]].concat()).expect(0).stdout;
        assert!(text.contains("view:*: 1"), "{text}");
        assert!(text.contains("b") && text.contains("constraint"), "{text}");
    }
}

/// A case of the trust review: a plan dropped the tables of migration tools.
#[test]
fn bookkeeping_of_migration_tools_is_left_alone() {
    let users = "CREATE TABLE t(id int PRIMARY KEY);";
    let fixture = Fixture::new(
        &format!(
            "{users} CREATE TABLE alembic_version(version_num varchar(32) PRIMARY KEY);
             CREATE TABLE schema_migrations(version bigint PRIMARY KEY, dirty boolean NOT NULL);
             CREATE INDEX ON schema_migrations (dirty);
             CREATE SCHEMA meta; CREATE TABLE meta.goose_db_version (id serial PRIMARY KEY, version_id bigint);
             CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.seed_files (path text);
             CREATE TABLE migrations (id serial, migration text, batch int);"
        ),
        users,
    );
    let plan = ["plan", "--desired", "schema.sql"];
    let run = fixture.run(&[&plan[..], &["--exit-code"]].concat()).expect(0);
    assert!(run.stdout.contains("nothing to do"), "{}", run.stdout);
    for expected in [
        "ignored by migration bookkeeping public.alembic_version: 1 change",
        "ignored by migration bookkeeping meta.goose_db_version: 2 changes",
        "ignored by migration bookkeeping supabase_migrations: 2 changes",
    ] {
        assert!(run.stdout.contains(expected), "{}", run.stdout);
    }
    let diff = fixture.run(&["diff", "schema.sql", "--exit-code"]).expect(0);
    assert!(diff.stdout.contains("migration bookkeeping public.schema_migrations: 1"), "{}", diff.stdout);
    fixture.run(&["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"]).expect(0);
    assert_ne!(value(&fixture.database, "SELECT to_regclass('meta.goose_db_version_id_seq')"), "");
    // The tool may create its table while a saved plan is reviewed.
    fixture.folder.write("more.sql", &format!("{users} CREATE TABLE more (id int);"));
    fixture.run(&["plan", "--desired", "more.sql", "-o", "plan.json"]).expect(0);
    fixture.database.psql("ALTER TABLE alembic_version ADD note text");
    fixture.run(&["apply", "plan.json", "--yes"]).expect(0);
    assert_ne!(value(&fixture.database, "SELECT to_regclass('alembic_version')"), "");
    let all = fixture.run(&[&plan[..], &["--include-bookkeeping"]].concat()).expect(0);
    assert!(all.stdout.contains("- table public.alembic_version"), "{}", all.stdout);
    fixture.run(&["diff", "schema.sql", "--exit-code", "--include-bookkeeping"]).expect(1);
    // A table of the same name with other columns belongs to the project.
    fixture.database.psql("ALTER TABLE migrations ADD species text");
    let birds = fixture.run(&plan).expect(0);
    assert!(birds.stdout.contains("- table public.migrations"), "{}", birds.stdout);
}

/// A case of the trust review: a command that printed nothing planned to drop everything.
#[test]
fn sources_without_objects_are_refused() {
    let fixture = Fixture::new(
        &format!("{USERS} CREATE TABLE public.alembic_version (version_num text);"),
        "-- emptied by accident\n\n;",
    );
    let empty = fixture.database.server().create_database();
    let folder = &fixture.folder;
    folder.write("folder/empty.sql", "\n");
    folder.write("rows.sql", "SET search_path = ''; SELECT 1;");
    folder.write("bookkeeping.sql", "CREATE TABLE public.alembic_version (version_num text);");
    folder.write("migrations/1_a.up.sql", "CREATE TABLE public.t (a int);");
    folder.write("migrations/1_a.down.sql", "DROP TABLE public.t;");
    folder.write("migrations/2_b.up.sql", "DROP TABLE public.t;");
    folder.write("migrations/2_b.down.sql", "CREATE TABLE public.t (a int);");
    git(folder, &["init", "-q", "-b", "main"]);
    git(folder, &["add", "schema.sql"]);
    git(folder, &["commit", "-q", "-m", "first"]);
    folder.run(&["export", "json", "-o", "empty.json", "-d", &empty.url()]).expect(0);
    // Files are taken at their word.
    for source in ["schema.sql", "folder", "rows.sql", "migrations:migrations", "git:HEAD:schema.sql"] {
        fixture.run(&["plan", "--desired", source]).expect(0);
    }
    let executed = ["exec:true", "exec:echo '  -- nothing'", "migrate:true"];
    let url = empty.url();
    for source in executed.iter().chain(&["empty.json", url.as_str()]) {
        for command in [&["plan"][..], &["apply", "--yes", "--allow-destructive"]] {
            let message = fixture.refused(&[command, &["--desired", source]].concat());
            assert!(message.contains("defines no objects"), "{source}: {message}");
            assert!(message.contains("--allow-empty"), "{source}: {message}");
        }
    }
    let scratch = fixture.database.server().url("postgres");
    for source in executed {
        let listed = folder.run(&["list", "--source", source, "--scratch", &scratch]).expect(2);
        for message in [listed.stderr, fixture.refused(&["diff", source])] {
            assert!(message.contains("defines no objects"), "{source}: {message}");
        }
    }
    // A database or a schema map may be empty where it is not the desired state.
    fixture.run(&["diff", "empty.json"]).expect(0);
    fixture.run(&["diff", &url]).expect(0);
    let run = fixture.run(&["plan", "--desired", "exec:true", "--allow-empty"]).expect(0);
    assert!(run.stdout.contains("users"), "{}", run.stdout);
    // The files of an empty database are empty.
    folder.run(&["export", "sql", "-d", &url]).expect(0);
    folder.run(&["check", "-d", &url, "--scratch", &scratch]).expect(0);
    assert_eq!(value(&fixture.database, "SELECT count(*) FROM public.users"), "0");
}

#[test]
fn desired_state_must_have_selected_objects() {
    let fixture =
        Fixture::new(&format!("{USERS} CREATE SCHEMA app; CREATE TABLE app.orders (id int);"), USERS);
    let message = fixture.refused(&["plan", "--desired", "schema.sql", "--schema", "app"]);
    assert!(
        message.contains("schema.sql defines objects, but none that the selection includes"),
        "{message}"
    );
    fixture.run(&["plan", "--desired", "schema.sql", "--schema", "app", "public"]).expect(0);
    fixture.run(&["plan", "--desired", "schema.sql", "--schema", "app", "--allow-empty"]).expect(0);
}
