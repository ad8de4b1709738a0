//! The options of sequences.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Name;
use crate::kinds::is_default;

/// The options of `CREATE SEQUENCE` and of identity columns. Defaults, which depend on type and
/// direction, are left out.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SequenceOptions {
    /// The type of its values; if absent `bigint`, or the column's type for an identity column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<Name>,
    /// The start value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// The increment; 1 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// The minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The maximum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// The number of cached values; 1 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Whether it cycles.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cycle: bool,
}

impl SequenceOptions {
    /// The effective minimum and maximum.
    pub fn bounds(&self) -> (i64, i64) {
        let (least, greatest) = match self.data_type.as_deref() {
            Some("smallint") => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Some("integer") => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let (minimum, maximum) = if self.increment.unwrap_or(1) > 0 { (1, greatest) } else { (least, -1) };
        (self.minimum.unwrap_or(minimum), self.maximum.unwrap_or(maximum))
    }

    /// Whether the sequence starts after all values that the old options allow.
    pub fn starts_past(&self, old: &Self) -> bool {
        let (minimum, maximum) = old.bounds();
        if self.is_descending() { self.first() < minimum } else { self.first() > maximum }
    }

    /// Whether the values decrease.
    pub fn is_descending(&self) -> bool {
        self.increment.unwrap_or(1) < 0
    }

    /// The effective start value.
    pub fn first(&self) -> i64 {
        let bound = if self.increment.unwrap_or(1) > 0 {
            self.minimum.unwrap_or(1)
        } else {
            self.maximum.unwrap_or(-1)
        };
        self.start.unwrap_or(bound)
    }

    /// The options for `ALTER SEQUENCE` that turn `old` into these, each after a space.
    pub fn changed_from(&self, old: &Self) -> String {
        let mut sql = String::new();
        if self.data_type != old.data_type {
            let _ = write!(sql, " AS {}", self.data_type.as_deref().unwrap_or("bigint"));
        }
        let number =
            |sql: &mut String, word: &str, old: Option<i64>, new: Option<i64>, default: Option<&str>| {
                if old == new {
                    return;
                }
                let _ = match (new, default) {
                    (Some(value), _) => write!(sql, " {word} {value}"),
                    (None, Some(default)) => write!(sql, " {default}"),
                    (None, None) => Ok(()),
                };
            };
        number(&mut sql, "INCREMENT BY", old.increment, self.increment, Some("INCREMENT BY 1"));
        let turns = self.is_descending() != old.is_descending();
        for (word, old, new) in
            [("MINVALUE", old.minimum, self.minimum), ("MAXVALUE", old.maximum, self.maximum)]
        {
            let default = format!("NO {word}");
            match (old, new) {
                // The server keeps the bounds of the other direction unless the statement names them.
                (None, None) if turns => {
                    let _ = write!(sql, " {default}");
                }
                _ => number(&mut sql, word, old, new, Some(&default)),
            }
        }
        let first = self.first();
        if first != old.first() {
            let _ = write!(sql, " START WITH {first}");
        }
        if self.starts_past(old) {
            let _ = write!(sql, " RESTART WITH {first}");
        }
        number(&mut sql, "CACHE", old.cache, self.cache, Some("CACHE 1"));
        if self.cycle != old.cycle {
            sql.push_str(if self.cycle { " CYCLE" } else { " NO CYCLE" });
        }
        sql
    }

    /// The options in SQL, each after a space. Empty if all are defaults.
    pub fn sql(&self, with_type: bool) -> String {
        let mut sql = String::new();
        if let Some(data_type) = self.data_type.as_ref().filter(|_| with_type) {
            let _ = write!(sql, " AS {data_type}");
        }
        let numbers = [
            ("START WITH", self.start),
            ("INCREMENT BY", self.increment),
            ("MINVALUE", self.minimum),
            ("MAXVALUE", self.maximum),
            ("CACHE", self.cache),
        ];
        for (word, value) in numbers {
            if let Some(value) = value {
                let _ = write!(sql, " {word} {value}");
            }
        }
        if self.cycle {
            sql.push_str(" CYCLE");
        }
        sql
    }
}
