//! Executing statements: several in one message while they succeed, individually when they fail.

use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use futures_util::StreamExt;
use tokio_postgres::SimpleQueryMessage;

use super::error::{DROPS_NOTHING, MIGRATION_STOPS, install_hint, missing_extension};
use super::failure::{
    drops_missing_object, is_ignorable, is_missing, is_unknown_harmless_parameter, missing_role, position,
};
use super::features::{needs_later_version, version_hint};
use super::lex::words;
use super::settings::{Setting, Settings, transition};
use super::{FailedStatement, LoadError, LoadOptions, LoadReport, Pending, Statement};
use crate::{Connection, QueryError};

/// The maximum number of statements and bytes in one message.
const MAX_BATCH: usize = 100;
const MAX_BATCH_BYTES: usize = 256 * 1024;

/// The number of failures allowed per statement. Without a limit, a file in which every statement
/// needs the next one would take too long.
const FAILURES_PER_STATEMENT: usize = 20;

/// The result of executing statements.
pub(super) struct Executed {
    /// The number of statements that succeeded.
    pub count: usize,
    /// The failure of the next statement.
    pub failure: Option<FailedStatement>,
}

/// Executes statements in one session.
pub(super) struct Executor<'a> {
    connection: &'a Connection,
    options: &'a LoadOptions<'a>,
    /// The current settings of the session; `None` if they are unknown.
    settings: Option<Settings>,
    /// The statements that set parameters unknown to the server.
    unknown: BTreeSet<String>,
    /// The number of statements to send in the next message.
    batch: usize,
    /// The number of further failures allowed.
    failures_left: usize,
    /// `DROP` statements whose objects did not exist.
    skipped_drops: Vec<SkippedDrop>,
    report: LoadReport,
}

/// A `DROP` statement whose object did not exist.
struct SkippedDrop {
    statement: Statement,
    failure: FailedStatement,
}

/// The outcome of a message.
enum Sent {
    /// All commands succeeded.
    All,
    /// A command failed after this number of commands had succeeded.
    FailedAfter(usize),
}

impl<'a> Executor<'a> {
    pub fn new(connection: &'a Connection, options: &'a LoadOptions<'a>, statements: usize) -> Self {
        Self {
            connection,
            options,
            settings: Some(Settings::default()),
            unknown: BTreeSet::new(),
            batch: MAX_BATCH,
            failures_left: 1000 + FAILURES_PER_STATEMENT * statements,
            skipped_drops: Vec::new(),
            report: LoadReport::default(),
        }
    }

    /// Returns the report about all statements.
    pub fn into_report(self) -> LoadReport {
        self.report
    }

    /// Whether more statements can be executed.
    pub fn can_continue(&self) -> bool {
        self.failures_left > 0 && !self.connection.is_closed()
    }

    /// Whether the server has closed the connection.
    pub fn is_disconnected(&self) -> bool {
        self.connection.is_closed()
    }

    /// Returns the skipped `DROP` statements whose objects still do not exist.
    pub async fn check_skipped_drops(&mut self) -> Vec<FailedStatement> {
        let mut failed = Vec::new();
        let mut created: Vec<SkippedDrop> = Vec::new();
        for SkippedDrop { statement, failure } in std::mem::take(&mut self.skipped_drops) {
            let text = format!("BEGIN;\n{}\n;ROLLBACK", statement.text);
            let probe = Statement { replacement: Some(text), is_block: true, ..statement.clone() };
            let is_index = words(&statement.text, 2).get(1).is_some_and(|word| word == "index");
            let missing = self.execute_one(&probe).await.filter(|again| {
                // `DROP INDEX CONCURRENTLY`; pg_dump does not write it.
                let code = again.error.code();
                code.is_some_and(|code| is_missing(code) || (code == "25001" && is_index))
            });
            match missing {
                Some(_) => failed.push(FailedStatement { hint: Some(DROPS_NOTHING.to_owned()), ..failure }),
                None => created.push(SkippedDrop { statement, failure }),
            }
        }
        if let (Some(first), count) = (created.first(), created.len()) {
            let more = if count > 1 { format!(" ({count} statements)") } else { String::new() };
            let (script, line) = (&first.statement.script, first.statement.line);
            self.report.skipped.push(format!(
                "{script}:{line}: DROP was skipped, because its object is created later, as in the output of pg_dump --clean{more}"
            ));
        }
        failed
    }

    /// Sets the initial settings of the session.
    pub async fn prepare(&mut self) -> Result<(), LoadError> {
        let reset = self.reset();
        self.connection.execute_script(&reset).await.map_err(|error| LoadError::Setup(Box::new(error)))
    }

    /// The statements that restore the initial settings.
    fn reset(&self) -> String {
        let timeout = self.options.statement_timeout.map_or(0, |timeout| timeout.as_millis());
        let checks_bodies = if self.options.is_migration { "on" } else { "off" };
        format!(
            "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET client_encoding = 'UTF8'; \
             SET standard_conforming_strings = on; SET client_min_messages = warning; \
             SET check_function_bodies = {checks_bodies}; SET statement_timeout = {timeout}"
        )
    }

    /// Executes statements from the front, up to the first failure or the end of the batch.
    pub async fn execute(&mut self, pending: &[Pending]) -> Executed {
        let (size, text, commands) = self.message(pending);
        if size < 2 {
            return self.execute_next(pending).await;
        }
        let settings = &pending[size - 1].statement.settings;
        match self.send(&text).await {
            Sent::All => {
                self.grant_again(&pending[..size]).await;
                self.settings = Some(Rc::clone(settings));
                self.batch = (self.batch * 2).min(MAX_BATCH);
                Executed { count: size, failure: None }
            }
            Sent::FailedAfter(count) => {
                // The whole message was rolled back. Execute the statements before the failed one
                // again.
                let succeeded = commands.get(count).copied().unwrap_or(0);
                self.batch = (size / 4).max(1);
                if succeeded > 1 {
                    let (text, settings) = self.text(&pending[..succeeded]);
                    if let Sent::All = self.send(&text).await {
                        self.grant_again(&pending[..succeeded]).await;
                        self.settings = settings;
                        return Executed { count: succeeded, failure: None };
                    }
                }
                self.execute_next(pending).await
            }
        }
    }

    async fn execute_next(&mut self, pending: &[Pending]) -> Executed {
        let Some(next) = pending.first() else { return Executed { count: 0, failure: None } };
        match self.execute_one(&next.statement).await {
            None => {
                self.batch = (self.batch * 2).min(MAX_BATCH);
                Executed { count: 1, failure: None }
            }
            Some(failure) => {
                self.failures_left = self.failures_left.saturating_sub(1);
                self.batch = 1;
                Executed { count: 0, failure: Some(failure) }
            }
        }
    }

    /// Builds a message. Returns the number of statements in it, its text, and the index of the
    /// statement for each command.
    fn message(&self, pending: &[Pending]) -> (usize, String, Vec<usize>) {
        let mut commands = Vec::new();
        let mut bytes = 0;
        let mut size = 0;
        let mut settings = self.settings.as_ref();
        for (index, Pending { statement, .. }) in pending.iter().take(self.batch).enumerate() {
            let (needs_reset, changes) = transition(settings, &statement.settings);
            bytes += statement.sql().len();
            // The server parses a whole message before it executes any of it, so lexical settings
            // must not be in the same message as later statements.
            let must_be_separate = statement.is_block
                || statement.replacement.is_some()
                || needs_reset
                || changes.iter().any(Setting::is_lexical);
            if must_be_separate || bytes > MAX_BATCH_BYTES {
                break;
            }
            let sent = changes.iter().filter(|setting| !self.unknown.contains(&setting.sql)).count();
            commands.extend(std::iter::repeat_n(index, sent + 1));
            settings = Some(&statement.settings);
            size = index + 1;
        }
        let text = if size < 2 { String::new() } else { self.text(&pending[..size]).0 };
        (size, text, commands)
    }

    /// The text of a message with statements and their settings, and the settings after it.
    fn text(&self, pending: &[Pending]) -> (String, Option<Settings>) {
        let mut text = String::new();
        let mut settings = self.settings.as_ref();
        for Pending { statement, .. } in pending {
            for setting in transition(settings, &statement.settings).1 {
                if !self.unknown.contains(&setting.sql) {
                    text.push_str(&setting.sql);
                    // A line break, because the text may end with a line comment.
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
            Err(_) => return Sent::FailedAfter(count),
        };
        let mut answers = pin!(answers);
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(SimpleQueryMessage::CommandComplete(_)) => count += 1,
                Ok(_) => {}
                Err(_) => return Sent::FailedAfter(count),
            }
        }
        Sent::All
    }

    /// Executes one statement with its settings. Creates missing roles.
    async fn execute_one(&mut self, statement: &Statement) -> Option<FailedStatement> {
        let (needs_reset, changes) = transition(self.settings.take().as_ref(), &statement.settings);
        if needs_reset {
            let reset = self.reset();
            if let Err(error) = self.connection.execute_script(&reset).await {
                return Some(self.failed(statement, statement.line, &reset, error));
            }
        }
        for setting in changes {
            if self.unknown.contains(&setting.sql) {
                continue;
            }
            let Err(error) = self.run(&setting.sql).await else { continue };
            if !self.options.is_migration && is_unknown_harmless_parameter(&error) {
                self.unknown.insert(setting.sql.clone());
                self.skip(&statement.script, setting.line, &error);
                continue;
            }
            if let Some(delegate) = self.options.delegate
                && let Some(role) = setting.role()
                && delegate.join(&role).await.unwrap_or_default()
                && self.run(&setting.sql).await.is_ok()
            {
                continue;
            }
            return Some(self.failed(statement, setting.line, &setting.sql, error));
        }
        self.settings = Some(Rc::clone(&statement.settings));
        let error = self.run_or_delegate(statement).await.err()?;
        if statement.is_block {
            let _ = self.connection.execute_script("ROLLBACK").await;
        } else if is_ignorable(&statement.text, &error) {
            self.skip(&statement.script, statement.line, &error);
            return None;
        }
        let (line, column) = position(&error, statement);
        let drops_nothing = !statement.is_block && drops_missing_object(&statement.text, &error);
        let failed = self.failed(statement, line, &statement.text, error);
        let failure = FailedStatement { column, ..failed };
        if drops_nothing && !self.options.is_migration {
            self.skipped_drops.push(SkippedDrop { statement: statement.clone(), failure });
            return None;
        }
        Some(failure)
    }

    /// Executes a statement. A superuser executes it if the role may not.
    async fn run_or_delegate(&mut self, statement: &Statement) -> Result<(), QueryError> {
        let Some(delegate) = self.options.delegate else { return self.run(statement.sql()).await };
        let executed = match self.run(statement.sql()).await {
            Err(error) => match delegate.execute(self.connection, &statement.text, &error).await {
                Some(executed) => executed,
                None => Err(error),
            },
            executed => executed,
        };
        if executed.is_ok() && self.has_missing_grants() {
            delegate.grant_again(&statement.text).await;
        }
        executed
    }

    /// Whether the server ignored a `GRANT` or `REVOKE`, with a warning only.
    fn has_missing_grants(&self) -> bool {
        self.connection.take_notices().iter().any(|notice| matches!(notice.code.as_str(), "01007" | "01006"))
    }

    /// Lets a superuser repeat the `GRANT` and `REVOKE` statements of a message that the server
    /// ignored.
    async fn grant_again(&self, sent: &[Pending]) {
        let Some(delegate) = self.options.delegate.filter(|_| self.has_missing_grants()) else { return };
        for pending in sent {
            delegate.grant_again(&pending.statement.text).await;
        }
    }

    /// Executes SQL. Creates missing roles and tries again.
    async fn run(&mut self, sql: &str) -> Result<(), QueryError> {
        loop {
            let error = match self.connection.execute_script(sql).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            let Some(role) = missing_role(&error).filter(|role| !self.report.created_roles.contains(role))
            else {
                return Err(error);
            };
            let words = words(sql, 2);
            let is_about_role =
                words.get(1).is_some_and(|word| word == "role" || word == "user" || word == "group");
            let drops_role = is_about_role && words[0] == "drop";
            let (Some(creator), false) = (self.options.role_creator, drops_role) else {
                return Err(error);
            };
            let statement = format!("CREATE ROLE \"{}\"", role.replace('"', "\"\""));
            match creator.execute_script(&statement).await {
                Ok(()) => {}
                // Another process has created it at the same time.
                Err(error) if matches!(error.code(), Some("42710" | "23505")) => {}
                Err(_) => return Err(error),
            }
            self.join(creator, &role).await;
            self.report.created_roles.push(role);
        }
    }

    /// Lets an unprivileged role own objects as the created role.
    async fn join(&self, creator: &Connection, role: &str) {
        if self.options.delegate.is_some() || self.options.is_untrusted {
            let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let grant = format!("GRANT {} TO {}", quoted(role), quoted(self.connection.user()));
            // Without the membership, the statement that needs it fails.
            let _ = creator.execute_script(&grant).await;
        }
    }

    fn skip(&mut self, script: &str, line: usize, error: &QueryError) {
        let reason =
            error.server_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
        self.report.skipped.push(format!("{script}:{line}: {reason}"));
    }

    fn failed(&self, statement: &Statement, line: usize, text: &str, error: QueryError) -> FailedStatement {
        let missing_extension = missing_extension(&error);
        let major = self.connection.server_version().major();
        let needs_later_version = needs_later_version(text, &error, major);
        let hint = match (&missing_extension, error.code()) {
            (Some(extension), _) => Some(install_hint(extension, major)),
            (None, Some("42501")) if self.options.is_untrusted => Some(
                "with --untrusted, SQL runs as a role without privileges; trusted SQL may be allowed to do this"
                    .to_owned(),
            ),
            (None, Some("57014")) => Some("the statement exceeded the time limit (--sql-timeout)".to_owned()),
            (None, _) => version_hint(text, &error, major)
                .or_else(|| self.options.is_migration.then(|| MIGRATION_STOPS.to_owned())),
        };
        FailedStatement {
            script: statement.script.to_string(),
            line,
            column: None,
            statement: text.to_owned(),
            error: Box::new(error),
            missing_extension,
            needs_later_version,
            hint,
        }
    }
}
