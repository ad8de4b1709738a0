//! Logical names of objects.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Kind;
use crate::sql::ident;

/// A name out of the catalog, unquoted. Shared, because the same names come again and again.
pub type Name = Arc<str>;

/// What identifies an object in any database: kind, schema, and name; for what is named within a relation (columns,
/// constraints, triggers, …) the relation as well.
///
/// The name of a function carries its input arguments' types (`area(integer, text)`), that of an operator its
/// operands', that of an operator class or family its access method (`int4_ops USING btree`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ObjectId {
    /// The object's kind.
    pub kind: Kind,
    /// Its schema, for kinds that live in one.
    pub schema: Option<Name>,
    /// The table, view or domain within which it is named.
    pub relation: Option<Name>,
    /// Its name.
    pub name: Name,
}

impl ObjectId {
    /// An object that belongs to the database.
    pub fn global(kind: Kind, name: impl Into<Name>) -> Self {
        Self { kind, schema: None, relation: None, name: name.into() }
    }

    /// An object of a schema.
    pub fn local(kind: Kind, schema: &Name, name: impl Into<Name>) -> Self {
        Self { kind, schema: Some(schema.clone()), relation: None, name: name.into() }
    }

    /// An object named within this relation.
    pub fn nested(&self, kind: Kind, name: impl Into<Name>) -> Self {
        Self { kind, schema: self.schema.clone(), relation: Some(self.name.clone()), name: name.into() }
    }

    /// Schema, relation and name as SQL would write them, joined by dots: `public.users.email`.
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(64);
        self.push_path(&mut path);
        path
    }

    fn push_path(&self, path: &mut String) {
        for part in [&self.schema, &self.relation].into_iter().flatten() {
            path.push_str(&ident(part));
            path.push('.');
        }
        // Names with a signature are SQL already; plain ones are quoted.
        if self.has_signature() {
            path.push_str(&self.name);
        } else {
            path.push_str(&ident(&self.name));
        }
    }

    /// `kind:schema.relation.name`. A large catalog has many dependencies, and so this is not left to the formatting machinery.
    fn text(&self) -> String {
        let mut text = String::with_capacity(64);
        text.extend(self.kind.word().chars().map(|c| if c.is_ascii_lowercase() { c } else { '_' }));
        text.push(':');
        self.push_path(&mut text);
        text
    }

    fn has_signature(&self) -> bool {
        matches!(
            self.kind,
            Kind::Function
                | Kind::Procedure
                | Kind::Aggregate
                | Kind::Operator
                | Kind::OperatorClass
                | Kind::OperatorFamily
                | Kind::Cast
                | Kind::Transform
                | Kind::UserMapping
                | Kind::DefaultPrivileges
                | Kind::MemberChange
        )
    }
}

/// `kind:schema.relation.name`, each name quoted where SQL would quote it.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Why a text is no object identity.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` does not name an object as kind:schema.name does")]
pub struct BadObjectId {
    text: String,
}

impl FromStr for ObjectId {
    type Err = BadObjectId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || BadObjectId { text: text.to_owned() };
        let (kind, path) = text.split_once(':').ok_or_else(bad)?;
        let kind = Kind::parse(kind).ok_or_else(bad)?;
        let mut rest = path;
        let mut part = || -> Option<Name> {
            let (name, after) = split_ident(rest)?;
            rest = after.strip_prefix('.')?;
            Some(name)
        };
        let schema = if kind.is_in_schema() { Some(part().ok_or_else(bad)?) } else { None };
        let relation = if kind.is_named_in_relation() { Some(part().ok_or_else(bad)?) } else { None };
        let mut id = ObjectId { kind, schema, relation, name: "".into() };
        id.name = if id.has_signature() {
            rest.into()
        } else {
            let (name, after) = split_ident(rest).ok_or_else(bad)?;
            if !after.is_empty() {
                return Err(bad());
            }
            name
        };
        Ok(id)
    }
}

/// The identifier at the start of a text, unquoted, and what follows it.
fn split_ident(text: &str) -> Option<(Name, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let mut name = String::new();
        let mut chars = quoted.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c != '"' {
                name.push(c);
            } else if chars.peek().is_some_and(|(_, next)| *next == '"') {
                name.push('"');
                chars.next();
            } else {
                return Some((name.into(), &quoted[at + 1..]));
            }
        }
        return None;
    }
    let end = text.find('.').unwrap_or(text.len());
    (end > 0).then(|| (text[..end].into(), &text[end..]))
}

impl schemars::JsonSchema for ObjectId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ObjectId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "An object's identity: `kind:schema.relation.name`, each name quoted where SQL would quote it.",
            "pattern": "^[a-z_]+:"
        })
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_read_back() {
        let public: Name = "public".into();
        let odd: Name = "a.\"b".into();
        let table = ObjectId::local(Kind::Table, &public, "users");
        for id in [
            ObjectId::global(Kind::Schema, "Odd.One"),
            table.clone(),
            table.nested(Kind::Column, "user"),
            ObjectId::local(Kind::Function, &public, "f(integer, \"A\".b)"),
            ObjectId::local(Kind::MaterializedView, &odd, "x\"\"."),
            ObjectId::local(Kind::Operator, &odd, "+(integer,integer)"),
        ] {
            assert_eq!(id.to_string().parse::<ObjectId>().unwrap(), id, "{id}");
        }
        assert_eq!(table.nested(Kind::Column, "user").to_string(), "column:public.users.\"user\"");
        assert!("public.users".parse::<ObjectId>().is_err());
    }
}
