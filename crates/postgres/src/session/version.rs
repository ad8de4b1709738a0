//! Versions of PostgreSQL.

use std::fmt;

/// A server's version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVersion {
    /// As `server_version_num`: 160004 for 16.4, 90624 for 9.6.24; 0 if the server did not say.
    pub num: u32,
    /// As the server puts it: `16.4 (Debian 16.4-1.pgdg120+1)`.
    pub text: String,
}

impl ServerVersion {
    /// Understands the parameter `server_version`, with libpq's arithmetic.
    pub fn parse(text: &str) -> Self {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let parts: Vec<u32> = text[..end].split('.').filter_map(|part| part.parse().ok()).collect();
        let num = match parts.as_slice() {
            [major, minor, ..] if *major >= 10 => major * 10_000 + minor,
            [major, minor, revision, ..] => major * 10_000 + minor * 100 + revision,
            [major, minor] => major * 10_000 + minor * 100,
            [major] => major * 10_000,
            [] => 0,
        };
        Self { num, text: text.to_owned() }
    }

    /// The major version: 16 for 16.4.
    pub fn major(&self) -> u32 {
        self.num / 10_000
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::ServerVersion;

    #[test]
    fn numbers_are_server_version_num() {
        for (text, num) in [
            ("16.4 (Debian 16.4-1.pgdg120+1)", 160_004),
            ("18.0", 180_000),
            ("17beta1", 170_000),
            ("19devel", 190_000),
            ("9.6.24", 90_624),
            ("9.1rc1", 90_100),
            ("", 0),
        ] {
            assert_eq!(ServerVersion::parse(text).num, num, "{text}");
        }
    }
}
