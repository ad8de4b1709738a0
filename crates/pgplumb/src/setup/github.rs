//! GitHub workflows.

use super::draft::Draft;
use super::template::Template;
use super::{Project, VERSION, settings};

const FOLDER: &str = ".github/workflows";

/// The workflows: what the names end with, and their templates.
const WORKFLOWS: &[(&str, &str)] = &[
    ("check", include_str!("templates/github-check.yml")),
    ("export", include_str!("templates/github-export.yml")),
    (APPLY, include_str!("templates/github-apply.yml")),
];

/// The workflow that is written only if there is a desired state.
const APPLY: &str = "apply";

/// The files of this piece, with the names of their workflows.
pub fn files(project: &Project) -> impl Iterator<Item = (String, &'static str)> {
    let name = project.unique("pgplumb");
    WORKFLOWS.iter().map(move |(workflow, _)| (format!("{FOLDER}/{name}-{workflow}.yml"), *workflow))
}

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let project = draft.project;
    let configured = settings::configured(draft);
    let mut conditions = Vec::new();
    conditions.extend(configured.verifies.then_some("verify"));
    conditions.extend(configured.has_desired.then_some("desired"));
    conditions.extend((!project.folder.is_empty()).then_some("folder"));
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (folder, branch) = (quoted(&project.folder), quoted(&project.default_branch));
    let name = project.unique("pgplumb");
    let values: [(&str, &str); 4] =
        [("VERSION", VERSION), ("NAME", &name), ("FOLDER", &folder), ("BRANCH", &branch)];
    let template = Template { conditions: &conditions, values: &values };
    let mut is_added = false;
    for ((path, workflow), (_, text)) in files(project).zip(WORKFLOWS) {
        if workflow != APPLY || configured.has_desired {
            is_added |= draft.add_file(&path, &template.render(text));
        }
    }
    if is_added {
        draft.note("GitHub: add the secret DATABASE_URL to the repository, for a role that may only connect");
        if configured.has_desired {
            draft.note(
                "GitHub: add the environments production-plan and production, each with a secret DATABASE_URL, and required \
                 reviewers for production",
            );
        }
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    for (path, _) in files(draft.project) {
        draft.remove_file(&path);
    }
}
