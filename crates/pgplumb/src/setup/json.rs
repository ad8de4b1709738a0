//! Edits the scripts of a `package.json` without touching anything else in the file.
//!
//! `serde_json` checks the text; then a scanner finds the places of the entries, which is simple in
//! valid JSON.

use std::ops::Range;

/// A `package.json` with the places of its entries.
#[derive(Debug)]
pub struct Package {
    root: Object,
    scripts: Option<Object>,
}

/// An object in a text.
#[derive(Debug)]
struct Object {
    /// From `{` to `}`.
    range: Range<usize>,
    entries: Vec<Entry>,
}

/// An entry of an object.
#[derive(Debug)]
struct Entry {
    key: String,
    /// The colon, and the white space around it.
    colon: Range<usize>,
    /// Where the key starts and the value ends.
    range: Range<usize>,
    value: Range<usize>,
    /// The value, if it is a string.
    text: Option<String>,
}

impl Package {
    /// Finds the scripts.
    ///
    /// # Errors
    /// The reason, if the text is not the JSON of a package.
    pub fn parse(text: &str) -> Result<Self, String> {
        let valid: Result<serde_json::Value, _> = serde_json::from_str(text.trim_start_matches('\u{feff}'));
        let value = valid.map_err(|error| format!("is not valid JSON: {error}"))?;
        let scripts = value.as_object().ok_or("is not a JSON object")?.get("scripts");
        if scripts.is_some_and(|scripts| !scripts.is_object()) {
            return Err("has scripts that are not a JSON object".to_owned());
        }
        let root = object(text, text.find('{').unwrap_or_default());
        // As for every JSON parser, the last of several equal keys counts.
        let scripts = root.entries.iter().rev().find(|entry| entry.key == "scripts");
        let scripts = scripts.map(|entry| object(text, entry.value.start));
        Ok(Self { root, scripts })
    }

    /// The command of a script; empty if it is not a string.
    pub fn script(&self, name: &str) -> Option<&str> {
        let entry = self.scripts.as_ref()?.entries.iter().find(|entry| entry.key == name)?;
        Some(entry.text.as_deref().unwrap_or_default())
    }
}

/// Adds scripts after the existing ones, formatted as the file is.
pub fn add_scripts(text: &str, package: &Package, scripts: &[(&str, &str)]) -> String {
    if scripts.is_empty() {
        return text.to_owned();
    }
    let unit = space_before_first(text, &package.root);
    let sample =
        package.scripts.as_ref().and_then(|scripts| scripts.entries.first()).or(package.root.entries.first());
    let colon = sample.map_or(": ", |entry| &text[entry.colon.clone()]);
    let entries = |space: &str| {
        let entry =
            |(name, command): &(&str, &str)| format!("{space}{}{colon}{}", quoted(name), quoted(command));
        scripts.iter().map(entry).collect::<Vec<_>>().join(",")
    };
    let nested = || match unit.contains('\n') {
        true => format!("{unit}{}", unit.trim_start_matches(['\r', '\n'])),
        false => unit.to_owned(),
    };
    match &package.scripts {
        Some(found) => {
            let space = match found.entries.is_empty() {
                true => nested(),
                false => space_before_first(text, found).to_owned(),
            };
            match found.entries.last() {
                Some(last) => insert(text, last.range.end..last.range.end, &format!(",{}", entries(&space))),
                None => insert(text, found.range.clone(), &format!("{{{}{unit}}}", entries(&space))),
            }
        }
        None => {
            let new = format!("{unit}\"scripts\"{colon}{{{}{unit}}}", entries(&nested()));
            match package.root.entries.last() {
                Some(last) => insert(text, last.range.end..last.range.end, &format!(",{new}")),
                None => insert(text, package.root.range.clone(), &format!("{{{new}\n}}")),
            }
        }
    }
}

/// Removes the scripts that still have their commands, and `scripts` if nothing else is in it and
/// it is the last entry, where [`add_scripts`] puts it.
pub fn remove_scripts(text: &str, scripts: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    let mut is_changed = false;
    for (name, command) in scripts {
        let Ok(package) = Package::parse(&text) else { return text };
        let Some(found) = package.scripts else { return text };
        let is_own = |entry: &Entry| entry.key == *name && entry.text.as_deref() == Some(command);
        if let Some(at) = found.entries.iter().position(is_own) {
            text = without(&text, &found, at);
            is_changed = true;
        }
    }
    let Ok(package) = Package::parse(&text) else { return text };
    let last = package.root.entries.len().saturating_sub(1);
    let is_empty = package.scripts.is_some_and(|scripts| scripts.entries.is_empty());
    let is_last = package.root.entries.last().is_some_and(|entry| entry.key == "scripts");
    if is_changed && is_empty && is_last { without(&text, &package.root, last) } else { text }
}

/// Removes an entry with the comma before it, or else after it.
fn without(text: &str, object: &Object, at: usize) -> String {
    let entries = &object.entries;
    let range = match (at.checked_sub(1).map(|before| &entries[before]), entries.get(at + 1)) {
        (Some(before), _) => before.range.end..entries[at].range.end,
        (None, Some(next)) => entries[at].range.start..next.range.start,
        (None, None) => object.range.start + 1..object.range.end - 1,
    };
    insert(text, range, "")
}

fn insert(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

/// The white space before the first entry, which the others have too.
fn space_before_first<'t>(text: &'t str, object: &Object) -> &'t str {
    object.entries.first().map_or("\n  ", |entry| &text[object.range.start + 1..entry.range.start])
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Scans the object at an offset in valid JSON.
fn object(text: &str, start: usize) -> Object {
    let mut entries = Vec::new();
    let mut at = start + 1;
    loop {
        at = skip_space(text, at);
        match text.as_bytes().get(at) {
            Some(b',') => at += 1,
            Some(b'"') => {
                let key = at..value_end(text, at);
                let colon = skip_space(text, key.end);
                let value = skip_space(text, colon + 1);
                let value = value..value_end(text, value);
                at = value.end;
                entries.push(Entry {
                    key: string(&text[key.clone()]).unwrap_or_default(),
                    colon: key.end..value.start,
                    range: key.start..value.end,
                    text: string(&text[value.clone()]),
                    value,
                });
            }
            _ => return Object { range: start..at + 1, entries },
        }
    }
}

fn string(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

fn skip_space(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().iter().skip(from);
    from + rest.take_while(|byte| b" \t\r\n".contains(byte)).count()
}

/// The end of the value that starts at an offset.
fn value_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut in_string, mut at) = (0_usize, false, start);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string && depth == 0 => return at,
            b'}' | b']' if !in_string => depth -= 1,
            b',' | b' ' | b'\t' | b'\r' | b'\n' if !in_string && depth == 0 => return at,
            _ => {}
        }
        at += 1;
        let is_complete = matches!(byte, b'"' | b'}' | b']') && !in_string && depth == 0;
        if is_complete {
            return at;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPTS: &[(&str, &str)] = &[("a:b", "pgplumb x"), ("c", "pgplumb \"y\"")];

    #[test]
    fn scripts_are_added_in_the_style_of_the_file_and_removed_again() {
        for (text, part) in [
            (
                "{\n  \"scripts\": {\n    \"t\": \"x, }\"\n  },\n  \"b\": [1, {}]\n}\n",
                "\"x, }\",\n    \"a:b\": \"pgplumb x\",\n    \"c\"",
            ),
            (
                "{\n\t\"z\": 1,\n\t\"a\": \"\\\"}\"\n}",
                "\"\\\"}\",\n\t\"scripts\": {\n\t\t\"a:b\": \"pgplumb x\",\n\t\t\"c\": \"pgplumb \\\"y\\\"\"\n\t}\n}",
            ),
            ("{\"z\":1,\"scripts\":{\"t\":\"x\"}}", "{\"t\":\"x\",\"a:b\":\"pgplumb x\",\"c\""),
            ("{\"z\":1}", ",\"scripts\":{\"a:b\":\"pgplumb x\",\"c\""),
            (
                "{\r\n    \"scripts\": {},\r\n    \"z\": null\r\n}\r\n",
                "{\r\n        \"a:b\": \"pgplumb x\",\r\n        \"c\"",
            ),
            ("{ \"scripts\" : { \"t\": \"x\" , \"u\": \"y\" } }", "\"y\", \"a:b\": \"pgplumb x\", \"c\""),
        ] {
            let package = Package::parse(text).expect("valid");
            let added = add_scripts(text, &package, SCRIPTS);
            assert!(added.contains(part), "{added}");
            let package = Package::parse(&added).expect("still valid");
            assert_eq!(package.script("c"), Some("pgplumb \"y\""));
            assert_eq!(remove_scripts(&added, SCRIPTS), text);
        }
    }

    #[test]
    fn scripts_of_others_stay() {
        let text = "{\n  \"scripts\": {\n    \"a:b\": \"mine\",\n    \"c\": \"pgplumb \\\"y\\\"\",\n    \"d\": 1\n  }\n}\n";
        assert_eq!(Package::parse(text).unwrap().script("a:b"), Some("mine"));
        let removed = remove_scripts(text, SCRIPTS);
        assert_eq!(removed, "{\n  \"scripts\": {\n    \"a:b\": \"mine\",\n    \"d\": 1\n  }\n}\n");
        for (bad, reason) in
            [("{", "is not valid JSON"), ("[]", "is not a JSON object"), ("{\"scripts\": 1}", "has scripts")]
        {
            assert!(Package::parse(bad).unwrap_err().starts_with(reason));
        }
    }
}
