//! Writing a module.

mod classes;
mod models;
mod tables;

use std::fmt::Write as _;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::kinds::Object;
use rustc_hash::FxHashSet;

use super::module::{ClassDef, DomainDef, EnumDef, FieldDef, FunctionDef, Insert, Module};
use super::text::{self, Doc};
use super::types::Py;
use super::{Options, Style, names};

/// A module on its way.
pub(super) struct Writer {
    options: Options,
    out: String,
    /// The names that the text needs from elsewhere, and some that need nothing.
    used: FxHashSet<&'static str>,
}

/// Where names come from that a module may use.
const IMPORTS: &[(&str, &[&str])] = &[
    ("import datetime as dt", &["dt"]),
    ("import ipaddress", &["ipaddress"]),
    ("dataclasses", &["dataclass", "field"]),
    ("decimal", &["Decimal"]),
    ("enum", &["Enum"]),
    ("typing", &["Any", "Literal", "Optional", "TypedDict", "Union"]),
    ("uuid", &["UUID"]),
];

/// The same for what is not Python's own.
const FOREIGN_IMPORTS: &[(&str, &[&str])] = &[
    ("import sqlalchemy as sa", &["sa"]),
    ("psycopg.types.multirange", &["Multirange"]),
    ("psycopg.types.range", &["Range"]),
    ("pydantic", &["BaseModel", "ConfigDict", "Field"]),
    ("sqlalchemy.dialects", &["postgresql"]),
    ("sqlalchemy.orm", &["DeclarativeBase", "Mapped", "mapped_column"]),
];

pub(super) fn write(catalog: &Catalog, options: Options) -> String {
    let module = Module::of(catalog, options);
    let mut writer = Writer { options, out: String::new(), used: FxHashSet::default() };
    if options.style == Style::SqlAlchemy {
        writer.base();
    }
    module.enums.iter().for_each(|def| writer.enumeration(def));
    module.composites.iter().for_each(|def| writer.rows(def, false));
    module.domains.iter().filter(|def| !def.is_late).for_each(|def| writer.domain(def));
    match options.style {
        Style::SqlAlchemy => writer.tables(catalog, &module),
        _ => module.relations.iter().for_each(|def| writer.rows(def, true)),
    }
    module.domains.iter().filter(|def| def.is_late).for_each(|def| writer.domain(def));
    module.functions.iter().for_each(|def| writer.function(def));
    writer.finish()
}

impl Writer {
    fn uses(&mut self, name: &'static str) -> &'static str {
        self.used.insert(name);
        name
    }

    /// Takes note of what a type needs.
    fn needs(&mut self, py: &Py) {
        py.foreign_heads(&mut self.used);
    }

    /// Begins something at the top level.
    fn begin(&mut self, mark: Option<&str>) {
        self.out.push_str("\n\n");
        if let Some(mark) = mark {
            text::comment(&format!("pgplumb: {mark}"), "", &mut self.out);
        }
    }

    fn enumeration(&mut self, def: &EnumDef<'_>) {
        self.uses("Enum");
        self.begin(Some(&def.source.id().to_string()));
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
            self.uses("Literal");
            Doc::subscript("Literal", labels)
        };
        self.assign(&def.labels, &value);
    }

    fn domain(&mut self, def: &DomainDef<'_>) {
        self.needs(&def.py);
        self.out.push_str("\n\n");
        if let Some(comment) = &def.source.comment {
            text::comment(comment, "", &mut self.out);
        }
        self.assign(&def.name, &def.py.doc());
    }

    fn assign(&mut self, name: &str, value: &Doc) {
        let _ = write!(self.out, "{name} = ");
        let (head, flat) = (name.chars().count() + " = ".len(), value.flat());
        let width = flat.chars().count();
        // A name alone goes to a line of its own where it fits there.
        if matches!(value, Doc::Text(_)) && head + width > text::WIDTH && 4 + width <= text::WIDTH {
            let _ = writeln!(self.out, "(\n    {flat}\n)");
            return;
        }
        value.write(0, 0, &mut self.out);
        self.out.push('\n');
    }

    /// A class for rows or composite values, with what is given for inserts and updates.
    fn rows(&mut self, def: &ClassDef<'_>, is_relation: bool) {
        let mark = def.id.to_string();
        match self.options.style {
            Style::Dataclass => self.dataclass(&def.name, Some(&mark), &def.fields, def.comment),
            Style::Pydantic => {
                self.model(&def.name, Some(&mark), &def.fields, def.comment);
                if is_relation && def.table.is_some() {
                    self.model_variants(def);
                }
            }
            Style::TypedDict | Style::SqlAlchemy => {
                self.typed_dict(&def.name, Some(&mark), &def.fields, def.comment);
                if is_relation && def.table.is_some() {
                    self.typed_dict_variants(def);
                }
            }
        }
    }

    fn function(&mut self, def: &FunctionDef<'_>) {
        let id = def.source.id();
        let comment = def.source.comment.as_deref();
        let about = match comment.map(str::trim).filter(|comment| !comment.is_empty()) {
            Some(comment) => format!("{}\n\n{comment}", id.path()),
            None => id.path(),
        };
        if !def.arguments.is_empty() {
            let name = format!("{}Arguments", def.name);
            self.partial_dict(&name, &def.arguments, Some(&about));
        }
        let row = (!def.columns.is_empty()).then(|| format!("{}Row", def.name));
        if let Some(row) = &row {
            match self.options.style {
                Style::Dataclass => self.dataclass(row, None, &def.columns, Some(&about)),
                Style::Pydantic => self.model(row, None, &def.columns, Some(&about)),
                Style::TypedDict | Style::SqlAlchemy => {
                    self.typed_dict(row, None, &def.columns, Some(&about))
                }
            }
        }
        let single = row.map(|row| Py::Own(row.into())).or_else(|| def.result.clone());
        let Some(single) = single else { return };
        let result = if def.source.returns_set {
            Py::list(single)
        } else if matches!(single, Py::Word("None")) {
            single
        } else {
            single.optional()
        };
        self.needs(&result);
        self.out.push_str("\n\n");
        self.assign(&format!("{}Result", def.name), &result.doc());
    }

    /// The whole file.
    fn finish(self) -> String {
        let mut out = String::from(
            "\"\"\"Types of the database's enums, rows and functions.\n\nWritten by pgplumb; changes are lost. \
             `pgplumb export python` writes it anew.\n\"\"\"\n\nfrom __future__ import annotations\n",
        );
        for imports in [IMPORTS, FOREIGN_IMPORTS] {
            let mut lines = String::new();
            for (from, names) in imports {
                let names: Vec<&str> =
                    names.iter().copied().filter(|name| self.used.contains(name)).collect();
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

/// The names that a class's fields are typed with: an attribute of such a name would stand in their way.
fn type_names<'a>(fields: impl IntoIterator<Item = &'a Py>) -> FxHashSet<&'a str> {
    let mut heads = FxHashSet::from_iter(["Optional", "Union", "Any", "str", "int"]);
    for py in fields {
        py.heads(&mut heads);
    }
    heads
}

/// Attributes for fields: their own names, where these can be attributes and mean nothing else.
fn attributes(fields: &[FieldDef<'_>], is_free: impl Fn(&str) -> bool) -> Vec<String> {
    let heads = type_names(fields.iter().flat_map(|field| [&field.py, &field.given]));
    let is_own = |name: &str| names::is_attribute(name) && !heads.contains(name) && is_free(name);
    let mut scope = names::Scope::reserving(fields.iter().map(|f| &*f.name).filter(|name| is_own(name)));
    let attribute = |field: &FieldDef<'_>| {
        if is_own(&field.name) {
            return field.name.to_string();
        }
        let name = names::attribute(&field.name);
        let name = if is_own(&name) { name } else { format!("column_{name}") };
        scope.name(name, &field.name)
    };
    fields.iter().map(attribute).collect()
}

/// Fields that are given when rows are inserted: those that must be, or those that may be.
fn given<'f, 'a>(fields: &'f [FieldDef<'a>], insert: Insert) -> Vec<&'f FieldDef<'a>> {
    fields.iter().filter(|field| field.insert == insert).collect()
}
