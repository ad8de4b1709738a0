//! The settings under which a statement stands.

use std::rc::Rc;

use super::lex::{tokens, unquoted, words};

/// A statement that changes a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Setting {
    /// What it sets: a later one of the same key takes its place.
    key: String,
    pub sql: String,
    pub line: usize,
    /// Whether it ends with its block.
    is_local: bool,
}

/// The settings under which a statement stands, in the order in which they were made: where a session begins, they lead there.
pub(super) type Settings = Rc<Vec<Setting>>;

/// What a statement does to the settings.
pub(super) enum Effect {
    /// It is no such statement.
    None,
    /// What it would set is not the source's to set.
    Ignored,
    Set(Setting),
    /// It takes one back.
    Reset(String),
    ResetAll,
}

/// The server must know our text's encoding, and how long a statement may take is for us to say.
const OURS: &[&str] = &["client_encoding", "names", "statement_timeout"];

/// Settings by which the server reads statements that arrive together with theirs.
const LEXICAL: &[&str] = &["standard_conforming_strings", "backslash_quote"];

impl Setting {
    /// The schemas that it has names looked for in, if that is what it sets.
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

    /// Whether statements after it must not be sent along with it.
    pub fn is_lexical(&self) -> bool {
        LEXICAL.contains(&self.key.as_str())
    }
}

/// What a statement does to the settings.
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
                // One sets the other too.
                "session" => "session authorization".to_owned(),
                "time" => "timezone".to_owned(),
                // `SET a.b = …`
                name if word(at + 1) == "." => format!("{}.{}", key(name), key(word(at + 2))),
                name => key(name),
            };
            let sql = if is_local { without_local(sql) } else { sql.to_owned() };
            if OURS.contains(&key.as_str()) {
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

/// `SET LOCAL a = b` as `SET a = b`: its block is no transaction here.
fn without_local(sql: &str) -> String {
    match tokens(sql).nth(1) {
        Some((at, word)) => format!("{}{}", &sql[..at], &sql[at + word.len()..]),
        None => sql.to_owned(),
    }
}

/// `SELECT set_config('search_path', '', false)`, alone.
fn set_config(sql: &str, line: usize) -> Effect {
    let all: Vec<(usize, &str)> = tokens(sql).collect();
    let mut rest = &all[1..];
    if let [(_, schema), (_, "."), after @ ..] = rest
        && schema.eq_ignore_ascii_case("pg_catalog")
    {
        rest = after;
    }
    let [(_, name), (_, "("), (_, key), (_, ","), (_, _), (_, ","), (place, local), (_, ")")] = rest else {
        return Effect::None;
    };
    if !name.eq_ignore_ascii_case("set_config") || !key.starts_with('\'') {
        return Effect::None;
    }
    let key = key.trim_matches('\'').to_lowercase();
    if OURS.contains(&key.as_str()) {
        return Effect::Ignored;
    }
    let is_local = local.eq_ignore_ascii_case("true");
    let sql = match is_local {
        true => format!("{}false{}", &sql[..*place], &sql[place + local.len()..]),
        false => sql.to_owned(),
    };
    Effect::Set(Setting { key, sql, line, is_local })
}

/// The settings as one more statement leaves them.
pub(super) fn after(settings: &Settings, effect: Effect) -> Settings {
    let without = |keys: &[&str]| -> Vec<Setting> {
        settings.iter().filter(|setting| !keys.contains(&setting.key.as_str())).cloned().collect()
    };
    Rc::new(match effect {
        Effect::None | Effect::Ignored => return Rc::clone(settings),
        Effect::ResetAll => settings.iter().filter(|setting| is_identity(setting)).cloned().collect(),
        Effect::Reset(key) if key == "session authorization" => without(&[&key, "role"]),
        Effect::Reset(key) => without(&[&key]),
        Effect::Set(setting) => {
            let mut left = match setting.key.as_str() {
                "session authorization" => without(&["session authorization", "role"]),
                key => without(&[key]),
            };
            left.push(setting);
            left
        }
    })
}

/// `RESET ALL` leaves the roles.
fn is_identity(setting: &Setting) -> bool {
    matches!(setting.key.as_str(), "role" | "session authorization")
}

/// The settings at the end of a block that began with others: what was local is as it was.
pub(super) fn at_commit(settings: &Settings, begun: &Settings) -> Settings {
    if !settings.iter().any(|setting| setting.is_local) {
        return Rc::clone(settings);
    }
    let mut left: Vec<Setting> = settings.iter().filter(|setting| !setting.is_local).cloned().collect();
    for setting in begun.iter() {
        if !left.iter().any(|kept| kept.key == setting.key) {
            left.push(setting.clone());
        }
    }
    Rc::new(left)
}

/// What leads a session from some settings (or from nobody knows where) to others: whether it must begin anew first, and
/// the statements.
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
