//! `pgplumb demo`

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use super::reading::{Shown, some, summary};
use super::session::Session;
use super::{Failure, Outcome, reporting, showing};
use crate::operations::demo::{self, Demo, DemoError};
use crate::operations::export::WrittenFile;
use crate::operations::find;
use crate::terminal::{Format, Look, Terminal, Text};

/// Where the demonstration leaves its files.
const FOLDER: &str = "pgplumb-demo";
/// How much of the reference is shown, and of which table.
const EXCERPT_LINES: usize = 14;
const EXCERPT_OF: &str = "order_line";

/// Arguments of `pgplumb demo`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It needs the PostgreSQL server programs (initdb, postgres) on this machine, and no server: it starts one of \
                  its own that nobody else can reach, and stops it at the end."
)]
pub struct Args {
    /// Folder to leave the files in
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    dir: PathBuf,

    /// Major version of PostgreSQL to use [default: the newest that is installed]
    #[arg(long, value_name = "MAJOR")]
    postgres: Option<u32>,
}

/// Demonstrates.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let shown = Shown::new(&session.terminal);
    let made = demo::demo(&session.environment, args.postgres, &args.dir, &shown).await;
    shown.clear();
    let made = made?;
    let terminal = &session.terminal;
    terminal.say(summary(&made.read));
    for warning in &made.read.warnings {
        terminal.warn(warning.clone());
    }
    if terminal.format() == Format::Json {
        print_json(terminal, &made, started)?;
    } else {
        tell(session, &args.dir, &made).await?;
    }
    terminal.say(Text::new().faint(format!("All of it took {:.1} s.", started.elapsed().as_secs_f64())));
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

fn print_json(terminal: &Terminal, made: &Demo, started: Instant) -> Result<(), Failure> {
    let written = made.files.iter().map(|file| file.path.clone());
    terminal.print_json(&Summary {
        server_version: made.read.origin.server_version.clone(),
        tables: made.read.catalog.tables.len(),
        files: written.chain([made.sql.clone()]).collect(),
        differences: made.drift.counts().total,
        steps: made.planned.saved.plan.steps.len(),
        differences_left: made.after.counts().total,
        seconds: started.elapsed().as_secs_f64(),
    })?;
    Ok(())
}

async fn tell(session: &Session, folder: &Path, made: &Demo) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let catalog = &made.read.catalog;
    terminal.print("")?;
    terminal.print(
        Text::new().strong("A small shop, built on a throwaway server, and everything that was found there:"),
    )?;
    let objects = find::everything(catalog);
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for id in &objects {
        match kinds.iter_mut().find(|(word, _)| word == id.kind.word()) {
            Some((_, number)) => *number += 1,
            None => kinds.push((id.kind.word().to_owned(), 1)),
        }
    }
    let counted: Vec<String> = kinds.iter().map(|(word, number)| number_of(*number, word)).collect();
    for line in folded(&counted, 88) {
        terminal.print(format!("  {line}"))?;
    }
    terminal.print("")?;
    let tables = made.files.iter().filter(|file| is_table_file(folder, file)).count();
    let files = some(made.files.len() + 1, "file");
    terminal.print(Text::new().strong(format!("{files} in {}:", folder.display())))?;
    let explained = [
        ("schema_map.json", "the whole schema, for programs, agents, and pgplumb itself"),
        ("SCHEMA_REFERENCE.md", "the schema as a document"),
        ("SCHEMA_DIAGRAM.md", "its tables and relationships, drawn by Mermaid"),
        ("schema.sql", "the schema as SQL, to load and to review"),
        ("shop.sql", "what the shop was built from, and is to be"),
    ];
    let whole = made.files.iter().filter(|file| !is_table_file(folder, file));
    for path in whole.map(|file| &file.path).chain([&made.sql]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let what = explained.iter().find(|(known, _)| *known == name).map_or("", |(_, what)| *what);
        terminal.print(Text::new().with(Look::Good, format!("  {name:<20}")).plain(" ").plain(what))?;
    }
    let parts = Text::new().with(Look::Good, format!("  {:<20}", "schemas/"));
    terminal.print(
        parts.plain(format!(" a file of SQL for each table, and an index: {}", some(tables, "file"))),
    )?;
    excerpt(terminal, made)?;
    drift(terminal, made)?;
    change(session, made).await?;
    terminal.print("")?;
    terminal.print(
        Text::new()
            .plain("Now with a database of yours: ")
            .with(Look::Code, "pgplumb export -d postgres://user@host/database"),
    )?;
    Ok(())
}

/// A number of objects of a kind: `21 tables`, `2 policies`.
fn number_of(number: usize, word: &str) -> String {
    let plural = match word {
        _ if number == 1 || word.ends_with("statistics") || word.ends_with("privileges") => word.to_owned(),
        word if word.ends_with("ss") || word.ends_with('x') => format!("{word}es"),
        word => match word.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{word}s"),
        },
    };
    format!("{number} {plural}")
}

/// Words in lines of at most so many characters.
fn folded(words: &[String], width: usize) -> Vec<String> {
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

/// Whether a file is one of the folder of table files.
fn is_table_file(folder: &Path, file: &WrittenFile) -> bool {
    file.path.parent() != Some(folder)
}

/// What `pgplumb check` says after somebody altered the database.
fn drift(terminal: &Terminal, made: &Demo) -> Result<(), Failure> {
    terminal.print("")?;
    terminal.print(Text::new().strong("Then somebody alters the database by hand:"))?;
    for line in made.altered.lines() {
        terminal.print(Text::new().faint(format!("  {line}")))?;
    }
    terminal.print("")?;
    let asked = Text::new()
        .strong("and ")
        .with(Look::Code, "pgplumb check")
        .strong(" tells what the files do not know:");
    terminal.print(asked)?;
    reporting::print_lines(terminal, &made.drift, true)
}

/// What is made of a change to what is desired.
async fn change(session: &Session, made: &Demo) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let said = |what: &str, command: &str, more: &str| {
        terminal.print("")?;
        terminal.print(Text::new().strong(what).with(Look::Code, command).strong(more))
    };
    said(&format!("What is to be is written into {}:", made.sql.display()), "", "")?;
    for line in made.changed.lines().filter(|line| !line.is_empty() && !line.starts_with("---")) {
        terminal.print(Text::new().faint(format!("  {line}")))?;
    }
    let plan = format!("pgplumb plan --desired {}", made.sql.display());
    said("", &plan, " tells how to get there, and has tried it on a copy:")?;
    showing::show(session, &made.planned, None).await?;
    said("", "pgplumb apply --export", " has executed it and written the files anew; pgplumb check:")?;
    reporting::print_lines(terminal, &made.after, true)
}

/// What the reference says of one table.
fn excerpt(terminal: &Terminal, made: &Demo) -> Result<(), Failure> {
    let reference = made.files.iter().find(|file| file.path.ends_with("SCHEMA_REFERENCE.md"));
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
            DemoError::Read(error) => error.into(),
            DemoError::NotInstalled { ref found, .. } if !found.is_empty() => {
                let found: Vec<String> = found.iter().map(u32::to_string).collect();
                Self::new(&error).hint(format!("there is PostgreSQL {}", found.join(", ")))
            }
            DemoError::NotInstalled { .. } => Self::new(&error).hint(
                "install its server programs (Debian: apt install postgresql; Red Hat: dnf install postgresql-server; \
                 macOS: brew install postgresql), or put the folder of initdb and postgres on PATH",
            ),
            error => Self::new(error),
        }
    }
}
