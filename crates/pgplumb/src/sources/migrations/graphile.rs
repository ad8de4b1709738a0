//! Graphile Migrate: `committed/`, then the current migration in `current.sql` or `current/`, with
//! included fixtures.

use super::{Context, Layout, Migration, MigrationsError, Span, TransactionMode, number, stem};

/// Variables that Graphile Migrate replaces.
const PLACEHOLDERS: [&str; 2] = ["DATABASE_NAME", "DATABASE_OWNER"];

/// Whether a file is a committed migration of Graphile Migrate.
pub fn is_committed(path: &str, text: &str) -> bool {
    path.starts_with("committed/")
        && text
            .lines()
            .take_while(|line| line.starts_with("--!"))
            .any(|line| line.trim_start_matches("--!").trim_start().starts_with("Previous:"))
}

/// Reads the committed migrations by number, then the current one.
pub fn read(context: &mut Context<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let tree = context.tree;
    let (mut committed, mut current) = (Vec::new(), Vec::new());
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        let name = stem(file.name());
        let numbered = number(name).filter(|(_, rest)| rest.is_empty() || rest.starts_with('-'));
        match (file.folder(), numbered) {
            ("committed", Some((version, rest))) => {
                let mut writer = Writer::new(context, rest.trim_start_matches('-'));
                writer.file(file.path, text, &mut Vec::new())?;
                committed.push((version, writer.migration.with_version(&name[..name.len() - rest.len()])));
            }
            ("current", Some((version, _))) => current.push((version, file)),
            ("", _) if file.name() == "current.sql" => current.push((0, file)),
            (folder, _) if folder.split('/').next() == Some("fixtures") => {}
            _ => context.skip(file.path)?,
        }
    }
    committed.sort_by_key(|(version, _)| *version);
    context.refuse_duplicates(&committed)?;
    let mut migrations: Vec<_> = committed.into_iter().map(|(_, migration)| migration).collect();
    if let (Some(file), Some(_)) =
        (tree.file("current.sql"), current.iter().find(|(_, file)| !file.folder().is_empty()))
    {
        let reason =
            "there is also a folder current/, and Graphile Migrate accepts only one of them".to_owned();
        return Err(MigrationsError::Invalid { file: tree.display_name(file.path), line: 1, reason });
    }
    current.sort_by_key(|(version, _)| *version);
    let mut writer = Writer::new(context, "current");
    for (_, file) in current {
        writer.file(file.path, file.text.unwrap_or_default(), &mut Vec::new())?;
    }
    if !writer.migration.text.trim().is_empty() {
        migrations.push(writer.migration);
    }
    Ok(migrations)
}

/// Assembles the text of a migration.
struct Writer<'a> {
    context: &'a Context<'a>,
    migration: Migration,
    lines: usize,
}

impl<'a> Writer<'a> {
    fn new(context: &'a Context<'a>, name: &str) -> Self {
        let mut migration = Migration::new(String::new(), 1, name, "", TransactionMode::Transaction);
        migration.spans.clear();
        Self { context, migration, lines: 0 }
    }

    /// Appends a file with everything that it includes. `within` lists the files that include it.
    fn file(&mut self, path: &str, text: &str, within: &mut Vec<String>) -> Result<(), MigrationsError> {
        let file = self.context.tree.display_name(path);
        within.push(path.to_owned());
        let mut is_next = false;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let invalid = |reason| MigrationsError::Invalid { file: file.clone(), line: index + 1, reason };
            let directive = line.strip_prefix("--!").map(str::trim).unwrap_or_default();
            if directive.split_whitespace().next() == Some("no-transaction") {
                self.migration.transaction_mode = TransactionMode::Query;
            }
            if let Some(name) = directive.strip_prefix("include").filter(|name| name.starts_with([' ', '\t']))
            {
                let fixture = format!("fixtures/{}", name.trim());
                let found = self.context.tree.file(&fixture).and_then(|file| file.text);
                let text = found.ok_or_else(|| invalid(format!("{fixture} does not exist")))?;
                if within.contains(&fixture) {
                    return Err(invalid(format!("{fixture} includes itself")));
                }
                self.file(&fixture, text, within)?;
                is_next = false;
                continue;
            }
            if !is_next {
                self.migration.spans.push(Span { from: self.lines + 1, file: file.clone(), line: index + 1 });
                is_next = true;
            }
            let line = self.substitute(line, &file, index + 1)?;
            self.migration.text.push_str(&line);
            if !line.ends_with('\n') {
                self.migration.text.push('\n');
            }
            self.lines += 1;
        }
        within.pop();
        Ok(())
    }

    fn substitute(&self, line: &str, file: &str, number: usize) -> Result<String, MigrationsError> {
        let mut line = line.to_owned();
        for name in PLACEHOLDERS {
            let placeholder = format!(":{name}");
            if !line.contains(&placeholder) || line.trim_start().starts_with("--") {
                continue;
            }
            let Some(value) = self.context.placeholders.get(name) else {
                let (file, layout) = (file.to_owned(), Layout::Graphile);
                return Err(MigrationsError::Placeholder { file, line: number, placeholder, layout });
            };
            line = line.replace(&placeholder, value);
        }
        Ok(line)
    }
}
