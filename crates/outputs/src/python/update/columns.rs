//! Columns of classes for rows.

use std::collections::BTreeSet;
use std::ops::Range;

use pgplumb_catalog::kinds::column::Column;

use super::super::compare::About;
use super::super::names;
use super::super::read::{ClassKind, Declared, Field};
use super::{Edit, Work, annotation};

impl Work<'_> {
    /// Brings a class's columns in step, as far as some differences go.
    pub(super) fn columns(&mut self, class: &Declared, columns: &[Column], about: &[About]) {
        let column_of = |field: &Field| columns.iter().find(|column| *column.column_name == *field.column);
        let mut gone = BTreeSet::new();
        for (at, field) in class.fields.iter().enumerate() {
            let is_gone = || about.iter().any(|about| matches!(about, About::Superfluous(of) if *of == at));
            let wanted = match column_of(field) {
                Some(column) => self.annotate(class, at, column, about),
                None if !is_gone() => Vec::new(),
                None if !class.is_class => {
                    gone.insert(at);
                    Vec::new()
                }
                None if self.is_used(class, field) => Vec::new(),
                None => self.remove_statement(field.module, &field.range.into()).into_iter().collect(),
            };
            if self.is_own(class, field) {
                self.edits[field.module].extend(wanted);
            } else {
                let place = (field.module, field.range.start().to_usize());
                self.inherited.entry(place).or_default().push(wanted);
            }
        }
        if gone.len() < class.fields.len() {
            let ranges: Vec<Range<usize>> = class.fields.iter().map(|field| field.range.into()).collect();
            self.remove_items(class.module, &ranges, &gone);
        }
        for about in about {
            if let About::Missing(at) = about {
                self.add(class, columns, *at);
            }
        }
    }

    /// Whether a field is the class's own, and not one that it inherits.
    fn is_own(&self, class: &Declared, field: &Field) -> bool {
        let (field_range, module) = (Range::from(field.range), field.module);
        let own = self.modules.range(class);
        module == class.module
            && own.is_some_and(|own| own.start <= field_range.start && field_range.end <= own.end)
    }

    /// Whether files could not be imported any more, or classes not be mapped, without a field.
    fn is_used(&self, class: &Declared, field: &Field) -> bool {
        if field.call.as_ref().is_some_and(|call| call.is_needed) {
            return true;
        }
        let classes = std::iter::once((class.module, class.place)).chain(field.adds);
        classes.into_iter().any(|class| {
            let used = self.modules.used(class, field.range);
            used.contains(&field.column) || field.name.as_ref().is_some_and(|name| used.contains(name))
        })
    }

    /// Adds a column to a class, beside the nearest that is there.
    fn add(&mut self, class: &Declared, columns: &[Column], at: usize) {
        let (module, column) = (class.module, &columns[at]);
        let name = &*column.column_name;
        let is_column = |field: &&Field| columns.iter().any(|column| *column.column_name == *field.column);
        let own: Vec<&Field> =
            class.fields.iter().filter(|field| self.is_own(class, field)).filter(is_column).collect();
        let of = |column: &Column| own.iter().find(|field| field.column == *column.column_name).copied();
        let before = columns[..at].iter().rev().find_map(of);
        let after = columns[at..].iter().find_map(of);
        let Some(near) = before.or(after) else { return };
        let (range, is_after) = (Range::from(near.range), before.is_some());
        if !class.is_class {
            let Some(written) = self.type_of(class, module, column, column.is_nullable()) else { return };
            let key = self.quoted(module, &range, name);
            return self.put_item(module, &range, is_after, &format!("{key}: {written}"));
        }
        let is_free =
            names::is_attribute(name) && !self.modules.taken(class).iter().any(|taken| taken == name);
        let Some(annotated) = near.annotation.filter(|_| is_free) else { return };
        let is_mapped = self.text(module)[Range::<usize>::from(annotated)].contains("Mapped[");
        // Without that, SQLAlchemy takes it for no column.
        if class.kind == ClassKind::Mapped
            && !is_mapped
            && near.call.is_some()
            && class.table.is_some()
            && !class.is_model
        {
            return;
        }
        let Some((near, is_after, default)) = self.place(class, &own, near, is_after, column) else { return };
        let Some(written) = self.type_of(class, module, column, column.is_nullable()) else { return };
        let written = if is_mapped { format!("{}[{written}]", self.mapped(module)) } else { written };
        self.put_statement(class, &near, is_after, &format!("{name}: {written}{default}"));
    }

    /// What the file calls `Mapped`.
    fn mapped(&self, module: usize) -> String {
        self.local(module, "sqlalchemy.orm", "Mapped").unwrap_or_else(|| "Mapped".to_owned())
    }

    /// Where a column goes, and what default it has: in a data class none without one may follow those with one.
    fn place(
        &self,
        class: &Declared,
        own: &[&Field],
        near: &Field,
        is_after: bool,
        column: &Column,
    ) -> Option<(Range<usize>, bool, &'static str)> {
        let is_written_so = class
            .fields
            .iter()
            .any(|field| field.has_value && field.call.as_ref().is_none_or(|c| c.nullable.is_none()));
        let asked = (near.range.into(), is_after);
        let default = if column.is_nullable() { " = None" } else { "" };
        if !class.is_ordered {
            let is_converting = class.kind != ClassKind::Plain && is_written_so;
            let is_mapped =
                self.text(near.module)[Range::<usize>::from(near.annotation?)].contains("Mapped[");
            return Some((asked.0, asked.1, if is_converting && !is_mapped { default } else { "" }));
        }
        let first_with = class.fields.iter().position(|field| field.has_value);
        let at =
            class.fields.iter().position(|field| field.range == near.range && field.module == near.module)?;
        let follows = first_with.is_some_and(|first| first < at || first == at && is_after);
        if !follows {
            return Some((asked.0, asked.1, ""));
        }
        if column.is_nullable() {
            return Some((asked.0, asked.1, default));
        }
        // After the last that has none, before the first that has one, if that is the class's own.
        let first = &class.fields[first_with?];
        let first = own.iter().find(|field| field.range == first.range && field.module == first.module)?;
        Some((first.range.into(), false, ""))
    }

    /// What changes of a field that stays.
    fn annotate(&mut self, class: &Declared, at: usize, column: &Column, about: &[About]) -> Vec<Edit> {
        let field = &class.fields[at];
        // SQLAlchemy's types are not for changing by an annotation alone.
        let is_type = about.iter().any(|about| matches!(about, About::Type(of, true) if *of == at));
        let is_null = about.iter().any(|about| matches!(about, About::Nulls(of) if *of == at));
        let nullable = column.is_nullable();
        let mut edits = Vec::new();
        if is_null && let Some(call) = &field.call {
            match (call.nullable_at, call.end, call.nullable) {
                (Some(literal), ..) => {
                    edits.push((literal.into(), if nullable { "True" } else { "False" }.to_owned()));
                }
                (None, Some(end), Some(true)) if !nullable => {
                    let end = end.end().to_usize();
                    edits.push((end..end, ", nullable=False".to_owned()));
                }
                // A key is never null.
                (None, _, Some(_)) => return Vec::new(),
                _ => {}
            }
        }
        let Some(range) = field.annotation.map(Range::<usize>::from) else { return edits };
        let whole = &self.text(field.module)[range.clone()];
        let core = annotation::core(whole);
        let (at, written) = (range.start + core.start..range.start + core.end, &whole[core]);
        let says_null = field.said.may_be_none();
        // What else is said of the values may hold for no other type.
        if is_type && field.call.as_ref().is_some_and(|call| call.is_constrained || call.is_aliased) {
            return Vec::new();
        }
        let new = match (is_type, nullable) {
            // What is said of nulls may be wrong, and meant to stay so.
            (true, _) if is_null || field.may_be_null() == Some(nullable) => {
                self.type_of(class, field.module, column, nullable)
            }
            (true, _) => self.type_of(class, field.module, column, says_null),
            (false, _) if !is_null || says_null == nullable => None,
            (false, true) => Some(self.optional(field.module, written)),
            (false, false) => {
                annotation::required(written).or_else(|| self.type_of(class, field.module, column, false))
            }
        };
        edits.extend(new.filter(|new| new != written).map(|new| (at, new)));
        edits
    }
}
