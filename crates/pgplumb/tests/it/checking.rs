//! `pgplumb check`: the files of a repository and the database.

use pgplumb_testkit::{Database, Server, newest, oldest};

use super::program::{Folder, Run};
use super::{SMALL, small_database};

/// Creates a folder with every kind of exported file.
fn exported(database: &Database) -> Folder {
    let folder = Folder::new().with_postgres();
    folder
        .run(&["export", "json", "markdown", "mermaid", "sql", "tables", "-q", "-d", &database.url()])
        .expect(0);
    folder
}

fn check(folder: &Folder, database: &Database, arguments: &[&str]) -> Run {
    folder.run(&[&["check", "-d", &database.url()], arguments].concat())
}

#[test]
fn files_are_in_sync_until_the_database_changes() {
    let database = small_database();
    let folder = exported(&database);
    let run = check(&folder, &database, &[]).expect(0);
    assert_eq!(
        run.stdout,
        "docs/schema_map.json → database: in sync\ndocs/schema.sql → database: in sync\n\
         docs/schemas → database: in sync\ndocuments: in sync\n"
    );
    database.psql(
        "ALTER TABLE app.orders ADD note text, DROP COLUMN total; DROP TABLE IF EXISTS app.none; CREATE TABLE app.voucher (id int)",
    );
    let before = folder.state();
    let run = check(&folder, &database, &[]).expect(1);
    assert_eq!(
        run.stdout,
        "docs/schema_map.json → database\n\
         [CRITICAL] table app.orders: columns removed: total numeric\n\
         [HIGH] table app.voucher: added (1 column)\n\
         [MEDIUM] table app.orders: columns added: note text\n    \
         to fix: pgplumb export json\n\
         \n\
         docs/schema.sql → database\n\
         the same 3 differences as docs/schema_map.json → database\n    \
         to fix: pgplumb export sql\n\
         \n\
         docs/schemas → database\n\
         the same 3 differences as docs/schema_map.json → database\n    \
         to fix: pgplumb export tables\n\
         \n\
         documents\n\
         [LOW] docs/SCHEMA_REFERENCE.md: out of date\n\
         [LOW] docs/SCHEMA_DIAGRAM.md: out of date\n    \
         to fix: pgplumb export markdown mermaid\n\
         \n\
         5 differences in 4 comparisons (1 critical, 1 high, 1 medium, 2 low)\n"
    );
    let files = |state: Vec<(std::path::PathBuf, Vec<u8>, _)>| -> Vec<_> {
        state
            .into_iter()
            .filter(|(path, ..)| path.components().any(|part| part.as_os_str() == "docs"))
            .collect()
    };
    assert_eq!(files(before), files(folder.state()), "checking writes nothing");
    check(&folder, &database, &["--fail-on", "critical"]).expect(1);
    check(&folder, &database, &["--fail-on", "critical", "--ignore", "column:total"]).expect(0);
    folder
        .run(&["export", "json", "markdown", "mermaid", "sql", "tables", "-q", "-d", &database.url()])
        .expect(0);
    check(&folder, &database, &[]).expect(0);
}

#[test]
fn severe_changes_come_first_and_breaking_changes_are_marked() {
    let database = small_database();
    database.psql("CREATE INDEX orders_total_idx ON app.orders (total)");
    let folder = exported(&database);
    database.psql(
        "COMMENT ON TABLE app.customer IS 'who buys'; CREATE TYPE app.mood AS ENUM ('good'); DROP INDEX app.orders_total_idx;
         DROP VIEW app.rich; ALTER TABLE app.customer ALTER id TYPE bigint",
    );
    let text = check(&folder, &database, &[]).expect(1).stdout;
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("{line} in\n{text}"));
    let order = [
        "[CRITICAL] view app.rich: removed",
        "[HIGH, breaking] table app.customer: column id: type: integer → bigint",
        "[MEDIUM, breaking] table app.orders: indexes removed",
        "[MEDIUM] enum app.mood: added (good)",
        "[LOW] table app.customer: comment added: who buys",
    ];
    assert!(order.map(at).is_sorted(), "{text}");
}

#[test]
fn sources_in_the_settings_are_checked() {
    let (database, staging) = (small_database(), small_database());
    let folder = exported(&database).with("STAGING", &staging.url());
    folder.write(
        "pgplumb.toml",
        "[env.staging]\nurl = \"${STAGING}\"\n[check]\nsources = [\"env:staging\", \"migrations:m\"]\nfail_on = \"high\"\n",
    );
    folder.write("m/1.sql", SMALL);
    let run = check(&folder, &database, &[]).expect(0);
    assert!(
        run.stdout.contains("env:staging → database: in sync\nmigrations:m → database: in sync"),
        "{}",
        run.stdout
    );
    staging.psql("COMMENT ON VIEW app.rich IS 'x'");
    let run = check(&folder, &database, &[]).expect(0);
    assert!(
        run.stdout.contains("env:staging → database\n[LOW] view app.rich: comment removed: x"),
        "{}",
        run.stdout
    );
    check(&folder, &database, &["--fail-on", "low"]).expect(1);
    folder.write("more.sql", "CREATE TABLE other (a int);");
    let run = check(&folder, &database, &["more.sql"]).expect(1);
    assert!(run.stdout.contains("more.sql → database"), "{}", run.stdout);
}

#[test]
fn offline_check_compares_files_with_each_other() {
    let database = small_database();
    let folder = exported(&database);
    drop(database);
    let run = folder.run(&["check", "--offline"]).expect(0);
    assert!(run.stdout.starts_with("docs/schema.sql → docs/schema_map.json: in sync\n"), "{}", run.stdout);
    let sql = folder.read("docs/schema.sql").replace("total numeric", "total bigint");
    folder.write("docs/schema.sql", &sql);
    let run = folder.run(&["check", "--offline"]).expect(1);
    assert!(run.stdout.contains("table app.orders: column total: type: bigint → numeric"), "{}", run.stdout);
    let run = Folder::new().with_postgres().run(&["check", "--offline"]).expect(2);
    assert!(run.stderr.contains("nothing to check"), "{}", run.stderr);
}

#[test]
fn failed_comparison_is_reported_with_its_cause() {
    let database = small_database();
    let folder = exported(&database);
    folder.write("broken.sql", "CREATE TABLE fine (a int);\n\nCREATE TABLE broken (a int,);\n");
    folder.write("extended.sql", "CREATE EXTENSION not_anywhere;\n");
    for (word, answers) in [
        ("broken.sql", &["broken.sql:3:28: CREATE TABLE broken", "syntax error at or near \")\""][..]),
        ("extended.sql", &["extended.sql:1", "not_anywhere", "--scratch URL"]),
        ("postgres://postgres@127.0.0.1:1/none", &["nothing listens at 127.0.0.1:1"]),
        ("git:HEAD:docs/schema_map.json", &["git"]),
        ("exec:exit 3", &["exit status: 3"]),
    ] {
        let run = check(&folder, &database, &[word]).expect(2);
        assert!(run.stdout.contains(" → database\nunknown: "), "{word}: {}", run.stdout);
        for answer in answers {
            assert!(run.stdout.contains(answer), "{word}: {answer} in\n{}", run.stdout);
        }
        // The other comparisons are still reported.
        assert!(run.stdout.contains("docs/schema_map.json → database: in sync"), "{}", run.stdout);
        assert!(run.stdout.contains("no differences; 1 comparison could not be completed"), "{}", run.stdout);
    }
    let run = folder.run(&["check", "-d", "postgres://postgres@127.0.0.1:1/none"]).expect(2);
    assert!(run.stderr.contains("nothing listens") && run.stdout.is_empty(), "{}", run.stderr);
    // Files that are exactly what an export would write are not executed. Without a server that can
    // execute the others, the other comparisons are still reported.
    let without_server = ["--scratch", "postgres://127.0.0.1:1/x"];
    check(&folder, &database, &without_server).expect(0);
    database.psql("COMMENT ON TABLE app.orders IS 'changed'");
    folder.run(&["export", "json", "markdown", "mermaid", "-q", "-d", &database.url()]).expect(0);
    let run = check(&folder, &database, &without_server).expect(2);
    assert!(run.stdout.contains("docs/schema.sql → database\nunknown: "), "{}", run.stdout);
    assert!(run.stdout.contains("docs/schema_map.json → database: in sync"), "{}", run.stdout);
}

#[test]
fn wrong_password_is_an_error_with_help() {
    let server = pgplumb_testkit::ServerOptions::new()
        .hba("host all locked 127.0.0.1/32 scram-sha-256")
        .start(newest());
    server.psql("CREATE ROLE locked LOGIN PASSWORD 'right'");
    let database = server.create_database();
    database.psql(SMALL);
    let folder = exported(&database);
    let run = folder.run(&["check", "-d", &database.url_as("locked:wrong")]).expect(2);
    assert!(run.stderr.contains("password") && run.stderr.contains("help: "), "{}", run.stderr);
    assert!(!run.stderr.contains("wrong\n") && !run.stderr.contains(":wrong"), "{}", run.stderr);
    // The right password is enough: a role that may only connect can read the catalog.
    let run = folder.run(&["check", "-d", &database.url_as("locked:right")]).expect(0);
    assert!(run.stdout.contains("docs/schema.sql → database: in sync"), "{}", run.stdout);
}

#[test]
fn files_are_in_sync_with_another_major_version() {
    if newest().major == oldest().major {
        return;
    }
    let database = small_database();
    let folder = exported(&database);
    let older = Server::shared(oldest().major).create_database();
    older.psql(SMALL);
    let run = check(&folder, &older, &[]);
    for name in ["docs/schema_map.json", "docs/schema.sql", "docs/schemas"] {
        assert!(
            run.stdout.contains(&format!("{name} → database: in sync")),
            "{name}: {}\n{}",
            run.stdout,
            run.stderr
        );
    }
    older.psql("ALTER TABLE app.orders ADD note text");
    let run = check(&folder, &older, &[]).expect(1);
    assert!(run.stdout.contains("[MEDIUM] table app.orders: columns added: note text"), "{}", run.stdout);
}
