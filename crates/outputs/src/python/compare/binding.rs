//! Which class describes which object. A class that declares its object owns it; a guess by the
//! name of a class never competes with such a class.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::{Kind, ObjectId};

use super::super::is_generated;
use super::super::names::snake_case;
use super::super::read::{ClassKind, PythonClass, TypeHint};
use super::Comparer;
use super::matching::{Match, ObjectIndex};
use super::summary::Reason;

/// The objects that classes declare.
struct Declared {
    /// Tables and views, and the enums of SQLAlchemy columns.
    objects: BTreeSet<ObjectId>,
    /// Enums that marks name, by module. A class and an alias often list the labels of one enum.
    marked_enums: BTreeSet<(usize, ObjectId)>,
    /// Whether any class is mapped to a table.
    has_mapped_class: bool,
}

impl Declared {
    fn has(&self, class: &PythonClass, id: &ObjectId) -> bool {
        self.objects.contains(id) || self.marked_enums.contains(&(class.id.module, id.clone()))
    }
}

impl<'a> Comparer<'a> {
    /// Finds the object that each class describes.
    pub(super) fn match_objects(&mut self, classes: &[PythonClass], index: &ObjectIndex<'a>) {
        let mut declared =
            Declared { objects: BTreeSet::new(), marked_enums: BTreeSet::new(), has_mapped_class: false };
        for class in classes {
            declared.has_mapped_class |= class.kind == ClassKind::Mapped && class.declared_table.is_some();
            if index.is_declared(class)
                && let Match::Object(id) = index.find(class)
            {
                self.describe(class, id.clone());
                if id.kind != Kind::Enum {
                    declared.objects.insert(id);
                } else if class.mark.is_some() {
                    declared.marked_enums.insert((class.id.module, id));
                }
            }
        }
        self.find_enum_uses(classes, index);
        declared.objects.extend(self.enum_uses.objects().cloned());
        let mut by_inner_name: BTreeMap<ObjectId, Vec<&PythonClass>> = BTreeMap::new();
        for class in classes {
            if self.objects.contains_key(&class.id) {
                continue;
            }
            let file = self.modules.modules[class.id.module].file;
            if file.is_definition_only {
                // Generated classes describe their objects, and nothing is said about them.
                if is_generated(&file.text)
                    && let Match::Object(id) = index.find(class)
                {
                    self.objects.insert(class.id, id);
                }
                continue;
            }
            if let Some(id) = self.match_class(class, index, &declared) {
                by_inner_name.entry(id).or_default().push(class);
            }
        }
        self.match_by_inner_name(&by_inner_name, &declared);
    }

    fn describe(&mut self, class: &PythonClass, id: ObjectId) {
        self.objects.extend(class.shared_by.iter().map(|sharing| (*sharing, id.clone())));
        self.objects.insert(class.id, id);
    }

    /// Finds the object of a class. Returns an object that only the name of a nested class matches.
    fn match_class(
        &mut self,
        class: &PythonClass,
        index: &ObjectIndex<'a>,
        declared: &Declared,
    ) -> Option<ObjectId> {
        let is_api_class = matches!(class.kind, ClassKind::Plain | ClassKind::Converting);
        let is_guess = !index.is_declared(class);
        let found = index.find(class);
        if is_guess
            && is_api_class
            && declared.has_mapped_class
            && !matches!(found, Match::Nothing | Match::Missing(_))
        {
            self.counts.skipped(class, Reason::Api);
            return None;
        }
        match found {
            Match::InnerName(id) => return Some(id),
            Match::Object(id) if is_guess && declared.has(class, &id) => {
                self.counts.skipped(class, Reason::Declared);
            }
            Match::Object(id) => self.describe(class, id),
            Match::Missing(id) => {
                self.counts.skipped(class, Reason::Missing);
                self.report_missing_object(class, id);
            }
            Match::Ambiguous(ids) => {
                let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
                self.counts.skipped(class, Reason::Ambiguous);
                self.note_ambiguity(class, &names.join(" and "), &names[0]);
            }
            Match::Nothing => self.match_nothing(class, index),
        }
        None
    }

    fn match_nothing(&mut self, class: &PythonClass, index: &ObjectIndex<'a>) {
        if index.is_ignored(class) {
            self.counts.skipped(class, Reason::Ignored);
            return;
        }
        self.counts.skipped(class, Reason::Nothing);
        // An enum without members is a base class, and numbers are stored as numbers.
        if self.options.complete
            && class.kind == ClassKind::Enum
            && !class.members.is_empty()
            && !self.modules.is_numeric_enum(class.id)
        {
            let name = snake_case(&class.name.replace('.', ""));
            self.report_missing_object(class, ObjectId::local(Kind::Enum, &"public".into(), name));
        }
    }

    /// Nested classes describe the object of their own name if no other nested class has it.
    fn match_by_inner_name(&mut self, by_name: &BTreeMap<ObjectId, Vec<&PythonClass>>, declared: &Declared) {
        for (id, classes) in by_name {
            match classes.as_slice() {
                [class] if declared.has(class, id) => self.counts.skipped(class, Reason::Declared),
                [class] => self.describe(class, id.clone()),
                several => {
                    for class in several {
                        let others = several.iter().filter(|other| other.name != class.name);
                        let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
                        let others = match others.as_slice() {
                            [] => "does another class of this name".to_owned(),
                            [other] => format!("does {other}"),
                            others => format!("do {}", others.join(" and ")),
                        };
                        self.counts.skipped(class, Reason::Ambiguous);
                        self.note_ambiguity(class, &format!("{id}, but so {others}"), &id.to_string());
                    }
                }
            }
        }
    }

    /// Gives columns that are defined by a foreign key alone the type of the column that they refer
    /// to.
    pub(super) fn resolve_targets(&self, classes: &mut [PythonClass]) {
        // A foreign key may refer to a column that is itself a foreign key.
        for _ in 0..3 {
            let mut types = BTreeMap::new();
            for class in classes.iter() {
                let Some((schema, table)) = &class.declared_table else { continue };
                for field in &class.fields {
                    let known = field.column_type().map(|column_type| column_type.hint.clone());
                    let hint = known.unwrap_or_else(|| field.hint.clone());
                    if hint == TypeHint::Unknown {
                        continue;
                    }
                    let column = format!("{table}.{}", field.column);
                    if let Some(schema) = schema {
                        types.insert(format!("{schema}.{column}"), hint.clone());
                    }
                    types.insert(column, hint);
                }
            }
            for field in classes.iter_mut().flat_map(|class| class.fields.iter_mut()) {
                let is_typed = field.hint != TypeHint::Unknown || field.column_type().is_some();
                let Some(call) = field.column_call.as_ref().filter(|_| !is_typed) else { continue };
                let found = call.target.as_ref().and_then(|target| types.get(target));
                if let Some(hint) = found {
                    field.hint = without_none(hint);
                }
            }
        }
    }
}

/// A type without `None`: a key is not null where it is defined.
fn without_none(hint: &TypeHint) -> TypeHint {
    match hint.alternatives().as_slice() {
        [single] => (*single).clone(),
        _ => hint.clone(),
    }
}
