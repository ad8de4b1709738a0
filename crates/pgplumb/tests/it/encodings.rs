//! Databases with other encodings than UTF-8.

use pgplumb_testkit::{Server, for_majors, newest};

use super::program::Folder;

/// Creates a database with an encoding, and executes SQL in it.
fn create(server: &Server, name: &str, encoding: &str, sql: &str) -> String {
    server.psql(&format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C';\n\\connect {name}\n{sql}"
    ));
    server.url(name)
}

#[test]
fn texts_in_other_encodings_are_read_and_planned() {
    for_majors(&[14, newest().major], |installation| {
        let server = Server::start(installation);
        for (encoding, word) in [("LATIN1", "café"), ("EUC_JP", "名前"), ("WIN1252", "œuvre€")] {
            let schema = format!(
                "CREATE TABLE \"{word}\" (id int, name text DEFAULT '{word}');
                 COMMENT ON TABLE \"{word}\" IS 'a {word}';
                 CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT '{word}'::text $$;
                 CREATE VIEW v AS SELECT '{word}'::text AS x;\n"
            );
            let name = encoding.to_lowercase();
            let url = create(&server, &name, encoding, &format!("SET client_encoding = 'UTF8';\n{schema}"));
            let folder = Folder::new().with_postgres();
            folder.write("same.sql", &schema);
            folder.run(&["plan", "--exit-code", "--desired", "same.sql", "-d", &url]).expect(0);
            folder.run(&["export", "-d", &url]).expect(0);
            folder.run(&["check", "-d", &url]).expect(0);
            let dump = folder.run(&["dump", "-d", &url]).expect(0).stdout;
            assert_eq!(dump.matches(word).count(), 8, "{encoding}: {dump}");
            folder.write("new.sql", &schema.replace("'a ", "'another "));
            folder.run(&["apply", "--yes", "--desired", "new.sql", "-d", &url]).expect(0);
            folder.run(&["plan", "--exit-code", "--desired", "new.sql", "-d", &url]).expect(0);
        }
    });
}

#[test]
fn objects_with_bytes_that_are_not_utf8_are_named() {
    for_majors(&[14, newest().major], |installation| {
        let server = Server::start(installation);
        let url = create(
            &server,
            "bytes",
            "SQL_ASCII",
            r"SET client_encoding = 'SQL_ASCII';
              CREATE TABLE fine (id int); COMMENT ON TABLE fine IS 'naïve';
              CREATE TABLE remarks (id int, name text DEFAULT E'd\xe9faut'); COMMENT ON COLUMN remarks.id IS E'comment\xe9';
              DO $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', E'caf\xe9'); END $$;
              DO $$ BEGIN EXECUTE format('CREATE FUNCTION f() RETURNS text LANGUAGE sql AS %L', E'SELECT ''\xe9t\xe9''::text'); END $$;",
        );
        let folder = Folder::new().with_postgres();
        let dump = folder.run(&["dump", "-d", &url]).expect(0);
        for object in [r#"table public."caf\xe9""#, "table public.remarks", "function public.f()"] {
            let warning = format!("{object} has bytes that are not UTF-8");
            assert!(dump.stderr.contains(&warning), "{warning}: {}", dump.stderr);
        }
        assert!(!dump.stderr.contains("public.fine has"), "{}", dump.stderr);
        for text in ["IS 'naïve'", r"'d\xe9faut'::text", r"comment\\xe9", r"\xe9t\xe9"] {
            assert!(dump.stdout.contains(text), "{text}: {}", dump.stdout);
        }
        folder.run(&["export", "-d", &url]).expect(0);
        folder.run(&["check", "-d", &url]).expect(0);
        folder.write("new.sql", &dump.stdout.replace("'naïve'", "'new'"));
        let planned = folder.run(&["plan", "--format", "sql", "--desired", "new.sql", "-d", &url]).expect(0);
        assert!(planned.stdout.contains("COMMENT ON TABLE public.fine IS 'new'"), "{}", planned.stdout);
        folder
            .run(&["apply", "--yes", "--only", "public.fine", "--desired", "new.sql", "-d", &url])
            .expect(0);
    });
}
