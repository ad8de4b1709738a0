//! Python that people edit, brought in step: of the classes that stand for something only what is stale changes, and all else stays
//! byte for byte.

mod annotation;
mod columns;
mod imports;
mod labels;
mod lines;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pgplumb_catalog::{Catalog, Change, ObjectId};
use ruff_python_parser::parse_module;

use super::compare::{About, Object, Options, Resolved, compare, resolve};
use super::read::{Modules, with_stack};
use super::types::Types;
use super::{BadPython, PythonFile};
use crate::report::Finding;

/// What became of files.
#[derive(Clone, Debug)]
pub struct Updated {
    /// The files as they should be.
    pub files: Vec<PythonFile>,
    /// What had to be left to their authors, by its place in the files as they should be.
    pub left: Vec<Finding>,
}

/// A replacement of some bytes.
type Edit = (Range<usize>, String);

/// Brings files in step with a catalog. Those that need no change come back as they are.
///
/// What is changed: labels of enums and columns of classes for rows are added where the database has them and taken away where it does
/// not; annotations say the type and nullability of their columns; names that a type needs are imported. What cannot be said by
/// changing some lines is left, and told of. What would mend a change that `is_kept` names is not done, and not told of.
///
/// # Errors
/// The first file that is no Python; which lines are stale cannot be told then.
pub fn update(
    catalog: &Catalog,
    files: &[PythonFile],
    options: &Options,
    is_kept: &dyn Fn(&Change) -> bool,
) -> Result<Updated, BadPython> {
    with_stack(|| update_here(catalog, files, options, is_kept))
}

fn update_here(
    catalog: &Catalog,
    files: &[PythonFile],
    options: &Options,
    is_kept: &dyn Fn(&Change) -> bool,
) -> Result<Updated, BadPython> {
    let (modules, bad) = Modules::parse(files);
    if let Some(bad) = bad.into_iter().next() {
        return Err(bad);
    }
    let types = Types::of(catalog);
    let resolved = resolve(catalog, &modules, options, is_kept);
    let mut work = Work::new(&modules, &types, options);
    for Resolved { class, object, id, .. } in &resolved {
        if let Object::Enum(_) = object {
            work.enums.entry(id.clone()).or_default().push((class.module, class.place));
        }
    }
    for Resolved { class, object, differences, .. } in &resolved {
        let about: Vec<About> = differences.iter().map(|difference| difference.about).collect();
        match object {
            Object::Enum(source) if !about.is_empty() => work.labels(class, source),
            Object::Enum(_) => {}
            Object::Rows(columns) => work.columns(class, columns, &about),
        }
    }
    let texts = work.finish();
    let file = |(text, file): (String, &PythonFile)| PythonFile { path: file.path.clone(), text };
    let files: Vec<PythonFile> = texts.into_iter().zip(files).map(file).collect();
    let left = compare(catalog, &files, options).findings;
    let is_left = |finding: &Finding| match finding {
        Finding::Schema { change, location, .. } => location.is_some() && !is_kept(change),
        Finding::File { .. } => true,
    };
    let left = left.into_iter().filter(is_left).collect();
    Ok(Updated { files, left })
}

/// Files on their way.
struct Work<'a> {
    modules: &'a Modules<'a>,
    types: &'a Types<'a>,
    options: &'a Options,
    /// The classes that stand for enums: file and place.
    enums: BTreeMap<ObjectId, Vec<(usize, usize)>>,
    /// What is to be replaced, file by file.
    edits: Vec<Vec<Edit>>,
    /// What is to be imported there: module and name.
    imports: Vec<BTreeSet<(&'static str, &'static str)>>,
    /// What each of the classes that inherit a field would have of it, by file and place of the field.
    inherited: BTreeMap<(usize, usize), Vec<Vec<Edit>>>,
}

impl<'a> Work<'a> {
    fn new(modules: &'a Modules<'a>, types: &'a Types<'a>, options: &'a Options) -> Self {
        let number = modules.modules.len();
        let (edits, imports) = (vec![Vec::new(); number], vec![BTreeSet::new(); number]);
        Self { modules, types, options, enums: BTreeMap::new(), edits, imports, inherited: BTreeMap::new() }
    }

    fn text(&self, module: usize) -> &'a str {
        &self.modules.modules[module].file.text
    }

    fn edit(&mut self, module: usize, range: Range<usize>, with: impl Into<String>) {
        self.edits[module].push((range, with.into()));
    }

    /// The texts of the files, in their order.
    fn finish(mut self) -> Vec<String> {
        // What is inherited changes where it is right for all who inherit it.
        for ((module, _), wanted) in std::mem::take(&mut self.inherited) {
            if let Some((first, others)) = wanted.split_first()
                && others.iter().all(|other| other == first)
            {
                self.edits[module].extend(first.iter().cloned());
            }
        }
        (0..self.edits.len()).map(|module| self.finished(module)).collect()
    }

    fn finished(&mut self, module: usize) -> String {
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
            // Of two that are about the same place one is made: what is left is told of.
            if range.end <= next {
                next = range.start;
                text.replace_range(range, &with);
            }
        }
        // What is no Python any more would be worse than what is stale.
        if parse_module(&text).is_ok() { text } else { before.to_owned() }
    }
}
