//! Text of annotations: the type inside `Mapped[…]` and quotes, and its `None`.

use std::ops::Range;

/// Wrappers that do not change the type of the value.
const WRAPPERS: [&str; 7] =
    ["Mapped", "Required", "NotRequired", "ReadOnly", "Annotated", "Final", "WriteOnlyMapped"];

/// The range of the type itself in an annotation.
pub(super) fn inner_type(text: &str) -> Range<usize> {
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
        let Some((name, _)) = parameters(inner).filter(|(name, _)| WRAPPERS.contains(&last_component(name)))
        else {
            return range;
        };
        let open = range.start + inner.find('[').unwrap_or(name.len()) + 1;
        let first =
            split(&text[open..range.end - 1], ',').into_iter().next().map_or(range.end - 1 - open, str::len);
        range = trimmed(text, open..open + first);
    }
}

/// The annotation without `None`, if it is written in it.
pub(super) fn without_none(text: &str) -> Option<String> {
    if let Some((name, inner)) = parameters(text) {
        return match last_component(name) {
            "Optional" => without_none(inner.trim()).or_else(|| Some(inner.trim().to_owned())),
            "Union" => {
                let others: Vec<&str> = split(inner, ',')
                    .into_iter()
                    .map(str::trim)
                    .filter(|part| !["None", ""].contains(part))
                    .collect();
                match others.as_slice() {
                    [single] => Some((*single).to_owned()),
                    several => Some(format!("{name}[{}]", several.join(", "))),
                }
            }
            _ => None,
        };
    }
    let parts = split(text, '|');
    let others: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| *part != "None").collect();
    (others.len() < parts.len() && !others.is_empty()).then(|| others.join(" | "))
}

/// The name and the parameters of a generic type: `name[inner]`.
fn parameters(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('[')?;
    let is_name = name.trim().chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let inner = rest.strip_suffix(']')?;
    // The brackets must enclose the whole text, unlike in `a[b] | c[d]`.
    let mut depth = 0_i32;
    let is_whole = inner.chars().all(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        depth >= 0
    });
    (is_name && is_whole).then(|| (name.trim(), inner))
}

/// Splits at separators outside of brackets and quotes.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut quote, mut start, mut parts) = (0_i32, None, 0, Vec::new());
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(' | '{') => depth += 1,
            (None, ']' | ')' | '}') => depth -= 1,
            (None, c) if c == separator && depth == 0 => {
                parts.push(&text[start..index]);
                start = index + c.len_utf8();
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

fn last_component(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_types_are_found() {
        for (text, inner) in [
            ("str", "str"),
            ("Mapped[Optional[str]]", "Optional[str]"),
            ("orm.Mapped[ \"int | None\" ]", "int | None"),
            ("'Optional[X]'", "Optional[X]"),
            ("Annotated[dict[str, Any], Field(ge=1)]", "dict[str, Any]"),
            ("NotRequired[ReadOnly[a.B]]", "a.B"),
            ("list[str]", "list[str]"),
            ("Literal[\"a, b\"]", "Literal[\"a, b\"]"),
        ] {
            assert_eq!(&text[inner_type(text)], inner, "{text}");
        }
    }

    #[test]
    fn none_is_removed() {
        for (text, expected) in [
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
            assert_eq!(without_none(text).as_deref(), expected, "{text}");
        }
    }
}
