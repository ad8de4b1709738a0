//! Flyway: versioned, repeatable, undo and baseline migrations. Flyway's reference, "Migrations", "Placeholders".

use super::{Layout, Migration, MigrationsError, Reading, Wrapping, stem};

/// What a file is to Flyway.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Script<'a> {
    /// `V1_2__name.sql`
    Versioned(Version),
    /// `B1_2__name.sql`, which stands for all up to this version on a new database.
    Baseline(Version),
    /// `U1_2__name.sql`
    Undo,
    /// `R__name.sql`
    Repeatable(&'a str),
}

/// The numbers of a version, zeros at its end left out: 1.0 is 1.
pub type Version = Vec<u128>;

/// What a file is, by its name.
pub fn parse(name: &str) -> Option<Script<'_>> {
    let (head, description) = stem(name).split_once("__")?;
    if head == "R" {
        return Some(Script::Repeatable(description));
    }
    let version = head.get(1..)?.split(['.', '_']).map(|part| part.parse().ok());
    let mut version = version.collect::<Option<Version>>()?;
    while version.len() > 1 && version.last() == Some(&0) {
        version.pop();
    }
    match head.as_bytes().first()? {
        b'V' => Some(Script::Versioned(version)),
        b'B' => Some(Script::Baseline(version)),
        b'U' => Some(Script::Undo),
        _ => None,
    }
}

/// The newest baseline and the versions after it, or all versions; then what is repeatable, in the order of descriptions. Folders below are
/// looked into.
pub fn read(reading: &mut Reading<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let tree = reading.tree;
    let (mut versioned, mut baselines, mut repeatable) = (Vec::new(), Vec::new(), Vec::new());
    for file in tree.files() {
        let Some(text) = file.sql() else {
            if let Some((name, "java" | "kt" | "class")) = file.name().rsplit_once('.')
                && parse(name).is_some()
            {
                reading.leave_out_program(file.path, "Java");
            }
            continue;
        };
        let name = stem(file.name());
        let Some(script) = parse(file.name()) else {
            let is_slip =
                name.strip_prefix('V').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if is_slip && !reading.is_forced {
                let (file, layout) = (tree.name_of(file.path), Layout::Flyway);
                return Err(MigrationsError::Mixed { file, layout });
            }
            reading.leave_out(file.path)?;
            continue;
        };
        let configuration = tree.file(&format!("{}.conf", file.path)).and_then(|file| file.text);
        let place = tree.name_of(file.path);
        if script == Script::Undo {
            continue;
        }
        let says = |line| configuration.is_some_and(|configuration| says(configuration, line));
        let text = match says("placeholderReplacement=false") {
            true => text.to_owned(),
            false => put_in(reading, &place, file.name(), text)?,
        };
        let wrapping = match says("executeInTransaction=false") {
            true => Wrapping::Statements,
            false => Wrapping::Transaction,
        };
        let description = name.split_once("__").map_or(name, |(_, description)| description);
        let migration = Migration::of(place, 1, &description.replace('_', " "), text, wrapping);
        let numbered = |version: Version| {
            let text = version.iter().map(u128::to_string).collect::<Vec<_>>().join(".");
            (version, migration.clone().version(text))
        };
        match script {
            Script::Versioned(version) => versioned.push(numbered(version)),
            Script::Baseline(version) => baselines.push(numbered(version)),
            Script::Repeatable(description) => repeatable.push((description, migration)),
            Script::Undo => {}
        }
    }
    for versions in [&mut versioned, &mut baselines] {
        versions.sort_by(|(one, _), (other, _)| one.cmp(other));
        reading.refuse_twice(versions)?;
    }
    repeatable.sort_by_key(|(description, _)| *description);
    let baseline = baselines.pop();
    if let Some((version, migration)) = &baseline {
        versioned.retain(|(other, _)| other > version);
        let file = migration.file();
        reading.warnings.push(format!(
            "{file} is taken for all migrations up to its version, as Flyway does on a new database"
        ));
    }
    let versioned = baseline.into_iter().chain(versioned).map(|(_, migration)| migration);
    Ok(versioned.chain(repeatable.into_iter().map(|(_, migration)| migration)).collect())
}

/// A script's own configuration, `V1__name.sql.conf`.
fn says(configuration: &str, setting: &str) -> bool {
    configuration.lines().any(|line| line.split_whitespace().collect::<String>() == setting)
}

/// The text with its placeholders replaced: those that were given, and Flyway's own that are the same on every database.
fn put_in(reading: &Reading<'_>, file: &str, name: &str, text: &str) -> Result<String, MigrationsError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}').map(|end| at + end) else { break };
        out.push_str(&rest[..at]);
        let placeholder = &rest[at + 2..end];
        let value = reading.placeholders.get(placeholder).map(String::as_str).or(match placeholder {
            "flyway:defaultSchema" => Some("public"),
            "flyway:filename" => Some(name),
            "flyway:table" => Some("flyway_schema_history"),
            _ => None,
        });
        let Some(value) = value else {
            return Err(MigrationsError::Placeholder {
                file: file.to_owned(),
                line: 1 + text[..text.len() - rest.len() + at].matches('\n').count(),
                placeholder: rest[at..=end].to_owned(),
                layout: Layout::Flyway,
            });
        };
        out.push_str(value);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}
