//! Reads and writes the header comments by which files of the folder identify themselves.

use pgplumb_catalog::ObjectId;

use crate::dump::GENERATED;
use crate::visible::is_invisible;

/// The beginning of the line that names the file's object or section.
const FILE_OF: &str = "-- pgplumb: file of ";

/// The line that marks a file whose object no longer exists. Such files are not loaded.
const ORPHANED: &str = "-- pgplumb: orphaned";

/// The explanation in an orphaned file.
const ORPHANED_NOTE: &str =
    "-- \u{26a0} This object no longer exists. `pgplumb export tables --prune` deletes the file.";

/// The first two lines of a file.
pub(super) fn beginning(of: &str) -> String {
    format!("{GENERATED} To update it, run `pgplumb export tables`.\n{FILE_OF}{}\n", escape(of))
}

/// Escapes a name for a single-line comment; [`unescape`] reverses it.
fn escape(name: &str) -> String {
    let mut line = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            c if is_invisible(c) => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
    line
}

/// Reverses [`escape`].
fn unescape(line: &str) -> String {
    let mut name = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => name.push('\n'),
            ('\\', Some('r')) => name.push('\r'),
            ('\\', Some('u')) if chars.as_str().starts_with('{') => {
                let (code, rest) = chars.as_str()[1..].split_once('}').unwrap_or_default();
                name.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
                chars = rest.chars();
            }
            ('\\', Some(other)) => name.push(other),
            (c, _) => name.push(c),
        }
    }
    name
}

/// What a file of the folder says about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileState {
    /// Whether pgplumb generated the file.
    pub is_generated: bool,
    /// The object that the file describes.
    pub object: Option<ObjectId>,
    /// Whether the object no longer existed at the last export.
    pub is_orphaned: bool,
}

impl FileState {
    /// Reads the header of an SQL file.
    pub fn of_sql(text: &str) -> Self {
        let is_generated = text.starts_with(GENERATED);
        let head = || text.lines().take_while(|line| line.starts_with("--")).filter(|_| is_generated);
        let of = head().find_map(|line| line.strip_prefix(FILE_OF));
        Self {
            is_generated,
            object: of.and_then(|of| unescape(of).parse().ok()),
            is_orphaned: head().any(|line| line.trim_end() == ORPHANED),
        }
    }
}

/// Whether pgplumb generated an index.
pub fn is_generated_index(text: &str) -> bool {
    text.starts_with(crate::GENERATED_MARKDOWN)
}

/// Marks a file as orphaned.
pub fn mark_orphaned(text: &str) -> String {
    if FileState::of_sql(text).is_orphaned {
        return text.to_owned();
    }
    let mark = format!("{ORPHANED}\n{ORPHANED_NOTE}\n");
    if !text.starts_with(GENERATED) {
        return format!("{GENERATED}\n{mark}{text}");
    }
    // Insert the mark after the first two lines.
    let lines = text.lines().take_while(|l| l.starts_with(GENERATED) || l.starts_with(FILE_OF)).count();
    let end: usize = text.split_inclusive('\n').take(lines).map(str::len).sum();
    format!("{}{mark}{}", &text[..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_its_object_and_can_be_marked_orphaned() {
        let text = format!("{}--\n-- x\n\nCREATE TABLE x ();\n", beginning("table:public.x"));
        let state = FileState::of_sql(&text);
        assert!(state.is_generated && !state.is_orphaned);
        assert_eq!(state.object.map(|id| id.to_string()).as_deref(), Some("table:public.x"));
        let marked = mark_orphaned(&text);
        assert!(FileState::of_sql(&marked).is_orphaned);
        assert_eq!(mark_orphaned(&marked), marked);
        assert!(marked.ends_with("--\n-- x\n\nCREATE TABLE x ();\n"));
        for name in ["new\nline", "a\\nb", "\\", "\r\n; DROP", "trail ", "\u{202e}\u{2028}\u{b}", "\\u{41}"] {
            let id = ObjectId::local(pgplumb_catalog::Kind::Table, &"public".into(), name);
            let text = beginning(&id.to_string());
            assert_eq!(text.lines().count(), 2, "{text:?}");
            assert!(!text.chars().any(|c| c != '\n' && is_invisible(c)), "{text:?}");
            assert_eq!(FileState::of_sql(&text).object, Some(id));
        }
        assert!(!FileState::of_sql("CREATE TABLE y ();").is_generated);
        assert!(FileState::of_sql(&mark_orphaned("CREATE TABLE y ();\n")).is_generated);
    }
}
