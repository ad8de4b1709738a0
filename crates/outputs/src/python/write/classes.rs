//! Typed dictionaries and data classes.

use std::fmt::Write as _;

use super::super::generated::{ClassDef, FieldDef, Insert};
use super::super::text::{self, Doc};
use super::super::types::PyType;
use super::{Writer, attributes, fields_with, names, type_names};

/// A `TypedDict` to write.
struct TypedDictDef<'a> {
    name: &'a str,
    fields: Vec<(&'a FieldDef<'a>, &'a PyType)>,
    is_total: bool,
    comment: Option<&'a str>,
}

impl Writer {
    /// Writes a `TypedDict` for rows.
    pub(super) fn typed_dict(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[FieldDef<'_>],
        comment: Option<&str>,
    ) {
        let fields = fields.iter().map(|field| (field, &field.py_type)).collect();
        self.begin_definition(mark);
        self.dict(&TypedDictDef { name, fields, is_total: true, comment });
    }

    /// Writes the classes for inserts and updates.
    pub(super) fn input_dicts(&mut self, def: &ClassDef<'_>) {
        self.partial_dict(&format!("{}Insert", def.name), &def.fields, None);
        let fields = def.fields.iter().filter(|field| field.insert != Insert::Never);
        let fields = fields.map(|field| (field, &field.input_type)).collect();
        self.begin_definition(None);
        self.dict(&TypedDictDef {
            name: &format!("{}Update", def.name),
            fields,
            is_total: false,
            comment: None,
        });
    }

    /// Writes a `TypedDict` in which some keys may be missing. Before Python 3.11 this takes two
    /// classes.
    pub(super) fn partial_dict(&mut self, name: &str, fields: &[FieldDef<'_>], comment: Option<&str>) {
        let part = |insert| -> Vec<_> {
            fields_with(fields, insert).into_iter().map(|f| (f, &f.input_type)).collect()
        };
        let (required, optional) = (part(Insert::Required), part(Insert::Optional));
        if optional.is_empty() || required.is_empty() {
            let is_total = optional.is_empty();
            self.begin_definition(None);
            self.dict(&TypedDictDef {
                name,
                fields: if is_total { required } else { optional },
                is_total,
                comment,
            });
            return;
        }
        let required_base = format!("_{name}Required");
        self.begin_definition(None);
        self.dict(&TypedDictDef { name: &required_base, fields: required, is_total: true, comment: None });
        if fits_class_form(&optional) {
            self.begin_definition(None);
            self.class_header(name, &[&required_base, "total=False"]);
            self.class_body(&optional, comment);
            return;
        }
        let optional_base = format!("_{name}Optional");
        self.begin_definition(None);
        self.dict(&TypedDictDef { name: &optional_base, fields: optional, is_total: false, comment: None });
        self.begin_definition(None);
        self.class_header(name, &[&required_base, &optional_base]);
        self.class_body(&[], comment);
    }

    fn dict(&mut self, dict: &TypedDictDef<'_>) {
        self.require("TypedDict");
        if fits_class_form(&dict.fields) {
            let bases: &[&str] = if dict.is_total { &["TypedDict"] } else { &["TypedDict", "total=False"] };
            self.class_header(dict.name, bases);
            self.class_body(&dict.fields, dict.comment);
        } else {
            self.functional_dict(dict);
        }
    }

    /// Writes `class Name(Base):`.
    fn class_header(&mut self, name: &str, bases: &[&str]) {
        let bases = bases.iter().map(|base| Doc::text(*base)).collect();
        Doc::call(&format!("class {name}"), bases).write(0, 1, &mut self.out);
        self.out.push_str(":\n");
    }

    fn class_body(&mut self, fields: &[(&FieldDef<'_>, &PyType)], comment: Option<&str>) {
        let has_comment = self.class_docstring(comment, fields.is_empty());
        for (field, py_type) in fields {
            self.require_type(py_type);
            self.annotated_name(&field.name, py_type);
            self.field_docstring(field);
        }
        if fields.is_empty() && !has_comment {
            self.out.push_str("    pass\n");
        }
    }

    /// Writes the docstring of a class. Returns whether there is one.
    pub(super) fn class_docstring(&mut self, comment: Option<&str>, is_body: bool) -> bool {
        let Some(comment) = comment.filter(|comment| !comment.trim().is_empty()) else { return false };
        text::docstring(comment, "    ", &mut self.out);
        if !is_body {
            self.out.push('\n');
        }
        true
    }

    pub(super) fn field_docstring(&mut self, field: &FieldDef<'_>) {
        if let Some(comment) = field.comment {
            text::docstring(comment, "    ", &mut self.out);
        }
    }

    /// Writes `    name: type`.
    pub(super) fn annotated_name(&mut self, name: &str, py_type: &PyType) {
        let start = self.out.len();
        for part in ["    ", name, ": "] {
            self.out.push_str(part);
        }
        let after_name = self.out.len();
        py_type.write_flat(&mut self.out);
        if text::is_too_long(&self.out[start..]) {
            self.out.truncate(after_name);
            py_type.doc().write(4, 0, &mut self.out);
        }
        self.out.push('\n');
    }

    /// Writes the functional form, for keys that are not identifiers. Types that may be defined
    /// later are quoted, because the call is evaluated immediately.
    fn functional_dict(&mut self, dict: &TypedDictDef<'_>) {
        if let Some(comment) = dict.comment {
            text::comment(comment, "", &mut self.out);
        }
        let _ = write!(self.out, "{} = TypedDict(\n    {},\n    {{\n", dict.name, text::string(dict.name));
        for (field, py_type) in &dict.fields {
            self.require_type(py_type);
            if let Some(comment) = field.comment {
                text::comment(comment, "        ", &mut self.out);
            }
            let value = match py_type.has_local() {
                true => Doc::text(text::string(&py_type.doc().flat())),
                false => py_type.doc(),
            };
            let _ = write!(self.out, "        {}: ", text::string(&field.name));
            value.write(8, 1, &mut self.out);
            self.out.push_str(",\n");
        }
        self.out.push_str("    },\n");
        if !dict.is_total {
            self.out.push_str("    total=False,\n");
        }
        self.out.push_str(")\n");
    }

    /// Writes a data class.
    pub(super) fn dataclass(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[FieldDef<'_>],
        comment: Option<&str>,
    ) {
        self.require("dataclass");
        self.begin_definition(mark);
        let _ = writeln!(self.out, "@dataclass\nclass {name}:");
        let has_comment = self.class_docstring(comment, fields.is_empty());
        let attributes = attributes(fields, |name| !["field", "dataclass", "self"].contains(&name));
        for (field, attribute) in fields.iter().zip(attributes) {
            let py_type = &field.py_type;
            self.require_type(py_type);
            if *attribute == *field.name {
                self.annotated_name(&attribute, py_type);
            } else {
                self.require("field");
                let column = Doc::text(format!("\"column\": {}", text::string(&field.name)));
                let open = "metadata={".to_owned();
                let metadata = Doc::Group { open, items: vec![column], close: '}', comma: true };
                self.annotated_assignment(&attribute, py_type, &Doc::call("field", vec![metadata]));
            }
            self.field_docstring(field);
        }
        if fields.is_empty() && !has_comment {
            self.out.push_str("    pass\n");
        }
    }

    /// Writes `    name: type = value`.
    pub(super) fn annotated_assignment(&mut self, name: &str, py_type: &PyType, value: &Doc) {
        let _ = write!(self.out, "    {name}: ");
        let value_start = match value {
            Doc::Group { open, .. } => open.chars().count(),
            other => other.flat().chars().count(),
        };
        let flat = py_type.doc().flat();
        let column = 4 + name.chars().count() + ": ".len() + flat.chars().count() + " = ".len();
        // The formatter adds parentheses around the value before it breaks the type.
        if matches!(value, Doc::Group { .. }) && column + value_start > text::WIDTH && column < text::WIDTH {
            let _ = write!(self.out, "{flat} = (\n        ");
            value.write(8, 0, &mut self.out);
            self.out.push_str("\n    )\n");
            return;
        }
        py_type.doc().write(4, " = ".len() + value_start, &mut self.out);
        self.out.push_str(" = ");
        value.write(4, 0, &mut self.out);
        self.out.push('\n');
    }
}

/// Whether a `TypedDict` can be written as a class: all keys are attributes, and none hides a type.
fn fits_class_form(fields: &[(&FieldDef<'_>, &PyType)]) -> bool {
    let type_names = type_names(fields.iter().map(|(_, py_type)| *py_type));
    fields.iter().all(|(field, _)| names::is_attribute(&field.name) && !type_names.contains(&*field.name))
}
