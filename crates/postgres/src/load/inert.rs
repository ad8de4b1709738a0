//! Stand-ins for functions that only a superuser can create: functions in C and in other untrusted
//! languages.
//!
//! A stand-in has the same signature and properties, but is written in the language `pgplumb_inert`,
//! whose handler always fails. Its source contains the language and the source of the original, so
//! [`restore`] can put them back into a catalog that was read.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use super::lex::{tokens, unquoted};

/// The language of stand-ins.
pub const LANGUAGE: &str = "pgplumb_inert";

/// Creates the language in a new database. Executed by a superuser. No function returns a value of
/// type `language_handler`, so its input function always fails.
pub const SETUP: &str = "\
    SET allow_system_table_mods = on; \
    CREATE FUNCTION pg_catalog.pgplumb_inert() RETURNS pg_catalog.language_handler LANGUAGE internal AS 'language_handler_in'; \
    RESET allow_system_table_mods; \
    CREATE TRUSTED LANGUAGE pgplumb_inert HANDLER pg_catalog.pgplumb_inert";

/// Replaces the functions of extensions that reach files, programs or other servers, and the
/// handlers of untrusted languages, by stand-ins. Executed by a superuser. The validators of
/// foreign-data wrappers only check options. The validator of `file_fdw` demands privileges for
/// them.
pub const DISABLE_EXTENSIONS: &str = r"
    SET allow_system_table_mods = on;
    UPDATE pg_catalog.pg_proc p SET prolang = (SELECT l.oid FROM pg_catalog.pg_language l WHERE l.lanname = 'pgplumb_inert')
     WHERE p.oid OPERATOR(pg_catalog.>=) 16384
       AND p.oid IN (SELECT m.objid FROM pg_catalog.pg_depend m
                       JOIN pg_catalog.pg_extension e ON e.oid = m.refobjid
                      WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.deptype = 'e'
                        AND m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND (e.extname IN ('adminpack', 'aws_commons', 'aws_lambda', 'aws_s3', 'azure_ai', 'azure_storage', 'dblink', 'http',
                                           'orafce', 'pg_background', 'pg_cron', 'pg_curl', 'pg_net', 'pg_task', 'plproxy', 'wrappers')
                             OR EXISTS (SELECT FROM pg_catalog.pg_depend w
                                         WHERE w.refclassid = m.refclassid AND w.refobjid = e.oid AND w.deptype = 'e'
                                           AND w.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass)
                             OR p.oid IN (SELECT l.lanplcallfoid FROM pg_catalog.pg_language l WHERE NOT l.lanpltrusted)
                             OR p.oid IN (SELECT l.laninline FROM pg_catalog.pg_language l WHERE NOT l.lanpltrusted)))
       AND (p.oid NOT IN (SELECT f.fdwvalidator FROM pg_catalog.pg_foreign_data_wrapper f));
    UPDATE pg_catalog.pg_foreign_data_wrapper SET fdwvalidator = 0 WHERE fdwname = 'file_fdw';
    RESET allow_system_table_mods";

/// Returns the statement that creates a stand-in, for a statement that creates a function or
/// procedure with a source.
pub(super) fn stand_in(sql: &str) -> Option<String> {
    let all: Vec<(usize, &str)> = tokens(sql).collect();
    let clauses = clauses(&all)?;
    let is = |at: usize, word: &str| all[at].1.eq_ignore_ascii_case(word);
    let language = clauses.iter().copied().find(|at| is(*at, "language"))? + 1;
    let (language_at, word) = *all.get(language)?;
    let source = clauses.iter().copied().rfind(|at| is(*at, "as"))?;
    let start = all.get(source + 1)?.0;
    let end = all[source + 1..].iter().take_while(|(_, token)| is_string(token) || *token == ",").last();
    let end = end.map(|(at, token)| at + token.len())?;
    let body = format!("{}\n{}", unquoted(word), &sql[start..end]);
    let tag = (0..).map(|number| format!("$inert{number}$")).find(|tag| !body.contains(tag.as_str()))?;
    let mut parts = [
        (language_at, language_at + word.len(), LANGUAGE.to_owned()),
        (start, end, format!("{tag}{body}{tag}")),
    ];
    parts.sort_by_key(|part| std::cmp::Reverse(part.0));
    let mut changed = sql.to_owned();
    for (from, to, text) in parts {
        changed.replace_range(from..to, &text);
    }
    Some(changed)
}

/// Separates the clauses of a function that only a superuser may specify (`LEAKPROOF`, `SUPPORT`,
/// `SET`): the statement without them, and the clauses for `ALTER FUNCTION`.
pub(super) fn without_privileged_clauses(sql: &str) -> Option<(String, String)> {
    let all: Vec<(usize, &str)> = tokens(sql).collect();
    let mut rest = sql.to_owned();
    let mut taken = Vec::new();
    for at in clauses(&all)?.into_iter().rev() {
        let end = match all[at].1.to_ascii_lowercase().as_str() {
            "leakproof" if !all[at - 1].1.eq_ignore_ascii_case("not") => at + 1,
            "support" => name_end(&all, at + 1),
            "set" => setting_end(&all, at + 1),
            _ => continue,
        };
        let (last, token) = *all.get(end - 1)?;
        let range = all[at].0..last + token.len();
        taken.push(sql[range.clone()].to_owned());
        rest.replace_range(range, "");
    }
    taken.reverse();
    (!taken.is_empty()).then(|| (rest, taken.join(" ")))
}

/// The positions of the tokens after the argument list that are not in parentheses, up to an
/// SQL-standard body. `None` if the statement does not create a function or procedure.
fn clauses(all: &[(usize, &str)]) -> Option<Vec<usize>> {
    let word = |at: usize| all.get(at).map(|(_, word)| word.to_ascii_lowercase()).unwrap_or_default();
    let class = if word(1) == "or" { 3 } else { 1 };
    if word(0) != "create" || !matches!(word(class).as_str(), "function" | "procedure") {
        return None;
    }
    let mut found = Vec::new();
    let (mut depth, mut has_arguments) = (0_i32, false);
    for (at, (_, token)) in all.iter().enumerate().skip(class + 1) {
        match *token {
            "(" => (depth, has_arguments) = (depth + 1, true),
            ")" => depth -= 1,
            token if depth == 0 && has_arguments => {
                if token.eq_ignore_ascii_case("return") || token.eq_ignore_ascii_case("begin") {
                    break;
                }
                found.push(at);
            }
            _ => {}
        }
    }
    Some(found)
}

fn is_string(token: &str) -> bool {
    token.starts_with(['\'', '$'])
        || token.len() > 1 && token.starts_with(['E', 'e']) && token.ends_with('\'')
}

/// The position after a name, which may be qualified.
fn name_end(all: &[(usize, &str)], mut at: usize) -> usize {
    at += 1;
    while all.get(at).is_some_and(|(_, token)| *token == ".") {
        at += 2;
    }
    at.min(all.len())
}

/// The position after `name TO value, …` or `name FROM CURRENT`.
fn setting_end(all: &[(usize, &str)], at: usize) -> usize {
    let token = |at: usize| all.get(at).map_or("", |(_, token)| *token);
    let mut end = name_end(all, at) + 1;
    loop {
        end += usize::from(token(end) == "-");
        end += 1;
        // A doubled quote starts another token.
        while is_string(token(end)) && all[end - 1].0 + all[end - 1].1.len() == all[end].0 {
            end += 1;
        }
        if token(end) != "," {
            return end.min(all.len());
        }
        end += 1;
    }
}

/// Replaces the stand-ins in a catalog by the functions that they stand for.
pub fn restore(catalog: &mut Catalog) {
    let language = ObjectId::global(Kind::Language, LANGUAGE);
    catalog.languages.retain(|found| &*found.name != LANGUAGE);
    let mut restored = Vec::new();
    for function in catalog.functions.iter_mut().chain(&mut catalog.procedures) {
        if &*function.language != LANGUAGE {
            continue;
        }
        let source = function.source.take().unwrap_or_default();
        let (name, literals) = source.split_once('\n').unwrap_or((LANGUAGE, &source));
        let mut values = strings(literals);
        let symbol = values.pop().unwrap_or_default();
        function.language = name.into();
        function.object_file = values.pop().map(Into::into);
        function.source = Some(symbol.into());
        restored.push((function.id(), ObjectId::global(Kind::Language, name)));
    }
    for (id, needed) in restored {
        let others: Vec<ObjectId> =
            catalog.dependencies.of(&id).filter(|other| **other != language).cloned().collect();
        catalog.dependencies.remove(|dependent| *dependent == id);
        let extension = ObjectId::global(Kind::Extension, needed.name.clone());
        let known = catalog.languages.iter().any(|language| language.name == needed.name);
        let from_extension = catalog.extensions.iter().any(|extension| extension.name == needed.name);
        let needed = if known { Some(needed) } else { from_extension.then_some(extension) };
        for other in others.into_iter().chain(needed) {
            catalog.dependencies.insert(id.clone(), other);
        }
    }
}

/// The values of string literals that are separated by commas.
fn strings(literals: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut end = None;
    for (at, token) in tokens(literals).filter(|(_, token)| *token != ",") {
        let (value, has_escapes) = match token.strip_prefix(['E', 'e']) {
            Some(rest) => (rest, true),
            None => (token, false),
        };
        let value = match value.strip_prefix('$').and_then(|rest| rest.find('$')) {
            Some(tag) => value[tag + 2..value.len() - tag - 2].to_owned(),
            None => value.trim_start_matches('\'').strip_suffix('\'').unwrap_or_default().replace("''", "'"),
        };
        let value = if has_escapes { value.replace("\\\\", "\\") } else { value };
        match values.last_mut().filter(|_| end == Some(at)) {
            Some(last) => {
                last.push('\'');
                last.push_str(&value);
            }
            None => values.push(value),
        }
        end = Some(at + token.len());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_keep_language_and_source() {
        let sql = "CREATE FUNCTION s.f(a cstring DEFAULT 'x)')\n    RETURNS s.t\n    LANGUAGE c IMMUTABLE\n    AS '$libdir/it''s', 'f_in'";
        let changed = stand_in(sql).unwrap();
        assert_eq!(
            changed,
            "CREATE FUNCTION s.f(a cstring DEFAULT 'x)')\n    RETURNS s.t\n    LANGUAGE pgplumb_inert IMMUTABLE\n    AS $inert0$c\n'$libdir/it''s', 'f_in'$inert0$"
        );
        assert_eq!(strings("'$libdir/it''s', 'f_in'"), ["$libdir/it's", "f_in"]);
        assert_eq!(strings("E'a\\\\b'"), ["a\\b"]);
        assert_eq!(strings("$x$import os$x$"), ["import os"]);
        assert_eq!(stand_in("CREATE TABLE t (a int)"), None);
        assert_eq!(stand_in("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1"), None);
    }

    #[test]
    fn privileged_clauses_are_separated() {
        let sql = "CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE LEAKPROOF\n SUPPORT s.g\n SET x.y TO 'a''b', '-'\n SET log_statement TO 'none'\n AS $$SET LEAKPROOF$$";
        let (rest, clauses) = without_privileged_clauses(sql).unwrap();
        assert_eq!(clauses, "LEAKPROOF SUPPORT s.g SET x.y TO 'a''b', '-' SET log_statement TO 'none'");
        assert_eq!(
            rest,
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE \n \n \n \n AS $$SET LEAKPROOF$$"
        );
        assert_eq!(without_privileged_clauses("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1"), None);
    }
}
