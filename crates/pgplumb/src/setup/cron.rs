//! A nightly check by cron, or by a timer of systemd.

use super::Project;
use super::draft::Draft;
use crate::shell;

const FOLDER: &str = "deploy";

/// The files of this piece, with their contents.
pub fn files(project: &Project) -> impl Iterator<Item = (String, String)> {
    let path = |name: &str| {
        project.own(&format!("{FOLDER}/{}", name.replace("pgplumb", &project.unique("pgplumb"))))
    };
    let service = project.unique("pgplumb-check");
    [
        (path("pgplumb.crontab"), crontab(project)),
        (path("pgplumb-check.service"), unit(project)),
        (path("pgplumb-check.timer"), timer(&service)),
    ]
    .into_iter()
}

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let mut is_added = true;
    for (path, body) in files(draft.project) {
        is_added &= draft.add_file(&path, &body);
    }
    if is_added {
        let (folder, name) = (draft.project.own(FOLDER), draft.project.unique("pgplumb-check"));
        let crontab = draft.project.unique("pgplumb");
        draft.note(format!("cron: (crontab -l; cat {folder}/{crontab}.crontab) | crontab -"));
        draft.note(format!(
            "systemd, instead of cron: systemctl --user link \"$PWD\"/{folder}/{name}.service && \
             systemctl --user enable --now \"$PWD\"/{folder}/{name}.timer"
        ));
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    for (path, _) in files(draft.project) {
        draft.remove_file(&path);
    }
}

fn crontab(project: &Project) -> String {
    // cron replaces % by a line end.
    let word = |text: &str| shell::word(text).replace('%', r"\%");
    let (folder, program) = (word(&project.location), word(&project.program));
    format!(
        "# Every night: if the database is not in sync, cron mails the report.\n\
         17 4 * * * cd {folder} && {{ {program} check --quiet >/dev/null 2>&1 || {program} report --output -; }}\n"
    )
}

fn unit(project: &Project) -> String {
    // systemd replaces specifiers, which start with %.
    let escaped = |text: &str| text.replace('%', "%%");
    let program = escaped(&project.program).replace('\\', r"\\").replace('"', "\\\"");
    format!(
        "[Unit]\n\
         Description=Check that the database is in sync with the schema files\n\n\
         [Service]\n\
         Type=oneshot\n\
         WorkingDirectory={}\n\
         ExecStart=\"{program}\" check\n\
         # The journal has the result; the unit fails if the database is not in sync.\n\
         # To be notified, add OnFailure= to [Unit].\n",
        escaped(&project.location)
    )
}

fn timer(service: &str) -> String {
    format!(
        "[Unit]\n\
         Description=Run {service}.service every night\n\n\
         [Timer]\n\
         OnCalendar=*-*-* 04:17:00\n\
         RandomizedDelaySec=10min\n\
         Persistent=true\n\n\
         [Install]\n\
         WantedBy=timers.target\n"
    )
}
