//! Suggestions for misspelled words: "Did you mean …?"

/// The maximum length of a word that is compared, in bytes. Longer texts are no misspelled names, and
/// comparing them takes long.
const MAX_WORD: usize = 200;

/// Returns the candidate that is most similar to a misspelled word, if any is close enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(word, candidates).into_iter().next()
}

/// Returns the candidates that are close enough to a misspelled word, most similar first.
pub fn ranked<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = word.to_lowercase();
    if wanted.len() > MAX_WORD {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let known = candidate.to_lowercase();
            if known.len() > MAX_WORD {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wanted, &known);
            // One typo per three letters; with more, it is a different word.
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
    fn only_similar_words_are_suggested() {
        let words = ["schemas", "exclude", "export", "database"];
        assert_eq!(nearest("schemsa", words), Some("schemas"));
        assert_eq!(nearest("Databse", words), Some("database"));
        assert_eq!(nearest("exp", words), Some("export"));
        assert_eq!(nearest("colour", words), None);
    }
}
