//! Rows into Rust types, by serde.
//!
//! Which column goes to which field of a struct is worked out once per query, by name; after that no names are compared.

mod error;
mod kind;
mod value;

use serde::de::value::U64Deserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

pub use error::RowError;
use kind::Kind;
use value::ValueDeserializer;

/// Decodes the rows of one query into one type.
///
/// A struct's fields are matched with columns by name, and every column must have its field and every field its column,
/// so that a misspelt name is an error and not a silent `None`. A tuple, or a single-column result's plain value, is
/// matched by position.
///
/// Fields may be of any type that serde knows how to read from: booleans, numbers (from `int2` to `float8`, `oid` and
/// its kin), strings (borrowed or owned, from text types, `"char"` and JSON), options for NULL, sequences for arrays,
/// and anything at all from `json` and `jsonb`. `#[serde(alias)]` and `#[serde(flatten)]` are not supported.
#[derive(Debug, Default)]
pub struct RowDecoder {
    plan: Option<Plan>,
}

/// How the columns of a query go into the fields of a struct.
#[derive(Debug)]
struct Plan {
    kinds: Vec<Kind>,
    /// For which fields the order of columns was worked out; serde hands the same slice in each time.
    fields: &'static [&'static str],
    order: Order,
}

#[derive(Debug)]
enum Order {
    /// Not known yet.
    Unknown,
    /// Column by column into field by field.
    Same,
    /// For each column the index of its field.
    Mapped(Vec<u64>),
}

/// A column's bytes as they came.
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
    /// A decoder for the rows of one query.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes a row. Strings may borrow from it.
    ///
    /// # Errors
    ///
    /// When a column does not fit its field; the error names the column.
    pub fn decode<'r, T: Deserialize<'r>>(&mut self, row: &'r Row) -> Result<T, RowError> {
        T::deserialize(self.deserializer(row))
    }

    /// The row as something to deserialize from, for who decodes it elsewhere.
    pub fn deserializer<'d, 'r>(
        &'d mut self,
        row: &'r Row,
    ) -> impl Deserializer<'r, Error = RowError> + use<'d, 'r> {
        let plan = self.plan.get_or_insert_with(|| Plan {
            kinds: row.columns().iter().map(|column| Kind::of(column.type_())).collect(),
            fields: &[],
            order: Order::Unknown,
        });
        RowDeserializer { row, plan }
    }
}

impl Plan {
    /// Works out which column goes into which field, unless that was done for these fields already.
    fn arrange(&mut self, row: &Row, fields: &'static [&'static str]) -> Result<(), RowError> {
        let known = !matches!(self.order, Order::Unknown);
        if known && std::ptr::eq(self.fields, fields) {
            return Ok(());
        }
        let mut order = Vec::with_capacity(row.len());
        for column in row.columns() {
            let field = fields
                .iter()
                .position(|field| *field == column.name())
                .ok_or_else(|| RowError::in_column(column.name(), "there is no field of that name"))?;
            order.push(field as u64);
        }
        if let Some(field) = (0..fields.len()).find(|field| !order.contains(&(*field as u64))) {
            return Err(RowError::in_column(fields[field], "the query has no column of that name"));
        }
        let same = order.iter().enumerate().all(|(column, field)| column as u64 == *field);
        self.fields = fields;
        self.order = if same { Order::Same } else { Order::Mapped(order) };
        Ok(())
    }
}

struct RowDeserializer<'p, 'r> {
    row: &'r Row,
    plan: &'p mut Plan,
}

/// The columns of one row, from left to right.
struct Columns<'p, 'r> {
    row: &'r Row,
    kinds: &'p [Kind],
    order: &'p [u64],
    at: usize,
}

impl<'p, 'r> Columns<'p, 'r> {
    fn value(&self) -> Result<ValueDeserializer<'p, 'r>, RowError> {
        let raw: Option<RawBytes<'r>> =
            self.row.try_get(self.at).map_err(|error| self.locate(error.to_string()))?;
        Ok(ValueDeserializer { kind: &self.kinds[self.at], bytes: raw.map(|raw| raw.0) })
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
        if self.at == self.kinds.len() {
            return Ok(None);
        }
        self.take(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.kinds.len() - self.at)
    }
}

impl<'r> MapAccess<'r> for Columns<'_, 'r> {
    type Error = RowError;

    fn next_key_seed<K: DeserializeSeed<'r>>(&mut self, seed: K) -> Result<Option<K::Value>, RowError> {
        match self.order.get(self.at) {
            // Derived implementations take the field's number for its name.
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
        let plan: &'p Plan = self.plan;
        let order = match &plan.order {
            Order::Mapped(order) => order.as_slice(),
            Order::Unknown | Order::Same => &[],
        };
        Columns { row: self.row, kinds: &plan.kinds, order, at: 0 }
    }

    /// The only column's value, for types that are not made of columns.
    fn only(self) -> Result<Columns<'p, 'r>, RowError> {
        match self.row.len() {
            1 => Ok(self.columns()),
            count => Err(RowError::new(format!("one column was expected, the query has {count}"))),
        }
    }
}

/// Types that are not made of columns take the value of the only one there is.
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
        self.plan.arrange(self.row, fields)?;
        let same = matches!(self.plan.order, Order::Same);
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
            count => Err(RowError::new(format!("{length} columns were expected, the query has {count}"))),
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
