//! A folder of SQL files, one for each table.
//!
//! Only files that pgplumb wrote in the folder itself are changed. Symbolic links are left alone.

mod refresh;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::nouns::counted;
use pgplumb_outputs::tables::{
    self, FileState as TableFileState, INDEX_FILE, IndexEntry, IndexInput, IndexRow, LIST_FILE, Orphan,
    Status, TableFile,
};

pub(super) use refresh::refresh;

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::{FileState, Staging};
use crate::operations::table_selection::{self, TablePattern};
use crate::settings::Export;

/// What has changed in a file that pgplumb did not write before.
const TAKEN_OVER: &str = "taken over";

/// What has changed in the file of a table that was dropped.
const ORPHANED: &str = "orphaned: no longer in the database; --prune deletes the file";

/// Options for the folder of table files.
#[derive(Clone, Debug, Default)]
pub struct TableFileOptions {
    /// Write only the files of these tables.
    pub only: Vec<TablePattern>,
    /// Remove the files of dropped tables.
    pub prune: bool,
    /// Take over files that pgplumb did not write.
    pub adopt: bool,
    /// The exported selection. Files of other objects are not orphaned.
    pub selection: Selection,
}

/// The folder of table files.
pub struct Tables;

impl Output for Tables {
    fn name(&self) -> &'static str {
        "tables"
    }

    fn title(&self) -> &'static str {
        "table files"
    }

    fn default_name(&self) -> &'static str {
        "schemas"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        let settings = &settings.tables;
        let enabled = settings.enabled.unwrap_or(settings.dir.is_some());
        Configured { path: settings.dir.as_deref(), enabled: Some(enabled) }
    }

    fn writer<'a>(&self, context: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        Box::new(TablesWriter { options: context.table_files })
    }
}

/// Writes the folder of table files.
struct TablesWriter<'a> {
    options: &'a TableFileOptions,
}

impl OutputWriter for TablesWriter<'_> {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let run = TableExport {
            task,
            options: self.options,
            found: Folder::read(&task.path)?,
            files: tables::files(&task.loaded.catalog),
        };
        if run.options.only.is_empty() { run.export_all(staging) } else { run.export_selected(staging) }
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        for file in tables::files(&task.loaded.catalog) {
            out.write_all(file.text.as_bytes()).map_err(ExportError::Stream)?;
            out.write_all(b"\n").map_err(ExportError::Stream)?;
        }
        Ok(())
    }
}

/// An existing file.
struct Existing {
    /// Its text, or `None` if it is a link, a folder or another non-file.
    text: Option<String>,
    header: TableFileState,
}

/// The existing contents of the folder.
struct Folder {
    files: BTreeMap<String, Existing>,
    index: Option<String>,
    list: Option<String>,
}

impl Folder {
    fn read(folder: &Path) -> Result<Self, ExportError> {
        let mut found = Self { files: BTreeMap::new(), index: None, list: None };
        let unreadable = |reason| ExportError::Unreadable { path: folder.to_owned(), reason };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            Err(reason) => return Err(unreadable(reason)),
        };
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let is_ours =
                name == INDEX_FILE || name == LIST_FILE || (name.ends_with(".sql") && !name.starts_with('.'));
            if !is_ours {
                continue;
            }
            let is_file = entry.file_type().map_err(unreadable)?.is_file();
            let text = if is_file { Some(read_text(&entry.path())?) } else { None };
            match name.as_str() {
                INDEX_FILE => found.index = Some(text.unwrap_or_default()),
                LIST_FILE => found.list = Some(text.unwrap_or_default()),
                _ => {
                    let header = TableFileState::of_sql(text.as_deref().unwrap_or_default());
                    found.files.insert(name, Existing { text, header });
                }
            }
        }
        Ok(found)
    }

    /// The text of a file that pgplumb wrote.
    fn own(&self, name: &str) -> Option<&str> {
        self.files.get(name).filter(|file| file.header.is_generated)?.text.as_deref()
    }

    fn has_own_index(&self) -> bool {
        self.index.as_deref().is_some_and(tables::is_generated_index)
    }
}

/// Reads a text file. git may have converted its line endings to CR LF.
fn read_text(path: &Path) -> Result<String, ExportError> {
    let bytes = fs::read(path).map_err(|reason| ExportError::Unreadable { path: path.to_owned(), reason })?;
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

/// One export of the folder.
struct TableExport<'a> {
    task: &'a Task<'a>,
    options: &'a TableFileOptions,
    found: Folder,
    files: Vec<TableFile>,
}

impl TableExport<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.task.path.join(name)
    }

    fn source(&self) -> IndexInput<'_> {
        let read = self.task.loaded;
        IndexInput { catalog: &read.catalog, counts: &read.counts, origin: &read.origin }
    }

    /// Exports all files, the index and the list. Removes obsolete files, and marks the files of
    /// dropped tables as orphaned.
    fn export_all(&self, staging: &mut Staging) -> Result<(), ExportError> {
        self.check_foreign(self.files.iter().map(|file| file.name.as_str()))?;
        let mut changed = false;
        for file in &self.files {
            changed |= self.stage(file, staging)?;
        }
        let (mut orphans, mut listed) = (0, Vec::new());
        for (name, existing) in self.leftover_files() {
            let is_obsolete = self.is_obsolete(existing);
            orphans += usize::from(!is_obsolete);
            // A file that was just taken over is not removed in the same run.
            if is_obsolete || (self.options.prune && existing.header.is_generated) {
                staging.remove(&self.path(name));
                changed = true;
                continue;
            }
            let text = tables::mark_orphaned(existing.text.as_deref().unwrap_or_default());
            if staging.text(&self.path(name), &text, unfiltered)? != FileState::Unchanged {
                staging.describe(ORPHANED.to_owned());
                changed = true;
            }
            listed.push(orphan(name, existing));
        }
        let statuses = self.statuses(changed);
        let index = self.index(&statuses, &listed);
        self.stage_index(&index, staging)?;
        staging.text(&self.path(LIST_FILE), &tables::table_list(&self.files), unfiltered)?;
        let files: Vec<&TableFile> = self.files.iter().collect();
        staging.note(self.summary(&statuses, changed, orphans, &files));
        Ok(())
    }

    /// Stages a file and what has changed in it. Returns whether it has changed.
    fn stage(&self, file: &TableFile, staging: &mut Staging) -> Result<bool, ExportError> {
        let has_changed =
            staging.text(&self.path(&file.name), &file.text, unfiltered)? != FileState::Unchanged;
        if has_changed && let Some(existing) = self.found.files.get(&file.name) {
            staging.describe(match self.found.own(&file.name) {
                _ if existing.header.is_orphaned => "in the database again".to_owned(),
                Some(old) => tables::describe_change(old, &file.text),
                None => TAKEN_OVER.to_owned(),
            });
        }
        Ok(has_changed)
    }

    /// Exports the files of some tables and their rows of the index.
    fn export_selected(&self, staging: &mut Staging) -> Result<(), ExportError> {
        let entries = || self.files.iter().filter_map(|file| Some((file, &file.entry.as_ref()?.id)));
        let is_selected = |id: &ObjectId| self.options.only.iter().any(|only| only.matches(id));
        let named: BTreeSet<ObjectId> = entries().map(|(_, id)| id.clone()).filter(is_selected).collect();
        let in_cycle = table_selection::in_foreign_key_cycles(&self.task.loaded.catalog, &named);
        // Also updates the existing files of tables in the same foreign key cycle. The files load
        // only if they agree on where the cycle is broken.
        let is_in_cycle =
            |file: &TableFile, id: &ObjectId| in_cycle.contains(id) && self.found.own(&file.name).is_some();
        let picks = |(file, id): &(&TableFile, &ObjectId)| named.contains(*id) || is_in_cycle(file, id);
        let selected: Vec<&TableFile> = entries().filter(picks).map(|(file, _)| file).collect();
        if selected.is_empty() {
            let names: Vec<String> = self.options.only.iter().map(ToString::to_string).collect();
            return Err(ExportError::NoTable(names.join(", ")));
        }
        self.check_foreign(selected.iter().map(|file| file.name.as_str()))?;
        let old = self.found.index.as_deref().filter(|_| self.found.has_own_index());
        let mut statuses = old.map(tables::parse_statuses).unwrap_or_default();
        let mut changed = false;
        for file in &selected {
            if self.stage(file, staging)? {
                statuses.insert(tables::status_key(&file.name), self.status(file));
                changed = true;
            }
        }
        let orphaned = self.found.files.iter().filter(|(_, existing)| existing.header.is_orphaned);
        let listed: Vec<Orphan> = orphaned.map(|(name, existing)| orphan(name, existing)).collect();
        let rendered = self.index(&statuses, &listed);
        let replaced = old.and_then(|old| {
            selected
                .iter()
                .try_fold(old.to_owned(), |index, file| tables::replace_row(&index, &rendered, &file.name))
        });
        self.stage_index(&replaced.unwrap_or(rendered), staging)?;
        if changed {
            staging.text(&self.path(LIST_FILE), &tables::table_list(&self.files), unfiltered)?;
        }
        staging.note(self.summary(&statuses, changed, 0, &selected));
        Ok(())
    }

    /// Refuses to overwrite files that pgplumb did not write, unless `adopt` is set.
    fn check_foreign<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<(), ExportError> {
        if self.options.adopt {
            return Ok(());
        }
        let foreign = |name: &&str| self.found.files.get(*name).is_some_and(|f| !f.header.is_generated);
        let mut foreign: Vec<PathBuf> = names.filter(foreign).map(|name| self.path(name)).collect();
        if self.found.index.is_some() && !self.found.has_own_index() {
            foreign.push(self.path(INDEX_FILE));
        }
        let list = tables::table_list(&self.files);
        if self.found.list.as_ref().is_some_and(|old| !self.found.has_own_index() && *old != list) {
            foreign.push(self.path(LIST_FILE));
        }
        if foreign.is_empty() { Ok(()) } else { Err(ExportError::NotOurs(foreign)) }
    }

    /// Files of pgplumb, or taken over, that this export does not write.
    fn leftover_files(&self) -> impl Iterator<Item = (&str, &Existing)> {
        let written: BTreeSet<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let files = self.found.files.iter().map(|(name, existing)| (name.as_str(), existing));
        files.filter(move |(name, existing)| {
            let is_ours = existing.header.is_generated || (self.options.adopt && existing.text.is_some());
            let is_selected =
                existing.header.object.as_ref().is_none_or(|id| self.options.selection.includes(id));
            is_ours && is_selected && !written.contains(name)
        })
    }

    /// Whether a leftover file describes an object that is in another file now, or no object at
    /// all.
    fn is_obsolete(&self, existing: &Existing) -> bool {
        match &existing.header.object {
            Some(id) => self.files.iter().filter_map(|f| f.entry.as_ref()).any(|entry| entry.id == *id),
            None => existing.header.is_generated && !existing.header.is_orphaned,
        }
    }

    /// The status of a table, from its file.
    fn status(&self, file: &TableFile) -> Status {
        match (self.found.files.get(&file.name), self.found.own(&file.name)) {
            (None, _) => Status::New,
            (Some(existing), _) if existing.header.is_orphaned => Status::New,
            (Some(_), Some(old)) if old == file.text => Status::Current,
            (Some(_), Some(old)) => Status::changed(&tables::describe_change(old, &file.text)),
            (Some(_), None) => Status::changed(TAKEN_OVER),
        }
    }

    /// The status of every table. If nothing has changed, the existing index has it.
    fn statuses(&self, changed: bool) -> BTreeMap<String, Status> {
        match self.found.index.as_deref().filter(|_| !changed && self.found.has_own_index()) {
            Some(index) => tables::parse_statuses(index),
            None => {
                let tables = self.files.iter().filter(|file| file.entry.is_some());
                tables.map(|file| (tables::status_key(&file.name), self.status(file))).collect()
            }
        }
    }

    fn index(&self, statuses: &BTreeMap<String, Status>, orphans: &[Orphan]) -> String {
        let status =
            |file: &TableFile| statuses.get(&tables::status_key(&file.name)).cloned().unwrap_or_default();
        let is_there = |file: &&TableFile| {
            self.options.only.is_empty()
                || self.found.files.contains_key(&file.name)
                || statuses.contains_key(&tables::status_key(&file.name))
        };
        let rows: Vec<IndexRow<'_>> = self
            .files
            .iter()
            .filter(is_there)
            .filter_map(|file| Some(IndexRow { file, entry: file.entry.as_ref()?, status: status(file) }))
            .collect();
        let others: Vec<&TableFile> =
            self.files.iter().filter(|file| file.entry.is_none()).filter(is_there).collect();
        tables::render_index(&self.source(), &rows, &others, orphans)
    }

    fn stage_index(&self, index: &str, staging: &mut Staging) -> Result<(), ExportError> {
        stage_index(&self.task.path, index, staging)
    }

    /// Summarizes the export in a line.
    fn summary(
        &self,
        statuses: &BTreeMap<String, Status>,
        changed: bool,
        orphaned: usize,
        files: &[&TableFile],
    ) -> String {
        let of = |file: &TableFile| match changed {
            true => statuses.get(&tables::status_key(&file.name)).cloned().unwrap_or_default(),
            false => Status::Current,
        };
        let entries: Vec<_> =
            files.iter().filter_map(|file| Some((file.entry.as_ref()?, of(file)))).collect();
        summary(&entries, orphaned)
    }
}

fn stage_index(folder: &Path, index: &str, staging: &mut Staging) -> Result<(), ExportError> {
    let stable = if staging.refreshes_counts() { tables::stable_with_counts } else { tables::stable };
    staging.text(&folder.join(INDEX_FILE), index, stable)?;
    Ok(())
}

/// Summarizes the export in a line: `47 tables: 1 changed, 46 unchanged`.
fn summary(entries: &[(&IndexEntry, Status)], orphaned: usize) -> String {
    let tables = entries.iter().filter(|(entry, _)| entry.is_table()).count();
    let mut found = counted(tables, "table");
    if entries.len() > tables {
        found += &format!(" and {}", counted(entries.len() - tables, "view"));
    }
    let count = |is: fn(&Status) -> bool| entries.iter().filter(|(_, status)| is(status)).count();
    let unchanged = count(|status| *status == Status::Current);
    if unchanged == entries.len() && orphaned == 0 {
        return format!("{found}: all unchanged");
    }
    let counts = [
        (count(|status| *status == Status::New), "new"),
        (count(|status| matches!(status, Status::Changed(_))), "changed"),
        (unchanged, "unchanged"),
        (orphaned, "orphaned"),
    ];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, what)| format!("{number} {what}")).collect();
    format!("{found}: {}", counts.join(", "))
}

fn orphan(name: &str, existing: &Existing) -> Orphan {
    Orphan { file: name.to_owned(), object: existing.header.object.clone() }
}

/// Compares the complete text.
fn unfiltered(text: &str) -> String {
    text.to_owned()
}
