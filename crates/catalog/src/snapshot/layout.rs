//! The layout of a snapshot: one line for each column, index or grant, so that a small change is a
//! small diff.

use std::io::{Result, Write};

use serde_json::ser::Formatter;

/// Deeper values are written on one line. The document is level 1, `schemas` 2, a schema 3,
/// `tables` 4, a table 5, its `columns` 6.
const LINES_TO_DEPTH: usize = 6;

/// Writes one property per line down to a depth, and everything deeper on one line.
#[derive(Default)]
pub(super) struct Layout {
    depth: usize,
    has_value: bool,
}

impl Layout {
    fn is_multiline(&self) -> bool {
        self.depth <= LINES_TO_DEPTH
    }

    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> Result<()> {
        const INDENT: &[u8] = b"\n            ";
        writer.write_all(&INDENT[..1 + 2 * self.depth.min(LINES_TO_DEPTH)])
    }

    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        let is_multiline = self.is_multiline() && self.has_value;
        self.depth -= 1;
        self.has_value = true;
        if is_multiline {
            self.new_line(writer)?;
        }
        writer.write_all(bracket)
    }

    fn separate<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        match (self.is_multiline(), first) {
            (true, true) => self.new_line(writer),
            (true, false) => writer.write_all(b",").and_then(|()| self.new_line(writer)),
            (false, true) => Ok(()),
            (false, false) => writer.write_all(b", "),
        }
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.separate(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Serializer, Value, json};

    use super::*;

    #[test]
    fn deep_values_are_on_one_line() {
        let value = json!({ "1": { "2": { "3": { "4": { "columns": [{ "name": "id", "keys": [1, 2] }, {}], "none": [] } } } } });
        let mut text = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut text, Layout::default())).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(
            text.contains(
                "\n            {\"keys\": [1, 2], \"name\": \"id\"},\n            {}\n          ],"
            ),
            "{text}"
        );
        assert!(text.contains("\"none\": []"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
