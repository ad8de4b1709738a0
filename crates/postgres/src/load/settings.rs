//! The settings (`SET` and similar statements) in effect for each statement.

use std::rc::Rc;

use super::lex::{tokens, unquoted, words};

/// A statement that changes a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Setting {
    /// The name of the parameter. A later statement with the same key replaces this one.
    key: String,
    pub sql: String,
    pub line: usize,
    /// Whether it applies only until the end of its transaction block.
    is_local: bool,
}

/// The settings in effect for a statement, as the statements to execute in a new session.
pub(super) type Settings = Rc<Vec<Setting>>;

/// The effect of a statement on the settings.
pub(super) enum Effect {
    /// The statement does not change settings.
    None,
    /// The statement changes a setting that files cannot change.
    Ignored,
    Set(Setting),
    /// The statement resets one setting.
    Reset(String),
    ResetAll,
}

impl Effect {
    /// Sets the current role instead of the session's user, which only a superuser may set.
    pub fn with_role(self) -> Self {
        const SESSION: &str = "session authorization";
        match self {
            Self::Set(setting) if setting.key == SESSION => {
                let name = tokens(&setting.sql).last().map_or("NONE", |(_, word)| word);
                let name = if name.eq_ignore_ascii_case("default") { "NONE" } else { name };
                Self::Set(Setting { key: "role".to_owned(), sql: format!("SET ROLE {name}"), ..setting })
            }
            Self::Reset(key) if key == SESSION => Self::Reset("role".to_owned()),
            effect => effect,
        }
    }
}

/// Settings that files cannot change, because pgplumb sets them.
const RESERVED: &[&str] = &["client_encoding", "names", "statement_timeout"];

/// Settings that change the parsing of statements, also of those in the same message.
const LEXICAL: &[&str] = &["standard_conforming_strings", "backslash_quote"];

impl Setting {
    /// The schemas of the search path, if it sets `search_path`.
    pub fn search_path(&self) -> Option<Vec<String>> {
        if self.key != "search_path" {
            return None;
        }
        let words: Vec<&str> = tokens(&self.sql).map(|(_, word)| word).collect();
        // `SET search_path = a, "B"`, or `set_config('search_path', 'a, "B"', false)`.
        let named: Vec<String> =
            match words.iter().position(|word| *word == "=" || word.eq_ignore_ascii_case("to")) {
                Some(at) => words[at + 1..].iter().map(|word| (*word).to_owned()).collect(),
                None => {
                    let list = words.iter().filter(|word| word.starts_with('\'')).nth(1)?;
                    tokens(list.trim_matches('\'')).map(|(_, word)| word.to_owned()).collect()
                }
            };
        let name = |word: &String| (word != "," && word != "''").then(|| unquoted(word.trim_matches('\'')));
        Some(named.iter().filter_map(name).collect())
    }

    /// The role, if it sets the current role.
    pub fn role(&self) -> Option<String> {
        let is_role = self.key == "role";
        is_role.then(|| tokens(&self.sql).last().map(|(_, word)| unquoted(word))).flatten()
    }

    /// Whether statements after it must not be sent in the same message.
    pub fn is_lexical(&self) -> bool {
        LEXICAL.contains(&self.key.as_str())
    }
}

/// Determines the effect of a statement on the settings.
pub(super) fn effect(sql: &str, line: usize) -> Effect {
    let words = words(sql, 6);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let key = |name: &str| name.trim_matches(['\'', '"']).to_lowercase();
    match word(0) {
        "set" if matches!(word(1), "constraints" | "transaction") => Effect::None,
        "set" if word(1) == "session" && word(2) == "characteristics" => Effect::Ignored,
        "set" => {
            let is_local = word(1) == "local";
            let at = match word(1) {
                "local" => 2,
                "session" if word(2) != "authorization" => 2,
                _ => 1,
            };
            let key = match word(at) {
                "session" => "session authorization".to_owned(),
                "time" => "timezone".to_owned(),
                // `SET a.b = …`
                name if word(at + 1) == "." => format!("{}.{}", key(name), key(word(at + 2))),
                name => key(name),
            };
            let sql = if is_local { without_local(sql) } else { sql.to_owned() };
            if RESERVED.contains(&key.as_str()) {
                return Effect::Ignored;
            }
            Effect::Set(Setting { key, sql, line, is_local })
        }
        "reset" if word(1) == "all" => Effect::ResetAll,
        "reset" if word(1) == "session" => Effect::Reset("session authorization".to_owned()),
        "reset" => Effect::Reset(key(word(1))),
        "discard" if word(1) == "all" => Effect::ResetAll,
        "select" => set_config(sql, line),
        _ => Effect::None,
    }
}

/// Converts `SET LOCAL a = b` to `SET a = b`, as transaction blocks are not executed as
/// transactions.
fn without_local(sql: &str) -> String {
    match tokens(sql).nth(1) {
        Some((at, word)) => format!("{}{}", &sql[..at], &sql[at + word.len()..]),
        None => sql.to_owned(),
    }
}

/// The effect of a statement like `SELECT set_config('search_path', '', false)`.
fn set_config(sql: &str, line: usize) -> Effect {
    let all: Vec<(usize, &str)> = tokens(sql).collect();
    let mut rest = &all[1..];
    if let [(_, schema), (_, "."), after @ ..] = rest
        && schema.eq_ignore_ascii_case("pg_catalog")
    {
        rest = after;
    }
    let [(_, name), (_, "("), (_, key), (_, ","), (_, _), (_, ","), (offset, local), (_, ")")] = rest else {
        return Effect::None;
    };
    if !name.eq_ignore_ascii_case("set_config") || !key.starts_with('\'') {
        return Effect::None;
    }
    let key = key.trim_matches('\'').to_lowercase();
    if RESERVED.contains(&key.as_str()) {
        return Effect::Ignored;
    }
    let is_local = local.eq_ignore_ascii_case("true");
    let sql = match is_local {
        true => format!("{}false{}", &sql[..*offset], &sql[offset + local.len()..]),
        false => sql.to_owned(),
    };
    Effect::Set(Setting { key, sql, line, is_local })
}

/// The settings after a statement with an effect.
pub(super) fn after(settings: &Settings, effect: Effect) -> Settings {
    let without = |keys: &[&str]| -> Vec<Setting> {
        settings.iter().filter(|setting| !keys.contains(&setting.key.as_str())).cloned().collect()
    };
    Rc::new(match effect {
        Effect::None | Effect::Ignored => return Rc::clone(settings),
        Effect::ResetAll => settings.iter().filter(|setting| sets_role(setting)).cloned().collect(),
        Effect::Reset(key) if key == "session authorization" => without(&[&key, "role"]),
        Effect::Reset(key) => without(&[&key]),
        Effect::Set(setting) => {
            let mut settings = match setting.key.as_str() {
                // It also resets the role.
                "session authorization" => without(&["session authorization", "role"]),
                key => without(&[key]),
            };
            settings.push(setting);
            settings
        }
    })
}

/// Whether it sets the current role. `RESET ALL` does not reset it.
fn sets_role(setting: &Setting) -> bool {
    matches!(setting.key.as_str(), "role" | "session authorization")
}

/// The settings after `COMMIT`: local settings are restored to those before the transaction block.
pub(super) fn at_commit(settings: &Settings, before: &Settings) -> Settings {
    if !settings.iter().any(|setting| setting.is_local) {
        return Rc::clone(settings);
    }
    let mut committed: Vec<Setting> = settings.iter().filter(|setting| !setting.is_local).cloned().collect();
    for setting in before.iter() {
        if !committed.iter().any(|kept| kept.key == setting.key) {
            committed.push(setting.clone());
        }
    }
    Rc::new(committed)
}

/// Returns how to change the settings of a session, whose current settings may be unknown: whether
/// to reset them first, and the statements to execute.
pub(super) fn transition<'a>(from: Option<&Settings>, to: &'a Settings) -> (bool, &'a [Setting]) {
    let Some(from) = from else { return (true, to) };
    if Rc::ptr_eq(from, to) {
        return (false, &[]);
    }
    match to.strip_prefix(from.as_slice()) {
        Some(more) => (false, more),
        None => (true, to),
    }
}
