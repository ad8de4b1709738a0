//! Python that people edit, brought in step: of the classes that stand for something only what is stale changes, and all else stays
//! byte for byte.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Name};

use super::compare::{Options, Resolved, resolve};
use super::names;
use super::read::{Declared, Field, Modules, Said};
use super::sql_type::SqlType;
use super::text;
use super::types::{self, Base, Py, Types};
use super::{BadPython, Driver, PythonFile};

/// What became of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Updated {
    /// What it is called.
    pub path: String,
    /// What it should hold.
    pub text: String,
    /// What had to be left to its author.
    pub notes: Vec<String>,
}

/// A replacement of some bytes.
type Edit = (std::ops::Range<usize>, String);

/// Brings files in step with a catalog. Those that need no change come back as they are.
///
/// What is changed: labels of enum classes and columns of classes for rows are added where the database has them and taken away where
/// it does not; annotations say the type and nullability of their columns. What has another form (functional ones, columns with a
/// value) is left, with a note.
///
/// # Errors
/// The first file that is no Python; which lines are stale cannot be told then.
pub fn update(catalog: &Catalog, files: &[PythonFile], options: &Options) -> Result<Vec<Updated>, BadPython> {
    let (modules, bad) = Modules::parse(files);
    if let Some(bad) = bad.into_iter().next() {
        return Err(bad);
    }
    let types = Types::of(catalog);
    let mut edits: Vec<(Vec<Edit>, Vec<String>)> = vec![Default::default(); modules.modules.len()];
    for (class, object) in resolve(catalog, &modules, options) {
        let mut editor =
            Editor { modules: &modules, types: &types, options, class: &class, edits: &mut edits };
        match object {
            Resolved::Enum(source) => editor.labels(source),
            Resolved::Rows(columns, stale) => editor.columns(columns, &stale),
        }
    }
    let mut updated: Vec<Updated> = Vec::new();
    for file in files {
        let at = modules.modules.iter().position(|module| std::ptr::eq(module.file, file));
        let (mut edits, notes) = at.map(|at| std::mem::take(&mut edits[at])).unwrap_or_default();
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        edits.dedup();
        let mut text = file.text.clone();
        for (range, with) in edits.into_iter().rev() {
            text.replace_range(range, &with);
        }
        updated.push(Updated { path: file.path.clone(), text, notes });
    }
    Ok(updated)
}

/// What is stale of a class's columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Stale {
    /// Columns whose annotation is wrong.
    pub types: BTreeSet<Name>,
    /// Columns that are nullable, or not, and not said to be so.
    pub nullable: BTreeSet<Name>,
}

struct Editor<'a> {
    modules: &'a Modules<'a>,
    types: &'a Types<'a>,
    options: &'a Options,
    class: &'a Declared,
    edits: &'a mut Vec<(Vec<Edit>, Vec<String>)>,
}

impl Editor<'_> {
    fn text(&self, module: usize) -> &str {
        &self.modules.modules[module].file.text
    }

    fn edit(&mut self, module: usize, range: std::ops::Range<usize>, with: String) {
        self.edits[module].0.push((range, with));
    }

    fn note(&mut self, what: &str) {
        let module = self.class.module;
        let note = format!(
            "{}:{}: {}: {what}",
            self.modules.modules[module].file.path, self.class.line, self.class.name
        );
        self.edits[module].1.push(note);
    }

    /// The lines of a range, with the last one's end.
    fn lines(&self, module: usize, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let text = self.text(module);
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
        start..end
    }

    /// Whether something stands alone on its lines, but for a comment.
    fn is_alone(&self, module: usize, range: &std::ops::Range<usize>) -> bool {
        let lines = self.lines(module, range.clone());
        let text = self.text(module);
        let after = text[range.end..lines.end].trim();
        text[lines.start..range.start].trim().is_empty() && (after.is_empty() || after.starts_with('#'))
    }

    /// A new line after another's, indented as that is, with the end that lines have there.
    fn put_after(&mut self, module: usize, range: std::ops::Range<usize>, line: &str) {
        let lines = self.lines(module, range);
        let text = self.text(module);
        let indent: String = text[lines.clone()].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let has_end = text[lines.clone()].ends_with('\n');
        let new = if has_end { format!("{indent}{line}{end}") } else { format!("{end}{indent}{line}") };
        self.edit(module, lines.end..lines.end, new);
    }

    fn labels(&mut self, source: &Enum) {
        let module = self.class.module;
        let missing: Vec<usize> = (0..source.labels.len())
            .filter(|at| self.class.members.iter().all(|member| *member.label != *source.labels[*at]))
            .collect();
        let surplus: Vec<_> = self
            .class
            .members
            .iter()
            .filter(|member| source.labels.iter().all(|label| **label != *member.label))
            .map(|member| std::ops::Range::from(member.range))
            .collect();
        if missing.is_empty() && surplus.is_empty() {
            return;
        }
        let is_plain = self.class.is_class && surplus.iter().all(|range| self.is_alone(module, range));
        let stays = self.class.members.len() > surplus.len();
        if !is_plain || !stays {
            self.note("its labels are for its author to change");
            return;
        }
        for range in surplus {
            let lines = self.lines(module, range);
            self.edit(module, lines, String::new());
        }
        let mut taken: BTreeSet<String> = self.modules.taken(self.class).into_iter().collect();
        let members = names::members(source.labels.iter().map(|label| &**label));
        for at in missing {
            let mut name = members[at].clone();
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            // After the nearest label before it that the class has, else after its last member.
            let before = source.labels[..at].iter().rev();
            let near =
                before.into_iter().find_map(|label| self.class.members.iter().find(|m| *m.label == **label));
            let Some(near) = near.or(self.class.members.last()) else { continue };
            let range = std::ops::Range::from(near.range);
            let value = self.quoted(module, &range, &source.labels[at]);
            self.put_after(module, range, &format!("{name} = {value}"));
        }
    }

    /// A string in the quotes that are used there.
    fn quoted(&self, module: usize, range: &std::ops::Range<usize>, label: &str) -> String {
        let written = text::string(label);
        let uses_single = !self.text(module)[range.clone()].contains('"');
        let is_plain = !label.contains(['\'', '"', '\\']) && written.len() == label.len() + 2;
        if uses_single && is_plain { format!("'{label}'") } else { written }
    }

    fn columns(&mut self, columns: &[Column], stale: &Stale) {
        let gone: Vec<&Field> = self
            .class
            .fields
            .iter()
            .filter(|field| columns.iter().all(|column| *column.column_name != *field.column))
            .collect();
        for field in gone {
            let range = std::ops::Range::from(field.range);
            // What is inherited may be right for another class.
            let is_own = field.module == self.class.module && self.class.is_class && self.is_within(&range);
            if is_own && self.is_alone(field.module, &range) && self.class.fields.len() > 1 {
                let lines = self.lines(field.module, range);
                self.edit(field.module, lines, String::new());
            } else {
                self.note(&format!("{} is for its author to remove", field.column));
            }
        }
        for (at, column) in columns.iter().enumerate() {
            match self.class.fields.iter().find(|field| field.column == *column.column_name) {
                Some(field) => self.annotate(field, column, stale),
                None => self.add(&columns[..at], column),
            }
        }
    }

    /// Whether a place is in the class itself and not in one that it inherits from.
    fn is_within(&self, range: &std::ops::Range<usize>) -> bool {
        self.modules
            .range(self.class)
            .is_some_and(|class| class.start <= range.start && range.end <= class.end)
    }

    fn add(&mut self, before: &[Column], column: &Column) {
        let module = self.class.module;
        let own: Vec<&Field> = self
            .class
            .fields
            .iter()
            .filter(|field| field.module == module && self.is_within(&field.range.into()))
            .collect();
        let near = before.iter().rev().find_map(|c| own.iter().find(|field| field.column == *c.column_name));
        let near = near.or(own.last()).copied();
        let written = self.type_of(module, column);
        let (Some(near), Some(written), true) =
            (near, written, self.class.is_class && names::is_attribute(&column.column_name))
        else {
            self.note(&format!("{} ({}) is for its author to add", column.column_name, column.sql_type));
            return;
        };
        self.put_after(module, near.range.into(), &format!("{}: {written}", column.column_name));
    }

    fn annotate(&mut self, field: &Field, column: &Column, stale: &Stale) {
        let (is_type, is_null) =
            (stale.types.contains(&column.column_name), stale.nullable.contains(&column.column_name));
        if !is_type && !is_null {
            return;
        }
        let annotation = field.annotation.map(std::ops::Range::from).filter(|_| field.nullable.is_none());
        let is_plain = |range: &std::ops::Range<usize>| {
            let written = &self.text(field.module)[range.clone()];
            !["Mapped", "Annotated", "Required", "ReadOnly"].iter().any(|word| written.contains(word))
        };
        let Some(range) = annotation.filter(is_plain) else {
            self.note(&format!("{} is for its author to change", column.column_name));
            return;
        };
        let written = self.text(field.module)[range.clone()].to_owned();
        let new = match is_type {
            true => self.type_of(field.module, column),
            false if column.is_nullable() => Some(self.optional(field.module, &written)),
            false => required(&written, &field.said),
        };
        match new {
            Some(new) => self.edit(field.module, range, new),
            None => self.note(&format!("{} is for its author to change", column.column_name)),
        }
    }

    fn optional(&self, module: usize, written: &str) -> String {
        match self.local(module, "typing.Optional") {
            Some(name) => format!("{name}[{written}]"),
            None => format!("{written} | None"),
        }
    }

    /// What a file calls something of Python's.
    fn local(&self, module: usize, qualified: &str) -> Option<String> {
        let imports = &self.modules.modules[module].imports;
        let mut names: Vec<&String> =
            imports.iter().filter(|(_, means)| *means == qualified).map(|(local, _)| local).collect();
        names.sort();
        if let Some(name) = names.first() {
            return Some((*name).clone());
        }
        let (from, name) = qualified.rsplit_once('.')?;
        let mut modules: Vec<&String> =
            imports.iter().filter(|(_, means)| *means == from).map(|(local, _)| local).collect();
        modules.sort();
        modules.first().map(|local| format!("{local}.{name}"))
    }

    /// A column's type as a file can say it; none where it would need an import.
    fn type_of(&self, module: usize, column: &Column) -> Option<String> {
        let sql = self.types.below_domains(&column.sql_type);
        let written = self.value(module, &sql)?;
        Some(if column.is_nullable() { self.optional(module, &written) } else { written })
    }

    fn value(&self, module: usize, sql: &SqlType) -> Option<String> {
        if sql.is_array {
            let element = SqlType { is_array: false, ..sql.clone() };
            let is_text = self.options.driver == Driver::Psycopg && sql.schema.is_some();
            return if is_text {
                Some("str".to_owned())
            } else {
                Some(format!("list[{}]", self.value(module, &element)?))
            };
        }
        match self.types.base(sql) {
            Base::Enum(_) => Some("str".to_owned()),
            Base::Other => self.words(module, &types::plain(sql, self.options.driver, false)),
            _ => None,
        }
    }

    fn words(&self, module: usize, py: &Py) -> Option<String> {
        match py {
            Py::Word(word) => match *word {
                "str" | "int" | "float" | "bool" | "bytes" | "None" => Some((*word).to_owned()),
                "Any" => self.local(module, "typing.Any"),
                "Decimal" => self.local(module, "decimal.Decimal"),
                "UUID" => self.local(module, "uuid.UUID"),
                word => self.local(module, &format!("datetime.{}", word.strip_prefix("dt.")?)),
            },
            Py::Of("dict", of) => {
                match of.iter().map(|of| self.words(module, of)).collect::<Option<Vec<_>>>() {
                    Some(of) => Some(format!("dict[{}]", of.join(", "))),
                    None => Some("dict".to_owned()),
                }
            }
            Py::Of("list", of) => Some(format!("list[{}]", self.words(module, of.first()?)?)),
            Py::Of(..) | Py::Own(_) => None,
        }
    }
}

/// An annotation without its `None`, where that can be taken away by its text alone.
fn required(written: &str, said: &Said) -> Option<String> {
    if !said.may_be_none() {
        return None;
    }
    let inner = written.strip_suffix(']').and_then(|rest| {
        let (head, inner) = rest.split_once('[')?;
        (head.rsplit('.').next() == Some("Optional")).then(|| inner.to_owned())
    });
    let sides = || written.strip_suffix("| None").or_else(|| written.strip_prefix("None |"));
    inner.or_else(|| sides().map(|side| side.trim().to_owned()))
}
