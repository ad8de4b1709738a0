//! Insertion and removal of statements and items.

use std::collections::BTreeSet;
use std::ops::Range;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::super::read::PythonClass;
use super::{Edit, Updater};

impl Updater<'_> {
    /// The lines of a range, including the last line end.
    pub(super) fn lines(&self, module: usize, range: &Range<usize>) -> Range<usize> {
        let text = self.text(module);
        let start = text[..range.start].rfind(['\n', '\r']).map_or(0, |index| index + 1);
        let end = text[range.end..].find(['\n', '\r']).map_or(text.len(), |index| range.end + index);
        let is_crlf = text[end..].starts_with("\r\n");
        start..(end + if is_crlf { 2 } else { 1 }).min(text.len())
    }

    /// Whether a range is alone on its lines, apart from a comma and a comment.
    fn is_alone_on_lines(&self, module: usize, range: &Range<usize>) -> bool {
        let lines = self.lines(module, range);
        let text = self.text(module);
        let after = text[range.end..lines.end].trim();
        let after = after.strip_prefix(',').unwrap_or(after).trim_start();
        text[lines.start..range.start].trim().is_empty() && (after.is_empty() || after.starts_with('#'))
    }

    /// The line end that the file uses.
    pub(super) fn line_end(&self, module: usize) -> &'static str {
        match self.text(module) {
            text if text.contains("\r\n") => "\r\n",
            text if text.contains('\r') && !text.contains('\n') => "\r",
            _ => "\n",
        }
    }

    pub(super) fn indent(&self, module: usize, range: &Range<usize>) -> String {
        let lines = self.lines(module, range);
        self.text(module)[lines].chars().take_while(|c| *c == ' ' || *c == '\t').collect()
    }

    /// Extends a statement by the docstring below it.
    fn with_docstring(&self, module: usize, range: &Range<usize>) -> Range<usize> {
        let Ok(start) = TextSize::try_from(range.start) else { return range.clone() };
        let class = self.modules.enclosing_class(module, start);
        let body = class.and_then(|id| self.modules.class_def(id)).map_or(&[][..], |class| &class.body);
        let mut after = body.iter().skip_while(|s| Range::<usize>::from(s.range()) != *range);
        match (after.next(), after.next()) {
            (Some(_), Some(Stmt::Expr(below))) if matches!(*below.value, Expr::StringLiteral(_)) => {
                range.start..below.range().end().to_usize()
            }
            _ => range.clone(),
        }
    }

    /// Removes a statement from a class body.
    pub(super) fn remove_statement(&self, module: usize, range: &Range<usize>) -> Option<Edit> {
        let range = &self.with_docstring(module, range);
        self.is_alone_on_lines(module, range).then(|| (self.lines(module, range), String::new()))
    }

    /// Inserts a statement after or before another one, with the same indentation.
    pub(super) fn insert_statement(
        &mut self,
        class: &PythonClass,
        sibling: &Range<usize>,
        is_after: bool,
        line: &str,
    ) {
        let module = class.id.module;
        let (indent, end) = (self.indent(module, sibling), self.line_end(module));
        let lines = self.lines(module, &self.with_docstring(module, sibling));
        if !is_after {
            return self.edit(module, lines.start..lines.start, format!("{indent}{line}{end}"));
        }
        let has_end = self.text(module)[lines.clone()].ends_with(['\n', '\r']);
        let new = if has_end { format!("{indent}{line}{end}") } else { format!("{end}{indent}{line}") };
        self.edit(module, lines.end..lines.end, new);
    }

    /// Removes items from a list or dictionary. `removed` holds their indexes.
    pub(super) fn remove_items(&mut self, module: usize, items: &[Range<usize>], removed: &BTreeSet<usize>) {
        let mut index = 0;
        while index < items.len() {
            if !removed.contains(&index) {
                index += 1;
                continue;
            }
            let last = (index..items.len()).take_while(|next| removed.contains(next)).last().unwrap_or(index);
            let run = &items[index..=last];
            if run.iter().all(|range| self.is_alone_on_lines(module, range)) {
                for range in run {
                    let lines = self.lines(module, range);
                    self.edit(module, lines, "");
                }
            } else if index > 0 {
                self.edit(module, items[index - 1].end..items[last].end, "");
            } else if let Some(next) = items.get(last + 1) {
                self.edit(module, items[index].start..next.start, "");
            }
            index = last + 1;
        }
    }

    /// Inserts an item after or before another one, on its own line if the other one is.
    pub(super) fn insert_item(&mut self, module: usize, sibling: &Range<usize>, is_after: bool, item: &str) {
        if !self.is_alone_on_lines(module, sibling) {
            let (position, new) = if is_after {
                (sibling.end, format!(", {item}"))
            } else {
                (sibling.start, format!("{item}, "))
            };
            return self.edit(module, position..position, new);
        }
        let (indent, end) = (self.indent(module, sibling), self.line_end(module));
        let lines = self.lines(module, sibling);
        if is_after && !self.text(module)[sibling.end..lines.end].trim_start().starts_with(',') {
            self.edit(module, sibling.end..sibling.end, ",");
        }
        let position = if is_after { lines.end } else { lines.start };
        self.edit(module, position..position, format!("{indent}{item},{end}"));
    }

    /// Formats a string with the kind of quotes used nearby.
    pub(super) fn quoted(&self, module: usize, sibling: &Range<usize>, value: &str) -> String {
        let literal = super::super::text::string(value);
        let uses_single = !self.text(module)[sibling.clone()].contains('"');
        let is_plain = !value.contains(['\'', '"', '\\']) && literal.len() == value.len() + 2;
        if uses_single && is_plain { format!("'{value}'") } else { literal }
    }
}
