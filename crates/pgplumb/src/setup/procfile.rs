//! The release command in the Procfile, and notes for other platforms.

use super::draft::Draft;
use super::marks::{self, Block, Place};

/// The files that this piece reads or writes.
pub const FILES: &[&str] = &[PROCFILE];

const PROCFILE: &str = "Procfile";
const NAME: &str = "procfile";

/// The command that platforms execute before they start a new version.
const COMMAND: &str = "pgplumb apply --yes";

/// Configuration files of platforms, and the setting for their release command.
const PLATFORMS: &[(&str, &str)] = &[
    ("railway.json", "\"deploy\": { \"preDeployCommand\": [\"pgplumb apply --yes\"] }"),
    ("railway.toml", "[deploy] preDeployCommand = [\"pgplumb apply --yes\"]"),
    ("fly.toml", "[deploy] release_command = \"pgplumb apply --yes\""),
    ("render.yaml", "preDeployCommand: pgplumb apply --yes, in the service"),
];

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let path = draft.project.own(PROCFILE);
    let project = draft.project;
    for (file, setting) in PLATFORMS.iter().filter(|(file, _)| project.has(file)) {
        draft.note(format!("to apply the schema before a release, add to {file}: {setting}"));
    }
    let others = marks::rest(draft.text(&path).unwrap_or_default(), NAME);
    if let Some(line) = others.lines().find(|line| line.starts_with("release:")) {
        let command = line.trim_start_matches("release:").trim();
        if !command.contains("pgplumb apply") {
            draft.conflict(
                format!("{path} has a release command of its own"),
                format!("combine the commands: release: {COMMAND} && {command}"),
            );
        }
        return;
    }
    let body = format!("release: {COMMAND}\n");
    draft.add_block(&path, &Block { name: NAME, body: &body, indent: "" }, Place::End);
    if !super::settings::configured(draft).has_desired {
        draft.note("pgplumb apply needs the desired state: set desired in [apply] of pgplumb.toml");
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    let path = draft.project.own(PROCFILE);
    draft.remove_block(&path, NAME);
}
