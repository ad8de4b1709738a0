//! Templates of files: lines that depend on conditions, and values.

/// What a template depends on.
pub struct Template<'a> {
    /// The conditions that are true. A line that starts with `?name?` is written only if `name` is
    /// one of them, and without the prefix.
    pub conditions: &'a [&'a str],
    /// Values, which replace `@NAME@`.
    pub values: &'a [(&'a str, &'a str)],
}

impl Template<'_> {
    /// The text.
    pub fn render(&self, template: &str) -> String {
        let mut text = String::new();
        for line in template.split_inclusive('\n') {
            match line.strip_prefix('?').and_then(|rest| rest.split_once('?')) {
                Some((condition, rest)) if self.conditions.contains(&condition) => text += rest,
                Some(_) => {}
                None => text += line,
            }
        }
        self.values.iter().fold(text, |text, (name, value)| text.replace(&format!("@{name}@"), value))
    }
}
