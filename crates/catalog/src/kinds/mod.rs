//! One folder per kind of object: its struct, its catalog query, the SQL that makes it.
//!
//! [`Object`] is what the stages (read, order, compare, plan, write) know of a kind.

mod about;
mod alter;
mod codes;
mod create;
mod helper;
mod locks;
mod questions;
mod rename;

pub mod relation;

use std::any::Any;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use crate::privilege::AclKind;
use crate::{Grant, Name, ObjectId, SecurityLabel, kind::kinds};
pub use about::{about_statements, default_grants, owner_in};
pub use alter::{AlterContext, Alteration, PartChange, about_changes, about_locked};
pub(crate) use codes::codes;
pub use create::{Aspect, Create, Item, Part, SqlContext, Statement};
pub(crate) use helper::helper_name;
pub use helper::is_helper;
pub(crate) use locks::{default_partition, tables_with};
pub use locks::{lock_to_drop, lock_to_make};
pub use rename::{
    holder, is_named_by_code, moves_with, rename_label_sql, rename_lock, rename_sql, set_schema_sql,
};
pub use table::drop_part_sql;

macro_rules! modules {
    (
        global { $($g:ident $gw:literal $global:ident :: $gt:ident $gf:ident,)* }
        local {
            Table $tw:literal table::Table $tf:ident,
            ForeignTable $ftw:literal table::Table $ftf:ident,
            View $vw:literal $view:ident :: $vt:ident $vf:ident,
            MaterializedView $mw:literal $matview:ident :: $mt:ident $mf:ident,
            Sequence $sw:literal $sequence:ident :: $st:ident $sf:ident,
            Function $fw:literal function::Function $ff:ident,
            Procedure $pw:literal function::Function $pf:ident,
            $($l:ident $lw:literal $local:ident :: $lt:ident $lf:ident,)*
        }
        nested { $($nested:ident $nested_word:literal,)* }
    ) => {
        $(pub mod $global;)*
        pub mod table;
        pub mod $view;
        pub mod $matview;
        pub mod $sequence;
        pub mod function;
        $(pub mod $local;)*
        pub mod schema;
        pub mod column;
        pub mod constraint;
        pub mod index;
        pub mod trigger;
        pub mod rule;
        pub mod policy;
    };
}
kinds!(modules);

/// An object as the data that it is. Every struct of an object has it from its declaration.
pub trait Record {
    /// Its fields, as the schema map has them.
    fn fields(&self) -> Map<String, Value>;

    /// Whether it is the same as another object of its kind.
    fn equals(&self, other: &dyn Object) -> bool;

    /// The object as whatever it is.
    fn as_any(&self) -> &dyn Any;

    /// Its owner, to be changed.
    fn owner_mut(&mut self) -> &mut Option<Name>;

    /// Its access control list, to be changed.
    fn privileges_mut(&mut self) -> &mut Option<Vec<Grant>>;
}

/// What the stages know of an object, whatever its kind.
pub trait Object: Record {
    /// What identifies it.
    fn id(&self) -> ObjectId;

    /// Owner, comment, privileges and labels.
    fn about(&self) -> About<'_>;

    /// What SQL calls such an object after `COMMENT ON`, `ALTER` and `DROP`: `TABLE`, `MATERIALIZED VIEW`.
    fn sql_class(&self) -> &'static str;

    /// How SQL names the object there, quoted and qualified, with a function's argument types.
    fn sql_name(&self) -> String;

    /// What access control on it is called and covers; `None` where there is none.
    fn acl_kind(&self) -> Option<AclKind> {
        None
    }

    /// The word for it after `GRANT … ON`, where that is not [`Object::sql_class`].
    fn grant_class(&self) -> &'static str {
        self.sql_class()
    }

    /// How it is named there, where that is not [`Object::sql_name`].
    fn grant_name(&self) -> String {
        self.sql_name()
    }

    /// The SQL that makes it, without owner, privileges, comment and labels: those follow from
    /// [`Object::about`] for every kind alike.
    fn create(&self, context: &SqlContext<'_>) -> Create;

    /// What is made after it, each with a place in the dependency graph of its own: indexes, triggers, rules, policies.
    fn parts(&self, _context: &SqlContext<'_>) -> Vec<Part> {
        Vec::new()
    }

    /// A statement that makes something to stand in for it, where what it needs in turn needs it: a shell type, a view of the same
    /// columns. [`Object::create`] then completes it, when [`SqlContext::apart`] names the object.
    fn placeholder(&self) -> Option<Statement> {
        None
    }

    /// The privileges on it before anything is granted, where they are not those of its [kind](AclKind).
    fn initial_privileges(&self, _major: u32) -> Option<Vec<Grant>> {
        None
    }

    /// The comment on it before anybody says anything of it.
    fn initial_comment(&self) -> Option<&'static str> {
        None
    }

    /// Whether its owner is always that of what it belongs to.
    fn owner_follows(&self) -> bool {
        false
    }

    /// What it needs besides its schema and what `pg_depend` says.
    fn needs(&self) -> Vec<ObjectId> {
        Vec::new()
    }

    /// The role that its access control list takes for its owner.
    fn acl_owner(&self) -> Option<&Name> {
        self.about().owner
    }

    /// How it becomes another state of itself. What is said of every kind of object (owner, comment, privileges) is not part of it.
    fn alter(&self, new: &dyn Object, _context: &AlterContext<'_>) -> Alteration {
        let own = |object: &dyn Object| {
            let mut fields = object.fields();
            fields.retain(|key, _| !crate::change::rules::COMMON.iter().any(|common| common.name == key));
            fields
        };
        let (old, new) = (self.fields(), own(new));
        let old: Map<String, Value> = old
            .into_iter()
            .filter(|(key, _)| !crate::change::rules::COMMON.iter().any(|c| c.name == key))
            .collect();
        if old == new { Alteration::Parts(Vec::new()) } else { Alteration::Recreate }
    }

    /// The statements that drop it.
    fn drop_statements(&self, _context: &AlterContext<'_>) -> Vec<Statement> {
        vec![format!("DROP {} {}", self.sql_class(), self.sql_name()).into()]
    }

    /// What it is dropped with, besides what it is part of.
    fn goes_with(&self) -> Option<&ObjectId> {
        None
    }

    /// Every access control list of it and its columns, to be changed.
    fn acls_mut(&mut self) -> Vec<&mut Vec<Grant>> {
        self.privileges_mut().iter_mut().collect()
    }

    /// Whether it comes and goes with another object, which says all but owner, privileges and comment of it.
    fn follows(&self) -> bool {
        false
    }

    /// What it is, in a phrase for a list of differences. May be empty.
    fn summary(&self) -> String {
        String::new()
    }

    /// What it can be known again by when it has another name: all that makes it what it is, but its name and what is usually named after it.
    /// `None` where that is too little to tell it from others.
    fn likeness(&self) -> Option<String> {
        None
    }
}

/// What can be said about an object of any kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The role that owns it; `None` where the kind has no owner or the source does not say.
    pub owner: Option<&'a Name>,
    /// Its access control list; `None` while it is what such an object starts with.
    pub privileges: Option<&'a [Grant]>,
    /// Its comment.
    pub comment: Option<&'a str>,
    /// Its security labels.
    pub security_labels: &'a [SecurityLabel],
}

/// Whether a value is what it would be when nothing is said; such values are left out of the snapshot.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares an object's struct: name (and schema) first, the fields given, and what every object can have.
///
/// Every field but the names, and those in `always`, is left out of the snapshot while it has its default value, and has that value when it is
/// missing there.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident in schema {
            always { $($(#[$always_meta:meta])* pub $always:ident: $always_type:ty,)* }
            $($fields:tt)*
        }
    ) => {
        $crate::kinds::object! { @struct $(#[$meta])* $name {
            /// The schema it is in.
            pub schema: $crate::Name,
            /// Its name.
            pub name: $crate::Name,
            $($(#[$always_meta])* #[serde(default)] pub $always: $always_type,)*
        } $($fields)* }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident in schema { $($fields:tt)* }
    ) => {
        $crate::kinds::object! { @struct $(#[$meta])* $name {
            /// The schema it is in.
            pub schema: $crate::Name,
            /// Its name.
            pub name: $crate::Name,
        } $($fields)* }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident in database { $($fields:tt)* }
    ) => {
        $crate::kinds::object! { @struct $(#[$meta])* $name {
            /// Its name.
            pub name: $crate::Name,
        } $($fields)* }
    };
    (
        @struct $(#[$meta:meta])* $name:ident { $($head:tt)* }
        $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub struct $name {
            $($head)*
            $(
                $(#[$field_meta])*
                #[serde(default, skip_serializing_if = "crate::kinds::is_default")]
                pub $field: $type,
            )*
            /// The role that owns it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub owner: Option<$crate::Name>,
            /// Its access control list; absent while it is what such an object starts with.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub privileges: Option<Vec<$crate::Grant>>,
            /// Its comment.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub comment: Option<Box<str>>,
            /// Its security labels.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub security_labels: Vec<$crate::SecurityLabel>,
        }

        impl $crate::kinds::Record for $name {
            fn fields(&self) -> serde_json::Map<String, serde_json::Value> {
                match serde_json::to_value(self) {
                    Ok(serde_json::Value::Object(fields)) => fields,
                    // A struct serializes as nothing else.
                    _ => serde_json::Map::new(),
                }
            }

            fn equals(&self, other: &dyn $crate::kinds::Object) -> bool {
                other.as_any().downcast_ref::<Self>() == Some(self)
            }

            fn as_any(&self) -> &dyn std::any::Any {
                self
            }

            fn owner_mut(&mut self) -> &mut Option<$crate::Name> {
                &mut self.owner
            }

            fn privileges_mut(&mut self) -> &mut Option<Vec<$crate::Grant>> {
                &mut self.privileges
            }
        }

        impl $name {
            /// Takes over what was read about the object.
            pub(crate) fn set_described(&mut self, described: $crate::kinds::Described) {
                self.owner = described.owner;
                self.privileges = described.privileges;
                self.comment = described.comment;
                self.security_labels = described.security_labels;
            }

            fn described(&self) -> $crate::kinds::About<'_> {
                $crate::kinds::About {
                    owner: self.owner.as_ref(),
                    privileges: self.privileges.as_deref(),
                    comment: self.comment.as_deref(),
                    security_labels: &self.security_labels,
                }
            }
        }
    };
}
pub(crate) use object;

/// What was read about an object: the owned form of [`About`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Described {
    pub owner: Option<Name>,
    pub privileges: Option<Vec<Grant>>,
    pub comment: Option<Box<str>>,
    pub security_labels: Vec<SecurityLabel>,
}
