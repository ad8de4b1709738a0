//! Unusual and invalid sources: dumps with data, truncated files, hostile names, and restricted
//! servers.

use std::process::Stdio;
use std::time::Duration;

use pgplumb_testkit::{Database, Server, newest};

use super::program::{Folder, Run};
use super::{SMALL, small_database};

fn diff(folder: &Folder, word: &str, database: &Database, arguments: &[&str]) -> Run {
    folder.run(&[&["diff", word, "--exit-code", "-d", &database.url()], arguments].concat())
}

/// Runs pg_dump with these arguments.
fn pg_dump(database: &Database, arguments: &[&str]) -> String {
    let mut command = std::process::Command::new(newest().client("pg_dump"));
    let output =
        command.args(arguments).arg(format!("--dbname={}", database.url())).output().expect("pg_dump");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn output_of_pg_dump_is_in_sync() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    database.psql(
        "INSERT INTO app.orders VALUES (1, 1, 2.5); CREATE TABLE app.\"o'dd \\\\. ;name\" (\"co\"\"l\" text)",
    );
    database.psql("INSERT INTO app.\"o'dd \\\\. ;name\" VALUES ('a'), (E'\\\\.'), (E'x\\ty\\nz; DROP TABLE app.orders;')");
    for arguments in
        [&[][..], &["--create"], &["--clean", "--if-exists"], &["--inserts"], &["--quote-all-identifiers"]]
    {
        folder.write("dump.sql", &pg_dump(&database, arguments));
        let run = diff(&folder, "dump.sql", &database, &[]);
        assert_eq!(run.code, Some(0), "{arguments:?}: {}\n{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("dump.sql → database: in sync"), "{arguments:?}: {}", run.stdout);
    }
}

#[test]
fn included_files_are_loaded_or_refused() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    folder.write("db/parts/small.sql", SMALL);
    folder.write("db/all.sql", "\\set ON_ERROR_STOP on\n\\echo building\n\\ir parts/small.sql\n");
    let run = diff(&folder, "db/all.sql", &database, &[]);
    // An included file is loaded or refused by name, never ignored silently.
    match run.code {
        Some(0) => assert!(run.stdout.contains("in sync"), "{}", run.stdout),
        _ => assert!(
            run.code == Some(2) && run.stderr.contains("db/all.sql:3"),
            "{}\n{}",
            run.stdout,
            run.stderr
        ),
    }
}

#[test]
fn invalid_files_are_reported_by_name() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    let complete = pg_dump(&database, &["--schema-only"]);
    let cut = complete.find("REFERENCES").expect("a key");
    folder.write("half.sql", &complete[..cut]);
    std::fs::write(folder.path("binary.sql"), b"PGDMP\x01\x0e\x00\x04\x08\xff\xfe").expect("a file");
    std::fs::write(folder.path("latin.sql"), b"CREATE TABLE caf\xe9 (a int);").expect("a file");
    folder.write("empty.sql", "");
    folder.write("open.sql", "CREATE TABLE t (a text DEFAULT 'no end);\n");
    folder.write("map.json", "{\"format_version\": 99}");
    folder.write("list.json", "[1, 2]");
    for (file, answers) in [
        ("half.sql", &["half.sql:"][..]),
        ("binary.sql", &["binary.sql", "pg_restore"]),
        ("latin.sql", &["latin.sql", "UTF-8"]),
        ("open.sql", &["open.sql:1"]),
        ("map.json", &["map.json", "99"]),
        ("list.json", &["list.json"]),
    ] {
        let run = diff(&folder, file, &database, &[]).expect(2);
        for answer in answers {
            assert!(run.stderr.contains(answer), "{file}: {answer} in {}", run.stderr);
        }
    }
    let run = diff(&folder, "empty.sql", &database, &["--allow-empty"]).expect(1);
    assert!(run.stdout.contains("table app.orders: added"), "{}", run.stdout);
}

#[test]
fn script_cannot_leave_its_scratch_database() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    folder.write(
        "switch.sql",
        &format!("\\connect {}\nDROP SCHEMA app CASCADE;\n", database.url().replace('\'', "")),
    );
    let run = diff(&folder, "switch.sql", &database, &[]);
    assert_ne!(run.code, Some(0), "{}", run.stdout);
    assert_eq!(database.query("SELECT count(*) FROM app.customer"), [["7"]]);
    folder.write(
        "shell.sql",
        "\\! touch made\nCREATE TABLE t (a int);\nCOPY t FROM PROGRAM 'touch /tmp/pgplumb-made';\n",
    );
    diff(&folder, "shell.sql", &database, &["--untrusted"]).expect(2);
    assert!(!folder.path("made").exists() && !std::path::Path::new("/tmp/pgplumb-made").exists());
}

#[test]
fn hostile_names_are_never_executed() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    for name in [
        "a'; DROP SCHEMA app CASCADE; --",
        "b\"c",
        "d\\e",
        "$$f$$",
        "g\u{1b}[31m",
        "h\u{202e}i",
        "j.k",
        "L",
        "ö",
    ] {
        let quoted = name.replace('"', "\"\"");
        database.psql(&format!(
            "CREATE TABLE app.\"{quoted}\" (\"{quoted}\" int CONSTRAINT \"c{quoted}\" CHECK (\"{quoted}\" > 0));
             COMMENT ON TABLE app.\"{quoted}\" IS 'x';
             CREATE VIEW app.\"v{quoted}\" AS SELECT \"{quoted}\" FROM app.\"{quoted}\";"
        ));
    }
    folder.run(&["export", "json", "sql", "tables", "-q", "-d", &database.url()]).expect(0);
    for word in ["docs/schema_map.json", "docs/schema.sql", "docs/schemas"] {
        assert!(diff(&folder, word, &database, &[]).expect(0).stdout.contains("in sync"), "{word}");
    }
    folder.write("empty.sql", "");
    let run = diff(&folder, "empty.sql", &database, &["--allow-empty"]).expect(1);
    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", run.stdout);
}

#[test]
fn untrusted_sql_has_no_privileges() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    folder.write("plain.sql", SMALL);
    let run = diff(&folder, "plain.sql", &database, &["--untrusted"]).expect(0);
    assert!(run.stdout.contains("in sync"), "{}", run.stdout);
    for (statement, answer) in [
        ("CREATE ROLE mine SUPERUSER;", "permission denied"),
        ("SELECT pg_read_file('/etc/passwd');", "permission denied"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid';", "permission denied"),
    ] {
        folder.write("evil.sql", &format!("CREATE TABLE t (a int);\n{statement}\n"));
        let run = diff(&folder, "evil.sql", &database, &["--untrusted"]).expect(2);
        assert!(
            run.stderr.contains("evil.sql:2") && run.stderr.contains(answer),
            "{statement}: {}",
            run.stderr
        );
    }
}

#[test]
fn scratch_server_can_be_specified() {
    let scratch = Server::start(newest());
    let (database, folder) = (small_database(), Folder::new().with("PATH", "/nonexistent"));
    folder.write("small.sql", SMALL);
    let names = || {
        scratch
            .create_database()
            .query("SELECT datname FROM pg_database WHERE datname ~ 'pgplumb' ORDER BY 1")
    };
    let run = diff(&folder, "small.sql", &database, &["--scratch", &scratch.url("postgres")]).expect(0);
    assert!(run.stdout.contains("in sync"), "{}", run.stdout);
    assert_eq!(names(), Vec::<Vec<String>>::new(), "nothing is left behind");
    // Settings can take the URL from a variable.
    folder.write("pgplumb.toml", "scratch = \"${SCRATCH_URL}\"\n");
    let run = diff(&folder, "small.sql", &database, &[]).expect(2);
    assert!(run.stderr.contains("pgplumb.toml: the variable SCRATCH_URL is not set"), "{}", run.stderr);
    folder.write(".env", &format!("SCRATCH_URL={}\n", scratch.url("postgres")));
    diff(&folder, "small.sql", &database, &[]).expect(0);
    for (word, output) in
        [("nonsense", "error: --scratch: "), ("mysql://server/x", "--scratch is a mysql URL")]
    {
        let run = diff(&folder, "small.sql", &database, &["--scratch", word]).expect(2);
        assert!(run.stderr.contains(output), "{}", run.stderr);
    }
    // Roles that are missing there are reported and not created.
    folder.write("roles.sql", "CREATE TABLE t (a int);\nGRANT SELECT ON t TO reporting_role;\n");
    let run = diff(&folder, "roles.sql", &database, &["--scratch", &scratch.url("postgres")]).expect(2);
    assert!(run.stderr.contains("roles.sql:2") && run.stderr.contains("reporting_role"), "{}", run.stderr);
    assert_eq!(
        scratch.create_database().query("SELECT 1 FROM pg_roles WHERE rolname = 'reporting_role'"),
        Vec::<Vec<String>>::new()
    );
    // A role that may not create databases gets an error.
    scratch.psql("CREATE ROLE small LOGIN");
    let run =
        diff(&folder, "small.sql", &database, &["--scratch", &scratch.url_as("small", "postgres")]).expect(2);
    assert!(
        run.stderr.contains("permission denied to create database") && run.stderr.contains("CREATEDB"),
        "{}",
        run.stderr
    );
    let run = diff(&folder, "small.sql", &database, &["--scratch", "postgres://127.0.0.1:1/x"]).expect(2);
    assert!(run.stderr.contains("nothing listens at 127.0.0.1:1"), "{}", run.stderr);
}

#[test]
fn target_server_can_be_the_scratch_server() {
    let (database, folder) = (small_database(), Folder::new().with("PATH", "/nonexistent"));
    folder.write("small.sql", SMALL);
    let run = diff(&folder, "small.sql", &database, &["--scratch", "target"]).expect(0);
    assert!(run.stdout.contains("in sync"), "{}", run.stdout);
}

#[test]
fn parallel_runs_survive_a_killed_one() {
    let (database, folder) = (small_database(), Folder::new().with_postgres());
    folder.write("small.sql", SMALL);
    folder.write("slow.sql", &format!("{SMALL}SELECT pg_sleep(20);"));
    let arguments = |file: &'static str| ["diff", file, "--exit-code", "-d"].map(str::to_owned).to_vec();
    let start = |file| {
        let mut command = folder.command(&arguments(file));
        command.arg(database.url()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let mut slow = start("slow.sql");
    std::thread::sleep(Duration::from_millis(1500));
    slow.kill().expect("killed");
    slow.wait().expect("it ends");
    let several: Vec<_> = (0..3).map(|_| start("small.sql")).collect();
    for child in several {
        let run = Run::of(child.wait_with_output().expect("it ends")).expect(0);
        assert!(run.stdout.contains("in sync"), "{}", run.stdout);
    }
}

#[test]
fn role_without_privileges_reads_the_complete_schema() {
    let server = Server::start(newest());
    server.psql("CREATE ROLE nobody_much LOGIN");
    let database = server.create_database();
    database.psql(SMALL);
    database.psql("REVOKE ALL ON SCHEMA app FROM PUBLIC; ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;");
    let folder = Folder::new().with_postgres();
    folder.run(&["dump", "-q", "-o", "schema.sql", "-d", &database.url()]).expect(0);
    let run =
        folder.run(&["diff", "schema.sql", "--exit-code", "-d", &database.url_as("nobody_much")]).expect(0);
    assert!(run.stdout.contains("in sync"), "{}", run.stdout);
}
