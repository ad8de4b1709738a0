//! Words of names, comments and questions.

use std::collections::HashSet;

/// Words that say nothing about a schema.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "count", "did",
    "do", "does", "each", "ever", "every", "find", "for", "from", "get", "give", "had", "has", "have", "how",
    "i", "in", "is", "it", "its", "last", "list", "many", "me", "month", "more", "most", "much", "never",
    "not", "now", "of", "on", "or", "our", "over", "per", "query", "show", "sql", "table", "than", "that",
    "the", "their", "them", "there", "these", "they", "this", "those", "to", "top", "us", "used", "was",
    "we", "were", "what", "when", "where", "which", "who", "whose", "with", "year", "yet", "you", "your",
];

/// Words of schemas that are often written together with others: `salesorderheader`.
const COMMON_WORDS: &[&str] = &[
    "account",
    "address",
    "amount",
    "archive",
    "audit",
    "balance",
    "category",
    "class",
    "code",
    "comment",
    "contact",
    "cost",
    "country",
    "currency",
    "customer",
    "data",
    "date",
    "detail",
    "document",
    "email",
    "employee",
    "end",
    "entity",
    "event",
    "file",
    "group",
    "header",
    "history",
    "image",
    "index",
    "item",
    "key",
    "level",
    "line",
    "list",
    "location",
    "log",
    "member",
    "message",
    "model",
    "name",
    "number",
    "offer",
    "order",
    "owner",
    "parent",
    "payment",
    "person",
    "phone",
    "photo",
    "price",
    "product",
    "profile",
    "project",
    "purchase",
    "quantity",
    "rate",
    "reason",
    "region",
    "report",
    "review",
    "role",
    "sales",
    "schedule",
    "session",
    "setting",
    "start",
    "state",
    "status",
    "store",
    "sub",
    "task",
    "tax",
    "team",
    "territory",
    "text",
    "time",
    "title",
    "token",
    "total",
    "transaction",
    "type",
    "unit",
    "user",
    "value",
    "vendor",
    "version",
    "work",
];

/// Words that questions and schemas use for the same things.
const SYNONYMS: &[&[&str]] = &[
    &["customer", "client", "buyer", "consumer"],
    &["user", "account", "member", "login"],
    &["order", "purchase", "sale", "sold", "bought"],
    &["product", "item", "article", "sku", "goods"],
    &["price", "cost", "amount", "money", "charge", "fee", "paid", "spent", "revenue", "pay", "payment"],
    &["employee", "staff", "worker", "personnel"],
    &["vendor", "supplier"],
    &["movie", "film"],
    &["stock", "inventory", "copies", "warehouse"],
    &["phone", "telephone", "mobile", "call"],
    &["mail", "email"],
    &["picture", "image", "photo"],
    &["company", "organization", "business", "firm"],
    &["salary", "wage", "pay", "compensation"],
    &["invite", "invitation"],
    &["webhook", "hook"],
    &["permission", "privilege", "right", "scope", "grant"],
    &["state", "status"],
    &["delete", "remove"],
    &["create", "add", "signup", "register"],
    &["begin", "start"],
    &["end", "finish", "expire", "due"],
    &["message", "comment", "note", "remark"],
    &["setting", "config", "preference", "option"],
    &["event", "log", "history", "audit"],
    &["tag", "label", "category", "genre"],
    &["person", "people", "human"],
    &["discount", "offer", "promotion", "coupon"],
    &["shipment", "delivery", "shipping"],
    &["row", "line", "detail"],
];

/// Knows which words a schema has, and splits names that are written together.
#[derive(Default)]
pub struct Vocabulary {
    known: HashSet<String>,
}

/// A word of a query.
pub struct Term {
    stem: String,
    synonyms: Vec<String>,
}

impl Term {
    /// How well a word of the schema fits: 0 for not at all, 1 for the same word.
    pub fn fit(&self, word: &str) -> f64 {
        if self.stem == word {
            return 1.0;
        }
        if self.synonyms.iter().any(|synonym| synonym == word) {
            return 0.5;
        }
        let (short, long) = match self.stem.len() < word.len() {
            true => (self.stem.as_str(), word),
            false => (word, self.stem.as_str()),
        };
        if short.len() >= 4 && long.starts_with(short) { 0.45 } else { 0.0 }
    }
}

impl Vocabulary {
    /// Learns the words of a name or a comment.
    pub fn learn(&mut self, text: &str) {
        for word in split(text).filter(|word| word.len() >= 3 && word.is_ascii()) {
            self.known.insert(word);
        }
    }

    /// The stems of a name or a comment.
    pub fn words(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for word in split(text) {
            if let Some(parts) = self.parts(&word) {
                words.extend(parts.into_iter().map(stem));
            }
            words.push(stem(&word));
        }
        words
    }

    /// The terms of a question, without words that say nothing.
    pub fn query(&self, text: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        let words = split(text).filter(|word| !STOP_WORDS.contains(&word.as_str()));
        for stem in words.map(|word| stem(&word)) {
            if !terms.iter().any(|term| term.stem == stem) {
                let groups = SYNONYMS.iter().map(|group| group.iter().map(|word| self::stem(word)));
                let synonyms = groups.filter(|group| group.clone().any(|word| word == stem)).flatten();
                terms.push(Term { synonyms: synonyms.collect(), stem });
            }
        }
        terms
    }

    /// Splits a word into known words, as few as possible.
    fn parts<'a>(&self, word: &'a str) -> Option<Vec<&'a str>> {
        if word.len() < 7 || !word.is_ascii() {
            return None;
        }
        let is_known = |part: &str| {
            part.len() >= 3 && part != word && (self.known.contains(part) || COMMON_WORDS.contains(&part))
        };
        // The fewest parts of the text before each position, with the start of the last part.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
        best[0] = Some((0, 0));
        for end in 3..=word.len() {
            for start in (0..=end - 3).rev() {
                let Some((count, _)) = best[start] else { continue };
                if is_known(&word[start..end]) && best[end].is_none_or(|(fewest, _)| count + 1 < fewest) {
                    best[end] = Some((count + 1, start));
                }
            }
        }
        let mut parts = Vec::new();
        let mut end = word.len();
        while end > 0 {
            let (_, start) = best[end]?;
            parts.push(&word[start..end]);
            end = start;
        }
        (parts.len() > 1).then_some(parts)
    }
}

/// The words of a text in lower case: letters and digits, separated also where a capital follows a
/// small letter.
fn split(text: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    for c in text.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && previous.is_lowercase()) {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty())
}

/// Removes the endings of English plurals and verb forms.
fn stem(word: &str) -> String {
    let cut = |ending: &str, replacement: &str, minimum: usize| {
        let start = word.strip_suffix(ending).filter(|start| start.len() >= minimum)?;
        Some(format!("{start}{replacement}"))
    };
    if !word.is_ascii()
        || word.len() < 4
        || word.ends_with("ss")
        || word.ends_with("us")
        || word.ends_with("is")
    {
        return word.to_owned();
    }
    let singular = cut("ies", "y", 2)
        .or_else(|| cut("sses", "ss", 2))
        .or_else(|| cut("xes", "x", 2))
        .or_else(|| cut("ches", "ch", 2))
        .or_else(|| cut("s", "", 3));
    let word = singular.as_deref().unwrap_or(word);
    let cut = |ending: &str| word.strip_suffix(ending).filter(|start| start.len() >= 4);
    cut("ing").or_else(|| cut("ed")).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names_are_found_however_they_are_written() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn("sales order");
        assert_eq!(vocabulary.words("salesorderheader"), ["header", "order", "sale", "salesorderheader"]);
        assert_eq!(vocabulary.words("OrderLines_2024"), ["order", "line", "2024"]);
        assert_eq!(vocabulary.words("the categories"), ["the", "category"]);
        let terms = vocabulary.query("Which clients ordered the most?");
        let fits = |word: &str| terms.iter().map(|term| term.fit(word)).fold(0.0, f64::max);
        assert_eq!((fits("client"), fits("customer"), fits("order"), fits("the")), (1.0, 0.5, 1.0, 0.0));
    }
}
