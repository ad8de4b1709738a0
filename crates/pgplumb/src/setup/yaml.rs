//! Finds places in YAML files where lines can be inserted, without changing the rest.

/// A key that has a block below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// Where the line after the key starts.
    pub next_line: usize,
    /// The value on the line of the key; empty if it is in the lines below.
    pub value: String,
    /// What the first line below the key is indented by, if it belongs to the key.
    pub indent: Option<String>,
}

/// Finds a key, below the start of a block, whose lines are indented by `indent`.
pub fn key(text: &str, from: usize, indent: &str, name: &str) -> Option<Key> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        at += line.len();
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let rest = line.strip_prefix(indent)?;
        if let Some(value) = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) {
            let value = value.split(" #").next().unwrap_or_default().trim().to_owned();
            return Some(Key { next_line: at, indent: indent_below(text, at, indent), value });
        }
    }
    None
}

/// The indentation of the first line of the block after a key that is indented by `parent`. The
/// items of a list may be indented as their key.
fn indent_below(text: &str, from: usize, parent: &str) -> Option<String> {
    let line = text[from..].lines().find(|line| {
        let content = line.trim();
        !content.is_empty() && !content.starts_with('#')
    })?;
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    let is_below =
        indent.len() > parent.len() || (indent.len() == parent.len() && line.trim_start().starts_with("- "));
    is_below.then(|| indent.to_owned())
}

/// The words of a list: `[a, b]` after the key, or `- a` in the lines below.
pub fn list(text: &str, key: &Key) -> Vec<String> {
    let unquoted = |word: &str| word.trim().trim_matches(['"', '\'']).to_owned();
    if let Some(inside) = key.value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inside.split(',').map(unquoted).filter(|word| !word.is_empty()).collect();
    }
    let Some(indent) = &key.indent else { return Vec::new() };
    let lines =
        text[key.next_line..].lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let items = lines.map_while(|line| line.strip_prefix(indent.as_str())?.strip_prefix("- "));
    items.map(unquoted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_their_blocks_are_found() {
        let text = "# a: 1\nstages: [build, 'test'] # two\nrepos:\n# x\n- repo: y\n  hooks:\n    - id: z\njobs:\n  - a\n  - b\nlast: 1\n";
        let stages = key(text, 0, "", "stages").expect("found");
        assert_eq!(list(text, &stages), ["build", "test"]);
        let repos = key(text, 0, "", "repos").expect("found");
        assert_eq!((repos.indent.as_deref(), repos.value.as_str()), (Some(""), ""));
        assert!(text[repos.next_line..].starts_with("# x\n- repo"));
        let jobs = key(text, 0, "", "jobs").expect("found");
        assert_eq!(
            (jobs.indent.as_deref(), list(text, &jobs)),
            (Some("  "), vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(key(text, 0, "", "hooks"), None);
        assert_eq!(key(text, jobs.next_line, "  ", "commands"), None);
        assert_eq!(key(text, 0, "", "last").expect("found").value, "1");
    }
}
