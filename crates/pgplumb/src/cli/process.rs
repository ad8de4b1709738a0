//! Access to the process's environment. No other module reads it.

use std::path::PathBuf;

use pgplumb_postgres::Environment;

/// The path of this program, or its name if the path is unknown.
pub fn program() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("pgplumb"))
}

/// Returns variables, home folder, user and the path of this program. Variables that are not UTF-8
/// are ignored.
pub fn environment() -> Environment {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let user = user_name(&variables);
    Environment::new(variables, home_folder(), user).with_executable(executable())
}

/// The path of this program, without links: a package manager may link to it from a folder in `PATH`.
fn executable() -> Option<PathBuf> {
    std::env::current_exe().ok()?.canonicalize().ok()
}

fn home_folder() -> Option<PathBuf> {
    let name = if cfg!(windows) { "APPDATA" } else { "HOME" };
    std::env::var_os(name).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// The user's name in the operating system: by user ID, as in libpq, or else by environment
/// variables (for users of a directory service).
fn user_name(variables: &[(String, String)]) -> Option<String> {
    name_by_id().or_else(|| {
        let names = if cfg!(windows) { ["USERNAME", "USER"] } else { ["USER", "LOGNAME"] };
        names
            .iter()
            .find_map(|name| variables.iter().find(|(key, value)| key == name && !value.is_empty()))
            .map(|(_, value)| value.clone())
    })
}

#[cfg(unix)]
fn name_by_id() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten().map(|user| user.name)
}

#[cfg(not(unix))]
fn name_by_id() -> Option<String> {
    None
}
