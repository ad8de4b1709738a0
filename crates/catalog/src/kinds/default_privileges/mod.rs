//! Default privileges (`pg_default_acl`): privileges on objects that a role will create.

mod rules;

pub(crate) use rules::RULES;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    AclKind, CommonProperties, Create, Object, SqlContext, Statement, codes, default_grants, object,
    owner_from_grants,
};
use crate::privilege::{GrantTarget, UNSPECIFIED_ROLE, merge, rename_role};
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
    /// Privileges on objects of one type that a role will create. Its name has the form `FOR ROLE
    /// owner IN SCHEMA app ON TABLES`.
    pub struct DefaultPrivileges in database {
        /// The role that will create the objects.
        pub role: Name,
        /// The schema of the objects; any if absent.
        pub in_schema: Option<Name>,
        /// The type of the objects.
        pub object_type: ObjectType,
        /// The privileges. With a schema they add to other defaults; without one they replace the
        /// server's defaults.
        pub grants: Vec<Grant>,
    }
}

codes! {
    /// The type of objects that default privileges apply to.
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

/// The name of default privileges: `FOR ROLE owner IN SCHEMA app ON TABLES`.
fn name(role: &str, in_schema: Option<&str>, object_type: ObjectType) -> Name {
    let mut name = if role == UNSPECIFIED_ROLE {
        "FOR CURRENT ROLE".to_owned()
    } else {
        format!("FOR ROLE {}", ident(role))
    };
    if let Some(schema) = in_schema {
        name += &format!(" IN SCHEMA {}", ident(schema));
    }
    name += &format!(" ON {}", object_type.word());
    name.into()
}

impl DefaultPrivileges {
    /// The privileges that the server grants on such objects by default.
    pub fn initial(&self, major: u32) -> Vec<Grant> {
        match self.in_schema {
            Some(_) => Vec::new(),
            None => self.object_type.acl_kind().default_grants(&self.role, major),
        }
    }

    /// The statements that turn one list of grants into another.
    pub fn change(&self, from: &[Grant], to: &[Grant], major: u32) -> Vec<Statement> {
        let mut prefix = "ALTER DEFAULT PRIVILEGES ".to_owned();
        if &*self.role != UNSPECIFIED_ROLE {
            prefix += &format!("FOR ROLE {} ", ident(&self.role));
        }
        if let Some(schema) = &self.in_schema {
            prefix += &format!("IN SCHEMA {} ", ident(schema));
        }
        let target = GrantTarget {
            prefix: &prefix,
            acl_kind: self.object_type.acl_kind(),
            class: self.object_type.word(),
            object: "",
            column: None,
            owner: &self.role,
            major,
        };
        target.change(from, to)
    }

    /// The statements that give a new object its privileges whichever of these roles creates it.
    /// They revoke what default privileges granted beyond them, and grant what default privileges
    /// withheld.
    pub fn corrections(object: &dyn Object, in_effect: &[&Self], major: u32) -> Vec<Statement> {
        let (Some(acl_kind), Some(initial)) = (object.acl_kind(), default_grants(object, major)) else {
            return Vec::new();
        };
        let id = object.id();
        let common = object.common();
        let desired = common.privileges.map_or_else(|| initial.clone(), <[Grant]>::to_vec);
        let unspecified = Name::from(UNSPECIFIED_ROLE);
        let owner = common.owner.or_else(|| owner_from_grants(&desired)).unwrap_or(&unspecified);
        let applies = |privileges: &&&Self| {
            privileges.object_type.acl_kind() == acl_kind
                && (privileges.in_schema.is_none() || privileges.in_schema == id.schema)
        };
        let mut by_role: BTreeMap<&Name, Vec<&Self>> = BTreeMap::new();
        for privileges in in_effect.iter().filter(applies) {
            by_role.entry(&privileges.role).or_default().push(privileges);
        }
        let name = object.grant_name();
        let target = GrantTarget {
            prefix: "",
            acl_kind,
            class: object.grant_class(),
            object: &name,
            column: None,
            owner,
            major,
        };
        let mut statements: Vec<Statement> = Vec::new();
        for (role, own) in by_role {
            let everywhere = own.iter().find(|privileges| privileges.in_schema.is_none());
            let mut start =
                everywhere.map_or_else(|| acl_kind.default_grants(role, major), |p| p.grants.clone());
            let in_schema = own.iter().filter(|privileges| privileges.in_schema.is_some());
            start.extend(in_schema.flat_map(|p| p.grants.clone()));
            rename_role(&mut start, role, owner);
            merge(&mut start);
            let change = target.change(&start, &desired);
            statements.extend(
                change.into_iter().filter(|statement| !statements.contains(statement)).collect::<Vec<_>>(),
            );
        }
        statements
    }

    /// Replaces one role by another.
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
        privileges.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, privileges))
    }
}

impl Object for DefaultPrivileges {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::DefaultPrivileges, self.name.clone())
    }

    fn summary(&self) -> String {
        // The role itself has all privileges unless they are revoked.
        let others: Vec<&Grant> = self.grants.iter().filter(|grant| grant.grantee != self.role).collect();
        match serde_json::to_value(others) {
            Ok(grants) => crate::change::grants_summary(&grants),
            Err(_) => String::new(),
        }
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "DEFAULT PRIVILEGES"
    }

    fn sql_name(&self) -> String {
        self.name.to_string()
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        Create::default().then(self.change(
            &self.initial(context.read_from.major()),
            &self.grants,
            context.read_from.major(),
        ))
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.in_schema.iter().map(|schema| ObjectId::global(Kind::Schema, schema.clone())).collect()
    }
}
