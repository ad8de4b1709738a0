use std::fs;
use std::process::Command as Blocking;

use super::*;

struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Blocking::new("git");
        command.args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]);
        let output = command.args(arguments).current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    fn read(&self, working: &str, revision: &str, path: &str) -> Result<Input, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let requested = GitPath { revision: revision.to_owned(), path: path.to_owned(), migrations: None };
        runtime.block_on(read(&self.0.path().join(working), &requested)).map_err(|error| error.to_string())
    }

    fn text(&self, working: &str, revision: &str, path: &str) -> String {
        match self.read(working, revision, path) {
            Ok(Input::Script(script)) => script.text,
            Ok(Input::Snapshot(file)) => file.text,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_revision_is_read_without_a_checkout() {
    let repository = Repository::new();
    repository.write("db/schema.sql", "-- one");
    repository.write("db/ä b.sql", "-- odd name");
    repository.write("db/sub/t.sql", "-- subfolder");
    repository.write("db/.hidden/t.sql", "-- hidden");
    repository.write("db/empty.sql", "");
    repository.write("db/readme.md", "text");
    repository.write("map.json", "{}");
    #[cfg(unix)]
    std::os::unix::fs::symlink("schema.sql", repository.0.path().join("db/link.sql")).unwrap();
    repository.commit("first: a thing");
    repository.git(&["tag", "v1"]);
    repository.write("db/schema.sql", "-- two");
    repository.commit("second");
    repository.write("db/schema.sql", "-- not committed");
    for (working, revision, path, text) in [
        ("", "HEAD", "db/schema.sql", "-- two"),
        ("", "HEAD~1", "db/schema.sql", "-- one"),
        ("db", "v1", "./schema.sql", "-- one"),
        ("db", "v1", "db/schema.sql", "-- one"),
        ("db/sub", "main", "../ä b.sql", "-- odd name"),
        ("", ":/first: a", "db/schema.sql", "-- one"),
        ("", "HEAD^{/first}", "db/schema.sql", "-- one"),
        ("", "HEAD", "map.json", "{}"),
        ("", "HEAD", "db/link.sql", "-- two"),
    ] {
        assert_eq!(repository.text(working, revision, path), text, "{revision}:{path} in {working}");
    }
    for (working, path) in [("", "db"), ("", "db/"), ("db", "."), ("db/sub", "..")] {
        let Ok(Input::Folder(tree)) = repository.read(working, "v1", path) else { panic!("{path}") };
        let scripts = tree.into_scripts().unwrap();
        let names: Vec<_> = scripts.iter().map(|script| script.name.as_str()).collect();
        let expected =
            ["v1:db/empty.sql", "v1:db/link.sql", "v1:db/schema.sql", "v1:db/sub/t.sql", "v1:db/ä b.sql"];
        assert_eq!(names, expected, "{path} in {working}");
        assert_eq!((scripts[0].text.as_str(), scripts[1].text.as_str()), ("", "-- one"));
    }
}

#[test]
fn missing_revisions_and_paths_are_named() {
    let repository = Repository::new();
    repository.write("db/schema.sql", "-- one");
    #[cfg(unix)]
    std::os::unix::fs::symlink("gone.sql", repository.0.path().join("db/lost.sql")).unwrap();
    repository.commit("first");
    let error = |revision: &str, path: &str| repository.read("", revision, path).unwrap_err();
    assert_eq!(error("mian", "db"), "git revision `mian` does not exist; did you mean main?");
    assert_eq!(error("--help", "db"), "git revision `--help` does not exist");
    assert_eq!(error(":/no such", "db"), "git revision `:/no such` does not exist");
    assert_eq!(
        error("HEAD", "schema.sql"),
        "schema.sql does not exist in `HEAD`; did you mean db/schema.sql?"
    );
    assert!(error("HEAD", "db/shcema.sql").contains("did you mean db/schema.sql?"));
    assert!(error("HEAD", "../up").starts_with("../up does not exist in `HEAD`"));
    assert_eq!(
        error("HEAD", "db/lost.sql"),
        "HEAD:db/lost.sql is a symbolic link, and its target does not exist in that revision"
    );
    let outside = tempfile::tempdir().unwrap();
    let error = Repository(outside).read("", "HEAD", "x").unwrap_err();
    assert!(error.contains("found no repository: not a git repository"), "{error}");
}
