//! Python compared with a catalog by what it means.

mod differences;
mod equivalent;
mod stands_for;

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::change::What;
use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, Severity};

use super::read::{ClassKind, Declared, Field, Modules, Said, with_stack};
use super::types::Types;
use super::{BadPython, Driver, PythonFile};
use crate::report::{Finding, Location};
pub(super) use differences::About;
use differences::Difference;
pub(super) use stands_for::Object;
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
    with_stack(|| compare_here(catalog, files, options))
}

fn compare_here(catalog: &Catalog, files: &[PythonFile], options: &Options) -> Compared {
    let (modules, bad) = Modules::parse(files);
    let mut comparison = Comparison::new(catalog, &modules, options);
    comparison.found.bad = bad;
    for class in comparison.classes(&Stands::new(catalog, options)) {
        for Difference { change, at, message, .. } in class.differences {
            comparison.tell(at, change, message);
        }
    }
    if options.complete {
        comparison.missing(catalog);
    }
    let mut found = comparison.found;
    found.findings.sort_by(|a, b| a.location().cmp(&b.location()));
    found
}

/// What classes stand for, and what of them is to be brought in step: all that `is_kept` does not name.
pub(super) fn resolve<'a>(
    catalog: &'a Catalog,
    modules: &'a Modules<'a>,
    options: &'a Options,
    is_kept: &dyn Fn(&Change) -> bool,
) -> Vec<Resolved<'a>> {
    let mut comparison = Comparison::new(catalog, modules, options);
    let mut classes = comparison.classes(&Stands::new(catalog, options));
    for class in &mut classes {
        class.differences.retain(|difference| !is_kept(&difference.change));
    }
    classes
}

/// A class, what it stands for, and where they differ.
pub(super) struct Resolved<'a> {
    pub class: Declared,
    pub id: ObjectId,
    pub object: Object<'a>,
    pub differences: Vec<Difference>,
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

impl<'a> Comparison<'a> {
    fn new(catalog: &'a Catalog, modules: &'a Modules<'a>, options: &'a Options) -> Self {
        let found = Compared::default();
        Self { modules, types: Types::of(catalog), options, objects: BTreeMap::new(), found }
    }

    /// Every class that stands for something.
    fn classes(&mut self, stands: &Stands<'a>) -> Vec<Resolved<'a>> {
        let declared = self.together(self.modules.declared());
        self.stand(&declared, stands);
        let resolved = declared.into_iter().filter_map(|mut class| {
            let id = self.objects.get(&(class.module, class.place))?.clone();
            let object = stands.object(&id)?;
            let differences = match object {
                Object::Enum(source) => {
                    class.settle_labels(source);
                    Self::labels(&class, source)
                }
                Object::Rows(columns) => {
                    class.settle_columns(columns);
                    self.leave_out_rows(&mut class, columns);
                    self.columns(&class, &id, columns)
                }
            };
            Some(Resolved { class, id, object, differences })
        });
        resolved.collect()
    }

    /// Classes that share a table as one: the first of them, with what the others add. One that says that it stands for something else
    /// does not share.
    fn together(&mut self, declared: Vec<Declared>) -> Vec<Declared> {
        let does_share = |class: &Declared| {
            class.shares.is_some() && class.mark.is_none() && !self.options.map.contains_key(&class.name)
        };
        let (sharing, mut alone): (Vec<_>, Vec<_>) = declared.into_iter().partition(does_share);
        for class in sharing {
            let first = alone.iter_mut().find(|first| Some((first.module, first.place)) == class.shares);
            let Some(first) = first else { continue };
            let adds = Some((class.module, class.place));
            first.fields.extend(class.fields.into_iter().map(|field| Field { adds, ..field }));
            first.sharing.extend(adds);
        }
        alone
    }

    /// Finds out what classes stand for. One that says so comes before one of the same file that is only named like it.
    fn stand(&mut self, declared: &[Declared], stands: &Stands<'_>) {
        let mut said: BTreeSet<(usize, ObjectId)> = BTreeSet::new();
        for class in declared.iter().filter(|class| Stands::is_said(class)) {
            if let StandsFor::Object(id) = stands.of(class) {
                said.insert((class.module, id));
            }
        }
        let mut by_itself: BTreeMap<ObjectId, Vec<&Declared>> = BTreeMap::new();
        for class in declared {
            match stands.of(class) {
                StandsFor::ByItself(id) => by_itself.entry(id).or_default().push(class),
                StandsFor::Object(id)
                    if !Stands::is_said(class) && said.contains(&(class.module, id.clone())) => {}
                StandsFor::Object(id) => {
                    let sharing = class.sharing.iter().map(|place| (*place, id.clone()));
                    self.objects.extend(sharing);
                    self.objects.insert((class.module, class.place), id);
                }
                StandsFor::Missing(id) => self.superfluous(class, id),
                StandsFor::Several(ids) => {
                    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
                    self.ambiguous(class, &names.join(" or "), &names[0]);
                }
                // One without members is there to be inherited from.
                StandsFor::Nothing
                    if self.options.complete
                        && class.kind == ClassKind::Enum
                        && !class.members.is_empty() =>
                {
                    let name = super::names::snake(&class.name.replace('.', ""));
                    self.superfluous(class, ObjectId::local(Kind::Enum, &"public".into(), name));
                }
                StandsFor::Nothing => {}
            }
        }
        for (id, classes) in by_itself {
            match classes.as_slice() {
                [class] if !said.contains(&(class.module, id.clone())) => {
                    self.objects.insert((class.module, class.place), id);
                }
                [_] => {}
                several => {
                    for class in several {
                        let others = several.iter().filter(|other| other.name != class.name);
                        let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
                        let others = if others.is_empty() { vec!["another"] } else { others };
                        self.ambiguous(
                            class,
                            &format!("{id}, as may {}", others.join(", ")),
                            &id.to_string(),
                        );
                    }
                }
            }
        }
    }

    /// Leaves out what is no column, but rows of other tables that belong to one: `owner: User`, `comments: list[Comment]`.
    fn leave_out_rows(&self, class: &mut Declared, columns: &[Column]) {
        class.fields.retain(|field| {
            let is_column = columns.iter().any(|column| *column.column_name == *field.column);
            is_column || !self.are_rows(&field.said)
        });
    }

    fn are_rows(&self, said: &Said) -> bool {
        let alternatives = said.alternatives();
        !alternatives.is_empty()
            && alternatives.into_iter().all(|said| match said {
                Said::List(of) => self.are_rows(of),
                Said::Class(module, place) => {
                    self.objects.get(&(*module, *place)).is_some_and(|id| id.kind != Kind::Enum)
                }
                _ => false,
            })
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

    fn ambiguous(&mut self, class: &Declared, what: &str, mark: &str) {
        let file = &self.modules.modules[class.module].file.path;
        self.found.notes.push(format!(
            "{file}:{}: {} may stand for {what}: a comment `# pgplumb: {mark}` above it says which",
            class.line, class.name,
        ));
    }

    /// Enums and tables that no class stands for.
    fn missing(&mut self, catalog: &Catalog) {
        let known: BTreeSet<&ObjectId> = self.objects.values().collect();
        let tables =
            catalog.tables.iter().filter(|table| table.partition_of.is_none()).map(|table| table.id());
        let all = catalog.enums.iter().map(|source| source.id()).chain(tables);
        let missing: Vec<ObjectId> = all.filter(|id| !known.contains(id)).collect();
        for id in missing {
            let change = change(id, None, What::Added { summary: String::new() }, Severity::Medium);
            let message = Some("no class stands for it".to_owned());
            self.found.findings.push(Finding::Schema { change, location: None, message });
        }
    }
}

impl Declared {
    /// Takes the names of members for their labels, where no value is a label and names are: so SQLAlchemy stores an `Enum`.
    fn settle_labels(&mut self, source: &Enum) {
        let is_label = |text: &str| source.labels.iter().any(|label| **label == *text);
        // What only running it would tell may be what the name says.
        for member in self.members.iter_mut().filter(|member| !member.is_known) {
            let name = member.label.to_lowercase();
            if let Some(label) = source.labels.iter().find(|label| label.to_lowercase() == name) {
                member.label = label.to_string();
            }
        }
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
