//! Comparison of Python classes with a catalog.

mod accepted_types;
mod binding;
mod differences;
mod enums;
mod matching;
mod shown_types;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::change::ChangeKind;
use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, Severity};

use super::read::{Field, ImportRoot, Modules, PythonClass, StatementId, TypeHint, with_large_stack};
use super::types::Types;
use super::{Driver, InvalidPython, PythonFile};
use crate::report::{Finding, Location};
use differences::Difference;
pub(super) use differences::DifferenceKind;
use enums::EnumUses;
pub(super) use matching::DescribedObject;
use matching::ObjectIndex;
use summary::Counts;

/// Options for [`compare`] and [`update`](super::update::update).
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The driver that fetches the values of classes that do not convert them.
    pub driver: Driver,
    /// The objects that classes describe, by class name: `enum:app.status`, `app.users`; an empty
    /// value for none. A mark in the code takes precedence.
    pub map: BTreeMap<String, String>,
    /// Prefixes and suffixes of class names that the names of tables and enums do not have.
    pub affixes: Vec<String>,
    /// Additional Python types that are acceptable for a PostgreSQL type.
    pub accept: BTreeMap<String, Vec<String>>,
    /// Whether to report enums and tables that no class describes, and enum classes without an
    /// enum.
    pub complete: bool,
    /// The folders from which modules are imported, besides the current folder and the folders of
    /// packages.
    pub roots: Vec<ImportRoot>,
}

/// The result of [`compare`].
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The differences, as changes from the code to the database.
    pub findings: Vec<Finding>,
    /// Files that are not valid Python. All other files were compared.
    pub invalid_files: Vec<InvalidPython>,
    /// Classes that match more than one object.
    pub notes: Vec<String>,
    /// How many classes were compared, and how many were not and why.
    pub summary: String,
}

/// Compares Python files with a catalog.
///
/// A class describes the object named by a mark above it or in its docstring (`# pgplumb:
/// table:app.users`), by the options, by its declared table, or by its own name, in this order. A
/// class that describes an object by its name alone does not compete with a class that declares
/// the object. Classes that describe nothing in the database are skipped.
#[must_use]
pub fn compare(catalog: &Catalog, files: &[PythonFile], options: &Options) -> Comparison {
    with_large_stack(|| {
        let (modules, invalid_files) = Modules::parse(files, &options.roots);
        let mut comparer = Comparer::new(catalog, &modules, options);
        for class in comparer.match_and_compare(&ObjectIndex::new(catalog, options)) {
            for Difference { change, location, message, .. } in class.differences {
                comparer.report(location, change, message);
            }
        }
        if options.complete {
            comparer.report_undescribed_objects(catalog);
        }
        let summary = comparer.summary();
        let Comparer { mut findings, notes, .. } = comparer;
        findings.sort_by(|a, b| a.location().cmp(&b.location()));
        Comparison { findings, invalid_files, notes, summary }
    })
}

/// Finds the objects that classes describe, with all differences but those that `is_ignored`
/// selects.
pub(super) fn match_classes<'a>(
    catalog: &'a Catalog,
    modules: &'a Modules<'a>,
    options: &'a Options,
    is_ignored: &dyn Fn(&Change) -> bool,
) -> Vec<MatchedClass<'a>> {
    let mut comparer = Comparer::new(catalog, modules, options);
    let mut classes = comparer.match_and_compare(&ObjectIndex::new(catalog, options));
    for class in &mut classes {
        class.differences.retain(|difference| !is_ignored(&difference.change));
    }
    classes
}

/// A class, the object that it describes, and their differences.
pub(super) struct MatchedClass<'a> {
    pub class: PythonClass,
    pub id: ObjectId,
    pub object: DescribedObject<'a>,
    pub differences: Vec<Difference>,
}

/// A comparison in progress.
struct Comparer<'a> {
    modules: &'a Modules<'a>,
    types: Types<'a>,
    options: &'a Options,
    /// The objects that classes describe.
    objects: BTreeMap<StatementId, ObjectId>,
    /// The enums that SQLAlchemy columns name for enum classes.
    enum_uses: EnumUses,
    counts: Counts,
    findings: Vec<Finding>,
    notes: Vec<String>,
}

impl<'a> Comparer<'a> {
    fn new(catalog: &'a Catalog, modules: &'a Modules<'a>, options: &'a Options) -> Self {
        Self {
            modules,
            types: Types::new(catalog),
            options,
            objects: BTreeMap::new(),
            enum_uses: EnumUses::default(),
            counts: Counts::default(),
            findings: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Compares every class that describes an object.
    fn match_and_compare(&mut self, index: &ObjectIndex<'a>) -> Vec<MatchedClass<'a>> {
        let mut classes = self.merge_shared_tables(self.modules.classes());
        self.match_objects(&classes, index);
        self.resolve_targets(&mut classes);
        let mut matched = Vec::new();
        for class in classes {
            if self.modules.modules[class.id.module].file.is_definition_only {
                continue;
            }
            let Some(first) = self.objects.get(&class.id).cloned() else { continue };
            let others = self.enum_uses.of(class.id).filter(|id| **id != first).cloned().collect::<Vec<_>>();
            self.counts.compared(&class);
            for id in std::iter::once(first).chain(others) {
                matched.extend(self.compare_class(class.clone(), id, index));
            }
        }
        matched
    }

    /// Compares a class with the object that it describes.
    fn compare_class(
        &self,
        mut class: PythonClass,
        id: ObjectId,
        index: &ObjectIndex<'a>,
    ) -> Option<MatchedClass<'a>> {
        let object = index.get(&id)?;
        let differences = match object {
            DescribedObject::Enum(source) => {
                class.resolve_labels(source, self.enum_uses.stored_values(class.id, &id));
                Self::labels(&class, source)
            }
            DescribedObject::Relation(columns) => {
                class.resolve_aliases(columns);
                self.remove_relationships(&mut class, columns);
                self.columns(&class, &id, columns)
            }
        };
        Some(MatchedClass { class, id, object, differences })
    }

    /// Merges the fields of classes that share a table into the class that the table belongs to. A
    /// class with a mark or an entry in the options for another object is not merged.
    fn merge_shared_tables(&self, classes: Vec<PythonClass>) -> Vec<PythonClass> {
        let shares_table = |class: &PythonClass| {
            class.shares_table_of.is_some()
                && class.mark.is_none()
                && !self.options.map.contains_key(&class.name)
        };
        let (sharing, mut owners): (Vec<_>, Vec<_>) = classes.into_iter().partition(shares_table);
        for class in sharing {
            let owner = owners.iter_mut().find(|owner| Some(owner.id) == class.shares_table_of);
            let Some(owner) = owner else { continue };
            let added_by = Some(class.id);
            owner.fields.extend(class.fields.into_iter().map(|field| Field { added_by, ..field }));
            owner.shared_by.push(class.id);
        }
        owners
    }

    /// Removes fields that hold rows of other tables: `owner: User`, `comments: list[Comment]`.
    fn remove_relationships(&self, class: &mut PythonClass, columns: &[Column]) {
        class.fields.retain(|field| {
            let is_column = columns.iter().any(|column| *column.column_name == *field.column);
            is_column || !self.is_relationship(&field.hint)
        });
    }

    fn is_relationship(&self, hint: &TypeHint) -> bool {
        let alternatives = hint.alternatives();
        !alternatives.is_empty()
            && alternatives.into_iter().all(|hint| match hint {
                TypeHint::List(item) => self.is_relationship(item),
                TypeHint::Either(hints) => hints.iter().any(|hint| self.is_relationship(hint)),
                TypeHint::Class(class) => self.objects.get(class).is_some_and(|id| id.kind != Kind::Enum),
                _ => false,
            })
    }

    fn report(&mut self, (module, line): (usize, u32), change: Change, message: String) {
        let file = self.modules.modules[module].file.path.clone();
        let location = Some(Location { file, line: Some(line) });
        self.findings.push(Finding::Schema { change, location, message: Some(message) });
    }

    fn report_missing_object(&mut self, class: &PythonClass, id: ObjectId) {
        self.report_missing((class.id.module, class.line), &class.name, id);
    }

    /// Reports an object that the code names and the database does not have. A missing table is as
    /// severe as a missing column.
    fn report_missing(&mut self, location: (usize, u32), class: &str, id: ObjectId) {
        if self.modules.modules[location.0].file.is_definition_only {
            return;
        }
        let severity = if id.kind == Kind::Enum { Severity::High } else { Severity::Critical };
        let change = change(id, None, ChangeKind::Removed { summary: String::new() }, severity);
        let message = format!("described by {class}, but not in the database");
        self.report(location, change, message);
    }

    fn note_ambiguity(&mut self, class: &PythonClass, objects: &str, mark: &str) {
        let file = &self.modules.modules[class.id.module].file.path;
        self.notes.push(format!(
            "{file}:{}: {} matches {objects}; to choose, add a comment such as `# pgplumb: {mark}` above it",
            class.line, class.name,
        ));
    }

    /// Reports enums and tables that no class describes.
    fn report_undescribed_objects(&mut self, catalog: &Catalog) {
        let described: BTreeSet<&ObjectId> = self.objects.values().chain(self.enum_uses.objects()).collect();
        let tables =
            catalog.tables.iter().filter(|table| table.partition_of.is_none()).map(|table| table.id());
        let all = catalog.enums.iter().map(|source| source.id()).chain(tables);
        for id in all.filter(|id| !described.contains(id)) {
            let change = change(id, None, ChangeKind::Added { summary: String::new() }, Severity::Medium);
            let message = Some("not described by any class".to_owned());
            self.findings.push(Finding::Schema { change, location: None, message });
        }
    }
}

impl PythonClass {
    /// Decides whether the labels are the values or the names of the members. SQLAlchemy stores the
    /// names unless it is told otherwise. If it is not known, the names are used if no value is a
    /// label and some names are.
    fn resolve_labels(&mut self, source: &Enum, stores_values: Option<bool>) {
        let is_label = |text: &str| source.labels.iter().any(|label| **label == *text);
        // A member whose value is computed gets the label that matches its name.
        for member in self.members.iter_mut().filter(|member| !member.is_label_known) {
            let name = member.label.to_lowercase();
            if let Some(label) = source.labels.iter().find(|label| label.to_lowercase() == name) {
                member.label = label.to_string();
            }
        }
        let has_values = self.members.iter().any(|member| is_label(&member.label));
        let has_names = self.members.iter().filter_map(|member| member.name.as_deref()).any(is_label);
        if !stores_values.unwrap_or(has_values || !has_names) {
            for member in self.members.iter_mut().filter(|member| member.name.is_some()) {
                member.label = member.name.clone().unwrap_or_default();
                member.is_label_known = true;
            }
            self.stores_names = true;
        }
    }

    /// Uses the attribute name as the column name if the alias is not a column, as the alias is
    /// then meant for another purpose. If neither is a column, the lowercase one is used.
    fn resolve_aliases(&mut self, columns: &[Column]) {
        let is_column = |name: &str| columns.iter().any(|column| *column.column_name == *name);
        let is_lowercase = |name: &str| name.to_lowercase() == name;
        for field in self.fields.iter_mut().filter(|field| field.is_alias) {
            let Some(attribute) = &field.attribute else { continue };
            if !is_column(&field.column)
                && (is_column(attribute) || is_lowercase(attribute) && !is_lowercase(&field.column))
            {
                field.column.clone_from(attribute);
            }
        }
    }
}

fn change(object: ObjectId, within: Option<ObjectId>, kind: ChangeKind, severity: Severity) -> Change {
    Change { object, within, kind, severity, informational: false }
}
