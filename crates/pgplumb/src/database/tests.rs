use super::*;
use crate::settings;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(k, v)| (k.to_string(), v.to_string()));
    Environment::new(variables, None, Some("me".to_owned()))
}

fn loaded(folder: &Path, text: &str) -> LoadedSettings {
    let path = folder.join(settings::FILE_NAME);
    std::fs::write(&path, text).expect("a settings file");
    settings::load(&path).expect("settings")
}

fn database(chosen: Result<ChosenDatabase, ChoiceError>) -> (String, NamedBy) {
    let chosen = chosen.expect("a database");
    (chosen.conninfo.database().to_owned(), chosen.named_by)
}

#[test]
fn the_first_source_of_a_connection_string_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let settings =
        loaded(at, "database = \"postgres:///settings\"\n[env.test]\nurl = \"dbname=${NAME:-env}\"\n");
    let all = environment(&[("DATABASE_URL", "postgres:///variable"), ("PGDATABASE", "libpq")]);
    let libpq = environment(&[("PGDATABASE", "libpq"), ("DATABASE_URL", "")]);
    let none = environment(&[("PGUSER", "somebody")]);
    let options = DatabaseOptions { database: Some("postgres:///flag"), env: Some("test") };
    assert_eq!(database(choose(options, &all, &settings, at)), ("flag".into(), NamedBy::CommandLine));
    let options = DatabaseOptions { database: None, env: Some("test") };
    assert_eq!(database(choose(options, &all, &settings, at)), ("env".into(), NamedBy::Env("test".into())));
    let options = DatabaseOptions::default();
    assert_eq!(database(choose(options, &all, &settings, at)), ("variable".into(), NamedBy::Variable));
    assert_eq!(database(choose(options, &libpq, &settings, at)), ("libpq".into(), NamedBy::LibpqVariables));
    let path = settings.path.clone().expect("a file");
    assert_eq!(database(choose(options, &none, &settings, at)), ("settings".into(), NamedBy::Settings(path)));
    let dotenv = at.join(".env");
    std::fs::write(&dotenv, "this is not a valid line\nNAME=dotenv\nDATABASE_URL='postgres:///dotenv'\n")
        .expect("a file");
    assert_eq!(database(choose(options, &none, &settings, at)), ("dotenv".into(), NamedBy::DotEnv(dotenv)));
    let options = DatabaseOptions { database: None, env: Some("test") };
    assert_eq!(database(choose(options, &none, &settings, at)).0, "dotenv");
    assert!(std::env::var_os("NAME").is_none_or(|value| value != "dotenv"));
}

#[test]
fn missing_environments_and_variables_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let none = environment(&[]);
    assert!(matches!(
        choose(DatabaseOptions::default(), &none, &LoadedSettings::default(), at),
        Err(ChoiceError::None)
    ));
    let settings = loaded(at, "[env.staging]\nurl = \"postgres://app:${SECRET}@db/shop\"\n");
    let options = DatabaseOptions { database: None, env: Some("stagin") };
    let Err(ChoiceError::UnknownEnv { near, .. }) = choose(options, &none, &settings, at) else {
        panic!("an unknown name")
    };
    assert_eq!(near.as_deref(), Some("staging"));
    let options = DatabaseOptions { database: None, env: Some("staging") };
    let missing = choose(options, &none, &settings, at).expect_err("a variable that is not set");
    assert_eq!(missing.to_string(), "--env staging: the variable SECRET is not set");
}

#[test]
fn urls_of_other_programs_are_normalized_or_rejected_by_name() {
    let by = NamedBy::Variable;
    for (text, meant) in [
        ("postgresql+asyncpg://app@db/shop", "postgresql://app@db/shop"),
        ("jdbc:postgresql://db/shop?user=app", "postgresql://db/shop?user=app"),
        ("postgis://db/shop", "postgresql://db/shop"),
        ("host=db password=://", "host=db password=://"),
        ("service=shop", "service=shop"),
    ] {
        assert_eq!(normalize_url(text, &by).expect("a URL"), meant);
    }
    let other = normalize_url("mysql+pymysql://app:hunter2@db/shop", &by).expect_err("another database");
    assert_eq!(
        other.to_string(),
        "DATABASE_URL in the environment is a mysql URL, and pgplumb supports only PostgreSQL"
    );
}

#[test]
fn a_word_on_the_command_line_is_the_name_of_a_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let named = |text: &str| {
        let options = DatabaseOptions { database: Some(text), env: None };
        database(choose(options, &environment(&[]), &LoadedSettings::default(), folder.path())).0
    };
    for name in ["shop", "my shop", "o'clock", "back\\slash", "a.b:c"] {
        assert_eq!(named(name), name);
    }
    assert_eq!(named("dbname=shop"), "shop");
    assert_eq!(named("postgres:///shop"), "shop");
    assert_eq!(named(""), "me");
}
