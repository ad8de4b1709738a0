//! Numbers and plurals of nouns.

/// A count with its noun: `1 table`, `2 tables`, `3 statistics objects`. Not for rows.
pub fn counted(number: usize, noun: &str) -> String {
    let noun = match noun {
        // The names of these kinds are plurals, which cannot be counted.
        "statistics" => "statistics object",
        "default privileges" => "default privileges entry",
        noun => noun,
    };
    if number == 1 {
        return format!("1 {noun}");
    }
    format!("{} {}", grouped(u64::try_from(number).unwrap_or(u64::MAX)), plural(noun))
}

/// Formats a number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The plural of a noun: `tables`, `indexes`, `policies`, `foreign keys`, `statistics`.
pub fn plural(noun: &str) -> String {
    // Some kinds of objects are plurals already.
    if noun.ends_with("statistics") || noun.ends_with("privileges") {
        return noun.to_owned();
    }
    if noun.ends_with(['x', 's']) {
        return format!("{noun}es");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use pgplumb_catalog::Kind;

    use super::*;

    #[test]
    fn every_kind_has_a_plural_that_names_it() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(&plural(kind.word())), Some(*kind), "{}", plural(kind.word()));
        }
        let plurals = ["index", "policy", "foreign key", "class", "statistics"].map(plural);
        assert_eq!(plurals, ["indexes", "policies", "foreign keys", "classes", "statistics"]);
        assert_eq!([counted(1, "index"), counted(1200, "index")], ["1 index", "1,200 indexes"]);
        assert_eq!(counted(1, "statistics"), "1 statistics object");
        assert_eq!(counted(2, "default privileges"), "2 default privileges entries");
    }
}
