//! `pgplumb list`, `show` and `doctor`.

use super::program::Folder;
use super::small_database;

#[test]
fn list_prints_names_of_any_kind() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let list = |kind: &str| folder.run(&["list", kind, "-d", &url]).expect(0).stdout;
    assert_eq!(list("tables"), "app.customer\napp.orders\n");
    assert_eq!(list("functions"), "app.total(integer)\n");
    assert_eq!(list("indexes"), "app.customer_pkey\napp.orders_pkey\n");
    assert!(list("columns").starts_with("app.customer.id\napp.customer.name\n"));
    assert!(list("all").contains("view:app.rich\n"));
    assert_eq!(list("policies"), "");
    let json = folder.run(&["list", "views", "--format", "json", "-d", &url]).expect(0).json();
    assert_eq!(json[0]["id"], "view:app.rich");
    let misspelt = folder.run(&["list", "tabels", "-d", &url]).expect(2);
    assert!(misspelt.stderr.contains("did you mean tables?"), "{}", misspelt.stderr);
    let unknown = folder.run(&["list", "nosuch"]).expect(2);
    assert!(unknown.stderr.contains("the kinds are\n  tables "), "{}", unknown.stderr);
    assert!(unknown.stderr.lines().all(|line| line.len() < 80), "{}", unknown.stderr);
}

#[test]
fn show_finds_an_object_by_any_form_of_its_name() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let show = |name: &str| folder.run(&["show", name, "-d", &url]).expect(0).stdout;
    let orders = show("orders");
    assert_eq!(orders, show("table:app.orders"));
    assert_eq!(orders, show("App.Orders"));
    for part in [
        "table app.orders\n  What was ordered.",
        "(customer_id) → app.customer (id)",
        "numeric",
        "orders_pkey",
    ] {
        assert!(orders.contains(part), "{part}: {orders}");
    }
    assert!(show("customer").contains("referenced by"));
    assert!(show("app.rich").contains("SELECT"));
    assert!(show("app.total").contains("sql"));
    assert!(show("app.orders.total").starts_with("column app.orders.total\n"));
    assert!(show("customer_pkey").contains("PRIMARY KEY"));
    let json = folder.run(&["show", "orders", "--format", "json", "-d", &url]).expect(0).json();
    assert_eq!(json["foreign_keys"][0]["foreign_table"], "customer");
    let misspelt = folder.run(&["show", "ordres", "-d", &url]).expect(2);
    assert!(misspelt.stderr.contains("did you mean table:app.orders?"), "{}", misspelt.stderr);
    database.psql("CREATE SCHEMA other; CREATE TABLE other.orders ()");
    let ambiguous = folder.run(&["show", "orders", "-d", &url]).expect(2);
    assert!(
        ambiguous.stderr.contains("specify one of table:app.orders, table:other.orders"),
        "{}",
        ambiguous.stderr
    );
}

#[test]
fn doctor_reports_working_and_failing_checks() {
    let (database, folder) = (small_database(), Folder::new());
    let healthy = folder.run(&["doctor", "-d", &database.url()]).expect(0);
    for line in
        ["✓ settings", "✓ database", "✓ connection", "✓ version", "✓ privileges", "✓ outputs", "✓ programs"]
    {
        assert!(healthy.stdout.contains(line), "{line}: {}", healthy.stdout);
    }
    let failing = folder.run(&["doctor", "-d", "postgres://nobody@127.0.0.1:1/x"]).expect(2);
    assert!(failing.stdout.contains("✗ connection"), "{}", failing.stdout);
    folder.write("pgplumb.toml", "databse = 1\n");
    let failing = folder.run(&["doctor", "--format", "json", "-d", &database.url()]).expect(2);
    assert_eq!(failing.json()[0]["verdict"], "bad");
    assert_eq!(failing.json()[0]["advice"], "did you mean `database`?");
}

/// What an export would refuse is a failing check.
#[test]
fn doctor_checks_the_selection_and_the_notes() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.write("pgplumb.toml", "schemas = [\"nosuch\"]\n");
    let failing = folder.run(&["doctor", "-d", &url]).expect(2);
    assert!(failing.stdout.contains("✗ schema      no object matches `nosuch`"), "{}", failing.stdout);
    folder.write("pgplumb.toml", "[export.markdown]\nnotes_file = \"notes.md\"\n");
    let failing = folder.run(&["doctor", "-d", &url]).expect(2);
    assert!(failing.stdout.contains("notes.md does not exist"), "{}", failing.stdout);
    folder.write("notes.md", "Notes.\n");
    let healthy = folder.run(&["doctor", "-d", &url]).expect(0);
    assert!(healthy.stdout.contains("2 tables in 2 schemas can be read"), "{}", healthy.stdout);
}
