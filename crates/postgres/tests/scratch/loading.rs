//! Loading SQL files.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use pgplumb_postgres::load::{LoadError, LoadOptions, Script, load, load_with};
use pgplumb_postgres::scratch::{PrivateServerOptions, ScratchServer, Trust};
use pgplumb_testkit::{Server, each_major, newest};

use crate::common::{connected, run};
use crate::support::{external, installation, load as load_one, loaded, script, value};

#[test]
fn statements_are_reordered_and_keep_their_settings() {
    each_major(|installation| {
        let server = Server::shared(installation.major);
        run(async {
            let server = external(&server).await;
            let tables = "SELECT pg_catalog.string_agg(relnamespace::pg_catalog.regnamespace || '.' || relname, ' ' ORDER BY relname)
                FROM pg_catalog.pg_class WHERE relkind IN ('r', 'v') AND relnamespace::pg_catalog.regnamespace::pg_catalog.text IN ('s', 'u', 'public')";
            for (sql, want) in [
                (
                    "CREATE VIEW c AS TABLE b; CREATE VIEW b AS TABLE a; CREATE TABLE a (x int)",
                    "public.a public.b public.c",
                ),
                // The retried statement runs with the settings at its position.
                (
                    "CREATE SCHEMA s; SET search_path = s; CREATE VIEW v AS TABLE public.a; SET search_path = public; CREATE TABLE a (x int)",
                    "public.a s.v",
                ),
                (
                    "BEGIN; CREATE SCHEMA s; SET LOCAL search_path = s; CREATE TABLE a (); COMMIT; CREATE TABLE b ();",
                    "s.a public.b",
                ),
                (
                    "SET search_path = s; BEGIN; CREATE SCHEMA s; CREATE SCHEMA u; SELECT set_config('search_path', 'u', true); CREATE TABLE a (); END; CREATE TABLE b ();",
                    "u.a s.b",
                ),
                ("BEGIN; CREATE TABLE a (); ROLLBACK; CREATE TABLE b ();", "public.b"),
                (
                    "BEGIN; CREATE TABLE a (); SAVEPOINT x; CREATE TABLE c (); ROLLBACK TO x; COMMIT; CREATE TABLE b ();",
                    "public.a public.b",
                ),
                (
                    "BEGIN; CREATE TEMP TABLE n ON COMMIT DROP AS SELECT 1 AS x; CREATE TABLE a AS TABLE n; COMMIT;",
                    "public.a",
                ),
                (
                    "BEGIN; LOCK TABLE pg_class IN SHARE MODE; CREATE TABLE a (x int); CREATE INDEX CONCURRENTLY i ON a (x); COMMIT",
                    "public.a",
                ),
                (
                    "CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b'; CREATE TABLE a (x e DEFAULT 'b'); INSERT INTO a VALUES ('b')",
                    "public.a",
                ),
                (
                    "DROP TABLE a; ALTER TABLE b DROP CONSTRAINT c; CREATE TABLE a (x int); CREATE TABLE b (CONSTRAINT c CHECK (true));",
                    "public.a public.b",
                ),
                (
                    "SET standard_conforming_strings = off; CREATE TABLE a (x text DEFAULT '\\';--'); CREATE TABLE b ();",
                    "public.a public.b",
                ),
                ("SET escape_string_warning = off; CREATE TABLE a ();", "public.a"),
                (
                    "SET no_such_timeout = 1; SET statement_timeout = 0; SET client_encoding = 'LATIN1'; CREATE TABLE a (x text DEFAULT 'ä');",
                    "public.a",
                ),
                (
                    "\\connect other\nCREATE DATABASE other; ALTER DATABASE other SET work_mem = 1; COMMENT ON DATABASE other IS 'x'; GRANT ALL ON DATABASE other TO PUBLIC; CREATE TABLE a ();",
                    "public.a",
                ),
                ("CREATE TABLE a (); \n\\q\nwhatever", "public.a"),
                (
                    "COPY a FROM stdin WITH (FORMAT csv);\n1;'\n\\.\nCREATE TABLE a ();COPY a TO STDOUT;",
                    "public.a",
                ),
            ] {
                // PostgreSQL 19 has only standard string literals.
                if installation.major >= 19 && sql.starts_with("SET standard_conforming_strings = off") {
                    let error = loaded(&server, sql, tables).await.expect_err(sql);
                    assert!(error.contains("non-standard string literals are not supported"), "{error}");
                    continue;
                }
                assert_eq!(loaded(&server, sql, tables).await.as_deref(), Ok(want), "{sql}");
            }
            // Settings do not apply to the next file.
            let database = server.create_database(Trust::Trusted).await.unwrap();
            let files = [
                script(
                    "a.sql",
                    "CREATE ROLE pgplumb_tester_a; CREATE SCHEMA s; SET search_path = s; SET ROLE pgplumb_tester_a; CREATE TABLE public.denied ();",
                ),
                script("b.sql", "CREATE TABLE b (); GRANT CREATE ON SCHEMA public TO pgplumb_tester_a"),
            ];
            database.load(&files, &LoadOptions::default()).await.unwrap();
            let owner = "SELECT pg_catalog.string_agg(relname || pg_catalog.pg_get_userbyid(relowner), ' ' ORDER BY relname) FROM pg_catalog.pg_class WHERE relnamespace = 2200";
            assert_eq!(value(&database, owner).await, format!("b{} deniedpgplumb_tester_a", database.role()));
            database.drop().await.unwrap();
            let admin = connected(&Server::shared(installation.major).url("postgres")).await;
            admin.execute_script("DROP ROLE pgplumb_tester_a").await.unwrap();
        });
    });
}

#[test]
fn errors_contain_location_and_hint() {
    each_major(|installation| {
        let server = Server::shared(installation.major);
        run(async {
            let server = external(&server).await;
            for (sql, wants) in [
                ("SELECT 1;\n\nSELECT 1,\n nothing;", &["schema.sql:4:2: SELECT 1,\n", "nothing"][..]),
                ("\\gexec\n", &["schema.sql:1: the psql command \\gexec is not supported"]),
                ("\n\\i no/such.sql\n", &["schema.sql:2: could not include no/such.sql"]),
                (
                    "CREATE TABLE a (g nowhere);CREATE EXTENSION IF NOT EXISTS no_such;",
                    &["schema.sql:1: CREATE EXTENSION", "no_such", "--scratch URL"],
                ),
                (
                    "CREATE TABLE a (); GRANT SELECT ON a TO pgplumb_nobody",
                    &["role \"pgplumb_nobody\" does not exist"],
                ),
            ] {
                let error = loaded(&server, sql, "SELECT 1").await.unwrap_err();
                assert!(wants.iter().all(|want| error.contains(want)), "{sql}: {error}");
            }
            for sql in [
                "CREATE TABLE a (x int); DROP VIEW typo",
                "CREATE TABLE a (x int); ALTER TABLE a DROP COLUMN typo",
                "CREATE TABLE a (x int); ALTER TABLE a DROP CONSTRAINT typo",
                "DROP INDEX CONCURRENTLY typo",
                "DROP USER MAPPING FOR postgres SERVER typo",
                "SET default_tablespce = ''; CREATE TABLE a (x int)",
            ] {
                let error = loaded(&server, sql, "SELECT 1").await.unwrap_err();
                assert!(error.starts_with("schema.sql:1:") && error.contains("does not"), "{sql}: {error}");
            }
            let many: String = (0..30).map(|n| format!("SELECT nothing{n};\n")).collect();
            let error = loaded(&server, &many, "SELECT 1").await.unwrap_err();
            assert!(error.ends_with("and 10 more") && error.contains("nothing19"), "{error}");
            let database = server.create_database(Trust::Trusted).await.unwrap();
            let error = load_one(&database, "CREATE EXTENSION no_such").await.unwrap_err();
            assert_eq!(error.missing_extensions(), ["no_such"]);
            let options =
                LoadOptions { statement_timeout: Some(Duration::from_millis(200)), ..LoadOptions::default() };
            let slow = [script("slow.sql", "SET statement_timeout = 0; SELECT pg_sleep(20)")];
            let error = database.load(&slow, &options).await.unwrap_err().to_string();
            assert!(error.contains("exceeded the time limit"), "{error}");
            database.drop().await.unwrap();
        });
    });
}

#[test]
fn a_migration_stops_at_the_first_statement_that_fails() {
    each_major(|installation| {
        let server = Server::shared(installation.major);
        run(async {
            let server = external(&server).await;
            for (sql, fails) in [
                ("DROP TABLE a;\nCREATE TABLE a (x int)", "DROP TABLE a\n"),
                ("CREATE VIEW v AS TABLE a;\nCREATE TABLE a (x int)", "CREATE VIEW v"),
                ("CREATE TABLE a (x int); ALTER TABLE a DROP COLUMN y", "ALTER TABLE a DROP COLUMN y"),
                ("SET no_such_timeout = 1; CREATE TABLE a (x int)", "SET no_such_timeout"),
                ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'TABLE a'", "CREATE FUNCTION f()"),
            ] {
                let database = server.create_database(Trust::Trusted).await.unwrap();
                let options = LoadOptions { is_migration: true, ..LoadOptions::default() };
                let error = database.load(&[script("1.sql", sql)], &options).await.unwrap_err().to_string();
                database.drop().await.unwrap();
                assert!(error.starts_with("1.sql:1:") && error.contains(fails), "{sql}: {error}");
                assert!(error.contains("does not exist") || error.contains("unrecognized"), "{sql}: {error}");
            }
        });
    });
}

#[test]
fn what_is_skipped_is_named() {
    let server = Server::shared(newest().major);
    run(async {
        let server = external(&server).await;
        let database = server.create_database(Trust::Trusted).await.unwrap();
        let sql = "DROP TABLE a;\nDROP SCHEMA s;\nSET no_such_timeout = 1;\nCREATE SCHEMA s;\nCREATE TABLE a (x int);\n\
                   COPY a FROM stdin;\n1\n2\n\\.\nCOPY a FROM stdin;\n3\n\\.\nCOMMENT ON DATABASE other IS 'x';\n\
                   CREATE TABLE database (); GRANT SELECT ON database TO PUBLIC;";
        let skipped = load_one(&database, sql).await.unwrap().skipped;
        database.drop().await.unwrap();
        let want = [
            "schema.sql:3: unrecognized configuration parameter \"no_such_timeout\"",
            "schema.sql:1: DROP was skipped, because its object is created later, as in the output of pg_dump --clean (2 statements)",
            "schema.sql:13: COMMENT ON DATABASE is not planned: pgplumb plans the objects of one database",
            "schema.sql:6: COPY is not planned: rows are not part of the schema (2 statements, 3 lines of data)",
        ];
        assert_eq!(skipped, want);
    });
}

#[test]
fn missing_roles_are_created_on_private_servers_only() {
    run(async {
        let server = ScratchServer::private(&installation(newest()), &PrivateServerOptions::temporary())
            .await
            .unwrap();
        for trust in [Trust::Trusted, Trust::Untrusted] {
            let database = server.create_database(trust).await.unwrap();
            let sql = "CREATE TABLE a (); GRANT SELECT ON a TO \"r'1\"\"\", r2; CREATE POLICY p ON a TO r3; CREATE VIEW v AS TABLE a";
            let loaded = load_one(&database, sql).await.unwrap();
            let want: &[&str] = if trust == Trust::Trusted { &["r'1\"", "r2", "r3"] } else { &[] };
            assert_eq!(loaded.created_roles, want);
            database.drop().await.unwrap();
        }
        let database = server.create_database(Trust::Trusted).await.unwrap();
        let loaded =
            load_one(&database, "CREATE ROLE r2; ALTER ROLE r2 LOGIN; SET ROLE r4; RESET ROLE; CREATE TABLE a (); ALTER TABLE a OWNER TO r5").await.unwrap();
        assert_eq!(loaded.created_roles, ["r5"]);
        let want = [
            "schema.sql:1: role \"r2\" already exists",
            "schema.sql:1: ALTER ROLE is not planned: roles belong to the server",
            "schema.sql:1: CREATE ROLE is not planned: roles belong to the server",
        ];
        assert_eq!(loaded.skipped, want);
        database.drop().await.unwrap();
    });
}

#[test]
fn files_can_include_files() {
    let include = |path: &Path| -> io::Result<String> {
        match path.to_str() {
            Some("dir/b.sql") => Ok("\\ir sub/c.sql\nCREATE VIEW b AS TABLE c;\n".to_owned()),
            Some("dir/sub/c.sql") => Ok("CREATE TABLE c ();\n".to_owned()),
            Some("dir/loop.sql") => Ok("\\ir loop.sql\n".to_owned()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    };
    let server = Server::shared(newest().major);
    let database = server.create_database();
    run(async {
        let connection = connected(&database.url()).await;
        let options = LoadOptions { include: Some(&include), ..LoadOptions::default() };
        let files = [script("dir/a.sql", "\\i dir/b.sql\nCREATE VIEW a AS TABLE b")];
        load_with(&connection, &files, &options).await.unwrap();
        let files = [script("dir/a.sql", "\\ir loop.sql")];
        let error = load_with(&connection, &files, &options).await.unwrap_err();
        assert!(matches!(&error, LoadError::Include { script, .. } if script == "dir/loop.sql"), "{error}");
    });
}

#[test]
fn a_few_failing_statements_do_not_slow_down_loading() {
    let server = Server::shared(newest().major);
    let database = server.create_database();
    let mut sql = String::new();
    for number in 0..20_000 {
        sql.push_str(match number {
            100 => "CREATE VIEW bad AS TABLE nowhere;\n",
            200 => "CREATE VIEW worse AS TABLE bad;\n",
            _ => "COMMENT ON SCHEMA public IS 'x';\n",
        });
    }
    let began = Instant::now();
    run(async {
        let connection = connected(&database.url()).await;
        let error = load(&connection, &[Script { name: "big.sql".to_owned(), text: sql }]).await.unwrap_err();
        let LoadError::Statements(failed) = error else { panic!("{error}") };
        assert_eq!(failed.iter().map(|failed| failed.line).collect::<Vec<_>>(), [101, 201]);
    });
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[test]
fn only_an_error_that_the_version_causes_names_versions() {
    let newer = [
        (15, "CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)", "NULLS NOT DISTINCT"),
        (15, "CREATE VIEW v WITH (security_invoker) AS SELECT 1", "the option security_invoker"),
        (
            15,
            "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t ON DELETE SET NULL (b))",
            "DELETE SET NULL (",
        ),
        (15, "CREATE VIEW v AS SELECT regexp_count('a', 'b')", "the function regexp_count"),
        (16, "CREATE TABLE t (a text STORAGE EXTERNAL)", "STORAGE EXTERNAL"),
        (16, "CREATE TABLE t (a text CHECK (a IS JSON))", "IS JSON"),
        (17, "CREATE TABLE t (); GRANT MAINTAIN ON t TO PUBLIC", "the privilege maintain"),
        (
            17,
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET event_triggers = on AS 'SELECT 1'",
            "the setting event_triggers",
        ),
        (18, "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)", "VIRTUAL"),
        (18, "CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)", "NOT ENFORCED"),
        (
            18,
            "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT n NOT NULL a",
            "ADD CONSTRAINT N NOT NULL",
        ),
        (18, "CREATE TABLE t (a int, b daterange, UNIQUE (a, b WITHOUT OVERLAPS))", "WITHOUT OVERLAPS"),
        (18, "CREATE TABLE t (a uuid DEFAULT uuidv7())", "the function uuidv7"),
        (19, "CREATE TABLE t (a oid8)", "the type oid8"),
    ];
    let typing_errors = [
        "CRATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)",
        "CREATE TABLE t (a int PRIMARI KEY)",
        "CREATE TABLE t (a itn)",
        "CREATE TABLE t (a int DEFAULT uuidv77())",
        "CREATE TABLE t (virtual int NOT NUL)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET serch_path = a AS 'SELECT 1'",
        "CREATE VIEW v WITH (security_invokr) AS SELECT 1",
    ];
    each_major(|installation| {
        let (server, major) = (Server::shared(installation.major), installation.major);
        run(async {
            let server = external(&server).await;
            for (since, sql, feature) in newer.iter().filter(|(since, ..)| *since > major) {
                let error = loaded(&server, sql, "SELECT 1").await.unwrap_err();
                let expected = format!(
                    "{feature} needs PostgreSQL {since}, and the SQL was executed on PostgreSQL {major}:"
                );
                assert!(error.contains(&expected), "{sql}: {error}");
            }
            let settings = "SELECT pg_catalog.string_agg(name, ' ') FROM pg_catalog.pg_settings";
            let settings = loaded(&server, "SELECT 1", settings).await.unwrap();
            let settings: Vec<&str> = settings.split(' ').collect();
            for (version, name) in listed_settings("setting") {
                let is_removed =
                    listed_settings("removed").any(|(gone, removed)| gone <= major && removed == name);
                assert_eq!(settings.contains(&name), version <= major && !is_removed, "{name}");
            }
            for sql in typing_errors {
                let error = loaded(&server, sql, "SELECT 1").await.unwrap_err();
                assert!(
                    !error.contains("needs PostgreSQL") && !error.contains("--scratch"),
                    "{sql}: {error}"
                );
            }
        });
    });
}

/// The settings in the list of features of each version: `setting` or `removed`.
fn listed_settings(kind: &str) -> impl Iterator<Item = (u32, &'static str)> {
    include_str!("../../src/load/features.txt").lines().flat_map(move |line| {
        let mut words = line.split(' ');
        let version = words.next().and_then(|word| word.parse().ok()).filter(|_| words.next() == Some(kind));
        words.filter_map(move |name| Some((version?, name)))
    })
}
