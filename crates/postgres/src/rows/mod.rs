//! Decoding rows into Rust types with serde.
//!
//! Columns are matched with the fields of a struct by name, once per query.

pub(crate) mod bytes;
mod error;
mod value;
mod wire_type;

use serde::de::value::U64Deserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

pub use error::RowError;
use value::ValueDeserializer;
use wire_type::WireType;

/// Decodes the rows of one query into one type.
///
/// The fields of a struct are matched with columns by name. Every column must have a field and
/// every field a column, so a misspelled name is an error. Tuples are matched by position. A value
/// that is neither is decoded from the only column.
///
/// Supported are booleans, numbers (`int2` to `float8`, `oid` and its alias types), strings
/// (borrowed or owned, from text types, `"char"` and JSON), options for NULL, sequences for arrays,
/// and any type from `json` and `jsonb`. `#[serde(alias)]` and `#[serde(flatten)]` are not
/// supported.
#[derive(Debug, Default)]
pub struct RowDecoder {
    mapping: Option<ColumnMapping>,
}

/// The mapping from the columns of a query to the fields of a struct.
#[derive(Debug)]
struct ColumnMapping {
    wire_types: Vec<WireType>,
    /// The fields that `field_order` was computed for. serde passes the same slice for every row.
    fields: &'static [&'static str],
    field_order: FieldOrder,
}

#[derive(Debug)]
enum FieldOrder {
    /// Not computed yet.
    Unknown,
    /// The fields have the same order as the columns.
    Same,
    /// The index of the field for each column.
    Mapped(Vec<u64>),
}

/// The undecoded bytes of a value.
struct RawBytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for RawBytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl RowDecoder {
    /// Creates a decoder for the rows of one query.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes a row. Strings can borrow from it.
    ///
    /// # Errors
    ///
    /// When a column does not match its field. The error names the column.
    pub fn decode<'r, T: Deserialize<'r>>(&mut self, row: &'r Row) -> Result<T, RowError> {
        T::deserialize(self.deserializer(row))
    }

    /// Returns a serde deserializer for a row.
    pub fn deserializer<'d, 'r>(
        &'d mut self,
        row: &'r Row,
    ) -> impl Deserializer<'r, Error = RowError> + use<'d, 'r> {
        let mapping = self.mapping.get_or_insert_with(|| ColumnMapping {
            wire_types: row.columns().iter().map(|column| WireType::of(column.type_())).collect(),
            fields: &[],
            field_order: FieldOrder::Unknown,
        });
        RowDeserializer { row, mapping }
    }
}

impl ColumnMapping {
    /// Computes the order of the fields, unless that was done for these fields.
    fn arrange(&mut self, row: &Row, fields: &'static [&'static str]) -> Result<(), RowError> {
        let known = !matches!(self.field_order, FieldOrder::Unknown);
        if known && std::ptr::eq(self.fields, fields) {
            return Ok(());
        }
        let mut field_order = Vec::with_capacity(row.len());
        for column in row.columns() {
            let field = fields
                .iter()
                .position(|field| *field == column.name())
                .ok_or_else(|| RowError::in_column(column.name(), "the struct has no such field"))?;
            field_order.push(field as u64);
        }
        if let Some(field) = (0..fields.len()).find(|field| !field_order.contains(&(*field as u64))) {
            return Err(RowError::in_column(fields[field], "the query returns no such column"));
        }
        let same = field_order.iter().enumerate().all(|(column, field)| column as u64 == *field);
        self.fields = fields;
        self.field_order = if same { FieldOrder::Same } else { FieldOrder::Mapped(field_order) };
        Ok(())
    }
}

struct RowDeserializer<'p, 'r> {
    row: &'r Row,
    mapping: &'p mut ColumnMapping,
}

/// The columns of one row, from left to right.
struct Columns<'p, 'r> {
    row: &'r Row,
    wire_types: &'p [WireType],
    field_order: &'p [u64],
    at: usize,
}

impl<'p, 'r> Columns<'p, 'r> {
    fn value(&self) -> Result<ValueDeserializer<'p, 'r>, RowError> {
        let raw: Option<RawBytes<'r>> =
            self.row.try_get(self.at).map_err(|error| self.locate(error.to_string()))?;
        Ok(ValueDeserializer { wire_type: &self.wire_types[self.at], bytes: raw.map(|raw| raw.0) })
    }

    fn locate(&self, problem: impl Into<String>) -> RowError {
        RowError::in_column(self.row.columns()[self.at].name(), problem)
    }

    fn take<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<S::Value, RowError> {
        let value = self.value()?;
        let result =
            seed.deserialize(value).map_err(|error| error.or_in_column(self.row.columns()[self.at].name()));
        self.at += 1;
        result
    }
}

impl<'r> SeqAccess<'r> for Columns<'_, 'r> {
    type Error = RowError;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, RowError> {
        if self.at == self.wire_types.len() {
            return Ok(None);
        }
        self.take(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.wire_types.len() - self.at)
    }
}

impl<'r> MapAccess<'r> for Columns<'_, 'r> {
    type Error = RowError;

    fn next_key_seed<K: DeserializeSeed<'r>>(&mut self, seed: K) -> Result<Option<K::Value>, RowError> {
        match self.field_order.get(self.at) {
            // Derived implementations accept the index of a field instead of its name.
            Some(field) => seed.deserialize(U64Deserializer::new(*field)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<S::Value, RowError> {
        self.take(seed)
    }
}

impl<'p, 'r> RowDeserializer<'p, 'r> {
    fn columns(self) -> Columns<'p, 'r> {
        let mapping: &'p ColumnMapping = self.mapping;
        let field_order = match &mapping.field_order {
            FieldOrder::Mapped(field_order) => field_order.as_slice(),
            FieldOrder::Unknown | FieldOrder::Same => &[],
        };
        Columns { row: self.row, wire_types: &mapping.wire_types, field_order, at: 0 }
    }

    /// Returns the only column, for types that are not decoded from several columns.
    fn only(self) -> Result<Columns<'p, 'r>, RowError> {
        match self.row.len() {
            1 => Ok(self.columns()),
            count => Err(RowError::new(format!("expected one column, but the query returns {count}"))),
        }
    }
}

/// Implements methods that decode the only column.
macro_rules! from_only_column {
    ($($method:ident),+) => {
        $(fn $method<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
            let columns = self.only()?;
            columns.value()?.$method(visitor).map_err(|error| error.or_in_column(columns.row.columns()[0].name()))
        })+
    };
}

impl<'r> Deserializer<'r> for RowDeserializer<'_, 'r> {
    type Error = RowError;

    from_only_column!(
        deserialize_any,
        deserialize_bool,
        deserialize_i8,
        deserialize_i16,
        deserialize_i32,
        deserialize_i64,
        deserialize_u8,
        deserialize_u16,
        deserialize_u32,
        deserialize_u64,
        deserialize_f32,
        deserialize_f64,
        deserialize_char,
        deserialize_str,
        deserialize_string,
        deserialize_option,
        deserialize_bytes,
        deserialize_byte_buf
    );

    forward_to_deserialize_any! { <W: Visitor<'r>> unit i128 u128 identifier ignored_any map enum unit_struct }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.mapping.arrange(self.row, fields)?;
        let same = matches!(self.mapping.field_order, FieldOrder::Same);
        let columns = self.columns();
        if same { visitor.visit_seq(columns) } else { visitor.visit_map(columns) }
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_seq(self.columns())
    }

    fn deserialize_tuple<V: Visitor<'r>>(self, length: usize, visitor: V) -> Result<V::Value, RowError> {
        match self.row.len() {
            count if count == length => visitor.visit_seq(self.columns()),
            count => Err(RowError::new(format!("expected {length} columns, but the query returns {count}"))),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'r>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.deserialize_tuple(length, visitor)
    }
}
