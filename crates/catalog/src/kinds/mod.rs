//! The kinds of objects, one folder each: struct, catalog query, `CREATE` statements, comparison
//! rules.
//!
//! [`Object`] is the interface to the stages that work on any kind (read, order, compare, plan,
//! write).

mod codes;
mod common;
mod context;
mod create;

pub mod relation;

use std::any::Any;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use crate::privilege::AclKind;
use crate::{Grant, Name, ObjectId, SecurityLabel, kind::kinds};
pub(crate) use codes::codes;
pub use common::{common_statements, default_grants, extension_dependencies, owner_from_grants};
pub use context::SqlContext;
pub use create::{Aspect, Create, Item, Right, Statement, SubObject};

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

/// An object as data. The `object!` macro implements it for every struct.
pub trait Record {
    /// Its fields in the form of the schema map.
    fn fields(&self) -> Map<String, Value>;

    /// Whether it equals another object of the same kind.
    fn equals(&self, other: &dyn Object) -> bool;

    /// The object, for downcasting.
    fn as_any(&self) -> &dyn Any;

    /// Its owner, mutable.
    fn owner_mut(&mut self) -> &mut Option<Name>;

    /// Its access control list, mutable.
    fn privileges_mut(&mut self) -> &mut Option<Vec<Grant>>;
}

/// An object of any kind.
pub trait Object: Record {
    /// Its identity.
    fn id(&self) -> ObjectId;

    /// Its owner, comment, privileges and labels.
    fn common(&self) -> CommonProperties<'_>;

    /// The object type in `COMMENT ON`, `ALTER` and `DROP`: `TABLE`, `MATERIALIZED VIEW`.
    fn sql_class(&self) -> &'static str;

    /// Its name in these statements, quoted and qualified, with argument types for functions.
    fn sql_name(&self) -> String;

    /// The kind of its access control list; `None` for objects without privileges.
    fn acl_kind(&self) -> Option<AclKind> {
        None
    }

    /// The object type in `GRANT … ON`, if not [`Object::sql_class`].
    fn grant_class(&self) -> &'static str {
        self.sql_class()
    }

    /// Its name in `GRANT … ON`, if not [`Object::sql_name`].
    fn grant_name(&self) -> String {
        self.sql_name()
    }

    /// The SQL that creates it, without owner, privileges, comment and labels, which
    /// [`common_statements`] writes for every kind.
    fn create(&self, context: &SqlContext<'_>) -> Create;

    /// Objects created after it, with their own nodes in the dependency graph: indexes, triggers,
    /// rules, policies.
    fn sub_objects(&self, _context: &SqlContext<'_>) -> Vec<SubObject> {
        Vec::new()
    }

    /// A statement that creates a placeholder, for objects in a dependency cycle with the objects
    /// they depend on: a shell type, a view with the same columns. [`Object::create`] completes the
    /// placeholder if [`SqlContext::separate`] contains the object.
    fn placeholder(&self) -> Option<Statement> {
        None
    }

    /// The secrets of the object, which are never read, as words that end a sentence: `option
    /// password`. [`Object::create`] writes placeholders for them.
    fn placeholders(&self) -> Vec<String> {
        Vec::new()
    }

    /// Its privileges before any `GRANT`, if they differ from the defaults of its [kind](AclKind).
    fn initial_privileges(&self, _major: u32) -> Option<Vec<Grant>> {
        None
    }

    /// Its comment in a new database.
    fn initial_comment(&self) -> Option<&'static str> {
        None
    }

    /// Whether its owner is always the owner of the object it belongs to.
    fn inherits_owner(&self) -> bool {
        false
    }

    /// Dependencies besides its schema and `pg_depend`.
    fn needs(&self) -> Vec<ObjectId> {
        Vec::new()
    }

    /// The role that its access control list treats as the owner.
    fn acl_owner(&self) -> Option<&Name> {
        self.common().owner
    }

    /// The access control lists of the object and its columns, mutable.
    fn acls_mut(&mut self) -> Vec<&mut Vec<Grant>> {
        self.privileges_mut().iter_mut().collect()
    }

    /// Whether another object implies it: it is created and dropped with that object, and has only
    /// owner, privileges and comment of its own.
    fn is_implied(&self) -> bool {
        false
    }

    /// Describes it briefly in lists of differences. May be empty.
    fn summary(&self) -> String {
        String::new()
    }

    /// A key that recognizes the object under another name: its definition without its name and
    /// names derived from it. `None` if that says too little.
    fn rename_key(&self) -> Option<String> {
        None
    }
}

/// The properties that most kinds have.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommonProperties<'a> {
    /// Its owner; `None` if the kind has no owner or the source does not specify it.
    pub owner: Option<&'a Name>,
    /// Its access control list; `None` for the default privileges.
    pub privileges: Option<&'a [Grant]>,
    /// Its comment.
    pub comment: Option<&'a str>,
    /// Its security labels.
    pub security_labels: &'a [SecurityLabel],
}

/// Whether a value is the default, which snapshots omit.
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares an object's struct: schema and name, the given fields, and the common properties.
///
/// Snapshots omit fields with default values, except the names and the fields in `always`.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident in schema {
            always { $($(#[$always_meta:meta])* pub $always:ident: $always_type:ty,)* }
            $($fields:tt)*
        }
    ) => {
        $crate::kinds::object! { @struct $(#[$meta])* $name {
            /// Its schema.
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
            /// Its schema.
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
            /// Its owner.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub owner: Option<$crate::Name>,
            /// Its access control list; absent for the default privileges.
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
                    // A struct always serializes as an object.
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
            /// Sets the common properties.
            pub(crate) fn set_common(&mut self, described: $crate::kinds::OwnedCommonProperties) {
                self.owner = described.owner;
                self.privileges = described.privileges;
                self.comment = described.comment;
                self.security_labels = described.security_labels;
            }

            fn common_properties(&self) -> $crate::kinds::CommonProperties<'_> {
                $crate::kinds::CommonProperties {
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

/// The owned form of [`CommonProperties`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct OwnedCommonProperties {
    pub owner: Option<Name>,
    pub privileges: Option<Vec<Grant>>,
    pub comment: Option<Box<str>>,
    pub security_labels: Vec<SecurityLabel>,
}
