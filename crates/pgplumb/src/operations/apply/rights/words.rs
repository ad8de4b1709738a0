//! What statements say of roles. They are the program's own, whose form is known: SQL of others is never looked into.

/// What a statement says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said<'a> {
    /// It grants or revokes.
    Granted {
        /// `SELECT, INSERT`.
        privileges: &'a str,
        /// `TABLE`.
        class: &'a str,
        /// The object, as SQL names it.
        on: &'a str,
        /// To whom, or from whom; nobody for everybody.
        roles: Vec<&'a str>,
    },
    /// It makes a role the owner.
    Owner(&'a str),
    /// It changes what a role's objects start with.
    ForRole(&'a str),
    /// It goes on as another role.
    Becomes(&'a str),
    /// Nothing of the kind.
    Other,
}

/// What a statement says of roles.
pub fn said(statement: &str) -> Said<'_> {
    if let Some(rest) = statement.strip_prefix("ALTER DEFAULT PRIVILEGES FOR ROLE ") {
        return Said::ForRole(name(rest));
    }
    if let Some(role) = statement.strip_prefix("SET SESSION AUTHORIZATION ") {
        return Said::Becomes(name(role));
    }
    if let Some(rest) = statement.strip_prefix("GRANT ") {
        return granted(rest, " TO ");
    }
    if let Some(rest) = statement.strip_prefix("REVOKE ") {
        return granted(rest.strip_prefix("GRANT OPTION FOR ").unwrap_or(rest), " FROM ");
    }
    match statement.rsplit_once(" OWNER TO ") {
        Some((what, role)) if what.starts_with("ALTER ") && name(role) == role => Said::Owner(role),
        _ => Said::Other,
    }
}

/// `SELECT ON TABLE a.t TO b WITH GRANT OPTION`.
fn granted<'a>(rest: &'a str, to: &str) -> Said<'a> {
    const CLASSES: [&str; 2] = ["FOREIGN DATA WRAPPER", "FOREIGN SERVER"];
    // A role's name may be any text.
    let ends = |(at, _): &(usize, &str)| {
        let after = &rest[at + to.len()..];
        matches!(&after[name(after).len()..], "" | " WITH GRANT OPTION")
    };
    let split = rest.match_indices(to).find(ends).map(|(at, _)| (&rest[..at], &rest[at + to.len()..]));
    let Some(((privileges, on), role)) =
        split.and_then(|(what, role)| Some((what.split_once(" ON ")?, role)))
    else {
        return Said::Other;
    };
    let two_words = CLASSES.iter().find(|class| on.starts_with(**class));
    let (class, on) = match two_words {
        Some(class) => on.split_at(class.len()),
        None => on.split_at(on.find(' ').unwrap_or(on.len())),
    };
    let role = name(role);
    let roles = if role == "PUBLIC" { Vec::new() } else { vec![role] };
    Said::Granted { privileges, class, on: on.trim_start(), roles }
}

/// The name that follows a word.
pub fn name_after<'a>(statement: &'a str, word: &str) -> Option<&'a str> {
    let (_, rest) = statement.split_once(word)?;
    Some(name(rest)).filter(|name| !name.is_empty())
}

/// The name that a text begins with, qualified and quoted as it may be.
fn name(text: &str) -> &str {
    let mut quoted = false;
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        !(quoted || c.is_alphanumeric() || matches!(c, '"' | '_' | '$' | '.'))
    });
    &text[..end.unwrap_or(text.len())]
}

/// A name as it is, without quotes.
pub fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_found_where_statements_name_them() {
        let granted = |privileges, class, on, roles: &[&'static str]| Said::Granted {
            privileges,
            class,
            on,
            roles: roles.to_vec(),
        };
        for (statement, expected) in [
            ("GRANT SELECT, INSERT ON TABLE a.t TO b", granted("SELECT, INSERT", "TABLE", "a.t", &["b"])),
            ("GRANT ALL ON FOREIGN SERVER s TO PUBLIC", granted("ALL", "FOREIGN SERVER", "s", &[])),
            (
                "GRANT EXECUTE ON FUNCTION a.f(integer, text) TO \"odd TO one\" WITH GRANT OPTION",
                granted("EXECUTE", "FUNCTION", "a.f(integer, text)", &["\"odd TO one\""]),
            ),
            (
                "REVOKE GRANT OPTION FOR USAGE ON SCHEMA s FROM \"d\"\"e\"",
                granted("USAGE", "SCHEMA", "s", &["\"d\"\"e\""]),
            ),
            ("ALTER TABLE a.t OWNER TO \"The Boss\"", Said::Owner("\"The Boss\"")),
            ("ALTER TABLE a.t ADD CHECK (x <> ' OWNER TO me, you')", Said::Other),
            ("ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO b", Said::ForRole("app")),
            ("SET SESSION AUTHORIZATION app", Said::Becomes("app")),
            ("CREATE TABLE t ()", Said::Other),
        ] {
            assert_eq!(said(statement), expected, "{statement}");
        }
        assert_eq!(
            name_after("ADD FOREIGN KEY (a) REFERENCES \"A b\".t(x)", " REFERENCES "),
            Some("\"A b\".t")
        );
        assert_eq!(unquoted("\"d\"\"e\""), "d\"e");
    }
}
