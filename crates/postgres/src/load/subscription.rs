//! Subscriptions, without the connections that the server would make for them: to a publisher, the target's server perhaps.

use super::lex::tokens;

/// Options by which `CREATE SUBSCRIPTION` connects, or that need it to.
const CONNECTING: &[&str] = &["connect", "enabled", "create_slot", "copy_data"];

/// What to execute in the place of a statement on a subscription so that nothing is connected; none where it is no such statement.
pub(super) fn unconnected(sql: &str) -> Option<String> {
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
        return Some(created(sql, &all));
    }
    // A slot that was never made cannot be dropped.
    if is(0, "drop") {
        let name = if is(2, "if") { word(4) } else { word(2) };
        return Some(format!(
            "DO $pgplumb$ BEGIN ALTER SUBSCRIPTION {name} DISABLE; ALTER SUBSCRIPTION {name} SET (slot_name = NONE); \
             EXCEPTION WHEN undefined_object THEN NULL; END $pgplumb$; {sql}"
        ));
    }
    let enables = is(0, "alter") && is(3, "enable");
    let refreshes = is(0, "alter") && is(3, "refresh");
    // Neither changes what the subscription is.
    (enables || refreshes).then(|| "SELECT 1".to_owned())
}

/// `CREATE SUBSCRIPTION … WITH (connect = false, …)`.
fn created(sql: &str, all: &[(usize, &str)]) -> String {
    let with = all.windows(2).position(|pair| pair[0].1.eq_ignore_ascii_case("with") && pair[1].1 == "(");
    let Some(with) = with else { return format!("{} WITH (connect = false)", sql.trim_end()) };
    let inside = &all[with + 2..];
    let end = inside.iter().rposition(|(_, word)| *word == ")").unwrap_or(inside.len());
    let mut options = vec!["connect = false".to_owned()];
    for option in inside[..end].split(|(_, word)| *word == ",") {
        let (Some((first, name)), Some((last, value))) = (option.first(), option.last()) else { continue };
        if !CONNECTING.iter().any(|connecting| name.eq_ignore_ascii_case(connecting)) {
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
        for (sql, instead) in [
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
        ] {
            assert_eq!(unconnected(sql).as_deref(), instead, "{sql}");
        }
    }
}
