//! Graphile Migrate: `committed/`, then what is being worked on in `current.sql` or `current/`; fixtures are included.

use super::{Layout, Migration, MigrationsError, Reading, Span, Wrapping, number, stem};

/// The variables that Graphile Migrate itself puts in.
const PLACEHOLDERS: [&str; 2] = ["DATABASE_NAME", "DATABASE_OWNER"];

/// Whether a folder is one of Graphile Migrate's.
pub fn is_committed(path: &str, text: &str) -> bool {
    path.starts_with("committed/")
        && text
            .lines()
            .take_while(|line| line.starts_with("--!"))
            .any(|line| line.trim_start_matches("--!").trim_start().starts_with("Previous:"))
}

/// The committed ones by number, then the current one.
pub fn read(reading: &mut Reading<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let tree = reading.tree;
    let (mut committed, mut current) = (Vec::new(), Vec::new());
    for file in tree.files() {
        let Some(text) = file.sql() else { continue };
        let name = stem(file.name());
        let numbered = number(name).filter(|(_, rest)| rest.is_empty() || rest.starts_with('-'));
        match (file.folder(), numbered) {
            ("committed", Some((version, rest))) => {
                let mut writer = Writer::new(reading, rest.trim_start_matches('-'));
                writer.file(file.path, text, &mut Vec::new())?;
                committed.push((version, writer.migration.version(&name[..name.len() - rest.len()])));
            }
            ("current", Some((version, _))) => current.push((version, file)),
            ("", _) if file.name() == "current.sql" => current.push((0, file)),
            (folder, _) if folder.split('/').next() == Some("fixtures") => {}
            _ => reading.leave_out(file.path)?,
        }
    }
    committed.sort_by_key(|(version, _)| *version);
    reading.refuse_twice(&committed)?;
    let mut migrations: Vec<_> = committed.into_iter().map(|(_, migration)| migration).collect();
    if let (Some(file), Some(_)) =
        (tree.file("current.sql"), current.iter().find(|(_, file)| !file.folder().is_empty()))
    {
        let rule =
            "there is a folder current as well, and Graphile Migrate takes only one of them".to_owned();
        return Err(MigrationsError::Broken { file: tree.name_of(file.path), line: 1, rule });
    }
    current.sort_by_key(|(version, _)| *version);
    let mut writer = Writer::new(reading, "current");
    for (_, file) in current {
        writer.file(file.path, file.text.unwrap_or_default(), &mut Vec::new())?;
    }
    if !writer.migration.text.trim().is_empty() {
        migrations.push(writer.migration);
    }
    Ok(migrations)
}

/// Puts a migration together.
struct Writer<'a> {
    reading: &'a Reading<'a>,
    migration: Migration,
    lines: usize,
}

impl<'a> Writer<'a> {
    fn new(reading: &'a Reading<'a>, name: &str) -> Self {
        let mut migration = Migration::of(String::new(), 1, name, "", Wrapping::Transaction);
        migration.spans.clear();
        Self { reading, migration, lines: 0 }
    }

    /// Adds a file with all that it includes; `within` are the files that include it.
    fn file(&mut self, path: &str, text: &str, within: &mut Vec<String>) -> Result<(), MigrationsError> {
        let file = self.reading.tree.name_of(path);
        within.push(path.to_owned());
        let mut is_next = false;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let broken = |rule| MigrationsError::Broken { file: file.clone(), line: index + 1, rule };
            let said = line.strip_prefix("--!").map(str::trim).unwrap_or_default();
            if said.split_whitespace().next() == Some("no-transaction") {
                self.migration.wrapping = Wrapping::Query;
            }
            if let Some(name) = said.strip_prefix("include").filter(|name| name.starts_with([' ', '\t'])) {
                let fixture = format!("fixtures/{}", name.trim());
                let found = self.reading.tree.file(&fixture).and_then(|file| file.text);
                let text = found.ok_or_else(|| broken(format!("there is no {fixture} to include")))?;
                if within.contains(&fixture) {
                    return Err(broken(format!("{fixture} includes itself")));
                }
                self.file(&fixture, text, within)?;
                is_next = false;
                continue;
            }
            if !is_next {
                self.migration.spans.push(Span { from: self.lines + 1, file: file.clone(), line: index + 1 });
                is_next = true;
            }
            let line = self.put_in(line, &file, index + 1)?;
            self.migration.text.push_str(&line);
            if !line.ends_with('\n') {
                self.migration.text.push('\n');
            }
            self.lines += 1;
        }
        within.pop();
        Ok(())
    }

    fn put_in(&self, line: &str, file: &str, number: usize) -> Result<String, MigrationsError> {
        let mut line = line.to_owned();
        for name in PLACEHOLDERS {
            let placeholder = format!(":{name}");
            if !line.contains(&placeholder) || line.trim_start().starts_with("--") {
                continue;
            }
            let Some(value) = self.reading.placeholders.get(name) else {
                let (file, layout) = (file.to_owned(), Layout::Graphile);
                return Err(MigrationsError::Placeholder { file, line: number, placeholder, layout });
            };
            line = line.replace(&placeholder, value);
        }
        Ok(line)
    }
}
