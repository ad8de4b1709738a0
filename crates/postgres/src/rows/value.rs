//! Decoding values in PostgreSQL's binary format.

use std::borrow::Cow;
use std::str;

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use tokio_postgres::types::Type;

use super::bytes;
use super::error::RowError;
use super::wire_type::WireType;

/// The value of a column, an array element or a field of a record.
pub(super) struct ValueDeserializer<'k, 'r> {
    pub(super) wire_type: &'k WireType,
    /// `None` is NULL.
    pub(super) bytes: Option<&'r [u8]>,
}

impl<'k, 'r> ValueDeserializer<'k, 'r> {
    fn bytes(&self) -> Result<&'r [u8], RowError> {
        self.bytes.ok_or_else(|| RowError::new("unexpected NULL"))
    }

    /// The bytes of a value with a fixed length.
    fn fixed<const N: usize>(&self) -> Result<[u8; N], RowError> {
        let bytes = self.bytes()?;
        bytes.try_into().map_err(|_| {
            RowError::new(format!(
                "a value of type {} has an invalid length of {} bytes",
                self.wire_type.name(),
                bytes.len()
            ))
        })
    }

    /// The value as text, if its type has one. Bytes that are not UTF-8 are kept as
    /// [other characters](super::bytes).
    fn text(&self) -> Result<Cow<'r, str>, RowError> {
        Ok(bytes::text(self.text_bytes()?))
    }

    /// The value as JSON.
    fn json(&self) -> Result<&'r str, RowError> {
        str::from_utf8(self.text_bytes()?).map_err(|_| RowError::new("the JSON is not valid UTF-8"))
    }

    fn text_bytes(&self) -> Result<&'r [u8], RowError> {
        let bytes = self.bytes()?;
        match self.wire_type {
            WireType::Text | WireType::Json => Ok(bytes),
            WireType::Jsonb => Ok(bytes.split_first().map(|(_, text)| text).unwrap_or_default()),
            WireType::Char if bytes == [0] => Ok(&[]),
            WireType::Char => Ok(bytes),
            other => Err(RowError::new(format!("expected text, found type {}", other.name()))),
        }
    }

    fn is_json(&self) -> bool {
        matches!(self.wire_type, WireType::Json | WireType::Jsonb)
    }
}

fn visit_text<'r, V: Visitor<'r>>(text: Cow<'r, str>, visitor: V) -> Result<V::Value, RowError> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Decodes JSON with serde_json, and other types with the last argument.
macro_rules! json_or {
    ($self:ident, $method:ident($($argument:expr),*), $otherwise:expr) => {
        if $self.is_json() && $self.bytes.is_some() {
            let mut json = serde_json::Deserializer::from_str($self.json()?);
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
            // For types that do not accept NULL, report it in SQL's terms instead of serde's.
            return visitor.visit_unit::<RowError>().map_err(|_| RowError::new("unexpected NULL"));
        }
        match self.wire_type {
            WireType::Bool => visitor.visit_bool(self.fixed::<1>()? != [0]),
            WireType::Int2 => visitor.visit_i16(i16::from_be_bytes(self.fixed()?)),
            WireType::Int4 => visitor.visit_i32(i32::from_be_bytes(self.fixed()?)),
            WireType::Int8 => visitor.visit_i64(i64::from_be_bytes(self.fixed()?)),
            WireType::Oid => visitor.visit_u32(u32::from_be_bytes(self.fixed()?)),
            WireType::Float4 => visitor.visit_f32(f32::from_be_bytes(self.fixed()?)),
            WireType::Float8 => visitor.visit_f64(f64::from_be_bytes(self.fixed()?)),
            WireType::Text | WireType::Char => visit_text(self.text()?, visitor),
            WireType::Bytea => visitor.visit_borrowed_bytes(self.bytes()?),
            WireType::Json | WireType::Jsonb => {
                let mut json = serde_json::Deserializer::from_str(self.json()?);
                Ok((&mut json).deserialize_any(visitor)?)
            }
            WireType::Array(element) => visitor.visit_seq(Elements::of_array(self.bytes()?, element)?),
            WireType::Record => visitor.visit_seq(Fields::of_record(self.bytes()?)?),
            WireType::Other(name) => {
                Err(RowError::new(format!("type {name} is not supported; cast it to text in the query")))
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
        visit_text(self.text()?, visitor)
    }

    fn deserialize_string<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        // serde_json's RawValue uses this method.
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

/// Reads big-endian numbers and byte slices from the start of a value.
struct Reader<'r>(&'r [u8]);

impl<'r> Reader<'r> {
    fn bytes(&mut self, count: usize) -> Result<&'r [u8], RowError> {
        let (head, rest) =
            self.0.split_at_checked(count).ok_or_else(|| RowError::new("the value is truncated"))?;
        self.0 = rest;
        Ok(head)
    }

    fn int(&mut self) -> Result<i32, RowError> {
        let bytes = self.bytes(4)?;
        Ok(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn count(&mut self) -> Result<usize, RowError> {
        usize::try_from(self.int()?).map_err(|_| RowError::new("the value has a negative length"))
    }

    /// Reads a value that is preceded by its length; -1 means NULL.
    fn value(&mut self) -> Result<Option<&'r [u8]>, RowError> {
        match self.int()? {
            -1 => Ok(None),
            length => {
                let length =
                    usize::try_from(length).map_err(|_| RowError::new("the value has a negative length"))?;
                self.bytes(length).map(Some)
            }
        }
    }
}

/// The elements of an array with at most one dimension.
struct Elements<'k, 'r> {
    wire_type: &'k WireType,
    reader: Reader<'r>,
    left: usize,
}

impl<'k, 'r> Elements<'k, 'r> {
    /// The format is: number of dimensions, NULL flag, element type OID, length and lower bound of
    /// each dimension, elements.
    fn of_array(bytes: &'r [u8], wire_type: &'k WireType) -> Result<Self, RowError> {
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
            more => {
                return Err(RowError::new(format!("arrays with {more} dimensions are not supported")));
            }
        };
        Ok(Self { wire_type, reader, left })
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
        seed.deserialize(ValueDeserializer { wire_type: self.wire_type, bytes }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The fields of a record. Each field contains its type OID.
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
        let wire_type = match Type::from_oid(oid) {
            Some(type_) => WireType::of(&type_),
            None => WireType::Other(format!("with OID {oid}")),
        };
        seed.deserialize(ValueDeserializer { wire_type: &wire_type, bytes }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}
