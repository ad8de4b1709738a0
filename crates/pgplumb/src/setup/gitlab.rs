//! GitLab jobs, in a file that `.gitlab-ci.yml` includes.

use super::draft::Draft;
use super::marks::{self, Block, Edited, Place};
use super::template::Template;
use super::{Project, VERSION, settings, yaml};

const MAIN: &str = ".gitlab-ci.yml";
const TEMPLATE: &str = include_str!("templates/gitlab.yml");

/// The files that this piece reads or writes.
pub fn files(project: &Project) -> Vec<String> {
    vec![MAIN.to_owned(), jobs_file(project)]
}

fn jobs_file(project: &Project) -> String {
    format!(".gitlab/{}.yml", project.unique("pgplumb"))
}

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let (project, path) = (draft.project, jobs_file(draft.project));
    let block_name = project.unique("gitlab");
    let text = match marks::remove(draft.text(MAIN).unwrap_or_default(), &block_name) {
        Ok(text) => text.unwrap_or_default(),
        Err(Edited) => return draft.keep(MAIN),
    };
    let Some((body, indent, place)) = include(&text, &path) else {
        draft.conflict(
            format!("{MAIN} has a key \"include\" that pgplumb init cannot extend"),
            format!("make it a list with one item in each line, or add the item by hand: - local: /{path}"),
        );
        return;
    };
    let configured = settings::configured(draft);
    let mut conditions = Vec::new();
    conditions.extend(configured.verifies.then_some("verify"));
    conditions.extend(configured.has_desired.then_some("desired"));
    conditions.extend((!project.folder.is_empty()).then_some("folder"));
    let stages = yaml::key(&text, 0, "", "stages").map(|key| yaml::list(&text, &key)).unwrap_or_default();
    let stage = |wanted: &str, other: Option<&String>| match stages.iter().any(|stage| stage == wanted) {
        false if !stages.is_empty() => other.map_or(wanted, String::as_str).to_owned(),
        _ => wanted.to_owned(),
    };
    let (folder, name) = (crate::shell::word(&project.folder), project.unique("pgplumb"));
    let (test, deploy) = (stage("test", stages.first()), stage("deploy", stages.last()));
    let values: [(&str, &str); 5] =
        [("VERSION", VERSION), ("NAME", &name), ("FOLDER", &folder), ("TEST", &test), ("DEPLOY", &deploy)];
    let jobs = Template { conditions: &conditions, values: &values }.render(TEMPLATE);
    if draft.add_file(&path, &jobs) {
        draft.note("GitLab: add the masked variable DATABASE_URL to CI/CD; the scheduled jobs need a pipeline schedule");
    }
    draft.add_block(MAIN, &Block { name: &block_name, body: &body, indent: &indent }, place);
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    let path = jobs_file(draft.project);
    draft.remove_file(&path);
    let name = draft.project.unique("gitlab");
    draft.remove_block(MAIN, &name);
}

/// The lines that include a file, their indentation and place; `None` if the existing `include` is not
/// a list with its items in lines of their own.
fn include(text: &str, path: &str) -> Option<(String, String, Place)> {
    let Some(found) = yaml::key(text, 0, "", "include") else {
        return Some((format!("include:\n  - local: /{path}\n"), String::new(), Place::End));
    };
    let indent = found.indent.filter(|_| found.value.is_empty())?;
    let first = text[found.next_line..].lines().find(|line| line.trim_start().starts_with("- "));
    first?.strip_prefix(indent.as_str())?.strip_prefix("- ")?;
    Some((format!("{indent}- local: /{path}\n"), indent, Place::Line(found.next_line)))
}
