//! Loading dumps from pg_dump and pg_dumpall.

use std::process::Command;

use pgplumb_postgres::load::{LoadOptions, Script, load_with};
use pgplumb_testkit::{Server, copy_differs, each_major};

use crate::common::{connected, run};

/// A schema with data, owners, names that need quoting, and dependency cycles.
const SCHEMA: &str = r#"
CREATE ROLE "dump's ""owner""";
CREATE SCHEMA "we;ird \ 'n""ame";
SET search_path = "we;ird \ 'n""ame";
CREATE TABLE "a\b;--" (id serial PRIMARY KEY, "t'x" text DEFAULT E'\\.\n;' CHECK ("t'x" <> ';'), j json);
INSERT INTO "a\b;--" ("t'x", j) SELECT 'row '';' || i || E'\n\\.\t', '{"a": ";"}' FROM generate_series(1, 20) i;
CREATE TABLE child (p int REFERENCES "a\b;--" (id), b bytea);
INSERT INTO child SELECT 1, '\x5c2e';
GRANT ALL ON SCHEMA "we;ird \ 'n""ame" TO "dump's ""owner""";
GRANT ALL ON "a\b;--" TO "dump's ""owner""";
ALTER TABLE child OWNER TO "dump's ""owner""";
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN 2 END; END;
CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN E';\\.'; END $f$;
CREATE MATERIALIZED VIEW mv AS SELECT * FROM child;
GRANT SELECT ON child TO PUBLIC;
COMMENT ON TABLE child IS 'it''s; \. a comment';
"#;

/// The start of the output of pg_dumpall.
const GLOBALS: &str = "\\restrict x
SET default_transaction_read_only = off;
SET client_encoding = 'UTF8';
CREATE ROLE postgres;
ALTER ROLE postgres WITH SUPERUSER INHERIT CREATEROLE CREATEDB LOGIN REPLICATION BYPASSRLS;
\\unrestrict x
\\connect template1
";

/// Newer versions of pg_dump write options that servers before PostgreSQL 16 do not support.
const SUBSCRIPTION: &str =
    "CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false);";

#[test]
fn dumps_with_any_options_load() {
    each_major(|installation| {
        let server = Server::start(installation);
        let original = server.create_database();
        original.psql(SCHEMA);
        if installation.major >= 16 {
            original.psql(SUBSCRIPTION);
        }
        for options in [
            &[][..],
            &["--create"],
            &["--clean", "--if-exists"],
            &["--clean", "--create"],
            &["--clean"],
            &["--inserts"],
            &["--column-inserts", "--rows-per-insert=7"],
            &["--use-set-session-authorization"],
            &["--schema-only", "--quote-all-identifiers"],
        ] {
            let dump = dump(&server, "pg_dump", &[options, &[original.name()]].concat());
            check(&server, &original, &dump, &format!("{options:?}"));
        }
        let created = dump(&server, "pg_dump", &["--create", original.name()]);
        check(&server, &original, &format!("{GLOBALS}{created}"), "pg_dumpall");
    });
}

fn check(server: &Server, original: &pgplumb_testkit::Database, dump: &str, what: &str) {
    let copy = server.create_database();
    let script = Script { name: "dump.sql".to_owned(), text: dump.to_owned() };
    run(async {
        let connection = connected(&copy.url()).await;
        load_with(&connection, &[script], &LoadOptions::default())
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        connection.close().await;
    });
    assert_eq!(copy_differs(original, &copy), None, "{what}");
}

fn dump(server: &Server, program: &str, options: &[&str]) -> String {
    let output = Command::new(server.installation().client(program))
        .args(["-h", "127.0.0.1", "-U", "postgres", "-p", &server.port().to_string()])
        .args(options)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
