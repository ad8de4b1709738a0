//! What the files of the folder say of themselves.

use pgplumb_catalog::ObjectId;

use crate::dump::WRITTEN;

/// The beginning of the line that says what a file is of.
const FILE_OF: &str = "-- pgplumb: file of ";

/// The line by which a file is known as one whose object is gone. What loads the folder passes such a file over.
const ORPHANED: &str = "-- pgplumb: orphaned";

/// What an orphaned file says to people.
const ORPHANED_NOTE: &str =
    "-- \u{26a0} What this file describes is not in the database any more. `--prune` removes it.";

/// The two lines that a file begins with.
pub(super) fn beginning(of: &str) -> String {
    format!("{WRITTEN} `pgplumb export tables` writes it anew.\n{FILE_OF}{}\n", on_one_line(of))
}

/// A name as it can stand in a comment that ends with the line, such that it can be read back.
fn on_one_line(name: &str) -> String {
    name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// The name that [`on_one_line`] wrote.
fn read_back(line: &str) -> String {
    let mut name = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => name.push('\n'),
            ('\\', Some('r')) => name.push('\r'),
            ('\\', Some(other)) => name.push(other),
            (c, _) => name.push(c),
        }
    }
    name
}

/// What a file of the folder is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileState {
    /// Whether pgplumb wrote it.
    pub is_generated: bool,
    /// The object that it is of.
    pub object: Option<ObjectId>,
    /// Whether the object was gone when last looked.
    pub is_orphaned: bool,
}

impl FileState {
    /// What an SQL file says of itself.
    pub fn of_sql(text: &str) -> Self {
        let is_generated = text.starts_with(WRITTEN);
        let head = || text.lines().take_while(|line| line.starts_with("--")).filter(|_| is_generated);
        let of = head().find_map(|line| line.strip_prefix(FILE_OF));
        Self {
            is_generated,
            object: of.and_then(|of| read_back(of).parse().ok()),
            is_orphaned: head().any(|line| line.trim_end() == ORPHANED),
        }
    }
}

/// Whether pgplumb wrote an index.
pub fn is_generated_index(text: &str) -> bool {
    text.starts_with("<!-- Written by pgplumb")
}

/// The file of an object that is gone, marked as such.
pub fn orphaned(text: &str) -> String {
    if FileState::of_sql(text).is_orphaned {
        return text.to_owned();
    }
    let mark = format!("{ORPHANED}\n{ORPHANED_NOTE}\n");
    if !text.starts_with(WRITTEN) {
        return format!("{WRITTEN}\n{mark}{text}");
    }
    // After the lines that say what wrote it, and what it is of.
    let lines = text.lines().take_while(|l| l.starts_with(WRITTEN) || l.starts_with(FILE_OF)).count();
    let end: usize = text.split_inclusive('\n').take(lines).map(str::len).sum();
    format!("{}{mark}{}", &text[..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_whose_it_is_and_that_it_is_orphaned() {
        let text = format!("{}--\n-- x\n\nCREATE TABLE x ();\n", beginning("table:public.x"));
        let state = FileState::of_sql(&text);
        assert!(state.is_generated && !state.is_orphaned);
        assert_eq!(state.object.map(|id| id.to_string()).as_deref(), Some("table:public.x"));
        let marked = orphaned(&text);
        assert!(FileState::of_sql(&marked).is_orphaned);
        assert_eq!(orphaned(&marked), marked);
        assert!(marked.ends_with("--\n-- x\n\nCREATE TABLE x ();\n"));
        for name in ["new\nline", "a\\nb", "\\", "\r\n; DROP", "trail "] {
            let id = ObjectId::local(pgplumb_catalog::Kind::Table, &"public".into(), name);
            let text = beginning(&id.to_string());
            assert_eq!(text.lines().count(), 2, "{text:?}");
            assert_eq!(FileState::of_sql(&text).object, Some(id));
        }
        assert!(!FileState::of_sql("CREATE TABLE y ();").is_generated);
        assert!(FileState::of_sql(&orphaned("CREATE TABLE y ();\n")).is_generated);
    }
}
