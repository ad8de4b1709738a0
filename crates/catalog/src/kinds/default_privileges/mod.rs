//! Default privileges (`pg_default_acl`): what is granted on objects that a role will make.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::alter::privilege_hazards;
use super::{
    About, AclKind, AlterContext, Alteration, Create, Object, PartChange, SqlContext, Statement, codes,
    default_grants, object, owner_in,
};
use crate::plan::Action;
use crate::privilege::{GrantTarget, UNSTATED, merge, rename_role};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::{Grant, Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    role: Oid,
    in_schema: Option<String>,
    object_type: String,
    acl: Option<Vec<String>>,
}

object! {
    /// What is granted on objects of a type that a role will make. Its name says which:
    /// `FOR ROLE owner IN SCHEMA app ON TABLES`.
    pub struct DefaultPrivileges in database {
        /// The role that will make the objects.
        pub role: Name,
        /// The schema in which it will make them; absent: in any.
        pub in_schema: Option<Name>,
        /// What it will make.
        pub object_type: ObjectType,
        /// What is granted then: with a schema in addition to all else, without one in place of what the server grants by itself.
        pub grants: Vec<Grant>,
    }
}

codes! {
    /// What default privileges are for.
    pub enum ObjectType {
        #[default] Tables = "r" "TABLES",
        Sequences = "S" "SEQUENCES",
        Functions = "f" "FUNCTIONS",
        Types = "T" "TYPES",
        Schemas = "n" "SCHEMAS",
        LargeObjects = "L" "LARGE OBJECTS",
    }
}

impl ObjectType {
    fn acl_kind(self) -> AclKind {
        match self {
            Self::Tables => AclKind::Table,
            Self::Sequences => AclKind::Sequence,
            Self::Functions => AclKind::Function,
            Self::Types => AclKind::Type,
            Self::Schemas => AclKind::Schema,
            Self::LargeObjects => AclKind::LargeObject,
        }
    }
}

/// What default privileges are called: `FOR ROLE owner IN SCHEMA app ON TABLES`.
fn name(role: &str, in_schema: Option<&str>, object_type: ObjectType) -> Name {
    let mut name =
        if role == UNSTATED { "FOR CURRENT ROLE".to_owned() } else { format!("FOR ROLE {}", ident(role)) };
    if let Some(schema) = in_schema {
        name += &format!(" IN SCHEMA {}", ident(schema));
    }
    name += &format!(" ON {}", object_type.word());
    name.into()
}

impl DefaultPrivileges {
    /// What is granted anyway on such objects.
    fn initial(&self, major: u32) -> Vec<Grant> {
        match self.in_schema {
            Some(_) => Vec::new(),
            None => self.object_type.acl_kind().default_grants(&self.role, major),
        }
    }

    fn change(&self, from: &[Grant], to: &[Grant], major: u32) -> Vec<Statement> {
        let mut prefix = "ALTER DEFAULT PRIVILEGES ".to_owned();
        if &*self.role != UNSTATED {
            prefix += &format!("FOR ROLE {} ", ident(&self.role));
        }
        if let Some(schema) = &self.in_schema {
            prefix += &format!("IN SCHEMA {} ", ident(schema));
        }
        let target = GrantTarget {
            prefix: &prefix,
            acl_kind: self.object_type.acl_kind(),
            on: self.object_type.word(),
            column: None,
            owner: &self.role,
            major,
        };
        target.change(from, to)
    }

    /// The statements that give a new object the privileges that it is to have, whichever of these roles makes it: what default privileges
    /// have granted by then and is not meant is revoked, and what they have kept from it is granted.
    pub fn corrections(object: &dyn Object, in_effect: &[&Self], major: u32) -> Vec<Statement> {
        let (Some(acl_kind), Some(initial)) = (object.acl_kind(), default_grants(object, major)) else {
            return Vec::new();
        };
        let id = object.id();
        let about = object.about();
        let wanted = about.privileges.map_or_else(|| initial.clone(), <[Grant]>::to_vec);
        let unstated = Name::from(UNSTATED);
        let owner = about.owner.or_else(|| owner_in(&wanted)).unwrap_or(&unstated);
        let is_meant = |privileges: &&&Self| {
            privileges.object_type.acl_kind() == acl_kind
                && (privileges.in_schema.is_none() || privileges.in_schema == id.schema)
        };
        let meant: Vec<&&Self> = in_effect.iter().filter(is_meant).collect();
        let roles: std::collections::BTreeSet<&Name> =
            meant.iter().map(|privileges| &privileges.role).collect();
        let on = format!("{} {}", object.grant_class(), object.grant_name());
        let target = GrantTarget { prefix: "", acl_kind, on: &on, column: None, owner, major };
        let mut statements: Vec<Statement> = Vec::new();
        for role in roles {
            let own = || meant.iter().filter(|privileges| privileges.role == *role);
            let everywhere = own().find(|privileges| privileges.in_schema.is_none());
            let mut start =
                everywhere.map_or_else(|| acl_kind.default_grants(role, major), |p| p.grants.clone());
            start.extend(
                own().filter(|privileges| privileges.in_schema.is_some()).flat_map(|p| p.grants.clone()),
            );
            rename_role(&mut start, role, owner);
            merge(&mut start);
            let change = target.change(&start, &wanted);
            statements.extend(
                change.into_iter().filter(|statement| !statements.contains(statement)).collect::<Vec<_>>(),
            );
        }
        statements
    }

    /// Makes them those of another role.
    pub fn rename_role(&mut self, from: &str, to: &Name) {
        rename_role(&mut self.grants, from, to);
        if &*self.role == from {
            self.role = to.clone();
            self.name = name(&self.role, self.in_schema.as_deref(), self.object_type);
        }
    }
}

impl Read for DefaultPrivileges {
    const CLASS: Class = Class::DEFAULT_ACL;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let role = cx.role(row.role);
        let object_type: ObjectType = cx.code("defaclobjtype", &row.object_type, || {
            format!("default privileges for role {}", ident(&role))
        });
        let name = name(&role, row.in_schema.as_deref(), object_type);
        let mut privileges = Self {
            in_schema: row.in_schema.map(|s| cx.name(&s)),
            object_type,
            grants: cx.grants(&row.acl.unwrap_or_default(), || format!("default privileges {name}")),
            role,
            name,
            ..Self::default()
        };
        privileges.set_described(cx.described(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, privileges))
    }
}

impl Object for DefaultPrivileges {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::DefaultPrivileges, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "DEFAULT PRIVILEGES"
    }

    fn sql_name(&self) -> String {
        self.name.to_string()
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        Create::default().then(self.change(
            &self.initial(context.catalog.server_version.major()),
            &self.grants,
            context.catalog.server_version.major(),
        ))
    }

    fn alter(&self, new: &dyn Object, context: &AlterContext<'_>) -> Alteration {
        let Some(new) = new.as_any().downcast_ref::<Self>() else { return Alteration::Recreate };
        let statements = self.change(&self.grants, &new.grants, context.version.major());
        let change = PartChange::new(new.id(), Action::Alter, statements);
        Alteration::Parts(vec![privilege_hazards(change, Some(&self.grants), Some(&new.grants))])
    }

    fn drop_statements(&self, context: &AlterContext<'_>) -> Vec<Statement> {
        let major = context.version.major();
        self.change(&self.grants, &self.initial(major), major)
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.in_schema.iter().map(|schema| ObjectId::global(Kind::Schema, schema.clone())).collect()
    }
}
