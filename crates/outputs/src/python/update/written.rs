//! Types as a file writes them.

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use ruff_text_size::Ranged;

use super::super::read::{ClassKind, Declared, last};
use super::super::sql_type::SqlType;
use super::super::types::{self, Base, Py};
use super::Work;

impl Work<'_> {
    /// A column's type, or `None` too; none where its author must choose it.
    pub(super) fn type_of(
        &mut self,
        class: &Declared,
        module: usize,
        column: &Column,
        or_none: bool,
    ) -> Option<String> {
        let sql = self.types.below_domains(&column.sql_type);
        let written = self.value(class, module, &sql)?;
        if !or_none || written == "Any" {
            return Some(written);
        }
        Some(self.optional(module, &written))
    }

    /// The type, or `None`, as the file has it elsewhere.
    pub(super) fn optional(&mut self, module: usize, written: &str) -> String {
        let text = self.text(module);
        if self.local(module, "typing", "Optional").is_none()
            && (text.contains("| None") || text.contains("None |"))
        {
            return format!("{written} | None");
        }
        match self.imported(module, "typing", "Optional") {
            Some(name) => format!("{name}[{written}]"),
            None => format!("{written} | None"),
        }
    }

    fn value(&mut self, class: &Declared, module: usize, sql: &SqlType) -> Option<String> {
        let is_mapped = class.kind == ClassKind::Mapped;
        if sql.is_array {
            let element = SqlType { is_array: false, ..sql.clone() };
            // SQLAlchemy finds no column's type by a list.
            return match types::is_text_array(sql, self.options.driver) {
                _ if is_mapped => None,
                true => Some("str".to_owned()),
                false => Some(format!("list[{}]", self.value(class, module, &element)?)),
            };
        }
        match self.types.base(sql) {
            Base::Enum(source) => {
                let own = self.enum_class(class, module, &source.id());
                own.or_else(|| (!is_mapped).then(|| "str".to_owned()))
            }
            Base::Other => {
                let py = types::plain(sql, self.options.driver, is_mapped);
                // What is no word is no type that SQLAlchemy finds a column's type by.
                if is_mapped && (matches!(py, Py::Of(..) | Py::Word("Any"))) {
                    None
                } else {
                    self.words(module, &py)
                }
            }
            _ => None,
        }
    }

    /// What a file calls the class that stands for an enum, where that is known there before the class in question.
    fn enum_class(&self, class: &Declared, module: usize, id: &pgplumb_catalog::ObjectId) -> Option<String> {
        let [(at, place)] = self.enums.get(id)?.as_slice() else { return None };
        let name = self.modules.name_at(*at, *place);
        let outermost = |place| std::iter::successors(Some(place), |of| self.modules.outer(*at, *of)).last();
        let first = outermost(*place)?;
        if *at == module {
            if module == class.module && self.modules.outer(*at, *place) == Some(class.place) {
                return self.is_before_fields(class, *place).then(|| last(name).to_owned());
            }
            let is_apart = first == *place || outermost(class.place) != Some(first);
            return (module != class.module || *place < class.place && is_apart).then(|| name.to_owned());
        }
        // One within another is reached by way of that.
        let within = &name[self.modules.name_at(*at, first).len()..];
        let imports = &self.modules.modules[module].imports;
        let local =
            imports.keys().filter(|local| self.modules.is_class_at(module, local, (*at, first))).min()?;
        Some(format!("{local}{within}"))
    }

    /// Whether a class within another stands before all fields of that.
    fn is_before_fields(&self, class: &Declared, inner: usize) -> bool {
        let start = self.modules.class(class.module, inner).map(|inner| inner.range().start());
        let fields = class.fields.iter().filter(|field| field.module == class.module);
        start.is_some_and(|start| fields.into_iter().all(|field| start < field.range.start()))
    }

    fn words(&mut self, module: usize, py: &Py) -> Option<String> {
        match py {
            Py::Word(word) => match *word {
                "str" | "int" | "float" | "bool" | "bytes" | "None" => Some((*word).to_owned()),
                "Any" => self.imported(module, "typing", "Any"),
                "Decimal" => self.imported(module, "decimal", "Decimal"),
                "UUID" => self.imported(module, "uuid", "UUID"),
                word => self.imported(module, "datetime", word.strip_prefix("dt.")?),
            },
            // What the keys and values are is only said where it takes no more than what is there.
            Py::Of("dict", _) if self.local(module, "typing", "Any").is_none() => Some("dict".to_owned()),
            Py::Of("dict", of) => {
                let of: Option<Vec<String>> = of.iter().map(|of| self.words(module, of)).collect();
                Some(format!("dict[{}]", of?.join(", ")))
            }
            Py::Of("list", of) => Some(format!("list[{}]", self.words(module, of.first()?)?)),
            Py::Of("Range", of) => {
                let bound = self.words(module, of.first()?)?;
                Some(format!("{}[{bound}]", self.imported(module, "psycopg.types.range", "Range")?))
            }
            Py::Of(..) | Py::Own(_) => None,
        }
    }
}
