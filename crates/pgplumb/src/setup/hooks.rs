//! Git hooks: in git's own folder, or for a program that manages hooks.
//!
//! The hooks run `pgplumb hook`, so they stay the same when its checks improve.

use super::draft::Draft;
use super::marks::{self, Block, Edited, Place};
use super::project::join;
use super::{Project, yaml};
use crate::settings::FILE_NAME;
use crate::shell;

/// The hooks that are installed. They have the same names in git and for `pgplumb hook`.
const HOOKS: [&str; 2] = ["pre-commit", "post-merge"];

const PRE_COMMIT: &str = ".pre-commit-config.yaml";
const LEFTHOOK: &[&str] = &["lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml"];
/// Configuration files of lefthook that are not YAML.
const OTHER_LEFTHOOK: &[&str] = &["lefthook.toml", ".lefthook.toml", "lefthook.json", ".lefthook.json"];
const HUSKY: &str = ".husky";
const SHEBANG: &str = "#!/bin/sh\n";

/// The program that runs the hooks.
enum HookManager {
    /// The pre-commit framework.
    PreCommit,
    /// lefthook, with its configuration file.
    Lefthook(String),
    /// git, or husky, which runs scripts in a folder as git does.
    Scripts(String),
}

/// The files that this piece reads or writes.
pub fn files(project: &Project) -> Vec<String> {
    let mut files = vec![PRE_COMMIT.to_owned()];
    files.extend(LEFTHOOK.iter().map(|name| (*name).to_owned()));
    let folders = [Some(HUSKY.to_owned()), project.hooks.as_ref().map(|hooks| hooks.path.clone())];
    for folder in folders.into_iter().flatten() {
        files.extend(HOOKS.map(|hook| join(&folder, hook)));
    }
    files.sort();
    files.dedup();
    files
}

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    match manager(draft) {
        Some(HookManager::PreCommit) => add_to_pre_commit(draft),
        Some(HookManager::Lefthook(path)) => add_to_lefthook(draft, &path),
        Some(HookManager::Scripts(folder)) => {
            HOOKS.iter().for_each(|hook| add_script(draft, &join(&folder, hook), hook));
        }
        None => {}
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    for path in files(draft.project) {
        let is_script = HOOKS.iter().any(|hook| path.ends_with(&format!("/{hook}")));
        for hook in HOOKS {
            let name = name(draft, hook);
            draft.remove_block(&path, &name);
        }
        let is_empty = is_script && draft.text(&path) == Some(SHEBANG);
        if is_empty && draft.project.text(&path) != Some(SHEBANG) {
            draft.set(&path, None);
        }
    }
}

/// Chooses the program that runs the hooks. If there is none that can be set up, reports why.
fn manager(draft: &mut Draft<'_>) -> Option<HookManager> {
    let project = draft.project;
    let is_there = |name: &str| project.names.contains(name) || project.text(name).is_some();
    if is_there(PRE_COMMIT) {
        return Some(HookManager::PreCommit);
    }
    if let Some(path) = LEFTHOOK.iter().find(|path| is_there(path)) {
        return Some(HookManager::Lefthook((*path).to_owned()));
    }
    if let Some(path) = OTHER_LEFTHOOK.iter().find(|path| is_there(path)) {
        draft.conflict(
            format!("{path} is not YAML, and pgplumb init edits only YAML files of lefthook"),
            format!("add a command to the hooks {}: pgplumb hook HOOK", HOOKS.join(" and ")),
        );
        return None;
    }
    if is_there(HUSKY) {
        return Some(HookManager::Scripts(HUSKY.to_owned()));
    }
    match project.hooks.clone() {
        Some(hooks) if hooks.is_shared => {
            draft.conflict(
                format!(
                    "git runs the hooks in {}, which other repositories use too (core.hooksPath)",
                    hooks.path
                ),
                "set a folder for this repository: git config core.hooksPath .githooks",
            );
            None
        }
        Some(hooks) => Some(HookManager::Scripts(hooks.path)),
        None => {
            let message =
                "git names no folder for hooks here: there is no repository, or git does not trust its owner";
            draft.conflict(
                message,
                "run git init, or git status to see the reason, then pgplumb init --hooks",
            );
            None
        }
    }
}

/// The name of a block.
fn name(draft: &Draft<'_>, hook: &str) -> String {
    draft.project.unique(hook)
}

/// The command of a hook, which runs in the top folder.
fn command(draft: &Draft<'_>, hook: &str) -> String {
    match draft.project.folder.is_empty() {
        true => format!("pgplumb hook {hook}"),
        false => format!("pgplumb --config {} hook {hook}", shell::word(&draft.project.own(FILE_NAME))),
    }
}

/// Adds lines to a script, before its own ones: these may end with `exit` or `exec`.
fn add_script(draft: &mut Draft<'_>, path: &str, hook: &str) {
    let folder = match draft.project.folder.as_str() {
        "" => String::new(),
        folder => format!("/{folder}"),
    };
    let search = [format!("$PWD{folder}/node_modules/.bin"), format!("$PWD{folder}/.venv/bin")].join(":");
    let command = command(draft, hook);
    // A failed check stops a commit. Nothing can stop a merge that is done.
    let end = if hook == "pre-commit" { ") || exit 1" } else { ") || true" };
    let body = format!(
        "(\n  PATH=\"$PATH:{search}\"\n  if command -v pgplumb >/dev/null 2>&1; then\n    exec {command}\n  fi\n  \
         echo \"pgplumb is not installed, so the schema was not checked\" >&2\n{end}\n"
    );
    let text = draft.text(path).map(str::to_owned);
    let at = match &text {
        None => {
            draft.set(path, Some(SHEBANG.to_owned()));
            SHEBANG.len()
        }
        Some(text) => match after_shebang(text) {
            Some(at) => at,
            None => {
                draft.conflict(
                    format!("{path} is not a shell script"),
                    format!("call this command in it: {command}"),
                );
                return;
            }
        },
    };
    let name = name(draft, hook);
    draft.add_block(path, &Block { name: &name, body: &body, indent: "" }, Place::Line(at));
    // husky executes scripts that are not executable too, and their mode is the user's choice.
    if text.is_none() || !path.starts_with(HUSKY) {
        draft.make_executable(path);
    }
}

/// Where the lines of a shell script start; `None` for other languages.
fn after_shebang(text: &str) -> Option<usize> {
    let Some(interpreter) = text.strip_prefix("#!") else { return Some(0) };
    let first = interpreter.lines().next().unwrap_or_default();
    let mut words = first.split_whitespace().filter_map(|word| word.rsplit('/').next());
    let is_shell = words.any(|word| ["sh", "bash", "dash", "zsh", "ksh"].contains(&word));
    (is_shell && text.contains('\n')).then(|| text.find('\n').map_or(text.len(), |at| at + 1))
}

/// The text of a file without the block of this name; `None` if the block was edited, which is
/// reported.
fn without_block(draft: &mut Draft<'_>, path: &str, block: &str) -> Option<String> {
    match marks::remove(draft.text(path).unwrap_or_default(), block) {
        Ok(text) => Some(text.unwrap_or_default()),
        Err(Edited) => {
            draft.keep(path);
            None
        }
    }
}

/// Adds hooks to the configuration of the pre-commit framework.
fn add_to_pre_commit(draft: &mut Draft<'_>) {
    let block_name = name(draft, "pre-commit");
    let Some(text) = without_block(draft, PRE_COMMIT, &block_name) else { return };
    let ids = HOOKS.map(|hook| draft.project.unique(&format!("pgplumb-{hook}")));
    let is_foreign = |id: &&String| {
        text.lines()
            .any(|line| line.trim().trim_start_matches("- ").strip_prefix("id: ") == Some(id.as_str()))
    };
    if let Some(id) = ids.iter().find(is_foreign) {
        draft.conflict(
            format!("{PRE_COMMIT} has a hook {id} of its own"),
            "rename or remove the hook, and run pgplumb init --hooks again",
        );
        return;
    }
    let Some(repos) = yaml::key(&text, 0, "", "repos").filter(|key| key.value.is_empty()) else {
        draft.conflict(
            format!("{PRE_COMMIT} has no list of repositories below the key \"repos:\""),
            format!("add a local hook by hand, with the entry: {}", command(draft, "pre-commit")),
        );
        return;
    };
    let indent = repos.indent.unwrap_or_default();
    let mut body = format!("{indent}- repo: local\n{indent}  hooks:\n");
    for (hook, id) in HOOKS.iter().zip(&ids) {
        let command = quoted(&command(draft, hook));
        body += &format!(
            "{indent}    - id: {id}\n{indent}      name: pgplumb {hook}\n{indent}      entry: {command}\n\
             {indent}      language: system\n{indent}      stages: [{hook}]\n{indent}      always_run: true\n\
             {indent}      pass_filenames: false\n"
        );
    }
    let block = Block { name: &block_name, body: &body, indent: &indent };
    draft.add_block(PRE_COMMIT, &block, Place::Line(repos.next_line));
    draft.note("pre-commit install --hook-type pre-commit --hook-type post-merge installs the hooks");
}

/// Adds commands to the configuration of lefthook.
fn add_to_lefthook(draft: &mut Draft<'_>, path: &str) {
    for hook in HOOKS {
        let block_name = name(draft, hook);
        let Some(text) = without_block(draft, path, &block_name) else { continue };
        let run = quoted(&command(draft, hook));
        let Some(lines) = lefthook_lines(&text, hook, &draft.project.unique("pgplumb"), &run) else {
            draft.conflict(
                format!("{path} has a section {hook} that pgplumb init cannot extend"),
                format!("add a command to it by hand: {}", command(draft, hook)),
            );
            continue;
        };
        let block = Block { name: &block_name, body: &lines.body, indent: &lines.indent };
        draft.add_block(path, &block, lines.place);
    }
    draft.note("lefthook install installs the hooks");
}

/// Lines to insert.
struct Lines {
    body: String,
    indent: String,
    place: Place,
}

/// The lines that add a command to a hook of lefthook; `None` if its section has another form.
fn lefthook_lines(text: &str, hook: &str, id: &str, run: &str) -> Option<Lines> {
    let Some(section) = yaml::key(text, 0, "", hook) else {
        let body = format!("{hook}:\n  commands:\n    {id}:\n      run: {run}\n");
        return Some(Lines { body, indent: String::new(), place: Place::End });
    };
    let indent = section.indent.filter(|indent| section.value.is_empty() && !indent.is_empty())?;
    let below = |key: &yaml::Key| key.indent.clone().unwrap_or_else(|| format!("{indent}  "));
    let find = |name: &str| yaml::key(text, section.next_line, &indent, name);
    if let Some(commands) = find("commands") {
        let inner = commands.value.is_empty().then(|| below(&commands))?;
        let body = format!("{inner}{id}:\n{inner}  run: {run}\n");
        return Some(Lines { body, indent: inner, place: Place::Line(commands.next_line) });
    }
    if let Some(jobs) = find("jobs") {
        let inner = jobs.value.is_empty().then(|| below(&jobs))?;
        let body = format!("{inner}- name: {id}\n{inner}  run: {run}\n");
        return Some(Lines { body, indent: inner, place: Place::Line(jobs.next_line) });
    }
    let body = format!("{indent}commands:\n{indent}  {id}:\n{indent}    run: {run}\n");
    Some(Lines { body, indent, place: Place::Line(section.next_line) })
}

/// A string in YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
