//! Source text of a generated module.

mod classes;
mod pydantic;
pub(super) mod sqlalchemy;

use std::fmt::Write as _;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::kinds::Object;
use rustc_hash::FxHashSet;

use super::generated::{ClassDef, DomainDef, EnumDef, FieldDef, FunctionDef, GeneratedModule, Insert};
use super::text::{self, Doc};
use super::types::PyType;
use super::{Options, Style, names};

/// Writes a module.
pub(super) struct Writer {
    options: Options,
    out: String,
    /// The names that may have to be imported.
    required: FxHashSet<&'static str>,
    /// What the module does not express, one line for each table.
    left_out: Vec<String>,
}

/// Imports from the standard library, by module.
const IMPORTS: &[(&str, &[&str])] = &[
    ("import datetime as dt", &["dt"]),
    ("import ipaddress", &["ipaddress"]),
    ("dataclasses", &["dataclass", "field"]),
    ("decimal", &["Decimal"]),
    ("enum", &["Enum"]),
    ("typing", &["Any", "Literal", "Optional", "TypedDict", "Union"]),
    ("uuid", &["UUID"]),
];

/// Imports from other packages, by module.
const PACKAGE_IMPORTS: &[(&str, &[&str])] = &[
    ("import sqlalchemy as sa", &["sa"]),
    ("psycopg.types.multirange", &["Multirange"]),
    ("psycopg.types.range", &["Range"]),
    ("pydantic", &["BaseModel", "ConfigDict", "Field"]),
    ("sqlalchemy", &["event"]),
    ("sqlalchemy.dialects", &["postgresql"]),
    ("sqlalchemy.orm", &["DeclarativeBase", "Mapped", "mapped_column", "relationship"]),
];

pub(super) fn write(catalog: &Catalog, options: Options) -> String {
    let module = GeneratedModule::build(catalog, options);
    let mut writer =
        Writer { options, out: String::new(), required: FxHashSet::default(), left_out: Vec::new() };
    if options.style == Style::SqlAlchemy {
        writer.sqlalchemy_base();
    }
    module.enums.iter().for_each(|def| writer.enumeration(def));
    module.composites.iter().for_each(|def| writer.rows(def, false));
    module.domains.iter().filter(|def| !def.is_late).for_each(|def| writer.domain(def));
    match options.style {
        Style::SqlAlchemy => writer.sqlalchemy_relations(catalog, &module),
        _ => module.relations.iter().for_each(|def| writer.rows(def, true)),
    }
    module.domains.iter().filter(|def| def.is_late).for_each(|def| writer.domain(def));
    module.functions.iter().for_each(|def| writer.function(def));
    writer.finish()
}

impl Writer {
    fn require(&mut self, name: &'static str) -> &'static str {
        self.required.insert(name);
        name
    }

    /// Records the imports that a type needs.
    fn require_type(&mut self, py_type: &PyType) {
        py_type.collect_imported_names(&mut self.required);
    }

    /// Begins a top-level definition.
    fn begin_definition(&mut self, mark: Option<&str>) {
        self.out.push_str("\n\n");
        if let Some(mark) = mark {
            text::comment(&format!("pgplumb: {mark}"), "", &mut self.out);
        }
    }

    fn enumeration(&mut self, def: &EnumDef<'_>) {
        self.require("Enum");
        self.begin_definition(Some(&def.source.id().to_string()));
        let _ = writeln!(self.out, "class {}(str, Enum):", def.class);
        let comment = def.source.comment.as_deref().filter(|comment| !comment.trim().is_empty());
        if let Some(comment) = comment {
            text::docstring(comment, "    ", &mut self.out);
            self.out.push('\n');
        }
        for (member, label) in def.members.iter().zip(&def.source.labels) {
            let _ = writeln!(self.out, "    {member} = {}", text::string(label));
        }
        if def.members.is_empty() && comment.is_none() {
            self.out.push_str("    pass\n");
        }
        self.out.push_str("\n\n");
        let labels: Vec<Doc> = def.source.labels.iter().map(|label| Doc::text(text::string(label))).collect();
        let value = if labels.is_empty() {
            Doc::text("str")
        } else {
            self.require("Literal");
            Doc::subscript("Literal", labels)
        };
        self.assign(&def.label_type, &value);
    }

    fn domain(&mut self, def: &DomainDef<'_>) {
        self.require_type(&def.py_type);
        self.out.push_str("\n\n");
        if let Some(comment) = &def.source.comment {
            text::comment(comment, "", &mut self.out);
        }
        self.assign(&def.name, &def.py_type.doc());
    }

    fn assign(&mut self, name: &str, value: &Doc) {
        let _ = write!(self.out, "{name} = ");
        let (prefix, flat) = (name.chars().count() + " = ".len(), value.flat());
        let width = flat.chars().count();
        // The formatter puts a name that is too long on a line of its own if it fits there.
        if matches!(value, Doc::Text(_)) && prefix + width > text::WIDTH && 4 + width <= text::WIDTH {
            let _ = writeln!(self.out, "(\n    {flat}\n)");
            return;
        }
        value.write(0, 0, &mut self.out);
        self.out.push('\n');
    }

    /// Writes the classes for a relation or composite type, including those for inserts and
    /// updates.
    fn rows(&mut self, def: &ClassDef<'_>, is_relation: bool) {
        let mark = def.id.to_string();
        match self.options.style {
            Style::Dataclass => self.dataclass(&def.name, Some(&mark), &def.fields, def.comment),
            Style::Pydantic => {
                self.model(&def.name, Some(&mark), &def.fields, def.comment);
                if is_relation && def.table.is_some() {
                    self.input_models(def);
                }
            }
            Style::TypedDict | Style::SqlAlchemy => {
                self.typed_dict(&def.name, Some(&mark), &def.fields, def.comment);
                if is_relation && def.table.is_some() {
                    self.input_dicts(def);
                }
            }
        }
    }

    fn function(&mut self, def: &FunctionDef<'_>) {
        let id = def.source.id();
        let comment = def.source.comment.as_deref();
        let description = match comment.map(str::trim).filter(|comment| !comment.is_empty()) {
            Some(comment) => format!("{}\n\n{comment}", id.path()),
            None => id.path(),
        };
        if !def.arguments.is_empty() {
            let name = format!("{}Arguments", def.name);
            self.partial_dict(&name, &def.arguments, Some(&description));
        }
        let row = (!def.columns.is_empty()).then(|| format!("{}Row", def.name));
        if let Some(row) = &row {
            match self.options.style {
                Style::Dataclass => self.dataclass(row, None, &def.columns, Some(&description)),
                Style::Pydantic => self.model(row, None, &def.columns, Some(&description)),
                Style::TypedDict | Style::SqlAlchemy => {
                    self.typed_dict(row, None, &def.columns, Some(&description))
                }
            }
        }
        let item = row.map(|row| PyType::Local(row.into())).or_else(|| def.result.clone());
        let Some(item) = item else { return };
        let result = if def.source.returns_set {
            PyType::list(item)
        } else if matches!(item, PyType::Named("None")) {
            item
        } else {
            item.optional()
        };
        self.require_type(&result);
        self.out.push_str("\n\n");
        self.assign(&format!("{}Result", def.name), &result.doc());
    }

    /// Assembles the file.
    fn finish(self) -> String {
        let mut header =
            "Types of the enums, rows and functions in the database.\n\nGenerated by pgplumb; do not \
                          edit. To update it, run `pgplumb export python`."
                .to_owned();
        if !self.left_out.is_empty() {
            header.push_str("\n\nSQLAlchemy cannot express:\n\n");
            let lines: Vec<String> = self.left_out.iter().map(|line| format!("- {line}")).collect();
            header.push_str(&lines.join("\n"));
        }
        let mut out = String::new();
        text::docstring(&header, "", &mut out);
        out.push_str("\nfrom __future__ import annotations\n");
        for imports in [IMPORTS, PACKAGE_IMPORTS] {
            let mut lines = String::new();
            for (from, names) in imports {
                let names: Vec<&str> =
                    names.iter().copied().filter(|name| self.required.contains(name)).collect();
                if names.is_empty() {
                    continue;
                }
                if from.starts_with("import ") {
                    let _ = writeln!(lines, "{from}");
                } else {
                    let _ = writeln!(lines, "from {from} import {}", names.join(", "));
                }
            }
            if !lines.is_empty() {
                out.push('\n');
                out.push_str(&lines);
            }
        }
        out.push_str(&self.out);
        out
    }
}

/// The names that the types of fields use. An attribute with such a name would hide the type.
fn type_names<'a>(fields: impl IntoIterator<Item = &'a PyType>) -> FxHashSet<&'a str> {
    let mut names = FxHashSet::from_iter(["Optional", "Union", "Any", "str", "int"]);
    for py_type in fields {
        py_type.collect_names(&mut names);
    }
    names
}

/// The attribute names of fields: the column names, where they are valid and free.
fn attributes(fields: &[FieldDef<'_>], is_free: impl Fn(&str) -> bool) -> Vec<String> {
    let type_names = type_names(fields.iter().flat_map(|field| [&field.py_type, &field.input_type]));
    let is_valid = |name: &str| names::is_attribute(name) && !type_names.contains(name) && is_free(name);
    let mut scope =
        names::Scope::with_reserved(fields.iter().map(|f| &*f.name).filter(|name| is_valid(name)));
    let attribute = |field: &FieldDef<'_>| {
        if is_valid(&field.name) {
            return field.name.to_string();
        }
        let name = names::attribute_name(&field.name);
        let name = if is_valid(&name) { name } else { format!("column_{name}") };
        scope.reserve(name, &field.name)
    };
    fields.iter().map(attribute).collect()
}

/// The fields with the given rule for inserts.
fn fields_with<'f, 'a>(fields: &'f [FieldDef<'a>], insert: Insert) -> Vec<&'f FieldDef<'a>> {
    fields.iter().filter(|field| field.insert == insert).collect()
}
