//! Updates of classes that describe rows.

use std::collections::BTreeSet;
use std::ops::Range;

use pgplumb_catalog::kinds::column::Column;

use super::super::compare::DifferenceKind;
use super::super::names;
use super::super::read::{ClassKind, Field, PythonClass};
use super::{Edit, Updater, annotation};

impl Updater<'_> {
    /// Fixes the given differences of a class.
    pub(super) fn update_fields(
        &mut self,
        class: &PythonClass,
        columns: &[Column],
        differences: &[DifferenceKind],
    ) {
        let column_of = |field: &Field| columns.iter().find(|column| *column.column_name == *field.column);
        let mut removed = BTreeSet::new();
        for (index, field) in class.fields.iter().enumerate() {
            let is_extra = differences
                .iter()
                .any(|difference| matches!(difference, DifferenceKind::ExtraField(field) if *field == index));
            let edits = match column_of(field) {
                Some(column) => self.annotation_edits(class, index, column, differences),
                None if !is_extra => Vec::new(),
                None if !class.is_class_statement => {
                    removed.insert(index);
                    Vec::new()
                }
                None if self.is_used(class, field) => Vec::new(),
                None => self.remove_statement(field.module, &field.range.into()).into_iter().collect(),
            };
            if self.is_own(class, field) {
                self.edits[field.module].extend(edits);
            } else {
                let position = (field.module, field.range.start().to_usize());
                self.inherited.entry(position).or_default().push(edits);
            }
        }
        if removed.len() < class.fields.len() {
            let ranges: Vec<Range<usize>> = class.fields.iter().map(|field| field.range.into()).collect();
            self.remove_items(class.id.module, &ranges, &removed);
        }
        for difference in differences {
            if let DifferenceKind::MissingColumn(index) = difference {
                self.add_field(class, columns, *index);
            }
        }
    }

    /// Whether the class itself declares the field.
    pub(super) fn is_own(&self, class: &PythonClass, field: &Field) -> bool {
        let (field_range, module) = (Range::from(field.range), field.module);
        let own = self.modules.class_range(class);
        module == class.id.module
            && own.is_some_and(|own| own.start <= field_range.start && field_range.end <= own.end)
    }

    /// Whether removing a field would break the import or the mapping of a class.
    fn is_used(&self, class: &PythonClass, field: &Field) -> bool {
        if field.column_call.as_ref().is_some_and(|call| call.is_key) {
            return true;
        }
        let classes = std::iter::once(class.id).chain(field.added_by);
        classes.into_iter().any(|class| {
            let used = self.modules.used_at_import(class, field.range);
            used.contains(&field.column) || field.attribute.as_ref().is_some_and(|name| used.contains(name))
        })
    }

    /// Adds a field next to the field of the nearest column.
    fn add_field(&mut self, class: &PythonClass, columns: &[Column], index: usize) {
        let (module, column) = (class.id.module, &columns[index]);
        let name = &*column.column_name;
        let is_column = |field: &&Field| columns.iter().any(|column| *column.column_name == *field.column);
        let own: Vec<&Field> =
            class.fields.iter().filter(|field| self.is_own(class, field)).filter(is_column).collect();
        let field_of =
            |column: &Column| own.iter().find(|field| field.column == *column.column_name).copied();
        let before = columns[..index].iter().rev().find_map(field_of);
        let after = columns[index..].iter().find_map(field_of);
        let Some(sibling) = before.or(after) else { return };
        let (range, is_after) = (Range::from(sibling.range), before.is_some());
        if !class.is_class_statement {
            let Some(type_text) = self.column_type(class, module, column, column.is_nullable()) else {
                return;
            };
            let key = self.quoted(module, &range, name);
            return self.insert_item(module, &range, is_after, &format!("{key}: {type_text}"));
        }
        let is_free =
            names::is_attribute(name) && !self.modules.body_names(class).iter().any(|taken| taken == name);
        let Some(annotation) = sibling.annotation.filter(|_| is_free) else { return };
        let is_mapped = self.text(module)[Range::<usize>::from(annotation)].contains("Mapped[");
        // SQLAlchemy maps only columns annotated with `Mapped`.
        if class.kind == ClassKind::Mapped
            && !is_mapped
            && sibling.column_call.is_some()
            && class.declared_table.is_some()
            && !class.is_sqlmodel
        {
            return;
        }
        let insertion = self.insertion_point(class, &own, sibling, is_after, column);
        let Some((sibling, is_after, default)) = insertion else { return };
        let Some(type_text) = self.column_type(class, module, column, column.is_nullable()) else { return };
        let type_text = if is_mapped { format!("{}[{type_text}]", self.mapped(module)) } else { type_text };
        self.insert_statement(class, &sibling, is_after, &format!("{name}: {type_text}{default}"));
    }

    /// The local name of `Mapped`.
    pub(super) fn mapped(&self, module: usize) -> String {
        self.local_name(module, "sqlalchemy.orm", "Mapped").unwrap_or_else(|| "Mapped".to_owned())
    }

    /// Where to insert a field, and its default: in a data class, a field without a default may not
    /// follow one with a default.
    fn insertion_point(
        &self,
        class: &PythonClass,
        own: &[&Field],
        sibling: &Field,
        is_after: bool,
        column: &Column,
    ) -> Option<(Range<usize>, bool, &'static str)> {
        let sibling_range = sibling.range.into();
        let default = if column.is_nullable() { " = None" } else { "" };
        if !class.has_ordered_defaults {
            let uses_defaults = class.fields.iter().any(|field| {
                field.has_default && field.column_call.as_ref().is_none_or(|call| call.nullable.is_none())
            });
            let is_mapped =
                self.text(sibling.module)[Range::<usize>::from(sibling.annotation?)].contains("Mapped[");
            let needs_default = class.kind != ClassKind::Plain && uses_defaults && !is_mapped;
            return Some((sibling_range, is_after, if needs_default { default } else { "" }));
        }
        let first_default = class.fields.iter().position(|field| field.has_default);
        let sibling_index = class
            .fields
            .iter()
            .position(|field| field.range == sibling.range && field.module == sibling.module)?;
        let follows_default =
            first_default.is_some_and(|first| first < sibling_index || first == sibling_index && is_after);
        if !follows_default {
            return Some((sibling_range, is_after, ""));
        }
        if column.is_nullable() {
            return Some((sibling_range, is_after, default));
        }
        // Insert before the first field with a default, if the class itself declares it.
        let first = &class.fields[first_default?];
        let first = own.iter().find(|field| field.range == first.range && field.module == first.module)?;
        Some((first.range.into(), false, ""))
    }

    /// The edits that fix the nullability and the type of a field.
    fn annotation_edits(
        &mut self,
        class: &PythonClass,
        index: usize,
        column: &Column,
        differences: &[DifferenceKind],
    ) -> Vec<Edit> {
        let field = &class.fields[index];
        // If the SQLAlchemy type is also wrong, changing the annotation alone does not help.
        let fix_type = differences
            .iter()
            .any(|difference| matches!(difference, DifferenceKind::Type(field, true) if *field == index));
        let fix_nullability = differences
            .iter()
            .any(|difference| matches!(difference, DifferenceKind::Nullability(field) if *field == index));
        let nullable = column.is_nullable();
        let mut edits = Vec::new();
        if fix_nullability && let Some(call) = &field.column_call {
            match (call.nullable_literal, call.last_argument, call.nullable) {
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
        let inner = annotation::inner_type(whole);
        let (inner_range, old) = (range.start + inner.start..range.start + inner.end, &whole[inner]);
        let hint_is_nullable = field.hint.may_be_none();
        // The constraints may not apply to the new type.
        if fix_type && field.column_call.as_ref().is_some_and(|call| call.is_constrained || call.is_aliased) {
            return Vec::new();
        }
        let new = match (fix_type, nullable) {
            // The nullability may be wrong but ignored.
            (true, _) if fix_nullability || field.is_nullable() == Some(nullable) => {
                self.column_type(class, field.module, column, nullable)
            }
            (true, _) => self.column_type(class, field.module, column, hint_is_nullable),
            (false, _) if !fix_nullability || hint_is_nullable == nullable => None,
            (false, true) => Some(self.optional(field.module, old)),
            (false, false) => {
                annotation::without_none(old).or_else(|| self.column_type(class, field.module, column, false))
            }
        };
        edits.extend(new.filter(|new| new != old).map(|new| (inner_range, new)));
        edits
    }
}
