//! What the rows of other queries say about an object: names behind OIDs, comments, labels, owners.

use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

use super::Code;
use crate::kinds::relation::RelationNames;
use crate::kinds::{AclKind, Described};
use crate::privilege::{PUBLIC, parse_acl};
use crate::{Grant, Name, ObjectId, SecurityLabel, ServerVersion};

/// An object identifier.
pub(crate) type Oid = u32;

/// The catalogs whose rows are objects, by the OID of their `pg_class` row (the same on every server).
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

/// Something in the database that was not understood, by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Warning {
    /// What it is about.
    pub object: String,
    /// What is wrong, as the end of a sentence that begins with the object.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.object, self.text)
    }
}

/// What is known about a type that a column or an argument has.
#[derive(Clone, Debug)]
pub(crate) struct TypeInfo {
    /// As `format_type` prints it, with its modifier.
    pub formatted: Name,
    /// As `information_schema.columns.data_type` has it.
    pub data_type: Name,
    /// As `information_schema.columns.character_maximum_length` has it.
    pub maximum_length: Option<i32>,
    /// Whether it is a domain that keeps nulls out.
    pub not_null: bool,
    pub collation: Oid,
    pub storage: char,
    /// The type itself, or what it is a domain over.
    pub base: Oid,
}

/// The key of a type: its OID and modifier.
pub(crate) type TypeKey = (Oid, i32);

/// What the rows read so far say about objects that other rows name by OID.
pub(crate) struct Context {
    pub version: ServerVersion,
    pub(super) interned: FxHashSet<Name>,
    pub(super) roles: FxHashMap<Oid, Name>,
    pub(super) role_names: FxHashSet<Name>,
    pub(super) types: FxHashMap<TypeKey, TypeInfo>,
    pub(super) comments: FxHashMap<(Class, Oid, i32), Box<str>>,
    pub(super) labels: FxHashMap<(Class, Oid, i32), Vec<SecurityLabel>>,
    pub(super) members: FxHashMap<(Class, Oid), Name>,
    pub(super) ids: FxHashMap<(Class, Oid), ObjectId>,
    pub(super) warnings: Vec<Warning>,
    /// Whether a deparse function found an object gone that the snapshot still shows.
    pub disturbed: bool,
    /// Every relation, those of extensions included.
    pub relations: FxHashMap<Oid, RelationNames>,
    pub parts: crate::kinds::relation::Parts,
}

impl Context {
    pub(super) fn new(version: ServerVersion) -> Self {
        Self {
            version,
            interned: FxHashSet::default(),
            roles: FxHashMap::default(),
            role_names: FxHashSet::default(),
            types: FxHashMap::default(),
            comments: FxHashMap::default(),
            labels: FxHashMap::default(),
            members: FxHashMap::default(),
            ids: FxHashMap::default(),
            warnings: Vec::new(),
            disturbed: false,
            relations: FxHashMap::default(),
            parts: Default::default(),
        }
    }

    /// The name, shared with everything else that has it.
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

    /// The names, shared.
    pub fn names(&mut self, texts: &[String]) -> Vec<Name> {
        texts.iter().map(|t| self.name(t)).collect()
    }

    /// A role's name. A role that is gone, as a catalog doctored by hand may have it, keeps its number.
    pub fn role(&mut self, oid: Oid) -> Name {
        match self.roles.get(&oid) {
            Some(name) => name.clone(),
            None => self.name(&oid.to_string()),
        }
    }

    /// A type with its modifier (-1: none).
    pub fn type_info(&self, oid: Oid, modifier: i32) -> Option<&TypeInfo> {
        self.types.get(&(oid, modifier))
    }

    /// Whether the object belongs to an extension.
    pub fn is_member(&self, class: Class, oid: Oid) -> bool {
        self.members.contains_key(&(class, oid))
    }

    /// The comment on an object, or on its column `sub`.
    pub fn comment(&mut self, class: Class, oid: Oid, sub: i32) -> Option<Box<str>> {
        self.comments.remove(&(class, oid, sub))
    }

    /// The security labels of an object, or of its column `sub`.
    pub fn labels(&mut self, class: Class, oid: Oid, sub: i32) -> Vec<SecurityLabel> {
        self.labels.remove(&(class, oid, sub)).unwrap_or_default()
    }

    /// Everything that can be said about an object of any kind. `owner` is a role's OID; `acl` the object's list as the
    /// catalog has it, where it can have one.
    pub fn described(
        &mut self,
        class: Class,
        oid: Oid,
        owner: Option<Oid>,
        acl: Option<(AclKind, Option<Vec<String>>)>,
        id: impl Fn() -> String,
    ) -> Described {
        let owner = owner.map(|o| self.role(o));
        let privileges = match (&owner, acl) {
            (Some(owner), Some((kind, Some(items)))) => self.privileges(kind, &items, &owner.clone(), id),
            _ => None,
        };
        Described {
            owner,
            privileges,
            comment: self.comment(class, oid, 0),
            security_labels: self.labels(class, oid, 0),
        }
    }

    /// An access control list; `None` when it says no more than what such an object starts with.
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

    /// An access control list. What cannot be read of it becomes a warning.
    pub fn grants(&mut self, items: &[String], id: impl Fn() -> String) -> Vec<Grant> {
        let (grants, unread) = parse_acl(items);
        for item in unread {
            self.warn(id(), format!("has a privilege pgplumb does not know: {item}"));
        }
        // The list has the roles' present names, not the snapshot's; that of a role that is gone is a number.
        let is_known = |name: &Name| {
            **name == *PUBLIC
                || self.role_names.contains(name)
                || name.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !grants.iter().all(|g| is_known(&g.grantee) && is_known(&g.grantor)) {
            self.disturbed = true;
        }
        grants
    }

    /// The value that a code of the catalog stands for. An unknown one becomes a warning, and the default.
    pub fn code<T: Code>(&mut self, column: &str, code: &str, id: impl Fn() -> String) -> T {
        T::from_code(code).unwrap_or_else(|| {
            self.warn(id(), format!("has a value pgplumb does not know: {column} = {code:?}"));
            T::default()
        })
    }

    /// A list that a query answered as JSON; one that cannot be read becomes a warning.
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

    /// Warns about an object, by name.
    pub fn warn(&mut self, object: String, text: impl Into<String>) {
        self.warnings.push(Warning { object, text: text.into() });
    }

    /// Records which object an OID is.
    pub fn register(&mut self, class: Class, oid: Oid, id: ObjectId) {
        self.ids.insert((class, oid), id);
    }

    /// The object that an OID is.
    pub fn id(&self, class: Class, oid: Oid) -> Option<&ObjectId> {
        self.ids.get(&(class, oid))
    }
}
