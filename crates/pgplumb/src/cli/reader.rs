//! Reading catalogs for commands: finds the source, shows progress, prints warnings.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::Duration;

use pgplumb_catalog::Name;
use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::nouns::counted;
use pgplumb_postgres::{ConnectError, Connection, Conninfo, PasswordPrompt, PasswordSource, Secret};

use super::Failure;
use super::args::ReadArgs;
use super::session::Session;
use crate::database::NamedBy;
use crate::operations::check::DATABASE;
use crate::operations::load::{self, LoadError, LoadRequest, LoadedCatalog, RowCounting};
use crate::operations::plan::Planned;
use crate::operations::scratch::{Scratch, SqlCatalogError};
use crate::operations::selection::SpecifiedPattern;
use crate::operations::table_selection::TablePattern;
use crate::operations::{Observer, Stage};
use crate::sources::{DatabaseRef, OpenError, Source, SourceSpec};
use crate::terminal::{Bar, Progress, Terminal, Text, prompt};

/// Time limit for commands used as sources.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(600);

/// Reads the catalog that the arguments select, and prints warnings.
pub async fn read_catalog(
    session: &Session,
    args: &ReadArgs,
    counting: RowCounting,
) -> Result<LoadedCatalog, Failure> {
    let (selection, patterns) = (session.selection(args)?, Some(session.pattern_check(args)?));
    let adjust = |request| LoadRequest { selection, patterns, counting, ..request };
    let read = read_selected(session, args, adjust).await?;
    session.note_unmatched(&read.unmatched);
    for warning in &read.warnings {
        session.terminal.warn(warning.clone());
    }
    Ok(read)
}

/// Reads at least some tables, or everything if `tables` is empty. Does not apply the selection,
/// but returns it, for commands that need other objects too.
pub async fn read_tables(
    session: &Session,
    args: &ReadArgs,
    tables: &[TablePattern],
    adjust: impl Fn(LoadRequest) -> LoadRequest,
) -> Result<(LoadedCatalog, Selection), Failure> {
    let specified = tables.iter().map(|table| SpecifiedPattern::tables("--table", table.clone()));
    let check = session.pattern_check(args)?.with(specified);
    let with_tables = |request| LoadRequest { tables: tables.to_owned(), ..adjust(request) };
    let mut read = read_selected(session, args, with_tables).await?;
    let mut seen = check.clone();
    seen.see(&read.catalog);
    if !tables.is_empty() && !seen.is_satisfied() {
        // Other patterns may match objects that these tables do not need.
        read = read_selected(session, args, &adjust).await?;
        seen = check;
        seen.see(&read.catalog);
    }
    session.note_unmatched(&seen.finish()?);
    Ok((read, session.selection(args)?))
}

async fn read_selected(
    session: &Session,
    args: &ReadArgs,
    adjust: impl FnOnce(LoadRequest) -> LoadRequest,
) -> Result<LoadedCatalog, Failure> {
    let reader = Reader::new(session, args)?;
    let request = adjust(reader.request(None));
    reader.read(&reader.source(args.source.as_deref())?, &request).await
}

/// Reads any number of sources, sharing scratch servers.
pub struct Reader<'a> {
    session: &'a Session,
    args: &'a ReadArgs,
    /// Executes SQL in scratch databases.
    pub scratch: Scratch,
    /// Shows progress.
    pub progress: ProgressDisplay,
}

impl<'a> Reader<'a> {
    /// Creates a reader for these arguments.
    pub fn new(session: &'a Session, args: &'a ReadArgs) -> Result<Self, Failure> {
        let (scratch, progress) = (session.scratch(args)?, ProgressDisplay::new(&session.terminal));
        Ok(Self { session, args, scratch, progress })
    }

    /// Parses a SOURCE argument. The default is the database.
    pub fn source(&self, argument: Option<&str>) -> Result<Source, Failure> {
        self.source_in(argument, Path::new(""))
    }

    /// Parses the desired state: the arguments, else the setting of the database or of `[apply]`.
    /// Returns its name too.
    pub fn desired(&self, arguments: &[String]) -> Result<(String, Source), Failure> {
        let loaded = self.session.settings()?;
        let env = self.args.connection.env.as_ref().and_then(|name| loaded.settings.env.get(name));
        let of_env = env.map(|env| &env.desired.0).filter(|sources| !sources.is_empty());
        let (words, folder) = match arguments {
            [] => (of_env.unwrap_or(&loaded.settings.apply.desired.0).as_slice(), loaded.folder()),
            arguments => (arguments, Path::new("")),
        };
        let names: Vec<String> = words.iter().map(|word| crate::redact::redact(word)).collect();
        let mut sources = Vec::new();
        for word in words {
            sources.push(self.source_in(Some(word), folder)?);
        }
        match (sources.len(), sources.pop()) {
            (_, None) => Err(Failure::new("no desired state was specified").hint(
                "pass --desired schema.sql, a folder of SQL files or another source (apply also takes a saved plan); or set it once in pgplumb.toml: [apply] desired = \"schema.sql\"",
            )),
            (1, Some(source)) => Ok((names.join(", "), source)),
            (_, Some(last)) => {
                sources.push(last);
                Ok((names.join(", "), Source::Several(sources)))
            }
        }
    }

    /// Parses a SOURCE argument whose paths are relative to a folder.
    pub fn source_in(&self, argument: Option<&str>, folder: &Path) -> Result<Source, Failure> {
        let mut connection = self.args.connection.clone();
        if let Some(argument) = argument {
            let exists = |path: &Path| folder.join(path).exists();
            match SourceSpec::parse(argument, exists).map_err(Failure::new)?.into_source() {
                Ok(Source::Path(path)) => return Ok(Source::Path(folder.join(path))),
                Ok(Source::Migrations { folder: migrations, layout }) => {
                    return Ok(Source::Migrations { folder: folder.join(migrations), layout });
                }
                Ok(source) => return Ok(source),
                Err(DatabaseRef::Url(url)) => {
                    return Ok(Source::Database(Box::new(self.session.server(url, &NamedBy::Source)?)));
                }
                Err(DatabaseRef::Env(name)) => {
                    (connection.database, connection.env) = (None, Some(name.to_owned()))
                }
            }
        }
        Ok(Source::Database(Box::new(self.session.database(&connection)?.conninfo)))
    }

    /// Returns the database, or the source that replaces it, with its name.
    pub fn target(&self) -> Result<(String, Source), Failure> {
        let argument = self.args.source.as_deref();
        Ok((argument.map_or_else(|| DATABASE.to_owned(), crate::redact::redact), self.source(argument)?))
    }

    /// Whether `--source` replaces the database.
    pub fn has_source(&self) -> bool {
        self.args.source.is_some()
    }

    /// Creates a request for the whole catalog. SQL is executed on this major version if possible.
    pub fn request(&self, major: Option<u32>) -> LoadRequest {
        LoadRequest {
            requires_objects: !self.args.allow_empty,
            statement_timeout: self.args.connection.statement_timeout,
            command_timeout: Some(COMMAND_TIMEOUT),
            major,
            ..LoadRequest::default()
        }
    }

    /// Connects to a database. The returned parameters include a password that was entered.
    pub async fn connect(&self, conninfo: &Conninfo) -> Result<(Connection, Conninfo), Failure> {
        let mut ask = |prompt: PasswordPrompt<'_>| self.progress.ask(prompt);
        let password = match self.args.connection.no_password || !self.session.terminal.can_prompt() {
            true => PasswordSource::None,
            false => PasswordSource::Ask(&mut ask),
        };
        self.progress.notify(Stage::Connecting(&conninfo.redacted()));
        let connected = load::connect(conninfo, password).await;
        self.progress.clear();
        connected.map_err(|error| LoadError::Connect(error).into())
    }

    /// Queries what a plan depends on in the existing rows.
    pub async fn inspect(&self, planned: &mut Planned, connection: &Connection) {
        self.progress.notify(Stage::Doing("checking the existing rows"));
        planned.inspect(connection).await;
        self.progress.clear();
    }

    /// Reads a source.
    pub async fn read(&self, source: &Source, request: &LoadRequest) -> Result<LoadedCatalog, Failure> {
        let mut ask = |prompt: PasswordPrompt<'_>| self.progress.ask(prompt);
        let password = match self.args.connection.no_password || !self.session.terminal.can_prompt() {
            true => PasswordSource::None,
            false => PasswordSource::Ask(&mut ask),
        };
        let read = load::load(source, request, password, &self.scratch, &self.progress).await;
        self.progress.clear();
        Ok(read?)
    }
}

/// Summary of a catalog that was read.
pub fn summary(read: &LoadedCatalog) -> Text {
    let tables = &read.catalog.tables;
    // The schema public exists without being specified.
    let mut schemas: BTreeSet<&Name> = read.catalog.schemas.iter().map(|schema| &schema.name).collect();
    schemas.extend(tables.iter().map(|table| &table.schema));
    let (tables, schemas) = (counted(tables.len(), "table"), counted(schemas.len(), "schema"));
    let mut text = Text::from(format!("Read {tables} in {schemas}")).plain(" from ").plain(database(read));
    if !read.origin.server_version.is_empty() {
        let version = read.origin.server_version.split(' ').next().unwrap_or_default();
        text = text.faint(format!(" (PostgreSQL {version})"));
    }
    text.faint(format!(" in {:.2} s", read.elapsed.as_secs_f64()))
}

/// The name of the source: `shop on localhost`.
fn database(read: &LoadedCatalog) -> String {
    match read.origin.database.as_str() {
        "" => "a schema map".to_owned(),
        database => database_on_host(database, &read.origin.host),
    }
}

/// A database and its server: `shop on db.example.com`. The host is empty if there is none.
pub fn database_on_host(database: &str, host: &str) -> String {
    if host.is_empty() { database.to_owned() } else { format!("{database} on {host}") }
}

/// Shows the progress of an operation on the terminal.
pub struct ProgressDisplay {
    terminal: Terminal,
    progress: Progress,
    bar: RefCell<Option<Bar>>,
}

impl ProgressDisplay {
    /// Creates a display on this terminal.
    pub fn new(terminal: &Terminal) -> Self {
        Self { terminal: terminal.clone(), progress: terminal.progress(), bar: RefCell::new(None) }
    }

    /// Removes the progress indicator.
    pub fn clear(&self) {
        self.bar.replace(None);
    }

    fn spin(&self, doing: &str) {
        let mut bar = self.bar.borrow_mut();
        match &*bar {
            Some(bar) if bar.is_spinner() => bar.doing(doing),
            // Drop the old bar before drawing a new one on its line.
            _ => {
                bar.take();
                *bar = Some(self.progress.spinner(doing));
            }
        }
    }

    /// Prompts for a password on the terminal.
    pub fn ask(&self, prompt: PasswordPrompt<'_>) -> io::Result<Option<Secret>> {
        self.clear();
        let PasswordPrompt { user, server, .. } = prompt;
        let question = crate::terminal::escape::line(&format!("Password for user {user} at {server}: "));
        prompt::password(&question).map(|password| Some(Secret::new(password)))
    }
}

impl Observer for ProgressDisplay {
    fn notify(&self, stage: Stage<'_>) {
        match stage {
            Stage::Doing(what) => self.spin(what),
            Stage::Retrying(what) => {
                self.clear();
                self.terminal.warn(what);
            }
            Stage::Connecting(to) => self.spin(&format!("connecting to {to}")),
            Stage::Reading => self.spin("reading the catalog"),
            Stage::CommandOutput(line) => self.spin(&crate::terminal::escape::line(line)),
            Stage::Writing(output) => self.spin(&format!("writing {output}")),
            Stage::Counting { done, total } => {
                let mut bar = self.bar.borrow_mut();
                if bar.as_ref().is_none_or(Bar::is_spinner) {
                    bar.take();
                    *bar = Some(self.progress.counter("counting rows", total as u64));
                }
                if let Some(bar) = &*bar {
                    bar.done(done as u64);
                }
            }
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        let error = match error {
            LoadError::EmptySelection(error) => return error.into(),
            LoadError::EmptySource(error) => return error.into(),
            error => error,
        };
        let failure = Failure::new(&error);
        match &error {
            LoadError::Connect(ConnectError::Prompt(reason))
                if reason.kind() == io::ErrorKind::Interrupted =>
            {
                Failure::interrupted()
            }
            LoadError::Query(query) if query.code() == Some("57014") => {
                failure.hint("pass a longer --statement-timeout, such as 5min")
            }
            LoadError::Query(query) if query.code() == Some("55P03") => {
                failure.hint("another session holds a lock on the schema; try again later")
            }
            LoadError::Open(OpenError::Snapshot { .. }) => {
                failure.hint("pgplumb export json writes a schema map; SQL files end in .sql")
            }
            LoadError::Sql(error) => hints_for_sql(error).into_iter().fold(failure, Failure::hint),
            LoadError::Connect(_) => failure.hint("run pgplumb doctor to check the connection"),
            _ => failure,
        }
    }
}

/// What to do about SQL that could not be executed.
fn hints_for_sql(error: &SqlCatalogError) -> Vec<String> {
    let SqlCatalogError::Load(failed) = error else {
        return error.hint().map(str::to_owned).into_iter().collect();
    };
    let missing = failed.missing_objects();
    if missing.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "no statement creates {}. If the platform of the database provides it, create it in a file that is executed first, and name the \
         file in pgplumb.toml:\n\n    [scratch]\n    prelude = \"prelude.sql\"",
        missing.join(", ")
    )]
}
