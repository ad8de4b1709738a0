//! Compares existing files with new contents, ignoring what never makes a file out of date.
//!
//! Host, database, minor version, program and time are ignored. Row counts are ignored unless the
//! export refreshes them.

use std::io::{self, BufRead, Write};

use pgplumb_catalog::ServerVersion;
use pgplumb_catalog::snapshot::Origin;

/// How the lines of a stream are compared with the lines of a file.
pub trait Lines {
    /// Whether the line is ignored.
    fn is_ignored(&self, line: &[u8]) -> bool;

    /// Whether two lines count as equal.
    fn are_equal(&self, old: &[u8], new: &[u8]) -> bool;
}

/// The lines of a schema map. It is always indented in the same way, which distinguishes keys of
/// the format from names of the database.
pub struct JsonLines {
    compares_counts: bool,
}

impl JsonLines {
    pub fn with_counts() -> Self {
        Self { compares_counts: true }
    }

    pub fn without_counts() -> Self {
        Self { compares_counts: false }
    }
}

/// The keys of the origin, at the top level of the document.
const ORIGIN: [&[u8]; 5] = [
    b"  \"generator\": ",
    b"  \"database\": ",
    b"  \"host\": ",
    b"  \"exported_at\": ",
    b"  \"server_version\": ",
];
const VERSION: &[u8] = b"  \"server_version_num\": ";
/// The indentation of counts, which are in schemas, a schema, tables and a table. Names of objects
/// are one level higher.
const COUNT: &[u8] = b"          \"row_count";

impl Lines for JsonLines {
    fn is_ignored(&self, line: &[u8]) -> bool {
        !self.compares_counts && line.starts_with(COUNT)
    }

    fn are_equal(&self, old: &[u8], new: &[u8]) -> bool {
        if old == new {
            return true;
        }
        if let (Some(old), Some(new)) = (old.strip_prefix(VERSION), new.strip_prefix(VERSION)) {
            return major(old).is_some() && major(old) == major(new);
        }
        ORIGIN.iter().any(|key| old.starts_with(key) && new.starts_with(key))
    }
}

fn major(number: &[u8]) -> Option<u32> {
    let number = std::str::from_utf8(number).ok()?.trim_end_matches(',');
    Some(ServerVersion(number.parse().ok()?).major())
}

/// A writer that compares the new contents with an existing file. The first difference ends it with
/// an error that [`differs`] recognises.
pub struct StreamComparison<R, L> {
    old: R,
    lines: L,
    pending: Vec<u8>,
    line: Vec<u8>,
}

/// The error of the first difference.
#[derive(Debug, thiserror::Error)]
#[error("the file differs")]
struct Differs;

/// Whether an error means that the contents differ.
pub fn differs(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Differs>())
}

impl<R: BufRead, L: Lines> StreamComparison<R, L> {
    pub fn new(old: R, lines: L) -> Self {
        Self { old, lines, pending: Vec::new(), line: Vec::new() }
    }

    /// Ends the comparison: the file must have ended too.
    pub fn finish(mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.pending);
        if !rest.is_empty() {
            self.compare(&rest)?;
        }
        if self.next_old()? { Err(io::Error::other(Differs)) } else { Ok(()) }
    }

    /// Skips lines that are equal byte for byte, which most are. Both sides are at the beginning of
    /// a line before and after.
    fn skip_equal(&mut self, new: &[u8]) -> io::Result<usize> {
        let old = self.old.fill_buf()?;
        let both = old.len().min(new.len());
        let same = match old[..both] == new[..both] {
            true => both,
            false => old.iter().zip(new).position(|(old, new)| old != new).unwrap_or(both),
        };
        let lines = new[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        self.old.consume(lines);
        Ok(lines)
    }

    fn compare(&mut self, new: &[u8]) -> io::Result<()> {
        if self.lines.is_ignored(new) {
            return Ok(());
        }
        if self.next_old()? && self.lines.are_equal(&self.line, new) {
            return Ok(());
        }
        Err(io::Error::other(Differs))
    }

    /// Reads the next line that is not ignored, without its line ending, which git may have
    /// converted to CR LF.
    fn next_old(&mut self) -> io::Result<bool> {
        loop {
            self.line.clear();
            if self.old.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(false);
            }
            if self.line.ends_with(b"\n") {
                self.line.pop();
            }
            if self.line.ends_with(b"\r") {
                self.line.pop();
            }
            if !self.lines.is_ignored(&self.line) {
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead, L: Lines> Write for StreamComparison<R, L> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        loop {
            if self.pending.is_empty() {
                rest = &rest[self.skip_equal(rest)?..];
            }
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
            let (line, after) = rest.split_at(end);
            if self.pending.is_empty() {
                self.compare(line)?;
            } else {
                let mut whole = std::mem::take(&mut self.pending);
                whole.extend_from_slice(line);
                self.compare(&whole)?;
                whole.clear();
                self.pending = whole;
            }
            rest = &after[1..];
        }
        self.pending.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether two texts differ in their origin only. Lines of the origin are those that change when
/// the text is rendered for another origin.
pub fn equal_except_origin(old: &str, new: &str, elsewhere: &str) -> bool {
    if old == new {
        return true;
    }
    let (old, new, elsewhere) = (lines(old), lines(new), lines(elsewhere));
    old.len() == new.len()
        && new.len() == elsewhere.len()
        && old.iter().zip(&new).zip(&elsewhere).all(|((old, new), elsewhere)| old == new || new != elsewhere)
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// An origin that differs from the given one in every field.
pub fn different_origin(origin: &Origin) -> Origin {
    // Empty fields are not rendered, so they stay empty.
    let other = |text: &str| if text.is_empty() { String::new() } else { format!("{text}?") };
    Origin {
        generator: other(&origin.generator),
        database: other(&origin.database),
        host: other(&origin.host),
        exported_at: other(&origin.exported_at),
        server_version: other(&origin.server_version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(old: &str, new: &str, lines: JsonLines) -> bool {
        let mut comparison = StreamComparison::new(old.as_bytes(), lines);
        let compared = new
            .as_bytes()
            .chunks(3)
            .try_for_each(|chunk| comparison.write_all(chunk))
            .and_then(|()| comparison.finish());
        match compared {
            Ok(()) => true,
            Err(error) => {
                assert!(differs(&error), "{error}");
                false
            }
        }
    }

    const OLD: &str = "{\n  \"exported_at\": \"x\",\n  \"server_version_num\": 150018,\n  \"schemas\": {\n    \"s\": {\n      \
        \"tables\": {\n        \"row_count\": {\n          \"row_count\": 5,\n          \"column_count\": 1\n";

    #[test]
    fn the_origin_is_ignored_and_counts_on_request() {
        let later = OLD.replace("\"x\"", "\"y\"").replace("150018", "150019");
        assert!(same(OLD, &later, JsonLines::with_counts()));
        let counted = later.replace(": 5,", ": null,\n          \"row_count_note\": \"why\",");
        assert!(!same(OLD, &counted, JsonLines::with_counts()));
        assert!(same(OLD, &counted, JsonLines::without_counts()));
        assert!(same(&OLD.replace('\n', "\r\n"), OLD, JsonLines::with_counts()));
        assert!(!same(OLD, &OLD.replace("150018", "160001"), JsonLines::with_counts()));
        assert!(!same(
            OLD,
            &OLD.replace("\"row_count\": {", "\"row_count_\": {"),
            JsonLines::without_counts()
        ));
        assert!(!same(OLD, &OLD[..OLD.len() - 8], JsonLines::with_counts()));
        assert!(!same(&OLD[..OLD.len() - 8], OLD, JsonLines::with_counts()));
    }

    #[test]
    fn lines_that_depend_on_the_origin_are_ignored() {
        let text = |at: &str, rows: u32| format!("# Schema\nfrom {at}\n\n{rows} rows\n");
        assert!(equal_except_origin(&text("monday", 1), &text("tuesday", 1), &text("tuesday?", 1)));
        assert!(!equal_except_origin(&text("monday", 1), &text("tuesday", 2), &text("tuesday?", 2)));
        assert!(!equal_except_origin("# Schema\n", &text("tuesday", 2), &text("tuesday?", 2)));
    }
}
