//! CPython and the tools that check Python code, as installed by `.ci/recipes`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgplumb_testkit::require;
use tempfile::TempDir;

/// A Python installation with the tools that the tests use.
pub struct Python(PathBuf);

impl Python {
    /// The installation in `PGPLUMB_RECIPES`. `None` means that the test has to be skipped.
    pub fn found() -> Option<Self> {
        let folder = std::env::var_os("PGPLUMB_RECIPES").filter(|folder| !folder.is_empty());
        let folder = folder.map(|folder| Path::new(&folder).join("typed/bin"));
        let found = folder.filter(|folder| folder.join("mypy").exists());
        let is_found =
            require("typed/bin/mypy in PGPLUMB_RECIPES (run .ci/recipes to install it)", found.is_some());
        found.filter(|_| is_found).map(Self)
    }

    /// Creates a folder for modules.
    pub fn folder(&self) -> TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    /// The modules of a folder.
    pub fn files(&self, folder: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
        let mut files: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".py"))
            .collect();
        files.sort();
        files
    }

    /// Runs a script in a folder and returns its output, or the error.
    pub fn run(&self, folder: &TempDir, script: &str, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new(self.0.join("python"));
        command.args(["-W", "error", "-B", "-c", script]).args(arguments).current_dir(folder.path());
        output(&mut command)
    }

    /// Imports every module with the default, the oldest and the newest CPython, and resolves the
    /// type hints of every class.
    pub fn import_all(&self, folder: &TempDir) -> Option<String> {
        const SCRIPT: &str = r#"
import importlib, sys, traceback, typing, inspect
sys.path.insert(0, ".")
failed = 0
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name.removesuffix(".py"))
        for value in list(vars(module).values()):
            if inspect.isclass(value) and value.__module__ == module.__name__:
                typing.get_type_hints(value)
        if hasattr(module, "Base"):
            import sqlalchemy.orm
            sqlalchemy.orm.configure_mappers()
    except Exception:
        failed = 1
        print(name, traceback.format_exc(limit=-2))
sys.exit(failed)
"#;
        let files = self.files(folder);
        let interpreter = |suffix: &str| self.0.join(format!("../../typed{suffix}/bin/python"));
        let failed = ["", "-oldest", "-newest"].map(|suffix| {
            let mut command = Command::new(interpreter(suffix));
            command.args(["-W", "error", "-B", "-c", SCRIPT]).args(&files).current_dir(folder.path());
            output(&mut command).err().map(|error| format!("typed{suffix}: {error}"))
        });
        let failed: Vec<String> = failed.into_iter().flatten().collect();
        (!failed.is_empty()).then(|| failed.join("\n"))
    }

    /// Returns what `ruff format` would change and the errors that `ruff check` finds.
    pub fn ruff(&self, folder: &TempDir) -> Option<String> {
        let format = self.tool("ruff", &["format", "--isolated", "--diff", "--quiet", "."], folder);
        let check = self.tool("ruff", &["check", "--isolated", "--select", "E9,F", "--quiet", "."], folder);
        format.or(check)
    }

    /// Returns the errors that `mypy --strict` finds.
    pub fn mypy(&self, folder: &TempDir) -> Option<String> {
        self.tool("mypy", &["--strict", "--no-error-summary", "--cache-dir=/dev/null", "."], folder)
    }

    /// Returns the errors that pyright finds in strict mode.
    pub fn pyright(&self, folder: &TempDir) -> Option<String> {
        let settings = r#"{"typeCheckingMode": "strict", "pythonVersion": "3.9"}"#;
        fs::write(folder.path().join("pyrightconfig.json"), settings).expect("settings");
        let python = self.0.join("python");
        self.tool("pyright", &["--pythonpath", &python.display().to_string(), "."], folder)
    }

    fn tool(&self, name: &str, arguments: &[&str], folder: &TempDir) -> Option<String> {
        let mut command = Command::new(self.0.join(name));
        output(command.args(arguments).current_dir(folder.path())).err()
    }
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(text(&output.stdout).chars().chain(text(&output.stderr).chars()).take(20_000).collect())
}
