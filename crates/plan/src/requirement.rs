//! The privileges and roles that executing a step requires.

use pgplumb_catalog::{Name, ObjectId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A privilege that the executing role needs, or a role that must exist.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "requires", rename_all = "snake_case")]
pub enum Requirement {
    /// To own an object: to be a member of the role that owns it.
    Ownership {
        /// The object.
        object: ObjectId,
        /// Its owner.
        owner: Name,
    },
    /// The `CREATE` privilege on the database.
    CreateInDatabase {
        /// The object that is created.
        object: ObjectId,
    },
    /// The `CREATE` privilege on a schema.
    CreateInSchema {
        /// The schema.
        schema: Name,
    },
    /// To create an extension that may need a superuser.
    CreateExtension {
        /// The extension.
        extension: Name,
    },
    /// The `TRIGGER` privilege on a table.
    CreateTrigger {
        /// The table.
        table: ObjectId,
    },
    /// The `REFERENCES` privilege on a table.
    Reference {
        /// The referenced table.
        table: ObjectId,
    },
    /// The `USAGE` privilege on a foreign server.
    UseServer {
        /// The server.
        server: Name,
    },
    /// The `USAGE` privilege on a foreign-data wrapper.
    UseForeignDataWrapper {
        /// The foreign-data wrapper.
        foreign_data_wrapper: Name,
    },
    /// The grant option for a privilege.
    GrantOption {
        /// The privilege: `SELECT`.
        privilege: String,
        /// The type of the object, as `GRANT` names it: `TABLE`.
        class: String,
        /// The object, as SQL names it.
        object: String,
    },
    /// To be a superuser, because only a superuser creates such objects.
    SuperuserToCreate {
        /// The object.
        object: ObjectId,
    },
    /// To be a superuser, because a publication publishes all tables or sequences of the database,
    /// or all tables of a schema.
    SuperuserToPublish {
        /// The publication.
        publication: ObjectId,
    },
    /// To be able to act as another role, which grants privileges.
    ActAs {
        /// The other role.
        role: Name,
    },
    /// A role that exists.
    Role {
        /// The role.
        role: Name,
    },
    /// To be able to make a role the owner of objects.
    MakeOwner {
        /// The role.
        role: Name,
    },
    /// A role with the `CREATE` privilege on a schema, because it becomes the owner of an object
    /// there.
    OwnerInSchema {
        /// The role.
        role: Name,
        /// The schema.
        schema: Name,
    },
    /// To be able to change the default privileges of a role.
    DefaultPrivilegesOf {
        /// The role.
        role: Name,
    },
}
