//! Pydantic models.

use std::fmt::Write as _;

use super::super::generated::{ClassDef, FieldDef, Insert};
use super::super::text::{self, Doc};
use super::super::types::PyType;
use super::{Writer, attributes};

/// Attributes of `BaseModel`, and names that the module uses.
const RESERVED_ATTRIBUTES: &[&str] = &[
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
    "OMITTED",
];

impl Writer {
    /// Writes a model of rows.
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

    /// Writes the models for inserts and updates. Omitted fields get a default and are not in
    /// `model_fields_set`.
    pub(super) fn input_models(&mut self, def: &ClassDef<'_>) {
        let inputs: Vec<&FieldDef<'_>> = def.fields.iter().filter(|f| f.insert != Insert::Never).collect();
        let insert: Vec<_> = inputs.iter().map(|field| (*field, field.insert == Insert::Optional)).collect();
        let needs_default = inputs.iter().any(|field| !allows_none(&field.input_type));
        if needs_default && !self.required.contains("OMITTED") {
            self.require("OMITTED");
            self.require("Any");
            self.out.push_str(
                "\n\n# The default of fields that may be omitted but not be None.\nOMITTED: Any = None\n",
            );
        }
        self.base_model(&format!("{}Insert", def.name), None, &insert, None, true);
        let update: Vec<_> = inputs.iter().map(|field| (*field, true)).collect();
        self.base_model(&format!("{}Update", def.name), None, &update, None, true);
    }

    fn base_model(
        &mut self,
        name: &str,
        mark: Option<&str>,
        fields: &[(&FieldDef<'_>, bool)],
        comment: Option<&str>,
        is_input: bool,
    ) {
        self.require("BaseModel");
        self.require("ConfigDict");
        self.begin_definition(mark);
        let _ = writeln!(self.out, "class {name}(BaseModel):");
        self.class_docstring(comment, false);
        self.out
            .push_str("    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)\n");
        if !fields.is_empty() {
            self.out.push('\n');
        }
        let all: Vec<FieldDef<'_>> = fields.iter().map(|(field, _)| (*field).clone()).collect();
        let attributes = attributes(&all, |name| {
            !RESERVED_ATTRIBUTES.contains(&name) && !name.starts_with('_') && !name.starts_with("model_")
        });
        for ((field, may_be_omitted), attribute) in fields.iter().zip(attributes) {
            let py_type = if is_input { field.input_type.clone() } else { field.py_type.clone() };
            self.require_type(&py_type);
            // None is a value only where the column is nullable.
            let default = match allows_none(&py_type) {
                _ if !may_be_omitted => "",
                true => "None",
                false => "OMITTED",
            };
            let mut arguments = Vec::new();
            if *attribute != *field.name {
                arguments.push(Doc::text(format!("alias={}", text::string(&field.name))));
            }
            match (arguments.is_empty(), may_be_omitted) {
                (true, false) => self.annotated_name(&attribute, &py_type),
                (true, true) => self.annotated_assignment(&attribute, &py_type, &Doc::text(default)),
                (false, _) => {
                    self.require("Field");
                    if *may_be_omitted {
                        arguments.insert(0, Doc::text(format!("default={default}")));
                    }
                    self.annotated_assignment(&attribute, &py_type, &Doc::call("Field", arguments));
                }
            }
            self.field_docstring(field);
        }
    }
}

/// Whether `None` is a value of a type.
fn allows_none(py_type: &PyType) -> bool {
    matches!(py_type, PyType::Generic("Optional", _) | PyType::Named("Any"))
}
