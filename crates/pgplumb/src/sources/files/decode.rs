//! Decoding of files into text.

use std::fmt;
use std::io::Read;

use flate2::read::MultiGzDecoder;

/// Why bytes cannot be decoded as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// The text exceeds this many bytes.
    TooLarge(u64),
    /// The bytes start like gzip but cannot be decompressed.
    Gzip(String),
    /// The bytes are in another format; the command converts it to text.
    OtherFormat(&'static str, &'static str),
    /// A byte is not valid UTF-8.
    NotUtf8 {
        /// Offset, from 0.
        offset: usize,
        /// Line, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// The bytes start with a UTF-16 byte-order mark but are not valid UTF-16.
    NotUtf16,
    /// A NUL byte, which text does not contain.
    NulByte {
        /// Offset, from 0.
        offset: usize,
    },
    /// A Git LFS pointer: the content is stored elsewhere.
    Pointer,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(limit) => write!(f, "is larger than {} MiB, the limit for a schema", limit >> 20),
            Self::Gzip(reason) => write!(f, "cannot be decompressed as gzip: {reason}"),
            Self::OtherFormat(format, command) => {
                write!(f, "is {format}, not text; convert it with 'exec:{command} FILE'")
            }
            Self::NotUtf8 { offset, line, byte } => write!(
                f,
                "is not UTF-8: byte 0x{byte:02X} at offset {offset}, on line {line}; save it as UTF-8, or convert it \
                                 with 'exec:iconv -f LATIN1 -t UTF-8 FILE'"
            ),
            Self::NotUtf16 => {
                f.write_str("has a UTF-16 byte-order mark but is not valid UTF-16; save it as UTF-8")
            }
            Self::NulByte { offset } => write!(f, "is not text: it contains a NUL byte at offset {offset}"),
            Self::Pointer => f.write_str("is a Git LFS pointer without its content; run git lfs pull"),
        }
    }
}

/// Magic bytes of formats that users may pass, their names, and the command that converts each to
/// text.
const OTHER_FORMATS: &[(&[u8], &str, &str)] = &[
    (b"PGDMP", "an archive of pg_dump's custom format", "pg_restore --schema-only -f -"),
    (b"toc.dat\0", "an archive of pg_dump's tar format", "pg_restore --schema-only -f -"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd", "zstd -dc"),
    (b"\xfd7zXZ\0", "compressed by xz", "xz -dc"),
    (b"BZh", "compressed by bzip2", "bzip2 -dc"),
    (b"PK\x03\x04", "a zip archive", "unzip -p"),
    (b"\x04\x22\x4d\x18", "compressed by lz4", "lz4 -dc"),
];

/// Decodes text: decompresses gzip, converts UTF-16 that has a byte-order mark, and removes the
/// mark.
///
/// # Errors
/// If the bytes are not text, or exceed `limit`.
pub fn decode(bytes: Vec<u8>, limit: u64) -> Result<String, DecodeError> {
    let bytes = if bytes.starts_with(b"\x1f\x8b") { decompress(&bytes, limit)? } else { bytes };
    if bytes.len() as u64 > limit {
        return Err(DecodeError::TooLarge(limit));
    }
    if let Some((_, format, command)) = OTHER_FORMATS.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(DecodeError::OtherFormat(format, command));
    }
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, units @ ..] => utf16(units, u16::from_le_bytes)?,
        [0xFE, 0xFF, units @ ..] => utf16(units, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if let Some(offset) = text.find('\0') {
        return Err(DecodeError::NulByte { offset });
    }
    if text.starts_with("version https://git-lfs.github.com/spec/") {
        return Err(DecodeError::Pointer);
    }
    Ok(text)
}

fn decompress(bytes: &[u8], limit: u64) -> Result<Vec<u8>, DecodeError> {
    let mut decompressed = Vec::new();
    let result = MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut decompressed);
    result.map_err(|reason| DecodeError::Gzip(reason.to_string()))?;
    Ok(decompressed)
}

fn utf8(bytes: Vec<u8>) -> Result<String, DecodeError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        // Text in other encodings has no NUL bytes either; a NUL byte means binary data.
        if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
            return DecodeError::NulByte { offset };
        }
        let line = 1 + bytes[..offset].iter().filter(|byte| **byte == b'\n').count();
        DecodeError::NotUtf8 { offset, line, byte: bytes.get(offset).copied().unwrap_or_default() }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (units, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|bytes| unit(*bytes))).collect::<Result<String, _>>();
    text.ok().filter(|_| rest.is_empty()).ok_or(DecodeError::NotUtf16)
}
