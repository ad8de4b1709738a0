use std::time::Instant;

use super::*;

fn run(shell: &Shell) -> (Result<Said, CommandError>, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut heard = Vec::new();
    let result = runtime.block_on(shell.run(|line| heard.push(line.to_owned())));
    (result, heard)
}

fn shell(command: &str) -> Shell {
    Shell::new(command, Path::new(""))
}

#[test]
fn what_a_command_prints_is_kept_and_what_it_says_is_heard() {
    let (said, heard) = run(&shell("echo 'SELECT 1;'; echo one >&2; printf two >&2"));
    assert_eq!(said.unwrap().stdout, b"SELECT 1;\n");
    assert_eq!(heard, ["one", "two"]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.sql"), "SELECT 2").unwrap();
    assert_eq!(run(&Shell::new("cat x.sql", folder.path())).0.unwrap().stdout, b"SELECT 2");
}

#[test]
fn a_command_that_fails_is_quoted_without_passwords() {
    let command = "for i in $(seq 30); do echo line $i at postgres://me:hunter2@db/x >&2; done; exit 3";
    let (said, heard) = run(&shell(command));
    let error = said.unwrap_err().to_string();
    assert!(error.contains("failed (exit status: 3):\n"), "{error}");
    assert!(
        error.contains("line 30 at") && error.contains("line 11 ") && !error.contains("line 10 "),
        "{error}"
    );
    assert_eq!(heard.len(), 30);
    assert!(!error.contains("hunter2") && heard.iter().all(|line| !line.contains("hunter2")), "{error}");
    let error = run(&shell("exit 1")).0.unwrap_err().to_string();
    assert_eq!(error, "`exit 1` failed (exit status: 1), and said nothing on stderr");
}

#[test]
fn a_command_that_takes_too_long_is_stopped_with_all_it_started() {
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let slow = Shell::new("(sleep 1; touch left) & echo begun >&2; sleep 30; echo never", folder.path());
    let (said, _) = run(&slow.timeout(Some(Duration::from_millis(300))));
    let error = said.unwrap_err().to_string();
    assert!(error.contains("did not end within 0.3 s:\n    begun"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!folder.path().join("left").exists());
}

#[test]
fn variables_that_name_a_database_are_not_passed_on() {
    for name in ["DATABASE_URL", "PGHOST", "PGPASSWORD", "PGSERVICEFILE", "PGOPTIONS"] {
        assert!(names_a_database(name), "{name}");
    }
    for name in ["PATH", "PGPLUMB_PG", "MY_DATABASE_URL", "pghost", "HOME"] {
        assert!(!names_a_database(name), "{name}");
    }
    let variables = database_variables("/tmp/a b", 5432, "me", "shop");
    let (said, _) = run(&shell("echo $DATABASE_URL $PGDATABASE").with(variables));
    assert_eq!(said.unwrap().stdout, b"postgresql://me@/shop?host=/tmp/a%20b&port=5432 shop\n");
}

#[test]
fn secrets_are_not_shown_by_debug() {
    let shell = shell("psql postgres://me:hunter2@db/x").with([("A".to_owned(), Secret::new("hunter2"))]);
    assert!(!format!("{shell:?}").contains("hunter2"));
}
