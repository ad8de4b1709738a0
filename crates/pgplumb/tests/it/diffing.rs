//! `pgplumb diff` with every kind of source.

use std::io::Write;

use pgplumb_testkit::{Database, Server, newest, oldest, require};

use super::program::{Folder, Run};
use super::recipes::tool;
use super::sources::git;
use super::{SMALL, small_database};

/// Runs `diff --exit-code` with the database.
fn diff(folder: &Folder, words: &[&str], database: &Database) -> Run {
    folder.run(&[&["diff"], words, &["--exit-code", "-d", &database.url()]].concat())
}

/// Creates two databases with the same schema on the newest server and changes the second.
fn changed(first: &str, change: &str) -> (Database, Database) {
    let server = Server::shared(newest().major);
    let (from, to) = (server.create_database(), server.create_database());
    from.psql(first);
    to.psql(first);
    to.psql(change);
    (from, to)
}

/// Returns the output of `diff` for two databases.
#[track_caller]
fn diff_text(from: &Database, to: &Database, arguments: &[&str]) -> String {
    let words = ["diff", &from.url(), &to.url()];
    Folder::new().with_postgres().run(&[&words, arguments].concat()).expect(0).stdout
}

#[test]
fn every_source_is_in_sync_until_the_database_changes() {
    let database = small_database();
    let url = database.url();
    let folder = Folder::new().with_postgres().with("PGPASSWORD", "unused");
    folder.run(&["export", "json", "sql", "tables", "-q", "-d", &url]).expect(0);
    let packed = std::fs::File::create(folder.path("map.json.gz")).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::default());
    let map = folder.read("docs/schema_map.json");
    packed.write_all(map.as_bytes()).and_then(|()| packed.try_finish()).expect("gzip");
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "docs"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder.write("small.sql", SMALL);
    let psql = newest().client("psql").display().to_string();
    folder.write("up", &format!("{psql} -qX -v ON_ERROR_STOP=1 -f small.sql\n"));
    folder.write("pgplumb.toml", "[env.other]\nurl = \"${OTHER}\"\n");
    let (newer, older) = (small_database(), Server::shared(oldest().major).create_database());
    older.psql(SMALL);
    let folder = folder.with("OTHER", &newer.url());
    let (newer, older) = (newer.url(), older.url());
    let words = [
        "docs/schema_map.json",
        "map.json.gz",
        "docs/schema.sql",
        "docs/schemas",
        "small.sql",
        "git:HEAD:docs/schema_map.json",
        "git:main:docs/schemas",
        "exec:cat docs/schema.sql",
        "exec:cat docs/schema_map.json",
        "migrate:sh up",
        "env:other",
        &newer,
        &older,
    ];
    for word in words {
        let run = diff(&folder, &[word], &database).expect(0);
        assert!(run.stdout.contains(" → database: in sync"), "{word}: {}", run.stdout);
        assert!(!run.stderr.contains("warning"), "{word}: {}", run.stderr);
    }
    database.psql("ALTER TABLE app.orders ADD note text");
    for word in words {
        let run = diff(&folder, &[word], &database).expect(1);
        let expected = "[MEDIUM] table app.orders: columns added: note text\n1 difference (1 medium)\n";
        assert_eq!(run.stdout, expected, "{word}: {}", run.stderr);
    }
    // The default source is the schema map. Without --exit-code, a difference is no failure.
    // --source replaces the database.
    assert!(folder.run(&["diff", "-d", &url]).expect(0).stdout.contains("columns added: note text"));
    let run = folder.run(&["diff", "--source", "docs/schema.sql"]).expect(0);
    assert_eq!(run.stdout, "docs/schema_map.json → docs/schema.sql: in sync\n");
    let run = folder.run(&["diff", "small.sql", "up", "--source", "docs/schema.sql"]).expect(2);
    assert!(run.stderr.contains("--source replaces the database"), "{}", run.stderr);
}

#[test]
fn migrations_of_every_layout_are_in_sync() {
    let Some((tables, rest)) = SMALL.split_once("CREATE VIEW") else { panic!("a view") };
    let rest = format!("CREATE VIEW{rest}");
    let layouts: &[(&str, [&str; 2], [String; 2], &str)] = &[
        ("plain", ["1_a.sql", "10_b.sql"], [tables.into(), rest.clone()], ""),
        (
            "dbmate",
            ["1_a.sql", "2_b.sql"],
            [tables, &rest]
                .map(|sql| format!("-- migrate:up\n{sql}\n-- migrate:down\nDROP SCHEMA app CASCADE;\n")),
            "schema_migrations",
        ),
        (
            "goose",
            ["1_a.sql", "2_b.sql"],
            [tables, &rest]
                .map(|sql| format!("-- +goose Up\n{sql}\n-- +goose Down\nDROP SCHEMA app CASCADE;\n")),
            "goose_db_version",
        ),
        ("golang-migrate", ["1_a.up.sql", "2_b.up.sql"], [tables.into(), rest.clone()], "schema_migrations"),
        ("flyway", ["V1__a.sql", "V2__b.sql"], [tables.into(), rest.clone()], "flyway_schema_history"),
        (
            "diesel",
            ["2024-01-01-000000_a/up.sql", "2024-01-02-000000_b/up.sql"],
            [tables.into(), rest.clone()],
            "__diesel_schema_migrations",
        ),
        (
            "prisma",
            ["20240101000000_a/migration.sql", "20240102000000_b/migration.sql"],
            [tables.into(), rest.clone()],
            "_prisma_migrations",
        ),
    ];
    for (layout, names, texts, bookkeeping) in layouts {
        let (database, folder) = (small_database(), Folder::new().with_postgres());
        for (name, text) in names.iter().zip(texts) {
            folder.write(&format!("migrations/{name}"), text);
        }
        if layout == &"prisma" {
            folder.write("migrations/migration_lock.toml", "provider = \"postgresql\"\n");
        }
        if !bookkeeping.is_empty() {
            database.psql(&format!("CREATE TABLE public.{bookkeeping} (version text PRIMARY KEY)"));
        }
        let run = diff(&folder, &["migrations:migrations"], &database).expect(0);
        assert!(run.stdout.contains("migrations:migrations → database: in sync"), "{layout}: {}", run.stdout);
        let ignored = run.stdout.contains("1 difference ignored") && run.stdout.contains(bookkeeping);
        assert_eq!(ignored, !bookkeeping.is_empty(), "{layout}: {}", run.stdout);
        database.psql("DROP VIEW app.rich");
        let run = diff(&folder, &[&format!("migrations:{layout}:migrations")], &database).expect(1);
        assert!(
            run.stdout.starts_with("[CRITICAL] view app.rich: removed (id, name)\n"),
            "{layout}: {}",
            run.stdout
        );
    }
}

#[test]
fn alembic_migrations_are_compared() {
    let Some(alembic) = tool("python/bin/alembic") else { return };
    let folder = Folder::new().with_postgres();
    folder.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
    folder.write("migrations/env.py", super::recipes::ALEMBIC_ENV);
    folder.write(
        "migrations/versions/0001_first.py",
        "from alembic import op\nrevision = '0001'\ndown_revision = None\n\n\ndef upgrade():\n    op.execute('CREATE TABLE customer (id int)')\n",
    );
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE TABLE alembic_version (version_num varchar(32) CONSTRAINT alembic_version_pkc PRIMARY KEY);
         CREATE TABLE customer (id int)",
    );
    let word = format!("migrate:{} upgrade head", alembic.display());
    diff(&folder, &[&word], &database).expect(0);
    database.psql("ALTER TABLE customer ADD name text; DROP TABLE alembic_version");
    let run = diff(&folder, &[&word, "--ignore", "table:alembic_version"], &database).expect(1);
    assert_eq!(
        run.stdout,
        "[MEDIUM] table public.customer: columns added: name text\n1 difference (1 medium)\n\
         1 difference ignored (table:alembic_version: 1)\n"
    );
}

#[test]
fn failed_command_is_reported_with_its_output() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    for (word, status) in
        [("exec:echo no models here >&2; exit 4", "4"), ("migrate:echo no models here >&2; exit 5", "5")]
    {
        let run = diff(&folder, &[word], &database).expect(2);
        let expected = format!("failed (exit status: {status}):\n    no models here");
        assert!(run.stderr.contains(&expected) && run.stdout.is_empty(), "{}", run.stderr);
    }
}

#[test]
fn changes_are_grouped_by_object_and_sorted_by_severity() {
    let (from, to) = changed(
        &format!(
            "{SMALL}CREATE TYPE app.status AS ENUM ('new', 'done');
             CREATE INDEX orders_total_idx ON app.orders (total) WHERE total > 0;
             CREATE SEQUENCE app.numbers START 5;
             CREATE VIEW app.busy AS SELECT o.id, o.total FROM app.orders o WHERE o.total > 10 AND o.customer_id > 0;"
        ),
        "ALTER TABLE app.orders ADD billing_cycle text, ADD max_members integer NOT NULL DEFAULT 5;
         ALTER TABLE app.customer ALTER COLUMN name TYPE varchar(80) USING name::varchar, ALTER COLUMN name DROP NOT NULL;
         ALTER TYPE app.status ADD VALUE 'on_hold';
         DROP INDEX app.orders_total_idx;
         CREATE INDEX orders_total_idx ON app.orders (abs(total) DESC);
         ALTER SEQUENCE app.numbers INCREMENT 10 CYCLE;
         CREATE OR REPLACE VIEW app.busy AS SELECT o.id, o.total FROM app.orders o WHERE o.total > 20 AND o.customer_id > 0;
         CREATE TABLE app.voucher (id int PRIMARY KEY, code text);
         GRANT SELECT, UPDATE ON app.orders TO PUBLIC;
         COMMENT ON TABLE app.orders IS NULL;"
            .replace("ALTER TABLE app.customer ALTER", "DROP VIEW app.rich; ALTER TABLE app.customer ALTER")
            .as_str(),
    );
    assert_eq!(
        diff_text(&from, &to, &[]),
        "\
[CRITICAL] table app.customer: column name: type: text → character varying(80)
[CRITICAL] view app.rich: removed (id, name)
[HIGH] table app.customer: column name: now nullable
[HIGH] table app.voucher: added (2 columns)
[HIGH] enum app.status: labels added: on_hold
[MEDIUM] table app.orders: privileges added: SELECT, UPDATE to public
[MEDIUM] table app.orders: columns added: billing_cycle text, max_members integer not null default 5
[MEDIUM] table app.orders: index orders_total_idx: keys: (total) → (abs(total) desc); predicate removed: (total > (0)::numeric)
[MEDIUM] view app.busy: definition changed
    @@ -1,4 +1,4 @@
      SELECT id,
         total
        FROM app.orders o
    -  WHERE ((total > (10)::numeric) AND (customer_id > 0))
    +  WHERE ((total > (20)::numeric) AND (customer_id > 0))
[MEDIUM] sequence app.numbers: options: cycle added, increment 1 → 10
[LOW] table app.orders: comment removed: What was ordered.
13 differences (2 critical, 3 high, 7 medium, 1 low)
"
    );
}

#[test]
fn possible_renames_are_suggested() {
    let (from, to) = changed(
        &format!(
            "{SMALL}CREATE FUNCTION app.fee(n numeric) RETURNS numeric LANGUAGE sql AS 'SELECT n * 0.029 + 0.30';"
        ),
        "ALTER TABLE app.orders RENAME TO purchase; ALTER TABLE app.customer RENAME COLUMN name TO full_name;
         ALTER FUNCTION app.fee RENAME TO surcharge",
    );
    let text = diff_text(&from, &to, &[]);
    for line in [
        "suggestion: table app.orders may have been renamed to app.purchase",
        "suggestion: column app.customer.name may have been renamed to app.customer.full_name",
        "suggestion: function app.fee(numeric) may have been renamed to app.surcharge(numeric)",
        "[CRITICAL] table app.orders: removed (3 columns)",
        "[HIGH] table app.purchase: added (3 columns)",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn dissimilar_objects_are_not_suggested_as_renames() {
    let (from, to) = changed(
        "CREATE TABLE t (a int, b text, c date, d text); CREATE VIEW v AS SELECT a, b FROM t",
        "CREATE OR REPLACE VIEW v AS SELECT a, b, d FROM t; ALTER TABLE t DROP COLUMN c, ADD COLUMN e text, ADD COLUMN f date;
         ALTER TABLE t RENAME a TO first",
    );
    let text = diff_text(&from, &to, &[]);
    let suggestions: Vec<&str> = text.lines().filter(|line| line.starts_with("suggestion")).collect();
    assert_eq!(
        suggestions,
        ["suggestion: column public.t.a may have been renamed to public.t.first"],
        "{text}"
    );
    let text = diff_text(&from, &to, &["--ignore", "table:t"]);
    assert!(!text.contains("suggestion"), "{text}");
}

#[test]
fn ignored_differences_are_counted() {
    let (from, to) = changed(
        SMALL,
        "ALTER TABLE app.orders ADD note text; CREATE TABLE app.tmp_1 (); COMMENT ON TABLE app.orders IS 'x';
         GRANT SELECT ON app.customer TO PUBLIC; CREATE TABLE public.other ()",
    );
    let text =
        diff_text(&from, &to, &["--ignore", "app.tmp_*", "comments of table:app.*", "privileges", "public"]);
    assert_eq!(
        text,
        "[MEDIUM] table app.orders: columns added: note text\n1 difference (1 medium)\n\
         4 differences ignored (app.tmp_*: 1, comment of table:app.*: 1, privileges: 1, public: 1)\n"
    );
    let text = diff_text(&from, &to, &["--schema", "app", "--exclude", "app.orders", "app.customer"]);
    assert_eq!(text, "[HIGH] table app.tmp_1: added (0 columns)\n1 difference (1 high)\n");
    let run = Folder::new().run(&["diff", &from.url(), &to.url(), "--ignore", "nonsense:x"]).expect(2);
    assert!(run.stderr.contains("`owners`, `privileges`, `comments`"), "{}", run.stderr);
}

#[test]
fn settings_ignore_changes_and_set_severities() {
    let (from, to) = changed(
        &format!("{SMALL}CREATE TABLE app.audit (id int)"),
        "CREATE INDEX ON app.orders (total); DROP VIEW app.rich; COMMENT ON TABLE app.audit IS 'x'; DROP FUNCTION app.total",
    );
    let folder = Folder::new().with_postgres();
    folder.write(
        "pgplumb.toml",
        "[compare]\nignore = [\"view:*\"]\n\n\
         [[compare.severity]]\nobjects = \"index:*\"\nchange = \"added\"\nseverity = \"critical\"\n\n\
         [[compare.severity]]\nobjects = \"app.audit\"\nseverity = \"high\"\n\n\
         [[compare.severity]]\nobjects = \"function:app.*\"\nchange = \"removed\"\nseverity = \"low\"\n",
    );
    let run = folder.run(&["diff", &from.url(), &to.url(), "--exit-code", "--fail-on", "critical"]).expect(1);
    assert_eq!(
        run.stdout,
        "[CRITICAL] table app.orders: indexes added: orders_total_idx btree (total)\n\
         [HIGH] table app.audit: comment added: x\n\
         [LOW] function app.total(integer): removed (returns numeric, language sql)\n\
         3 differences (1 critical, 1 high, 1 low)\n\
         1 difference ignored (view:*: 1)\n"
    );
    folder.write("pgplumb.toml", "[[compare.severity]]\nobjects = \"*\"\nseverity = \"medium\"\n");
    folder.run(&["diff", &from.url(), &to.url(), "--exit-code", "--fail-on", "high"]).expect(0);
    folder.write("pgplumb.toml", "[[compare.severity]]\nobjects = \"*\"\nseverity = \"grave\"\n");
    let run = folder.run(&["diff", &from.url(), &to.url()]).expect(2);
    assert!(run.stderr.contains("pgplumb.toml:3") && run.stderr.contains("critical"), "{}", run.stderr);
}

#[test]
fn column_order_is_compared_on_request() {
    let server = Server::shared(newest().major);
    let (from, to) = (server.create_database(), server.create_database());
    from.psql("CREATE TABLE t (a int, b text, c date)");
    to.psql("CREATE TABLE t (a int, c date, b text)");
    assert!(diff_text(&from, &to, &[]).contains(": in sync"));
    let text = diff_text(&from, &to, &["--column-order"]);
    assert!(text.starts_with("[LOW] table public.t: column b: position: 2 → 3\n"), "{text}");
}

#[test]
fn differences_that_pg_dump_omits_are_informational() {
    let first = "CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 2);
                 CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE INDEX t_a_idx ON t (a);";
    let (from, to) = changed(first, "REFRESH MATERIALIZED VIEW m WITH NO DATA; DROP INDEX t_a_idx");
    assert!(to.try_psql("CREATE UNIQUE INDEX CONCURRENTLY t_a_idx ON t (a)").is_err());
    from.psql("DROP INDEX t_a_idx; CREATE UNIQUE INDEX t_a_idx ON t (a, b)");
    to.psql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a_idx'::regclass");
    to.psql("DROP INDEX t_a_idx; CREATE UNIQUE INDEX t_a_idx ON t (a, b)");
    to.psql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a_idx'::regclass");
    let with_extension = from.try_psql("CREATE EXTENSION pg_trgm VERSION '1.3'").is_ok();
    if require("contrib's pg_trgm", with_extension) {
        to.psql("CREATE EXTENSION pg_trgm");
    }
    let folder = Folder::new().with_postgres();
    let run = folder.run(&["diff", &from.url(), &to.url(), "--exit-code"]).expect(0);
    let number = 2 + usize::from(with_extension);
    assert_eq!(run.stdout.matches("[INFO] ").count(), number, "{}", run.stdout);
    assert!(run.stdout.ends_with(&format!("no differences; {number} informational\n")), "{}", run.stdout);
    // SQL does not specify such states.
    let sql = folder.run(&["dump", "-d", &from.url()]).expect(0).stdout;
    folder.write("schema.sql", &sql);
    let run = diff(&folder, &["schema.sql"], &to).expect(0);
    assert_eq!(run.stdout, "schema.sql → database: in sync\n");
}

#[test]
fn equivalent_texts_of_the_server_are_equal() {
    let database = Server::shared(newest().major).create_database();
    database.psql("CREATE TABLE t (a varchar(10) CHECK (a IN ('x', 'y')), b int)");
    let folder = Folder::new().with_postgres();
    folder.run(&["dump", "-q", "-o", "schema.sql", "-d", &database.url()]).expect(0);
    let again = Server::shared(newest().major).create_database();
    again.psql(&folder.read("schema.sql"));
    assert!(diff_text(&database, &again, &[]).contains(": in sync"));
    assert!(diff(&folder, &["schema.sql"], &database).expect(0).stdout.contains(": in sync"));
    // Without a scratch server to normalize the texts, a note says so.
    let unreachable = ["--scratch", "postgres://nobody@127.0.0.1:1/none"];
    let sides = [database.url(), again.url()];
    let run = Folder::new().run(&[&["diff", &sides[0], &sides[1]], &unreachable[..]].concat()).expect(0);
    assert!(run.stdout.contains("note: ") && run.stdout.contains("could not be recreated"), "{}", run.stdout);
}

#[test]
fn version_specific_properties_are_no_differences() {
    if newest().major == oldest().major {
        return;
    }
    let schema = "CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL CHECK (b <> ''), c int GENERATED ALWAYS AS (a * 2) STORED);
                  CREATE VIEW v AS SELECT t.a, upper(t.b) AS b FROM t JOIN t u USING (a) WHERE t.a IN (1, 2);
                  GRANT ALL ON t TO PUBLIC;";
    let (from, to) =
        (Server::shared(oldest().major).create_database(), Server::shared(newest().major).create_database());
    from.psql(schema);
    to.psql(schema);
    let text = diff_text(&from, &to, &[]);
    // The newer version has a privilege that the older one lacks.
    assert!(text.contains(": in sync") || text.contains("MAINTAIN"), "{text}");
    to.psql("ALTER TABLE t DROP COLUMN c");
    let text = diff_text(&from, &to, &[]);
    assert!(text.contains("[CRITICAL] table public.t: columns removed: c integer"), "{text}");
    // The newer server executes SQL that the older one does not support.
    let folder = Folder::new().with_postgres();
    folder.write("schema.sql", "CREATE TABLE t (a int CONSTRAINT a_is_there NOT NULL NO INHERIT)");
    let old = Server::shared(oldest().major).create_database();
    old.psql("CREATE TABLE t (a int NOT NULL)");
    let run = folder.run(&["diff", "schema.sql", "-d", &old.url()]).expect(0);
    assert!(run.stderr.contains("rejected it:"), "{}\n{}", run.stderr, run.stdout);
}
