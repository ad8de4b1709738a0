//! Where a new class is added, and the classes that it is written like.

use std::collections::BTreeMap;

use pgplumb_catalog::{Kind, ObjectId};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::super::super::compare::{Matched, MatchedClass};
use super::super::super::read::StatementId;
use super::super::Updater;

/// Where a new class is added.
pub(super) struct Place<'m> {
    pub module: usize,
    /// The index of the statement that it follows; `None` at the end of the imports.
    pub after: Option<usize>,
    /// The classes of the same kind in the file, in their order.
    pub similar: Vec<&'m MatchedClass<'m>>,
}

impl Updater<'_> {
    /// Finds the place for the class of an object: the file with the most classes of this kind for
    /// objects of the same schema, or else the file with the most classes.
    pub(super) fn place<'m>(&self, matched: &'m Matched<'m>, id: &ObjectId) -> Result<Place<'m>, String> {
        let is_enum = id.kind == Kind::Enum;
        let of_kind: Vec<_> =
            matched.classes.iter().filter(|m| (m.id.kind == Kind::Enum) == is_enum).collect();
        let of_kind: Vec<_> = of_kind.into_iter().filter(|m| self.is_top_level(m.class.id)).collect();
        let usable: Vec<_> = of_kind.iter().copied().filter(|m| !m.class.is_read_only).collect();
        if usable.is_empty() && !of_kind.is_empty() {
            return Err("Django models and Table objects are not edited".to_owned());
        }
        let same_schema: Vec<_> = usable.iter().copied().filter(|m| m.id.schema == id.schema).collect();
        let candidates = if same_schema.is_empty() { usable } else { same_schema };
        let Some(module) = most_frequent_module(&candidates) else {
            return self.place_without_similar(matched, is_enum);
        };
        let mut similar: Vec<_> = candidates.into_iter().filter(|m| m.class.id.module == module).collect();
        similar.sort_by_key(|m| m.class.id);
        // The columns of a class may have the type of any enum class in the file.
        let in_module = matched.classes.iter().filter(|m| m.class.id.module == module);
        let anchors = in_module.filter(|m| {
            self.is_top_level(m.class.id) && (!is_enum || m.id.kind == Kind::Enum) && !m.class.is_read_only
        });
        let after = anchors.map(|m| m.class.id.index).max();
        Ok(Place { module, after, similar })
    }

    fn place_without_similar<'m>(
        &self,
        matched: &'m Matched<'m>,
        is_enum: bool,
    ) -> Result<Place<'m>, String> {
        let all: Vec<_> = matched.classes.iter().collect();
        let files: Vec<usize> = self.modules.editable_modules().collect();
        let is_package = |module: &usize| self.modules.modules[*module].file.path.ends_with("__init__.py");
        let first = files.iter().copied().find(|module| !is_package(module));
        let module = most_frequent_module(&all).or(first).or(files.first().copied());
        let Some(module) = module else { return Err("there is no file to add it to".to_owned()) };
        let body = &self.modules.modules[module].body;
        let mut top_level =
            (0..body.len()).filter(|index| self.is_top_level(StatementId { module, index: *index }));
        let after = if is_enum {
            let is_import = |index: &usize| {
                matches!(&body[*index].syntax, Stmt::Import(_) | Stmt::ImportFrom(_))
                    || matches!(&body[*index].syntax, Stmt::Expr(doc) if matches!(*doc.value, Expr::StringLiteral(_)))
            };
            top_level.take_while(is_import).last()
        } else {
            top_level.next_back()
        };
        Ok(Place { module, after, similar: Vec::new() })
    }

    /// Whether a statement starts in the first column.
    pub(super) fn is_top_level(&self, id: StatementId) -> bool {
        let Some(statement) = self.modules.modules[id.module].body.get(id.index) else { return false };
        let before = &self.text(id.module)[..statement.syntax.range().start().to_usize()];
        statement.outer_class.is_none()
            && (before.is_empty() || before == "\u{feff}" || before.ends_with(['\n', '\r']))
    }

    /// Inserts the text of a class at its place, with empty lines before it as before the sample.
    pub(super) fn insert_class(&mut self, place: &Place<'_>, empty_lines: usize, code: &str) {
        let (module, end) = (place.module, self.line_end(place.module));
        let code = code.replace('\n', end);
        let Some(after) = place.after else {
            let code = format!("{}{code}", end.repeat(empty_lines));
            return self.edit(module, 0..0, code);
        };
        let range = self.modules.modules[module].body[after].syntax.range();
        let position = self.lines(module, &range.into()).end;
        let is_ended = self.text(module)[..position].ends_with(['\n', '\r']);
        let missing_end = if is_ended { "" } else { end };
        let code = if is_ended { code } else { code.trim_end().to_owned() };
        // Classes need as many empty lines below them as above.
        let below: Vec<&str> = self.text(module)[position..].lines().take(empty_lines + 1).collect();
        let present = below.iter().take_while(|line| line.trim().is_empty()).count();
        let missing = if present < below.len() { empty_lines.saturating_sub(present) } else { 0 };
        let code = format!("{code}{}", end.repeat(missing));
        self.edit(module, position..position, format!("{missing_end}{}{code}", end.repeat(empty_lines)));
    }

    /// The number of empty lines before a class and the comments above it.
    pub(super) fn empty_lines_before(&self, class: &MatchedClass<'_>) -> Option<usize> {
        let start = self.modules.class_range(&class.class)?.start;
        let before: Vec<&str> = self.text(class.class.id.module)[..start].lines().collect();
        let mut before = before.into_iter().rev().skip_while(|line| line.starts_with('#')).peekable();
        let count = before.by_ref().take_while(|line| line.trim().is_empty()).count();
        Some(count)
    }
}

/// The module with the most classes, or the first of them.
fn most_frequent_module(classes: &[&MatchedClass<'_>]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for class in classes {
        *counts.entry(class.class.id.module).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(module, _)| module)
}
