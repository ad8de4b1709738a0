//! Connection service files. libpq manual, "The Connection Service File".

use std::fs;
use std::path::{Path, PathBuf};

use super::error::ConninfoError;
use super::params::{Origin, Params};
use crate::environment::Environment;

/// Where the operating system's packages put `pg_service.conf` when `PGSYSCONFDIR` does not say.
const SYSTEM_FOLDERS: &[&str] = &["/etc/postgresql-common", "/etc", "/usr/local/etc/postgresql"];

/// Fills what the connection string leaves out from the service it, or `PGSERVICE`, names.
pub(super) fn apply(params: &mut Params, environment: &Environment) -> Result<(), ConninfoError> {
    let named = params.get("service").map(|value| value.text.as_str());
    let Some(service) = named.or_else(|| environment.variable("PGSERVICE")).map(str::to_owned) else {
        return Ok(());
    };
    let mut looked_at = Vec::new();
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
        looked_at.push(path);
    }
    Err(ConninfoError::ServiceNotFound { service, files: looked_at })
}

/// The files to look at, in order, and whether each must exist.
fn candidates(environment: &Environment) -> Vec<(PathBuf, bool)> {
    let mut files = Vec::new();
    match environment.variable("PGSERVICEFILE") {
        Some(path) => files.push((PathBuf::from(path), true)),
        None => files.extend(environment.service_file().map(|path| (path, false))),
    }
    match environment.variable("PGSYSCONFDIR") {
        Some(folder) => files.push((Path::new(folder).join("pg_service.conf"), false)),
        None => files
            .extend(SYSTEM_FOLDERS.iter().map(|folder| (Path::new(folder).join("pg_service.conf"), false))),
    }
    files
}

/// Takes the service's lines over from one file; whether the file has the service.
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
        let wrong = |problem| ConninfoError::ServiceLine { path: path.to_owned(), line: index + 1, problem };
        if line.starts_with("ldap") {
            return Err(wrong("looks the service up by LDAP, which is not supported"));
        }
        let (keyword, value) = line.split_once('=').ok_or_else(|| wrong("is not keyword=value"))?;
        if keyword == "service" {
            return Err(wrong("names another service; services cannot be nested"));
        }
        params.set_default(keyword, value.to_owned(), &origin);
    }
    Ok(found)
}
