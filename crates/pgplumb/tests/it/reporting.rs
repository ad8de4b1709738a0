//! `pgplumb report` and the report formats, validated with their schemas.

use pgplumb_testkit::{Database, Server, newest, schemas};
use serde_json::Value;

use super::program::Folder;
use super::{SMALL, small_database};

/// Creates a folder whose files are out of date, with hostile names.
fn outdated() -> (Folder, Database) {
    let database = small_database();
    database.psql("CREATE TABLE app.\"<b>|`x`\n::error::\u{202e}\" (\"a'\"\"&]]>\" int)");
    let folder = Folder::new().with_postgres();
    folder.run(&["export", "json", "sql", "tables", "-q", "-d", &database.url()]).expect(0);
    database.psql(
        "ALTER TABLE app.\"<b>|`x`\n::error::\u{202e}\" DROP COLUMN \"a'\"\"&]]>\"; ALTER TABLE app.orders ADD note text;
         CREATE OR REPLACE VIEW app.rich AS SELECT * FROM app.customer WHERE id > 3; DROP FUNCTION app.total",
    );
    folder.write("broken.sql", "nonsense <b>");
    (folder, database)
}

#[track_caller]
fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}\n{document:#}", errors.join("\n"));
}

#[test]
fn every_format_is_valid() {
    let (folder, database) = outdated();
    let url = database.url();
    let of = |arguments: &[&str], format: &str, code: i32| {
        folder.run(&[arguments, &["-d", &url, "--format", format]].concat()).expect(code).stdout
    };
    let schema: Value =
        serde_json::from_str(include_str!("../../../../schema/report.v1.json")).expect("the report's schema");
    let in_sync = folder.run(&["dump", "-d", &url]).expect(0).stdout;
    folder.write("now.sql", &in_sync);
    let runs: [(&[&str], i32); 4] = [
        (&["check"], 1),
        (&["check", "broken.sql"], 2),
        (&["diff", "docs/schema.sql", "--exit-code"], 1),
        (&["diff", "now.sql", "--exit-code"], 0),
    ];
    for (arguments, code) in runs {
        let parsed = |format: &str| -> Value {
            let text = of(arguments, format, code);
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
        };
        let json = parsed("json");
        assert_valid(&schema, &json);
        assert_eq!(json["state"], ["in_sync", "drifted", "unknown"][usize::try_from(code).expect("small")]);
        let gitlab = parsed("gitlab");
        assert_eq!(gitlab.as_array().expect("a list").is_empty(), code == 0, "{gitlab}");
        assert!(gitlab.as_array().expect("a list").iter().all(|issue| issue["fingerprint"].is_string()));
        let github = of(arguments, "github", code);
        assert!(github.lines().all(|line| line.starts_with("::")), "{github}");
        assert!(!github.lines().any(|line| line.starts_with("::error::")), "{github}");
        let markdown = of(arguments, "markdown", code);
        assert!(
            markdown.starts_with("# Schema drift report\n") && !markdown.contains("\n::error"),
            "{markdown}"
        );
        let html = of(arguments, "html", code);
        assert!(html.starts_with("<!DOCTYPE html>") && !html.contains("<b>"), "{html}");
        let junit = of(arguments, "junit", code);
        if schemas::available() {
            assert_valid(&schemas::sarif(), &parsed("sarif"));
            assert_eq!(schemas::junit_errors(&junit), "", "{junit}");
        }
        assert_eq!(junit.contains("<failure"), code > 0, "{junit}");
    }
}

#[test]
fn table_files_are_named_where_they_differ() {
    let (folder, database) = outdated();
    let json = folder.run(&["check", "-d", &database.url(), "--format", "json"]).expect(1).json();
    let sections = json["sections"].as_array().expect("sections");
    let tables = sections.iter().find(|section| section["from"] == "docs/schemas").expect("the table files");
    let files: Vec<&str> = tables["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|f| f["location"]["file"].as_str())
        .collect();
    assert!(files.contains(&"docs/schemas/app.orders.sql"), "{files:?}");
}

#[test]
fn report_file_is_named_after_the_time() {
    let (folder, database) = outdated();
    let url = database.url();
    let run = folder.run(&["report", "-d", &url]).expect(0);
    let name = run.stderr.split_whitespace().last().expect("a name").to_owned();
    let digits = name
        .strip_prefix("schema_drift_report_")
        .and_then(|rest| rest.strip_suffix(".md"))
        .expect("the pattern");
    let (day, time) = digits.split_once('_').expect("day and time");
    assert!(
        day.len() == 8 && time.len() == 6 && (day.to_owned() + time).chars().all(|c| c.is_ascii_digit()),
        "{name}"
    );
    let text = folder.read(&name);
    assert!(text.contains("Result: **drifted**") && text.contains("- **critical**: "), "{text}");
    assert!(run.stdout.is_empty());
    for (file, start) in [
        ("drift.html", "<!DOCTYPE html>"),
        ("drift.json", "{"),
        ("drift.sarif", "{"),
        ("drift.xml", "<?xml"),
        ("out/drift.md", "# Schema drift report"),
    ] {
        folder.run(&["report", "-o", file, "-d", &url]).expect(0);
        assert!(folder.read(file).starts_with(start), "{file}");
    }
    let html = folder.run(&["report", "-d", &url, "--format", "html", "-o", "-"]).expect(0).stdout;
    assert!(html.starts_with("<!DOCTYPE html>"));
}

#[test]
fn report_covers_two_sources_and_failed_comparisons() {
    let (folder, database) = outdated();
    let run = folder.run(&["report", "docs/schema_map.json", &database.url(), "-o", "-"]).expect(0);
    assert!(run.stdout.contains("## docs/schema") && run.stdout.contains("app.orders"), "{}", run.stdout);
    folder.write("pgplumb.toml", "[check]\nsources = [\"broken.sql\"]\n");
    let run = folder.run(&["report", "-d", &database.url(), "-o", "drift.md"]).expect(2);
    assert!(run.stderr.contains("some comparisons failed: see the report"), "{}", run.stderr);
    assert!(folder.read("drift.md").contains("**Unknown**: broken.sql:1"), "{}", folder.read("drift.md"));
}

#[test]
fn large_difference_is_reported_quickly() {
    let (from, to) =
        (Server::shared(newest().major).create_database(), Server::shared(newest().major).create_database());
    to.psql(SMALL);
    to.psql("DO $$ BEGIN FOR n IN 1..2000 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a text)', n); END LOOP; END $$");
    let began = std::time::Instant::now();
    let run = Folder::new().with_postgres().run(&["diff", &from.url(), &to.url()]).expect(0);
    assert!(
        run.stdout.ends_with("(2005 high, 1 medium)\n") || run.stdout.contains("differences ("),
        "{}",
        run.stdout
    );
    assert!(began.elapsed() < std::time::Duration::from_secs(30), "{:?}", began.elapsed());
}
