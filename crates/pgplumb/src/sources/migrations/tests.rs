use super::*;

/// A folder named `db` with these files.
fn tree(files: &[(&str, &str)]) -> Tree {
    tree_named("db", files)
}

fn tree_named(name: &str, files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::new(name);
    for (path, text) in files {
        let needs_text = crate::sources::files::needs_text(path);
        tree.add(*path, needs_text.then(|| (*text).to_owned()));
    }
    tree
}

fn read_as(layout: Option<Layout>, files: &[(&str, &str)]) -> Result<Migrations, MigrationsError> {
    read(&tree(files), layout, &BTreeMap::new())
}

fn detected(files: &[(&str, &str)]) -> Migrations {
    read_as(None, files).unwrap_or_else(|error| panic!("{error}"))
}

fn error_of(files: &[(&str, &str)]) -> String {
    read_as(None, files).map(|found| format!("{found:?}")).expect_err("an error").to_string()
}

/// Versions and trimmed texts.
fn versions_and_texts(found: &Migrations) -> Vec<(&str, &str)> {
    found.migrations.iter().map(|m| (m.version.as_deref().unwrap_or("-"), m.text.trim())).collect()
}

#[test]
fn dbmate_runs_the_section_after_its_marker() {
    let found = detected(&[
        (
            "20200102000000_b.sql",
            "-- a comment before\r\n\r\n--  migrate:up\r\nSELECT 'b';\r\n-- migrate:down\r\nDROP;\r\n",
        ),
        (
            "20200101000000_a.sql",
            "-- migrate:up transaction:false\nSELECT $$\n-- migrate:upwards\n$$;\n\n-- migrate:down\nDROP TABLE a;\n",
        ),
        ("schema.sql", "-- not a migration"),
    ]);
    assert_eq!(found.layout, Layout::Dbmate);
    assert_eq!(
        versions_and_texts(&found),
        [("20200101000000", "SELECT $$\n-- migrate:upwards\n$$;"), ("20200102000000", "SELECT 'b';")]
    );
    let [a, b] = found.migrations.as_slice() else { panic!() };
    assert_eq!(
        (a.transaction_mode, b.transaction_mode),
        (TransactionMode::Query, TransactionMode::Transaction)
    );
    assert_eq!(
        (a.location(1), b.location(1)),
        (("db/20200101000000_a.sql", 2), ("db/20200102000000_b.sql", 4))
    );
    assert_eq!((a.name.as_str(), b.name.as_str()), ("a", "b"));
    assert_eq!(found.warnings, ["skipped db/schema.sql: it is not a dbmate migration"]);
}

#[test]
fn dbmates_rules_are_enforced() {
    let up = ("1_a.sql", "-- migrate:up\n");
    for (text, reason) in [
        ("SELECT 1;\n", "db/2_b.sql:1: SQL before the first marker"),
        ("-- nothing\n", "db/2_b.sql:1: no up section"),
        ("-- migrate:down\n-- migrate:up\n", "db/2_b.sql:2: dbmate requires"),
    ] {
        let error = error_of(&[up, ("2_b.sql", text)]);
        assert!(error.starts_with(reason), "{error}");
    }
    assert!(
        error_of(&[up, ("1_b.sql", "-- migrate:up")])
            .contains("db/1_a.sql and db/1_b.sql have the same version, 1")
    );
}

#[test]
fn goose_runs_up_sections_by_number() {
    let found = detected(&[
        ("10_c.sql", "--+goose Up\nSELECT 10;\n"),
        (
            "00009_b.sql",
            "-- +goose NO TRANSACTION\n-- +goose up\n-- +goose StatementBegin\nCREATE FUNCTION f() AS $$ ; $$;\n\
             -- +goose StatementEnd\nSELECT '$5';\n-- +goose Down\nDROP FUNCTION f();\n",
        ),
        ("00002_a.go", ""),
        ("00002_a_test.go", ""),
        ("embed.go", ""),
    ]);
    assert_eq!(found.layout, Layout::Goose);
    let b = "-- +goose StatementBegin\nCREATE FUNCTION f() AS $$ ; $$;\n-- +goose StatementEnd\nSELECT '$5';";
    assert_eq!(versions_and_texts(&found), [("9", b), ("10", "SELECT 10;")]);
    assert_eq!(found.migrations[0].transaction_mode, TransactionMode::Statements);
    assert_eq!(found.migrations[0].location(2), ("db/00009_b.sql", 4));
    assert_eq!(found.warnings.len(), 1, "{:?}", found.warnings);
    assert!(found.warnings[0].contains("skipped db/00002_a.go: it is a Go migration"));
    let error =
        error_of(&[("1_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\nSELECT 1;\nGRANT x TO ${ROLE};\n")]);
    assert!(
        error.starts_with("db/1_a.sql:4: the value of ${ROLE} is unknown, which goose would insert"),
        "{error}"
    );
    let error = error_of(&[("1_a.sql", "-- +goose Up\n"), ("001_b.sql", "-- +goose Up\n")]);
    assert!(error.contains("have the same version, 1"), "{error}");
}

#[test]
fn sql_migrate_allows_several_up_sections() {
    let text =
        "-- +migrate Up notransaction\nSELECT 1;\n-- +migrate Down\nSELECT 2;\n-- +migrate Up\nSELECT\n3;\n";
    let found = detected(&[("10-b.sql", "-- +migrate Up\n"), ("9-a.sql", text)]);
    assert_eq!((found.layout, found.migrations.len()), (Layout::SqlMigrate, 2));
    let a = &found.migrations[0];
    assert_eq!((a.text.as_str(), a.transaction_mode), ("SELECT 1;\nSELECT\n3;\n", TransactionMode::Query));
    assert_eq!((a.location(1).1, a.location(2).1, a.location(3).1), (2, 6, 7));
}

#[test]
fn node_pg_migrate_is_detected_by_its_markers() {
    let found = detected(&[
        ("1700000000000_a.sql", "-- Up Migration\nSELECT 1;\n---- down migration\nSELECT 2;\n"),
        ("1700000000001_b.sql", "SELECT 3;\n"),
        ("1700000000002_c.js", ""),
    ]);
    assert_eq!(found.layout, Layout::NodePgMigrate);
    assert_eq!(versions_and_texts(&found), [("1700000000000", "SELECT 1;"), ("1700000000001", "SELECT 3;")]);
    assert!(found.warnings[0].contains("a JavaScript migration"));
}

#[test]
fn pairs_of_files_run_by_number() {
    let files = [
        ("10_c.up.sql", "SELECT 10;"),
        ("10_c.down.sql", "DROP"),
        ("002_b.up.sql", "SELECT 2;"),
        ("002_b.down.sql", "DROP"),
        ("seed/1_x.sql", ""),
    ];
    let found = detected(&files);
    assert_eq!(found.layout, Layout::GolangMigrate);
    assert_eq!(versions_and_texts(&found), [("2", "SELECT 2;"), ("10", "SELECT 10;")]);
    assert_eq!((found.migrations[0].transaction_mode, found.warnings.len()), (TransactionMode::Query, 1));
    let sqlx = read_as(Some(Layout::Sqlx), &files).unwrap();
    assert_eq!(
        (versions_and_texts(&sqlx), sqlx.migrations[0].transaction_mode),
        (versions_and_texts(&found), TransactionMode::Transaction)
    );
    let error = error_of(&[("1_a.up.sql", ""), ("2_b.sql", "")]);
    assert!(error.starts_with("db/2_b.sql is not a golang-migrate migration (1_name.up.sql)"), "{error}");
    let forced = read_as(Some(Layout::GolangMigrate), &[("1_a.up.sql", ""), ("2_b.sql", "")]).unwrap();
    assert_eq!((forced.migrations.len(), forced.warnings.len()), (1, 1));
}

#[test]
fn sqlx_also_has_files_without_a_direction() {
    let found = detected(&[("2_b.sql", "-- no-transaction\nSELECT 2;"), ("1_a.sql", "SELECT 1;")]);
    assert_eq!(found.layout, Layout::Sqlx);
    let modes: Vec<_> = found.migrations.iter().map(|migration| migration.transaction_mode).collect();
    assert_eq!(modes, [TransactionMode::Transaction, TransactionMode::Query]);
}

#[test]
fn flyway_runs_versions_then_repeatable_migrations() {
    let found = detected(&[
        ("V1_10__c.sql", "SELECT '1.10';"),
        ("V1.2__b.sql", "SELECT '1.2', '${flyway:defaultSchema}';"),
        ("V1__a_first_one.sql", "SELECT 1;"),
        ("U1__a.sql", "DROP ${unknown}"),
        ("R__z_view.sql", "SELECT 'z';"),
        ("views/R__a_view.sql", "SELECT 'a';"),
        ("sub/V002__d.sql", "SELECT 2;"),
        ("sub/V002__d.sql.conf", "executeInTransaction = false\n"),
        ("V3__java.java", ""),
        ("beforeMigrate.sql", ""),
    ]);
    assert_eq!(found.layout, Layout::Flyway);
    let expected = [
        ("1", "SELECT 1;"),
        ("1.2", "SELECT '1.2', 'public';"),
        ("1.10", "SELECT '1.10';"),
        ("2", "SELECT 2;"),
        ("-", "SELECT 'a';"),
        ("-", "SELECT 'z';"),
    ];
    assert_eq!(versions_and_texts(&found), expected);
    assert_eq!(found.migrations[0].name, "a first one");
    assert_eq!(found.migrations[3].transaction_mode, TransactionMode::Statements);
    assert_eq!(found.warnings.len(), 2, "{:?}", found.warnings);
}

#[test]
fn flyways_baseline_replaces_earlier_versions() {
    let found = detected(&[
        ("V1__a.sql", "1"),
        ("V2.0__b.sql", "2"),
        ("B2__base.sql", "base 2"),
        ("B1__base.sql", "base 1"),
        ("V3__c.sql", "3"),
    ]);
    assert_eq!(versions_and_texts(&found), [("2", "base 2"), ("3", "3")]);
    assert!(found.warnings[0].starts_with("db/B2__base.sql replaces all migrations up to its version"));
    assert!(error_of(&[("V1__a.sql", ""), ("V1.0__b.sql", "")]).contains("have the same version, 1"));
    assert!(
        error_of(&[("V1__a.sql", ""), ("V2_b.sql", "")]).starts_with("db/V2_b.sql is not a Flyway migration")
    );
}

#[test]
fn flyways_placeholders_must_be_known() {
    let files = [("V1__a.sql", "SELECT 1;\nGRANT x TO ${app_role}, '$5 {x}';\n")];
    let error = error_of(&files);
    assert!(
        error.starts_with("db/V1__a.sql:2: the value of ${app_role} is unknown, which Flyway would insert"),
        "{error}"
    );
    let values = BTreeMap::from([("app_role".to_owned(), "app".to_owned())]);
    let found = read(&tree(&files), None, &values).unwrap();
    assert_eq!(found.migrations[0].text, "SELECT 1;\nGRANT x TO app, '$5 {x}';\n");
}

#[test]
fn diesel_and_prisma_have_a_folder_per_migration() {
    let found = detected(&[
        ("2023-01-02-000000_b/up.sql", "SELECT 2;"),
        ("2023-01-02-000000_b/down.sql", "DROP"),
        ("2023-01-02-000000_b/metadata.toml", "run_in_transaction = false\n"),
        ("00000000000000_diesel_initial_setup/up.sql", "SELECT 0;"),
        ("00000000000000_diesel_initial_setup/down.sql", ""),
    ]);
    assert_eq!(found.layout, Layout::Diesel);
    assert_eq!(
        versions_and_texts(&found),
        [("00000000000000", "SELECT 0;"), ("20230102000000", "SELECT 2;")]
    );
    assert_eq!(found.migrations[0].name, "diesel_initial_setup");
    assert_eq!(found.migrations[1].transaction_mode, TransactionMode::Query);

    let found = detected(&[
        ("20230102000000_b/migration.sql", "SELECT 2;"),
        ("0_init/migration.sql", "SELECT 0;"),
        ("migration_lock.toml", "# locked\nprovider = \"postgresql\"\n"),
    ]);
    assert_eq!(found.layout, Layout::Prisma);
    assert_eq!(versions_and_texts(&found), [("0_init", "SELECT 0;"), ("20230102000000_b", "SELECT 2;")]);
    let error =
        error_of(&[("0_init/migration.sql", ""), ("migration_lock.toml", "# x\nprovider = \"mysql\"\n")]);
    assert!(error.starts_with("db/migration_lock.toml:2: the migrations are for mysql"), "{error}");
}

#[test]
fn supabase_is_detected_by_its_folder() {
    let files = [
        ("config.toml", ""),
        ("seed.sql", "INSERT"),
        ("migrations/20230102000000_b.sql", "SELECT 2;"),
        ("migrations/20230101000000_a.sql", "SELECT 1;"),
        ("migrations/notes.sql", "SELECT 'no'"),
    ];
    let found = read(&tree_named("supabase", &files), None, &BTreeMap::new()).unwrap();
    assert_eq!(found.layout, Layout::Supabase);
    assert_eq!(
        versions_and_texts(&found),
        [("20230101000000", "SELECT 1;"), ("20230102000000", "SELECT 2;")]
    );
    assert_eq!(found.migrations[0].file(), "supabase/migrations/20230101000000_a.sql");
    assert_eq!(found.warnings.len(), 1);
}

#[test]
fn graphile_migrate_runs_the_current_migration_last_with_its_includes() {
    let committed = |previous| format!("--! Previous: {previous}\n--! Hash: sha1:2\n\nSELECT 'c';\n");
    let (one, two) = (committed("-"), committed("sha1:1"));
    let found = detected(&[
        ("committed/000002-named.sql", &two),
        ("committed/000001.sql", &one),
        ("current/2-b.sql", "SELECT 3;"),
        ("current/1-a.sql", "SELECT 1;\n--! include sub/f.sql\nSELECT 2;"),
        ("fixtures/sub/f.sql", "CREATE FUNCTION\nf();"),
    ]);
    assert_eq!(found.layout, Layout::Graphile);
    let versions: Vec<_> = found.migrations.iter().map(|migration| migration.version.as_deref()).collect();
    assert_eq!(versions, [Some("000001"), Some("000002"), None]);
    let current = &found.migrations[2];
    assert_eq!(current.text, "SELECT 1;\nCREATE FUNCTION\nf();\nSELECT 2;\nSELECT 3;\n");
    let locations = [1, 2, 3, 4, 5].map(|line| current.location(line));
    let expected = [
        ("db/current/1-a.sql", 1),
        ("db/fixtures/sub/f.sql", 1),
        ("db/fixtures/sub/f.sql", 2),
        ("db/current/1-a.sql", 3),
        ("db/current/2-b.sql", 1),
    ];
    assert_eq!(locations, expected);
    let error_with = |current: &str| error_of(&[("committed/000001.sql", &one), ("current.sql", current)]);
    assert!(
        error_with("--!include gone.sql\n").starts_with("db/current.sql:1: fixtures/gone.sql does not exist")
    );
    assert!(
        error_with("\nGRANT x TO :DATABASE_OWNER;")
            .starts_with("db/current.sql:2: the value of :DATABASE_OWNER is unknown")
    );
    let both = [("committed/000001.sql", one.as_str()), ("current.sql", ""), ("current/1-a.sql", "")];
    assert!(error_of(&both).starts_with("db/current.sql:1: there is also a folder current/"));
    let cycle = [
        ("committed/000001.sql", one.as_str()),
        ("current.sql", "--! include a.sql"),
        ("fixtures/a.sql", "--! include a.sql"),
    ];
    assert!(error_of(&cycle).contains("fixtures/a.sql includes itself"));
}

#[test]
fn plain_files_run_in_natural_order() {
    let found = detected(&[("10_c.sql", "c"), ("9_b.sql", "b"), ("1/x.sql", "a"), ("note.md", "")]);
    assert_eq!(found.layout, Layout::Plain);
    assert_eq!(versions_and_texts(&found), [("-", "a"), ("9", "b"), ("10", "c")]);
    let nested = detected(&[("migrations/1.sql", "a"), ("schema.sql", "whole")]);
    assert_eq!(
        (versions_and_texts(&nested), nested.migrations[0].file()),
        (vec![("1", "a")], "db/migrations/1.sql")
    );
}

#[test]
fn down_migrations_are_refused() {
    for name in ["1_a.undo.sql", "1_a_down.sql", "1-a-rollback.sql", "down.sql", "001.undo.x.sql"] {
        let error = error_of(&[("1_a.sql", ""), (name, "")]);
        assert!(error.starts_with(&format!("db/{name} looks like a down migration")), "{error}");
        assert!(read_as(Some(Layout::Plain), &[("1_a.sql", ""), (name, "")]).is_ok());
    }
    assert!(refuse_down_migrations(&tree(&[("a.sql", "-- +goose Up\n-- +goose Down\n")])).is_err());
    assert!(refuse_down_migrations(&tree(&[("countdown.sql", "-- go down"), ("down/a.sql", "")])).is_ok());
}

#[test]
fn external_tools_are_named_with_their_command() {
    for (files, command) in [
        (vec![("versions/ab12_x.py", ""), ("env.py", "")], "alembic upgrade head"),
        (vec![("0001_initial.py", ""), ("__init__.py", "")], "python manage.py migrate"),
        (vec![("20230101000000_create_users.rb", "")], "bin/rails db:migrate"),
        (vec![("00001_x.go", "")], "go run"),
        (vec![("20230101_x.ts", ""), ("helper.sql", "")], "npx knex"),
        (vec![("1_x.exs", "")], "mix ecto.migrate"),
        (vec![("db.changelog-1.xml", "")], "liquibase update"),
        (vec![("a.sql", "--liquibase formatted sql\n")], "liquibase update"),
        (vec![("sqitch.plan", ""), ("deploy/a.sql", "")], "sqitch deploy"),
        (vec![("V1__x.java", "")], "flyway migrate"),
    ] {
        let error = error_of(&files);
        assert!(error.contains(&format!("'migrate:{command}")), "{error}");
    }
}

#[test]
fn empty_and_ambiguous_folders_are_errors() {
    assert!(error_of(&[("readme.md", "")]).starts_with("db contains no migrations"));
    let error = error_of(&[("1_a.sql", "-- migrate:up"), ("2_b.sql", "-- +goose Up"), ("V3__c.sql", "")]);
    let expected = "db contains migrations of more than one tool: dbmate (db/1_a.sql), goose (db/2_b.sql), \
                    Flyway (db/V3__c.sql); specify the tool, for example migrations:dbmate:db";
    assert_eq!(error, expected);
    let none = read_as(Some(Layout::Flyway), &[("1_a.sql", "")]).expect_err("none").to_string();
    assert_eq!(none, "db contains no Flyway migrations (V1__name.sql or R__name.sql)");
}
