//! Models of Pydantic.

use std::fmt::Write as _;

use super::super::module::{ClassDef, FieldDef, Insert};
use super::super::text::{self, Doc};
use super::{Writer, attributes};

/// What `BaseModel` has already, and what it would take for its own.
const TAKEN: &[&str] = &[
    "construct",
    "copy",
    "dict",
    "from_orm",
    "json",
    "parse_file",
    "parse_obj",
    "parse_raw",
    "schema",
    "schema_json",
    "update_forward_refs",
    "validate",
    "ConfigDict",
    "Field",
    "BaseModel",
];

impl Writer {
    /// A model of rows.
    pub(super) fn model(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[FieldDef<'_>],
        comment: Option<&str>,
    ) {
        let fields: Vec<(&FieldDef<'_>, bool)> = fields.iter().map(|field| (field, false)).collect();
        self.base_model(name, mark, &fields, comment, false);
    }

    /// What is given when a row is inserted or updated: what is left out has a default, and is not among the fields that were set.
    pub(super) fn model_variants(&mut self, def: &ClassDef<'_>) {
        let given: Vec<&FieldDef<'_>> = def.fields.iter().filter(|f| f.insert != Insert::Never).collect();
        let insert: Vec<_> = given.iter().map(|field| (*field, field.insert == Insert::Optional)).collect();
        self.base_model(&format!("{}Insert", def.name), None, &insert, None, true);
        let update: Vec<_> = given.iter().map(|field| (*field, true)).collect();
        self.base_model(&format!("{}Update", def.name), None, &update, None, true);
    }

    fn base_model(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[(&FieldDef<'_>, bool)],
        comment: Option<&str>,
        is_given: bool,
    ) {
        self.uses("BaseModel");
        self.uses("ConfigDict");
        self.begin(mark);
        let _ = writeln!(self.out, "class {name}(BaseModel):");
        self.doc(comment, false);
        self.out
            .push_str("    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)\n");
        if !fields.is_empty() {
            self.out.push('\n');
        }
        let all: Vec<FieldDef<'_>> = fields.iter().map(|(field, _)| (*field).clone()).collect();
        let attributes = attributes(&all, |name| {
            !TAKEN.contains(&name) && !name.starts_with('_') && !name.starts_with("model_")
        });
        for ((field, is_left_out), attribute) in fields.iter().zip(attributes) {
            let mut py = if is_given { field.given.clone() } else { field.py.clone() };
            if *is_left_out {
                py = py.optional();
            }
            self.needs(&py);
            let mut arguments = Vec::new();
            if *attribute != *field.name {
                arguments.push(Doc::text(format!("alias={}", text::string(&field.name))));
            }
            match (arguments.is_empty(), is_left_out) {
                (true, false) => self.annotation(&attribute, &py),
                (true, true) => self.assigned(&attribute, &py, &Doc::text("None")),
                (false, _) => {
                    self.uses("Field");
                    if *is_left_out {
                        arguments.insert(0, Doc::text("default=None"));
                    }
                    self.assigned(&attribute, &py, &Doc::call("Field", arguments));
                }
            }
            self.field_doc(field);
        }
    }
}
