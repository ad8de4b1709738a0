//! Updates of existing Python files: only out-of-date lines of classes that describe database
//! objects change.

mod annotation;
mod columns;
mod edits;
mod imports;
mod labels;
mod type_text;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pgplumb_catalog::{Catalog, Change, ObjectId};
use ruff_python_parser::parse_module;

use super::compare::{DescribedObject, DifferenceKind, MatchedClass, Options, compare, match_classes};
use super::read::{Modules, StatementId, with_large_stack};
use super::types::Types;
use super::{InvalidPython, PythonFile};
use crate::report::Finding;

/// The result of [`update`].
#[derive(Clone, Debug)]
pub struct Updated {
    /// The files with their new text.
    pub files: Vec<PythonFile>,
    /// Differences that must be fixed by hand, with their lines in the new text.
    pub remaining: Vec<Finding>,
}

/// A replacement of a byte range.
type Edit = (Range<usize>, String);

/// Updates files to match a catalog. Files that are up to date are returned unchanged.
///
/// Labels of enums and columns of classes are added and removed, annotations get the type and
/// nullability of their columns, and imports are added as needed. Differences that cannot be fixed
/// by editing single lines are returned. Differences that `is_ignored` selects are neither fixed
/// nor returned.
///
/// # Errors
///
/// The first file that is not valid Python.
pub fn update(
    catalog: &Catalog,
    files: &[PythonFile],
    options: &Options,
    is_ignored: &dyn Fn(&Change) -> bool,
) -> Result<Updated, InvalidPython> {
    with_large_stack(|| {
        let (modules, errors) = Modules::parse(files, &options.roots);
        if let Some(error) = errors.into_iter().next() {
            return Err(error);
        }
        let types = Types::new(catalog);
        let matched = match_classes(catalog, &modules, options, is_ignored);
        let mut updater = Updater::new(&modules, &types, options);
        for MatchedClass { class, object, id, .. } in &matched {
            if let DescribedObject::Enum(_) = object {
                updater.enums.entry(id.clone()).or_default().push(class.id);
            }
        }
        for MatchedClass { class, object, differences, .. } in &matched {
            let kinds: Vec<DifferenceKind> = differences.iter().map(|difference| difference.kind).collect();
            match object {
                DescribedObject::Enum(source) if !kinds.is_empty() => updater.update_enum(class, source),
                DescribedObject::Enum(_) => {}
                DescribedObject::Relation(_) if class.is_read_only => {}
                DescribedObject::Relation(columns) => updater.update_fields(class, columns, &kinds),
            }
        }
        let texts = updater.finish().into_iter().zip(files);
        let files: Vec<PythonFile> = texts.map(|(text, file)| PythonFile { text, ..file.clone() }).collect();
        let mut remaining = compare(catalog, &files, options).findings;
        remaining.retain(|finding| match finding {
            Finding::Schema { change, location, .. } => location.is_some() && !is_ignored(change),
            Finding::File { .. } => true,
        });
        Ok(Updated { files, remaining })
    })
}

/// An update in progress.
struct Updater<'a> {
    modules: &'a Modules<'a>,
    types: &'a Types<'a>,
    options: &'a Options,
    /// The classes that describe each enum.
    enums: BTreeMap<ObjectId, Vec<StatementId>>,
    /// The edits of each file.
    edits: Vec<Vec<Edit>>,
    /// The missing imports of each file: module and name.
    imports: Vec<BTreeSet<(&'static str, &'static str)>>,
    /// The edits of inherited fields that each subclass needs, by module and position of the field.
    inherited: BTreeMap<(usize, usize), Vec<Vec<Edit>>>,
}

impl<'a> Updater<'a> {
    fn new(modules: &'a Modules<'a>, types: &'a Types<'a>, options: &'a Options) -> Self {
        let count = modules.modules.len();
        let (edits, imports) = (vec![Vec::new(); count], vec![BTreeSet::new(); count]);
        Self { modules, types, options, enums: BTreeMap::new(), edits, imports, inherited: BTreeMap::new() }
    }

    fn text(&self, module: usize) -> &'a str {
        &self.modules.modules[module].file.text
    }

    fn edit(&mut self, module: usize, range: Range<usize>, with: impl Into<String>) {
        self.edits[module].push((range, with.into()));
    }

    /// Applies the edits and returns the new texts.
    fn finish(mut self) -> Vec<String> {
        // An inherited field is changed only if all subclasses need the same edits.
        for ((module, _), edits) in std::mem::take(&mut self.inherited) {
            if let Some((first, others)) = edits.split_first()
                && others.iter().all(|other| other == first)
            {
                self.edits[module].extend(first.iter().cloned());
            }
        }
        (0..self.edits.len()).map(|module| self.edited_text(module)).collect()
    }

    fn edited_text(&mut self, module: usize) -> String {
        let before = self.text(module);
        if self.edits[module].is_empty() {
            return before.to_owned();
        }
        self.add_imports(module);
        let mut edits = std::mem::take(&mut self.edits[module]);
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        edits.dedup();
        let mut text = before.to_owned();
        let mut next = text.len();
        for (range, with) in edits.into_iter().rev() {
            // Skip overlapping edits; the difference is then reported.
            if range.end <= next {
                next = range.start;
                text.replace_range(range, &with);
            }
        }
        // Never replace valid Python by invalid Python.
        if parse_module(&text).is_ok() { text } else { before.to_owned() }
    }
}
