//! New classes for the rows of tables.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;

use super::super::super::compare::{Matched, MatchedClass};
use super::super::super::read::{ClassKind, Field, PythonClass, StatementId};
use super::super::super::{Style, names, text};
use super::super::Updater;
use super::TakenNames;
use super::place::Place;

/// How the new class is written.
pub(super) struct RowForm<'m> {
    /// The decorators, each with its line end.
    decorators: String,
    /// The parentheses with the base classes.
    bases: String,
    /// The class that is imitated.
    pub sample: Option<&'m MatchedClass<'m>>,
    /// The new class: its kind and its position.
    pub class: PythonClass,
    /// Whether nullable fields have the default None.
    pub has_defaults: bool,
    /// The columns that the base classes have.
    pub inherited: BTreeSet<String>,
}

impl Updater<'_> {
    pub(super) fn add_row_class(
        &mut self,
        matched: &Matched<'_>,
        table: &Table,
        taken: &mut TakenNames,
    ) -> Result<(), String> {
        let id = table.id();
        let place = self.place(matched, &id)?;
        let mut form = match self.row_sample(&place, table)? {
            Some(sample) => self.row_form_of(sample, &place),
            None => self.row_form_of_style(&place)?,
        };
        form.class.name = self.new_name(&place, &id, taken);
        let is_mapped = form.class.kind == ClassKind::Mapped;
        let body =
            if is_mapped { self.mapped_body(matched, table, &form)? } else { self.plain_body(table, &form)? };
        // Classes of an API are found by their names only if there are no mapped classes.
        let has_mapped_class = matched.classes.iter().any(|m| m.class.kind == ClassKind::Mapped);
        let mark = match (is_mapped, has_mapped_class) {
            (true, _) => String::new(),
            (false, true) => format!("# pgplumb: {id}\n"),
            (false, false) => self.mark(matched, &form.class, &id),
        };
        let RowForm { decorators, bases, class, sample, .. } = &form;
        let code = format!("{mark}{decorators}class {}{bases}:\n{body}", class.name);
        let code = self.formatted(place.module, *sample, &code);
        let empty_lines = sample.and_then(|sample| self.empty_lines_before(sample)).unwrap_or(2);
        self.insert_class(&place, empty_lines.max(1), &code);
        Ok(())
    }

    /// The class to imitate: the last one with the most frequent decorators and base classes, whose
    /// inherited columns the table has.
    fn row_sample<'m>(
        &self,
        place: &Place<'m>,
        table: &Table,
    ) -> Result<Option<&'m MatchedClass<'m>>, String> {
        let has_column = |field: &Field| table.columns.iter().any(|c| *c.column_name == *field.column);
        let fits = |sample: &MatchedClass<'_>| {
            let class = &sample.class;
            let mut inherited = class.fields.iter().filter(|field| !self.is_own(class, field));
            inherited.all(|field| has_column(field) && field.added_by.is_none())
                && !class.has_unknown_fields
                && !self.modules.has_mapped_base(class.id)
        };
        let mut groups: BTreeMap<(String, String), Vec<&'m MatchedClass<'m>>> = BTreeMap::new();
        for sample in place.similar.iter().copied().filter(|sample| fits(sample)) {
            groups.entry(self.row_header(&sample.class)).or_default().push(sample);
        }
        let most = groups.into_values().max_by_key(|group| (group.len(), group.last().map(|m| m.class.id)));
        match most {
            Some(group) => Ok(group.last().copied()),
            None if place.similar.is_empty() => Ok(None),
            None => Err("the classes in the file have base classes with other columns".to_owned()),
        }
    }

    /// The decorators and base classes of a class, or of the call that creates it.
    fn row_header(&self, class: &PythonClass) -> (String, String) {
        self.class_header(class).unwrap_or_else(|| {
            let call = self.modules.alias_value(class.id).and_then(|value| value.as_call_expr());
            let function = call.map(|call| {
                &self.text(class.id.module)[std::ops::Range::from(ruff_text_size::Ranged::range(&*call.func))]
            });
            (String::new(), function.map(|function| format!("({function})")).unwrap_or_default())
        })
    }

    fn row_form_of<'m>(&self, sample: &'m MatchedClass<'m>, place: &Place<'m>) -> RowForm<'m> {
        let (decorators, bases) = self.row_header(&sample.class);
        let is_nullable = |field: &&Field| field.hint.may_be_none() && field.column_call.is_none();
        let nullable = place.similar.iter().flat_map(|m| m.class.fields.iter().filter(is_nullable));
        let (with, without): (Vec<_>, Vec<_>) = nullable.partition(|field| field.has_default);
        let inherited = sample.class.fields.iter().filter(|field| !self.is_own(&sample.class, field));
        RowForm {
            decorators,
            bases,
            sample: Some(sample),
            class: PythonClass {
                id: position(place),
                is_class_statement: true,
                fields: Vec::new(),
                members: Vec::new(),
                ..sample.class.clone()
            },
            has_defaults: with.len() > without.len(),
            inherited: inherited.map(|field| field.column.clone()).collect(),
        }
    }

    /// The form of the configured style.
    fn row_form_of_style<'m>(&mut self, place: &Place<'m>) -> Result<RowForm<'m>, String> {
        let (kind, from, name) = match self.options.style {
            Style::TypedDict => (ClassKind::Plain, "typing", "TypedDict"),
            Style::Dataclass => (ClassKind::Plain, "dataclasses", "dataclass"),
            Style::Pydantic => (ClassKind::Converting, "pydantic", "BaseModel"),
            Style::SqlAlchemy => return Err("no class shows which base class to use".to_owned()),
        };
        let local = self.import_name(place.module, from, name);
        let local = local.ok_or_else(|| format!("{name} has another meaning in the file"))?;
        let (decorators, bases) = match self.options.style {
            Style::Dataclass => (format!("@{local}\n"), String::new()),
            _ => (String::new(), format!("({local})")),
        };
        let class = PythonClass {
            is_class_statement: true,
            ..PythonClass::new(String::new(), position(place), 0, kind)
        };
        Ok(RowForm {
            decorators,
            bases,
            sample: None,
            class,
            has_defaults: false,
            inherited: BTreeSet::new(),
        })
    }

    /// The docstring and the fields of a class that is not mapped.
    fn plain_body(&mut self, table: &Table, form: &RowForm<'_>) -> Result<String, String> {
        let module = form.class.id.module;
        let mut body = self.class_docstring(table, form);
        let columns = table.columns.iter().filter(|column| !form.inherited.contains(&*column.column_name));
        let (mut required, mut optional) = (Vec::new(), Vec::new());
        for column in columns {
            let name = &*column.column_name;
            if !names::is_attribute(name) {
                return Err(format!("the column {} needs another field name", text::string(name)));
            }
            let type_text = self.field_type(form, module, column)?;
            let has_default = form.has_defaults && column.is_nullable();
            let fields =
                if has_default && form.class.has_ordered_defaults { &mut optional } else { &mut required };
            fields.push(format!("    {name}: {type_text}{}\n", if has_default { " = None" } else { "" }));
        }
        body.extend(required.into_iter().chain(optional));
        if body.is_empty() {
            body.push_str("    pass\n");
        }
        Ok(body)
    }

    /// The annotation for a column; `Any` if its type cannot be written.
    pub(super) fn field_type(
        &mut self,
        form: &RowForm<'_>,
        module: usize,
        column: &Column,
    ) -> Result<String, String> {
        let found = self.column_type(&form.class, module, column, column.is_nullable());
        let found = found.or_else(|| self.import_name(module, "typing", "Any"));
        found.ok_or_else(|| format!("the type of the column {} cannot be written", column.column_name))
    }

    /// The comment of a table as a docstring, with an empty line below it as in the sample.
    pub(super) fn class_docstring(&self, table: &Table, form: &RowForm<'_>) -> String {
        let mut out = String::new();
        let comment = table.comment.as_deref().filter(|comment| !comment.trim().is_empty());
        if let Some(comment) = comment {
            text::docstring(comment, "    ", &mut out);
            let sample = form.sample.map(|sample| &sample.class);
            let is_tight = sample.is_some_and(|sample| self.has_docstring(sample) && self.is_tight(sample));
            if !is_tight {
                out.push('\n');
            }
        }
        out
    }

    /// Whether a class has no empty line below its docstring.
    fn is_tight(&self, class: &PythonClass) -> bool {
        let Some([first, second, ..]) = self.modules.class_def(class.id).map(|class| class.body.as_slice())
        else {
            return false;
        };
        let (first, second) =
            (ruff_text_size::Ranged::range(first).end(), ruff_text_size::Ranged::range(second).start());
        let between = &self.text(class.id.module)[first.to_usize()..second.to_usize()];
        between.matches('\n').count() < 2
    }
}

/// The position of the new class among the statements of its file.
fn position(place: &Place<'_>) -> StatementId {
    StatementId { module: place.module, index: place.after.map_or(0, |after| after + 1) }
}
