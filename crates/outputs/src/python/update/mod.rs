//! Updates of existing Python files: only out-of-date lines of classes that describe database
//! objects change.

mod annotation;
mod columns;
mod edits;
mod imports;
mod labels;
mod new_classes;
mod type_text;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pgplumb_catalog::{Catalog, Change, ObjectId};
use ruff_python_parser::parse_module;

use super::compare::{
    DescribedObject, DifferenceKind, Matched, MatchedClass, Options, compare, match_classes,
};
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
/// nullability of their columns, and imports are added as needed. If the code has to be complete,
/// classes for the enums and tables without a class are added. Differences that cannot be fixed
/// safely are returned. Differences that `is_ignored` selects are neither fixed nor returned.
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
        let mut update = Update { catalog, options, is_ignored, files: files.to_vec(), reasons: Vec::new() };
        // The columns of existing and of new classes can refer to new enum classes, unless columns
        // list their labels.
        if options.complete {
            update.run(|updater, matched| match matched.has_only_inline_enums {
                true => Vec::new(),
                false => updater.add_enum_classes(matched),
            })?;
        }
        update.run(|updater, matched| updater.update_classes(matched))?;
        if options.complete {
            update.run(|updater, matched| updater.add_row_classes(matched))?;
            update.run(|updater, matched| updater.add_enum_classes(matched))?;
        }
        let remaining = update.remaining();
        Ok(Updated { files: update.files, remaining })
    })
}

/// The files between the steps of an update.
struct Update<'a> {
    catalog: &'a Catalog,
    options: &'a Options,
    is_ignored: &'a dyn Fn(&Change) -> bool,
    files: Vec<PythonFile>,
    /// Why classes could not be added.
    reasons: Vec<(ObjectId, String)>,
}

impl Update<'_> {
    /// Runs a step on the files as the previous step left them.
    fn run(
        &mut self,
        step: impl FnOnce(&mut Updater<'_>, &Matched<'_>) -> Vec<(ObjectId, String)>,
    ) -> Result<(), InvalidPython> {
        let (modules, errors) = Modules::parse(&self.files, &self.options.roots);
        if let Some(error) = errors.into_iter().next() {
            return Err(error);
        }
        let types = Types::new(self.catalog);
        let matched = match_classes(self.catalog, &modules, self.options, self.is_ignored);
        let mut updater = Updater::new(self.catalog, &modules, &types, self.options);
        for MatchedClass { class, object, id, .. } in &matched.classes {
            if let DescribedObject::Enum(_) = object {
                updater.enums.entry(id.clone()).or_default().push(class.id);
            }
        }
        let reasons = step(&mut updater, &matched);
        let texts = updater.finish();
        self.reasons.extend(reasons);
        for (file, text) in self.files.iter_mut().zip(texts) {
            file.text = text;
        }
        Ok(())
    }

    /// The differences that the updated files still have.
    fn remaining(&self) -> Vec<Finding> {
        let mut remaining = compare(self.catalog, &self.files, self.options).findings;
        remaining.retain(|finding| match finding {
            Finding::Schema { change, .. } => !(self.is_ignored)(change),
            Finding::File { .. } => true,
        });
        for finding in &mut remaining {
            let Finding::Schema { change, location: None, message: Some(message) } = finding else {
                continue;
            };
            let reason = self.reasons.iter().find(|(id, _)| *id == change.object);
            if let Some((_, reason)) = reason {
                message.push_str(&format!(", and none can be added: {reason}"));
            }
        }
        remaining
    }
}

/// An update in progress.
struct Updater<'a> {
    catalog: &'a Catalog,
    modules: &'a Modules<'a>,
    types: &'a Types<'a>,
    options: &'a Options,
    /// The classes that describe each enum.
    enums: BTreeMap<ObjectId, Vec<StatementId>>,
    /// The edits of each file.
    edits: Vec<Vec<Edit>>,
    /// The missing imports of each file: module and name.
    imports: Vec<BTreeSet<(String, String)>>,
    /// The edits of inherited fields that each subclass needs, by module and position of the field.
    inherited: BTreeMap<(usize, usize), Vec<Vec<Edit>>>,
}

impl<'a> Updater<'a> {
    fn new(
        catalog: &'a Catalog,
        modules: &'a Modules<'a>,
        types: &'a Types<'a>,
        options: &'a Options,
    ) -> Self {
        let count = modules.modules.len();
        let (edits, imports) = (vec![Vec::new(); count], vec![BTreeSet::new(); count]);
        let (enums, inherited) = (BTreeMap::new(), BTreeMap::new());
        Self { catalog, modules, types, options, enums, edits, imports, inherited }
    }

    /// Fixes the differences of existing classes.
    fn update_classes(&mut self, matched: &Matched<'_>) -> Vec<(ObjectId, String)> {
        for MatchedClass { class, object, differences, .. } in &matched.classes {
            let kinds: Vec<DifferenceKind> = differences.iter().map(|difference| difference.kind).collect();
            match object {
                DescribedObject::Enum(source) if !kinds.is_empty() => self.update_enum(class, source),
                DescribedObject::Enum(_) => {}
                DescribedObject::Relation(_) if class.is_read_only => {}
                DescribedObject::Relation(columns) => self.update_fields(class, columns, &kinds),
            }
        }
        Vec::new()
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
        // Imports come before the other insertions at the same position.
        let others = std::mem::take(&mut self.edits[module]);
        self.add_imports(module);
        let mut edits = std::mem::take(&mut self.edits[module]);
        edits.extend(others);
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
