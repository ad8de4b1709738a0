//! Connection service files. libpq manual, "The Connection Service File".

use std::fs;
use std::path::{Path, PathBuf};

use super::error::ConninfoError;
use super::params::{Origin, Params};
use crate::environment::Environment;

/// The usual directories of `pg_service.conf`, for when `PGSYSCONFDIR` is not set.
const SYSTEM_DIRECTORIES: &[&str] = &["/etc/postgresql-common", "/etc", "/usr/local/etc/postgresql"];

/// Sets the parameters that have no value yet from the service that the connection string or
/// `PGSERVICE` names.
pub(super) fn apply(params: &mut Params, environment: &Environment) -> Result<(), ConninfoError> {
    let specified = params.get("service").map(|value| value.text.as_str());
    let Some(service) = specified.or_else(|| environment.variable("PGSERVICE")).map(str::to_owned) else {
        return Ok(());
    };
    let mut searched = Vec::new();
    for (path, required) in candidates(environment) {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if required => {
                return Err(ConninfoError::ServiceFile { path, reason: error.to_string() });
            }
            Err(_) => continue,
        };
        if apply_file(params, &service, &path, &text)? {
            return Ok(());
        }
        searched.push(path);
    }
    Err(ConninfoError::ServiceNotFound { service, files: searched })
}

/// The files to search, in order, and whether each must exist.
fn candidates(environment: &Environment) -> Vec<(PathBuf, bool)> {
    let mut files = Vec::new();
    match environment.variable("PGSERVICEFILE") {
        Some(path) => files.push((PathBuf::from(path), true)),
        None => files.extend(environment.service_file().map(|path| (path, false))),
    }
    match environment.variable("PGSYSCONFDIR") {
        Some(directory) => files.push((Path::new(directory).join("pg_service.conf"), false)),
        None => files.extend(
            SYSTEM_DIRECTORIES.iter().map(|directory| (Path::new(directory).join("pg_service.conf"), false)),
        ),
    }
    files
}

/// Sets parameters from one file. Returns whether the file defines the service.
fn apply_file(params: &mut Params, service: &str, path: &Path, text: &str) -> Result<bool, ConninfoError> {
    let origin = Origin::ServiceFile(path.to_owned());
    let mut found = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            if found {
                break;
            }
            found = header.strip_prefix(service).is_some_and(|rest| rest.starts_with(']'));
            continue;
        }
        if !found {
            continue;
        }
        let invalid =
            |problem| ConninfoError::ServiceLine { path: path.to_owned(), line: index + 1, problem };
        if line.starts_with("ldap") {
            return Err(invalid("LDAP lookup of services is not supported"));
        }
        let (keyword, value) = line.split_once('=').ok_or_else(|| invalid("expected keyword=value"))?;
        if keyword == "service" {
            return Err(invalid("a service cannot refer to another service"));
        }
        params.set_default(keyword, value.to_owned(), &origin);
    }
    Ok(found)
}
