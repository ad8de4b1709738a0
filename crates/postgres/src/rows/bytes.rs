//! Bytes that are not UTF-8. Databases with the encoding `SQL_ASCII` store bytes as they are.
//!
//! Each such byte becomes a character of the last private-use plane, so that texts stay different,
//! until the reader has found the objects and writes the bytes as escapes (`\xe9`).

use std::borrow::Cow;

/// The character of byte 0.
const FIRST: u32 = 0x10_ff00;

/// Decodes a text.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() * 2);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().filter_map(|byte| char::from_u32(FIRST + u32::from(*byte))));
    }
    Cow::Owned(text)
}

/// Whether a text has bytes that are not UTF-8.
pub fn has_bytes(text: &str) -> bool {
    text.chars().any(|c| byte(c).is_some())
}

/// Writes bytes that are not UTF-8 as escapes, in a JSON document.
pub fn escaped_in_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match byte(c) {
            Some(byte) => text.push_str(&format!(r"\\x{byte:02x}")),
            None => text.push(c),
        }
    }
    text
}

fn byte(c: char) -> Option<u8> {
    u32::from(c).checked_sub(FIRST).and_then(|byte| u8::try_from(byte).ok()).filter(|byte| *byte >= 0x80)
}

#[cfg(test)]
mod tests {
    use super::{escaped_in_json, has_bytes, text};

    #[test]
    fn other_bytes_are_kept_apart() {
        assert_eq!(text("ütf".as_bytes()), "ütf");
        let (one, other) = (text(b"caf\xe9 \xc3"), text(b"caf\xe8 \xc3"));
        assert!(has_bytes(&one) && !has_bytes("ütf") && one != other);
        assert_eq!(escaped_in_json(&one), r"caf\\xe9 \\xc3");
    }
}
