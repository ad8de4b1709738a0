//! Finds the privileges that executing a change requires (manual, the notes of each
//! command, and section 5.8, "Privileges").

use pgplumb_catalog::kinds::aggregate::Aggregate;
use pgplumb_catalog::kinds::default_privileges::DefaultPrivileges;
use pgplumb_catalog::kinds::foreign_server::ForeignServer;
use pgplumb_catalog::kinds::function::Function;
use pgplumb_catalog::kinds::function::arguments::ArgumentMode;
use pgplumb_catalog::kinds::publication::Publication;
use pgplumb_catalog::kinds::{Right, Statement};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, PUBLIC, UNSPECIFIED_ROLE};

use crate::node::NodeId;
use crate::requirement::Requirement;
use crate::steps::Action;

/// Whether only a superuser may create objects of the kind.
fn requires_superuser(kind: Kind) -> bool {
    match kind {
        Kind::AccessMethod
        | Kind::BaseType
        | Kind::EventTrigger
        | Kind::ForeignDataWrapper
        | Kind::Language
        | Kind::OperatorClass
        | Kind::OperatorFamily
        | Kind::TextSearchParser
        | Kind::TextSearchTemplate => true,
        Kind::Schema
        | Kind::Extension
        | Kind::Cast
        | Kind::Transform
        | Kind::ForeignServer
        | Kind::UserMapping
        | Kind::Publication
        | Kind::Subscription
        | Kind::DefaultPrivileges
        | Kind::MemberChange
        | Kind::Table
        | Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::Function
        | Kind::Procedure
        | Kind::Aggregate
        | Kind::Enum
        | Kind::CompositeType
        | Kind::Domain
        | Kind::Range
        | Kind::Operator
        | Kind::Collation
        | Kind::Conversion
        | Kind::Statistics
        | Kind::TextSearchDictionary
        | Kind::TextSearchConfiguration
        | Kind::Column
        | Kind::Default
        | Kind::Constraint
        | Kind::Index
        | Kind::Trigger
        | Kind::Rule
        | Kind::Policy => false,
    }
}

/// The catalogs that a plan leads from and to.
#[derive(Clone, Copy)]
pub(crate) struct Catalogs<'a> {
    pub current: &'a Catalog,
    pub desired: &'a Catalog,
}

/// To own an object of a catalog; nothing where the owner is unknown.
pub fn ownership(catalog: &Catalog, id: &ObjectId) -> Option<Requirement> {
    let owner = catalog.object(id)?.common().owner.filter(|owner| &***owner != UNSPECIFIED_ROLE)?;
    Some(Requirement::Ownership { object: id.clone(), owner: owner.clone() })
}

/// The requirements for creating an object, or moving it to another schema.
pub(crate) fn creation(current: &Catalog, id: &ObjectId) -> Option<Requirement> {
    match (id.kind, &id.schema) {
        (Kind::Schema | Kind::Publication | Kind::Subscription, _) => {
            Some(Requirement::CreateInDatabase { object: id.clone() })
        }
        (Kind::Extension, _) => Some(Requirement::CreateExtension { extension: id.name.clone() }),
        (kind, _) if requires_superuser(kind) => Some(Requirement::SuperuserToCreate { object: id.clone() }),
        // A schema that the plan creates belongs to the role that does so.
        (_, Some(schema)) => {
            has_schema(current, schema).then(|| Requirement::CreateInSchema { schema: schema.clone() })
        }
        _ => None,
    }
}

fn has_schema(catalog: &Catalog, schema: &Name) -> bool {
    catalog.object(&ObjectId::global(Kind::Schema, schema.clone())).is_some()
}

/// The requirements of a change. `object` is the whole object that the node belongs to.
pub(crate) fn of_change(
    node: &NodeId,
    action: Action,
    object: &ObjectId,
    statements: &[Statement],
    catalogs: Catalogs<'_>,
) -> Vec<Requirement> {
    let mut found = Vec::new();
    let is_grant = |statement: &Statement| matches!(statement.right.as_deref(), Some(Right::Grant { .. }));
    if !statements.iter().all(is_grant) {
        found.extend(of_object(node, action, object, catalogs));
    }
    if let Some(privileges) = object_as::<DefaultPrivileges>(catalogs.desired, object)
        .or_else(|| object_as::<DefaultPrivileges>(catalogs.current, object))
        .filter(|privileges| &*privileges.role != UNSPECIFIED_ROLE)
    {
        found.push(Requirement::Role { role: privileges.role.clone() });
        found.push(Requirement::DefaultPrivilegesOf { role: privileges.role.clone() });
    }
    for right in statements.iter().filter_map(|statement| statement.right.as_deref()) {
        of_right(right, object, catalogs, &mut found);
    }
    if matches!(action, Action::Create | Action::Restore) {
        of_creation(node, object, catalogs, &mut found);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|requirement| seen.insert(requirement.clone()));
    found
}

/// The requirement on the object itself.
fn of_object(
    node: &NodeId,
    action: Action,
    object: &ObjectId,
    catalogs: Catalogs<'_>,
) -> Option<Requirement> {
    match node.object() {
        Some(id) if id == object && action == Action::Create => creation(catalogs.current, id),
        Some(id) if id.kind == Kind::Trigger && action == Action::Create => {
            // The creator of a table may do anything with it.
            let is_known = catalogs.current.object(object).is_some();
            is_known.then(|| Requirement::CreateTrigger { table: object.clone() })
        }
        _ => ownership(catalogs.current, object),
    }
}

fn of_right(right: &Right, object: &ObjectId, catalogs: Catalogs<'_>, found: &mut Vec<Requirement>) {
    match right {
        Right::MakeOwner(role) if &**role == UNSPECIFIED_ROLE => {}
        Right::MakeOwner(role) => {
            found.push(Requirement::Role { role: role.clone() });
            found.push(Requirement::MakeOwner { role: role.clone() });
            if let Some(schema) = object.schema.as_ref().filter(|s| has_schema(catalogs.current, s)) {
                found.push(Requirement::OwnerInSchema { role: role.clone(), schema: schema.clone() });
            }
        }
        Right::ActAs(role) => found.push(Requirement::ActAs { role: role.clone() }),
        Right::Grant { class, object: name, privileges, is_broad, grantee } => {
            if ![PUBLIC, UNSPECIFIED_ROLE].contains(&&**grantee) {
                found.push(Requirement::Role { role: grantee.clone() });
            }
            let has_check =
                ["TABLE", "SEQUENCE", "FUNCTION", "PROCEDURE", "SCHEMA", "TYPE"].contains(&&**class);
            if !has_check || *is_broad || has_unusual_arguments(object, catalogs) {
                found.extend(ownership(catalogs.current, object));
                return;
            }
            found.extend(privileges.iter().map(|privilege| Requirement::GrantOption {
                privilege: privilege.clone(),
                class: class.clone(),
                object: name.clone(),
            }));
        }
    }
}

/// Whether a routine's arguments are such that the server cannot look it up by their list.
fn has_unusual_arguments(id: &ObjectId, catalogs: Catalogs<'_>) -> bool {
    let function = object_as::<Function>(catalogs.desired, id);
    let aggregate = object_as::<Aggregate>(catalogs.desired, id);
    let arguments = function.map(|f| &f.arguments).or_else(|| aggregate.map(|a| &a.arguments));
    let is_variadic = arguments.into_iter().flatten().any(|a| a.mode == ArgumentMode::Variadic);
    is_variadic || aggregate.is_some_and(|aggregate| !aggregate.ordered_arguments.is_empty())
}

/// The privileges on other objects that the definition of a new object requires.
fn of_creation(node: &NodeId, object: &ObjectId, catalogs: Catalogs<'_>, found: &mut Vec<Requirement>) {
    let Some(id) = node.object() else { return };
    let table = catalogs.desired.table(object);
    let foreign_keys = table.into_iter().flat_map(|table| &table.foreign_keys);
    let created = foreign_keys
        .filter(|key| id == object || id.kind == Kind::Constraint && key.constraint_name == id.name);
    let referenced = created.map(|key| key.foreign_id());
    let referenced = referenced.filter(|table| catalogs.current.table(table).is_some());
    found.extend(referenced.map(|table| Requirement::Reference { table }));
    if id != object {
        return;
    }
    if let Some(foreign) = table.and_then(|table| table.foreign.as_ref()) {
        found.push(Requirement::UseServer { server: foreign.server.clone() });
    }
    if let Some(server) = object_as::<ForeignServer>(catalogs.desired, id) {
        let foreign_data_wrapper = server.foreign_data_wrapper.clone();
        found.push(Requirement::UseForeignDataWrapper { foreign_data_wrapper });
    }
    let publication = object_as::<Publication>(catalogs.desired, id);
    if publication.is_some_and(|publication| publication.publishes_all() || !publication.schemas.is_empty()) {
        found.push(Requirement::SuperuserToPublish { publication: id.clone() });
    }
}

fn object_as<'a, T: 'static>(catalog: &'a Catalog, id: &ObjectId) -> Option<&'a T> {
    catalog.object(id)?.as_any().downcast_ref::<T>()
}
