//! Values in PostgreSQL's binary form into Rust types.

use std::str;

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use tokio_postgres::types::Type;

use super::error::RowError;
use super::kind::Kind;

/// One value: a column's, an array's element or a record's field.
pub(super) struct ValueDeserializer<'k, 'r> {
    pub(super) kind: &'k Kind,
    /// `None` is NULL.
    pub(super) bytes: Option<&'r [u8]>,
}

impl<'k, 'r> ValueDeserializer<'k, 'r> {
    fn bytes(&self) -> Result<&'r [u8], RowError> {
        self.bytes.ok_or_else(|| RowError::new("it is NULL where a value is expected"))
    }

    /// The bytes of a value of fixed length.
    fn fixed<const N: usize>(&self) -> Result<[u8; N], RowError> {
        let bytes = self.bytes()?;
        bytes.try_into().map_err(|_| {
            RowError::new(format!("a value of type {} has {} bytes", self.kind.name(), bytes.len()))
        })
    }

    /// The value as text, if its type has one.
    fn text(&self) -> Result<&'r str, RowError> {
        let bytes = self.bytes()?;
        let bytes = match self.kind {
            Kind::Text | Kind::Json => bytes,
            Kind::Jsonb => bytes.split_first().map(|(_, text)| text).unwrap_or_default(),
            Kind::Char if bytes == [0] => &[],
            Kind::Char => bytes,
            other => {
                return Err(RowError::new(format!(
                    "it has the type {} where text is expected",
                    other.name()
                )));
            }
        };
        str::from_utf8(bytes).map_err(|_| RowError::new("its text is not UTF-8"))
    }

    fn is_json(&self) -> bool {
        matches!(self.kind, Kind::Json | Kind::Jsonb)
    }
}

/// Anything but text, from JSON, is what serde_json makes of it.
macro_rules! json_or {
    ($self:ident, $method:ident($($argument:expr),*), $otherwise:expr) => {
        if $self.is_json() && $self.bytes.is_some() {
            let mut json = serde_json::Deserializer::from_str($self.text()?);
            Ok((&mut json).$method($($argument),*)?)
        } else {
            $otherwise
        }
    };
}

impl<'r> Deserializer<'r> for ValueDeserializer<'_, 'r> {
    type Error = RowError;

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.bytes.is_none() {
            // A type that has room for NULL takes it; any other gets to hear of it in SQL's terms.
            return visitor
                .visit_unit::<RowError>()
                .map_err(|_| RowError::new("it is NULL where a value is expected"));
        }
        match self.kind {
            Kind::Bool => visitor.visit_bool(self.fixed::<1>()? != [0]),
            Kind::Int2 => visitor.visit_i16(i16::from_be_bytes(self.fixed()?)),
            Kind::Int4 => visitor.visit_i32(i32::from_be_bytes(self.fixed()?)),
            Kind::Int8 => visitor.visit_i64(i64::from_be_bytes(self.fixed()?)),
            Kind::Oid => visitor.visit_u32(u32::from_be_bytes(self.fixed()?)),
            Kind::Float4 => visitor.visit_f32(f32::from_be_bytes(self.fixed()?)),
            Kind::Float8 => visitor.visit_f64(f64::from_be_bytes(self.fixed()?)),
            Kind::Text | Kind::Char => visitor.visit_borrowed_str(self.text()?),
            Kind::Bytea => visitor.visit_borrowed_bytes(self.bytes()?),
            Kind::Json | Kind::Jsonb => {
                let mut json = serde_json::Deserializer::from_str(self.text()?);
                Ok((&mut json).deserialize_any(visitor)?)
            }
            Kind::Array(element) => visitor.visit_seq(Elements::of_array(self.bytes()?, element)?),
            Kind::Record => visitor.visit_seq(Fields::of_record(self.bytes()?)?),
            Kind::Other(name) => {
                Err(RowError::new(format!("the type {name} cannot be read; cast it to text in the query")))
            }
        }
    }

    fn deserialize_option<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        match self.bytes {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_str<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        // serde_json's RawValue comes in through here.
        json_or!(self, deserialize_newtype_struct(name, visitor), visitor.visit_newtype_struct(self))
    }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        json_or!(self, deserialize_struct(name, fields, visitor), self.deserialize_any(visitor))
    }

    fn deserialize_enum<V: Visitor<'r>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        json_or!(
            self,
            deserialize_enum(name, variants, visitor),
            visitor.visit_enum(IntoDeserializer::<RowError>::into_deserializer(self.text()?))
        )
    }

    fn deserialize_ignored_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <W: Visitor<'r>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

/// Reads big-endian numbers and stretches of bytes off a value.
struct Reader<'r>(&'r [u8]);

impl<'r> Reader<'r> {
    fn bytes(&mut self, count: usize) -> Result<&'r [u8], RowError> {
        let (head, rest) =
            self.0.split_at_checked(count).ok_or_else(|| RowError::new("its value ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    fn int(&mut self) -> Result<i32, RowError> {
        let bytes = self.bytes(4)?;
        Ok(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn count(&mut self) -> Result<usize, RowError> {
        usize::try_from(self.int()?).map_err(|_| RowError::new("its value has a negative length"))
    }

    /// A value preceded by its length, which is -1 for NULL.
    fn value(&mut self) -> Result<Option<&'r [u8]>, RowError> {
        match self.int()? {
            -1 => Ok(None),
            length => {
                let length =
                    usize::try_from(length).map_err(|_| RowError::new("its value has a negative length"))?;
                self.bytes(length).map(Some)
            }
        }
    }
}

/// The elements of an array of at most one dimension.
struct Elements<'k, 'r> {
    kind: &'k Kind,
    reader: Reader<'r>,
    left: usize,
}

impl<'k, 'r> Elements<'k, 'r> {
    /// An array is its number of dimensions, a flag, its elements' type, then length and lower bound of each
    /// dimension, then the elements.
    fn of_array(bytes: &'r [u8], kind: &'k Kind) -> Result<Self, RowError> {
        let mut reader = Reader(bytes);
        let dimensions = reader.count()?;
        reader.bytes(8)?;
        let left = match dimensions {
            0 => 0,
            1 => {
                let length = reader.count()?;
                reader.bytes(4)?;
                length
            }
            more => return Err(RowError::new(format!("an array of {more} dimensions cannot be read"))),
        };
        Ok(Self { kind, reader, left })
    }
}

impl<'r> SeqAccess<'r> for Elements<'_, 'r> {
    type Error = RowError;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, RowError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let bytes = self.reader.value()?;
        seed.deserialize(ValueDeserializer { kind: self.kind, bytes }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The fields of a record, each of which says its type.
struct Fields<'r> {
    reader: Reader<'r>,
    left: usize,
}

impl<'r> Fields<'r> {
    fn of_record(bytes: &'r [u8]) -> Result<Self, RowError> {
        let mut reader = Reader(bytes);
        let left = reader.count()?;
        Ok(Self { reader, left })
    }
}

impl<'r> SeqAccess<'r> for Fields<'r> {
    type Error = RowError;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, RowError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let oid = self.reader.int()?.cast_unsigned();
        let bytes = self.reader.value()?;
        let kind = match Type::from_oid(oid) {
            Some(type_) => Kind::of(&type_),
            None => Kind::Other(format!("with OID {oid}")),
        };
        seed.deserialize(ValueDeserializer { kind: &kind, bytes }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}
