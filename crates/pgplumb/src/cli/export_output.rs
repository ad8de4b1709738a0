//! What `pgplumb export` prints about the files.

use std::time::Instant;

use pgplumb_catalog::counts::CountKind;
use pgplumb_catalog::kinds::Object;
use pgplumb_outputs::nouns::counted;
use pgplumb_outputs::report::{Finding, Report, Section, text};
use serde::Serialize;

use super::Failure;
use super::session::Session;
use crate::operations::export::{self, Exported, FileState, WrittenFile};
use crate::operations::load::LoadedCatalog;
use crate::terminal::{Format, Text, TextStyle};

/// More new table files than this are only counted.
const MAX_NEW: usize = 20;

/// JSON result.
#[derive(Serialize)]
struct Summary<'a> {
    database: &'a str,
    host: &'a str,
    server_version: &'a str,
    schemas: usize,
    tables: usize,
    check: bool,
    up_to_date: bool,
    files: Vec<FileSummary<'a>>,
    not_counted: Vec<Uncounted<'a>>,
    warnings: &'a [String],
    seconds: f64,
}

#[derive(Serialize)]
struct FileSummary<'a> {
    path: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'a str>,
}

/// Prints the files and what remains to do.
pub fn report(
    session: &Session,
    check: bool,
    read: &LoadedCatalog,
    exported: &Exported,
    started: Instant,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let Exported { files, notes, remaining } = exported;
    let new_files = files.iter().filter(|file| is_table_file(file) && file.state == FileState::New).count();
    let are_new_files_listed = terminal.is_verbose() || new_files <= MAX_NEW;
    let list = |are_table_files: bool| {
        let is_listed = |file: &&WrittenFile| match file.state {
            FileState::Unchanged => terminal.is_verbose(),
            FileState::New => are_new_files_listed || !are_table_files,
            FileState::Changed | FileState::Removed => true,
        };
        let listed = files.iter().filter(|file| is_table_file(file) == are_table_files).filter(is_listed);
        listed.for_each(|file| terminal.status(line(file, check)));
    };
    list(false);
    let changed = files.iter().filter(|file| file.state != FileState::Unchanged).count();
    // The summary of the table files counts them already.
    let unchanged = files.iter().filter(|file| file.state == FileState::Unchanged && !is_table_file(file));
    let unchanged = unchanged.count();
    if unchanged > 0 && !terminal.is_verbose() {
        let unchanged = counted(unchanged, "file");
        terminal.status(Text::new().faint(format!("{:<10} {unchanged}", "unchanged")));
    }
    // The summary of the table files comes before the files.
    notes.iter().for_each(|note| terminal.status(note.clone()));
    if !are_new_files_listed {
        let sign = Text::new().plain("  ").with(TextStyle::Success, "+");
        terminal.status(sign.plain(format!(" {} (-v lists them)", counted(new_files, "new file"))));
    }
    list(true);
    let uncounted = uncounted(read);
    for group in &uncounted {
        terminal.status(group.line());
    }
    if check && changed > 0 {
        let subject = if changed == 1 { "1 file is" } else { &format!("{changed} files are") };
        terminal.status(
            Text::new()
                .with(TextStyle::Warning, format!("{subject} out of date"))
                .plain(": run ")
                .with(TextStyle::Code, export::command_to_write(files)),
        );
        // With --quiet, the file names are the result.
        if terminal.is_quiet() && terminal.format() == Format::Text {
            for file in files.iter().filter(|file| file.state != FileState::Unchanged) {
                terminal.print(file.path.display().to_string())?;
            }
        }
    }
    if !remaining.is_empty() {
        print_remaining(session, remaining);
    }
    terminal.detail(format!("{} in {:.2} s", counted(files.len(), "file"), started.elapsed().as_secs_f64()));
    if terminal.format() == Format::Json {
        let origin = &read.origin;
        terminal.print_json(&Summary {
            database: &origin.database,
            host: &origin.host,
            server_version: &origin.server_version,
            schemas: read.catalog.schemas.len(),
            tables: read.catalog.tables.len(),
            check,
            up_to_date: changed == 0 && remaining.is_empty(),
            files: files
                .iter()
                .map(|file| FileSummary {
                    path: file.path.display().to_string(),
                    state: state(file.state, check),
                    change: file.change.as_deref(),
                })
                .collect(),
            not_counted: uncounted,
            warnings: &read.warnings,
            seconds: started.elapsed().as_secs_f64(),
        })?;
    }
    Ok(())
}

/// Prints differences that cannot be fixed automatically.
fn print_remaining(session: &Session, remaining: &[Finding]) {
    let section = Section { findings: remaining.to_vec(), ..Section::default() };
    let report = Report { sections: vec![section], ..Report::default() };
    session
        .terminal
        .status(Text::new().with(TextStyle::Warning, "to fix by hand").plain(" (cannot be changed safely):"));
    for line in text::lines(&report, &text::Options::default()) {
        session.terminal.status(line.to_string());
    }
}

fn line(file: &WrittenFile, check: bool) -> Text {
    let style = match file.state {
        FileState::Unchanged => TextStyle::Faint,
        _ if check => TextStyle::Warning,
        _ => TextStyle::Success,
    };
    let path = file.path.display().to_string();
    if !is_table_file(file) {
        return Text::new().with(style, format!("{:<10}", state(file.state, check))).plain(" ").plain(path);
    }
    let sign = match file.state {
        FileState::Unchanged => " ",
        FileState::New => "+",
        FileState::Changed => "~",
        FileState::Removed => "-",
    };
    let line = Text::new().plain("  ").with(style, sign).plain(" ").plain(path);
    match &file.change {
        Some(change) => line.plain("  ").faint(change),
        None => line,
    }
}

/// Whether the file is one of the table files, whose lines say what has changed.
fn is_table_file(file: &WrittenFile) -> bool {
    file.output == "tables"
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

/// The number of tables that are named for each reason.
const MAX_NAMED: usize = 5;

/// Tables whose rows were not counted for the same reason.
#[derive(Debug, Serialize)]
struct Uncounted<'a> {
    reason: &'a str,
    /// Whether the planner's estimate takes the place of the count.
    is_estimated: bool,
    tables: Vec<String>,
}

/// The tables whose rows could not be counted, by reason. Partitions are not named next to their
/// table.
fn uncounted(read: &LoadedCatalog) -> Vec<Uncounted<'_>> {
    let mut groups: Vec<Uncounted<'_>> = Vec::new();
    for table in &read.catalog.tables {
        let is_part = table.partition_of.as_ref().is_some_and(|p| read.catalog.table(&p.parent).is_some());
        let Some(count) = read.counts.get(&table.schema, &table.name).filter(|_| !is_part) else { continue };
        let Some(reason) = count.note.as_deref() else { continue };
        let is_estimated = count.kind == CountKind::Estimated;
        let is_same =
            |group: &&mut Uncounted<'_>| (group.reason, group.is_estimated) == (reason, is_estimated);
        match groups.iter_mut().find(is_same) {
            Some(group) => group.tables.push(table.id().path()),
            None => groups.push(Uncounted { reason, is_estimated, tables: vec![table.id().path()] }),
        }
    }
    groups
}

impl Uncounted<'_> {
    /// `uncounted  app.secrets, app.tokens: no SELECT privilege`
    fn line(&self) -> Text {
        let mut tables = self.tables.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
        if self.tables.len() > MAX_NAMED {
            tables.push_str(&format!(" and {} more", self.tables.len() - MAX_NAMED));
        }
        let word = if self.is_estimated { "estimated" } else { "uncounted" };
        Text::new()
            .with(TextStyle::Warning, format!("{word:<10}"))
            .plain(format!(" {tables}: {}", self.reason))
    }
}
