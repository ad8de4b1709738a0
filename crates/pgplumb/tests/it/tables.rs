//! `pgplumb export tables` and `pgplumb dump`.

use pgplumb_testkit::Database;

use super::program::{Folder, Run};
use super::small_database;

fn export(folder: &Folder, database: &Database, more: &[&str]) -> Run {
    let url = database.url();
    let mut arguments = vec!["export", "tables", "-d", url.as_str()];
    arguments.extend(more);
    folder.run(&arguments)
}

fn rows(folder: &Folder) -> Vec<String> {
    let index = folder.read("docs/schemas/_index.md");
    index.lines().filter(|line| line.starts_with("| ") && line.contains(".sql)")).map(str::to_owned).collect()
}

#[test]
fn index_shows_new_changed_and_orphaned_tables() {
    let (database, folder) = (small_database(), Folder::new());
    let first = export(&folder, &database, &[]).expect(0);
    assert!(first.stderr.contains("2 tables and 1 view: 3 new\n"), "{}", first.stderr);
    assert_eq!(folder.read("docs/schemas/_table_list.txt"), "app.customer\napp.orders\n");
    assert!(
        folder
            .read("docs/schemas/app.customer.sql")
            .contains("-- Referenced by: app.orders by customer_id\n")
    );
    let written = folder.state();
    let again = export(&folder, &database, &[]).expect(0);
    assert!(again.stderr.contains("2 tables and 1 view: all unchanged\n"), "{}", again.stderr);
    assert_eq!(folder.state(), written, "the statuses are kept");
    export(&folder, &database, &["--check"]).expect(0);

    database.psql("ALTER TABLE app.orders ADD note text; CREATE TABLE next (id int); DROP VIEW app.rich");
    export(&folder, &database, &["--check"]).expect(1);
    assert_eq!(folder.state(), written, "nothing was written");
    let changed = export(&folder, &database, &[]).expect(0);
    let lines: Vec<&str> = changed.stderr.lines().skip_while(|line| line.starts_with("Read ")).collect();
    assert_eq!(
        lines,
        [
            "3 tables: 1 new, 1 changed, 1 unchanged, 1 orphaned",
            "  ~ docs/schemas/app.orders.sql  note added",
            "  + docs/schemas/next.sql",
            "  ~ docs/schemas/app.rich.sql  orphaned: no longer in the database; --prune deletes the file",
            "  ~ docs/schemas/_index.md",
            "  ~ docs/schemas/_table_list.txt",
        ]
    );
    let rows = rows(&folder);
    assert!(
        rows.iter().any(|row| row.starts_with("| ~ note added | [app.orders](app.orders.sql)")),
        "{rows:#?}"
    );
    assert!(rows.iter().any(|row| row.starts_with("| + | [next](next.sql)")), "{rows:#?}");
    assert!(rows.iter().any(|row| row.starts_with("| \u{26a0} | [app.rich.sql](app.rich.sql)")), "{rows:#?}");
    assert!(folder.read("docs/schemas/app.rich.sql").contains("-- pgplumb: orphaned\n"));

    let pruned = export(&folder, &database, &["--prune"]).expect(0);
    assert!(pruned.stderr.contains("  - docs/schemas/app.rich.sql\n"), "{}", pruned.stderr);
    assert!(!folder.path("docs/schemas/app.rich.sql").exists());
}

#[test]
fn single_table_is_refreshed() {
    let (database, folder) = (small_database(), Folder::new());
    export(&folder, &database, &[]).expect(0);
    database.psql("ALTER TABLE app.orders ADD note text; ALTER TABLE app.customer ADD note text");
    let customer = folder.read("docs/schemas/app.customer.sql");
    let before = rows(&folder);
    export(&folder, &database, &["--table", "orders"]).expect(0);
    assert!(folder.read("docs/schemas/app.orders.sql").contains("    note text"));
    assert_eq!(folder.read("docs/schemas/app.customer.sql"), customer);
    let after = rows(&folder);
    let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
    assert!(changed.len() == 1 && changed[0].starts_with("| ~ note added | [app.orders]"), "{changed:#?}");
    export(&folder, &database, &["--table", "nothing"]).expect(2);
}

#[test]
fn refresh_of_a_table_updates_affected_tables() {
    let (database, folder) = (small_database(), Folder::new());
    export(&folder, &database, &[]).expect(0);
    database.psql("CREATE TABLE app.next (id int PRIMARY KEY)");
    export(&folder, &database, &["--table", "next"]).expect(0);
    assert!(rows(&folder).iter().any(|row| row.starts_with("| + | [app.next](app.next.sql)")), "a new row");
    assert!(folder.read("docs/schemas/_table_list.txt").contains("app.next\n"));

    // The inline foreign key is part of a cycle now and must be added separately.
    assert!(folder.read("docs/schemas/app.orders.sql").contains("    CONSTRAINT orders_customer_id_fkey"));
    database.psql("ALTER TABLE app.customer ADD best int REFERENCES app.orders");
    export(&folder, &database, &["--table", "customer"]).expect(0);
    assert!(
        folder.read("docs/schemas/app.orders.sql").contains("ALTER TABLE app.orders\n    ADD CONSTRAINT")
    );
    export(&folder, &database, &["--check", "--row-counts", "none"]).expect(0);
}

#[test]
fn foreign_files_are_never_overwritten() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write("docs/schemas/app.orders.sql", "-- mine\n");
    folder.write("docs/schemas/notes.sql", "-- mine too\n");
    let before = folder.state();
    let refused = export(&folder, &database, &[]).expect(2);
    assert!(
        refused.stderr.contains("docs/schemas/app.orders.sql was not generated by pgplumb"),
        "{}",
        refused.stderr
    );
    assert_eq!(folder.state(), before);
    export(&folder, &database, &["--adopt"]).expect(0);
    assert!(folder.read("docs/schemas/app.orders.sql").starts_with("-- Generated by pgplumb"));
    assert!(folder.read("docs/schemas/notes.sql").ends_with("-- mine too\n"), "marked, and kept");
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write("elsewhere.sql", "-- Generated by pgplumb; do not edit.\n");
    folder.write("docs/schemas/.keep", "");
    std::os::unix::fs::symlink(folder.path("elsewhere.sql"), folder.path("docs/schemas/app.orders.sql"))
        .unwrap();
    export(&folder, &database, &[]).expect(2);
    export(&folder, &database, &["--adopt", "--prune"]).expect(0);
    assert_eq!(folder.read("elsewhere.sql"), "-- Generated by pgplumb; do not edit.\n");
}

#[test]
fn unchanged_dump_is_not_written_again() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["dump", "-o", "schema.sql", "-d", &url]).expect(0);
    let written = folder.state();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    folder.run(&["dump", "-o", "schema.sql", "-d", &url]).expect(0);
    assert_eq!(folder.state(), written);
    let part = folder.run(&["dump", "--table", "orders", "-d", &url]).expect(0).stdout;
    assert!(
        part.contains("-- Required, but not in this file:\n--   schema app\n--   table app.customer\n"),
        "{part}"
    );
    assert!(part.contains("CREATE TABLE app.orders") && !part.contains("CREATE TABLE app.customer"));
    let bare = folder.run(&["dump", "--no-owner", "--no-comments", "-d", &url]).expect(0).stdout;
    assert!(!bare.contains("OWNER TO") && !bare.contains("COMMENT ON"));
}

#[test]
fn secrets_are_reported_and_omitted() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql(
        "CREATE SUBSCRIPTION feed CONNECTION 'host=x password=hidden-word' PUBLICATION p WITH (connect = false)",
    );
    let run = folder.run(&["dump", "-d", &database.url()]).expect(0);
    let warning = "subscription feed: password in the connection string is a secret";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
    assert!(!run.stdout.contains("hidden-word") && run.stdout.contains("host=x password=secret-left-out"));
}
