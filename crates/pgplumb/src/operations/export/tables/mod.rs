//! A folder of SQL files, one for each table.
//!
//! Only files that pgplumb wrote are ever touched, and only in the folder itself: links are files of somebody else.

mod refresh;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::tables::{
    self, Entry, FileState as Said, INDEX, LIST, Orphan, Row, Source, Status, TableFile,
};

pub(super) use refresh::refresh;

use super::output::{Configured, Output, Task};
use super::staging::{ExportError, FileState, Staging};
use crate::operations::part::{self, TablePattern};
use crate::settings::Export;

/// What is wanted of the folder besides.
#[derive(Clone, Debug, Default)]
pub struct TableFiles {
    /// Only these tables' files are written.
    pub only: Vec<TablePattern>,
    /// Files of tables that are gone are removed.
    pub prune: bool,
    /// Files that pgplumb did not write are taken over.
    pub adopt: bool,
    /// What of the database was read: a file of anything else is not orphaned.
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

    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let run = Run {
            task,
            wanted: task.table_files,
            found: Found::read(&task.path)?,
            files: tables::files(&task.read.catalog),
        };
        if run.wanted.only.is_empty() { run.whole(staging) } else { run.some(staging) }
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        for file in tables::files(&task.read.catalog) {
            out.write_all(file.text.as_bytes()).map_err(super::stream_error)?;
            out.write_all(b"\n").map_err(super::stream_error)?;
        }
        Ok(())
    }
}

/// A file that is there.
struct Existing {
    /// What it holds; `None` for a link, a folder or whatever else is no file.
    text: Option<String>,
    said: Said,
}

/// What is in the folder.
struct Found {
    files: BTreeMap<String, Existing>,
    index: Option<String>,
    list: Option<String>,
}

impl Found {
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
            let is_ours = name == INDEX || name == LIST || (name.ends_with(".sql") && !name.starts_with('.'));
            if !is_ours {
                continue;
            }
            let is_file = entry.file_type().map_err(unreadable)?.is_file();
            let text = if is_file { Some(read_text(&entry.path())?) } else { None };
            match name.as_str() {
                INDEX => found.index = Some(text.unwrap_or_default()),
                LIST => found.list = Some(text.unwrap_or_default()),
                _ => {
                    let said = Said::of_sql(text.as_deref().unwrap_or_default());
                    found.files.insert(name, Existing { text, said });
                }
            }
        }
        Ok(found)
    }

    /// The text of a file that pgplumb wrote.
    fn own(&self, name: &str) -> Option<&str> {
        self.files.get(name).filter(|file| file.said.is_generated)?.text.as_deref()
    }

    fn has_own_index(&self) -> bool {
        self.index.as_deref().is_some_and(tables::is_generated_index)
    }
}

/// The text of a file, whatever git made of its line ends.
fn read_text(path: &Path) -> Result<String, ExportError> {
    let bytes = fs::read(path).map_err(|reason| ExportError::Unreadable { path: path.to_owned(), reason })?;
    Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

/// One export of the folder.
struct Run<'a> {
    task: &'a Task<'a>,
    wanted: &'a TableFiles,
    found: Found,
    files: Vec<TableFile>,
}

impl Run<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.task.path.join(name)
    }

    fn source(&self) -> Source<'_> {
        let read = self.task.read;
        Source { catalog: &read.catalog, counts: &read.counts, origin: &read.origin }
    }

    /// The whole folder: its files, the index and the list; what is not needed any more is removed, what lost its table marked.
    fn whole(&self, staging: &mut Staging) -> Result<(), ExportError> {
        self.refuse_foreign(self.files.iter().map(|file| file.name.as_str()))?;
        let mut changed = false;
        for file in &self.files {
            changed |= staging.text(&self.path(&file.name), &file.text, same)? != FileState::Unchanged;
        }
        let (mut orphans, mut listed) = (0, Vec::new());
        for (name, existing) in self.left_over() {
            let is_needless = self.is_needless(existing);
            orphans += usize::from(!is_needless);
            // What was somebody else's until now is not thrown away in the same breath.
            if is_needless || (self.wanted.prune && existing.said.is_generated) {
                staging.remove(&self.path(name));
                changed = true;
                continue;
            }
            let text = tables::orphaned(existing.text.as_deref().unwrap_or_default());
            changed |= staging.text(&self.path(name), &text, same)? != FileState::Unchanged;
            listed.push(orphan(name, existing));
        }
        let statuses = self.statuses(changed);
        let index = self.index(&statuses, &listed);
        self.stage_index(&index, staging)?;
        staging.text(&self.path(LIST), &tables::list(&self.files), same)?;
        let files: Vec<&TableFile> = self.files.iter().collect();
        staging.note(self.report(&statuses, changed, orphans, &files));
        Ok(())
    }

    /// The files of some tables, and their rows of the index.
    fn some(&self, staging: &mut Staging) -> Result<(), ExportError> {
        let entries = || self.files.iter().filter_map(|file| Some((file, &file.entry.as_ref()?.id)));
        let is_meant = |id: &ObjectId| self.wanted.only.iter().any(|only| only.matches(id));
        let meant: BTreeSet<ObjectId> = entries().map(|(_, id)| id.clone()).filter(is_meant).collect();
        let around = part::on_circles(&self.task.read.catalog, &meant);
        // With the files of what is on a circle with it, which is loaded only if they agree about where that is cut.
        let is_around =
            |file: &TableFile, id: &ObjectId| around.contains(id) && self.found.own(&file.name).is_some();
        let picks = |(file, id): &(&TableFile, &ObjectId)| meant.contains(*id) || is_around(file, id);
        let picked: Vec<&TableFile> = entries().filter(picks).map(|(file, _)| file).collect();
        if picked.is_empty() {
            let names: Vec<String> = self.wanted.only.iter().map(ToString::to_string).collect();
            return Err(ExportError::NoTable(names.join(", ")));
        }
        self.refuse_foreign(picked.iter().map(|file| file.name.as_str()))?;
        let old = self.found.index.as_deref().filter(|_| self.found.has_own_index());
        let mut statuses = old.map(tables::parse_statuses).unwrap_or_default();
        let mut changed = false;
        for file in &picked {
            if staging.text(&self.path(&file.name), &file.text, same)? != FileState::Unchanged {
                statuses.insert(tables::status_key(&file.name), self.status(file));
                changed = true;
            }
        }
        let orphaned = self.found.files.iter().filter(|(_, existing)| existing.said.is_orphaned);
        let listed: Vec<Orphan> = orphaned.map(|(name, existing)| orphan(name, existing)).collect();
        let rendered = self.index(&statuses, &listed);
        let replaced = old.and_then(|old| {
            picked
                .iter()
                .try_fold(old.to_owned(), |index, file| tables::replace_row(&index, &rendered, &file.name))
        });
        self.stage_index(&replaced.unwrap_or(rendered), staging)?;
        if changed {
            staging.text(&self.path(LIST), &tables::list(&self.files), same)?;
        }
        staging.note(self.report(&statuses, changed, 0, &picked));
        Ok(())
    }

    /// Files that pgplumb did not write are left alone, unless they are to be taken over.
    fn refuse_foreign<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<(), ExportError> {
        if self.wanted.adopt {
            return Ok(());
        }
        let foreign = |name: &&str| self.found.files.get(*name).is_some_and(|f| !f.said.is_generated);
        let mut foreign: Vec<PathBuf> = names.filter(foreign).map(|name| self.path(name)).collect();
        if self.found.index.is_some() && !self.found.has_own_index() {
            foreign.push(self.path(INDEX));
        }
        let list = tables::list(&self.files);
        if self.found.list.as_ref().is_some_and(|old| !self.found.has_own_index() && *old != list) {
            foreign.push(self.path(LIST));
        }
        if foreign.is_empty() { Ok(()) } else { Err(ExportError::NotOurs(foreign)) }
    }

    /// Files that are pgplumb's, or are taken over, and that this export does not write.
    fn left_over(&self) -> impl Iterator<Item = (&str, &Existing)> {
        let written: BTreeSet<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let files = self.found.files.iter().map(|(name, existing)| (name.as_str(), existing));
        files.filter(move |(name, existing)| {
            let is_ours = existing.said.is_generated || (self.wanted.adopt && existing.text.is_some());
            let is_meant = existing.said.object.as_ref().is_none_or(|id| self.wanted.selection.picks(id));
            is_ours && is_meant && !written.contains(name)
        })
    }

    /// Whether a file that is left over is of something that stands in another file now, or of no table at all.
    fn is_needless(&self, existing: &Existing) -> bool {
        match &existing.said.object {
            Some(id) => self.files.iter().filter_map(|f| f.entry.as_ref()).any(|entry| entry.id == *id),
            None => existing.said.is_generated && !existing.said.is_orphaned,
        }
    }

    /// What became of a table, by its file.
    fn status(&self, file: &TableFile) -> Status {
        match (self.found.files.get(&file.name), self.found.own(&file.name)) {
            (None, _) => Status::New,
            (Some(existing), _) if existing.said.is_orphaned => Status::New,
            (Some(_), Some(old)) if old == file.text => Status::Current,
            (Some(_), Some(old)) => Status::changed(&tables::change(old, &file.text)),
            (Some(_), None) => Status::changed("taken over"),
        }
    }

    /// What became of every table; what the index says of it already, if nothing has changed.
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
            self.wanted.only.is_empty()
                || self.found.files.contains_key(&file.name)
                || statuses.contains_key(&tables::status_key(&file.name))
        };
        let rows: Vec<Row<'_>> = self
            .files
            .iter()
            .filter(is_there)
            .filter_map(|file| Some(Row { file, entry: file.entry.as_ref()?, status: status(file) }))
            .collect();
        let others: Vec<&TableFile> =
            self.files.iter().filter(|file| file.entry.is_none()).filter(is_there).collect();
        tables::render_index(&self.source(), &rows, &others, orphans)
    }

    fn stage_index(&self, index: &str, staging: &mut Staging) -> Result<(), ExportError> {
        stage_index(&self.task.path, index, staging)
    }

    /// What was found, in a sentence.
    fn report(
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
        report(&entries, orphaned)
    }
}

/// Row counts make an index out of date, but not where one only asks.
fn stage_index(folder: &Path, index: &str, staging: &mut Staging) -> Result<(), ExportError> {
    let stable = if staging.is_check() { tables::stable } else { tables::stable_but_for_counts };
    staging.text(&folder.join(INDEX), index, stable)?;
    Ok(())
}

/// What was found, in a sentence.
fn report(entries: &[(&Entry, Status)], orphaned: usize) -> String {
    let some = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    let tables = entries.iter().filter(|(entry, _)| entry.is_table()).count();
    let mut found = some(tables, "table");
    if entries.len() > tables {
        found += &format!(" and {}", some(entries.len() - tables, "view"));
    }
    let count = |is: fn(&Status) -> bool| entries.iter().filter(|(_, status)| is(status)).count();
    let told: Vec<String> = [
        (count(|status| *status == Status::New), "new"),
        (count(|status| matches!(status, Status::Changed(_))), "changed"),
        (orphaned, "orphaned"),
    ]
    .iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    let told = if told.is_empty() { "all current".to_owned() } else { told.join(", ") };
    format!("Found {found} ({told})")
}

fn orphan(name: &str, existing: &Existing) -> Orphan {
    Orphan { file: name.to_owned(), object: existing.said.object.clone() }
}

/// Everything that such a file says counts.
fn same(text: &str) -> String {
    text.to_owned()
}
