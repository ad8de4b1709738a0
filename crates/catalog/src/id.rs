//! Identities of objects.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Kind;
use crate::sql::ident;
use crate::visible::visible;

/// An unquoted name. Shared, because the same names occur many times.
pub type Name = Arc<str>;

/// The identity of an object in any database: its kind, schema and name, and for columns,
/// constraints, triggers, … the relation.
///
/// Some names have a signature: functions their input types (`area(integer, text)`), operators
/// their operand types, operator classes and families their access method (`int4_ops USING btree`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ObjectId {
    /// Its kind.
    pub kind: Kind,
    /// Its schema; `None` for kinds outside of schemas.
    pub schema: Option<Name>,
    /// The table, view or domain that contains it, if its name is unique only there.
    pub relation: Option<Name>,
    /// Its name.
    pub name: Name,
}

impl ObjectId {
    /// An object outside of schemas.
    pub fn global(kind: Kind, name: impl Into<Name>) -> Self {
        Self { kind, schema: None, relation: None, name: name.into() }
    }

    /// An object in a schema.
    pub fn local(kind: Kind, schema: &Name, name: impl Into<Name>) -> Self {
        Self { kind, schema: Some(schema.clone()), relation: None, name: name.into() }
    }

    /// An object nested in this relation.
    pub fn nested(&self, kind: Kind, name: impl Into<Name>) -> Self {
        Self { kind, schema: self.schema.clone(), relation: Some(self.name.clone()), name: name.into() }
    }

    /// What the object is called: its kind, or `attribute` for a column of a composite type.
    /// `within` is the object that contains it.
    pub fn noun(&self, within: Option<&ObjectId>) -> &'static str {
        match (self.kind, within.map(|within| within.kind)) {
            (Kind::Column, Some(Kind::CompositeType)) => "attribute",
            (kind, _) => kind.word(),
        }
    }

    /// Schema, relation and name in SQL syntax: `public.users.email`.
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(64);
        self.push_path(&mut path);
        path
    }

    /// The [path](Self::path) with invisible characters escaped, for messages of one line.
    pub fn visible_path(&self) -> String {
        visible(&self.path()).into_owned()
    }

    fn push_path(&self, path: &mut String) {
        for part in [&self.schema, &self.relation].into_iter().flatten() {
            path.push_str(&ident(part));
            path.push('.');
        }
        // A name with a signature is already SQL.
        if self.kind.has_signature() {
            path.push_str(&self.name);
        } else {
            path.push_str(&ident(&self.name));
        }
    }

    /// `kind:schema.relation.name`. Avoids the formatting machinery because large catalogs have
    /// many dependencies.
    fn text(&self) -> String {
        let mut text = String::with_capacity(64);
        text.extend(self.kind.word().chars().map(|c| if c.is_ascii_lowercase() { c } else { '_' }));
        text.push(':');
        self.push_path(&mut text);
        text
    }
}

/// `kind:schema.relation.name`, with names quoted as in SQL.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The text is not an object identity.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not an object identity; write kind:schema.name")]
pub struct InvalidObjectId {
    text: String,
}

impl FromStr for ObjectId {
    type Err = InvalidObjectId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || InvalidObjectId { text: text.to_owned() };
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
        id.name = if id.kind.has_signature() {
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

/// Splits off the identifier at the start of a text and unquotes it.
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
    fn identities_round_trip() {
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
