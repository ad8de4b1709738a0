//! Typed dictionaries and data classes.

use std::fmt::Write as _;

use super::super::module::{ClassDef, FieldDef, Insert};
use super::super::text::{self, Doc};
use super::super::types::Py;
use super::{Writer, attributes, given, names, type_names};

/// Which keys a dictionary has, and what stands under them.
struct Dict<'a> {
    name: &'a str,
    fields: Vec<(&'a FieldDef<'a>, &'a Py)>,
    is_total: bool,
    comment: Option<&'a str>,
}

impl Writer {
    /// A dictionary of rows.
    pub(super) fn typed_dict(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[FieldDef<'_>],
        comment: Option<&str>,
    ) {
        let fields = fields.iter().map(|field| (field, &field.py)).collect();
        self.begin(mark);
        self.dict(&Dict { name, fields, is_total: true, comment });
    }

    /// What is given when a row is inserted or updated.
    pub(super) fn typed_dict_variants(&mut self, def: &ClassDef<'_>) {
        self.partial_dict(&format!("{}Insert", def.name), &def.fields, None);
        let fields = def.fields.iter().filter(|field| field.insert != Insert::Never);
        let fields = fields.map(|field| (field, &field.given)).collect();
        self.begin(None);
        self.dict(&Dict { name: &format!("{}Update", def.name), fields, is_total: false, comment: None });
    }

    /// A dictionary in which some keys may be missing. Before Python 3.11 that takes two.
    pub(super) fn partial_dict(&mut self, name: &str, fields: &[FieldDef<'_>], comment: Option<&str>) {
        let part = |insert| -> Vec<_> { given(fields, insert).into_iter().map(|f| (f, &f.given)).collect() };
        let (required, optional) = (part(Insert::Required), part(Insert::Optional));
        if optional.is_empty() || required.is_empty() {
            let is_total = optional.is_empty();
            self.begin(None);
            self.dict(&Dict { name, fields: if is_total { required } else { optional }, is_total, comment });
            return;
        }
        let base = format!("_{name}Required");
        self.begin(None);
        self.dict(&Dict { name: &base, fields: required, is_total: true, comment: None });
        if is_class(&optional) {
            self.begin(None);
            self.head(name, &[&base, "total=False"]);
            self.body(&optional, comment);
            return;
        }
        let rest = format!("_{name}Optional");
        self.begin(None);
        self.dict(&Dict { name: &rest, fields: optional, is_total: false, comment: None });
        self.begin(None);
        self.head(name, &[&base, &rest]);
        self.body(&[], comment);
    }

    fn dict(&mut self, dict: &Dict<'_>) {
        self.uses("TypedDict");
        if is_class(&dict.fields) {
            let bases: &[&str] = if dict.is_total { &["TypedDict"] } else { &["TypedDict", "total=False"] };
            self.head(dict.name, bases);
            self.body(&dict.fields, dict.comment);
        } else {
            self.functional(dict);
        }
    }

    /// `class Name(Base):`
    fn head(&mut self, name: &str, bases: &[&str]) {
        let bases = bases.iter().map(|base| Doc::text(*base)).collect();
        Doc::call(&format!("class {name}"), bases).write(0, 1, &mut self.out);
        self.out.push_str(":\n");
    }

    fn body(&mut self, fields: &[(&FieldDef<'_>, &Py)], comment: Option<&str>) {
        let has_comment = self.doc(comment, fields.is_empty());
        for (field, py) in fields {
            self.needs(py);
            self.annotation(&field.name, py);
            self.field_doc(field);
        }
        if fields.is_empty() && !has_comment {
            self.out.push_str("    pass\n");
        }
    }

    /// A class's docstring, and whether there is one.
    pub(super) fn doc(&mut self, comment: Option<&str>, is_all: bool) -> bool {
        let Some(comment) = comment.filter(|comment| !comment.trim().is_empty()) else { return false };
        text::docstring(comment, "    ", &mut self.out);
        if !is_all {
            self.out.push('\n');
        }
        true
    }

    pub(super) fn field_doc(&mut self, field: &FieldDef<'_>) {
        if let Some(comment) = field.comment {
            text::docstring(comment, "    ", &mut self.out);
        }
    }

    /// `    name: type`, without the line's end after it when more follows.
    pub(super) fn annotation(&mut self, name: &str, py: &Py) {
        let start = self.out.len();
        for part in ["    ", name, ": "] {
            self.out.push_str(part);
        }
        let after_name = self.out.len();
        py.write_flat(&mut self.out);
        if text::is_too_long(&self.out[start..]) {
            self.out.truncate(after_name);
            py.doc().write(4, 0, &mut self.out);
        }
        self.out.push('\n');
    }

    /// The form for keys that are no identifiers. It is evaluated at once, and so what may not be there yet stands in quotes.
    fn functional(&mut self, dict: &Dict<'_>) {
        if let Some(comment) = dict.comment {
            text::comment(comment, "", &mut self.out);
        }
        let _ = write!(self.out, "{} = TypedDict(\n    {},\n    {{\n", dict.name, text::string(dict.name));
        for (field, py) in &dict.fields {
            self.needs(py);
            if let Some(comment) = field.comment {
                text::comment(comment, "        ", &mut self.out);
            }
            let value = match py.has_own() {
                true => Doc::text(text::string(&py.doc().flat())),
                false => py.doc(),
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

    /// A data class.
    pub(super) fn dataclass(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[FieldDef<'_>],
        comment: Option<&str>,
    ) {
        self.uses("dataclass");
        self.begin(mark);
        let _ = writeln!(self.out, "@dataclass\nclass {name}:");
        let has_comment = self.doc(comment, fields.is_empty());
        let attributes = attributes(fields, |name| !["field", "dataclass", "self"].contains(&name));
        for (field, attribute) in fields.iter().zip(attributes) {
            let py = &field.py;
            self.needs(py);
            if *attribute == *field.name {
                self.annotation(&attribute, py);
            } else {
                self.uses("field");
                let column = Doc::text(format!("\"column\": {}", text::string(&field.name)));
                let open = "metadata={".to_owned();
                let metadata = Doc::Group { open, items: vec![column], close: '}', comma: true };
                self.assigned(&attribute, py, &Doc::call("field", vec![metadata]));
            }
            self.field_doc(field);
        }
        if fields.is_empty() && !has_comment {
            self.out.push_str("    pass\n");
        }
    }

    /// `    name: type = value`
    pub(super) fn assigned(&mut self, name: &str, py: &Py, value: &Doc) {
        let _ = write!(self.out, "    {name}: ");
        let head = match value {
            Doc::Group { open, .. } => open.chars().count(),
            other => other.flat().chars().count(),
        };
        let flat = py.doc().flat();
        let column = 4 + name.chars().count() + ": ".len() + flat.chars().count() + " = ".len();
        // Parentheses around the value come before brackets of the type that are broken.
        if matches!(value, Doc::Group { .. }) && column + head > text::WIDTH && column < text::WIDTH {
            let _ = write!(self.out, "{flat} = (\n        ");
            value.write(8, 0, &mut self.out);
            self.out.push_str("\n    )\n");
            return;
        }
        py.doc().write(4, " = ".len() + head, &mut self.out);
        self.out.push_str(" = ");
        value.write(4, 0, &mut self.out);
        self.out.push('\n');
    }
}

/// Whether a dictionary can have the form of a class: every key an attribute, and none in the way of a type.
fn is_class(fields: &[(&FieldDef<'_>, &Py)]) -> bool {
    let heads = type_names(fields.iter().map(|(_, py)| *py));
    fields.iter().all(|(field, _)| names::is_attribute(&field.name) && !heads.contains(&*field.name))
}
