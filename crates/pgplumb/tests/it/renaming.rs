//! What has another name in the desired state, and keeps what it holds.

use pgplumb_testkit::{Columns, Database, Server, differ, for_majors, newest};

use super::program::{Folder, Run};

const BEFORE: &str = "
    CREATE SCHEMA app;
    CREATE TYPE app.mood AS ENUM ('ok', 'sad');
    CREATE TABLE app.users (id serial PRIMARY KEY, name text NOT NULL UNIQUE, mood app.mood DEFAULT 'ok');
    CREATE INDEX users_mood_idx ON app.users (mood);
    CREATE TABLE app.orders (id int PRIMARY KEY, user_id int REFERENCES app.users, buyer text REFERENCES app.users (name));
    CREATE VIEW app.happy AS SELECT id, name FROM app.users WHERE mood = 'ok';
    CREATE FUNCTION app.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
    COMMENT ON COLUMN app.users.name IS 'The whole name.';
    GRANT SELECT ON app.users TO PUBLIC;
    INSERT INTO app.users (name, mood) VALUES ('Ada', 'ok'), ('Bob', 'sad');
";

/// The same with other names; the marks are the file's to keep.
const AFTER: &str = "
    CREATE SCHEMA app;
    CREATE TYPE app.feeling AS ENUM ('ok',
        -- pgplumb: renamed from sad
        'unhappy');
    -- pgplumb: renamed from users
    CREATE TABLE app.accounts (
        id serial PRIMARY KEY,
        -- pgplumb: renamed from name
        full_name text NOT NULL UNIQUE,
        mood app.feeling DEFAULT 'ok'
    );
    CREATE INDEX accounts_mood_idx ON app.accounts (mood);
    CREATE TABLE app.orders (id int PRIMARY KEY, user_id int REFERENCES app.accounts, buyer text REFERENCES app.accounts (full_name));
    CREATE VIEW app.happy AS SELECT id, full_name AS name FROM app.accounts WHERE mood = 'ok';
    CREATE FUNCTION app.sum(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
    COMMENT ON COLUMN app.accounts.full_name IS 'The whole name.';
    GRANT SELECT ON app.accounts TO PUBLIC;
";

struct Setting {
    folder: Folder,
    database: Database,
    scratch: String,
}

impl Setting {
    fn new(before: &str, after: &str) -> Self {
        Self::on(newest().major, before, after)
    }

    fn on(major: u32, before: &str, after: &str) -> Self {
        let database = Server::shared(major).create_database();
        database.psql(before);
        let scratch = database.server().url("postgres");
        let folder = Folder::new();
        folder.write("schema.sql", after);
        Self { folder, database, scratch }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let url = self.database.url();
        let mut all = arguments.to_vec();
        all.extend(["--desired", "schema.sql", "-d", &url, "--scratch", &self.scratch]);
        self.folder.run(&all)
    }

    fn value(&self, sql: &str) -> String {
        super::applying::value(&self.database, sql)
    }
}

#[test]
fn marks_and_words_rename_and_nothing_is_lost() {
    let setting = Setting::new(BEFORE, AFTER);
    let words = ["--rename", "type:app.mood=feeling", "function:app.total=sum"];
    let plan = setting.run(&[&["plan", "-v"], &words[..]].concat()).expect(0);
    for part in [
        "rename table app.users to accounts",
        "rename column app.users.name to full_name",
        "ALTER TYPE app.feeling RENAME VALUE 'sad' TO 'unhappy'",
        "ALTER FUNCTION app.total(integer) RENAME TO sum",
        "breaks running code",
        "proved on",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    for other in ["drop", "create", "detach", "restore"] {
        assert!(!plan.stdout.contains(&format!(" {other} ")), "{other}: {}", plan.stdout);
    }
    setting.run(&[&["apply", "--yes"], &words[..]].concat()).expect(0);
    assert_eq!(
        setting.value("SELECT string_agg(full_name || ' ' || mood, ', ') FROM app.accounts"),
        "Ada ok, Bob unhappy"
    );
    assert_eq!(setting.value("SELECT has_table_privilege('public', 'app.accounts', 'SELECT')"), "t");
    // The words may be given again, and the marks may stay.
    for again in [&words[..], &[]] {
        let again = setting.run(&[&["plan", "--exit-code"], again].concat()).expect(0);
        assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    }
}

#[test]
fn names_can_be_swapped() {
    let setting = Setting::new(
        "CREATE TABLE a (id int); CREATE TABLE b (id int, x text); INSERT INTO a VALUES (1);",
        "-- pgplumb: renamed from b\nCREATE TABLE a (id int, x text);\n-- pgplumb: renamed from a\nCREATE TABLE b (id int);",
    );
    // Both names are taken: marks alone cannot tell before from after.
    setting.run(&["apply", "--yes", "--rename", "a=b", "b=a"]).expect(0);
    assert_eq!(setting.value("SELECT count(*) FROM b"), "1");
    setting.run(&["plan", "--exit-code", "--rename", "a=b", "b=a"]).expect(0);
}

#[test]
fn a_schema_is_renamed_with_all_that_it_holds() {
    let before = "CREATE SCHEMA old; CREATE TABLE old.t (id int PRIMARY KEY); INSERT INTO old.t VALUES (7);
        CREATE VIEW old.v AS SELECT id FROM old.t;";
    let after =
        "-- pgplumb: renamed from old\nCREATE SCHEMA new; CREATE TABLE new.t (id int PRIMARY KEY, x text);
        CREATE VIEW new.v AS SELECT id FROM new.t;";
    let setting = Setting::new(before, after);
    setting.run(&["plan", "-o", "plan.json"]).expect(0);
    let url = setting.database.url();
    setting.folder.run(&["apply", "plan.json", "--yes", "-d", &url, "--scratch", &setting.scratch]).expect(0);
    assert_eq!(setting.value("SELECT id FROM new.t"), "7");
    setting.run(&["plan", "--exit-code"]).expect(0);
}

const IN_ONE: &str = "
    CREATE SCHEMA old; CREATE SCHEMA other;
    CREATE TYPE old.mood AS ENUM ('ok', 'sad');
    CREATE TYPE old.pair AS (a int, b int);
    CREATE DOMAIN old.size AS int CHECK (VALUE > 0);
    CREATE SEQUENCE old.numbers;
    CREATE TABLE old.users (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, mood old.mood, size old.size, p old.pair);
    CREATE INDEX users_mood_idx ON old.users (mood);
    CREATE TABLE old.orders (id int PRIMARY KEY, user_id int REFERENCES old.users);
    CREATE TABLE old.items (id int);
    CREATE VIEW old.happy AS SELECT id FROM old.users WHERE mood = 'ok';
    CREATE MATERIALIZED VIEW old.kept AS SELECT id FROM old.users;
    CREATE UNIQUE INDEX kept_id ON old.kept (id);
    CREATE FUNCTION old.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
    CREATE TABLE other.items (id text);
    GRANT SELECT ON old.users TO PUBLIC;
    INSERT INTO old.users (mood, size) VALUES ('ok', 7), ('sad', 8);
    INSERT INTO old.items VALUES (1);
    REFRESH MATERIALIZED VIEW old.kept;
    SELECT setval('old.numbers', 40);
";

/// Moved, some with another name; the schema `new` is not there yet.
const IN_OTHERS: &str = "
    CREATE SCHEMA old; CREATE SCHEMA other; CREATE SCHEMA new;
    COMMENT ON SCHEMA new IS 'What was moved.';
    -- pgplumb: renamed from old.mood
    CREATE TYPE new.feeling AS ENUM ('ok', 'sad');
    -- pgplumb: renamed from old.pair
    CREATE TYPE new.pair AS (a int, b int);
    -- pgplumb: renamed from old.size
    CREATE DOMAIN other.size AS int CHECK (VALUE > 0);
    -- pgplumb: renamed from old.numbers
    CREATE SEQUENCE new.numbers;
    -- pgplumb: renamed from old.users
    CREATE TABLE new.accounts (
        id serial PRIMARY KEY,
        n int GENERATED ALWAYS AS IDENTITY,
        -- pgplumb: renamed from mood
        feeling new.feeling,
        size other.size,
        p new.pair
    );
    CREATE INDEX accounts_feeling_idx ON new.accounts (feeling);
    CREATE TABLE old.orders (id int PRIMARY KEY, user_id int REFERENCES new.accounts);
    CREATE TABLE other.items (id text);
    CREATE VIEW new.happy AS SELECT id FROM new.accounts WHERE feeling = 'ok';
    -- pgplumb: renamed from old.kept
    CREATE MATERIALIZED VIEW new.kept AS SELECT id FROM new.accounts;
    CREATE UNIQUE INDEX kept_id ON new.kept (id);
    -- pgplumb: renamed from old.total
    CREATE FUNCTION new.sum(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
    -- pgplumb: renamed from old.items
    CREATE TABLE other.things (id int);
    GRANT SELECT ON new.accounts TO PUBLIC;
";

#[test]
fn what_is_in_another_schema_stays_what_it_is() {
    for_majors(&[14, 18], |installation| {
        let setting = Setting::on(installation.major, IN_ONE, IN_OTHERS);
        let words = ["--rename", "old.happy=new.happy"];
        let plan = setting.run(&[&["plan", "-v"], &words[..]].concat()).expect(0);
        for part in [
            "rename table old.users to new.accounts",
            "ALTER TABLE old.users SET SCHEMA new",
            "ALTER TABLE new.users RENAME TO accounts",
            "CREATE SCHEMA new",
            "ALTER FUNCTION old.total(integer) SET SCHEMA new",
            "ALTER TABLE old.items RENAME TO pgplumb_renaming",
            "ALTER INDEX new.users_mood_idx RENAME TO accounts_feeling_idx",
            "proved on",
        ] {
            assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
        }
        for other in ["drop", "detach", "restore", "create table", "create index"] {
            assert!(!plan.stdout.contains(&format!(" {other} ")), "{other}: {}", plan.stdout);
        }
        let migration = ["--write-migration", "db", "--name", "move"];
        setting.run(&[&["apply", "--yes"], &words[..], &migration].concat()).expect(0);
        assert_eq!(
            setting.value("SELECT string_agg(feeling || ' ' || size, ', ' ORDER BY id) FROM new.accounts"),
            "ok 7, sad 8"
        );
        assert_eq!(setting.value("INSERT INTO new.accounts DEFAULT VALUES RETURNING id || ' ' || n"), "3 3");
        assert_eq!(setting.value("SELECT count(*) FROM new.kept"), "2");
        assert_eq!(setting.value("SELECT nextval('new.numbers')"), "41");
        assert_eq!(setting.value("SELECT count(*) FROM other.things"), "1");
        assert_eq!(setting.value("SELECT has_table_privilege('public', 'new.accounts', 'SELECT')"), "t");
        for again in [&words[..], &[]] {
            let again = setting.run(&[&["plan", "--exit-code"], again].concat()).expect(0);
            assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
        }
        // The way back leads back.
        let down = setting.folder.read("db/000001_move.down.sql");
        assert!(!down.contains("DROP TABLE"), "{down}");
        setting.database.psql(&down);
        let from = Server::shared(installation.major).create_database();
        from.psql(IN_ONE);
        assert_eq!(differ(&from.pg_dump(), &setting.database.pg_dump(), Columns::AnyOrder), None);
    });
}

#[test]
fn tables_of_two_schemas_change_places() {
    let setting = Setting::new(
        "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int); CREATE TABLE b.t (id int, x text); INSERT INTO a.t VALUES (1);",
        "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int, x text); CREATE TABLE b.t (id int);",
    );
    let words = ["--rename", "a.t=b.t", "b.t=a.t"];
    setting.run(&[&["apply", "--yes"], &words[..]].concat()).expect(0);
    assert_eq!(setting.value("SELECT count(*) FROM b.t"), "1");
    setting.run(&[&["plan", "--exit-code"], &words[..]].concat()).expect(0);
}

#[test]
fn what_looks_renamed_is_a_drop_with_a_hint() {
    let setting =
        Setting::new("CREATE TABLE t (id int, old text, z int)", "CREATE TABLE t (id int, new text, z int)");
    let plan = setting.run(&["plan"]).expect(0);
    assert!(plan.stdout.contains("--rename column:public.t.old=new"), "{}", plan.stdout);
    assert!(plan.stdout.contains("drop column public.t.old"), "{}", plan.stdout);
}

#[test]
fn a_rename_of_nothing_is_an_error() {
    let setting = Setting::new("CREATE TABLE t (id int)", "CREATE TABLE t (id int, n int)");
    for (word, message) in [
        ("nothing=else", "there is no `nothing`"),
        ("t.id=other", "the desired state has no column public.t.other"),
        ("t", "write OLD=NEW"),
    ] {
        let refused = setting.run(&["plan", "--rename", word]).expect(2);
        assert!(refused.stderr.contains(message), "{}", refused.stderr);
    }
}
