//! Passwords appear in no message and no file.

use pgplumb_testkit::{ServerOptions, newest};

use super::program::Folder;

const PASSWORD: &str = "hunter2-p@ss";
const IN_URL: &str = "hunter2-p%40ss";

#[test]
fn passwords_appear_in_no_message_and_no_file() {
    let server = ServerOptions::new().hba("host all app 127.0.0.1/32 scram-sha-256").start(newest());
    server.psql(&format!("CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'; CREATE TABLE t (id int);"));
    let url = server.url_as(&format!("app:{IN_URL}"), "postgres");
    let wrong = url.replace("hunter2-p", "hunter2-wrong");
    let folder = Folder::new();
    folder.write(
        "pgplumb.toml",
        &format!(
            "[env.right]\nurl = \"{url}\"\n[env.wrong]\nurl = \"{wrong}\"\n[env.odd]\nurl = \"{url}:x/y@z\"\n"
        ),
    );
    let keywords = format!("host=127.0.0.1 port={} user=app password={PASSWORD} dbname=gone", server.port());
    let misplaced = format!("--{url}");
    let runs: [(&[&str], i32); 13] = [
        (&["export", "-v", "-d", &url], 0),
        (&["export", "-v", "--env", "right"], 0),
        (&["export", "-v", "--env", "wrong"], 2),
        (&["export", "-v", "--env", "odd"], 2),
        (&["list", "-v", "-d", &wrong], 2),
        (&["list", "-v", "-d", &keywords], 2),
        (&["list", "-v", "--source", &url], 0),
        (&["list", &url], 2),
        (&["show", &url, "-d", &url], 2),
        (&["export", &url], 2),
        (&[&url], 2),
        (&[&misplaced], 2),
        (&["doctor", "-v", "-d", &wrong], 2),
    ];
    for (arguments, code) in runs {
        let run = folder.run(arguments).expect(code);
        let shown = run.stdout + &run.stderr;
        assert!(!shown.contains("hunter2"), "{arguments:?}: {shown}");
    }
    for (path, bytes, _) in folder.state() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("hunter2") || path.ends_with("pgplumb.toml"), "{}", path.display());
    }
    let none = folder.run(&["list", "--no-password", "-d", &server.url_as("app", "postgres")]).expect(2);
    assert!(none.stderr.contains("requires a password"), "{}", none.stderr);
    folder.write(".pgpass", &format!("127.0.0.1:*:*:app:{PASSWORD}\n"));
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(".pgpass"), std::fs::Permissions::from_mode(0o600))
        .expect("permissions");
    folder.run(&["list", "-d", &server.url_as("app", "postgres")]).expect(0);
}
