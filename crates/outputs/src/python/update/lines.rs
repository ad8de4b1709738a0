//! Statements and items that come and go, with the lines that they stand on.

use std::collections::BTreeSet;
use std::ops::Range;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::super::read::Declared;
use super::{Edit, Work};

impl Work<'_> {
    /// The lines of a range, with the last one's end.
    pub(super) fn lines(&self, module: usize, range: &Range<usize>) -> Range<usize> {
        let text = self.text(module);
        let start = text[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = text[range.end..].find(['\n', '\r']).map_or(text.len(), |at| range.end + at);
        let has_two = text[end..].starts_with("\r\n");
        start..(end + if has_two { 2 } else { 1 }).min(text.len())
    }

    /// Whether something stands alone on its lines, but for a comma and a comment.
    fn is_alone(&self, module: usize, range: &Range<usize>) -> bool {
        let lines = self.lines(module, range);
        let text = self.text(module);
        let after = text[range.end..lines.end].trim();
        let after = after.strip_prefix(',').unwrap_or(after).trim_start();
        text[lines.start..range.start].trim().is_empty() && (after.is_empty() || after.starts_with('#'))
    }

    /// The end that lines have in a file.
    pub(super) fn line_end(&self, module: usize) -> &'static str {
        match self.text(module) {
            text if text.contains("\r\n") => "\r\n",
            text if text.contains('\r') && !text.contains('\n') => "\r",
            _ => "\n",
        }
    }

    fn indent(&self, module: usize, range: &Range<usize>) -> String {
        let lines = self.lines(module, range);
        self.text(module)[lines].chars().take_while(|c| *c == ' ' || *c == '\t').collect()
    }

    /// A statement with the docstring below it.
    fn documented(&self, module: usize, range: &Range<usize>) -> Range<usize> {
        let Ok(start) = TextSize::try_from(range.start) else { return range.clone() };
        let class = self.modules.class_around(module, start);
        let body = class.map(|class| class.body.as_slice()).unwrap_or_default();
        let mut after = body.iter().skip_while(|s| Range::<usize>::from(s.range()) != *range);
        match (after.next(), after.next()) {
            (Some(_), Some(Stmt::Expr(below))) if matches!(*below.value, Expr::StringLiteral(_)) => {
                range.start..below.range().end().to_usize()
            }
            _ => range.clone(),
        }
    }

    /// Takes statements of a class's body away.
    pub(super) fn remove_statement(&self, module: usize, range: &Range<usize>) -> Option<Edit> {
        let range = &self.documented(module, range);
        self.is_alone(module, range).then(|| (self.lines(module, range), String::new()))
    }

    /// A new statement after or before another, indented as that is.
    pub(super) fn put_statement(
        &mut self,
        class: &Declared,
        near: &Range<usize>,
        is_after: bool,
        line: &str,
    ) {
        let module = class.module;
        let (indent, end) = (self.indent(module, near), self.line_end(module));
        let lines = self.lines(module, &self.documented(module, near));
        if !is_after {
            return self.edit(module, lines.start..lines.start, format!("{indent}{line}{end}"));
        }
        let has_end = self.text(module)[lines.clone()].ends_with(['\n', '\r']);
        let new = if has_end { format!("{indent}{line}{end}") } else { format!("{end}{indent}{line}") };
        self.edit(module, lines.end..lines.end, new);
    }

    /// Takes items of a list or dictionary away.
    pub(super) fn remove_items(&mut self, module: usize, all: &[Range<usize>], gone: &BTreeSet<usize>) {
        let mut at = 0;
        while at < all.len() {
            if !gone.contains(&at) {
                at += 1;
                continue;
            }
            let last = (at..all.len()).take_while(|at| gone.contains(at)).last().unwrap_or(at);
            if (at..=last).all(|at| self.is_alone(module, &all[at])) {
                for range in &all[at..=last] {
                    let lines = self.lines(module, range);
                    self.edit(module, lines, "");
                }
            } else if at > 0 {
                self.edit(module, all[at - 1].end..all[last].end, "");
            } else if let Some(next) = all.get(last + 1) {
                self.edit(module, all[at].start..next.start, "");
            }
            at = last + 1;
        }
    }

    /// A new item after or before another, on a line of its own where that is.
    pub(super) fn put_item(&mut self, module: usize, near: &Range<usize>, is_after: bool, item: &str) {
        if !self.is_alone(module, near) {
            let (at, new) =
                if is_after { (near.end, format!(", {item}")) } else { (near.start, format!("{item}, ")) };
            return self.edit(module, at..at, new);
        }
        let (indent, end) = (self.indent(module, near), self.line_end(module));
        let lines = self.lines(module, near);
        if is_after && !self.text(module)[near.end..lines.end].trim_start().starts_with(',') {
            self.edit(module, near.end..near.end, ",");
        }
        let at = if is_after { lines.end } else { lines.start };
        self.edit(module, at..at, format!("{indent}{item},{end}"));
    }

    /// A string in the quotes that are used there.
    pub(super) fn quoted(&self, module: usize, near: &Range<usize>, value: &str) -> String {
        let written = super::super::text::string(value);
        let uses_single = !self.text(module)[near.clone()].contains('"');
        let is_plain = !value.contains(['\'', '"', '\\']) && written.len() == value.len() + 2;
        if uses_single && is_plain { format!("'{value}'") } else { written }
    }
}
