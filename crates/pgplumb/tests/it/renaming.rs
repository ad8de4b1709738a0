//! Declared renames, which keep data.

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

/// The same schema with other names and marks for the renames.
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

struct Fixture {
    folder: Folder,
    database: Database,
    scratch: String,
}

impl Fixture {
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
fn marks_and_options_rename_without_data_loss() {
    let fixture = Fixture::new(BEFORE, AFTER);
    let options = ["--rename", "type:app.mood=feeling", "function:app.total=sum"];
    let plan = fixture.run(&[&["plan", "-v"], &options[..]].concat()).expect(0);
    for part in [
        "~ table app.accounts  renamed from users",
        "~ column app.accounts.full_name  renamed from name",
        "~ enum app.feeling  renamed from mood; label 'sad' renamed to 'unhappy'",
        "ALTER TYPE app.feeling RENAME VALUE 'sad' TO 'unhappy'",
        "ALTER FUNCTION app.total(integer) RENAME TO sum",
        "code that uses the old name fails",
        "proved on",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    for other in ["drop", "create", "recreate"] {
        assert!(!plan.stdout.contains(&format!(". {other} ")), "{other}: {}", plan.stdout);
    }
    fixture.run(&[&["apply", "--yes"], &options[..]].concat()).expect(0);
    assert_eq!(
        fixture.value("SELECT string_agg(full_name || ' ' || mood, ', ') FROM app.accounts"),
        "Ada ok, Bob unhappy"
    );
    assert_eq!(fixture.value("SELECT has_table_privilege('public', 'app.accounts', 'SELECT')"), "t");
    // The options may be repeated, and the marks may stay.
    for again in [&options[..], &[]] {
        let again = fixture.run(&[&["plan", "--exit-code"], again].concat()).expect(0);
        assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    }
}

#[test]
fn two_tables_can_swap_names() {
    let fixture = Fixture::new(
        "CREATE TABLE a (id int); CREATE TABLE b (id int, x text); INSERT INTO a VALUES (1);",
        "-- pgplumb: renamed from b\nCREATE TABLE a (id int, x text);\n-- pgplumb: renamed from a\nCREATE TABLE b (id int);",
    );
    // Both names exist, so marks alone cannot tell whether the swap has been applied.
    fixture.run(&["apply", "--yes", "--rename", "a=b", "b=a"]).expect(0);
    assert_eq!(fixture.value("SELECT count(*) FROM b"), "1");
    fixture.run(&["plan", "--exit-code", "--rename", "a=b", "b=a"]).expect(0);
}

/// A case of the trust review: after the last step, the renames were applied once more.
#[test]
fn chains_and_swaps_of_several_kinds_are_applied_once() {
    const OLD: &str = "
        CREATE TYPE mood AS ENUM ('x'); CREATE DOMAIN feeling AS int;
        CREATE TABLE a (x int, y text, z int CHECK (z > 1)); CREATE TABLE b (m mood); CREATE VIEW c AS SELECT 1 AS one;
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 2';
        INSERT INTO a VALUES (1, 'one', 2); INSERT INTO b VALUES ('x');";
    const NEW: &str = "
        CREATE TYPE feeling AS ENUM ('x'); CREATE DOMAIN mood AS int;
        CREATE TABLE b (y int, x text, z int CHECK (z > 5)); CREATE TABLE c (m feeling); CREATE VIEW a AS SELECT 1 AS one;
        CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 2';";
    const RENAMES: &[&str] = &[
        "--rename",
        "table:a=b",
        "table:b=c",
        "view:c=a",
        "enum:mood=feeling",
        "domain:feeling=mood",
        "function:f=g",
        "function:g=f",
    ];
    let fixture = Fixture::new(OLD, NEW);
    fixture.database.psql("UPDATE a SET z = 6");
    let run = fixture.run(&[&["apply", "--yes"], RENAMES, &["a.x=y", "a.y=x"]].concat()).expect(0);
    assert!(run.stderr.contains("verified"), "{}", run.stderr);
    assert_eq!(fixture.value("SELECT y || x FROM b"), "1one");
    assert_eq!(fixture.value("SELECT m FROM c"), "x");
    assert_eq!(fixture.value("SELECT g(0)"), "1");
    // The options may be repeated.
    let again = fixture.run(&[&["apply", "--yes"], RENAMES].concat()).expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    let chain = Fixture::new(
        "CREATE TABLE a (x int); CREATE TABLE b (y int); INSERT INTO a VALUES (1);",
        "CREATE TABLE b (x int); CREATE TABLE c (y int, z int DEFAULT 3);",
    );
    chain.run(&["apply", "--yes", "--rename", "a=b", "b=c"]).expect(0);
    assert_eq!(chain.value("SELECT x FROM b"), "1");
    chain.run(&["plan", "--exit-code", "--rename", "a=b", "b=c"]).expect(0);
}

#[test]
fn schema_is_renamed_with_its_objects() {
    let before = "CREATE SCHEMA old; CREATE TABLE old.t (id int PRIMARY KEY); INSERT INTO old.t VALUES (7);
        CREATE VIEW old.v AS SELECT id FROM old.t;";
    let after =
        "-- pgplumb: renamed from old\nCREATE SCHEMA new; CREATE TABLE new.t (id int PRIMARY KEY, x text);
        CREATE VIEW new.v AS SELECT id FROM new.t;";
    let fixture = Fixture::new(before, after);
    fixture.run(&["plan", "-o", "plan.json"]).expect(0);
    let url = fixture.database.url();
    fixture.folder.run(&["apply", "plan.json", "--yes", "-d", &url, "--scratch", &fixture.scratch]).expect(0);
    assert_eq!(fixture.value("SELECT id FROM new.t"), "7");
    fixture.run(&["plan", "--exit-code"]).expect(0);
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

/// The objects in other schemas, some renamed. The schema `new` does not exist yet.
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
fn objects_move_to_other_schemas_without_data_loss() {
    for_majors(&[14, 19], |installation| {
        let fixture = Fixture::on(installation.major, IN_ONE, IN_OTHERS);
        let options = ["--rename", "old.happy=new.happy"];
        let plan = fixture.run(&[&["plan", "-v"], &options[..]].concat()).expect(0);
        for part in [
            "~ table new.accounts  renamed from old.users",
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
        for other in ["drop", "recreate", "create table", "create index"] {
            assert!(!plan.stdout.contains(&format!(". {other} ")), "{other}: {}", plan.stdout);
        }
        let migration = ["--write-migration", "db", "--name", "move"];
        fixture.run(&[&["apply", "--yes"], &options[..], &migration].concat()).expect(0);
        assert_eq!(
            fixture.value("SELECT string_agg(feeling || ' ' || size, ', ' ORDER BY id) FROM new.accounts"),
            "ok 7, sad 8"
        );
        assert_eq!(fixture.value("INSERT INTO new.accounts DEFAULT VALUES RETURNING id || ' ' || n"), "3 3");
        assert_eq!(fixture.value("SELECT count(*) FROM new.kept"), "2");
        assert_eq!(fixture.value("SELECT nextval('new.numbers')"), "41");
        assert_eq!(fixture.value("SELECT count(*) FROM other.things"), "1");
        assert_eq!(fixture.value("SELECT has_table_privilege('public', 'new.accounts', 'SELECT')"), "t");
        for again in [&options[..], &[]] {
            let again = fixture.run(&[&["plan", "--exit-code"], again].concat()).expect(0);
            assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
        }
        // The down migration restores the original schema.
        let down = fixture.folder.read("db/000001_move.down.sql");
        assert!(!down.contains("DROP TABLE"), "{down}");
        fixture.database.psql(&down);
        let from = Server::shared(installation.major).create_database();
        from.psql(IN_ONE);
        assert_eq!(differ(&from.pg_dump(), &fixture.database.pg_dump(), Columns::AnyOrder), None);
    });
}

#[test]
fn tables_of_two_schemas_can_be_swapped() {
    let fixture = Fixture::new(
        "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int); CREATE TABLE b.t (id int, x text); INSERT INTO a.t VALUES (1);",
        "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int, x text); CREATE TABLE b.t (id int);",
    );
    let options = ["--rename", "a.t=b.t", "b.t=a.t"];
    fixture.run(&[&["apply", "--yes"], &options[..]].concat()).expect(0);
    assert_eq!(fixture.value("SELECT count(*) FROM b.t"), "1");
    fixture.run(&[&["plan", "--exit-code"], &options[..]].concat()).expect(0);
}

#[test]
fn undeclared_rename_is_a_drop_with_a_hint() {
    let fixture =
        Fixture::new("CREATE TABLE t (id int, old text, z int)", "CREATE TABLE t (id int, new text, z int)");
    let plan = fixture.run(&["plan"]).expect(0);
    assert!(plan.stdout.contains("--rename column:public.t.old=new"), "{}", plan.stdout);
    assert!(plan.stdout.contains("- column public.t.old"), "{}", plan.stdout);
}

#[test]
fn rename_of_a_missing_object_is_an_error() {
    let fixture = Fixture::new("CREATE TABLE t (id int)", "CREATE TABLE t (id int, n int)");
    for (word, message) in [
        ("nothing=else", "`nothing` does not exist"),
        ("t.id=other", "the desired state has no column public.t.other"),
        ("t", "write OLD=NEW"),
    ] {
        let refused = fixture.run(&["plan", "--rename", word]).expect(2);
        assert!(refused.stderr.contains(message), "{}", refused.stderr);
    }
}

/// The advice names objects as they are called before the plan.
#[test]
fn advised_renames_in_renamed_tables_are_accepted() {
    let fixture = Fixture::new(
        "CREATE SCHEMA app; CREATE TABLE app.users (id int, name text);",
        "CREATE SCHEMA app; CREATE TABLE app.accounts (id int, full_name text);",
    );
    let (table, column) = ("app.users=accounts", "column:app.users.name=full_name");
    let plan = fixture.run(&["plan", "--rename", table]).expect(0);
    let text = plan.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(&format!("pass --rename {column}")), "{}", plan.stdout);
    let plan = fixture.run(&["plan", "--rename", table, "--rename", column]).expect(0);
    assert!(!plan.stdout.contains("- column"), "{}", plan.stdout);
}
