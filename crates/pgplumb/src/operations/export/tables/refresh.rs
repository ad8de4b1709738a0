//! Refreshing some files of a folder, from a reading of these tables alone.

use std::collections::BTreeSet;

use pgplumb_catalog::ObjectId;
use pgplumb_outputs::tables::{self, FileState as Said, INDEX, Row, Source, Status, TableFile};

use super::super::output::Task;
use super::super::staging::{ExportError, Staging};
use super::{read_text, report, same, stage_index};
use crate::operations::part;

/// Stages the files of some tables, and their rows of the index. `false` when what was read does not tell enough for it: a table is new
/// to the folder, or is gone, or another table's file has to change with its own.
///
/// # Errors
/// When a file cannot be read or written beside its place.
pub fn refresh(task: &Task<'_>, staging: &mut Staging) -> Result<bool, ExportError> {
    let index = task.path.join(INDEX);
    let Some(old) = existing(&index)?.filter(|text| tables::is_generated_index(text)) else {
        return Ok(false);
    };
    let catalog = &task.read.catalog;
    let wanted = task.table_files;
    let picks = |id: &ObjectId| wanted.selection.picks(id) && wanted.only.iter().any(|only| only.matches(id));
    let picked: BTreeSet<ObjectId> = catalog.objects().map(|object| object.id()).filter(picks).collect();
    let around = part::on_circles(catalog, &picked);
    let mut files: Vec<(TableFile, String)> = Vec::new();
    for file in tables::files(catalog) {
        let Some(entry) = &file.entry else { continue };
        let is_picked = picked.contains(&entry.id);
        if !is_picked && !around.contains(&entry.id) {
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
    let mut told = Vec::new();
    let mut rows = Vec::new();
    for (file, before) in &files {
        let Some(entry) = &file.entry else { continue };
        let key = tables::status_key(&file.name);
        let mut now = Status::Current;
        if file.text != *before {
            now = Status::changed(&tables::change(before, &file.text));
            statuses.insert(key.clone(), now.clone());
        }
        told.push((entry, now));
        rows.push(Row { file, entry, status: statuses.get(&key).cloned().unwrap_or_default() });
    }
    let source = Source { catalog, counts: &task.read.counts, origin: &task.read.origin };
    let rendered = tables::render_index(&source, &rows, &[], &[]);
    let replaced =
        files.iter().try_fold(old, |index, (file, _)| tables::replace_row(&index, &rendered, &file.name));
    let Some(replaced) = replaced else { return Ok(false) };
    for (file, _) in &files {
        staging.text(&task.path.join(&file.name), &file.text, same)?;
    }
    stage_index(&task.path, &replaced, staging)?;
    staging.note(report(&told, 0));
    Ok(true)
}

/// The file that the folder has of a table, and what it holds.
fn own_file(task: &Task<'_>, id: &ObjectId) -> Result<Option<(String, String)>, ExportError> {
    for name in tables::possible_names(id) {
        let Some(text) = existing(&task.path.join(&name))? else { continue };
        let said = Said::of_sql(&text);
        if said.object.as_ref() == Some(id) && !said.is_orphaned {
            return Ok(Some((name, text)));
        }
    }
    Ok(None)
}

/// The text of a file; nothing for a link, a folder or what is not there.
fn existing(path: &std::path::Path) -> Result<Option<String>, ExportError> {
    match path.symlink_metadata() {
        Ok(found) if found.is_file() => read_text(path).map(Some),
        _ => Ok(None),
    }
}
