//! Differences between a class and the object that it describes.

use std::collections::BTreeMap;

use pgplumb_catalog::change::ChangeKind;
use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Change, Kind, ObjectId, Severity};
use serde_json::Value;

use super::super::read::{ClassKind, Field, PythonClass, StatedType, StatementId, TypeHint};
use super::super::sql_type::SqlType;
use super::super::text;
use super::super::types::TypeObject;
use super::accepted_types::AcceptedTypes;
use super::shown_types::format_hint;
use super::{Comparer, change};

/// A difference between a class and the object that it describes.
pub(in super::super) struct Difference {
    pub kind: DifferenceKind,
    pub change: Change,
    /// Module and line.
    pub location: (usize, u32),
    pub message: String,
}

/// What differs, for the update. Columns and fields are given by their index in the relation or
/// class.
#[derive(Clone, Copy)]
pub(in super::super) enum DifferenceKind {
    Labels,
    /// A column without a field.
    MissingColumn(usize),
    /// A field without a column.
    ExtraField(usize),
    /// The nullability of a field.
    Nullability(usize),
    /// The type of a field, and whether changing the annotation alone fixes it.
    Type(usize, bool),
}

/// A field and the column that it describes.
#[derive(Clone, Copy)]
struct Pair<'c> {
    class: &'c PythonClass,
    /// The index of the field in the class.
    field: usize,
    relation: &'c ObjectId,
    column: &'c Column,
}

impl Comparer<'_> {
    /// Compares the labels of an enum.
    pub(super) fn labels(class: &PythonClass, source: &Enum) -> Vec<Difference> {
        let code: Vec<&str> = class.members.iter().map(|member| member.label.as_str()).collect();
        let database: Vec<&str> = source.labels.iter().map(|label| &**label).collect();
        let list =
            |labels: &[&str]| Value::from(labels.iter().map(|label| Value::from(*label)).collect::<Vec<_>>());
        let difference = |line, message| Difference {
            kind: DifferenceKind::Labels,
            change: change(
                source.id(),
                None,
                ChangeKind::Changed { property: "labels".to_owned(), from: list(&code), to: list(&database) },
                Severity::High,
            ),
            location: (class.id.module, line),
            message,
        };
        let missing: Vec<&str> = database.iter().filter(|label| !code.contains(label)).copied().collect();
        let (known, unknown): (Vec<_>, Vec<_>) = class
            .members
            .iter()
            .filter(|member| !database.contains(&member.label.as_str()))
            .partition(|member| member.is_label_known);
        let mut found = Vec::new();
        if !missing.is_empty() && unknown.is_empty() {
            let message = format!("labels missing in {}: {}", class.name, join_labels(&missing));
            found.push(difference(class.line, message));
        }
        found.extend(known.into_iter().map(|member| {
            let label = join_labels(&[&member.label]);
            let message = format!("label in {}, but not in the database: {label}", class.name);
            difference(member.line, message)
        }));
        found
    }

    /// Compares the columns of a relation with the fields of a class.
    pub(super) fn columns(
        &self,
        class: &PythonClass,
        relation: &ObjectId,
        columns: &[Column],
    ) -> Vec<Difference> {
        let mut found = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let mut has_field = false;
            for (field, _) in
                class.fields.iter().enumerate().filter(|(_, field)| field.column == *column.column_name)
            {
                has_field = true;
                let pair = Pair { class, field, relation, column };
                found.extend(self.nullability(pair));
                found.extend(self.column_type(pair));
                found.extend(self.inline_labels(pair));
            }
            if !has_field && !class.has_unknown_fields {
                let (name, sql) = (&column.column_name, &column.sql_type);
                let kind = ChangeKind::Added { summary: sql.to_string() };
                found.push(Difference {
                    kind: DifferenceKind::MissingColumn(index),
                    change: column_change(relation, name, kind, Severity::Medium),
                    location: (class.id.module, class.line),
                    message: format!("column {name}: missing in {} ({sql})", class.name),
                });
            }
        }
        for (index, field) in class.fields.iter().enumerate() {
            if !field.is_uncertain && columns.iter().all(|column| *column.column_name != *field.column) {
                let kind = ChangeKind::Removed { summary: String::new() };
                let declaring = self.declaring_class(class, index);
                found.push(Difference {
                    kind: DifferenceKind::ExtraField(index),
                    change: column_change(relation, &field.column, kind, Severity::Critical),
                    location: (field.module, field.line),
                    message: format!("column {}: in {declaring}, but not in the database", field.column),
                });
            }
        }
        found
    }

    /// Compares the nullability of a field with its column.
    fn nullability(&self, pair: Pair<'_>) -> Option<Difference> {
        let Pair { class, field: index, relation, column } = pair;
        // Both are right for a column with a NOT NULL domain.
        if column.not_null_by_domain {
            return None;
        }
        let (field, is_nullable) = (&class.fields[index], column.is_nullable());
        let field_is_nullable = field.is_nullable().filter(|code| *code != is_nullable)?;
        let yes_or_no = |nullable: bool| if nullable { "YES" } else { "NO" };
        let kind = ChangeKind::Changed {
            property: "is_nullable".to_owned(),
            from: yes_or_no(field_is_nullable).into(),
            to: yes_or_no(is_nullable).into(),
        };
        // Code that does not expect NULL fails; code that expects NULL needlessly is merely too
        // careful.
        let (severity, difference) = match is_nullable {
            true => (Severity::High, "nullable in the database, but not in"),
            false => (Severity::Low, "not nullable in the database, but nullable in"),
        };
        let (name, declaring) = (&column.column_name, self.declaring_class(class, index));
        Some(Difference {
            kind: DifferenceKind::Nullability(index),
            change: column_change(relation, name, kind, severity),
            location: (field.module, field.line),
            message: format!("column {name}: {difference} {declaring}"),
        })
    }

    /// Compares the type of a field with its column: the annotation first, then the type in the
    /// SQLAlchemy call.
    fn column_type(&self, pair: Pair<'_>) -> Option<Difference> {
        let Pair { class, field: index, column, .. } = pair;
        let is_wrong = |hint: &TypeHint| !self.accepted().accepts(hint, &column.sql_type, class.kind);
        let field = &class.fields[index];
        let declared = field.column_type();
        let needs_enum = self.stores_enum(class, field) && !self.is_enum(column);
        let call = declared.map(|declared| &declared.hint).filter(|hint| needs_enum || is_wrong(hint));
        let is_annotation_wrong = match (declared, &field.derived_type) {
            // The column type decides which values are possible.
            (Some(declared), _) => {
                !declared.is_converting
                    && is_wrong(&field.hint)
                    && (call.is_some() || !is_lenient(&field.hint, column))
            }
            (None, Some(derived)) => is_wrong(&derived.hint),
            (None, None) => needs_enum || is_wrong(&field.hint),
        };
        let annotation = Some(&field.hint).filter(|_| is_annotation_wrong);
        let Some(wrong) = annotation.or(call) else { return self.stated_type(pair) };
        let code_type = format_hint(self.modules, wrong);
        let is_fixed_by_annotation = call.is_none();
        Some(self.type_difference(pair, code_type, Severity::High, is_fixed_by_annotation))
    }

    /// Compares the width, length, precision and time zone of a type, if the class specifies them.
    fn stated_type(&self, pair: Pair<'_>) -> Option<Difference> {
        let Pair { class, field, column, .. } = pair;
        let field = &class.fields[field];
        let column_type = field.column_type().or(field.derived_type.as_ref());
        let by_field = || field.column_call.as_ref()?.stated.as_ref();
        let (stated, hint) = match column_type {
            Some(column_type) => (column_type.stated.as_ref()?, &column_type.hint),
            // Of other classes, the arguments only restrict the values.
            None if class.is_sqlmodel && class.kind == ClassKind::Mapped => (by_field()?, &field.hint),
            None => return None,
        };
        if stated.fits(&SqlType::parse(&column.sql_type)) {
            return None;
        }
        // A time without zone is another time; the other differences concern only some values.
        let severity = if matches!(stated, StatedType::Zone(_)) { Severity::High } else { Severity::Low };
        let code_type = format!("{}{}", format_hint(self.modules, hint), stated.arguments());
        Some(self.type_difference(pair, code_type, severity, false))
    }

    fn type_difference(
        &self,
        pair: Pair<'_>,
        code_type: String,
        severity: Severity,
        is_fixed_by_annotation: bool,
    ) -> Difference {
        let Pair { class, field: index, relation, column } = pair;
        let field = &class.fields[index];
        let kind = ChangeKind::Changed {
            property: "type".to_owned(),
            from: code_type.clone().into(),
            to: (&*column.sql_type).into(),
        };
        let (name, sql) = (&column.column_name, &column.sql_type);
        let declaring = self.declaring_class(class, index);
        Difference {
            kind: DifferenceKind::Type(index, is_fixed_by_annotation),
            change: column_change(relation, name, kind, severity),
            location: (field.module, field.line),
            message: format!("column {name}: type {code_type} in {declaring}, {sql} in the database"),
        }
    }

    fn accepted(&self) -> AcceptedTypes<'_> {
        AcceptedTypes {
            types: &self.types,
            objects: &self.objects,
            enum_uses: &self.enum_uses,
            modules: self.modules,
            options: self.options,
        }
    }

    /// Whether SQLAlchemy stores a field as an enum of the database.
    fn stores_enum(&self, class: &PythonClass, field: &Field) -> bool {
        match (field.column_type(), &field.derived_type) {
            (Some(column_type), _) | (None, Some(column_type)) => column_type.enumeration.is_some(),
            (None, None) if class.kind == ClassKind::Mapped => match field.hint.alternatives().as_slice() {
                [TypeHint::Class(class)] => self.enum_uses.of(*class).next().is_some(),
                _ => false,
            },
            _ => false,
        }
    }

    fn is_enum(&self, column: &Column) -> bool {
        let sql = self.types.without_domains(&column.sql_type);
        matches!(self.types.resolve(&sql), TypeObject::Enum(_))
    }

    /// Finds the enums whose labels the fields of a class list themselves.
    pub(super) fn find_inline_enums(&mut self, class: &PythonClass, columns: &[Column]) {
        for column in columns {
            let sql = self.types.without_domains(&column.sql_type);
            let TypeObject::Enum(source) = self.types.resolve(&sql) else { continue };
            let mut fields = class.fields.iter().filter(|field| field.column == *column.column_name);
            if fields.any(|field| self.listed_labels(field).is_some()) {
                self.inline_enums.insert(source.id());
            }
        }
    }

    /// The labels that a field lists.
    fn listed_labels<'f>(&self, field: &'f Field) -> Option<&'f Vec<String>> {
        match field.column_type().and_then(|found| found.enumeration.as_ref()) {
            Some(enumeration) => Some(&enumeration.labels).filter(|labels| !labels.is_empty()),
            None => literal_labels(&field.hint, &self.objects),
        }
    }

    /// Compares labels that the field itself lists: `Literal["a", "b"]`, `Enum("a", "b")`.
    fn inline_labels(&self, pair: Pair<'_>) -> Option<Difference> {
        let Pair { class, field: index, relation, column } = pair;
        let field = &class.fields[index];
        let sql = self.types.without_domains(&column.sql_type);
        let TypeObject::Enum(source) = self.types.resolve(&sql) else { return None };
        let labels = self.listed_labels(field)?;
        let database: Vec<&str> = source.labels.iter().map(|label| &**label).collect();
        let code: Vec<&str> = labels.iter().map(String::as_str).collect();
        let missing: Vec<&str> = database.iter().filter(|label| !code.contains(label)).copied().collect();
        let unknown: Vec<&str> = code.iter().filter(|label| !database.contains(label)).copied().collect();
        let mut parts = Vec::new();
        if !unknown.is_empty() {
            parts.push(format!("not in the database: {}", join_labels(&unknown)));
        }
        if !missing.is_empty() {
            parts.push(format!("missing: {}", join_labels(&missing)));
        }
        if parts.is_empty() {
            return None;
        }
        let (name, declaring) = (&column.column_name, self.declaring_class(class, index));
        let kind = ChangeKind::Changed {
            property: "labels".to_owned(),
            from: Value::from(code),
            to: Value::from(database),
        };
        Some(Difference {
            kind: DifferenceKind::Labels,
            change: column_change(relation, name, kind, Severity::High),
            location: (field.module, field.line),
            message: format!("column {name}: labels in {declaring} differ: {}", parts.join("; ")),
        })
    }

    /// The name of the class that declares a field.
    fn declaring_class<'c>(&'c self, class: &'c PythonClass, field: usize) -> &'c str {
        class.fields[field].added_by.map_or(&class.name, |id| self.modules.name_of(id))
    }
}

/// The labels of a `Literal` that no class or alias of these files describes.
fn literal_labels<'h>(
    hint: &'h TypeHint,
    objects: &BTreeMap<StatementId, ObjectId>,
) -> Option<&'h Vec<String>> {
    hint.alternatives().into_iter().find_map(|hint| match hint {
        TypeHint::Literal(labels, alias) if alias.is_none_or(|alias| !objects.contains_key(&alias)) => {
            Some(labels)
        }
        TypeHint::List(item) => literal_labels(item, objects),
        _ => None,
    })
}

/// Whether an annotation is possible next to a right column type: SQLAlchemy's `UUID` returns text
/// with `as_uuid=False`, which is the default in SQLAlchemy 1.
fn is_lenient(hint: &TypeHint, column: &Column) -> bool {
    let is_text = |hint: &&TypeHint| matches!(hint, TypeHint::Named(name) if name == "str");
    *column.sql_type == *"uuid" && hint.alternatives().iter().all(is_text)
}

fn column_change(relation: &ObjectId, column: &str, kind: ChangeKind, severity: Severity) -> Change {
    change(relation.nested(Kind::Column, column), Some(relation.clone()), kind, severity)
}

/// Joins labels for a message, quoting those that are not plain words.
fn join_labels(labels: &[&str]) -> String {
    let is_plain =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c));
    let quoted = |label: &&str| if is_plain(label) { (*label).to_owned() } else { text::string(label) };
    labels.iter().map(quoted).collect::<Vec<_>>().join(", ")
}
