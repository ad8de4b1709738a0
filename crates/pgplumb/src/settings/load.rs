//! Finding and reading the settings file.

use std::path::{Path, PathBuf};

use super::{LoadedSettings, Settings, SettingsError};

/// The name of the settings file.
pub const FILE_NAME: &str = "pgplumb.toml";

/// Returns the settings file in this folder or the nearest parent folder.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// Checks that a settings file that was [found](find) for a folder belongs to this account, to root, or
/// to the owner of the folder. Anybody who can write to a parent folder could put one there.
///
/// # Errors
/// If another account owns the file.
#[cfg(unix)]
pub fn check_owner(path: &Path, folder: &Path) -> Result<(), SettingsError> {
    use std::os::unix::fs::MetadataExt;
    let owner = |path: &Path| std::fs::metadata(path).ok().map(|found| found.uid());
    let own = nix::unistd::geteuid().as_raw();
    match owner(path) {
        Some(uid) if uid == own || uid == 0 || Some(uid) == owner(folder) => Ok(()),
        _ => Err(SettingsError::Foreign(path.to_owned())),
    }
}

/// Only Unix accounts are checked.
#[cfg(not(unix))]
pub fn check_owner(_path: &Path, _folder: &Path) -> Result<(), SettingsError> {
    Ok(())
}

/// Reads a settings file.
///
/// # Errors
/// If the file cannot be read or is invalid.
pub fn load(path: &Path) -> Result<LoadedSettings, SettingsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|reason| SettingsError::Unreadable { path: path.to_owned(), reason })?;
    Ok(LoadedSettings { settings: parse(path, &text)?, path: Some(path.to_owned()) })
}

/// Parses the text of a settings file. The path is used in messages.
///
/// # Errors
/// If the text is invalid.
pub fn parse(path: &Path, text: &str) -> Result<Settings, SettingsError> {
    toml::from_str(text).map_err(|error| SettingsError::invalid(path, text, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (String, Option<String>) {
        let error = parse(Path::new("pgplumb.toml"), text).expect_err("an error");
        (error.to_string(), error.hint().map(str::to_owned))
    }

    #[test]
    fn all_settings_are_parsed() {
        let settings = parse(
            Path::new("pgplumb.toml"),
            r#"
            schemas = ["app", "table:billing.*"]
            exclude = ["app.tmp_*"]
            ignore = ["*.audit"]
            scratch = "auto"
            [database]
            url = "postgres://localhost/shop"
            [env.production]
            url = "service=shop"
            protected = true
            [export]
            dir = "documentation"
            row_counts = "estimate"
            row_count_budget = 5
            json = { path = "schema_map.json" }
            mermaid.enabled = false
            tables.dir = "tables"
            [export.markdown]
            notes = "Ask the data team."
            related = [{ title = "Handbook", link = "../handbook.md" }]
            "#,
        )
        .expect("settings");
        assert!(settings.env["production"].protected);
        assert_eq!(settings.schemas.0.len(), 2);
        assert_eq!(settings.export.mermaid.enabled, Some(false));
        let short = parse(Path::new("x"), "database = \"postgres://localhost/shop\"").expect("settings");
        assert_eq!(short.database.expect("a database").url.0, "postgres://localhost/shop");
    }

    #[test]
    fn misspelled_keys_are_quoted_with_a_suggestion() {
        let (message, hint) = error("# mine\nschemsa = [\"app\"]\n");
        assert_eq!(
            message,
            "pgplumb.toml:2:1: unknown key `schemsa`\n  |\n2 | schemsa = [\"app\"]\n  | ^^^^^^^"
        );
        assert_eq!(hint.as_deref(), Some("did you mean `schemas`?"));
        assert_eq!(error("[export.jsn]\n").1.as_deref(), Some("did you mean `json`?"));
    }

    #[test]
    fn errors_point_at_invalid_patterns_and_values() {
        let (message, _) = error("schemas = [\n  \"app\",\n  \"a..b\",\n]\n");
        assert!(message.starts_with("pgplumb.toml:3:3: `a..b` is not a pattern"), "{message}");
        let (message, hint) = error("export.row_counts = \"exat\"\n");
        assert!(message.starts_with("pgplumb.toml:1:21: unknown value `exat`"), "{message}");
        assert_eq!(hint.as_deref(), Some("did you mean `exact`?"));
        assert!(error("[env.prod]\nprotected = true\n").0.contains("the key `url` is missing"));
        for (text, expected) in [
            ("[export]\nenabled = \"json\"", "unknown key"),
            ("ignore = 5", "expected"),
            ("[export.markdown]\nrelated = \"x\"", "expected a list, found a string"),
            ("[env.production]\nurl = \"service=x\"\nprotected = 1", "expected true or false, found 1"),
            ("[export]\nrow_count_budget = -5", "expected a whole number that is not negative, found -5"),
            ("export = [1]", "expected a path in quotes, found 1"),
        ] {
            let (message, _) = error(text);
            assert!(message.contains(expected), "{message}");
            for jargon in ["sequence", "struct", "invalid type", "usize", "u64", "u32", "map"] {
                assert!(!message.contains(jargon), "{message}");
            }
        }
    }

    #[test]
    fn errors_never_contain_passwords() {
        for text in [
            "databse = \"postgres://app:hunter2@db/shop\"",
            "schemas = \"postgres://app:hunter2@db/shop\"",
            "[database]\nurl = \"postgres://app:hunter2@db/shop",
            "[database]\nurl = postgres://app:hunter2@db/shop",
            "env = \"password=hunter2 host=db\"",
            "export.row_counts = \"postgres://app:hunter2@db/shop\"",
            "\"postgres://app:hunter2@db/shop\" = 1",
        ] {
            let (message, hint) = error(text);
            assert!(!message.contains("hunter2"), "{message}");
            assert!(!hint.unwrap_or_default().contains("hunter2"));
        }
    }
}
