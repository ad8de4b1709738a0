//! Ctrl-C.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::program::{Folder, Run};

#[test]
fn an_interrupted_command_says_so_and_leaves_nothing() {
    // It accepts connections and never answers.
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
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(run.stderr, "error: interrupted\n");
    assert!(folder.state().is_empty());
}

#[test]
fn a_command_that_is_a_source_goes_with_all_it_started() {
    let folder = Folder::new();
    let word = "exec:(sleep 2; touch left) & touch begun; sleep 20";
    let child =
        folder.command(&["list", "--source", word]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    let started = Instant::now();
    while !folder.path("begun").exists() {
        assert!(started.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(10));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    Run::of(child.wait_with_output().expect("it ends")).expect(130);
    std::thread::sleep(Duration::from_millis(2500));
    assert!(!folder.path("left").exists());
}

#[test]
fn a_throwaway_server_goes_however_the_program_ends() {
    for (signal, code) in [("-INT", Some(130)), ("-TERM", Some(130)), ("-KILL", None)] {
        for wait in [100, 700] {
            // Unlike the folder that it runs in, this one must be open to the user who runs the server.
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
            // On a quick machine it may have ended by itself before, on a slow one not yet listen to signals.
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
