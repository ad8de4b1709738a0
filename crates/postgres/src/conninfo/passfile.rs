//! The password file. libpq manual, "The Password File".

use std::fs;
use std::path::Path;

use crate::secret::Secret;

/// The result of looking up a server in the password file.
#[derive(Default)]
pub(super) struct Lookup {
    pub(super) password: Option<Secret>,
    pub(super) warning: Option<String>,
}

/// Returns the password of the first matching line. A missing file is no problem; a file that other
/// users can read is ignored with a warning.
pub(super) fn lookup(path: &Path, host: &str, port: u16, database: &str, user: &str) -> Lookup {
    let warning = |problem: &str| Lookup {
        password: None,
        warning: Some(format!("the password file {} is ignored: {problem}", path.display())),
    };
    let Ok(metadata) = fs::metadata(path) else { return Lookup::default() };
    if !metadata.is_file() {
        return warning("it is not a regular file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o077 != 0 {
            return warning("other users can read it; run chmod 0600 on it");
        }
    }
    let Ok(bytes) = fs::read(path) else { return Lookup::default() };
    let port = port.to_string();
    let password = String::from_utf8_lossy(&bytes)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| match_line(line, [host, &port, database, user]));
    Lookup { password, warning: None }
}

/// The password of a line `host:port:database:user:password` whose first four fields match.
fn match_line(line: &str, wanted: [&str; 4]) -> Option<Secret> {
    let mut rest = line;
    for field in wanted {
        rest = match_field(rest, field)?;
    }
    let mut password = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            ':' => break,
            '\\' => password.push(chars.next().unwrap_or('\\')),
            c => password.push(c),
        }
    }
    Some(Secret::new(password))
}

/// Returns the text after the first field, if the field is `*` or the wanted text. In a field, `\:`
/// is a colon and `\\` a backslash.
fn match_field<'a>(line: &'a str, wanted: &str) -> Option<&'a str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let mut expected = wanted.chars();
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        let c = match c {
            ':' => return expected.next().is_none().then(|| &line[at + 1..]),
            '\\' => chars.next()?.1,
            c => c,
        };
        if expected.next() != Some(c) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::match_line;

    fn password(line: &str) -> Option<String> {
        match_line(line, ["db.example.org", "5432", "shop", "anna"]).map(|found| found.reveal().to_owned())
    }

    #[test]
    fn a_field_matches_by_text_or_star() {
        assert_eq!(password("db.example.org:5432:shop:anna:pw").as_deref(), Some("pw"));
        assert_eq!(password("*:*:*:*:pw").as_deref(), Some("pw"));
        assert_eq!(password("db.example.org:*:shop:anna:").as_deref(), Some(""));
        assert_eq!(password("db.example.com:5432:shop:anna:pw"), None);
        assert_eq!(password("db.example.org:5432:shop:ann:pw"), None);
        assert_eq!(password("db.example.org:5432:shop:annab:pw"), None);
        assert_eq!(password("db.example.org:5432:shop"), None);
    }

    #[test]
    fn backslashes_escape_in_fields_and_password() {
        let found = match_line(r"\:\::5432:sh\\op:anna:a\:b\\c:comment", ["::", "5432", r"sh\op", "anna"]);
        assert_eq!(found.unwrap().reveal(), r"a:b\c");
    }
}
