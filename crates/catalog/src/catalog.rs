//! The complete model of a database's schema.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use crate::graph::Dependencies;
use crate::kind::kinds;
use crate::kinds::index::Index;
use crate::kinds::policy::Policy;
use crate::kinds::{self, Object, SqlContext, schema::Schema, table::Table, table::Tables};
use crate::pattern::Selection;
use crate::privilege::{UNSPECIFIED_ROLE, rename_role};
use crate::{Kind, Name, ObjectId, ServerVersion};

macro_rules! catalog {
    (
        global { $($global:ident $gw:literal $gm:ident :: $gt:ident $gf:ident,)* }
        local { $($local:ident $lw:literal $lm:ident :: $lt:ident $lf:ident,)* }
        nested { $($nested:ident $nw:literal,)* }
    ) => {
        /// A database schema: every object of every kind, and the dependencies between them.
        ///
        /// Each list is sorted by [`ObjectId`].
        #[derive(Clone, Debug, PartialEq, Default)]
        #[allow(missing_docs, reason = "each list holds the objects of the kind it is named after")]
        pub struct Catalog {
            /// The version of the server that the catalog was read from.
            pub server_version: ServerVersion,
            pub schemas: Vec<Schema>,
            $(pub $gf: Vec<kinds::$gm::$gt>,)*
            $(pub $lf: Vec<kinds::$lm::$lt>,)*
            /// Dependencies that the objects themselves do not imply (an index depends on its
            /// table's columns).
            pub dependencies: Dependencies,
        }

        impl Catalog {
            /// All objects except nested ones, kind by kind.
            pub fn objects(&self) -> impl Iterator<Item = &dyn Object> {
                self.schemas.iter().map(|o| o as &dyn Object)
                $(.chain(self.$gf.iter().map(|o| o as &dyn Object)))*
                $(.chain(self.$lf.iter().map(|o| o as &dyn Object)))*
            }

            /// The objects of one kind. Empty for kinds that are nested in other objects.
            pub fn of_kind(&self, kind: Kind) -> Vec<&dyn Object> {
                match kind {
                    Kind::Schema => self.schemas.iter().map(|o| o as &dyn Object).collect(),
                    $(Kind::$global => self.$gf.iter().map(|o| o as &dyn Object).collect(),)*
                    $(Kind::$local => self.$lf.iter().map(|o| o as &dyn Object).collect(),)*
                    $(Kind::$nested => Vec::new(),)*
                }
            }

            /// The objects of one kind, mutable. Do not change their identities: the lists are
            /// sorted by them.
            pub fn of_kind_mut(&mut self, kind: Kind) -> Vec<&mut dyn Object> {
                match kind {
                    Kind::Schema => self.schemas.iter_mut().map(|o| o as &mut dyn Object).collect(),
                    $(Kind::$global => self.$gf.iter_mut().map(|o| o as &mut dyn Object).collect(),)*
                    $(Kind::$local => self.$lf.iter_mut().map(|o| o as &mut dyn Object).collect(),)*
                    $(Kind::$nested => Vec::new(),)*
                }
            }

            /// Sorts every list by identity.
            pub(crate) fn sort(&mut self) {
                self.schemas.sort_by_cached_key(|o| o.id());
                $(self.$gf.sort_by_cached_key(|o| o.id());)*
                $(self.$lf.sort_by_cached_key(|o| o.id());)*
            }

            /// The object with this identity; `None` for nested objects.
            pub fn object(&self, id: &ObjectId) -> Option<&dyn Object> {
                match id.kind {
                    Kind::Schema => find(&self.schemas, id),
                    $(Kind::$global => find(&self.$gf, id),)*
                    $(Kind::$local => find(&self.$lf, id),)*
                    $(Kind::$nested)|* => None,
                }
            }

            /// Inserts an object, or replaces the object with the same identity. `fields` has the
            /// form that [`Record::fields`](kinds::Record::fields) returns.
            ///
            /// # Errors
            /// If the fields do not describe an object of this kind.
            pub fn put(&mut self, kind: Kind, fields: Map<String, Value>) -> Result<(), serde_json::Error> {
                let fields = Value::Object(fields);
                match kind {
                    Kind::Schema => insert_sorted(&mut self.schemas, serde_json::from_value(fields)?),
                    $(Kind::$global => insert_sorted(&mut self.$gf, serde_json::from_value(fields)?),)*
                    $(Kind::$local => insert_sorted(&mut self.$lf, serde_json::from_value(fields)?),)*
                    $(Kind::$nested)|* => return Err(serde::de::Error::custom("objects of this kind are nested in other objects")),
                }
                Ok(())
            }

            /// Copies some of the objects and their dependencies, even those on objects that are
            /// not copied.
            #[must_use]
            pub fn subset(&self, matches: impl Fn(&ObjectId) -> bool) -> Self {
                let subset = Self {
                    server_version: self.server_version,
                    schemas: filtered(&self.schemas, &matches),
                    $($gf: filtered(&self.$gf, &matches),)*
                    $($lf: filtered(&self.$lf, &matches),)*
                    dependencies: Dependencies::default(),
                };
                let owns = subset.dependents();
                let dependencies = self.dependencies.subset(owns);
                Self { dependencies, ..subset }
            }

            fn retain_objects(&mut self, mut matches: impl FnMut(&ObjectId) -> bool) {
                self.schemas.retain(|o| matches(&o.id()));
                $(self.$gf.retain(|o| matches(&o.id()));)*
                $(self.$lf.retain(|o| matches(&o.id()));)*
            }
        }
    };
}
kinds!(catalog);

/// The objects of a list whose identity matches.
fn filtered<T: Object + Clone>(list: &[T], matches: &impl Fn(&ObjectId) -> bool) -> Vec<T> {
    list.iter().filter(|object| matches(&object.id())).cloned().collect()
}

/// Finds an object in a list sorted by identity.
fn find<'a, T: Object>(list: &'a [T], id: &ObjectId) -> Option<&'a dyn Object> {
    let index = list.binary_search_by(|object| object.id().cmp(id)).ok()?;
    list.get(index).map(|object| object as &dyn Object)
}

/// Inserts into a list sorted by identity.
fn insert_sorted<T: Object>(list: &mut Vec<T>, object: T) {
    let id = object.id();
    match list.binary_search_by(|other| other.id().cmp(&id)) {
        Ok(at) => list[at] = object,
        Err(at) => list.insert(at, object),
    }
}

impl Catalog {
    /// Keeps the selected objects. Dependencies on objects that are not selected stay.
    #[must_use]
    pub fn select(self, selection: &Selection) -> Self {
        if selection.is_everything() { self } else { self.keep(|id| selection.includes(id)) }
    }

    /// Keeps the matching objects. Their dependencies on removed objects stay.
    #[must_use]
    pub fn keep(mut self, matches: impl FnMut(&ObjectId) -> bool) -> Self {
        self.retain_objects(matches);
        let mut dependencies = std::mem::take(&mut self.dependencies);
        dependencies.retain(self.dependents());
        self.dependencies = dependencies;
        self
    }

    /// Returns a test for identities of the catalog's objects and the objects nested in them.
    fn dependents(&self) -> impl Fn(&ObjectId) -> bool + use<> {
        let ids: FxHashSet<ObjectId> = self.objects().map(|o| o.id()).collect();
        let relations: FxHashSet<(Name, Name)> =
            ids.iter().filter_map(|id| Some((id.schema.clone()?, id.name.clone()))).collect();
        let indexes: FxHashSet<(Name, Name)> =
            self.indexes().map(|(schema, index)| (schema.clone(), index.index_name.clone())).collect();
        move |dependent| match (&dependent.schema, &dependent.relation) {
            (Some(schema), Some(relation)) => relations.contains(&(schema.clone(), relation.clone())),
            (Some(schema), None) if dependent.kind == Kind::Index => {
                indexes.contains(&(schema.clone(), dependent.name.clone()))
            }
            _ => ids.contains(dependent),
        }
    }

    /// Replaces a role by [`UNSPECIFIED_ROLE`] wherever it owns or grants something. For catalogs
    /// of SQL files, which run as a role that pgplumb created.
    pub fn clear_role(&mut self, role: &str) {
        let unspecified = Name::from(UNSPECIFIED_ROLE);
        for kind in Kind::ALL {
            for object in self.of_kind_mut(*kind) {
                object.owner_mut().take_if(|owner| &**owner == role);
                for grants in object.acls_mut() {
                    rename_role(grants, role, &unspecified);
                }
            }
        }
        for change in self.member_changes.iter_mut().filter(|change| &*change.object_owner == role) {
            change.object_owner = unspecified.clone();
        }
        for privileges in &mut self.default_privileges {
            privileges.rename_role(role, &unspecified);
        }
        self.default_privileges.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Replaces a role by [`UNSPECIFIED_ROLE`] where a policy or a user mapping names it, because
    /// the SQL said `CURRENT_USER`. For catalogs of SQL files, which run as a role that pgplumb
    /// created.
    pub fn clear_named_role(&mut self, role: &str) {
        self.replace_named_role(role, &UNSPECIFIED_ROLE.into());
    }

    /// Replaces the unspecified role of policies and user mappings by the role that will execute
    /// their SQL.
    pub fn specify_role(&mut self, role: &Name) {
        self.replace_named_role(UNSPECIFIED_ROLE, role);
    }

    /// Whether a policy or a user mapping is for the role that executes its SQL.
    pub fn names_unspecified_role(&self) -> bool {
        let has_unspecified = |policy: &Policy| policy.roles.iter().any(|role| &**role == UNSPECIFIED_ROLE);
        let of_members = self.member_changes.iter().flat_map(|change| &change.policies);
        self.user_mappings.iter().any(|mapping| &*mapping.role == UNSPECIFIED_ROLE)
            || self.tables.iter().flat_map(|table| &table.policies).chain(of_members).any(has_unspecified)
    }

    fn replace_named_role(&mut self, from: &str, to: &Name) {
        let of_members = self.member_changes.iter_mut().flat_map(|change| &mut change.policies);
        for policy in self.tables.iter_mut().flat_map(|table| &mut table.policies).chain(of_members) {
            if let Some(role) = policy.roles.iter_mut().find(|role| &***role == from) {
                *role = to.clone();
                policy.roles.sort();
                policy.roles.dedup();
            }
        }
        for mapping in self.user_mappings.iter_mut().filter(|mapping| &*mapping.role == from) {
            let id = mapping.id();
            mapping.set_role(to);
            self.dependencies.rename(&id, mapping.id());
        }
        self.user_mappings.sort_by(|a, b| a.name.cmp(&b.name));
        self.user_mappings.dedup_by(|a, b| a.name == b.name);
    }

    /// What the SQL of its objects depends on. `version` is the version of the server that will run
    /// the SQL; `separate` are the items that separate statements create.
    pub fn sql_context<'a>(
        &'a self,
        version: ServerVersion,
        separate: &'a BTreeSet<ObjectId>,
    ) -> SqlContext<'a> {
        SqlContext { version, read_from: self.server_version, tables: self.all_tables(), separate }
    }

    /// The table or foreign table with this identity.
    pub fn table(&self, id: &ObjectId) -> Option<&Table> {
        self.all_tables().get(id)
    }

    fn all_tables(&self) -> Tables<'_> {
        Tables { tables: &self.tables, foreign_tables: &self.foreign_tables }
    }

    /// The table, view, type or domain that contains a nested object.
    pub fn container(&self, id: &ObjectId) -> Option<ObjectId> {
        let schema = id.schema.as_ref()?;
        if id.kind == Kind::Index {
            let is_in = |indexes: &[Index]| indexes.iter().any(|index| index.index_name == id.name);
            let mut tables = self.tables.iter().filter(|table| table.schema == *schema);
            let mut views = self.materialized_views.iter().filter(|view| view.schema == *schema);
            let table = tables.find(|table| is_in(&table.indexes)).map(Object::id);
            return table.or_else(|| views.find(|view| is_in(&view.indexes)).map(Object::id));
        }
        let relation = id.relation.as_ref()?;
        let relations = Kind::ALL.iter().filter(|kind| kind.is_relation());
        relations
            .map(|kind| ObjectId::local(*kind, schema, relation.clone()))
            .find(|container| self.object(container).is_some())
    }

    /// All indexes, each with its schema.
    pub fn indexes(&self) -> impl Iterator<Item = (&Name, &Index)> {
        let tables = self.tables.iter().flat_map(|t| t.indexes.iter().map(|i| (&t.schema, i)));
        tables.chain(self.materialized_views.iter().flat_map(|v| v.indexes.iter().map(|i| (&v.schema, i))))
    }
}
