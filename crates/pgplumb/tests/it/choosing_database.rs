//! The choice of the database, and invalid settings.

use super::program::Folder;
use super::small_database;

#[test]
fn first_source_of_a_database_name_wins() {
    let database = small_database();
    let (server, name) = (database.server(), database.name());
    let gone = "postgres://nobody@127.0.0.1:1/gone";
    let folder = Folder::new();
    let none = folder.run(&["list"]).expect(2);
    assert!(none.stderr.contains("no database specified"), "{}", none.stderr);
    folder.write(
        "pgplumb.toml",
        &format!("database = \"{}\"\n[env.here]\nurl = \"${{URL}}\"\n", database.url()),
    );
    let tables = "app.customer\napp.orders\n";
    assert_eq!(folder.run(&["list"]).expect(0).stdout, tables);
    folder.write(".env", &format!("URL={}\nDATABASE_URL={gone}\n", database.url()));
    folder.run(&["list"]).expect(2);
    assert_eq!(folder.run(&["list", "--env", "here"]).expect(0).stdout, tables);
    let unknown = folder.run(&["list", "--env", "her"]).expect(2);
    assert!(unknown.stderr.contains("did you mean --env here?"), "{}", unknown.stderr);
    let port = server.port().to_string();
    let libpq = folder.with("PGHOST", "127.0.0.1").with("PGPORT", &port).with("PGUSER", "postgres");
    let libpq = libpq.with("PGDATABASE", name);
    assert_eq!(libpq.run(&["list", "-v"]).expect(0).stdout, tables);
    let variable = libpq.with("DATABASE_URL", gone);
    variable.run(&["list"]).expect(2);
    let explicit = variable.run(&["list", "-v", "-d", &database.url()]).expect(0);
    assert_eq!(explicit.stdout, tables);
    assert!(explicit.stderr.contains("from --database"), "{}", explicit.stderr);
    variable.run(&["list", "-d", &database.url(), "--env", "here"]).expect(2);
}

#[test]
fn invalid_settings_are_reported_with_their_location() {
    let folder = Folder::new();
    folder.write("pgplumb.toml", "[export.markdwn]\nnotes = \"x\"\n");
    let run = folder.run(&["export", "-d", "postgres://localhost/x"]).expect(2);
    assert!(run.stderr.contains("pgplumb.toml:1:9: unknown key `markdwn`"), "{}", run.stderr);
    assert!(run.stderr.contains("help: did you mean `markdown`?"), "{}", run.stderr);
    assert!(folder.run(&["list", "-c", "gone.toml"]).expect(2).stderr.contains("cannot read gone.toml"));
    // Commands that need no settings do not read them.
    folder.run(&["completions", "bash"]).expect(0);
}
