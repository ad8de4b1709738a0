//! PostgreSQL's types, grouped by the binary format of their values.

use tokio_postgres::types::{Kind as PgKind, Type};

/// The binary format of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WireType {
    Bool,
    Int2,
    Int4,
    Int8,
    /// An unsigned integer of four bytes: `oid`, its alias types such as `regclass`, `xid` and
    /// `cid`.
    Oid,
    Float4,
    Float8,
    /// UTF-8 text.
    Text,
    /// `"char"`: one byte; zero is the empty text.
    Char,
    Bytea,
    Json,
    /// JSON after a version byte.
    Jsonb,
    Array(Box<WireType>),
    /// An anonymous row type, such as the type of `ROW(…)`.
    Record,
    /// The name of a type that is not supported.
    Other(String),
}

impl WireType {
    pub(super) fn of(type_: &Type) -> Self {
        match *type_ {
            Type::BOOL => Self::Bool,
            Type::INT2 => Self::Int2,
            Type::INT4 => Self::Int4,
            Type::INT8 => Self::Int8,
            Type::OID
            | Type::XID
            | Type::CID
            | Type::REGPROC
            | Type::REGPROCEDURE
            | Type::REGOPER
            | Type::REGOPERATOR
            | Type::REGCLASS
            | Type::REGTYPE
            | Type::REGROLE
            | Type::REGNAMESPACE
            | Type::REGCONFIG
            | Type::REGDICTIONARY
            | Type::REGCOLLATION => Self::Oid,
            Type::FLOAT4 => Self::Float4,
            Type::FLOAT8 => Self::Float8,
            Type::TEXT
            | Type::VARCHAR
            | Type::BPCHAR
            | Type::NAME
            | Type::UNKNOWN
            | Type::CSTRING
            | Type::XML
            | Type::PG_NODE_TREE => Self::Text,
            Type::CHAR => Self::Char,
            Type::BYTEA => Self::Bytea,
            Type::JSON => Self::Json,
            Type::JSONB => Self::Jsonb,
            Type::RECORD => Self::Record,
            // These types are not classified as arrays but use the binary format of arrays.
            Type::RECORD_ARRAY => Self::Array(Box::new(Self::Record)),
            Type::INT2_VECTOR => Self::Array(Box::new(Self::Int2)),
            Type::OID_VECTOR => Self::Array(Box::new(Self::Oid)),
            _ => match type_.kind() {
                PgKind::Array(element) => Self::Array(Box::new(Self::of(element))),
                _ => Self::Other(type_.name().to_owned()),
            },
        }
    }

    /// The name of the type for messages.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Bool => "boolean".to_owned(),
            Self::Int2 => "smallint".to_owned(),
            Self::Int4 => "integer".to_owned(),
            Self::Int8 => "bigint".to_owned(),
            Self::Oid => "oid".to_owned(),
            Self::Float4 => "real".to_owned(),
            Self::Float8 => "double precision".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Char => "\"char\"".to_owned(),
            Self::Bytea => "bytea".to_owned(),
            Self::Json => "json".to_owned(),
            Self::Jsonb => "jsonb".to_owned(),
            Self::Array(element) => format!("{}[]", element.name()),
            Self::Record => "record".to_owned(),
            Self::Other(name) => name.clone(),
        }
    }
}
