//! Connection URLs: `postgresql://user@host:port/db?…`. libpq manual, "Connection URIs".
//!
//! This parser is stricter than libpq in one respect. It rejects an `@` that can only come from a
//! password in which `@`, `/` or `?` is not percent-encoded. libpq takes pieces of such a password
//! for the host, database or parameters, which messages would then show.

use super::error::ConninfoError;
use super::params::{self, Origin, Params};

/// Returns the text after `postgresql://` or `postgres://`, if the text starts with one of them.
pub(super) fn strip_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://"))
}

/// Parses a connection URL without its scheme.
pub(super) fn parse(rest: &str) -> Result<Params, ConninfoError> {
    let mut params = Params::default();
    let (credentials, rest) = split_credentials(rest);
    if let Some(credentials) = credentials {
        let (user, password) = match credentials.split_once(':') {
            Some((user, password)) => (user, password),
            None => (credentials, ""),
        };
        store(&mut params, "user", "user name", user)?;
        store(&mut params, "password", "password", password)?;
    }
    let rest = parse_hosts(rest, &mut params)?;
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, query),
        None => (rest, ""),
    };
    let database = path.strip_prefix('/').unwrap_or(path);
    if database.contains('@') || (credentials.is_some() && path.is_empty() && query.contains('@')) {
        return Err(ConninfoError::StrayAt { part: "part after the host" });
    }
    store(&mut params, "dbname", "database name", database)?;
    parse_query(query, &mut params)?;
    Ok(params)
}

/// Splits off the part before the first `@`, unless a `/` comes earlier.
fn split_credentials(rest: &str) -> (Option<&str>, &str) {
    match rest.find(['@', '/']) {
        Some(at) if rest.as_bytes()[at] == b'@' => (Some(&rest[..at]), &rest[at + 1..]),
        _ => (None, rest),
    }
}

/// Parses the list of `host:port` and returns the rest, which is empty or starts with `/` or `?`.
fn parse_hosts<'a>(mut rest: &'a str, params: &mut Params) -> Result<&'a str, ConninfoError> {
    let (mut hosts, mut ports) = (String::new(), String::new());
    loop {
        let host;
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').ok_or(ConninfoError::Ipv6 { problem: "has no closing \"]\"" })?;
            if end == 0 {
                return Err(ConninfoError::Ipv6 { problem: "is empty" });
            }
            (host, rest) = (&inner[..end], &inner[end + 1..]);
            if !rest.is_empty() && !rest.starts_with([':', '/', '?', ',']) {
                return Err(ConninfoError::Ipv6 { problem: "must be followed by \":\" or \"/\"" });
            }
        } else {
            let end = rest.find([':', '/', '?', ',']).unwrap_or(rest.len());
            (host, rest) = rest.split_at(end);
        }
        if host.contains('@') {
            return Err(ConninfoError::StrayAt { part: "host name" });
        }
        hosts.push_str(host);
        if let Some(after) = rest.strip_prefix(':') {
            let end = after.find(['/', '?', ',']).unwrap_or(after.len());
            if after[..end].contains('@') {
                return Err(ConninfoError::StrayAt { part: "port" });
            }
            ports.push_str(&after[..end]);
            rest = &after[end..];
        }
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
        hosts.push(',');
        ports.push(',');
    }
    store(params, "host", "host name", &hosts)?;
    store(params, "port", "port", &ports)?;
    Ok(rest)
}

/// Parses `name=value&…`.
fn parse_query(query: &str, params: &mut Params) -> Result<(), ConninfoError> {
    if query.is_empty() {
        return Ok(());
    }
    let mut pieces: Vec<&str> = query.split('&').collect();
    // libpq ignores one trailing "&".
    if pieces.last() == Some(&"") {
        pieces.pop();
    }
    for (index, piece) in pieces.into_iter().enumerate() {
        let malformed = ConninfoError::UrlParameter { number: index + 1 };
        let (name, value) = piece.split_once('=').ok_or_else(|| malformed.clone())?;
        if value.contains('=') {
            return Err(malformed);
        }
        if name.contains('@') || (value.contains('@') && params::find(name).is_none()) {
            return Err(ConninfoError::StrayAt { part: "part after the host" });
        }
        let name = decode(name, "name of a parameter")?;
        let value = decode(value, "value of a parameter")?;
        // As in libpq, `ssl=true` of JDBC URLs means `sslmode=require`.
        let (name, value) = if name == "ssl" && value == "true" {
            ("sslmode".to_owned(), "require".to_owned())
        } else {
            (name, value)
        };
        params.set(&name, value, &Origin::Conninfo);
    }
    Ok(())
}

/// Sets a parameter from a part of the URL, unless it is empty.
fn store(params: &mut Params, keyword: &str, part: &'static str, encoded: &str) -> Result<(), ConninfoError> {
    if !encoded.is_empty() {
        params.set(keyword, decode(encoded, part)?, &Origin::Conninfo);
    }
    Ok(())
}

/// Decodes percent-encoding. As in libpq, spaces around the text are removed, and a space inside is
/// an error.
fn decode(encoded: &str, part: &'static str) -> Result<String, ConninfoError> {
    let trimmed = encoded.trim_matches(' ');
    let mut decoded = Vec::with_capacity(trimmed.len());
    let mut bytes = trimmed.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b' ' => return Err(ConninfoError::Space { part }),
            b'%' => {
                let digits = bytes.next().and_then(hex).zip(bytes.next().and_then(hex));
                match digits {
                    Some((high, low)) if high | low != 0 => decoded.push(high << 4 | low),
                    _ => return Err(ConninfoError::PercentEncoding { part }),
                }
            }
            byte => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).map_err(|_| ConninfoError::NotUtf8 { part })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Percent-encodes all characters except unreserved ones and those in `keep`.
pub(super) fn encode(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-._~".contains(c) || (byte.is_ascii() && keep.contains(c)) {
            encoded.push(c);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
