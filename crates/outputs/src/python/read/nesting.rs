//! Limits on the nesting of expressions: syntax trees are walked and freed recursively.

/// The maximum number of open brackets, as in CPython.
const MAX_BRACKETS: usize = 200;

/// The maximum number of tokens without a comma between them, summed over all open brackets.
/// CPython allows fewer.
const MAX_TOKENS: usize = 10_000;

/// Enough stack for walking an expression at the limits.
const STACK_SIZE: usize = 128 << 20;

/// Runs a function that walks syntax trees on a large stack.
pub(crate) fn with_large_stack<T>(run: impl FnOnce() -> T) -> T {
    stacker::grow(STACK_SIZE, run)
}

/// The position where a text exceeds the limits.
pub(super) fn find_too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // The number of tokens since the last comma, outside of brackets and in each open bracket.
    let mut open = vec![0_usize];
    let mut tokens = 0;
    let mut position = 0;
    while position < bytes.len() {
        let length = token_length(&bytes[position..]);
        let level = open.len() - 1;
        match bytes[position] {
            b'(' | b'[' | b'{' => open.push(0),
            b')' | b']' | b'}' if level > 0 => tokens -= open.pop().unwrap_or_default(),
            b'\n' | b'\r' | b',' | b';' if level == 0 || bytes[position] == b',' => {
                tokens -= std::mem::take(&mut open[level]);
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'#' | b'"' | b'\'' => {}
            _ => {
                tokens += 1;
                open[level] += 1;
            }
        }
        if open.len() > MAX_BRACKETS || tokens > MAX_TOKENS {
            return Some(position);
        }
        position += length;
    }
    None
}

/// The length in bytes of the first word, string, comment or other token.
fn token_length(bytes: &[u8]) -> usize {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    match bytes[0] {
        b'#' => bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len()),
        quote @ (b'"' | b'\'') => {
            let is_long = bytes.starts_with(&[quote; 3]);
            let end: &[u8] = if is_long { &[quote; 3] } else { &[quote] };
            let mut position = end.len();
            while position < bytes.len()
                && !bytes[position..].starts_with(end)
                && (is_long || bytes[position] != b'\n')
            {
                position += if bytes[position] == b'\\' { 2 } else { 1 };
            }
            (position + end.len()).min(bytes.len())
        }
        first if is_word(&first) => bytes.iter().position(|byte| !is_word(byte)).unwrap_or(bytes.len()),
        _ => 1,
    }
}
