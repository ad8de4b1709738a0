//! What other queries' rows tell about an object: names for OIDs, comments, labels, owners.

use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

use super::Code;
use crate::kinds::{AclKind, OwnedCommonProperties};
use crate::privilege::{PUBLIC, parse_acl};
use crate::{Grant, Name, ObjectId, SecurityLabel, ServerVersion};

/// An object identifier.
pub(crate) type Oid = u32;

/// Catalogs with rows for objects, by the OID of their `pg_class` row, which is the same on every
/// server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub(crate) struct Class(pub Oid);

impl Class {
    pub const TYPE: Self = Self(1247);
    pub const PROC: Self = Self(1255);
    pub const RELATION: Self = Self(1259);
    pub const ACCESS_METHOD: Self = Self(2601);
    pub const OPERATOR_ENTRY: Self = Self(2602);
    pub const SUPPORT_ENTRY: Self = Self(2603);
    pub const ATTRDEF: Self = Self(2604);
    pub const CAST: Self = Self(2605);
    pub const CONSTRAINT: Self = Self(2606);
    pub const CONVERSION: Self = Self(2607);
    pub const LANGUAGE: Self = Self(2612);
    pub const NAMESPACE: Self = Self(2615);
    pub const OPERATOR_CLASS: Self = Self(2616);
    pub const OPERATOR: Self = Self(2617);
    pub const REWRITE: Self = Self(2618);
    pub const TRIGGER: Self = Self(2620);
    pub const OPERATOR_FAMILY: Self = Self(2753);
    pub const EXTENSION: Self = Self(3079);
    pub const FOREIGN_DATA_WRAPPER: Self = Self(2328);
    pub const FOREIGN_SERVER: Self = Self(1417);
    pub const USER_MAPPING: Self = Self(1418);
    pub const POLICY: Self = Self(3256);
    pub const STATISTICS: Self = Self(3381);
    pub const COLLATION: Self = Self(3456);
    pub const EVENT_TRIGGER: Self = Self(3466);
    pub const TRANSFORM: Self = Self(3576);
    pub const TS_DICTIONARY: Self = Self(3600);
    pub const TS_PARSER: Self = Self(3601);
    pub const TS_CONFIGURATION: Self = Self(3602);
    pub const TS_TEMPLATE: Self = Self(3764);
    pub const DEFAULT_ACL: Self = Self(826);
    pub const PUBLICATION: Self = Self(6104);
    pub const PUBLICATION_REL: Self = Self(6106);
    pub const PUBLICATION_NAMESPACE: Self = Self(6237);
    pub const SUBSCRIPTION: Self = Self(6100);
    pub const INIT_PRIVS: Self = Self(3394);
}

/// Something in the database that pgplumb does not understand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Warning {
    /// What it sets.
    pub object: String,
    /// The problem, to follow the object in a sentence.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.object, self.text)
    }
}

/// The type of a column or argument.
#[derive(Clone, Debug)]
pub(crate) struct TypeInfo {
    /// As printed by `format_type`, with its modifier.
    pub formatted: Name,
    /// As in `information_schema.columns.data_type`.
    pub data_type: Name,
    /// As in `information_schema.columns.character_maximum_length`.
    pub maximum_length: Option<i32>,
    /// Whether it is a domain that is not null.
    pub not_null: bool,
    pub collation: Oid,
    pub storage: char,
    /// The base type of a domain, else the type itself.
    pub base: Oid,
}

/// A type's OID and modifier.
pub(crate) type TypeKey = (Oid, i32);

/// The identity of a relation, and its columns by number.
pub(crate) struct RelationNames {
    pub id: ObjectId,
    pub columns: FxHashMap<i16, ColumnName>,
    /// Whether it is a partition.
    pub is_partition: bool,
}

/// A column, for references to it.
pub(crate) struct ColumnName {
    pub name: Name,
    pub type_oid: Oid,
    pub modifier: i32,
    pub collation: Oid,
}

impl RelationNames {
    /// The names of the columns with these numbers. System columns, with negative numbers, are
    /// skipped.
    pub fn column_names(&self, numbers: &[i16]) -> Vec<Name> {
        numbers.iter().filter_map(|n| self.columns.get(n)).map(|c| c.name.clone()).collect()
    }
}

/// What the rows read so far tell about objects that other rows reference by OID.
pub(crate) struct Context {
    pub version: ServerVersion,
    pub(super) interned: FxHashSet<Name>,
    pub(super) roles: FxHashMap<Oid, Name>,
    pub(super) role_names: FxHashSet<Name>,
    /// The role that reads the catalog.
    pub(super) current_role: Option<Name>,
    pub(super) types: FxHashMap<TypeKey, TypeInfo>,
    pub(super) comments: FxHashMap<(Class, Oid, i32), Box<str>>,
    pub(super) labels: FxHashMap<(Class, Oid, i32), Vec<SecurityLabel>>,
    pub(super) members: FxHashMap<(Class, Oid), Name>,
    /// The extensions that an object depends on without belonging to them.
    pub(super) dependents: FxHashMap<(Class, Oid), Vec<Name>>,
    pub(super) ids: FxHashMap<(Class, Oid), ObjectId>,
    pub(super) warnings: Vec<Warning>,
    /// Whether a deparse function did not find an object that the snapshot still shows.
    pub saw_concurrent_change: bool,
    /// Every relation, including relations of extensions.
    pub relations: FxHashMap<Oid, RelationNames>,
}

impl Context {
    pub(super) fn new(version: ServerVersion) -> Self {
        Self {
            version,
            interned: FxHashSet::default(),
            roles: FxHashMap::default(),
            role_names: FxHashSet::default(),
            current_role: None,
            types: FxHashMap::default(),
            comments: FxHashMap::default(),
            labels: FxHashMap::default(),
            members: FxHashMap::default(),
            dependents: FxHashMap::default(),
            ids: FxHashMap::default(),
            warnings: Vec::new(),
            saw_concurrent_change: false,
            relations: FxHashMap::default(),
        }
    }

    /// The text as a shared name.
    pub fn name(&mut self, text: &str) -> Name {
        match self.interned.get(text) {
            Some(name) => name.clone(),
            None => {
                let name = Name::from(text);
                self.interned.insert(name.clone());
                name
            }
        }
    }

    /// The texts as shared names.
    pub fn names(&mut self, texts: &[String]) -> Vec<Name> {
        texts.iter().map(|t| self.name(t)).collect()
    }

    /// A role's name; its number if the role does not exist, as in a catalog edited by hand.
    pub fn role(&mut self, oid: Oid) -> Name {
        match self.roles.get(&oid) {
            Some(name) => name.clone(),
            None => self.name(&oid.to_string()),
        }
    }

    /// The type with this modifier (-1 for none).
    pub fn type_info(&self, oid: Oid, modifier: i32) -> Option<&TypeInfo> {
        self.types.get(&(oid, modifier))
    }

    /// Whether the object belongs to an extension.
    pub fn is_member(&self, class: Class, oid: Oid) -> bool {
        self.members.contains_key(&(class, oid))
    }

    /// The comment on an object or its column `sub`.
    pub fn comment(&mut self, class: Class, oid: Oid, sub: i32) -> Option<Box<str>> {
        self.comments.remove(&(class, oid, sub))
    }

    /// The extensions with which an object is dropped, although it does not belong to them.
    pub fn extensions(&self, class: Class, oid: Oid) -> Vec<Name> {
        self.dependents.get(&(class, oid)).cloned().unwrap_or_default()
    }

    /// The security labels of an object or its column `sub`.
    pub fn labels(&mut self, class: Class, oid: Oid, sub: i32) -> Vec<SecurityLabel> {
        self.labels.remove(&(class, oid, sub)).unwrap_or_default()
    }

    /// The common properties of an object. `owner` is a role's OID; `acl` is the access control
    /// list from the catalog, for kinds that have one.
    pub fn common_properties(
        &mut self,
        class: Class,
        oid: Oid,
        owner: Option<Oid>,
        acl: Option<(AclKind, Option<Vec<String>>)>,
        id: impl Fn() -> String,
    ) -> OwnedCommonProperties {
        let owner = owner.map(|o| self.role(o));
        let privileges = match (&owner, acl) {
            (Some(owner), Some((kind, Some(items)))) => self.privileges(kind, &items, &owner.clone(), id),
            _ => None,
        };
        OwnedCommonProperties {
            owner,
            privileges,
            comment: self.comment(class, oid, 0),
            security_labels: self.labels(class, oid, 0),
        }
    }

    /// An access control list; `None` if it is the default.
    pub fn privileges(
        &mut self,
        kind: AclKind,
        items: &[String],
        owner: &Name,
        id: impl Fn() -> String,
    ) -> Option<Vec<Grant>> {
        let grants = self.grants(items, id);
        (grants != kind.default_grants(owner, self.version.major())).then_some(grants)
    }

    /// Parses an access control list. Items that cannot be parsed become warnings.
    pub fn grants(&mut self, items: &[String], id: impl Fn() -> String) -> Vec<Grant> {
        let (grants, unread) = parse_acl(items);
        for item in unread {
            self.warn(id(), format!("has a privilege pgplumb does not know: {item}"));
        }
        // The list contains current role names instead of those in the snapshot, and numbers for
        // dropped roles.
        let is_known = |name: &Name| {
            **name == *PUBLIC
                || self.role_names.contains(name)
                || name.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !grants.iter().all(|g| is_known(&g.grantee) && is_known(&g.grantor)) {
            self.saw_concurrent_change = true;
        }
        grants
    }

    /// The value for a code in the catalog. An unknown code becomes a warning and the default
    /// value.
    pub fn code<T: Code>(&mut self, column: &str, code: &str, id: impl Fn() -> String) -> T {
        T::from_code(code).unwrap_or_else(|| {
            self.warn(id(), format!("has a value pgplumb does not know: {column} = {code:?}"));
            T::default()
        })
    }

    /// Parses a list that a query returns as JSON. A list that cannot be parsed becomes a warning.
    pub fn json<T: serde::de::DeserializeOwned>(
        &mut self,
        text: Option<&str>,
        id: impl Fn() -> String,
    ) -> Vec<T> {
        serde_json::from_str(text.unwrap_or("[]")).unwrap_or_else(|error| {
            self.warn(id(), format!("has a list pgplumb does not understand: {error}"));
            Vec::new()
        })
    }

    /// Adds a warning.
    pub fn warn(&mut self, object: String, text: impl Into<String>) {
        self.warnings.push(Warning { object, text: text.into() });
    }

    /// Registers the object with this OID.
    pub fn register(&mut self, class: Class, oid: Oid, id: ObjectId) {
        self.ids.insert((class, oid), id);
    }

    /// The object with this OID.
    pub fn id(&self, class: Class, oid: Oid) -> Option<&ObjectId> {
        self.ids.get(&(class, oid))
    }
}
