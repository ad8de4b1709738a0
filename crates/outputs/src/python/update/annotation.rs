//! Annotations as text: the type within `Mapped[…]` and quotes, and what it says of nulls.

use std::ops::Range;

/// What stands around a type and says nothing of its values.
const WRAPPERS: [&str; 7] =
    ["Mapped", "Required", "NotRequired", "ReadOnly", "Annotated", "Final", "WriteOnlyMapped"];

/// Where in an annotation the type itself stands.
pub(super) fn core(text: &str) -> Range<usize> {
    let mut range = 0..text.len();
    loop {
        let inner = &text[range.clone()];
        let quote = ["\"", "'"]
            .into_iter()
            .find(|quote| inner.len() > 1 && inner.starts_with(*quote) && inner.ends_with(*quote));
        if quote.is_some() {
            range = trimmed(text, range.start + 1..range.end - 1);
            continue;
        }
        let Some((head, _)) = parameters(inner).filter(|(head, _)| WRAPPERS.contains(&last(head))) else {
            return range;
        };
        let open = range.start + inner.find('[').unwrap_or(head.len()) + 1;
        let first =
            split(&text[open..range.end - 1], ',').into_iter().next().map_or(range.end - 1 - open, str::len);
        range = trimmed(text, open..open + first);
    }
}

/// An annotation without its `None`, where that is written in it.
pub(super) fn required(text: &str) -> Option<String> {
    if let Some((head, inner)) = parameters(text) {
        return match last(head) {
            "Optional" => required(inner.trim()).or_else(|| Some(inner.trim().to_owned())),
            "Union" => {
                let kept: Vec<&str> = split(inner, ',')
                    .into_iter()
                    .map(str::trim)
                    .filter(|part| !["None", ""].contains(part))
                    .collect();
                match kept.as_slice() {
                    [one] => Some((*one).to_owned()),
                    several => Some(format!("{head}[{}]", several.join(", "))),
                }
            }
            _ => None,
        };
    }
    let parts = split(text, '|');
    let kept: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| *part != "None").collect();
    (kept.len() < parts.len() && !kept.is_empty()).then(|| kept.join(" | "))
}

/// `head[inner]`
fn parameters(text: &str) -> Option<(&str, &str)> {
    let (head, rest) = text.split_once('[')?;
    let is_name = head.trim().chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let inner = rest.strip_suffix(']')?;
    // The brackets belong together: `a[b] | c[d]` has none around it all.
    let mut depth = 0_i32;
    let is_whole = inner.chars().all(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        depth >= 0
    });
    (is_name && is_whole).then(|| (head.trim(), inner))
}

/// The parts between separators that stand in no brackets and no quotes.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut quote, mut start, mut parts) = (0_i32, None, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(' | '{') => depth += 1,
            (None, ']' | ')' | '}') => depth -= 1,
            (None, c) if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_within() {
        for (text, core_text) in [
            ("str", "str"),
            ("Mapped[Optional[str]]", "Optional[str]"),
            ("orm.Mapped[ \"int | None\" ]", "int | None"),
            ("'Optional[X]'", "Optional[X]"),
            ("Annotated[dict[str, Any], Field(ge=1)]", "dict[str, Any]"),
            ("NotRequired[ReadOnly[a.B]]", "a.B"),
            ("list[str]", "list[str]"),
            ("Literal[\"a, b\"]", "Literal[\"a, b\"]"),
        ] {
            assert_eq!(&text[core(text)], core_text, "{text}");
        }
    }

    #[test]
    fn none_is_taken_away() {
        for (text, without) in [
            ("Optional[str]", Some("str")),
            ("t.Optional[dict[str, int]]", Some("dict[str, int]")),
            ("str | None", Some("str")),
            ("None | list[int] | str", Some("list[int] | str")),
            ("Union[str, None]", Some("str")),
            ("Union[int, None, str]", Some("Union[int, str]")),
            ("Optional[a] | Optional[b]", None),
            ("Optional[Union[str, None]]", Some("str")),
            ("MaybeText", None),
            ("list[int | None]", None),
        ] {
            assert_eq!(required(text).as_deref(), without, "{text}");
        }
    }
}
