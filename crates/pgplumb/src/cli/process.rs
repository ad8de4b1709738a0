//! What the program takes from its process: the only place that reads the environment.

use std::path::PathBuf;

use pgplumb_postgres::Environment;

/// Variables, home folder and user. Variables that are not UTF-8 are none that pgplumb knows.
pub fn environment() -> Environment {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let user = user_name(&variables);
    Environment::new(variables, home_folder(), user)
}

fn home_folder() -> Option<PathBuf> {
    let name = if cfg!(windows) { "APPDATA" } else { "HOME" };
    std::env::var_os(name).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// The operating system's name of the user: by number, as libpq does, and by the variables where that fails (in a
/// directory service, say).
fn user_name(variables: &[(String, String)]) -> Option<String> {
    by_number().or_else(|| {
        let names = if cfg!(windows) { ["USERNAME", "USER"] } else { ["USER", "LOGNAME"] };
        names
            .iter()
            .find_map(|name| variables.iter().find(|(key, value)| key == name && !value.is_empty()))
            .map(|(_, value)| value.clone())
    })
}

#[cfg(unix)]
fn by_number() -> Option<String> {
    let number = rustix::process::geteuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn by_number() -> Option<String> {
    None
}
