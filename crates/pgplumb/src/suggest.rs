//! "Did you mean …?"

/// The candidate that a misspelt word most likely means, if one is near enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(word, candidates).into_iter().next()
}

/// The candidates near enough to a misspelt word, nearest first.
pub fn ranked<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = word.to_lowercase();
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let known = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&wanted, &known);
            // One slip in three letters; more is another word.
            let allowed = wanted.chars().count().max(known.chars().count()).div_ceil(3);
            let begins = wanted.len() >= 3 && known.starts_with(&wanted);
            (distance <= allowed || begins).then_some((distance, candidate))
        })
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let words = ["schemas", "exclude", "export", "database"];
        assert_eq!(nearest("schemsa", words), Some("schemas"));
        assert_eq!(nearest("Databse", words), Some("database"));
        assert_eq!(nearest("exp", words), Some("export"));
        assert_eq!(nearest("colour", words), None);
    }
}
