//! Type annotations in the style of the file.

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use ruff_text_size::Ranged;

use super::super::read::{ClassKind, PythonClass, StatementId, last_component};
use super::super::sql_type::SqlType;
use super::super::types::{self, PyType, TypeObject};
use super::Updater;

impl Updater<'_> {
    /// The annotation for a column, with `None` if `or_none`. Returns `None` if the author must
    /// choose the type.
    pub(super) fn column_type(
        &mut self,
        class: &PythonClass,
        module: usize,
        column: &Column,
        or_none: bool,
    ) -> Option<String> {
        let sql = self.types.without_domains(&column.sql_type);
        let type_text = self.value_type(class, module, &sql)?;
        if !or_none || type_text == "Any" {
            return Some(type_text);
        }
        Some(self.optional(module, &type_text))
    }

    /// Adds `None` to a type, in the style that the file uses.
    pub(super) fn optional(&mut self, module: usize, type_text: &str) -> String {
        let text = self.text(module);
        if self.local_name(module, "typing", "Optional").is_none()
            && (text.contains("| None") || text.contains("None |"))
        {
            return format!("{type_text} | None");
        }
        match self.import_name(module, "typing", "Optional") {
            Some(name) => format!("{name}[{type_text}]"),
            None => format!("{type_text} | None"),
        }
    }

    fn value_type(&mut self, class: &PythonClass, module: usize, sql: &SqlType) -> Option<String> {
        let is_mapped = class.kind == ClassKind::Mapped;
        if sql.is_array {
            let element = SqlType { is_array: false, ..sql.clone() };
            // SQLAlchemy cannot derive a column type from a list.
            return match types::is_text_array(sql, self.options.driver) {
                _ if is_mapped => None,
                true => Some("str".to_owned()),
                false => Some(format!("list[{}]", self.value_type(class, module, &element)?)),
            };
        }
        match self.types.resolve(sql) {
            TypeObject::Enum(source) => {
                let local = self.enum_class(class, module, &source.id());
                local.or_else(|| (!is_mapped).then(|| "str".to_owned()))
            }
            TypeObject::Other => {
                let py_type = types::builtin_type(sql, self.options.driver, is_mapped);
                // SQLAlchemy can derive a column type only from a simple name.
                if is_mapped && (matches!(py_type, PyType::Generic(..) | PyType::Named("Any"))) {
                    None
                } else {
                    self.type_text(module, &py_type)
                }
            }
            _ => None,
        }
    }

    /// The local name of the only class that describes an enum, if it is defined before the given
    /// class.
    pub(super) fn enum_class(
        &mut self,
        class: &PythonClass,
        module: usize,
        enum_id: &ObjectId,
    ) -> Option<String> {
        let [id] = *self.enums.get(enum_id)?.as_slice() else { return None };
        let name = self.modules.name_of(id);
        let outermost = |id| std::iter::successors(Some(id), |id| self.modules.outer_class(*id)).last();
        let outer = outermost(id)?;
        if id.module != module {
            // A nested class is reached through its outermost class.
            let nested = &name[self.modules.name_of(outer).len()..];
            let imports = &self.modules.modules[module].imports;
            let local = imports.keys().filter(|local| self.modules.imports_class(module, local, outer)).min();
            let local = local.cloned().or_else(|| self.import_class(module, outer))?;
            return Some(format!("{local}{nested}"));
        }
        if module != class.id.module {
            return Some(name.to_owned());
        }
        if self.modules.outer_class(id) == Some(class.id) {
            return self.is_before_fields(class, id).then(|| last_component(name).to_owned());
        }
        let is_outside = outer == id || outermost(class.id) != Some(outer);
        (id < class.id && is_outside).then(|| name.to_owned())
    }

    /// Whether a nested class precedes all fields of its enclosing class.
    fn is_before_fields(&self, class: &PythonClass, nested: StatementId) -> bool {
        let start = self.modules.class_def(nested).map(|nested| nested.range().start());
        let mut fields = class.fields.iter().filter(|field| field.module == class.id.module);
        start.is_some_and(|start| fields.all(|field| start < field.range.start()))
    }

    /// Writes a type and imports what it needs. Returns `None` for types that cannot be written.
    pub(super) fn type_text(&mut self, module: usize, py_type: &PyType) -> Option<String> {
        match py_type {
            PyType::Named(name) => match *name {
                "str" | "int" | "float" | "bool" | "bytes" | "None" => Some((*name).to_owned()),
                "Any" => self.import_name(module, "typing", "Any"),
                "Decimal" => self.import_name(module, "decimal", "Decimal"),
                "UUID" => self.import_name(module, "uuid", "UUID"),
                name => self.import_name(module, "datetime", name.strip_prefix("dt.")?),
            },
            // The parameters of `dict` are written only if `Any` is already imported.
            PyType::Generic("dict", _) if self.local_name(module, "typing", "Any").is_none() => {
                Some("dict".to_owned())
            }
            PyType::Generic("dict", args) => {
                let args: Option<Vec<String>> = args.iter().map(|arg| self.type_text(module, arg)).collect();
                Some(format!("dict[{}]", args?.join(", ")))
            }
            PyType::Generic("list", args) => {
                Some(format!("list[{}]", self.type_text(module, args.first()?)?))
            }
            PyType::Generic("Range", args) => {
                let bound = self.type_text(module, args.first()?)?;
                Some(format!("{}[{bound}]", self.import_name(module, "psycopg.types.range", "Range")?))
            }
            PyType::Generic(..) | PyType::Local(_) => None,
        }
    }
}
