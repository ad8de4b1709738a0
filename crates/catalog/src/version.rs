//! Server versions.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A server version as in `server_version_num` (`150018` is 15.18).
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct ServerVersion(pub u32);

impl ServerVersion {
    /// The oldest supported major version.
    pub const OLDEST_MAJOR: u32 = 14;
    /// The newest major version with known catalogs.
    pub const NEWEST_MAJOR: u32 = 19;

    /// The first release of a major version.
    pub fn of_major(major: u32) -> Self {
        Self(major * 10_000)
    }

    /// The major version: 14, 15, …
    pub fn major(self) -> u32 {
        self.0 / 10_000
    }

    /// Parses the `server_version` parameter: `15.18 (Debian 15.18-0+deb12u1)`, `19rc1`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.split(|c: char| c != '.' && !c.is_ascii_digit()).next()?;
        let mut parts = number.split('.');
        let major: u32 = parts.next()?.parse().ok()?;
        let minor: u32 = parts.next().and_then(|m| m.parse().ok()).unwrap_or(0);
        Some(Self(major * 10_000 + minor))
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major(), self.0 % 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_versions_are_parsed() {
        assert_eq!(ServerVersion::parse("15.18 (Debian 15.18-0+deb12u1)"), Some(ServerVersion(150_018)));
        assert_eq!(ServerVersion::parse("19rc1 (Debian 19~rc1-1)"), Some(ServerVersion(190_000)));
        assert_eq!(ServerVersion::parse("unknown"), None);
        assert_eq!(ServerVersion(140_023).to_string(), "14.23");
    }
}
