//! Rewriting statements on subscriptions so that the server does not connect to the publisher,
//! which may be the target server.

use super::lex::tokens;

/// The options of `CREATE SUBSCRIPTION` that conflict with `connect = false`.
const CONNECT_OPTIONS: &[&str] = &["connect", "enabled", "create_slot", "copy_data"];

/// The options of `ALTER SUBSCRIPTION … PUBLICATION` that only matter when it connects.
const REFRESH_OPTIONS: &[&str] = &["refresh", "copy_data"];

/// Returns the replacement for a statement that would connect to the publisher; `None` for other
/// statements.
pub fn unconnected(sql: &str) -> Option<String> {
    if !sql.get(..sql.len().min(64)).unwrap_or(sql).to_lowercase().contains("subscription") {
        return None;
    }
    let all: Vec<(usize, &str)> = tokens(sql).collect();
    let word = |at: usize| all.get(at).map_or("", |(_, word)| *word);
    let is = |at: usize, what: &str| word(at).eq_ignore_ascii_case(what);
    if !is(1, "subscription") {
        return None;
    }
    if is(0, "create") {
        return Some(with_option(sql, &all, "connect = false", CONNECT_OPTIONS));
    }
    // DROP would try to drop the replication slot, which was never created.
    if is(0, "drop") {
        let name = if is(2, "if") { word(4) } else { word(2) };
        return Some(format!(
            "DO $pgplumb$ BEGIN ALTER SUBSCRIPTION {name} DISABLE; ALTER SUBSCRIPTION {name} SET (slot_name = NONE); \
             EXCEPTION WHEN undefined_object THEN NULL; END $pgplumb$; {sql}"
        ));
    }
    let changes_publications = ["set", "add", "drop"].iter().any(|verb| is(3, verb)) && is(4, "publication");
    if is(0, "alter") && changes_publications {
        return Some(with_option(sql, &all, "refresh = false", REFRESH_OPTIONS));
    }
    if is(0, "alter") && is(3, "set") && is(4, "(") && turns_on(&all[5..], "retain_dead_tuples") {
        return Some(
            "DO $pgplumb$ BEGIN RAISE EXCEPTION 'this statement connects to the publisher' \
             USING HINT = 'write retain_dead_tuples in CREATE SUBSCRIPTION'; END $pgplumb$"
                .to_owned(),
        );
    }
    let enables = is(0, "alter") && is(3, "enable");
    let refreshes = is(0, "alter") && is(3, "refresh");
    // Neither changes the definition of the subscription.
    (enables || refreshes).then(|| "SELECT 1".to_owned())
}

/// The statements that separate an existing subscription from the publisher, before this statement
/// drops it; none for other statements.
pub fn detachment(sql: &str) -> Vec<String> {
    let words = super::lex::words(sql, 5);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if word(0) != "drop" || word(1) != "subscription" || word(2) == "if" {
        return Vec::new();
    }
    let name = pgplumb_catalog::sql::ident(&super::lex::unquoted(word(2))).into_owned();
    vec![
        format!("ALTER SUBSCRIPTION {name} DISABLE"),
        format!("ALTER SUBSCRIPTION {name} SET (slot_name = NONE)"),
    ]
}

/// Whether a list of options, without its first parenthesis, turns a Boolean option on.
fn turns_on(options: &[(usize, &str)], option: &str) -> bool {
    let is_off = |value: &str| {
        ["false", "off", "0"].iter().any(|off| value.trim_matches('\'').eq_ignore_ascii_case(off))
    };
    options.split(|(_, word)| matches!(*word, "," | ")")).any(|words| {
        words.first().is_some_and(|(_, name)| name.eq_ignore_ascii_case(option))
            && !words.last().is_some_and(|(_, value)| is_off(value))
    })
}

/// Adds an option to the `WITH (…)` of a statement, in place of others.
fn with_option(sql: &str, all: &[(usize, &str)], option: &str, replaced: &[&str]) -> String {
    let with = all.windows(2).position(|pair| pair[0].1.eq_ignore_ascii_case("with") && pair[1].1 == "(");
    let Some(with) = with else { return format!("{} WITH ({option})", sql.trim_end()) };
    let inside = &all[with + 2..];
    let end = inside.iter().rposition(|(_, word)| *word == ")").unwrap_or(inside.len());
    let mut options = vec![option.to_owned()];
    for option in inside[..end].split(|(_, word)| *word == ",") {
        let (Some((first, name)), Some((last, value))) = (option.first(), option.last()) else { continue };
        if !replaced.iter().any(|option| name.eq_ignore_ascii_case(option)) {
            options.push(sql[*first..last + value.len()].to_owned());
        }
    }
    format!("{} WITH ({})", &sql[..all[with].0].trim_end(), options.join(", "))
}

#[cfg(test)]
mod tests {
    use super::unconnected;

    #[test]
    fn subscriptions_never_connect() {
        for (sql, replacement) in [
            ("CREATE TABLE subscription (a int)", None),
            (
                "CREATE SUBSCRIPTION s CONNECTION 'host=x with (' PUBLICATION p, q",
                Some(
                    "CREATE SUBSCRIPTION s CONNECTION 'host=x with (' PUBLICATION p, q WITH (connect = false)",
                ),
            ),
            (
                "create subscription s connection '' publication p\nwith (slot_name = 'a', enabled, connect = true, binary = true)",
                Some(
                    "create subscription s connection '' publication p WITH (connect = false, slot_name = 'a', binary = true)",
                ),
            ),
            ("ALTER SUBSCRIPTION s ENABLE", Some("SELECT 1")),
            ("ALTER SUBSCRIPTION s SET (binary = true)", None),
            ("ALTER SUBSCRIPTION s SET (binary, retain_dead_tuples = off)", None),
            ("ALTER SUBSCRIPTION s REFRESH SEQUENCES", Some("SELECT 1")),
            (
                "ALTER SUBSCRIPTION s SET PUBLICATION a, b",
                Some("ALTER SUBSCRIPTION s SET PUBLICATION a, b WITH (refresh = false)"),
            ),
            (
                "alter subscription s add publication a with (copy_data = off, refresh)",
                Some("alter subscription s add publication a WITH (refresh = false)"),
            ),
        ] {
            assert_eq!(unconnected(sql).as_deref(), replacement, "{sql}");
        }
        for sql in [
            "ALTER SUBSCRIPTION s SET (binary = off, retain_dead_tuples = true)",
            "alter subscription s set (retain_dead_tuples, binary = off)",
        ] {
            let replacement = unconnected(sql).unwrap_or_default();
            assert!(replacement.contains("RAISE EXCEPTION"), "{sql}: {replacement}");
        }
    }
}
