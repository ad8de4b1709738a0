//! `pgplumb export`: complete files or none, and unchanged files are not touched.

use std::fs;

use pgplumb_testkit::{CutProxy, Fate};

use super::program::Folder;
use super::small_database;

const FILES: [&str; 3] = ["docs/schema_map.json", "docs/SCHEMA_REFERENCE.md", "docs/SCHEMA_DIAGRAM.md"];

#[test]
fn unchanged_files_are_not_written_again() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let first = folder.run(&["export", "-d", &url]).expect(0);
    assert!(first.stdout.is_empty(), "{}", first.stdout);
    assert!(first.stderr.contains("Read 2 tables in 2 schemas from"), "{}", first.stderr);
    let written = folder.state();
    assert_eq!(written.len(), 3);
    for file in FILES {
        assert!(first.stderr.contains(&format!("written    {file}")), "{}", first.stderr);
        assert!(!folder.read(file).is_empty());
    }
    // A later time and another address of the same server make no file out of date.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let other = url.replace("127.0.0.1", "localhost");
    let again = folder.run(&["export", "-d", &other]).expect(0);
    assert!(again.stderr.ends_with("\nunchanged  3 files\n"), "{}", again.stderr);
    let verbose = folder.run(&["export", "-v", "-d", &url]).expect(0);
    assert!(verbose.stderr.contains("unchanged  docs/schema_map.json"), "{}", verbose.stderr);
    assert_eq!(folder.state(), written);
    folder.run(&["export", "-d", &url, "--check"]).expect(0);
    assert_eq!(folder.state(), written);
}

#[test]
fn check_lists_outdated_files_and_writes_nothing() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let missing = folder.run(&["export", "--check", "-d", &url]).expect(1);
    assert!(missing.stderr.contains("missing    docs/schema_map.json"), "{}", missing.stderr);
    assert!(folder.state().is_empty() && !folder.path("docs").exists());
    folder.run(&["export", "-d", &url]).expect(0);
    let written = folder.state();
    database.psql("INSERT INTO app.customer VALUES (100, 'new')");
    folder.run(&["export", "--check", "-d", &url]).expect(0);
    database.psql("ALTER TABLE app.customer ADD COLUMN email text");
    let stale = folder.run(&["export", "--check", "-d", &url]).expect(1);
    assert!(stale.stderr.contains("changed    docs/schema_map.json"), "{}", stale.stderr);
    let quiet = folder.run(&["export", "--check", "-q", "-d", &url]).expect(1);
    assert!(
        quiet.stdout.starts_with("docs/schema_map.json\n") && quiet.stderr.is_empty(),
        "{}",
        quiet.stdout
    );
    let json = folder.run(&["export", "--check", "--format", "json", "-d", &url]).expect(1).json();
    assert_eq!(json["up_to_date"], false);
    assert_eq!(json["files"][0]["state"], "changed");
    assert_eq!(folder.state(), written);
}

#[test]
fn row_counts_are_exported_and_updated() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let rows = || {
        let map: serde_json::Value = serde_json::from_str(&folder.read(FILES[0])).expect("JSON");
        map["schemas"]["app"]["tables"]["customer"]["row_count"].clone()
    };
    folder.run(&["export", "json", "-d", &url]).expect(0);
    assert_eq!(rows(), 7);
    database.psql("INSERT INTO app.customer VALUES (100, 'new')");
    let before = folder.state();
    folder.run(&["export", "json", "-d", &url]).expect(0);
    assert_eq!(folder.state(), before, "changed row counts change no file");
    folder.run(&["export", "json", "-d", &url, "--refresh-counts"]).expect(0);
    assert_eq!(rows(), 8);
    database.psql("INSERT INTO app.customer VALUES (101, 'newer'); COMMENT ON TABLE app.customer IS 'x'");
    folder.run(&["export", "json", "-d", &url]).expect(0);
    assert_eq!(rows(), 9);
    folder.run(&["export", "json", "-d", &url, "--row-counts", "none", "--refresh-counts"]).expect(0);
    assert!(rows().is_null());
}

#[test]
fn check_names_the_command_that_updates_the_files() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["export", "tables", "-d", &url]).expect(0);
    database.psql("ALTER TABLE app.customer ADD COLUMN email text");
    let stale = folder.run(&["export", "tables", "--check", "-d", &url]).expect(1);
    assert!(stale.stderr.contains("out of date: run pgplumb export tables\n"), "{}", stale.stderr);
    folder.run(&["export", "tables", "-d", &url]).expect(0);
    folder.run(&["export", "tables", "--check", "-d", &url]).expect(0);
}

#[test]
fn failed_export_leaves_existing_files() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["export", "-d", &url]).expect(0);
    database.psql("ALTER TABLE app.customer ADD COLUMN email text");
    fs::remove_file(folder.path(FILES[2])).expect("a file");
    fs::create_dir(folder.path(FILES[2])).expect("a folder in its place");
    let before = folder.state();
    let failed = folder.run(&["export", "-d", &url]).expect(2);
    assert!(
        failed.stderr.contains("SCHEMA_DIAGRAM.md cannot be written: it is a directory"),
        "{}",
        failed.stderr
    );
    assert_eq!(folder.state(), before);
    folder.run(&["export", "-d", "postgres://nobody@127.0.0.1:1/x"]).expect(2);
    assert_eq!(folder.state(), before);
    // The server dies while it sends its answer.
    let proxy = CutProxy::start(database.server().port());
    proxy.set(Fate::CutAfter(20_000));
    let through = url.replace(&format!(":{}/", database.server().port()), &format!(":{}/", proxy.port()));
    let cut = folder.run(&["export", "json", "-d", &through]).expect(2);
    assert!(cut.stderr.contains("connection to the server was lost"), "{}", cut.stderr);
    assert_eq!(folder.state(), before);
    // A folder that the export created is removed again.
    let other = Folder::new();
    other.write("file", "");
    let failed = other.run(&["export", "json", "-d", &url, "-o", "file/map.json"]).expect(2);
    assert!(failed.stderr.contains("file/map.json cannot be written: not a directory"), "{}", failed.stderr);
    assert_eq!(other.state().len(), 1);
}

#[test]
fn single_output_can_be_redirected() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    let printed = folder.run(&["export", "json", "-o", "-", "-d", &url]).expect(0);
    assert_eq!(printed.json()["format_version"], 1);
    assert!(folder.state().is_empty());
    folder.run(&["export", "-o", "deep/down/map.json", "-d", &url]).expect(0);
    assert!(folder.read("deep/down/map.json").starts_with("{\n  \"format_version\": 1,"));
    folder.run(&["export", "markdown", "-o", "R.md", "--source", "deep/down/map.json"]).expect(0);
    assert!(folder.read("R.md").contains("customer"));
    let several = folder.run(&["export", "json", "mermaid", "-o", "x", "-d", &url]).expect(2);
    assert!(several.stderr.contains("-o requires a single output"), "{}", several.stderr);
    let misspelt = folder.run(&["export", "jsn", "-d", &url]).expect(2);
    assert!(misspelt.stderr.contains("did you mean json?"), "{}", misspelt.stderr);
}

#[test]
fn schema_map_exports_the_same_files_as_the_database() {
    let (database, folder) = (small_database(), Folder::new());
    folder.run(&["export", "-d", &database.url()]).expect(0);
    let written = folder.state();
    folder.run(&["export", "--source", FILES[0]]).expect(0);
    assert_eq!(folder.state(), written);
    let broken = Folder::new();
    broken.write("map.json", "{ \"format_version\": 99 }");
    assert!(broken.run(&["list", "--source", "map.json"]).expect(2).stderr.contains("use a newer pgplumb"));
    broken.write("map.json", "[1, 2");
    assert!(broken.run(&["list", "--source", "map.json"]).expect(2).stderr.contains("not a schema map"));
    assert!(
        broken.run(&["list", "--source", "gone.json"]).expect(2).stderr.contains("cannot read gone.json")
    );
}

#[test]
fn settings_choose_outputs_and_paths() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write(
        "pgplumb.toml",
        &format!(
            "schemas = [\"app\"]\nexclude = [\"app.rich\"]\n[database]\nurl = \"{}\"\n[export]\ndir = \"out\"\n\
             row_counts = \"none\"\nmermaid.enabled = false\n[export.json]\npath = \"map.json\"\n\
             [export.markdown]\nnotes = \"Ask the data team.\"\n",
            database.url()
        ),
    );
    fs::create_dir(folder.path("below")).expect("a folder");
    let mut command = folder.command(&["export"]);
    let output = command.current_dir(folder.path("below")).output().expect("the program starts");
    super::program::Run::of(output).expect(0);
    let map: serde_json::Value = serde_json::from_str(&folder.read("map.json")).expect("JSON");
    assert!(map["schemas"]["app"]["tables"]["customer"]["row_count"].is_null());
    assert!(map["schemas"]["app"].get("views").is_none());
    assert!(map["schemas"].get("public").is_none());
    assert!(folder.read("out/SCHEMA_REFERENCE.md").contains("Ask the data team."));
    assert!(!folder.path("out/SCHEMA_DIAGRAM.md").exists());
    let unused = folder.run(&["list", "--schema", "ap"]).expect(2);
    assert!(unused.stderr.contains("no object matches `ap` (--schema)"), "{}", unused.stderr);
    assert!(unused.stderr.contains("did you mean `app`?"), "{}", unused.stderr);
}

#[test]
fn obsolete_generated_files_are_removed_and_others_kept() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write("docs/SCHEMA_REFERENCE/old.md", "<!-- Generated by pgplumb; do not edit. -->\n\nold\n");
    folder.write("docs/SCHEMA_REFERENCE/mine.md", "# My own\n");
    let run = folder.run(&["export", "markdown", "-d", &database.url()]).expect(0);
    assert!(run.stderr.contains("removed    docs/SCHEMA_REFERENCE/old.md"), "{}", run.stderr);
    assert!(!folder.path("docs/SCHEMA_REFERENCE/old.md").exists());
    assert_eq!(folder.read("docs/SCHEMA_REFERENCE/mine.md"), "# My own\n");
}

#[test]
fn role_without_privileges_can_export() {
    let (database, folder) = (small_database(), Folder::new());
    database.server().roles(&["program_nothing"]);
    database.server().psql("ALTER ROLE program_nothing LOGIN");
    folder.run(&["export", "-d", &database.url_as("program_nothing")]).expect(0);
    let map: serde_json::Value = serde_json::from_str(&folder.read(FILES[0])).expect("JSON");
    let table = &map["schemas"]["app"]["tables"]["customer"];
    assert!(table["row_count"].is_null());
    assert_eq!(table["row_count_kind"], "unknown");
    assert_eq!(table["columns"][0]["column_name"], "id");
    let doctor = folder.run(&["doctor", "-d", &database.url_as("program_nothing")]).expect(0);
    assert!(doctor.stdout.contains("2 of 2 tables are not readable"), "{}", doctor.stdout);
}

#[test]
fn version_file_changes_with_the_schema_and_is_valid_python() {
    let (database, folder) = (small_database(), Folder::new());
    folder.write(
        "pgplumb.toml",
        &format!(
            "[database]\nurl = \"{}\"\n[export.version]\npython = \"app/schema_version.py\"\n",
            database.url()
        ),
    );
    const VERSION: &str = "docs/schema_version.json";
    let version = || -> serde_json::Value { serde_json::from_str(&folder.read(VERSION)).expect("JSON") };
    folder.run(&["export"]).expect(0);
    let first = version();
    let map: serde_json::Value = serde_json::from_str(&folder.read(FILES[0])).expect("JSON");
    assert_eq!(first["schema_hash"], map["schema_hash"]);
    assert_eq!(first["tables_count"], 2);
    assert_eq!(first["last_sync_differences"]["total"], 0);
    let written = folder.state();
    // A later time with the same schema changes nothing.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    folder.run(&["export"]).expect(0);
    assert_eq!(folder.state(), written);
    database.psql("ALTER TABLE app.customer ADD COLUMN email text, ADD COLUMN phone text");
    folder.run(&["export", "--check"]).expect(1);
    assert_eq!(folder.state(), written);
    folder.run(&["export"]).expect(0);
    let second = version();
    assert_ne!(first["schema_version"], second["schema_version"]);
    assert_eq!(second["last_sync_differences"]["total"], 2, "{second:#}");
    assert_eq!(
        second["last_sync_differences"]["changes"][0],
        "table app.customer: column email: added: text"
    );
    let python = |arguments: &[&str]| {
        let mut command = std::process::Command::new("python3");
        command.args(arguments).current_dir(folder.path("app")).output().ok().map(super::program::Run::of)
    };
    let constants = "from schema_version import *; print(SCHEMA_VERSION, LAST_SYNC, DB_HASH, TABLES_COUNT, ENUMS_COUNT, \
                     LAST_SYNC_DIFFERENCES)";
    let imported = python(&["-c", constants]);
    if !pgplumb_testkit::require("python3", imported.is_some()) {
        return;
    }
    let text = |key: &str| second[key].as_str().expect("text");
    let expected =
        format!("{} {} {} 2 0 2\n", text("schema_version"), text("last_sync"), text("schema_hash"));
    assert_eq!(imported.expect("python3").expect(0).stdout, expected);
    python(&["-m", "py_compile", "schema_version.py"]).expect("python3").expect(0);
}
