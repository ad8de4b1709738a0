//! Runs the program in its own folder, isolated from the environment of the test.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use pgplumb_testkit::installations;

/// The result of a run.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// A folder to run the program in.
pub struct Folder {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Folder {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds all installed versions of PostgreSQL to the path, so that SQL can be executed. All
    /// tests and later runs share one scratch server per version.
    pub fn with_postgres(self) -> Self {
        let folders = installations().iter().rev().map(|installation| installation.bin.clone());
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(folders.chain(std::env::split_paths(&path))).expect("folders");
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
        self.with("PATH", path.to_str().expect("UTF-8"))
            .with("XDG_CACHE_HOME", cache.to_str().expect("UTF-8"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Returns all files below the folder, including temporary ones, with content and modification
    /// time.
    pub fn state(&self) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
        let mut found = Vec::new();
        collect(self.folder.path(), &mut found);
        found.sort();
        found
    }

    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pgplumb"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.args(arguments).current_dir(self.folder.path()).env_clear().env("PATH", path);
        // Wide enough that no line of a plan is wrapped.
        command.env("COLUMNS", "1000");
        command.env("LANG", "C.UTF-8").env("HOME", self.folder.path()).envs(self.variables.iter().cloned());
        command.stdin(Stdio::null());
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        Run::of(self.command(arguments).output().expect("the program starts"))
    }
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            let changed = entry.metadata().and_then(|found| found.modified()).expect("a time");
            found.push((path.clone(), fs::read(&path).expect("a file"), changed));
        }
    }
}
