//! Flyway: versioned, repeatable, undo and baseline migrations. See "Migrations" and "Placeholders"
//! in Flyway's reference.

use super::{Context, Layout, Migration, MigrationsError, TransactionMode, stem};

/// The type of a migration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Script<'a> {
    /// `V1_2__name.sql`
    Versioned(Version),
    /// `B1_2__name.sql`, which replaces all migrations up to this version on a new database.
    Baseline(Version),
    /// `U1_2__name.sql`
    Undo,
    /// `R__name.sql`
    Repeatable(&'a str),
}

/// The numbers of a version without trailing zeros: 1.0 equals 1.
pub type Version = Vec<u128>;

/// Parses a file name.
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

/// Reads the newest baseline and later versions, or else all versions; then repeatable migrations,
/// ordered by description. Includes subfolders.
pub fn read(context: &mut Context<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let tree = context.tree;
    let (mut versioned, mut baselines, mut repeatable) = (Vec::new(), Vec::new(), Vec::new());
    for file in tree.files() {
        let Some(text) = file.sql() else {
            if let Some((name, "java" | "kt" | "class")) = file.name().rsplit_once('.')
                && parse(name).is_some()
            {
                context.skip_program(file.path, "Java");
            }
            continue;
        };
        let name = stem(file.name());
        let Some(script) = parse(file.name()) else {
            let is_misnamed =
                name.strip_prefix('V').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if is_misnamed && !context.is_forced {
                let (file, layout) = (tree.display_name(file.path), Layout::Flyway);
                return Err(MigrationsError::UnexpectedFile { file, layout });
            }
            context.skip(file.path)?;
            continue;
        };
        let configuration = tree.file(&format!("{}.conf", file.path)).and_then(|file| file.text);
        let path = tree.display_name(file.path);
        if script == Script::Undo {
            continue;
        }
        let has_setting = |line| configuration.is_some_and(|configuration| has_setting(configuration, line));
        let text = match has_setting("placeholderReplacement=false") {
            true => text.to_owned(),
            false => substitute(context, &path, file.name(), text)?,
        };
        let transaction_mode = match has_setting("executeInTransaction=false") {
            true => TransactionMode::Statements,
            false => TransactionMode::Transaction,
        };
        let description = name.split_once("__").map_or(name, |(_, description)| description);
        let migration = Migration::new(path, 1, &description.replace('_', " "), text, transaction_mode);
        let numbered = |version: Version| {
            let text = version.iter().map(u128::to_string).collect::<Vec<_>>().join(".");
            (version, migration.clone().with_version(text))
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
        context.refuse_duplicates(versions)?;
    }
    repeatable.sort_by_key(|(description, _)| *description);
    let baseline = baselines.pop();
    if let Some((version, migration)) = &baseline {
        versioned.retain(|(other, _)| other > version);
        let file = migration.file();
        context.warnings.push(format!(
            "{file} replaces all migrations up to its version, as in Flyway on a new database"
        ));
    }
    let versioned = baseline.into_iter().chain(versioned).map(|(_, migration)| migration);
    Ok(versioned.chain(repeatable.into_iter().map(|(_, migration)| migration)).collect())
}

/// Whether a script's own configuration, `V1__name.sql.conf`, contains a setting.
fn has_setting(configuration: &str, setting: &str) -> bool {
    configuration.lines().any(|line| line.split_whitespace().collect::<String>() == setting)
}

/// Replaces placeholders: specified ones, and Flyway's own that have the same value in every
/// database.
fn substitute(context: &Context<'_>, file: &str, name: &str, text: &str) -> Result<String, MigrationsError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}').map(|end| at + end) else { break };
        out.push_str(&rest[..at]);
        let placeholder = &rest[at + 2..end];
        let value = context.placeholders.get(placeholder).map(String::as_str).or(match placeholder {
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
