//! Interrupting the program with Ctrl-C and other signals.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::program::{Folder, Run};

/// The program ends within two seconds of a signal, on a machine that does nothing else.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn interrupted_command_leaves_no_files() {
    // A server that accepts connections and never answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let folder = Folder::new();
    let url = format!("postgres://nobody@127.0.0.1:{port}/x?sslmode=disable");
    let child = folder.command(&["export", "-d", &url]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    let (_stream, _) = silent.accept().expect("a connection");
    std::thread::sleep(Duration::from_millis(200));
    let started = Instant::now();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let run = Run::of(child.wait_with_output().expect("it ends")).expect(130);
    assert!(started.elapsed() < SOON);
    assert_eq!(run.stderr, "error: interrupted\n");
    assert!(folder.state().is_empty());
}

#[test]
fn source_command_is_killed_with_its_children() {
    let folder = Folder::new();
    let word = "exec:(sleep 5; touch left) & touch begun; sleep 60";
    let child =
        folder.command(&["list", "--source", word]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    let started = Instant::now();
    while !folder.path("begun").exists() {
        assert!(started.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    Run::of(child.wait_with_output().expect("it ends")).expect(130);
    std::thread::sleep(Duration::from_millis(5500));
    assert!(!folder.path("left").exists());
}

#[test]
fn throwaway_server_stops_however_the_program_ends() {
    for (signal, code) in [("-INT", Some(130)), ("-TERM", Some(130)), ("-KILL", None)] {
        for wait in [100, 700] {
            // The account that runs the server must be able to access this folder.
            let temporary = tempfile::Builder::new().prefix("t").tempdir_in("/tmp").expect("a folder");
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o777)).expect("permissions");
            let folder = Folder::new().with("TMPDIR", &temporary.path().display().to_string());
            let child = folder.command(&["demo"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
            let child = child.expect("the program starts");
            std::thread::sleep(Duration::from_millis(wait));
            let id = child.id().to_string();
            assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
            let run = Run::of(child.wait_with_output().expect("it ends"));
            // The program may have ended before the signal, or may not handle signals yet.
            let ended = [code, Some(0), None].contains(&run.code);
            assert!(ended, "{signal}: {:?} {}", run.code, run.stderr);
            let deadline = Instant::now() + Duration::from_secs(70);
            while fs::read_dir(temporary.path()).expect("a folder").next().is_some() {
                assert!(Instant::now() < deadline, "{signal} after {wait} ms leaves the server's folder");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// Runs a command, sends it a signal after some time, and returns how long it takes to end.
#[cfg(unix)]
fn ends_after(folder: &Folder, arguments: &[&str], delay: Duration, signal: &str) -> (Run, Duration) {
    let child = folder.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    std::thread::sleep(delay);
    let started = Instant::now();
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill").success());
    let run = Run::of(child.wait_with_output().expect("it ends"));
    (run, started.elapsed())
}

/// A command that reads desired SQL.
const READING: [&[&str]; 3] = [
    &["list", "--source", "endless.sql"],
    &["plan", "--source", "empty.sql", "--desired", "endless.sql"],
    &["verify", "--migrations", "plain:m", "--expect", "endless.sql"],
];

#[cfg(unix)]
#[test]
fn reading_endless_sql_ends_soon_after_a_signal() {
    let folder = Folder::new().with_postgres();
    folder.write("empty.sql", "");
    folder.write("m/1.sql", "CREATE TABLE a ();");
    let pipe = folder.path("endless.sql");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    // Keeps the pipe open for readers and for the writer.
    let mut writer = fs::OpenOptions::new().read(true).write(true).open(&pipe).expect("a pipe");
    let is_open = std::sync::atomic::AtomicBool::new(true);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while is_open.load(std::sync::atomic::Ordering::Relaxed) {
                std::io::Write::write_all(&mut writer, b"SELECT 1;\n").expect("the pipe is open");
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        for (arguments, signal) in READING.iter().zip(["-TERM", "-INT", "-TERM"]) {
            let (run, took) = ends_after(&folder, arguments, Duration::from_millis(2500), signal);
            assert_eq!(run.code, Some(130), "{arguments:?}: {}", run.stderr);
            assert!(took < SOON, "{arguments:?}: {took:?}");
        }
        is_open.store(false, std::sync::atomic::Ordering::Relaxed);
    });
}

#[cfg(unix)]
#[test]
fn reading_a_device_without_an_end_ends_by_itself() {
    let folder = Folder::new().with_postgres();
    let run = folder.run(&["list", "--source", "/dev/zero"]).expect(2);
    assert!(run.stderr.contains("/dev/zero is larger than 256 MiB"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn splitting_a_large_file_ends_soon_after_a_signal() {
    let folder = Folder::new().with_postgres();
    let line = "CREATE TABLE x (a int); -- a comment that makes the line longer than the statement\n";
    folder.write("endless.sql", &line.repeat(1_500_000));
    folder.write("empty.sql", "");
    folder.write("m/1.sql", "CREATE TABLE a ();");
    for (arguments, signal) in READING.iter().zip(["-TERM", "-INT", "-TERM"]) {
        for delay in [300, 2500] {
            let (run, took) = ends_after(&folder, arguments, Duration::from_millis(delay), signal);
            assert!(took < SOON, "{arguments:?}: {took:?}");
            if run.code.is_none() && delay == 300 {
                // The program did not handle signals yet.
                continue;
            }
            assert_eq!(run.code, Some(130), "{arguments:?}: {}", run.stderr);
            assert_eq!(run.stderr, "error: interrupted\n");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_endless_statement_ends_by_its_limit_and_by_a_signal() {
    let folder = Folder::new().with_postgres();
    folder.write("endless.sql", "DO $$ BEGIN LOOP END LOOP; END $$;");
    folder.write("empty.sql", "");
    folder.write("m/1.sql", "CREATE TABLE a ();");
    for arguments in READING {
        let started = Instant::now();
        let run = folder.run(&[arguments, &["--sql-timeout", "300ms"]].concat()).expect(2);
        assert!(run.stderr.contains("exceeded the time limit (--sql-timeout)"), "{}", run.stderr);
        assert!(started.elapsed() < Duration::from_secs(60), "{arguments:?}");
        for signal in ["-TERM", "-INT"] {
            let (run, took) = ends_after(&folder, arguments, Duration::from_secs(3), signal);
            assert_eq!(run.code, Some(130), "{arguments:?}: {}", run.stderr);
            assert!(took < SOON, "{arguments:?}: {took:?}");
        }
    }
}
