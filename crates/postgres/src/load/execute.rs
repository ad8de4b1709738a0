//! Executing statements: many in one message as long as they succeed, one by one where they fail.

use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use futures_util::StreamExt;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::error::ErrorPosition;

use super::error::{missing_extension, quoted_name, to_install};
use super::lex::words;
use super::settings::{Setting, Settings, transition};
use super::{Failed, LoadError, LoadOptions, Loaded, Pending, Statement};
use crate::{Connection, QueryError};

/// The most statements in one message, and the most bytes.
const MOST: usize = 100;
const MOST_BYTES: usize = 256 * 1024;

/// How many failures there may be for each statement: a file whose every statement needs the one after it would take for ever.
const FAILURES_EACH: usize = 20;

/// What came of executing.
pub(super) struct Done {
    /// How many statements are done.
    pub count: usize,
    /// How the one after them failed.
    pub failed: Option<Failed>,
}

/// Executes statements in one session.
pub(super) struct Executor<'a> {
    connection: &'a Connection,
    options: &'a LoadOptions<'a>,
    /// The settings that the session has, if that is known.
    settings: Option<Settings>,
    /// Settings that this server does not know.
    unknown: BTreeSet<String>,
    /// How many statements are sent together.
    batch: usize,
    /// How many may still fail.
    failures: usize,
    loaded: Loaded,
}

/// What was executed of a message.
enum Sent {
    All,
    /// So many commands were, and then one failed.
    Some(usize),
}

impl<'a> Executor<'a> {
    pub fn new(connection: &'a Connection, options: &'a LoadOptions<'a>, statements: usize) -> Self {
        Self {
            connection,
            options,
            settings: Some(Settings::default()),
            unknown: BTreeSet::new(),
            batch: MOST,
            failures: 1000 + FAILURES_EACH * statements,
            loaded: Loaded::default(),
        }
    }

    /// What there is to say at the end.
    pub fn loaded(self) -> Loaded {
        self.loaded
    }

    /// Whether there is any use in trying further.
    pub fn may_go_on(&self) -> bool {
        self.failures > 0 && !self.connection.is_closed()
    }

    /// Gives the session the settings with which every file begins.
    pub async fn prepare(&mut self) -> Result<(), LoadError> {
        let reset = self.reset();
        self.connection.execute_script(&reset).await.map_err(|error| LoadError::Setup(Box::new(error)))
    }

    fn reset(&self) -> String {
        let timeout = self.options.statement_timeout.map_or(0, |timeout| timeout.as_millis());
        format!(
            "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET client_encoding = 'UTF8'; \
             SET standard_conforming_strings = on; SET client_min_messages = warning; \
             SET check_function_bodies = off; SET statement_timeout = {timeout}"
        )
    }

    /// Executes statements up to the first that fails, or at least some of them.
    pub async fn execute(&mut self, pending: &[Pending]) -> Done {
        let (size, text, commands) = self.message(pending);
        if size < 2 {
            return self.execute_next(pending).await;
        }
        let settings = &pending[size - 1].statement.settings;
        match self.send(&text).await {
            Sent::All => {
                self.settings = Some(Rc::clone(settings));
                self.batch = (self.batch * 2).min(MOST);
                Done { count: size, failed: None }
            }
            Sent::Some(count) => {
                // All of it was undone. What had succeeded will again.
                let good = commands.get(count).copied().unwrap_or(0);
                self.batch = (size / 4).max(1);
                if good > 1 {
                    let (text, settings) = self.text(&pending[..good]);
                    if let Sent::All = self.send(&text).await {
                        self.settings = settings;
                        return Done { count: good, failed: None };
                    }
                }
                self.execute_next(pending).await
            }
        }
    }

    async fn execute_next(&mut self, pending: &[Pending]) -> Done {
        let Some(next) = pending.first() else { return Done { count: 0, failed: None } };
        match self.execute_alone(&next.statement).await {
            None => {
                self.batch = (self.batch * 2).min(MOST);
                Done { count: 1, failed: None }
            }
            Some(failed) => {
                self.failures = self.failures.saturating_sub(1);
                self.batch = 1;
                Done { count: 0, failed: Some(failed) }
            }
        }
    }

    /// How many statements fit into one message, the message, and the statement of each of its commands.
    fn message(&self, pending: &[Pending]) -> (usize, String, Vec<usize>) {
        let mut commands = Vec::new();
        let mut bytes = 0;
        let mut size = 0;
        let mut settings = self.settings.as_ref();
        for (index, Pending { statement, .. }) in pending.iter().take(self.batch).enumerate() {
            let (anew, more) = transition(settings, &statement.settings);
            bytes += statement.sql().len();
            // The server reads a whole message before it executes any of it. What has just failed is tried alone.
            let is_apart = statement.is_block
                || statement.instead.is_some()
                || anew
                || more.iter().any(Setting::is_lexical);
            if is_apart || bytes > MOST_BYTES {
                break;
            }
            let told = more.iter().filter(|setting| !self.unknown.contains(&setting.sql)).count();
            commands.extend(std::iter::repeat_n(index, told + 1));
            settings = Some(&statement.settings);
            size = index + 1;
        }
        let text = if size < 2 { String::new() } else { self.text(&pending[..size]).0 };
        (size, text, commands)
    }

    fn text(&self, pending: &[Pending]) -> (String, Option<Settings>) {
        let mut text = String::new();
        let mut settings = self.settings.as_ref();
        for Pending { statement, .. } in pending {
            for setting in transition(settings, &statement.settings).1 {
                if !self.unknown.contains(&setting.sql) {
                    text.push_str(&setting.sql);
                    // A comment may end it.
                    text.push_str("\n;");
                }
            }
            text.push_str(statement.sql());
            text.push_str("\n;");
            settings = Some(&statement.settings);
        }
        (text, settings.cloned())
    }

    async fn send(&self, text: &str) -> Sent {
        let mut count = 0;
        let answers = match self.connection.client().simple_query_raw(text).await {
            Ok(answers) => answers,
            Err(_) => return Sent::Some(count),
        };
        let mut answers = pin!(answers);
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(SimpleQueryMessage::CommandComplete(_)) => count += 1,
                Ok(_) => {}
                Err(_) => return Sent::Some(count),
            }
        }
        Sent::All
    }

    /// Executes one statement under its settings; makes the roles that it lacks.
    async fn execute_alone(&mut self, statement: &Statement) -> Option<Failed> {
        let (anew, more) = transition(self.settings.take().as_ref(), &statement.settings);
        if anew {
            let reset = self.reset();
            if let Err(error) = self.connection.execute_script(&reset).await {
                return Some(self.failed(statement, statement.line, &reset, error));
            }
        }
        for setting in more {
            if self.unknown.contains(&setting.sql) {
                continue;
            }
            let Err(error) = self.run(&setting.sql).await else { continue };
            if is_unknown_parameter(&error) {
                self.unknown.insert(setting.sql.clone());
                self.pass_over(&statement.script, setting.line, &error);
                continue;
            }
            return Some(self.failed(statement, setting.line, &setting.sql, error));
        }
        self.settings = Some(Rc::clone(&statement.settings));
        let error = self.run(statement.sql()).await.err()?;
        if statement.is_block {
            let _ = self.connection.execute_script("ROLLBACK").await;
        } else if is_of_no_account(&statement.text, &error) {
            self.pass_over(&statement.script, statement.line, &error);
            return None;
        }
        let (line, column) = place(&error, statement);
        let failed = self.failed(statement, line, &statement.text, error);
        Some(Failed { column, ..failed })
    }

    /// Executes SQL, making each role that it lacks.
    async fn run(&mut self, sql: &str) -> Result<(), QueryError> {
        loop {
            let error = match self.connection.execute_script(sql).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            let Some(role) = missing_role(&error).filter(|role| !self.loaded.roles.contains(role)) else {
                return Err(error);
            };
            let words = words(sql, 2);
            let is_its_own =
                words.get(1).is_some_and(|word| word == "role" || word == "user" || word == "group");
            let (Some(maker), false) = (self.options.roles, is_its_own && words[0] == "drop") else {
                return Err(error);
            };
            let statement = format!("CREATE ROLE \"{}\"", role.replace('"', "\"\""));
            match maker.execute_script(&statement).await {
                Ok(()) => {}
                // Somebody else was quicker.
                Err(made) if matches!(made.code(), Some("42710" | "23505")) => {}
                Err(_) => return Err(error),
            }
            self.loaded.roles.push(role);
        }
    }

    fn pass_over(&mut self, script: &str, line: usize, error: &QueryError) {
        let said = error.server_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
        self.loaded.passed_over.push(format!("{script}:{line}: {said}"));
    }

    fn failed(&self, statement: &Statement, line: usize, text: &str, error: QueryError) -> Failed {
        let missing_extension = missing_extension(&error);
        let major = self.connection.server_version().major();
        let hint = match (&missing_extension, error.code()) {
            (Some(extension), _) => Some(to_install(extension, major)),
            (None, Some("42501")) if self.options.is_untrusted => Some(
                "untrusted SQL runs as a plain role (--untrusted); without it, this would have been allowed"
                    .to_owned(),
            ),
            (None, Some("57014")) => Some("it took longer than a statement may take".to_owned()),
            _ => None,
        };
        Failed {
            script: statement.script.to_string(),
            line,
            column: None,
            statement: text.to_owned(),
            error: Box::new(error),
            missing_extension,
            hint,
        }
    }
}

fn missing_role(error: &QueryError) -> Option<String> {
    let error = error.server_error().filter(|error| error.code().code() == "42704")?;
    let message = error.message();
    (message.starts_with("role \"") && message.ends_with("\" does not exist"))
        .then(|| quoted_name(message))?
}

fn is_unknown_parameter(error: &QueryError) -> bool {
    error.server_error().is_some_and(|error| {
        error.code().code() == "42704" && error.message().starts_with("unrecognized configuration parameter")
    })
}

/// Whether the schema is what it would be had the statement succeeded.
fn is_of_no_account(sql: &str, error: &QueryError) -> bool {
    let Some(code) = error.code() else { return false };
    let all = words(sql, 4);
    let word = |at: usize| all.get(at).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("create", "role" | "user" | "group") => code == "42710",
        // A function that returns the type makes its shell by itself, if it comes first.
        ("create", "type") => code == "42710" && !sql.contains('(') && !sql.contains(" AS "),
        // `pg_dumpall --clean`, where something else in the cluster is the role's.
        ("drop", "role" | "user" | "group") => is_missing(code) || matches!(code, "2BP01" | "55006"),
        // `pg_dump --clean`. Later they would find what the file has made since.
        ("drop", _) => is_missing(code),
        ("alter", _) => is_missing(code) && words(sql, usize::MAX).iter().any(|word| word == "drop"),
        ("comment" | "grant" | "revoke" | "security", _) => code == "3D000",
        _ => false,
    }
}

/// No such database, schema, table, column, function, or other object.
fn is_missing(code: &str) -> bool {
    matches!(code, "3D000" | "3F000" | "42P01" | "42703" | "42883" | "42704")
}

/// The line that an error is about, and the character of it, where the server says.
fn place(error: &QueryError, statement: &Statement) -> (usize, Option<usize>) {
    let Some(ErrorPosition::Original(position)) = error.server_error().and_then(|error| error.position())
    else {
        return (statement.line, None);
    };
    let before = usize::try_from(*position).unwrap_or(1).saturating_sub(1);
    let before: String = statement.sql().chars().take(before).collect();
    let column = match before.rsplit_once('\n') {
        Some((_, last)) => last.chars().count() + 1,
        None => statement.column + before.chars().count(),
    };
    // What is executed in its place, or a transaction put together, is not as the file has it.
    let is_verbatim = statement.instead.is_none() && !statement.is_block;
    (statement.line + before.matches('\n').count(), is_verbatim.then_some(column))
}
