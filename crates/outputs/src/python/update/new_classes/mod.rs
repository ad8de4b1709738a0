//! Classes for the enums and tables that no class describes, written like the classes next to them.

mod class_name;
mod enums;
mod formatting;
mod mapped;
mod place;
mod rows;

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::{Kind, ObjectId};

use super::super::compare::Matched;
use super::super::read::PythonClass;
use super::Updater;
use place::Place;

/// The names that were given to new classes, by module.
type TakenNames = BTreeSet<(usize, String)>;

impl Updater<'_> {
    /// Adds classes for the enums that no class describes. Returns why some could not be added.
    pub(super) fn add_enum_classes(&mut self, matched: &Matched<'_>) -> Vec<(ObjectId, String)> {
        let (mut taken, mut reasons) = (TakenNames::new(), Vec::new());
        for id in matched.undescribed.iter().filter(|id| id.kind == Kind::Enum) {
            let Some(source) = self.catalog.enums.iter().find(|source| source.id() == *id) else { continue };
            if let Err(reason) = self.add_enum_class(matched, source, &mut taken) {
                reasons.push((id.clone(), reason));
            }
        }
        reasons
    }

    /// Adds classes for the tables that no class describes. Returns why some could not be added.
    pub(super) fn add_row_classes(&mut self, matched: &Matched<'_>) -> Vec<(ObjectId, String)> {
        let (mut taken, mut reasons) = (TakenNames::new(), Vec::new());
        for id in matched.undescribed.iter().filter(|id| id.kind == Kind::Table) {
            let Some(table) = self.catalog.tables.iter().find(|table| table.id() == *id) else { continue };
            if let Err(reason) = self.add_row_class(matched, table, &mut taken) {
                reasons.push((id.clone(), reason));
            }
        }
        reasons
    }

    /// A name for the class of an object that is free in the module.
    fn new_name(&self, place: &Place<'_>, id: &ObjectId, taken: &mut TakenNames) -> String {
        let module = place.module;
        let mut name = class_name::class_name(id, &place.similar);
        while self.modules.defines(module, &name)
            || self.modules.modules[module].imports.contains_key(&name)
            || !taken.insert((module, name.clone()))
        {
            name.push('_');
        }
        name
    }

    /// The mark for a new class, if its name alone does not say which object it describes.
    fn mark(&self, matched: &Matched<'_>, class: &PythonClass, id: &ObjectId) -> String {
        let is_enough = class.mark.is_none() && matched.is_named_after(class, id);
        if is_enough { String::new() } else { format!("# pgplumb: {id}\n") }
    }
}
