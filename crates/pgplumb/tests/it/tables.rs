//! `pgplumb export tables` and `pgplumb dump`: a folder that is kept up to date and never harmed.

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
fn the_folder_tells_what_is_new_changed_and_gone() {
    let (database, folder) = (small_database(), Folder::new());
    let first = export(&folder, &database, &[]).expect(0);
    assert!(first.stderr.contains("Found 2 tables and 1 view (3 new)"), "{}", first.stderr);
    assert_eq!(folder.read("docs/schemas/_table_list.txt"), "app.customer\napp.orders\n");
    assert!(
        folder
            .read("docs/schemas/app.customer.sql")
            .contains("-- Referred to by: app.orders by customer_id\n")
    );
    let written = folder.state();
    let again = export(&folder, &database, &[]).expect(0);
    assert!(again.stderr.contains("(all current)"), "{}", again.stderr);
    assert_eq!(folder.state(), written, "status survives");
    export(&folder, &database, &["--check"]).expect(0);

    database.psql("ALTER TABLE app.orders ADD note text; CREATE TABLE next (id int); DROP VIEW app.rich");
    export(&folder, &database, &["--check"]).expect(1);
    assert_eq!(folder.state(), written, "nothing was written");
    let changed = export(&folder, &database, &[]).expect(0);
    assert!(changed.stderr.contains("Found 3 tables (1 new, 1 changed, 1 orphaned)"), "{}", changed.stderr);
    let rows = rows(&folder);
    assert!(
        rows.iter().any(|row| row.starts_with("| ~ note added | [app.orders](app.orders.sql)")),
        "{rows:#?}"
    );
    assert!(rows.iter().any(|row| row.starts_with("| + | [next](next.sql)")), "{rows:#?}");
    assert!(rows.iter().any(|row| row.starts_with("| \u{26a0} | [app.rich.sql](app.rich.sql)")), "{rows:#?}");
    assert!(folder.read("docs/schemas/app.rich.sql").contains("-- pgplumb: orphaned\n"));

    let pruned = export(&folder, &database, &["--prune"]).expect(0);
    assert!(pruned.stderr.contains("removed    docs/schemas/app.rich.sql"), "{}", pruned.stderr);
    assert!(!folder.path("docs/schemas/app.rich.sql").exists());
}

#[test]
fn one_table_alone_is_refreshed() {
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
fn one_table_alone_takes_others_along_where_it_must() {
    let (database, folder) = (small_database(), Folder::new());
    export(&folder, &database, &[]).expect(0);
    database.psql("CREATE TABLE app.next (id int PRIMARY KEY)");
    export(&folder, &database, &["--table", "next"]).expect(0);
    assert!(rows(&folder).iter().any(|row| row.starts_with("| + | [app.next](app.next.sql)")), "a new row");
    assert!(folder.read("docs/schemas/_table_list.txt").contains("app.next\n"));

    // What was made inline is on a circle now, and must be made alone.
    assert!(folder.read("docs/schemas/app.orders.sql").contains("    CONSTRAINT orders_customer_id_fkey"));
    database.psql("ALTER TABLE app.customer ADD best int REFERENCES app.orders");
    export(&folder, &database, &["--table", "customer"]).expect(0);
    assert!(
        folder.read("docs/schemas/app.orders.sql").contains("ALTER TABLE app.orders\n    ADD CONSTRAINT")
    );
    export(&folder, &database, &["--check", "--row-counts", "none"]).expect(0);
}

#[test]
fn files_of_others_are_never_touched() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write("docs/schemas/app.orders.sql", "-- mine\n");
    folder.write("docs/schemas/notes.sql", "-- mine too\n");
    let before = folder.state();
    let refused = export(&folder, &database, &[]).expect(2);
    assert!(
        refused.stderr.contains("docs/schemas/app.orders.sql was not written by pgplumb"),
        "{}",
        refused.stderr
    );
    assert_eq!(folder.state(), before);
    export(&folder, &database, &["--adopt"]).expect(0);
    assert!(folder.read("docs/schemas/app.orders.sql").starts_with("-- Written by pgplumb"));
    assert!(folder.read("docs/schemas/notes.sql").ends_with("-- mine too\n"), "marked, and kept");
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write("elsewhere.sql", "-- Written by pgplumb; changes are lost.\n");
    folder.write("docs/schemas/.keep", "");
    std::os::unix::fs::symlink(folder.path("elsewhere.sql"), folder.path("docs/schemas/app.orders.sql"))
        .unwrap();
    export(&folder, &database, &[]).expect(2);
    export(&folder, &database, &["--adopt", "--prune"]).expect(0);
    assert_eq!(folder.read("elsewhere.sql"), "-- Written by pgplumb; changes are lost.\n");
}

#[test]
fn a_dump_keeps_its_time_while_nothing_else_changes() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["dump", "-o", "schema.sql", "-d", &url]).expect(0);
    let written = folder.state();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    folder.run(&["dump", "-o", "schema.sql", "-d", &url]).expect(0);
    assert_eq!(folder.state(), written);
    let part = folder.run(&["dump", "--table", "orders", "-d", &url]).expect(0).stdout;
    assert!(
        part.contains("-- Needed, and not in this file:\n--   schema app\n--   table app.customer\n"),
        "{part}"
    );
    assert!(part.contains("CREATE TABLE app.orders") && !part.contains("CREATE TABLE app.customer"));
    let bare = folder.run(&["dump", "--no-owner", "--no-comments", "-d", &url]).expect(0).stdout;
    assert!(!bare.contains("OWNER TO") && !bare.contains("COMMENT ON"));
}

#[test]
fn secrets_are_named_and_left_out() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql(
        "CREATE SUBSCRIPTION feed CONNECTION 'host=x password=hidden-word' PUBLICATION p WITH (connect = false)",
    );
    let run = folder.run(&["dump", "-d", &database.url()]).expect(0);
    assert!(run.stderr.contains("subscription feed: the connection string is a secret"), "{}", run.stderr);
    assert!(!run.stdout.contains("hidden-word") && run.stdout.contains("secret-left-out"));
}
