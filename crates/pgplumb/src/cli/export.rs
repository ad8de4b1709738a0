//! `pgplumb export`

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::reader::{ProgressDisplay, read_catalog, read_tables, summary};
use super::session::Session;
use super::{Failure, Outcome, args, export_output};
use crate::operations::export::{
    self, ExportError, ExportRequest, Exported, FileState, Output, TableFileOptions, WrittenFile,
};
use crate::operations::load::{LoadRequest, LoadedCatalog, RowCounting};
use crate::operations::table_selection::TablePattern;
use crate::settings::{Export, RowCountMode};
use crate::suggest;

/// Default time limit for counting rows, in seconds.
const DEFAULT_BUDGET: u64 = 30;

/// Arguments of `pgplumb export`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Files are written to the folder docs, or as configured in [export] of pgplumb.toml. Files that are up to date are \
                  not touched.",
    after_long_help = "Files are written to the folder docs, or as configured in [export] of pgplumb.toml. Files that are up to date \
                  are not touched. Each file is written completely or not at all. A different host, database name, minor version or time \
                  does not make a file out of date.\n\nExamples:\n  \
                  pgplumb export -d postgres://app@localhost/shop\n  \
                  pgplumb export json -o schema_map.json --row-counts none\n  \
                  pgplumb export markdown --schema app billing --exclude 'app.tmp_*'\n  \
                  pgplumb export --check          # in CI: exits with 1 if a file is out of date\n  \
                  pgplumb export markdown mermaid --source docs/schema_map.json"
)]
pub struct Args {
    /// Outputs to write: json, markdown, mermaid, tables, sql, python, version [default: all
    /// enabled outputs]
    #[arg(value_name = "OUTPUT", value_parser = parse_output)]
    outputs: Vec<Named>,

    /// File to write, if a single output is selected; - for stdout
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Write nothing; list files that are out of date and exit with 1 if there are any
    #[arg(long)]
    check: bool,

    /// How to count rows [default: exact]
    #[arg(long, value_enum, value_name = "HOW")]
    row_counts: Option<RowCountMode>,

    /// Time limit for counting rows; the remaining tables get the planner's estimates [default:
    /// 30s]
    #[arg(long, value_name = "TIME", value_parser = args::parse_duration)]
    row_count_budget: Option<Duration>,

    /// Also rewrite files in which only row counts have changed
    #[arg(long, conflicts_with = "check")]
    refresh_counts: bool,

    /// Write only the files of these tables: users, app.users, app.*
    #[arg(long, value_name = "TABLE", num_args = 1.., help_heading = "Table files")]
    table: Vec<TablePattern>,

    /// Delete the files of tables that are no longer in the database
    #[arg(long, help_heading = "Table files", conflicts_with = "table")]
    prune: bool,

    /// Overwrite files that pgplumb did not write
    #[arg(long, help_heading = "Table files")]
    adopt: bool,

    #[command(flatten)]
    reading: args::ReadArgs,
}

/// An output named as an argument.
#[derive(Clone, Copy)]
struct Named(&'static dyn Output);

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name())
    }
}

fn parse_output(name: &str) -> Result<Named, String> {
    export::output(name).map(Named).ok_or_else(|| {
        let names: Vec<&str> = export::OUTPUTS.iter().map(|output| output.name()).collect();
        match suggest::nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("the outputs are {}", names.join(", ")),
        }
    })
}

/// Writes all enabled outputs, and the other outputs that pgplumb has written before.
pub async fn refresh(session: &Session, reading: &args::ReadArgs) -> Result<Outcome, Failure> {
    Ok(refresh_files(session, reading).await?.0)
}

/// As [`refresh`]; also returns the files of the outputs, changed or not.
pub async fn refresh_files(
    session: &Session,
    reading: &args::ReadArgs,
) -> Result<(Outcome, Vec<WrittenFile>), Failure> {
    let loaded = session.settings()?;
    let outputs = export::enabled_or_written(&loaded.settings.export, loaded.folder());
    let args = Args {
        outputs: outputs.into_iter().map(Named).collect(),
        output: None,
        check: false,
        row_counts: None,
        row_count_budget: None,
        refresh_counts: false,
        table: Vec::new(),
        prune: false,
        adopt: false,
        reading: reading.clone(),
    };
    write(args, session).await
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    Ok(write(args, session).await?.0)
}

async fn write(args: Args, session: &Session) -> Result<(Outcome, Vec<WrittenFile>), Failure> {
    let started = Instant::now();
    let loaded = session.settings()?;
    let settings = &loaded.settings.export;
    let policy = loaded.settings.compare.policy(&loaded.settings.ignore.0);
    let outputs = outputs(&args, settings)?;
    let counting = counting(&args, settings);
    let table_files = TableFileOptions {
        only: args.table.clone(),
        prune: args.prune,
        adopt: args.adopt,
        selection: session.selection(&args.reading)?,
    };
    let request = ExportRequest {
        outputs: &outputs,
        table_files,
        settings,
        folder: loaded.folder(),
        path: args.output.as_deref(),
        check: args.check,
        refresh_counts: args.refresh_counts,
        policy: &policy,
    };
    if !args.table.is_empty() && !request.writes_to_stdout() {
        let adjust = |request| LoadRequest { counting, ..request };
        let (read, _) = read_tables(session, &args.reading, &args.table, adjust).await?;
        if let Some(exported) = export::refresh_tables(&read, &request)? {
            read.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
            return finish(session, &args, read, exported, started);
        }
    }
    let read = read_catalog(session, &args.reading, counting).await?;
    session.terminal.status(summary(&read));
    if request.writes_to_stdout() {
        return Ok((print(session, &read, outputs[0], settings)?, Vec::new()));
    }
    let progress = ProgressDisplay::new(&session.terminal);
    let exported = export::export(&read, &request, &progress);
    progress.clear();
    finish(session, &args, read, exported?, started)
}

/// Reports the result.
fn finish(
    session: &Session,
    args: &Args,
    read: LoadedCatalog,
    exported: Exported,
    started: Instant,
) -> Result<(Outcome, Vec<WrittenFile>), Failure> {
    export_output::report(session, args.check, &read, &exported, started)?;
    // The program ends now: freeing a large catalog would only delay that.
    std::mem::forget(read);
    let Exported { files, remaining, .. } = exported;
    let drifted = args.check && files.iter().any(|file| file.state != FileState::Unchanged);
    Ok((if drifted || !remaining.is_empty() { Outcome::Drift } else { Outcome::Done }, files))
}

fn outputs(args: &Args, settings: &Export) -> Result<Vec<&'static dyn Output>, Failure> {
    let mut outputs: Vec<&'static dyn Output> = Vec::new();
    for Named(output) in &args.outputs {
        if !outputs.iter().any(|other| other.name() == output.name()) {
            outputs.push(*output);
        }
    }
    let is_about_tables = !args.table.is_empty() || args.prune || args.adopt;
    if is_about_tables && outputs.is_empty() {
        outputs.extend(export::output("tables"));
    }
    if is_about_tables && outputs.iter().any(|output| output.name() != "tables") {
        return Err(Failure::new("--table, --prune and --adopt apply only to the output tables")
            .hint("pgplumb export tables --table users"));
    }
    let Some(path) = &args.output else {
        let outputs = if outputs.is_empty() { export::enabled(settings) } else { outputs };
        if outputs.is_empty() {
            return Err(Failure::new("all outputs are disabled in pgplumb.toml; name one, such as json"));
        }
        return Ok(export::with_version(outputs, settings));
    };
    if outputs.is_empty() && path.extension() == Some("json".as_ref()) {
        outputs.extend(export::output("json"));
    }
    if outputs.len() != 1 {
        let example = format!("pgplumb export markdown -o {}", path.display());
        return Err(Failure::new("-o requires a single output").hint(format!("name it: {example}")));
    }
    if args.check && path.as_os_str() == "-" {
        return Err(Failure::new("--check compares files and cannot be combined with -o -"));
    }
    Ok(outputs)
}

/// How to count rows. `--check` does not count: row counts do not make a file out of date.
fn counting(args: &Args, settings: &Export) -> RowCounting {
    if args.check {
        return RowCounting::None;
    }
    let budget = settings.row_count_budget.unwrap_or(DEFAULT_BUDGET);
    match args.row_counts.or(settings.row_counts).unwrap_or_default() {
        RowCountMode::None => RowCounting::None,
        RowCountMode::Estimate => RowCounting::Estimate,
        RowCountMode::Exact => {
            RowCounting::Exact { budget: args.row_count_budget.unwrap_or(Duration::from_secs(budget)) }
        }
    }
}

fn print(
    session: &Session,
    read: &LoadedCatalog,
    output: &dyn Output,
    settings: &Export,
) -> Result<Outcome, Failure> {
    let folder = session.settings()?.folder();
    let mut out = session.terminal.document();
    match export::print(read, output, settings, folder, &mut out) {
        Ok(()) => {}
        Err(ExportError::Stream(error)) => return Err(error.into()),
        Err(error) => return Err(error.into()),
    }
    io::Write::flush(&mut out)?;
    Ok(Outcome::Done)
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        let failure = Failure::new(&error);
        match &error {
            ExportError::Unwritable { reason, .. } | ExportError::Folder { reason, .. }
                if reason.kind() == io::ErrorKind::PermissionDenied =>
            {
                failure.hint("write permission on the folder is required; -o and [export] dir specify another one")
            }
            ExportError::IsFolder(_) => failure.hint("no file was changed; name a file in the folder"),
            ExportError::Unwritable { reason, .. } if reason.kind() == io::ErrorKind::NotADirectory => {
                failure.hint("no file was changed; name a file in a folder: -o docs/schema_map.json")
            }
            ExportError::NotOurs(_) => failure.hint(
                "no file was changed; pass --adopt to overwrite the files, or set [export.tables] dir to another folder",
            ),
            ExportError::NoTable(_) => failure.hint("pgplumb list shows all tables"),
            ExportError::Unwritable { reason, .. } if reason.kind() == io::ErrorKind::StorageFull => {
                failure.hint("no file was changed; free disk space and try again")
            }
            _ => failure,
        }
    }
}
