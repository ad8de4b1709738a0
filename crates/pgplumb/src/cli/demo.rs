//! `pgplumb demo`

use pgplumb_outputs::nouns::counted;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use super::plan_output::{self, Detail};
use super::reader::{ProgressDisplay, summary};
use super::session::Session;
use super::{Failure, Outcome, report_output};
use crate::operations::demo::{self, Demo, DemoError};
use crate::operations::export::WrittenFile;
use crate::operations::find;
use crate::terminal::{Format, Terminal, Text, TextStyle};

/// Default folder for the files.
const FOLDER: &str = "pgplumb-demo";
/// Number of lines and table of the excerpt from the reference.
const EXCERPT_LINES: usize = 14;
const EXCERPT_OF: &str = "order_line";

/// Arguments of `pgplumb demo`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Requires the PostgreSQL server programs (initdb, postgres) on this machine. Starts a private server, and stops it at \
                  the end."
)]
pub struct Args {
    /// Folder for the files
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    dir: PathBuf,

    /// Major version of PostgreSQL [default: the newest installed version]
    #[arg(long, value_name = "MAJOR")]
    postgres: Option<u32>,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let progress = ProgressDisplay::new(&session.terminal);
    let result = demo::demo(&session.environment, args.postgres, &args.dir, &progress).await;
    progress.clear();
    let result = result?;
    let terminal = &session.terminal;
    terminal.status(summary(&result.read));
    for warning in &result.read.warnings {
        terminal.warn(warning.clone());
    }
    if terminal.format() == Format::Json {
        print_json(terminal, &result, started)?;
    } else {
        print_text(session, &args.dir, &result).await?;
    }
    terminal.status(Text::new().faint(format!("Finished in {:.1} s", started.elapsed().as_secs_f64())));
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct Summary {
    server_version: String,
    tables: usize,
    files: Vec<PathBuf>,
    differences: usize,
    steps: usize,
    differences_left: usize,
    seconds: f64,
}

fn print_json(terminal: &Terminal, result: &Demo, started: Instant) -> Result<(), Failure> {
    let written = result.files.iter().map(|file| file.path.clone());
    terminal.print_json(&Summary {
        server_version: result.read.origin.server_version.clone(),
        tables: result.read.catalog.tables.len(),
        files: written.chain([result.sql.clone()]).collect(),
        differences: result.drift.counts().total,
        steps: result.planned.saved.plan.steps.len(),
        differences_left: result.after.counts().total,
        seconds: started.elapsed().as_secs_f64(),
    })?;
    Ok(())
}

async fn print_text(session: &Session, folder: &Path, result: &Demo) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let catalog = &result.read.catalog;
    terminal.print("")?;
    terminal.print(Text::new().strong("A small shop on a throwaway server has:"))?;
    let objects = find::all_ids(catalog);
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for id in &objects {
        match kinds.iter_mut().find(|(word, _)| word == id.kind.word()) {
            Some((_, number)) => *number += 1,
            None => kinds.push((id.kind.word().to_owned(), 1)),
        }
    }
    let numbers: Vec<String> = kinds.iter().map(|(word, number)| counted(*number, word)).collect();
    for line in wrap(&numbers, 88) {
        terminal.print(format!("  {line}"))?;
    }
    terminal.print("")?;
    let tables = result.files.iter().filter(|file| is_table_file(folder, file)).count();
    let files = counted(result.files.len() + 1, "file");
    terminal.print(Text::new().strong(format!("{files} in {}:", folder.display())))?;
    let explained = [
        ("schema_map.json", "the complete schema, for programs and AI agents"),
        ("SCHEMA_REFERENCE.md", "the schema as a document"),
        ("SCHEMA_DIAGRAM.md", "Mermaid diagrams of tables and relationships"),
        ("schema.sql", "the schema as SQL"),
        ("shop.sql", "the desired state"),
    ];
    let whole = result.files.iter().filter(|file| !is_table_file(folder, file));
    for path in whole.map(|file| &file.path).chain([&result.sql]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let what = explained.iter().find(|(known, _)| *known == name).map_or("", |(_, what)| *what);
        terminal
            .print(Text::new().with(TextStyle::Success, format!("  {name:<20}")).plain(" ").plain(what))?;
    }
    let parts = Text::new().with(TextStyle::Success, format!("  {:<20}", "schemas/"));
    terminal.print(
        parts.plain(format!(" one SQL file per table, and a list of them: {}", counted(tables, "file"))),
    )?;
    print_excerpt(terminal, result)?;
    drift(terminal, result)?;
    change(session, result).await?;
    terminal.print("")?;
    terminal.print(
        Text::new()
            .plain("Next, export your own database: ")
            .with(TextStyle::Code, "pgplumb export -d postgres://user@host/database"),
    )?;
    Ok(())
}

/// Joins words into lines of limited width.
fn wrap(words: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.len() + 3 + word.len() <= width => {
                line.push_str(" · ");
                line.push_str(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}

/// Whether a file belongs to the table files.
fn is_table_file(folder: &Path, file: &WrittenFile) -> bool {
    file.path.parent() != Some(folder)
}

/// Shows what `pgplumb check` prints after the database was changed.
fn drift(terminal: &Terminal, result: &Demo) -> Result<(), Failure> {
    terminal.print("")?;
    terminal.print(Text::new().strong("Someone changes the database by hand:"))?;
    for line in result.altered.lines() {
        terminal.print(Text::new().faint(format!("  {line}")))?;
    }
    terminal.print("")?;
    let asked = Text::new().with(TextStyle::Code, "pgplumb check").strong(" shows the drift:");
    terminal.print(asked)?;
    report_output::print_lines(terminal, &result.drift)
}

/// Shows a change of the desired state, its plan, and the result of applying it.
async fn change(session: &Session, result: &Demo) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let heading = |what: &str, command: &str, more: &str| {
        terminal.print("")?;
        terminal.print(Text::new().strong(what).with(TextStyle::Code, command).strong(more))
    };
    heading(&format!("The desired state changes in {}:", result.sql.display()), "", "")?;
    for line in result.changed.lines().filter(|line| !line.is_empty() && !line.starts_with("---")) {
        terminal.print(Text::new().faint(format!("  {line}")))?;
    }
    let plan = format!("pgplumb plan --desired {}", result.sql.display());
    heading("", &plan, " shows the steps, proved on a scratch copy:")?;
    plan_output::show(session, &result.planned, None, Detail::default()).await?;
    heading("", "pgplumb apply --export", " executes them and exports again; then pgplumb check:")?;
    report_output::print_lines(terminal, &result.after)
}

/// Prints the reference's section about one table.
fn print_excerpt(terminal: &Terminal, result: &Demo) -> Result<(), Failure> {
    let reference = result.files.iter().find(|file| file.path.ends_with("SCHEMA_REFERENCE.md"));
    let Some(text) = reference.and_then(|file| fs::read_to_string(&file.path).ok()) else { return Ok(()) };
    let is_heading = |line: &&str| line.starts_with('#') && line.contains(EXCERPT_OF);
    let lines: Vec<&str> = text.lines().skip_while(|line| !is_heading(line)).take(EXCERPT_LINES).collect();
    if lines.is_empty() {
        return Ok(());
    }
    terminal.print("")?;
    terminal.print(Text::new().strong("From SCHEMA_REFERENCE.md:"))?;
    for line in lines {
        terminal.print(Text::new().faint(format!("  {line}")))?;
    }
    terminal.print(Text::new().faint("  …"))?;
    Ok(())
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Export(error) => error.into(),
            DemoError::Load(error) => error.into(),
            DemoError::NotInstalled { ref found, .. } if !found.is_empty() => {
                let found: Vec<String> = found.iter().map(u32::to_string).collect();
                Self::new(&error).hint(format!("installed versions: {}", found.join(", ")))
            }
            DemoError::NotInstalled { .. } => Self::new(&error).hint(
                "install the server programs (Debian: apt install postgresql; Red Hat: dnf install postgresql-server; \
                 macOS: brew install postgresql), or add the folder of initdb and postgres to PATH",
            ),
            error => Self::new(error),
        }
    }
}
