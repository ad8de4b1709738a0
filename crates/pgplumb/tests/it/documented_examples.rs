//! Runs the commands in `docs/applying.md` and in the README's section about applying.

use std::path::Path;

use pgplumb_testkit::{Server, newest};

use super::program::Folder;

const BEFORE: &str = "
    CREATE SCHEMA app;
    CREATE TYPE app.mood AS ENUM ('ok', 'sad');
    CREATE TABLE app.users (id integer PRIMARY KEY, name text NOT NULL, mail text);
    CREATE FUNCTION app.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
";

/// Splits the command line of an example into words, without quotes and the comment.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or(line);
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').expect("a closing quote"),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// Returns the desired state after the renames of an example.
fn desired(words: &[String]) -> String {
    let mut desired = BEFORE.to_owned();
    for (from, to) in words.iter().filter_map(|word| word.split_once('=')) {
        if let Some((schema, _)) = to.split_once('.') {
            desired = format!("CREATE SCHEMA {schema};") + &desired.replace(from, to);
            continue;
        }
        let old = from.rsplit(['.', ':']).next().expect("a name");
        desired = desired.replace(old, to);
    }
    desired + "CREATE TABLE app.more (id integer PRIMARY KEY);"
}

#[test]
fn documented_commands_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = |name: &str| std::fs::read_to_string(root.join(name)).expect("a document");
    let readme = text("README.md");
    let (_, section) = readme.split_once("\n### Apply SQL files or models\n").expect("README's section");
    let documents = text("docs/applying.md") + section;
    let examples = documents.lines().filter_map(|line| line.strip_prefix("    pgplumb "));
    let examples: Vec<&str> =
        examples.filter(|line| line.starts_with("plan ") || line.starts_with("apply ")).collect();
    assert!(examples.len() > 8, "{examples:?}");
    for example in examples {
        let words = words(example);
        let database = Server::shared(newest().major).create_database();
        database.psql(BEFORE);
        let folder = Folder::new();
        folder.write("schema.sql", &desired(&words));
        let (url, scratch) = (database.url(), database.server().url("postgres"));
        let mut all: Vec<&str> = words.iter().map(String::as_str).collect();
        all.extend(["-d", &url, "--scratch", &scratch]);
        // A command that asks for confirmation fails without a terminal.
        let asks = words[0] == "apply" && !words.iter().any(|word| word == "--yes");
        folder.run(&all).expect(if asks { 2 } else { 0 });
    }
}

#[test]
fn documented_sql_files_load() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/applying.md")).expect("a document");
    let (_, rest) = text.split_once("```sql\n").expect("an example");
    let (sql, _) = rest.split_once("```").expect("its end");
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "CREATE SCHEMA app; CREATE TABLE app.users (id integer PRIMARY KEY, name text NOT NULL);
         CREATE TYPE app.mood AS ENUM ('ok', 'sad'); CREATE VIEW app.other_team AS SELECT 2 AS one;",
    );
    let folder = Folder::new();
    folder.write("schema.sql", &format!("CREATE SCHEMA app;\n{sql}"));
    let (url, scratch) = (database.url(), database.server().url("postgres"));
    let with = ["--desired", "schema.sql", "-d", &url, "--scratch", &scratch];
    let plan = folder.run(&[&["plan"], &with[..]].concat()).expect(0);
    for part in [
        "~ table app.accounts  renamed from users",
        "~ column app.accounts.full_name  renamed from name",
        "~ enum app.mood  label 'sad' renamed to 'unhappy'",
        "ignored",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    folder.run(&[&["apply", "--yes"], &with[..]].concat()).expect(0);
    folder.run(&[&["apply", "--dry-run", "--exit-code"], &with[..]].concat()).expect(0);
}
