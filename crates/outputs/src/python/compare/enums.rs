//! Enums that SQLAlchemy columns name for their enum classes: `Enum(Role, name="member_role")`.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::{Kind, ObjectId};

use super::super::read::{ClassKind, EnumType, Field, PythonClass, StatementId, TypeHint, last_component};
use super::super::types::TypeObject;
use super::Comparer;
use super::matching::{DescribedObject, Match, ObjectIndex};

/// The enums that columns name for enum classes.
#[derive(Debug, Default)]
pub(super) struct EnumUses {
    /// By class and enum: whether the column stores the values of the members and not their names.
    uses: BTreeMap<(StatementId, ObjectId), Option<bool>>,
}

impl EnumUses {
    /// The enums of a class.
    pub(super) fn of(&self, class: StatementId) -> impl Iterator<Item = &ObjectId> {
        self.uses.keys().filter(move |(user, _)| *user == class).map(|(_, id)| id)
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = &ObjectId> {
        self.uses.keys().map(|(_, id)| id)
    }

    /// Whether the labels of an enum are the values of a class's members. `None` if it is not known.
    pub(super) fn stored_values(&self, class: StatementId, id: &ObjectId) -> Option<bool> {
        self.uses.get(&(class, id.clone())).copied().flatten()
    }

    fn insert(&mut self, class: StatementId, id: ObjectId, stores_values: Option<bool>) {
        let known = self.uses.entry((class, id)).or_insert(stores_values);
        // Columns that disagree say nothing.
        if *known != stores_values {
            *known = None;
        }
    }
}

impl<'a> Comparer<'a> {
    /// Finds the enums that the columns of mapped classes name.
    pub(super) fn find_enum_uses(&mut self, classes: &[PythonClass], index: &ObjectIndex<'a>) {
        let enums: BTreeMap<StatementId, &PythonClass> = classes
            .iter()
            .filter(|class| class.kind == ClassKind::Enum)
            .map(|class| (class.id, class))
            .collect();
        let mut missing = BTreeSet::new();
        for owner in classes.iter().filter(|class| class.kind == ClassKind::Mapped) {
            for field in &owner.fields {
                if let Some(enumeration) = field.column_type().and_then(|found| found.enumeration.as_ref()) {
                    let class = enumeration.class.and_then(|id| enums.get(&id).copied());
                    self.add_use(owner, field, enumeration, class, index, &mut missing);
                } else if field.column_type().is_none()
                    && let Some(class) = implicit_class(&field.hint, &enums)
                {
                    self.add_implicit_use(owner, field, class, index);
                }
            }
        }
        for (module, line, class, id) in missing {
            self.report_missing((module, line), &class, id);
        }
        for class in enums.values() {
            // A mark or a setting takes precedence.
            let first = self.enum_uses.of(class.id).next().cloned();
            if let Some(first) = first
                && !self.objects.contains_key(&class.id)
                && !index.is_declared(class)
            {
                self.objects.insert(class.id, first);
            }
        }
    }

    /// Adds the use of an enum class in `Enum(Role, name="member_role")`.
    fn add_use(
        &mut self,
        owner: &PythonClass,
        field: &Field,
        enumeration: &EnumType,
        class: Option<&PythonClass>,
        index: &ObjectIndex<'a>,
        missing: &mut BTreeSet<(usize, u32, String, ObjectId)>,
    ) {
        let Some(name) = &enumeration.name else {
            if let Some(class) = class {
                self.add_derived_use(owner, field, class, enumeration.stores_values, index);
            }
            return;
        };
        let schema = enumeration.schema.as_deref().or_else(|| owner.declared_table.as_ref()?.0.as_deref());
        let found = match index.find_enum(schema, name) {
            // The schema of the table is a default only.
            Match::Missing(_) if enumeration.schema.is_none() => index.find_enum(None, name),
            found => found,
        };
        match (found, class) {
            (Match::Object(id), Some(class)) => {
                self.enum_uses.insert(class.id, id, enumeration.stores_values)
            }
            (Match::Missing(id), _) => {
                let described_by = class.map_or(&owner.name, |class| &class.name).clone();
                missing.insert((enumeration.module, enumeration.line, described_by, id));
            }
            _ => {}
        }
    }

    /// Adds the use of an enum class in `role: Mapped[Role]`, for which SQLAlchemy derives the
    /// column type.
    fn add_implicit_use(
        &mut self,
        owner: &PythonClass,
        field: &Field,
        class: &PythonClass,
        index: &ObjectIndex<'a>,
    ) {
        // `type_annotation_map` may say how enums are stored.
        let stores_values = match &field.derived_type {
            Some(derived) => match &derived.enumeration {
                Some(enumeration) => enumeration.stores_values,
                None => return,
            },
            None => Some(false),
        };
        self.add_derived_use(owner, field, class, stores_values, index);
    }

    /// Adds the use of an enum class whose enum SQLAlchemy names after the class. If the database
    /// does not have this enum, the name of the class and then the type of the column decide.
    fn add_derived_use(
        &mut self,
        owner: &PythonClass,
        field: &Field,
        class: &PythonClass,
        stores_values: Option<bool>,
        index: &ObjectIndex<'a>,
    ) {
        let name = last_component(&class.name).to_lowercase();
        let found = match index.find_enum(None, &name) {
            Match::Object(id) => Some(id),
            _ => match index.find(class) {
                Match::Object(id) | Match::InnerName(id) => Some(id),
                _ => self.enum_of_column(owner, field, index),
            },
        };
        if let Some(id) = found {
            self.enum_uses.insert(class.id, id, stores_values);
        }
    }

    /// The enum that is the type of a column in the database.
    fn enum_of_column(
        &self,
        owner: &PythonClass,
        field: &Field,
        index: &ObjectIndex<'a>,
    ) -> Option<ObjectId> {
        let DescribedObject::Relation(columns) = index.get(self.objects.get(&owner.id)?)? else {
            return None;
        };
        let column = columns.iter().find(|column| *column.column_name == *field.column)?;
        match self.types.resolve(&self.types.without_domains(&column.sql_type)) {
            TypeObject::Enum(source) => Some(source.id()).filter(|id| id.kind == Kind::Enum),
            _ => None,
        }
    }
}

/// The enum class in an annotation. The labels of a `Literal` are stored as text.
fn implicit_class<'c>(
    hint: &TypeHint,
    enums: &BTreeMap<StatementId, &'c PythonClass>,
) -> Option<&'c PythonClass> {
    match hint.alternatives().as_slice() {
        [TypeHint::Class(id)] => enums.get(id).copied(),
        _ => None,
    }
}
