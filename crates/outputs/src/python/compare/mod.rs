//! Python compared with a catalog by what it means.

mod equivalent;
mod stands_for;

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::change::What;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, Severity};
use serde_json::Value;

use super::read::{ClassKind, Declared, Field, Modules, Said};
use super::types::Types;
use super::update::Stale;
use super::{BadPython, Driver, PythonFile};
use crate::report::{Finding, Location};
use equivalent::Equivalents;
use stands_for::{Stands, StandsFor};

/// How Python is compared.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What fetches the values of plain classes.
    pub driver: Driver,
    /// What classes stand for, by name, where they do not say so themselves: `enum:app.status`, `app.users`; empty for nothing.
    pub map: BTreeMap<String, String>,
    /// Prefixes and suffixes of class names that tables and enums do not have.
    pub affixes: Vec<String>,
    /// Python types that are right for a type of PostgreSQL too.
    pub accept: BTreeMap<String, Vec<String>>,
    /// Whether enums and tables without a class, and enums without one in the database, are drift.
    pub complete: bool,
}

/// What comparing found.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Where Python and the database differ, told as what became of the database.
    pub findings: Vec<Finding>,
    /// Files that could not be read as Python; all others were compared.
    pub bad: Vec<BadPython>,
    /// Classes of which it cannot be told what they stand for.
    pub notes: Vec<String>,
}

/// Compares files of Python with a catalog.
///
/// A class stands for what a mark above it or in its docstring says (`# pgplumb: table:app.users`), what the options map it to, what
/// its `__tablename__` is, or what it is named after. One that stands for nothing in the database is passed over.
#[must_use]
pub fn compare(catalog: &Catalog, files: &[PythonFile], options: &Options) -> Compared {
    let (modules, bad) = Modules::parse(files);
    let stands = Stands::new(catalog, options);
    let mut comparison = Comparison::new(catalog, &modules, options);
    comparison.found.bad = bad;
    let declared = modules.declared();
    comparison.stand(&declared, &stands);
    for mut class in declared {
        let Some(id) = comparison.objects.get(&(class.module, class.place)).cloned() else { continue };
        match stands.object(&id) {
            Some(stands_for::Object::Enum(source)) => {
                class.settle_labels(source);
                comparison.labels(&class, source);
            }
            Some(stands_for::Object::Rows(columns)) => {
                class.settle_columns(columns);
                comparison.columns(&class, &id, columns);
            }
            None => {}
        }
    }
    if options.complete {
        comparison.missing(catalog);
    }
    let mut found = comparison.found;
    found.findings.sort_by(|a, b| a.location().cmp(&b.location()));
    found
}

/// A comparison on its way.
struct Comparison<'a> {
    modules: &'a Modules<'a>,
    types: Types<'a>,
    options: &'a Options,
    /// What classes stand for, by file and place.
    objects: BTreeMap<(usize, usize), ObjectId>,
    found: Compared,
}

/// What a class stands for, with what is stale of it.
pub(super) enum Resolved<'a> {
    Enum(&'a Enum),
    Rows(&'a [Column], Stale),
}

/// What classes stand for.
pub(super) fn resolve<'a>(
    catalog: &'a Catalog,
    modules: &'a Modules<'a>,
    options: &'a Options,
) -> Vec<(Declared, Resolved<'a>, ObjectId)> {
    let stands = Stands::new(catalog, options);
    let mut comparison = Comparison::new(catalog, modules, options);
    let declared = modules.declared();
    comparison.stand(&declared, &stands);
    let mut found = Vec::new();
    for mut class in declared {
        let Some(id) = comparison.objects.get(&(class.module, class.place)).cloned() else { continue };
        let resolved = match stands.object(&id) {
            Some(stands_for::Object::Enum(source)) => {
                class.settle_labels(source);
                Resolved::Enum(source)
            }
            Some(stands_for::Object::Rows(columns)) => {
                class.settle_columns(columns);
                Resolved::Rows(columns, comparison.stale(&class, columns))
            }
            None => continue,
        };
        found.push((class, resolved, id));
    }
    found
}

impl<'a> Comparison<'a> {
    fn new(catalog: &'a Catalog, modules: &'a Modules<'a>, options: &'a Options) -> Self {
        let found = Compared::default();
        Self { modules, types: Types::of(catalog), options, objects: BTreeMap::new(), found }
    }

    /// Finds out what classes stand for. One that says so comes before one of the same file that is only named like it.
    fn stand(&mut self, declared: &[Declared], stands: &Stands<'_>) {
        let mut said: BTreeSet<(usize, ObjectId)> = BTreeSet::new();
        for class in declared.iter().filter(|class| Stands::is_said(class)) {
            if let StandsFor::Object(id) = stands.of(class) {
                said.insert((class.module, id));
            }
        }
        for class in declared {
            match stands.of(class) {
                StandsFor::Object(id)
                    if !Stands::is_said(class) && said.contains(&(class.module, id.clone())) => {}
                StandsFor::Object(id) => {
                    self.objects.insert((class.module, class.place), id);
                }
                StandsFor::Missing(id) => self.superfluous(class, id),
                StandsFor::Several(ids) => self.ambiguous(class, &ids),
                StandsFor::Nothing if self.options.complete && class.kind == ClassKind::Enum => {
                    let name = super::names::snake(&class.name);
                    self.superfluous(class, ObjectId::local(Kind::Enum, &"public".into(), name));
                }
                StandsFor::Nothing => {}
            }
        }
    }

    /// What a field says of nulls, where that is not what the database says.
    fn wrong_nullability(field: &Field, column: &Column) -> Option<bool> {
        if column.not_null_by_domain {
            // Both can be said of it.
            return None;
        }
        field.may_be_null().filter(|said| *said != column.is_nullable())
    }

    fn is_right(&self, class: &Declared, said: &Said, column: &Column) -> bool {
        let equivalents = Equivalents { types: &self.types, objects: &self.objects, options: self.options };
        equivalents.are(said, &column.sql_type, class.kind)
    }

    /// What a field says of its type that is wrong, in its annotation or in SQLAlchemy's words.
    fn wrong_type<'f>(&self, class: &Declared, field: &'f Field, column: &Column) -> Option<&'f Said> {
        [Some(&field.said), field.sql_type()]
            .into_iter()
            .flatten()
            .find(|said| !self.is_right(class, said, column))
    }

    fn stale(&self, class: &Declared, columns: &[Column]) -> Stale {
        let mut stale = Stale::default();
        for column in columns {
            let Some(field) = class.fields.iter().find(|f| f.column == *column.column_name) else { continue };
            if Self::wrong_nullability(field, column).is_some() {
                stale.nullable.insert(column.column_name.clone());
            }
            // SQLAlchemy's types are not for changing by an annotation alone.
            let is_right = |said: &Said| self.is_right(class, said, column);
            if !is_right(&field.said) && field.sql_type().is_none_or(is_right) {
                stale.types.insert(column.column_name.clone());
            }
        }
        stale
    }

    fn location(&self, module: usize, line: u32) -> Location {
        Location { file: self.modules.modules[module].file.path.clone(), line: Some(line) }
    }

    fn tell(&mut self, at: (usize, u32), change: Change, message: String) {
        let location = Some(self.location(at.0, at.1));
        self.found.findings.push(Finding::Schema { change, location, message: Some(message) });
    }

    fn superfluous(&mut self, class: &Declared, id: ObjectId) {
        let change = change(id, None, What::Removed { summary: String::new() }, Severity::High);
        let message = format!("{} stands for it, and the database does not have it", class.name);
        self.tell((class.module, class.line), change, message);
    }

    fn ambiguous(&mut self, class: &Declared, ids: &[ObjectId]) {
        let file = &self.modules.modules[class.module].file.path;
        let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.found.notes.push(format!(
            "{file}:{}: {} may stand for {}: a comment `# pgplumb: {}` above it says which",
            class.line,
            class.name,
            names.join(" or "),
            names.first().map_or("", String::as_str),
        ));
    }

    fn labels(&mut self, class: &Declared, source: &Enum) {
        let said: Vec<&str> = class.members.iter().map(|member| member.label.as_str()).collect();
        let there: Vec<&str> = source.labels.iter().map(|label| &**label).collect();
        let list =
            |labels: &[&str]| Value::from(labels.iter().map(|label| Value::from(*label)).collect::<Vec<_>>());
        let what = || What::Changed { property: "labels".to_owned(), from: list(&said), to: list(&there) };
        let missing: Vec<&str> = there.iter().filter(|label| !said.contains(label)).copied().collect();
        if !missing.is_empty() {
            let message = format!("labels missing in {}: {}", class.name, listed(&missing));
            self.tell((class.module, class.line), change(source.id(), None, what(), Severity::High), message);
        }
        for member in class.members.iter().filter(|member| !there.contains(&member.label.as_str())) {
            let message =
                format!("label in {}, but not in the database: {}", class.name, listed(&[&member.label]));
            self.tell(
                (class.module, member.line),
                change(source.id(), None, what(), Severity::High),
                message,
            );
        }
    }

    fn columns(&mut self, class: &Declared, id: &ObjectId, columns: &[Column]) {
        for column in columns {
            match class.fields.iter().find(|field| field.column == *column.column_name) {
                Some(field) => self.column(class, field, id, column),
                None => {
                    let what = What::Added { summary: column.sql_type.to_string() };
                    let message = format!(
                        "column {}: missing in {} ({})",
                        column.column_name, class.name, column.sql_type
                    );
                    self.tell(
                        (class.module, class.line),
                        of_column(id, &column.column_name, what, Severity::Medium),
                        message,
                    );
                }
            }
        }
        for field in &class.fields {
            if columns.iter().all(|column| *column.column_name != *field.column) {
                let message = format!("column {}: in {}, but not in the database", field.column, class.name);
                let what = What::Removed { summary: String::new() };
                self.tell(
                    (field.module, field.line),
                    of_column(id, &field.column, what, Severity::Critical),
                    message,
                );
            }
        }
    }

    fn column(&mut self, class: &Declared, field: &Field, id: &ObjectId, column: &Column) {
        let at = (field.module, field.line);
        let there = column.is_nullable();
        if let Some(said) = Self::wrong_nullability(field, column) {
            let word = |nullable: bool| if nullable { "YES" } else { "NO" };
            let what = What::Changed {
                property: "is_nullable".to_owned(),
                from: word(said).into(),
                to: word(there).into(),
            };
            // What may be null and is not expected to be makes code fail; the other way round it is only too careful.
            let (severity, how) = match there {
                true => (Severity::High, "may be null in the database, and not in"),
                false => (Severity::Low, "is never null in the database, and may be in"),
            };
            let message = format!("column {}: {how} {}", column.column_name, class.name);
            self.tell(at, of_column(id, &column.column_name, what, severity), message);
        }
        if let Some(said) = self.wrong_type(class, field, column) {
            let said = self.words(said);
            let what = What::Changed {
                property: "type".to_owned(),
                from: said.clone().into(),
                to: (&*column.sql_type).into(),
            };
            let message = format!(
                "column {}: type {said} in {}, {} in the database",
                column.column_name, class.name, column.sql_type
            );
            self.tell(at, of_column(id, &column.column_name, what, Severity::High), message);
        }
    }

    /// Enums and tables that no class stands for.
    fn missing(&mut self, catalog: &Catalog) {
        let known: BTreeSet<&ObjectId> = self.objects.values().collect();
        let tables = catalog.tables.iter().filter(|table| table.partition_of.is_none()).map(Object::id);
        let all = catalog.enums.iter().map(Object::id).chain(tables);
        let missing: Vec<ObjectId> = all.filter(|id| !known.contains(id)).collect();
        for id in missing {
            let change = change(id, None, What::Added { summary: String::new() }, Severity::Medium);
            let message = Some("no class stands for it".to_owned());
            self.found.findings.push(Finding::Schema { change, location: None, message });
        }
    }

    /// A type in words.
    fn words(&self, said: &Said) -> String {
        match said {
            Said::Any => "Any".to_owned(),
            Said::None => "None".to_owned(),
            Said::Named(name) => name.rsplit('.').next().unwrap_or(name).to_owned(),
            Said::Class(module, place) => self.modules.name_at(*module, *place).to_owned(),
            Said::List(of) => format!("list[{}]", self.words(of)),
            Said::Literal(labels, _) => {
                format!(
                    "Literal[{}]",
                    labels.iter().map(|l| super::text::string(l)).collect::<Vec<_>>().join(", ")
                )
            }
            Said::Union(_) => {
                let words: Vec<String> =
                    said.alternatives().into_iter().map(|said| self.words(said)).collect();
                words.join(" | ")
            }
            Said::Unknown | Said::NotAField => "?".to_owned(),
        }
    }
}

impl Declared {
    /// Takes the names of members for their labels, where no value is a label and names are: so SQLAlchemy stores an `Enum`.
    fn settle_labels(&mut self, source: &Enum) {
        let is_label = |text: &str| source.labels.iter().any(|label| **label == *text);
        let has_values = self.members.iter().any(|member| is_label(&member.label));
        let has_names = self.members.iter().filter_map(|member| member.name.as_deref()).any(is_label);
        if !has_values && has_names {
            for member in &mut self.members {
                member.label = member.name.clone().unwrap_or_default();
            }
            self.are_names = true;
        }
    }

    /// Takes the attribute for the column's name, where its alias is none: it is for others than the database then. Where neither is,
    /// the one is taken that is written as columns are.
    fn settle_columns(&mut self, columns: &[Column]) {
        let is_column = |name: &str| columns.iter().any(|column| *column.column_name == *name);
        let is_written_so = |name: &str| name.to_lowercase() == name;
        for field in self.fields.iter_mut().filter(|field| field.is_alias) {
            let Some(name) = &field.name else { continue };
            if !is_column(&field.column)
                && (is_column(name) || is_written_so(name) && !is_written_so(&field.column))
            {
                field.column.clone_from(name);
            }
        }
    }
}

fn change(object: ObjectId, within: Option<ObjectId>, what: What, severity: Severity) -> Change {
    Change { object, within, what, severity, informational: false }
}

fn of_column(relation: &ObjectId, column: &str, what: What, severity: Severity) -> Change {
    change(relation.nested(Kind::Column, column), Some(relation.clone()), what, severity)
}

/// Labels in a row; those that would not be seen as one in quotes.
fn listed(labels: &[&str]) -> String {
    let is_plain =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c));
    let word = |label: &&str| if is_plain(label) { (*label).to_owned() } else { super::text::string(label) };
    labels.iter().map(word).collect::<Vec<_>>().join(", ")
}
