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
use super::{Driver, InvalidPython, PythonFile, Style};
use crate::report::{Finding, Location};
use differences::Difference;
pub(super) use differences::DifferenceKind;
use enums::EnumUses;
pub(super) use matching::DescribedObject;
use matching::{Match, ObjectIndex};
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
    /// enum. An update adds the missing classes.
    pub complete: bool,
    /// The objects that classes in other files describe.
    pub described_elsewhere: BTreeSet<ObjectId>,
    /// The style of added classes, if the files have no class to imitate.
    pub style: Style,
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
    /// The objects that classes describe.
    pub described: BTreeSet<ObjectId>,
    /// The enums and tables that no class describes, as changes that add them.
    pub undescribed: Vec<Change>,
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
        let (described, undescribed) = (comparer.described(), comparer.undescribed(catalog));
        let undescribed: Vec<Change> = undescribed.into_iter().map(undescribed_change).collect();
        if options.complete {
            comparer.report_undescribed(&undescribed);
        }
        let summary = comparer.summary();
        let Comparer { mut findings, notes, .. } = comparer;
        findings.sort_by(|a, b| a.location().cmp(&b.location()));
        Comparison { findings, invalid_files, notes, summary, described, undescribed }
    })
}

/// The classes that describe objects, and the objects without a class.
pub(super) struct Matched<'a> {
    pub classes: Vec<MatchedClass<'a>>,
    pub undescribed: Vec<ObjectId>,
    /// Whether columns list the labels of enums, and no class does.
    pub has_only_inline_enums: bool,
    index: ObjectIndex<'a>,
}

impl Matched<'_> {
    /// Whether the name of a class is enough to find the object that it describes.
    pub(super) fn is_named_after(&self, class: &PythonClass, id: &ObjectId) -> bool {
        matches!(self.index.find(class), Match::Object(found) if found == *id)
    }
}

/// Finds the objects that classes describe, with all differences but those that `is_ignored`
/// selects.
pub(super) fn match_classes<'a>(
    catalog: &'a Catalog,
    modules: &'a Modules<'a>,
    options: &'a Options,
    is_ignored: &dyn Fn(&Change) -> bool,
) -> Matched<'a> {
    let mut comparer = Comparer::new(catalog, modules, options);
    let index = ObjectIndex::new(catalog, options);
    let mut classes = comparer.match_and_compare(&index);
    for class in &mut classes {
        class.differences.retain(|difference| !is_ignored(&difference.change));
    }
    let mut undescribed = comparer.undescribed(catalog);
    undescribed.retain(|id| !is_ignored(&undescribed_change(id.clone())));
    let has_enum_class = classes.iter().any(|class| class.id.kind == Kind::Enum);
    let has_only_inline_enums = !has_enum_class && !comparer.inline_enums.is_empty();
    Matched { classes, undescribed, has_only_inline_enums, index }
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
    /// The enums whose labels columns list: `Enum("open", "closed", name="state")`.
    inline_enums: BTreeSet<ObjectId>,
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
            inline_enums: BTreeSet::new(),
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
                if let Some(DescribedObject::Relation(columns)) = index.get(&id) {
                    self.find_inline_enums(&class, columns);
                }
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
    fn merge_shared_tables(&self, mut classes: Vec<PythonClass>) -> Vec<PythonClass> {
        share_extended_tables(&mut classes);
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

    /// The objects that classes describe.
    fn described(&self) -> BTreeSet<ObjectId> {
        self.objects.values().chain(self.enum_uses.objects()).cloned().collect()
    }

    /// The enums and tables that no class describes.
    fn undescribed(&self, catalog: &Catalog) -> Vec<ObjectId> {
        let described = self.described();
        let is_described = |id: &ObjectId| {
            described.contains(id)
                || self.inline_enums.contains(id)
                || self.options.described_elsewhere.contains(id)
        };
        let tables =
            catalog.tables.iter().filter(|table| table.partition_of.is_none()).map(|table| table.id());
        let all = catalog.enums.iter().map(|source| source.id()).chain(tables);
        all.filter(|id| !is_described(id)).collect()
    }

    fn report_undescribed(&mut self, undescribed: &[Change]) {
        let message = Some("not described by any class".to_owned());
        let finding = |change: &Change| Finding::Schema {
            change: change.clone(),
            location: None,
            message: message.clone(),
        };
        self.findings.extend(undescribed.iter().map(finding));
    }
}

/// Lets classes share a table that one of them extends with `extend_existing`. It belongs to the
/// first class that does not extend it, or else to the first class.
fn share_extended_tables(classes: &mut [PythonClass]) {
    let mut owners: BTreeMap<(Option<String>, String), (bool, StatementId)> = BTreeMap::new();
    for class in classes.iter() {
        let Some(table) = &class.declared_table else { continue };
        let owner = owners.entry(table.clone()).or_insert((class.extends_table, class.id));
        if owner.0 && !class.extends_table {
            *owner = (false, class.id);
        }
    }
    for class in classes.iter_mut().filter(|class| class.extends_table) {
        let owner = class.declared_table.as_ref().and_then(|table| owners.get(table)).map(|(_, id)| *id);
        class.shares_table_of = owner.filter(|owner| *owner != class.id).or(class.shares_table_of);
    }
}

/// The change that adds an object for which there is no class.
fn undescribed_change(id: ObjectId) -> Change {
    change(id, None, ChangeKind::Added { summary: String::new() }, Severity::Medium)
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
