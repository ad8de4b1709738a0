//! The complete model of a database's schema.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use crate::graph::Dependencies;
use crate::kind::kinds;
use crate::kinds::index::Index;
use crate::kinds::{self, Object, schema::Schema, table::Table};
use crate::pattern::Selection;
use crate::privilege::{UNSTATED, rename_role};
use crate::{Kind, Name, ObjectId, ServerVersion};

macro_rules! catalog {
    (
        global { $($global:ident $gw:literal $gm:ident :: $gt:ident $gf:ident,)* }
        local { $($local:ident $lw:literal $lm:ident :: $lt:ident $lf:ident,)* }
        nested { $($nested:ident $nw:literal,)* }
    ) => {
        /// The complete model of a database's schema: every object of every kind, each list in the order of the
        /// objects' identities, and what depends on what.
        #[derive(Clone, Debug, PartialEq, Default)]
        #[allow(missing_docs, reason = "each list holds the objects of the kind it is named after")]
        pub struct Catalog {
            /// The version of the server it was read from.
            pub server_version: ServerVersion,
            pub schemas: Vec<Schema>,
            $(pub $gf: Vec<kinds::$gm::$gt>,)*
            $(pub $lf: Vec<kinds::$lm::$lt>,)*
            /// What depends on what, beyond what the objects themselves say (an index on its table's columns).
            pub dependencies: Dependencies,
        }

        impl Catalog {
            /// Every object but those nested in others, kind by kind.
            pub fn objects(&self) -> impl Iterator<Item = &dyn Object> {
                self.schemas.iter().map(|o| o as &dyn Object)
                $(.chain(self.$gf.iter().map(|o| o as &dyn Object)))*
                $(.chain(self.$lf.iter().map(|o| o as &dyn Object)))*
            }

            /// The objects of one kind; none for the kinds that are nested in others.
            pub fn of_kind(&self, kind: Kind) -> Vec<&dyn Object> {
                match kind {
                    Kind::Schema => self.schemas.iter().map(|o| o as &dyn Object).collect(),
                    $(Kind::$global => self.$gf.iter().map(|o| o as &dyn Object).collect(),)*
                    $(Kind::$local => self.$lf.iter().map(|o| o as &dyn Object).collect(),)*
                    $(Kind::$nested => Vec::new(),)*
                }
            }

            /// The objects of one kind, to be changed, but for what identifies them.
            pub fn of_kind_mut(&mut self, kind: Kind) -> Vec<&mut dyn Object> {
                match kind {
                    Kind::Schema => self.schemas.iter_mut().map(|o| o as &mut dyn Object).collect(),
                    $(Kind::$global => self.$gf.iter_mut().map(|o| o as &mut dyn Object).collect(),)*
                    $(Kind::$local => self.$lf.iter_mut().map(|o| o as &mut dyn Object).collect(),)*
                    $(Kind::$nested => Vec::new(),)*
                }
            }

            /// Puts every list in the order of the objects' identities.
            pub(crate) fn sort(&mut self) {
                self.schemas.sort_by_cached_key(|o| o.id());
                $(self.$gf.sort_by_cached_key(|o| o.id());)*
                $(self.$lf.sort_by_cached_key(|o| o.id());)*
            }

            /// Puts an object in, in place of the one of the same identity if there is one: `fields` is what [`Record::fields`](kinds::Record::fields)
            /// gives of it.
            ///
            /// # Errors
            /// When the fields are not those of an object of the kind.
            pub fn put(&mut self, kind: Kind, fields: Map<String, Value>) -> Result<(), serde_json::Error> {
                let fields = Value::Object(fields);
                match kind {
                    Kind::Schema => place(&mut self.schemas, serde_json::from_value(fields)?),
                    $(Kind::$global => place(&mut self.$gf, serde_json::from_value(fields)?),)*
                    $(Kind::$local => place(&mut self.$lf, serde_json::from_value(fields)?),)*
                    $(Kind::$nested)|* => return Err(serde::de::Error::custom("it is part of another object")),
                }
                Ok(())
            }

            /// A copy of some of its objects, with what these need; what that is may be left behind.
            #[must_use]
            pub fn part(&self, picks: impl Fn(&ObjectId) -> bool) -> Self {
                let part = Self {
                    server_version: self.server_version,
                    schemas: picked(&self.schemas, &picks),
                    $($gf: picked(&self.$gf, &picks),)*
                    $($lf: picked(&self.$lf, &picks),)*
                    dependencies: Dependencies::default(),
                };
                let owns = part.dependents();
                let dependencies = self.dependencies.part(owns);
                Self { dependencies, ..part }
            }

            fn retain_objects(&mut self, mut picks: impl FnMut(&ObjectId) -> bool) {
                self.schemas.retain(|o| picks(&o.id()));
                $(self.$gf.retain(|o| picks(&o.id()));)*
                $(self.$lf.retain(|o| picks(&o.id()));)*
            }
        }
    };
}
kinds!(catalog);

/// Those objects of a list that are picked.
fn picked<T: Object + Clone>(list: &[T], picks: &impl Fn(&ObjectId) -> bool) -> Vec<T> {
    list.iter().filter(|object| picks(&object.id())).cloned().collect()
}

/// Puts an object where it belongs in a list in the order of identities.
fn place<T: Object>(list: &mut Vec<T>, object: T) {
    let id = object.id();
    match list.binary_search_by(|other| other.id().cmp(&id)) {
        Ok(at) => list[at] = object,
        Err(at) => list.insert(at, object),
    }
}

impl Catalog {
    /// The catalog of what a selection picks. What it depends on may lie outside: the dependencies still name that.
    #[must_use]
    pub fn select(self, selection: &Selection) -> Self {
        if selection.is_everything() { self } else { self.keep(|id| selection.picks(id)) }
    }

    /// The catalog of some of its objects. What these depend on may be gone: the dependencies still name that.
    #[must_use]
    pub fn keep(mut self, picks: impl FnMut(&ObjectId) -> bool) -> Self {
        self.retain_objects(picks);
        let mut dependencies = std::mem::take(&mut self.dependencies);
        dependencies.retain(self.dependents());
        self.dependencies = dependencies;
        self
    }

    /// Whether something is an object of the catalog, or a part of one.
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

    /// The object of an identity, unless that is of a part of one.
    pub fn object(&self, id: &ObjectId) -> Option<&dyn Object> {
        if let Kind::Table | Kind::ForeignTable = id.kind {
            return self.table(id).map(|table| table as &dyn Object);
        }
        self.of_kind(id.kind).into_iter().find(|object| object.id() == *id)
    }

    /// Takes out of the catalog who a role is that nobody named: what it owns has no stated owner, what it granted its owner granted. For
    /// a catalog of SQL that ran as a role of our own.
    pub fn unstate_role(&mut self, role: &str) {
        let unstated = Name::from(UNSTATED);
        for kind in Kind::ALL {
            for object in self.of_kind_mut(*kind) {
                object.owner_mut().take_if(|owner| &**owner == role);
                for grants in object.acls_mut() {
                    rename_role(grants, role, &unstated);
                }
            }
        }
        for change in self.member_changes.iter_mut().filter(|change| &*change.object_owner == role) {
            change.object_owner = unstated.clone();
        }
        for privileges in &mut self.default_privileges {
            privileges.rename_role(role, &unstated);
        }
        self.default_privileges.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// The table or foreign table of an identity.
    pub fn table(&self, id: &ObjectId) -> Option<&Table> {
        let list = if id.kind == Kind::ForeignTable { &self.foreign_tables } else { &self.tables };
        let schema = id.schema.as_ref()?;
        // The list is in the order of schema and name.
        let at = list.binary_search_by(|t| (&t.schema, &t.name).cmp(&(schema, &id.name))).ok()?;
        list.get(at)
    }

    /// The columns of a table that have a default.
    pub fn defaults_of(&self, id: &ObjectId) -> impl Iterator<Item = &Name> {
        let table = matches!(id.kind, Kind::Table | Kind::ForeignTable).then(|| self.table(id)).flatten();
        let columns = table.into_iter().flat_map(|t| &t.columns);
        columns.filter(|c| c.column_default.is_some()).map(|c| &c.column_name)
    }

    /// The names of the constraints in a schema, on tables and domains.
    pub(crate) fn constraint_names(&self, schema: &Name) -> impl Iterator<Item = &Name> {
        let tables =
            self.tables.iter().chain(&self.foreign_tables).filter(move |table| table.schema == *schema);
        let of_tables = tables.flat_map(|table| {
            let own = table.constraints.iter().map(|constraint| &constraint.constraint_name);
            let not_null = table
                .columns
                .iter()
                .filter_map(|column| column.not_null.as_ref())
                .map(|not_null| &not_null.name);
            own.chain(table.foreign_keys.iter().map(|key| &key.constraint_name)).chain(not_null)
        });
        let domains = self.domains.iter().filter(move |domain| domain.schema == *schema);
        of_tables.chain(
            domains.flat_map(|domain| &domain.constraints).map(|constraint| &constraint.constraint_name),
        )
    }

    /// Every index with its schema.
    pub fn indexes(&self) -> impl Iterator<Item = (&Name, &Index)> {
        let tables = self.tables.iter().flat_map(|t| t.indexes.iter().map(|i| (&t.schema, i)));
        tables.chain(self.materialized_views.iter().flat_map(|v| v.indexes.iter().map(|i| (&v.schema, i))))
    }
}
