//! `pgplumb hook`: what the git hooks of `pgplumb init --hooks` run.

use std::path::Path;
use std::process::{Command, Stdio};

use clap::ValueEnum;

use super::diff::ComparingArgs;
use super::session::Session;
use super::{Failure, Outcome, args, check, export, report_output};
use crate::operations::export::{FileState, WrittenFile};
use pgplumb_catalog::Severity;
use pgplumb_postgres::io_message;

/// Arguments of `pgplumb hook`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The hook
    #[arg(value_enum)]
    hook: Hook,
}

/// A hook of git.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Hook {
    /// Refresh and stage the exported files, then stop the commit if there is drift
    PreCommit,
    /// Say if the database is not in sync with the merged files
    PostMerge,
}

/// Runs the hook.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let reading = args::ReadArgs {
        connection: args::ConnectionArgs { no_password: true, ..args::ConnectionArgs::default() },
        ..args::ReadArgs::default()
    };
    session.settings()?;
    if let Some(reason) = unreachable(session, &reading).await {
        // Work without the database goes on; CI checks what is pushed.
        session.terminal.warn(format!("the schema was not checked: {reason}"));
        return Ok(Outcome::Done);
    }
    match args.hook {
        Hook::PreCommit => pre_commit(session, &reading).await,
        Hook::PostMerge => post_merge(session, &reading).await,
    }
}

/// Why the database cannot be reached, if it cannot.
async fn unreachable(session: &Session, reading: &args::ReadArgs) -> Option<String> {
    let reader = match super::reader::Reader::new(session, reading) {
        Ok(reader) => reader,
        Err(failure) => return Some(failure.into_message()),
    };
    let chosen = match session.database(&reading.connection) {
        Ok(chosen) => chosen,
        Err(failure) => return Some(failure.into_message()),
    };
    match reader.connect(&chosen.conninfo).await {
        Ok((connection, _)) => {
            connection.close().await;
            None
        }
        Err(failure) => Some(failure.into_message()),
    }
}

async fn pre_commit(session: &Session, reading: &args::ReadArgs) -> Result<Outcome, Failure> {
    let (outcome, files) = export::refresh_files(&session.quiet(), reading).await?;
    stage(session, &files)?;
    let report = check::check_all(session, reading, &ComparingArgs::default(), &[], false).await?;
    let fail_on = session.settings()?.settings.check.fail_on.unwrap_or(Severity::Low);
    let checked = report_output::outcome(&report, fail_on);
    if matches!(checked, Ok(Outcome::Done)) && outcome == Outcome::Done {
        return Ok(Outcome::Done);
    }
    report_output::print(session, &report, fail_on)?;
    let hint = "remove the differences, or commit without this check: git commit --no-verify";
    Err(Failure::new("the commit was stopped: the database and the files are not in sync").hint(hint))
}

async fn post_merge(session: &Session, reading: &args::ReadArgs) -> Result<Outcome, Failure> {
    let report = check::check_all(session, reading, &ComparingArgs::default(), &[], false).await?;
    let fail_on = session.settings()?.settings.check.fail_on.unwrap_or(Severity::Low);
    if !matches!(report_output::outcome(&report, fail_on), Ok(Outcome::Done)) {
        let message =
            "the database is not in sync with the merged files: pgplumb check shows the differences";
        session.terminal.warn(message);
    }
    Ok(Outcome::Done)
}

/// Adds the refreshed files to the commit, except those that git ignores.
fn stage(session: &Session, files: &[WrittenFile]) -> Result<(), Failure> {
    let (removed, present): (Vec<&WrittenFile>, Vec<&WrittenFile>) =
        files.iter().partition(|file| file.state == FileState::Removed);
    let present: Vec<&Path> = present.iter().map(|file| file.path.as_path()).collect();
    let removed: Vec<&Path> = removed.iter().map(|file| file.path.as_path()).collect();
    // The files that git knows or would add: without the ignored ones.
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
    let listed = git(&arguments, &present)?;
    let listed: Vec<&Path> = listed.split('\0').filter(|path| !path.is_empty()).map(Path::new).collect();
    if !listed.is_empty() {
        git(&["add", "--"], &listed)?;
    }
    if !removed.is_empty() {
        git(&["rm", "--quiet", "--cached", "--ignore-unmatch", "--"], &removed)?;
    }
    for file in files.iter().filter(|file| file.state != FileState::Unchanged) {
        session.terminal.status(format!("staged     {}", file.path.display()));
    }
    Ok(())
}

/// Runs git on some files. git gives hooks the index that the commit uses.
fn git(arguments: &[&str], paths: &[&Path]) -> Result<String, Failure> {
    let mut command = Command::new("git");
    command.env("GIT_LITERAL_PATHSPECS", "1").args(arguments).args(paths).stdin(Stdio::null());
    let failed = |reason: String| Failure::new(format!("git {} failed: {reason}", arguments[0]));
    let output = command.output().map_err(|error| failed(io_message(&error)))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}
