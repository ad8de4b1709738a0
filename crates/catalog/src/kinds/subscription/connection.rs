//! Connection strings with placeholders for passwords (libpq manual, "Connection Strings").

use crate::sql::SECRET;

/// Stands for a connection string that is not known.
pub const UNKNOWN: &str = "host=secret-left-out";

/// The keywords whose values are placeholders, in the order of the string.
pub fn secrets(connection: &str) -> Vec<&str> {
    places(connection).into_iter().map(|place| place.keyword).collect()
}

/// Replaces each placeholder by the value of its keyword. Placeholders without a value stay.
pub fn with_secrets<'a>(connection: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let is_uri = is_uri(connection);
    let mut text = connection.to_owned();
    for place in places(connection).into_iter().rev() {
        let Some(value) = value(place.keyword) else { continue };
        let value = if is_uri { percent_encoded(value) } else { quoted(value) };
        text.replace_range(place.at..place.at + SECRET.len(), &value);
    }
    text
}

/// The forms in which a connection string can contain a value.
pub fn written_forms(value: &str) -> [String; 2] {
    [percent_encoded(value), quoted(value)]
}

/// A placeholder in a connection string.
struct Place<'a> {
    keyword: &'a str,
    at: usize,
}

fn is_uri(connection: &str) -> bool {
    connection.starts_with("postgres://") || connection.starts_with("postgresql://")
}

fn places(connection: &str) -> Vec<Place<'_>> {
    if is_uri(connection) { uri_places(connection) } else { keyword_places(connection) }
}

/// The placeholders of a URI: after the user, and in parameters.
fn uri_places(uri: &str) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let start = uri.find("://").map_or(0, |at| at + 3);
    let end_of_user = uri[start..].find(['/', '@']).map(|at| start + at);
    if let Some(end) = end_of_user.filter(|at| uri[*at..].starts_with('@'))
        && let Some(colon) = uri[start..end].find(':').map(|at| start + at)
        && &uri[colon + 1..end] == SECRET
    {
        places.push(Place { keyword: "password", at: colon + 1 });
    }
    let parameters = uri[start..].find('?').map_or(uri.len(), |at| start + at + 1);
    let mut at = parameters;
    for parameter in uri[parameters..].split('&') {
        if let Some((keyword, SECRET)) = parameter.split_once('=') {
            places.push(Place { keyword, at: at + keyword.len() + 1 });
        }
        at += parameter.len() + 1;
    }
    places
}

/// The placeholders of a string of keywords and values.
fn keyword_places(text: &str) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(equals) = text[at..].find('=').map(|found| at + found) {
        let keyword = text[at..equals].trim();
        let value = equals + 1 + (text[equals + 1..].len() - text[equals + 1..].trim_start().len());
        let end = value + value_length(&text[value..]);
        if &text[value..end] == SECRET {
            places.push(Place { keyword, at: value });
        }
        at = end;
    }
    places
}

/// The length of the value at the start of a text: quoted, or up to a space.
fn value_length(text: &str) -> usize {
    let is_quoted = text.starts_with('\'');
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(usize::from(is_quoted)) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\'' if is_quoted => return at + 1,
            c if !is_quoted && c.is_ascii_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn percent_encoded(value: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::{secrets, with_secrets};

    #[test]
    fn placeholders_are_found_and_replaced() {
        let value = |keyword: &str| match keyword {
            "password" => Some(r"a 'b\@"),
            "sslpassword" => Some("x"),
            _ => None,
        };
        for (connection, keywords, filled) in [
            ("host=h user=u", &[][..], "host=h user=u"),
            ("host=h password=secret-left-out user=u", &["password"], r"host=h password='a \'b\\@' user=u"),
            (
                "sslpassword=secret-left-out password=secret-left-out",
                &["sslpassword", "password"],
                r"sslpassword='x' password='a \'b\\@'",
            ),
            (
                r"application_name='it\'s password=secret-left-out' host=h",
                &[],
                r"application_name='it\'s password=secret-left-out' host=h",
            ),
            ("dbname=secret-left-out", &["dbname"], "dbname=secret-left-out"),
            ("postgres://h:1,i:2/d?user=a@b", &[], "postgres://h:1,i:2/d?user=a@b"),
            ("postgres://u:secret-left-out@h/d", &["password"], "postgres://u:a%20%27b%5C%40@h/d"),
            (
                "postgresql:///d?a=b&sslpassword=secret-left-out&password=secret-left-out",
                &["sslpassword", "password"],
                "postgresql:///d?a=b&sslpassword=x&password=a%20%27b%5C%40",
            ),
        ] {
            assert_eq!(secrets(connection), keywords, "{connection}");
            assert_eq!(with_secrets(connection, value), filled, "{connection}");
        }
    }
}
