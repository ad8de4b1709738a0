//! Marks what `pgplumb init` wrote: a line at the top of a file, or two lines around a block in a
//! file of somebody else. Both have a checksum of the text, which shows whether it was edited.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// The text was edited, or its end mark is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edited;

/// Who wrote a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// `pgplumb init`, and nobody edited it.
    Unchanged,
    /// `pgplumb init`, and somebody edited it.
    Edited,
    /// Somebody else.
    Foreign,
}

/// A block of lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block<'a> {
    /// The name in the marks.
    pub name: &'a str,
    /// The lines, each with its line feed.
    pub body: &'a str,
    /// What the marks are indented by.
    pub indent: &'a str,
}

/// Where a new block is inserted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// At the end of the file, after an empty line.
    End,
    /// Before the line at this offset.
    Line(usize),
}

const WRITTEN: &str = "# Written by pgplumb init (";
const WRITTEN_END: &str = "). If you edit the file, pgplumb init no longer changes it.";
const BEGIN: &str = "# >>> pgplumb init: ";
const END: &str = "# <<< pgplumb init: ";
/// In the begin mark of a block that is not preceded by an added line end.
const INSERTED: &str = "inserted ";

/// The first digits of the SHA-256. Line ends do not matter: git may convert them.
fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n"));
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The line end of a text.
pub fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A file with a mark at the top.
pub fn file(body: &str) -> String {
    format!("{WRITTEN}{}{WRITTEN_END}\n{body}", checksum(body))
}

/// Who wrote a file with this text.
pub fn state_of_file(text: &str) -> FileState {
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    let Some(rest) = first.strip_prefix(WRITTEN) else { return FileState::Foreign };
    let written = rest.split(')').next().unwrap_or_default();
    if written == checksum(body) { FileState::Unchanged } else { FileState::Edited }
}

/// Adds a block to a text, or replaces the block of this name.
pub fn add(text: Option<&str>, block: &Block<'_>, place: Place) -> Result<String, Edited> {
    let before = text.unwrap_or_default();
    let eol = line_end(before);
    if let Some(found) = find(before, block.name)? {
        let new = rendered(block, found.is_inserted).replace('\n', eol);
        return Ok(format!("{}{new}{}", &before[..found.range.start], &before[found.range.end..]));
    }
    Ok(match place {
        Place::Line(at) => {
            let new = rendered(block, true).replace('\n', eol);
            format!("{}{new}{}", &before[..at], &before[at..])
        }
        Place::End => {
            // One line end is added in any case, so that removing it restores the bytes.
            let separator = if text.is_some() { eol } else { "" };
            format!("{before}{separator}{}", rendered(block, false).replace('\n', eol))
        }
    })
}

/// Removes the block of this name; `None` if nothing else is left.
pub fn remove(text: &str, name: &str) -> Result<Option<String>, Edited> {
    let Some(found) = find(text, name)? else { return Ok(Some(text.to_owned())) };
    let (mut before, after) = (&text[..found.range.start], &text[found.range.end..]);
    if before.is_empty() && after.is_empty() && !found.is_inserted {
        return Ok(None);
    }
    if !found.is_inserted {
        before = before.strip_suffix('\n').unwrap_or(before);
        before = before.strip_suffix('\r').unwrap_or(before);
    }
    Ok(Some(format!("{before}{after}")))
}

/// A text without the block of this name, edited or not, to look for things in the rest.
pub fn rest(text: &str, name: &str) -> String {
    let mut lines = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let mark = line.trim_start();
        is_inside |= is_begin(mark, name);
        if !is_inside {
            lines.push(line);
        }
        is_inside &= !is_end(mark, name);
    }
    lines.join("\n")
}

/// A block that was found.
struct Found {
    range: Range<usize>,
    is_inserted: bool,
}

fn rendered(block: &Block<'_>, is_inserted: bool) -> String {
    let Block { name, body, indent } = *block;
    let (inserted, sum) = (if is_inserted { INSERTED } else { "" }, checksum(body));
    format!("{indent}{BEGIN}{name} ({inserted}{sum})\n{body}{indent}{END}{name}\n")
}

fn is_begin(mark: &str, name: &str) -> bool {
    mark.strip_prefix(BEGIN)
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(" ("))
}

fn is_end(mark: &str, name: &str) -> bool {
    mark.strip_prefix(END).is_some_and(|rest| rest.trim_end() == name)
}

/// Finds the block of this name.
fn find(text: &str, name: &str) -> Result<Option<Found>, Edited> {
    let mut at = 0;
    let mut begin: Option<(usize, usize, &str)> = None;
    for line in text.split_inclusive('\n') {
        let (start, mark) = (at, line.trim());
        at += line.len();
        if begin.is_none() && is_begin(mark, name) {
            begin = Some((start, at, mark));
        } else if let Some((block, body, first)) = begin
            && is_end(mark, name)
        {
            let written = first.rsplit_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
            let is_inserted = written.starts_with(INSERTED);
            let sum = written.strip_prefix(INSERTED).unwrap_or(written);
            let is_unchanged = sum == checksum(&text[body..start]) && line.ends_with('\n');
            let found = Found { range: block..at, is_inserted };
            return if is_unchanged { Ok(Some(found)) } else { Err(Edited) };
        }
    }
    if begin.is_some() { Err(Edited) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: Block<'_> = Block { name: "make", body: "x:\n\ty\n", indent: "" };

    #[test]
    fn removing_a_block_restores_the_bytes() {
        for text in
            [None, Some(""), Some("a"), Some("a\n"), Some("a\n\n"), Some("a\r\nb\r\n"), Some("a\r\nb")]
        {
            let added = add(text, &BLOCK, Place::End).expect("not edited");
            assert_eq!(add(Some(&added), &BLOCK, Place::End).as_deref(), Ok(&*added), "{text:?}");
            assert_eq!(remove(&added, "make"), Ok(text.map(str::to_owned)), "{text:?}");
            assert_eq!(
                remove(&format!("{added}more"), "make").unwrap(),
                Some(format!("{}more", text.unwrap_or_default()))
            );
        }
        let text = "#!/bin/sh\nexit 0\n";
        let added = add(Some(text), &BLOCK, Place::Line(10)).expect("not edited");
        assert!(added.starts_with("#!/bin/sh\n# >>> pgplumb init: make (inserted "), "{added}");
        assert_eq!(remove(&added, "make").unwrap().as_deref(), Some(text));
    }

    #[test]
    fn updated_blocks_stay_where_they_are_and_edited_blocks_stay_as_they_are() {
        let added = add(Some("a\n"), &BLOCK, Place::End).unwrap() + "b\n";
        let new = Block { body: "z:\n", ..BLOCK };
        let updated = add(Some(&added), &new, Place::End).unwrap();
        assert!(updated.starts_with("a\n\n# >>>") && updated.contains("\nz:\n# <<<"), "{updated}");
        assert_eq!(rest(&updated, "make"), "a\n\nb");
        let edited = added.replace("\ty", "\tw");
        assert_eq!(add(Some(&edited), &new, Place::End), Err(Edited));
        assert_eq!(remove(&edited, "make"), Err(Edited));
        assert_eq!(remove(&added.replace("# <<<", "#"), "make"), Err(Edited));
        assert!(add(Some(&added.replace('\n', "\r\n")), &new, Place::End).is_ok(), "git converted line ends");
    }

    #[test]
    fn files_know_whether_they_were_edited() {
        let text = file("a: 1\n");
        assert_eq!(state_of_file(&text), FileState::Unchanged);
        assert_eq!(state_of_file(&text.replace('\n', "\r\n")), FileState::Unchanged);
        assert_eq!(state_of_file(&text.replace('1', "2")), FileState::Edited);
        assert_eq!(state_of_file("a: 1\n"), FileState::Foreign);
    }
}
