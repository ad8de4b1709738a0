//! How each kind of object changes: one module per kind of the catalog.

mod access_method;
mod aggregate;
mod base_type;
mod cast;
mod collation;
pub(crate) mod column;
mod composite_type;
pub(crate) mod constraint;
mod conversion;
pub(crate) mod conversion_of_types;
mod default_privileges;
mod domain;
mod enumeration;
mod event_trigger;
pub(crate) mod extension;
mod foreign_data_wrapper;
mod foreign_options;
mod foreign_server;
mod function;
pub(crate) mod index;
mod language;
mod materialized_view;
mod member_change;
mod operator;
mod operator_class;
mod operator_family;
mod policy;
pub(crate) mod publication;
mod range;
mod rule;
mod schema;
pub(crate) mod sequence;
mod statistics;
mod stored_results;
mod sub_object;
pub(crate) mod sub_objects;
mod subscription;
pub(crate) mod table;
mod text_search_configuration;
mod text_search_dictionary;
mod text_search_parser;
mod text_search_template;
mod transform;
mod trigger;
mod user_mapping;
mod view;

use std::collections::BTreeSet;

use pgplumb_catalog::change::rules::COMMON;
use pgplumb_catalog::kinds::{self, Object, Statement};
use pgplumb_catalog::{Kind, ObjectId};
use serde_json::{Map, Value};

use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard, Unplannable};

/// How objects of a kind are altered and dropped.
pub(crate) trait Alter: Object + Sized + 'static {
    /// The changes that turn the object into `new`. Excludes the properties that all kinds share:
    /// owner, comment, privileges and security labels.
    fn alter(&self, new: &Self, _context: &ChangeContext<'_>) -> Alteration {
        if own_fields(self) == own_fields(new) { Alteration::Parts(Vec::new()) } else { Alteration::Recreate }
    }

    /// The parts of the change that no statement of PostgreSQL can make. [`Alter::alter`] leaves
    /// them out.
    fn impossible(&self, _new: &Self, _context: &ChangeContext<'_>) -> Vec<Unplannable> {
        Vec::new()
    }

    /// The statements that drop the object.
    fn drop_statements(&self, _context: &ChangeContext<'_>) -> Vec<Statement> {
        vec![format!("DROP {} {}", self.sql_class(), self.sql_name()).into()]
    }

    /// Adds the hazards of the new object to the change that creates it.
    fn creation_hazards(&self, change: ObjectChange, _context: &ChangeContext<'_>) -> ObjectChange {
        change
    }

    /// The change that drops the object, with the hazards of its kind and without locks.
    fn drop_change(&self, action: Action, context: &ChangeContext<'_>) -> ObjectChange {
        let change = ObjectChange::new(self.id(), action, self.drop_statements(context));
        if self.placeholders().is_empty() { change } else { change.hazard(Hazard::DeletesData) }
    }

    /// Another object whose removal also drops this one: the owning column of a sequence.
    fn dropped_with(&self) -> Option<ObjectId> {
        None
    }
}

/// The change that replaces an object by `CREATE OR REPLACE`, for commands with that form.
fn replacement(new: &dyn Object, context: &ChangeContext<'_>) -> ObjectChange {
    let separate = BTreeSet::new();
    let sql = context.desired.sql_context(context.version, &separate);
    let (mut statements, _) = new.create(&sql).assemble(&separate);
    if let Some(create) = statements.first_mut() {
        create.sql = create.sql.replacen("CREATE ", "CREATE OR REPLACE ", 1);
    }
    ObjectChange::new(new.id(), Action::Alter, statements).hazard(Hazard::ChangesResults)
}

/// The fields of an object without the properties that all kinds share.
fn own_fields(object: &dyn Object) -> Map<String, Value> {
    let mut fields = object.fields();
    fields.retain(|key, _| !COMMON.iter().any(|common| common.name == key));
    fields
}

fn alter_as<T: Alter>(old: &dyn Object, new: &dyn Object, context: &ChangeContext<'_>) -> Alteration {
    match (old.as_any().downcast_ref::<T>(), new.as_any().downcast_ref::<T>()) {
        (Some(old), Some(new)) => old.alter(new, context),
        _ => Alteration::Recreate,
    }
}

fn creation_hazards_as<T: Alter>(
    object: &dyn Object,
    change: ObjectChange,
    context: &ChangeContext<'_>,
) -> ObjectChange {
    match object.as_any().downcast_ref::<T>() {
        Some(object) => object.creation_hazards(change, context),
        None => change,
    }
}

fn impossible_as<T: Alter>(
    old: &dyn Object,
    new: &dyn Object,
    context: &ChangeContext<'_>,
) -> Vec<Unplannable> {
    match (old.as_any().downcast_ref::<T>(), new.as_any().downcast_ref::<T>()) {
        (Some(old), Some(new)) => old.impossible(new, context),
        _ => Vec::new(),
    }
}

fn drop_as<T: Alter>(object: &dyn Object, action: Action, context: &ChangeContext<'_>) -> ObjectChange {
    match object.as_any().downcast_ref::<T>() {
        Some(object) => object.drop_change(action, context),
        None => ObjectChange::new(object.id(), action, []),
    }
}

fn dropped_with_as<T: Alter>(object: &dyn Object) -> Option<ObjectId> {
    object.as_any().downcast_ref::<T>().and_then(Alter::dropped_with)
}

macro_rules! dispatch {
    (
        global { $($global:ident $gw:literal $gm:ident :: $gt:ident $gf:ident,)* }
        local { $($local:ident $lw:literal $lm:ident :: $lt:ident $lf:ident,)* }
        nested { $($nested:ident $nw:literal,)* }
    ) => {
        /// The changes that turn `old` into `new`. Calls the implementation of its kind.
        pub(crate) fn alter(old: &dyn Object, new: &dyn Object, context: &ChangeContext<'_>) -> Alteration {
            match old.id().kind {
                Kind::Schema => alter_as::<kinds::schema::Schema>(old, new, context),
                $(Kind::$global => alter_as::<kinds::$gm::$gt>(old, new, context),)*
                $(Kind::$local => alter_as::<kinds::$lm::$lt>(old, new, context),)*
                // Changes of nested objects belong to the containing object.
                $(Kind::$nested)|* => Alteration::Recreate,
            }
        }

        /// Adds the hazards of a new object. Calls the implementation of its kind.
        pub(crate) fn creation_hazards(
            object: &dyn Object,
            change: ObjectChange,
            context: &ChangeContext<'_>,
        ) -> ObjectChange {
            match object.id().kind {
                Kind::Schema => creation_hazards_as::<kinds::schema::Schema>(object, change, context),
                $(Kind::$global => creation_hazards_as::<kinds::$gm::$gt>(object, change, context),)*
                $(Kind::$local => creation_hazards_as::<kinds::$lm::$lt>(object, change, context),)*
                $(Kind::$nested)|* => change,
            }
        }

        /// The reasons why PostgreSQL cannot make parts of a change. Calls the implementation of its
        /// kind.
        pub(crate) fn impossible(
            old: &dyn Object,
            new: &dyn Object,
            context: &ChangeContext<'_>,
        ) -> Vec<Unplannable> {
            match old.id().kind {
                Kind::Schema => impossible_as::<kinds::schema::Schema>(old, new, context),
                $(Kind::$global => impossible_as::<kinds::$gm::$gt>(old, new, context),)*
                $(Kind::$local => impossible_as::<kinds::$lm::$lt>(old, new, context),)*
                $(Kind::$nested)|* => Vec::new(),
            }
        }

        /// The change that drops an object. Calls the implementation of its kind.
        pub(crate) fn drop_change(
            object: &dyn Object,
            action: Action,
            context: &ChangeContext<'_>,
        ) -> ObjectChange {
            match object.id().kind {
                Kind::Schema => drop_as::<kinds::schema::Schema>(object, action, context),
                $(Kind::$global => drop_as::<kinds::$gm::$gt>(object, action, context),)*
                $(Kind::$local => drop_as::<kinds::$lm::$lt>(object, action, context),)*
                $(Kind::$nested)|* => ObjectChange::new(object.id(), action, []),
            }
        }

        /// Another object whose removal also drops this one. Calls the implementation of its kind.
        pub(crate) fn dropped_with(object: &dyn Object) -> Option<ObjectId> {
            match object.id().kind {
                Kind::Schema => dropped_with_as::<kinds::schema::Schema>(object),
                $(Kind::$global => dropped_with_as::<kinds::$gm::$gt>(object),)*
                $(Kind::$local => dropped_with_as::<kinds::$lm::$lt>(object),)*
                $(Kind::$nested)|* => None,
            }
        }
    };
}
pgplumb_catalog::kinds!(dispatch);
