use std::time::Instant;

use super::*;

fn run(shell: &Shell) -> (Result<CommandOutput, CommandError>, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut lines = Vec::new();
    let result = runtime.block_on(shell.run(|line| lines.push(line.to_owned())));
    (result, lines)
}

fn shell(command: &str) -> Shell {
    Shell::new(command, Path::new(""))
}

#[test]
fn stdout_is_returned_and_stderr_is_reported() {
    let (output, lines) = run(&shell("echo 'SELECT 1;'; echo one >&2; printf two >&2"));
    assert_eq!(output.unwrap().stdout, b"SELECT 1;\n");
    assert_eq!(lines, ["one", "two"]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.sql"), "SELECT 2").unwrap();
    assert_eq!(run(&Shell::new("cat x.sql", folder.path())).0.unwrap().stdout, b"SELECT 2");
}

#[test]
fn errors_quote_failed_commands_without_passwords() {
    let command = "for i in $(seq 30); do echo line $i at postgres://me:hunter2@db/x >&2; done; exit 3";
    let (output, lines) = run(&shell(command));
    let error = output.unwrap_err().to_string();
    assert!(error.contains("failed (exit status: 3):\n"), "{error}");
    assert!(
        error.contains("line 30 at") && error.contains("line 11 ") && !error.contains("line 10 "),
        "{error}"
    );
    assert_eq!(lines.len(), 30);
    assert!(!error.contains("hunter2") && lines.iter().all(|line| !line.contains("hunter2")), "{error}");
    let error = run(&shell("exit 1")).0.unwrap_err().to_string();
    assert_eq!(error, "`exit 1` failed (exit status: 1), with no output on stderr");
}

#[test]
fn a_command_that_times_out_is_killed_with_its_child_processes() {
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let slow = Shell::new("(sleep 5; touch left) & echo begun >&2; sleep 60; echo never", folder.path());
    let (output, _) = run(&slow.timeout(Some(Duration::from_millis(1500))));
    let error = output.unwrap_err().to_string();
    assert!(error.contains("did not finish within 1.5 s:\n    begun"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(30));
    std::thread::sleep(Duration::from_millis(5500).saturating_sub(started.elapsed()));
    assert!(!folder.path().join("left").exists());
}

#[test]
fn commands_do_not_inherit_variables_that_name_a_database() {
    for name in ["DATABASE_URL", "PGHOST", "PGPASSWORD", "PGSERVICEFILE", "PGOPTIONS"] {
        assert!(names_a_database(name), "{name}");
    }
    for name in ["PATH", "PGPLUMB_PG", "MY_DATABASE_URL", "pghost", "HOME"] {
        assert!(!names_a_database(name), "{name}");
    }
    let variables = database_variables("/tmp/a b", 5432, "me", "shop", None);
    let (output, _) = run(&shell("echo $DATABASE_URL $PGDATABASE").with(variables));
    assert_eq!(output.unwrap().stdout, b"postgresql://me@/shop?host=/tmp/a%20b&port=5432 shop\n");
}

#[test]
fn debug_output_hides_secrets() {
    let shell = shell("psql postgres://me:hunter2@db/x").with([("A".to_owned(), Secret::new("hunter2"))]);
    assert!(!format!("{shell:?}").contains("hunter2"));
}
