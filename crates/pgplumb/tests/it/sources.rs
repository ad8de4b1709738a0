//! Sources other than databases, given on the command line or opened with the library.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use pgplumb::operations::{NoObserver, Observer, Stage};
use pgplumb::sources::{OpenError, Opened, Options, Source, SourceSpec, open};

use super::program::Folder;
use super::small_database;

/// Opens a source. Commands and git run in this folder.
pub fn opened(word: &str, folder: &Path, observer: &dyn Observer) -> Result<Opened, OpenError> {
    let source: Source =
        SourceSpec::parse(word, Path::exists).expect("a source").into_source().expect("no database");
    let options = Options { folder: folder.to_owned(), ..Options::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(open(&source, &options, observer))
}

pub fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]);
    assert!(command.args(arguments).current_dir(folder.path("")).status().expect("git").success());
}

#[test]
fn schema_map_is_read_compressed_and_from_git() {
    let database = small_database();
    let folder = Folder::new();
    folder.run(&["export", "json", "-d", &database.url(), "-q"]).expect(0);
    let tables = folder.run(&["list", "--source", "docs/schema_map.json"]).expect(0).stdout;
    assert_eq!(tables, "app.customer\napp.orders\n");
    let packed = std::fs::File::create(folder.path("map")).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::default());
    packed
        .write_all(folder.read("docs/schema_map.json").as_bytes())
        .and_then(|()| packed.try_finish())
        .expect("gzip");
    for name in ["map", "map.json.gz"] {
        if name != "map" {
            std::fs::copy(folder.path("map"), folder.path(name)).expect("a copy");
        }
        assert_eq!(folder.run(&["list", "--source", name]).expect(0).stdout, tables);
    }
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "docs"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    std::fs::remove_dir_all(folder.path("docs")).expect("removed");
    for word in ["git:HEAD:docs/schema_map.json", "git:main:./docs/schema_map.json"] {
        assert_eq!(folder.run(&["list", "--source", word]).expect(0).stdout, tables);
    }
    let gone = folder.run(&["list", "--source", "git:mian:docs/schema_map.json"]).expect(2);
    assert!(
        gone.stderr.contains("git revision `mian` does not exist; did you mean main?"),
        "{}",
        gone.stderr
    );
    let gone = folder.run(&["list", "--source", "git:main:schema_map.json"]).expect(2);
    assert!(gone.stderr.contains("did you mean docs/schema_map.json?"), "{}", gone.stderr);
}

#[test]
fn invalid_sources_are_rejected_with_a_reason() {
    let folder = Folder::new();
    for (word, answer) in [
        ("shop", "`shop` is not a source: no such file or folder exists"),
        ("gone.sql", "cannot read gone.sql: no such file or directory"),
        ("exec:", "`exec:` has no command; the form is exec:COMMAND"),
        ("exec:echo no database here >&2; exit 3", "failed (exit status: 3):\n    no database here"),
        ("supabase:abcdef", "the source supabase:PROJECT_REF is not supported yet"),
        ("mcp:https://example.org", "the source mcp:… is not supported yet"),
        (".", "contain no .sql files"),
    ] {
        let run = folder.run(&["list", "--source", word]).expect(2);
        assert!(run.stderr.contains(answer), "{word}: {}", run.stderr);
    }
    folder.write("broken.json", "{\"format_version\": 1");
    let run = folder.run(&["list", "--source", "broken.json"]).expect(2);
    assert!(run.stderr.contains("broken.json: not a schema map"), "{}", run.stderr);
}

#[test]
fn commands_do_not_inherit_database_variables() {
    let folder =
        Folder::new().with("PGHOST", "target").with("DATABASE_URL", "postgres://me:hunter2@target/x");
    let word = "exec:echo \"host '$PGHOST' url '$DATABASE_URL'\" >&2; exit 1";
    let run = folder.run(&["list", "--source", word]).expect(2);
    assert!(run.stderr.contains("host '' url ''"), "{}", run.stderr);
}

#[test]
fn observers_receive_the_output_of_commands() {
    #[derive(Default)]
    struct Recorder(Mutex<Vec<String>>);
    impl Observer for Recorder {
        fn notify(&self, stage: Stage<'_>) {
            if let Stage::CommandOutput(line) = stage {
                self.0.lock().expect("the lock").push(line.to_owned());
            }
        }
    }
    let recorder = Recorder::default();
    let source = opened("exec:echo working >&2; echo 'SELECT 1;'", Path::new(""), &recorder).expect("SQL");
    let Opened::Sql(scripts) = source else { panic!("{source:?}") };
    assert_eq!((scripts[0].text.as_str(), scripts.len()), ("SELECT 1;\n", 1));
    assert_eq!(*recorder.0.lock().expect("the lock"), ["working"]);
}

#[test]
fn migrations_are_read_from_the_given_revision() {
    let folder = Folder::new();
    git(&folder, &["init", "-q", "-b", "main"]);
    folder.write(
        "db/migrations/1_a.sql",
        "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n",
    );
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder.write("db/migrations/2_b.sql", "-- migrate:up\nCREATE TABLE b ();\n");
    let top = folder.path("");
    let now = format!("migrations:{}", folder.path("db/migrations").display());
    for (word, count) in
        [("git:HEAD:migrations:db/migrations", 1), ("git:HEAD:migrations:dbmate:./db", 1), (&now, 2)]
    {
        let Ok(Opened::Migrations(found)) = opened(word, &top, &NoObserver) else { panic!("{word}") };
        assert_eq!(found.migrations.len(), count, "{word}");
        assert_eq!(found.migrations[0].text, "CREATE TABLE a ();\n");
    }
    let plain = opened("git:HEAD:db", &top, &NoObserver).expect_err("down parts").to_string();
    assert!(plain.contains("HEAD:db/migrations/1_a.sql looks like a down migration"), "{plain}");
    let file = opened("git:HEAD:migrations:db/migrations/1_a.sql", &top, &NoObserver).expect_err("a file");
    assert!(file.to_string().contains("is a file; migrations must be a folder"), "{file}");
}

#[test]
fn unchanged_files_are_loaded_from_the_cache() {
    let folder = Folder::new().with_postgres();
    let cache = folder.path("cache");
    let folder = folder.with("XDG_CACHE_HOME", cache.to_str().expect("UTF-8"));
    folder.write(
        "schema.sql",
        "CREATE TABLE t (id int CHECK (id IN (1, 2)));\n-- pgplumb: ignore\nCREATE TABLE u ();",
    );
    let kept = || std::fs::read_dir(cache.join("pgplumb/loads")).map_or(0, Iterator::count);
    let show = |more: &[&str]| {
        let run = folder.run(&[&["dump", "--source", "schema.sql"], more].concat()).expect(0);
        run.stdout.split_once("SET client_encoding").expect("SQL").1.to_owned()
    };
    let first = show(&["--no-cache"]);
    assert_eq!(kept(), 0);
    assert_eq!(show(&[]), first);
    assert_eq!(kept(), 1);
    assert_eq!(show(&[]), first);
    // Unreadable cache entries are recreated, and a changed file gets a new entry.
    for entry in std::fs::read_dir(cache.join("pgplumb/loads")).expect("a folder").flatten() {
        std::fs::write(entry.path(), "[]\n{").expect("a file");
    }
    assert_eq!(show(&[]), first);
    folder.write("schema.sql", "CREATE TABLE t (id int);");
    assert_ne!(show(&[]), first);
    assert_eq!(kept(), 2);
    show(&["--untrusted"]);
    assert_eq!(kept(), 2);
}
