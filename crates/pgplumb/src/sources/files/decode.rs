//! From bytes to text.

use std::fmt;
use std::io::Read;

use flate2::read::MultiGzDecoder;

/// What keeps bytes from being text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There is more than may be.
    TooLarge(u64),
    /// It begins like gzip, and cannot be unpacked.
    Gzip(String),
    /// It is in a format of some program, which this command turns into text.
    Packed(&'static str, &'static str),
    /// A byte that is not UTF-8.
    NotUtf8 {
        /// Where, from 0.
        offset: usize,
        /// On which line, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// UTF-16 that is none.
    NotUtf16,
    /// A zero byte, which no text holds.
    Zero {
        /// Where, from 0.
        offset: usize,
    },
    /// It is a pointer of Git LFS: the content is elsewhere.
    Pointer,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(limit) => write!(f, "holds more than {} MiB: no schema is as large", limit >> 20),
            Self::Gzip(reason) => write!(f, "cannot be unpacked as gzip: {reason}"),
            Self::Packed(format, command) => {
                write!(f, "is {format}, not text: have it written as text with 'exec:{command} FILE'")
            }
            Self::NotUtf8 { offset, line, byte } => write!(
                f,
                "is not UTF-8: the byte 0x{byte:02X} at offset {offset}, on line {line}. Save it as UTF-8, or have it \
                 converted: 'exec:iconv -f LATIN1 -t UTF-8 FILE'"
            ),
            Self::NotUtf16 => f.write_str("begins as UTF-16, and is none further on: save it as UTF-8"),
            Self::Zero { offset } => write!(f, "is not text: there is a zero byte at offset {offset}"),
            Self::Pointer => {
                f.write_str("is a pointer of Git LFS, and its content is not here: git lfs pull")
            }
        }
    }
}

/// How formats begin that are likely to be met, and the command that turns them into text.
const PACKED: &[(&[u8], &str, &str)] = &[
    (b"PGDMP", "an archive of pg_dump's custom format", "pg_restore --schema-only -f -"),
    (b"toc.dat\0", "an archive of pg_dump's tar format", "pg_restore --schema-only -f -"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd", "zstd -dc"),
    (b"\xfd7zXZ\0", "packed by xz", "xz -dc"),
    (b"BZh", "packed by bzip2", "bzip2 -dc"),
    (b"PK\x03\x04", "a zip archive", "unzip -p"),
    (b"\x04\x22\x4d\x18", "packed by lz4", "lz4 -dc"),
];

/// The text that bytes are: gzip is unpacked, UTF-16 understood where a byte-order mark says so, the mark left out.
///
/// # Errors
/// When they are no text, or more than `limit` of it.
pub fn decode(bytes: Vec<u8>, limit: u64) -> Result<String, Fault> {
    let bytes = if bytes.starts_with(b"\x1f\x8b") { unpack(&bytes, limit)? } else { bytes };
    if bytes.len() as u64 > limit {
        return Err(Fault::TooLarge(limit));
    }
    if let Some((_, format, command)) = PACKED.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(Fault::Packed(format, command));
    }
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, units @ ..] => utf16(units, u16::from_le_bytes)?,
        [0xFE, 0xFF, units @ ..] => utf16(units, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if let Some(offset) = text.find('\0') {
        return Err(Fault::Zero { offset });
    }
    if text.starts_with("version https://git-lfs.github.com/spec/") {
        return Err(Fault::Pointer);
    }
    Ok(text)
}

fn unpack(bytes: &[u8], limit: u64) -> Result<Vec<u8>, Fault> {
    let mut unpacked = Vec::new();
    let unpacking = MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut unpacked);
    unpacking.map_err(|reason| Fault::Gzip(reason.to_string()))?;
    Ok(unpacked)
}

fn utf8(bytes: Vec<u8>) -> Result<String, Fault> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        // Text in another encoding has no zero bytes; what has is no text at all.
        if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
            return Fault::Zero { offset };
        }
        let line = 1 + bytes[..offset].iter().filter(|byte| **byte == b'\n').count();
        Fault::NotUtf8 { offset, line, byte: bytes.get(offset).copied().unwrap_or_default() }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Result<String, Fault> {
    let (units, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|bytes| unit(*bytes))).collect::<Result<String, _>>();
    text.ok().filter(|_| rest.is_empty()).ok_or(Fault::NotUtf16)
}
