//! Scripts in `package.json`.

use super::draft::Draft;
use super::json::{self, Package};

/// The files that this piece reads or writes.
pub const FILES: &[&str] = &[PACKAGE];

const PACKAGE: &str = "package.json";

/// The names and commands of the scripts.
const SCRIPTS: &[(&str, &str)] = &[
    ("schema:export", "pgplumb export"),
    ("schema:sync", "pgplumb export tables"),
    ("schema:list", "pgplumb list"),
    ("schema:view", "pgplumb show"),
    ("schema:check", "pgplumb check"),
];

/// The text of a new `package.json`, before scripts are added.
const NEW: &str = "{\n  \"private\": true\n}\n";

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let path = draft.project.own(PACKAGE);
    let text = draft.text(&path).unwrap_or(NEW).to_owned();
    let package = match Package::parse(&text) {
        Ok(package) => package,
        Err(reason) => {
            return draft
                .conflict(format!("{path} {reason}"), "correct the file, and run pgplumb init --npm again");
        }
    };
    let mut missing = Vec::new();
    for (name, command) in SCRIPTS {
        match package.script(name) {
            None => missing.push((*name, *command)),
            Some(found) if found == *command => {}
            Some(_) => draft.conflict(
                format!("{path} has a script {name} of its own"),
                format!(
                    "rename or remove the script, and run pgplumb init --npm again; it would be \"{command}\""
                ),
            ),
        }
    }
    let text = json::add_scripts(&text, &package, &missing);
    draft.set(&path, Some(text));
    if !draft.project.has("node_modules/.bin/pgplumb") && !missing.is_empty() {
        draft.note("npm finds pgplumb in node_modules or on the PATH");
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    let path = draft.project.own(PACKAGE);
    let Some(before) = draft.text(&path) else { return };
    let text = json::remove_scripts(before, SCRIPTS);
    if text != before {
        draft.set(&path, (text != NEW).then_some(text));
    }
}

/// The version of pgplumb in the dependencies of a package, if it is a single version.
pub fn installed_version(text: &str) -> Option<String> {
    let package: serde_json::Value = serde_json::from_str(text).ok()?;
    let version =
        ["devDependencies", "dependencies"].iter().find_map(|key| package[key]["pgplumb"].as_str())?;
    version.starts_with(|c: char| c.is_ascii_digit()).then(|| version.to_owned())
}
