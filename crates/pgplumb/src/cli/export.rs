//! `pgplumb export`

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use pgplumb_outputs::report::{Finding, Report, Section, text};
use serde::Serialize;

use super::reading::{Shown, read_around, read_catalog, some, summary};
use super::session::Session;
use super::{Failure, Outcome, args};
use crate::operations::export::{
    self, ExportError, Exported, FileState, Order, Output, TableFiles, WrittenFile,
};
use crate::operations::part::TablePattern;
use crate::operations::read::{Counting, Read, Request};
use crate::settings::{Export, RowCountMode};
use crate::suggest;
use crate::terminal::{Format, Look, Text};

/// How long counting rows may take, in seconds, where nobody says otherwise.
const DEFAULT_BUDGET: u64 = 30;

/// Arguments of `pgplumb export`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Files are written to the folder docs, or where pgplumb.toml says ([export]). A file that is up to date is \
                  not touched; no file is ever written halfway.",
    after_long_help = "Files are written to the folder docs, or where pgplumb.toml says ([export]). A file that is up to date \
                  is not touched; no file is ever written halfway. Host, database, minor version and time make no file \
                  out of date.\n\nExamples:\n  \
                  pgplumb export -d postgres://app@localhost/shop\n  \
                  pgplumb export json -o schema_map.json --row-counts none\n  \
                  pgplumb export markdown --schema app billing --exclude 'app.tmp_*'\n  \
                  pgplumb export --check          # in CI: exits 1 when a file is out of date\n  \
                  pgplumb export markdown mermaid --source docs/schema_map.json"
)]
pub struct Args {
    /// Outputs to write: json, markdown, mermaid, tables, sql, python, version [default: all that are enabled]
    #[arg(value_name = "OUTPUT", value_parser = parse_output)]
    outputs: Vec<Named>,

    /// File for the one output, in place of its own; - is stdout
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Write nothing; exit 1 and name the files when some are out of date
    #[arg(long)]
    check: bool,

    /// How rows are counted [default: exact]
    #[arg(long, value_enum, value_name = "HOW")]
    row_counts: Option<RowCountMode>,

    /// How long counting may take; tables not counted by then get the planner's estimate [default: 30s]
    #[arg(long, value_name = "TIME", value_parser = args::duration)]
    row_count_budget: Option<Duration>,

    /// Only the files of these tables: users, app.users, app.*
    #[arg(long, value_name = "TABLE", num_args = 1.., help_heading = "Table files")]
    table: Vec<TablePattern>,

    /// Remove files of tables that are gone
    #[arg(long, help_heading = "Table files", conflicts_with = "table")]
    prune: bool,

    /// Take over files that pgplumb did not write
    #[arg(long, help_heading = "Table files")]
    adopt: bool,

    #[command(flatten)]
    reading: args::Reading,
}

/// An output that was named.
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
            None => format!("outputs are {}", names.join(", ")),
        }
    })
}

/// Writes all outputs that are enabled, as the settings say.
pub async fn refresh(session: &Session, reading: &args::Reading) -> Result<Outcome, Failure> {
    let args = Args {
        outputs: Vec::new(),
        output: None,
        check: false,
        row_counts: None,
        row_count_budget: None,
        table: Vec::new(),
        prune: false,
        adopt: false,
        reading: reading.clone(),
    };
    run(args, session).await
}

/// Exports.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let loaded = session.settings()?;
    let settings = &loaded.settings.export;
    let policy = loaded.settings.compare.policy(&loaded.settings.ignore.0);
    let outputs = outputs(&args, settings)?;
    let counting = counting(&args, settings);
    let table_files = TableFiles {
        only: args.table.clone(),
        prune: args.prune,
        adopt: args.adopt,
        selection: session.selection(&args.reading)?,
    };
    let order = Order {
        outputs: &outputs,
        table_files,
        settings,
        folder: loaded.folder(),
        path: args.output.as_deref(),
        check: args.check,
        policy: &policy,
    };
    if !args.table.is_empty() && !order.prints() {
        let wanted = |request| Request { tables: args.table.clone(), counting, ..request };
        let (read, _) = read_around(session, &args.reading, wanted).await?;
        if let Some(exported) = export::refresh_tables(&read, &order)? {
            read.warnings.iter().for_each(|warning| session.terminal.warn(warning.clone()));
            return finish(session, &args, read, exported, started);
        }
    }
    let read = read_catalog(session, &args.reading, counting).await?;
    session.terminal.say(summary(&read));
    if order.prints() {
        return print(session, &read, outputs[0], settings);
    }
    let shown = Shown::new(&session.terminal);
    let exported = export::export(&read, &order, &shown);
    shown.clear();
    finish(session, &args, read, exported?, started)
}

/// Says what became of the files.
fn finish(
    session: &Session,
    args: &Args,
    read: Read,
    exported: Exported,
    started: Instant,
) -> Result<Outcome, Failure> {
    let Exported { files, notes, left } = exported;
    notes.into_iter().for_each(|note| session.terminal.say(note));
    report(session, args, &read, &files, &left, started)?;
    // The program ends here: taking a large catalog apart piece by piece would only take time.
    std::mem::forget(read);
    let drifted = args.check && files.iter().any(|file| file.state != FileState::Unchanged);
    Ok(if drifted || !left.is_empty() { Outcome::Drift } else { Outcome::Done })
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
        return Err(Failure::new("--table, --prune and --adopt are for the table files")
            .hint("pgplumb export tables --table users"));
    }
    let Some(path) = &args.output else {
        let outputs = if outputs.is_empty() { export::enabled(settings) } else { outputs };
        if outputs.is_empty() {
            return Err(Failure::new("every output is disabled in pgplumb.toml: name one, such as json"));
        }
        return Ok(outputs);
    };
    if outputs.is_empty() && path.extension() == Some("json".as_ref()) {
        outputs.extend(export::output("json"));
    }
    if outputs.len() != 1 {
        let example = format!("pgplumb export markdown -o {}", path.display());
        return Err(Failure::new("-o is for a single output").hint(format!("name the one: {example}")));
    }
    if args.check && path.as_os_str() == "-" {
        return Err(Failure::new("--check compares files, and -o - has none"));
    }
    Ok(outputs)
}

/// How to count: what only asks needs no counts, for they make no file out of date.
fn counting(args: &Args, settings: &Export) -> Counting {
    if args.check {
        return Counting::None;
    }
    let budget = settings.row_count_budget.unwrap_or(DEFAULT_BUDGET);
    match args.row_counts.or(settings.row_counts).unwrap_or_default() {
        RowCountMode::None => Counting::None,
        RowCountMode::Estimate => Counting::Estimate,
        RowCountMode::Exact => {
            Counting::Exact { budget: args.row_count_budget.unwrap_or(Duration::from_secs(budget)) }
        }
    }
}

fn print(session: &Session, read: &Read, output: &dyn Output, settings: &Export) -> Result<Outcome, Failure> {
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

/// What programs are told about an export.
#[derive(Serialize)]
struct Summary<'a> {
    database: &'a str,
    host: &'a str,
    server_version: &'a str,
    schemas: usize,
    tables: usize,
    check: bool,
    up_to_date: bool,
    files: Vec<FileSummary>,
    warnings: &'a [String],
    seconds: f64,
}

#[derive(Serialize)]
struct FileSummary {
    path: String,
    state: &'static str,
}

fn report(
    session: &Session,
    args: &Args,
    read: &Read,
    files: &[WrittenFile],
    left: &[Finding],
    started: Instant,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    for file in files {
        terminal.say(line(file, args.check));
    }
    let changed = files.iter().filter(|file| file.state != FileState::Unchanged).count();
    if args.check && changed > 0 {
        let they = if changed == 1 { "1 file is" } else { &format!("{changed} files are") };
        terminal.say(
            Text::new()
                .with(Look::Caution, format!("{they} out of date"))
                .plain(": run ")
                .with(Look::Code, "pgplumb export"),
        );
        // With -q the names are still the answer.
        if terminal.is_quiet() && terminal.format() == Format::Text {
            for file in files.iter().filter(|file| file.state != FileState::Unchanged) {
                terminal.print(file.path.display().to_string())?;
            }
        }
    }
    if !left.is_empty() {
        say_left(session, left);
    }
    terminal.detail(format!("{} in {:.2} s", some(files.len(), "file"), started.elapsed().as_secs_f64()));
    if terminal.format() == Format::Json {
        let origin = &read.origin;
        terminal.print_json(&Summary {
            database: &origin.database,
            host: &origin.host,
            server_version: &origin.server_version,
            schemas: read.catalog.schemas.len(),
            tables: read.catalog.tables.len(),
            check: args.check,
            up_to_date: changed == 0 && left.is_empty(),
            files: files
                .iter()
                .map(|file| FileSummary {
                    path: file.path.display().to_string(),
                    state: state(file.state, args.check),
                })
                .collect(),
            warnings: &read.warnings,
            seconds: started.elapsed().as_secs_f64(),
        })?;
    }
    Ok(())
}

/// Tells what is for people to change.
fn say_left(session: &Session, left: &[Finding]) {
    let section = Section { findings: left.to_vec(), ..Section::default() };
    let report = Report { sections: vec![section], ..Report::default() };
    session
        .terminal
        .say(Text::new().with(Look::Caution, "left to you").plain(", for it is not to be changed safely:"));
    for line in text::lines(&report, &text::Options::default()) {
        session.terminal.say(line.to_string());
    }
}

fn line(file: &WrittenFile, check: bool) -> Text {
    let mut name = String::new();
    let _ = write!(name, "{}", file.path.display());
    let word = state(file.state, check);
    let look = match file.state {
        FileState::Unchanged => Look::Faint,
        _ if check => Look::Caution,
        _ => Look::Good,
    };
    Text::new().with(look, format!("{word:<10}")).plain(" ").plain(name)
}

fn state(state: FileState, check: bool) -> &'static str {
    match (state, check) {
        (FileState::Unchanged, _) => "unchanged",
        (FileState::New | FileState::Changed, false) => "written",
        (FileState::New, true) => "missing",
        (FileState::Changed, true) => "changed",
        (FileState::Removed, false) => "removed",
        (FileState::Removed, true) => "orphaned",
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        let failure = Failure::new(&error);
        match &error {
            ExportError::Unwritable { reason, .. } | ExportError::Folder { reason, .. }
                if reason.kind() == io::ErrorKind::PermissionDenied =>
            {
                failure.hint("the folder must be yours to write to; -o and [export] dir name another")
            }
            ExportError::NotOurs(_) => failure.hint(
                "nothing was changed; --adopt takes the files over, [export.tables] dir names another folder",
            ),
            ExportError::NoTable(_) => failure.hint("pgplumb list says what tables there are"),
            ExportError::Unwritable { reason, .. } if reason.kind() == io::ErrorKind::StorageFull => {
                failure.hint("nothing was changed; make room and try again")
            }
            _ => failure,
        }
    }
}
