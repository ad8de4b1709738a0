//! `pgplumb init`

use std::path::Path;

use serde::Serialize;
use similar::TextDiff;

use super::session::Session;
use super::{Failure, Outcome};
use crate::operations::init::{self, InitError, LocatedProject};
use crate::setup::{self, Answers, Change, Piece, Setup};
use crate::terminal::{Format, Text, TextStyle, prompt};

/// Arguments of `pgplumb init`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Looks at the files in this folder, and asks what to set up. With options, it asks nothing. Existing files are \
                  extended, not replaced; running the command again changes nothing.\n\nExamples:\n  \
                  pgplumb init\n  \
                  pgplumb init --npm --hooks --github\n  \
                  pgplumb init --github --dry-run\n  \
                  pgplumb init --remove --hooks",
    after_long_help = "Looks at the files in this folder, and asks what to set up. With options, it asks nothing. Writes pgplumb.toml \
                  and .env.example, extends .gitignore, and adds the selected pieces. Existing files are extended, not replaced: \
                  the added lines are between two marks. A script or target whose name is already taken is reported and not \
                  added. Running the command again changes nothing, or updates the pieces to this version of pgplumb. Text that \
                  you have edited stays as it is.\n\nExit codes: 0 done, 2 something was not added, because a name is taken or a file cannot be written.\n\nExamples:\n  \
                  pgplumb init\n  \
                  pgplumb init --yes\n  \
                  pgplumb init --npm --hooks --github\n  \
                  pgplumb init --github --dry-run\n  \
                  pgplumb init --remove           # remove everything again\n  \
                  pgplumb init --remove --hooks"
)]
pub struct Args {
    /// Scripts in package.json: schema:export, schema:sync, schema:list, schema:view, schema:check
    #[arg(long, help_heading = "Pieces")]
    npm: bool,

    /// Targets in the Makefile: db-dump, db-dump-custom, db-verify
    #[arg(long, help_heading = "Pieces")]
    make: bool,

    /// Git hooks: check and refresh before a commit, check after a merge
    ///
    /// If the project uses husky, lefthook or the pre-commit framework, that tool runs them.
    #[arg(long, help_heading = "Pieces")]
    hooks: bool,

    /// GitHub workflows: check of pull requests, nightly check and export, apply after a merge
    #[arg(long, help_heading = "Pieces")]
    github: bool,

    /// GitLab jobs for the same
    #[arg(long, help_heading = "Pieces")]
    gitlab: bool,

    /// Crontab and systemd timer for a nightly check, in the folder deploy
    #[arg(long, help_heading = "Pieces")]
    cron: bool,

    /// Release command in the Procfile: pgplumb apply
    #[arg(long, help_heading = "Pieces")]
    procfile: bool,

    /// Folder of migrations, for pgplumb verify [default: found in the project]
    #[arg(long, value_name = "DIR", help_heading = "Settings")]
    migrations: Option<String>,

    /// Desired state, for pgplumb plan and apply [default: found in the project]
    #[arg(long, value_name = "SOURCE", help_heading = "Settings")]
    desired: Option<String>,

    /// Accept the proposal without questions
    #[arg(short, long)]
    yes: bool,

    /// Show what would change, as a diff, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Remove what pgplumb init added: everything, or the named pieces
    #[arg(long, conflicts_with_all = ["migrations", "desired"])]
    remove: bool,
}

impl Args {
    /// The pieces that are named by options.
    fn pieces(&self) -> Vec<Piece> {
        let named = [
            (self.npm, Piece::Npm),
            (self.make, Piece::Make),
            (self.hooks, Piece::Hooks),
            (self.github, Piece::Github),
            (self.gitlab, Piece::Gitlab),
            (self.cron, Piece::Cron),
            (self.procfile, Piece::Procfile),
        ];
        named.into_iter().filter(|(is_named, _)| *is_named).map(|(_, piece)| piece).collect()
    }
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let located = init::read(Path::new(""), &super::process::program())?;
    let setup = if args.remove {
        let pieces = args.pieces();
        setup::remove(&located.project, if pieces.is_empty() { &Piece::ALL } else { &pieces })
    } else {
        let answers = answers(&args, &located);
        let pieces = select(&args, session, &located).await?;
        setup::add(&located.project, &pieces, &answers)
    };
    if args.dry_run {
        print_diff(session, &located, &setup)?;
    } else {
        init::write(&located, &setup)?;
    }
    report(session, &args, &located, &setup)
}

/// The settings to write. A settings file that exists gets only what options specify.
fn answers(args: &Args, located: &LocatedProject) -> Answers {
    let has_settings = located.project.has(crate::settings::FILE_NAME);
    let mut answers = if has_settings { Answers::default() } else { setup::proposal(&located.project) };
    if let Some(folder) = &args.migrations {
        (answers.migrations, answers.migrate) = (Some(folder.clone()), None);
        answers.expect.get_or_insert_with(|| "schema.sql".to_owned());
    }
    if let Some(desired) = &args.desired {
        answers.desired = Some(desired.clone());
    }
    answers
}

/// The pieces to add: as the options say, or as the user answers.
async fn select(args: &Args, session: &Session, located: &LocatedProject) -> Result<Vec<Piece>, Failure> {
    let named = args.pieces();
    let mut pieces = Piece::BASE.to_vec();
    if !named.is_empty() {
        pieces.extend(named);
        return Ok(pieces);
    }
    let has_settings = args.migrations.is_some() || args.desired.is_some();
    if has_settings && !args.yes {
        return Ok(pieces);
    }
    let asks = !args.yes && !args.dry_run;
    if asks && !session.terminal.can_prompt() {
        return Err(Failure::new("no terminal to ask on").hint(
            "pass --yes to accept the proposal, or name the pieces: pgplumb init --npm --hooks --github",
        ));
    }
    for (piece, question, default) in offers(located) {
        let is_wanted = match asks {
            true => prompt::confirm_or(&question, default).await.map_err(Failure::of_prompt)?,
            false => default,
        };
        if is_wanted {
            pieces.push(piece);
        }
    }
    Ok(pieces)
}

/// The pieces that suit the project, with the question to ask and the default answer. What others
/// notice, such as hooks, is not added without a yes.
fn offers(located: &LocatedProject) -> Vec<(Piece, String, bool)> {
    let project = &located.project;
    let top = |name: &str| project.names.contains(name);
    let makefile = project.first(&["GNUmakefile", "makefile", "Makefile"]);
    let mut offers = Vec::new();
    if project.has("package.json") {
        offers.push((Piece::Npm, "Add scripts (schema:export, …) to package.json?".to_owned(), true));
    }
    if let Some(makefile) = makefile {
        offers.push((Piece::Make, format!("Add targets (db-dump, …) to {makefile}?"), true));
    }
    if project.hooks.is_some() {
        let question = "Add git hooks that check and refresh the files before each commit?".to_owned();
        offers.push((Piece::Hooks, question, false));
    }
    if top(".gitlab-ci.yml") {
        offers.push((Piece::Gitlab, "Add GitLab jobs that check merge requests?".to_owned(), false));
    } else if project.hooks.is_some() {
        let question = "Add GitHub workflows that check pull requests and export every night?".to_owned();
        offers.push((Piece::Github, question, false));
    }
    if project.has("Procfile") {
        let question = "Apply the schema before each release (Procfile)?".to_owned();
        offers.push((Piece::Procfile, question, false));
    }
    offers
}

/// What happens to a file.
fn state(change: &Change) -> &'static str {
    match (&change.before, &change.after) {
        (None, _) => "written",
        (Some(_), None) => "removed",
        (Some(before), Some(after)) if before == after => "made executable",
        (Some(_), Some(_)) => "changed",
    }
}

/// JSON result.
#[derive(Serialize)]
struct Summary<'a> {
    dry_run: bool,
    files: Vec<FileSummary>,
    conflicts: Vec<String>,
    kept: &'a [String],
    notes: &'a [String],
}

#[derive(Serialize)]
struct FileSummary {
    path: String,
    state: &'static str,
}

fn report(
    session: &Session,
    args: &Args,
    located: &LocatedProject,
    setup: &Setup,
) -> Result<Outcome, Failure> {
    let terminal = &session.terminal;
    let show = |path: &str| located.path(path).display().to_string();
    if terminal.format() == Format::Json {
        let file = |change: &Change| FileSummary { path: show(&change.path), state: state(change) };
        terminal.print_json(&Summary {
            dry_run: args.dry_run,
            files: setup.changes.iter().map(file).collect(),
            conflicts: setup.conflicts.iter().map(|conflict| conflict.message.clone()).collect(),
            kept: &setup.kept,
            notes: &setup.notes,
        })?;
    }
    let line = |style, word: &str, rest: String| {
        Text::new().with(style, format!("{word:<10}")).plain(" ").plain(rest)
    };
    if !args.dry_run {
        for change in &setup.changes {
            terminal.status(line(TextStyle::Success, state(change), show(&change.path)));
        }
    }
    for path in &setup.kept {
        let reason = "was edited, and is left as it is";
        terminal.status(line(TextStyle::Warning, "kept", format!("{}: it {reason}", show(path))));
    }
    if setup.changes.is_empty() && setup.kept.is_empty() && setup.conflicts.is_empty() {
        let nothing = if args.remove { "nothing to remove" } else { "everything is up to date" };
        terminal.status(nothing);
    }
    if !args.dry_run && !args.remove && !setup.changes.is_empty() {
        for note in &setup.notes {
            terminal.status(line(TextStyle::Code, "next", note.clone()));
        }
    }
    for conflict in &setup.conflicts {
        terminal.error(&conflict.message, std::slice::from_ref(&conflict.advice));
    }
    // The pieces without a conflict are done.
    if setup.conflicts.is_empty() { Ok(Outcome::Done) } else { Err(Failure::already_reported()) }
}

/// Prints the changes as a unified diff.
fn print_diff(session: &Session, located: &LocatedProject, setup: &Setup) -> Result<(), Failure> {
    let terminal = &session.terminal;
    if terminal.format() == Format::Json {
        return Ok(());
    }
    for change in &setup.changes {
        let path = located.path(&change.path).display().to_string();
        let name = |text: &Option<String>, side: &str| match text {
            Some(_) => format!("{side}/{path}"),
            None => "/dev/null".to_owned(),
        };
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
        let header = (name(&change.before, "a"), name(&change.after, "b"));
        for line in diff.unified_diff().header(&header.0, &header.1).to_string().lines() {
            let style = match line.as_bytes().first() {
                Some(b'+') => TextStyle::Success,
                Some(b'-') => TextStyle::Error,
                Some(b'@') => TextStyle::Faint,
                _ => TextStyle::Plain,
            };
            terminal.print(Text::new().with(style, line))?;
        }
        if before == after {
            terminal.print(format!("{path} is made executable"))?;
        }
    }
    Ok(())
}

impl From<InitError> for Failure {
    fn from(error: InitError) -> Self {
        match error {
            InitError::Export(error) => error.into(),
            InitError::Link(_) => Self::new(error)
                .hint("nothing was written; replace the link by a file, or leave out this piece"),
            InitError::Unreadable { .. } => Self::new(error),
        }
    }
}
