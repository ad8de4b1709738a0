//! How deep expressions go: trees are walked and freed level by level, and the stack has an end.

/// How many brackets may be open at once, and how many words and signs may follow each other without a comma between them, in all
/// brackets that are open. CPython itself takes 200 brackets and fewer words.
const BRACKETS: usize = 200;
const WORDS: usize = 10_000;

/// What walking the deepest takes, and more.
const STACK: usize = 128 << 20;

/// Runs what walks trees.
pub(crate) fn with_stack<T>(run: impl FnOnce() -> T) -> T {
    stacker::grow(STACK, run)
}

/// Where a text goes deeper than any Python that can be run.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // The words since the last comma, in each bracket that is open and outside of all.
    let mut open = vec![0_usize];
    let mut words = 0;
    let mut at = 0;
    while at < bytes.len() {
        let length = length(&bytes[at..]);
        let level = open.len() - 1;
        match bytes[at] {
            b'(' | b'[' | b'{' => open.push(0),
            b')' | b']' | b'}' if level > 0 => words -= open.pop().unwrap_or_default(),
            b'\n' | b'\r' | b',' | b';' if level == 0 || bytes[at] == b',' => {
                words -= std::mem::take(&mut open[level]);
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'#' | b'"' | b'\'' => {}
            _ => {
                words += 1;
                open[level] += 1;
            }
        }
        if open.len() > BRACKETS || words > WORDS {
            return Some(at);
        }
        at += length;
    }
    None
}

/// The bytes of a word, a text, a comment or a sign.
fn length(bytes: &[u8]) -> usize {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    match bytes[0] {
        b'#' => bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len()),
        quote @ (b'"' | b'\'') => {
            let is_long = bytes.starts_with(&[quote; 3]);
            let end: &[u8] = if is_long { &[quote; 3] } else { &[quote] };
            let mut at = end.len();
            while at < bytes.len() && !bytes[at..].starts_with(end) && (is_long || bytes[at] != b'\n') {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            (at + end.len()).min(bytes.len())
        }
        first if is_word(&first) => bytes.iter().position(|byte| !is_word(byte)).unwrap_or(bytes.len()),
        _ => 1,
    }
}
