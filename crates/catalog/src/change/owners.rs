//! Owners that one catalog specifies and another does not.

use std::collections::BTreeMap;

use crate::kinds::Object;
use crate::kinds::default_privileges::DefaultPrivileges;
use crate::privilege::{FIRST_WITH_MAINTAIN, MAINTAIN, all_privileges_before_17, merge, rename_role};
use crate::{Catalog, Grant, Kind, Name, ObjectId, UNSPECIFIED_ROLE};

impl Catalog {
    /// Whether every object that can have an owner has a specified one.
    pub fn specifies_owners(&self) -> bool {
        let major = self.server_version.major();
        let has_role = |privileges: &DefaultPrivileges| &*privileges.role != UNSPECIFIED_ROLE;
        self.default_privileges.iter().all(has_role)
            && self.objects().all(|object| match object.common().owner {
                Some(owner) => &**owner != UNSPECIFIED_ROLE,
                // Objects of every new database keep their initial owner unless specified.
                None => {
                    object.acl_kind().is_none()
                        || object.inherits_owner()
                        || object.initial_privileges(major).is_some()
                }
            })
    }

    /// Sets unspecified owners to the other catalog's owners, so that they count as equal.
    pub fn copy_owners_from(&mut self, other: &Catalog) {
        for kind in Kind::ALL {
            let owners: BTreeMap<ObjectId, Name> = other
                .of_kind(*kind)
                .into_iter()
                .filter_map(|object| Some((object.id(), object.common().owner?.clone())))
                .filter(|(_, owner)| &**owner != UNSPECIFIED_ROLE)
                .collect();
            for object in self.of_kind_mut(*kind) {
                if object.common().owner.is_some_and(|owner| &**owner != UNSPECIFIED_ROLE) {
                    continue;
                }
                if let Some(owner) = owners.get(&object.id()) {
                    set_owner(object, owner);
                }
            }
        }
        self.copy_default_privileges_roles_from(other);
        // A table and the sequences of its columns have the same owner. A new table takes the owner
        // of its sequence.
        let owned = self.sequences.iter().filter_map(|sequence| {
            let column = sequence.owned_by.as_ref()?;
            let owner = sequence.owner.clone().filter(|owner| &**owner != UNSPECIFIED_ROLE)?;
            Some((column.schema.clone()?, column.relation.clone()?, owner))
        });
        let owned: Vec<_> = owned.collect();
        for (schema, table, owner) in owned {
            let at = self.tables.binary_search_by(|t| (&t.schema, &t.name).cmp(&(&schema, &table)));
            let table = at.ok().and_then(|at| self.tables.get_mut(at));
            if let Some(table) =
                table.filter(|t| t.owner.as_deref().is_none_or(|owner| owner == UNSPECIFIED_ROLE))
            {
                set_owner(table, &owner);
            }
        }
        let owners: Vec<Option<Name>> = self
            .sequences
            .iter()
            .map(|sequence| {
                let column = sequence.owned_by.as_ref()?;
                let table = ObjectId::local(Kind::Table, column.schema.as_ref()?, column.relation.clone()?);
                self.table(&table)?.owner.clone()
            })
            .collect();
        for (sequence, owner) in self.sequences.iter_mut().zip(owners) {
            if let Some(owner) =
                owner.filter(|_| sequence.owner.as_deref().is_none_or(|owner| owner == UNSPECIFIED_ROLE))
            {
                set_owner(sequence, &owner);
            }
        }
    }

    /// Removes the privilege `MAINTAIN` if this major version does not have it. A later version lists
    /// it among the owner's privileges, which include everything in any case.
    pub fn remove_newer_privileges(&mut self, major: u32) {
        if major >= FIRST_WITH_MAINTAIN {
            return;
        }
        let remove = |grants: &mut Vec<Grant>| {
            for grant in grants.iter_mut() {
                grant.privileges.retain(|privilege| &**privilege != MAINTAIN);
                grant.grantable.retain(|privilege| &**privilege != MAINTAIN);
            }
            grants.retain(|grant| !grant.privileges.is_empty() || !grant.grantable.is_empty());
        };
        for kind in Kind::ALL {
            self.of_kind_mut(*kind).into_iter().flat_map(|object| object.acls_mut()).for_each(remove);
        }
        self.default_privileges.iter_mut().for_each(|privileges| remove(&mut privileges.grants));
    }

    /// Sets the unspecified role of default privileges to the role with such privileges in the
    /// other catalog, if there is only one.
    pub fn copy_default_privileges_roles_from(&mut self, other: &Catalog) {
        let is_specified = |privileges: &&DefaultPrivileges| &*privileges.role != UNSPECIFIED_ROLE;
        for privileges in self.default_privileges.iter_mut().filter(|p| &*p.role == UNSPECIFIED_ROLE) {
            let mut matching =
                other.default_privileges.iter().filter(is_specified).filter(|p| {
                    p.object_type == privileges.object_type && p.in_schema == privileges.in_schema
                });
            if let (Some(only), None) = (matching.next(), matching.next()) {
                privileges.rename_role(UNSPECIFIED_ROLE, &only.role);
            }
        }
        self.default_privileges.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

fn set_owner(object: &mut dyn Object, owner: &Name) {
    *object.owner_mut() = Some(owner.clone());
    for grants in object.acls_mut() {
        // Grants to the owner by name add to the owner's privileges, unless they include all of
        // them.
        if all_privileges_before_17(grants, owner).is_some() {
            grants.retain(|grant| &*grant.grantee != UNSPECIFIED_ROLE);
        }
        rename_role(grants, UNSPECIFIED_ROLE, owner);
        merge(grants);
    }
}
