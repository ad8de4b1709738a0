//! Reading a catalog, as the commands do that need one: the source is found, said, and read with progress shown.

use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::time::Duration;

use pgplumb_catalog::pattern::Selection;
use pgplumb_postgres::{ConnectError, Connection, Conninfo, PasswordPrompt, PasswordSource, Secret};

use super::Failure;
use super::args::Reading;
use super::session::Session;
use crate::database::NamedBy;
use crate::operations::check::DATABASE;
use crate::operations::read::{self, Counting, Read, ReadError, Request};
use crate::operations::scratch::Scratch;
use crate::operations::{Observer, Stage};
use crate::sources::{Named, Source, SourceWord};
use crate::terminal::{Bar, Progress, Terminal, Text, prompt};

/// How long a command may run that is a source.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(600);

/// Reads the catalog that the arguments name, and warns of what the reading met.
pub async fn read_catalog(session: &Session, args: &Reading, counting: Counting) -> Result<Read, Failure> {
    let selection = session.selection(args)?;
    let read = read_selected(session, args, |request| Request { selection, counting, ..request }).await?;
    for warning in &read.warnings {
        session.terminal.warn(warning.clone());
    }
    Ok(read)
}

/// Reads what is wanted, whatever the settings select, and says what they do: for who must know what is around that.
pub async fn read_around(
    session: &Session,
    args: &Reading,
    wanted: impl FnOnce(Request) -> Request,
) -> Result<(Read, Selection), Failure> {
    Ok((read_selected(session, args, wanted).await?, session.selection(args)?))
}

async fn read_selected(
    session: &Session,
    args: &Reading,
    wanted: impl FnOnce(Request) -> Request,
) -> Result<Read, Failure> {
    let reader = Reader::new(session, args)?;
    let request = wanted(reader.request(None));
    reader.read(&reader.source(args.source.as_deref())?, &request).await
}

/// Reads sources, as many as a command needs, with one scratch server for all.
pub struct Reader<'a> {
    session: &'a Session,
    args: &'a Reading,
    /// How SQL is made into catalogs.
    pub scratch: Scratch,
    /// Shows what is done.
    pub shown: Shown,
}

impl<'a> Reader<'a> {
    /// A reader as the arguments say.
    pub fn new(session: &'a Session, args: &'a Reading) -> Result<Self, Failure> {
        let (scratch, shown) = (session.scratch(args)?, Shown::new(&session.terminal));
        Ok(Self { session, args, scratch, shown })
    }

    /// The source that a word means; without one, the database that is meant.
    pub fn source(&self, word: Option<&str>) -> Result<Source, Failure> {
        let mut connecting = self.args.connecting.clone();
        if let Some(word) = word {
            match SourceWord::parse(word, Path::exists).map_err(Failure::new)?.into_source() {
                Ok(source) => return Ok(source),
                Err(Named::Url(url)) => {
                    return Ok(Source::Database(Box::new(self.session.server(url, &NamedBy::Source)?)));
                }
                Err(Named::Env(name)) => {
                    (connecting.database, connecting.env) = (None, Some(name.to_owned()))
                }
            }
        }
        Ok(Source::Database(Box::new(self.session.database(&connecting)?.conninfo)))
    }

    /// The database that is meant, or the source that takes its place, with what it is called.
    pub fn target(&self) -> Result<(String, Source), Failure> {
        let word = self.args.source.as_deref();
        Ok((word.map_or_else(|| DATABASE.to_owned(), crate::redact::redact), self.source(word)?))
    }

    /// Whether a source takes the place of the database.
    pub fn has_source(&self) -> bool {
        self.args.source.is_some()
    }

    /// A request for all that there is, executed on a major version where there is a choice.
    pub fn request(&self, major: Option<u32>) -> Request {
        Request {
            selection: Selection::default(),
            tables: Vec::new(),
            counting: Counting::None,
            statement_timeout: self.args.connecting.statement_timeout,
            command_timeout: Some(COMMAND_TIMEOUT),
            major,
            roles: false,
        }
    }

    /// Connects to a database, and says how to do so again without asking for a password.
    pub async fn connect(&self, conninfo: &Conninfo) -> Result<(Connection, Conninfo), Failure> {
        let mut ask = |prompt: PasswordPrompt<'_>| self.shown.ask(prompt);
        let password = match self.args.connecting.no_password || !self.session.terminal.can_ask() {
            true => PasswordSource::None,
            false => PasswordSource::Ask(&mut ask),
        };
        self.shown.at(Stage::Connecting(&conninfo.redacted()));
        let connected = read::connect(conninfo, password).await;
        self.shown.clear();
        connected.map_err(|error| ReadError::Connect(error).into())
    }

    /// Reads a source.
    pub async fn read(&self, source: &Source, request: &Request) -> Result<Read, Failure> {
        let mut ask = |prompt: PasswordPrompt<'_>| self.shown.ask(prompt);
        let password = match self.args.connecting.no_password || !self.session.terminal.can_ask() {
            true => PasswordSource::None,
            false => PasswordSource::Ask(&mut ask),
        };
        let read = read::read(source, request, password, &self.scratch, &self.shown).await;
        self.shown.clear();
        Ok(read?)
    }
}

/// What was read, from where, and how long it took.
pub fn summary(read: &Read) -> Text {
    let (tables, schemas) = (read.catalog.tables.len(), read.catalog.schemas.len());
    let mut text = Text::from(format!("Read {} in {}", some(tables, "table"), some(schemas, "schema")))
        .plain(" from ")
        .plain(database(read));
    if !read.origin.server_version.is_empty() {
        let version = read.origin.server_version.split(' ').next().unwrap_or_default();
        text = text.faint(format!(" (PostgreSQL {version})"));
    }
    text.faint(format!(" in {:.2} s", read.took.as_secs_f64()))
}

/// The database that was read: `shop on localhost`.
fn database(read: &Read) -> String {
    let origin = &read.origin;
    match (origin.database.as_str(), origin.host.as_str()) {
        ("", _) => "a schema map".to_owned(),
        (database, "") => database.to_owned(),
        (database, host) => format!("{database} on {host}"),
    }
}

/// A number of things: `1 table`, `2 tables`, `3 policies`.
pub fn some(number: usize, what: &str) -> String {
    let plural = match what {
        _ if number == 1 => return format!("1 {what}"),
        "statistics" | "default privileges" => what.to_owned(),
        _ if what.ends_with('x') || what.ends_with("ss") => format!("{what}es"),
        _ => match what.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{what}s"),
        },
    };
    format!("{number} {plural}")
}

/// Shows what an operation is doing.
pub struct Shown {
    progress: Progress,
    bar: RefCell<Option<Bar>>,
}

impl Shown {
    /// Shows it on this terminal.
    pub fn new(terminal: &Terminal) -> Self {
        Self { progress: terminal.progress(), bar: RefCell::new(None) }
    }

    /// Ends what is shown.
    pub fn clear(&self) {
        self.bar.replace(None);
    }

    fn spin(&self, doing: &str) {
        let mut bar = self.bar.borrow_mut();
        match &*bar {
            Some(bar) if bar.is_spinner() => bar.doing(doing),
            // The old bar must have left the line before a new one takes it.
            _ => {
                bar.take();
                *bar = Some(self.progress.spinner(doing));
            }
        }
    }

    /// Asks for a password on the terminal.
    pub fn ask(&self, prompt: PasswordPrompt<'_>) -> io::Result<Option<Secret>> {
        self.clear();
        let PasswordPrompt { user, server, .. } = prompt;
        let question = crate::terminal::escape::line(&format!("Password for user {user} at {server}: "));
        prompt::password(&question).map(|password| Some(Secret::new(password)))
    }
}

impl Observer for Shown {
    fn at(&self, stage: Stage<'_>) {
        match stage {
            Stage::Doing(what) => self.spin(what),
            Stage::Connecting(to) => self.spin(&format!("connecting to {to}")),
            Stage::Reading => self.spin("reading the catalog"),
            Stage::Said(line) => self.spin(&crate::terminal::escape::line(line)),
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

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let failure = Failure::new(&error);
        match &error {
            ReadError::Connect(ConnectError::Prompt(reason))
                if reason.kind() == io::ErrorKind::Interrupted =>
            {
                Failure::interrupted()
            }
            ReadError::Query(query) if query.code() == Some("57014") => {
                failure.hint("give the queries more time with --statement-timeout 5min")
            }
            ReadError::Query(query) if query.code() == Some("55P03") => {
                failure.hint("somebody else holds a lock on the schema: try again when their change is done")
            }
            ReadError::Connect(_) => failure.hint("pgplumb doctor says which database is meant, and why"),
            _ => failure,
        }
    }
}
