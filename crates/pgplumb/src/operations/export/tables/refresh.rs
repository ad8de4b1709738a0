//! Updates some files of the folder from a catalog of these tables alone.

use std::collections::BTreeSet;

use pgplumb_catalog::ObjectId;
use pgplumb_outputs::tables::{
    self, FileState as TableFileState, INDEX_FILE, IndexInput, IndexRow, Status, TableFile,
};

use super::super::error::ExportError;
use super::super::output::Task;
use super::super::staging::{FileState, Staging};
use super::{TableFileOptions, read_text, stage_index, summary, unfiltered};
use crate::operations::table_selection;

/// Stages the files of some tables and their rows of the index. Returns `false` if the catalog is
/// not enough: a table was added or removed, or the file of another table has to change.
///
/// # Errors
/// When a file cannot be read, or a temporary file cannot be written.
pub fn refresh(
    task: &Task<'_>,
    options: &TableFileOptions,
    staging: &mut Staging,
) -> Result<bool, ExportError> {
    let index = task.path.join(INDEX_FILE);
    let Some(old) = existing(&index)?.filter(|text| tables::is_generated_index(text)) else {
        return Ok(false);
    };
    let catalog = &task.loaded.catalog;
    let picks =
        |id: &ObjectId| options.selection.includes(id) && options.only.iter().any(|only| only.matches(id));
    let selected: BTreeSet<ObjectId> = catalog.objects().map(|object| object.id()).filter(picks).collect();
    let in_cycle = table_selection::in_foreign_key_cycles(catalog, &selected);
    let mut files: Vec<(TableFile, String)> = Vec::new();
    for file in tables::files(catalog) {
        let Some(entry) = &file.entry else { continue };
        let is_picked = selected.contains(&entry.id);
        if !is_picked && !in_cycle.contains(&entry.id) {
            continue;
        }
        let Some((name, text)) = own_file(task, &entry.id)? else { return Ok(false) };
        match is_picked {
            true => files.push((TableFile { name, ..file }, text)),
            false if text == file.text => {}
            false => return Ok(false),
        }
    }
    if files.is_empty() {
        return Ok(false);
    }
    let mut statuses = tables::parse_statuses(&old);
    let mut counts = Vec::new();
    let mut rows = Vec::new();
    for (file, before) in &files {
        let Some(entry) = &file.entry else { continue };
        let key = tables::status_key(&file.name);
        let mut now = Status::Current;
        if file.text != *before {
            now = Status::changed(&tables::describe_change(before, &file.text));
            statuses.insert(key.clone(), now.clone());
        }
        counts.push((entry, now));
        rows.push(IndexRow { file, entry, status: statuses.get(&key).cloned().unwrap_or_default() });
    }
    let source = IndexInput { catalog, counts: &task.loaded.counts, origin: &task.loaded.origin };
    let rendered = tables::render_index(&source, &rows, &[], &[]);
    let replaced =
        files.iter().try_fold(old, |index, (file, _)| tables::replace_row(&index, &rendered, &file.name));
    let Some(replaced) = replaced else { return Ok(false) };
    for (file, before) in &files {
        if staging.text(&task.path.join(&file.name), &file.text, unfiltered)? != FileState::Unchanged {
            staging.describe(tables::describe_change(before, &file.text));
        }
    }
    stage_index(&task.path, &replaced, staging)?;
    staging.note(summary(&counts, 0));
    Ok(true)
}

/// The existing file of a table and its text.
fn own_file(task: &Task<'_>, id: &ObjectId) -> Result<Option<(String, String)>, ExportError> {
    for name in tables::possible_file_names(id) {
        let Some(text) = existing(&task.path.join(&name))? else { continue };
        let header = TableFileState::of_sql(&text);
        if header.object.as_ref() == Some(id) && !header.is_orphaned {
            return Ok(Some((name, text)));
        }
    }
    Ok(None)
}

/// The text of a file, or `None` for a link, a folder or a missing file.
fn existing(path: &std::path::Path) -> Result<Option<String>, ExportError> {
    match path.symlink_metadata() {
        Ok(found) if found.is_file() => read_text(path).map(Some),
        _ => Ok(None),
    }
}
