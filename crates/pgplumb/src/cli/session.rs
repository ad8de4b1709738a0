//! State shared by the steps of a command: terminal, settings, database.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgplumb_catalog::pattern::Selection;
use pgplumb_postgres::io_message;
use pgplumb_postgres::{Conninfo, Environment};

use super::Failure;
use super::args::{ConnectionArgs, GlobalArgs, ReadArgs};
use super::interrupt::Interrupt;
use crate::database::{self, ChoiceError, ChosenDatabase, DatabaseOptions, NamedBy};
use crate::operations::scratch::{Scratch, ScratchChoice};
use crate::operations::selection::{PatternCheck, SpecifiedPattern, Unmatched};
use crate::settings::{self, LoadedSettings};
use crate::sources;
use crate::terminal::Terminal;

/// Default connection timeout.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// State shared by the steps of a command.
pub struct Session {
    /// The terminal.
    pub terminal: Terminal,
    /// Environment variables, home folder and user.
    pub environment: Environment,
    /// Whether the command handles Ctrl-C itself.
    pub interrupt: Interrupt,
    global: GlobalArgs,
    settings: OnceCell<LoadedSettings>,
}

impl Session {
    pub(super) fn new(terminal: Terminal, environment: Environment, global: GlobalArgs) -> Self {
        Self { terminal, environment, interrupt: Interrupt::default(), global, settings: OnceCell::new() }
    }

    /// The same state, for a step whose progress is not worth telling.
    pub fn quiet(&self) -> Self {
        Self {
            terminal: self.terminal.clone().quiet(),
            environment: self.environment.clone(),
            interrupt: self.interrupt.clone(),
            global: self.global.clone(),
            settings: self.settings.clone(),
        }
    }

    /// Returns the settings, read on first use: some commands need none.
    pub fn settings(&self) -> Result<&LoadedSettings, Failure> {
        if let Some(loaded) = self.settings.get() {
            return Ok(loaded);
        }
        let path = match &self.global.config {
            Some(path) => Some(path.clone()),
            None => {
                let folder = working_folder()?;
                let found = settings::find(&folder);
                if let Some(path) = &found {
                    settings::check_owner(path, &folder)?;
                }
                found.map(|path| shorten(&path))
            }
        };
        let loaded = match path {
            Some(path) => {
                self.terminal.detail(format!("settings: {}", path.display()));
                settings::load(&path)?
            }
            None => LoadedSettings::default(),
        };
        Ok(self.settings.get_or_init(|| loaded))
    }

    /// Chooses the database, according to these settings.
    pub fn choose(
        &self,
        args: &ConnectionArgs,
        settings: &LoadedSettings,
    ) -> Result<ChosenDatabase, ChoiceError> {
        let options = DatabaseOptions { database: args.database.as_deref(), env: args.env.as_deref() };
        let mut chosen = database::choose(options, &self.environment, settings, Path::new(""))?;
        chosen.conninfo.set_default_connect_timeout(CONNECT_TIMEOUT);
        Ok(chosen)
    }

    /// Returns the database to connect to.
    pub fn database(&self, args: &ConnectionArgs) -> Result<ChosenDatabase, Failure> {
        let chosen = self.choose(args, self.settings()?)?;
        self.terminal.detail(format!("database: {} (from {})", chosen.conninfo.redacted(), chosen.named_by));
        Ok(chosen)
    }

    /// Parses the connection string of another server.
    pub fn server(&self, text: &str, named_by: &NamedBy) -> Result<Conninfo, Failure> {
        let mut conninfo =
            database::server_conninfo(text, named_by, &self.environment, self.settings()?, Path::new(""))?;
        conninfo.set_default_connect_timeout(CONNECT_TIMEOUT);
        self.terminal.detail(format!("server: {} (from {named_by})", conninfo.redacted()));
        Ok(conninfo)
    }

    /// Returns the configuration for executing SQL in scratch databases.
    pub fn scratch(&self, args: &ReadArgs) -> Result<Scratch, Failure> {
        let loaded = self.settings()?;
        let LoadedSettings { settings, path } = loaded;
        let setting =
            || Some((settings.scratch.server.as_ref()?.0.as_str(), NamedBy::Settings(path.clone()?)));
        let specified = args.scratch.scratch.as_deref().map(|word| (word, NamedBy::Scratch)).or_else(setting);
        let choice = match &specified {
            None | Some(("auto", _)) => ScratchChoice::Auto,
            Some(("target", _)) => ScratchChoice::Server(Box::new(self.database(&args.connection)?.conninfo)),
            Some((url, named_by)) => ScratchChoice::Server(Box::new(self.server(url, named_by)?)),
        };
        let scratch = Scratch::new(choice, &self.environment, cache_folder(&self.environment));
        let scratch = scratch.with_statement_timeout(args.scratch.sql_timeout);
        let scratch = if args.scratch.untrusted { scratch.untrusted() } else { scratch };
        let mut prelude = Vec::new();
        for path in &settings.scratch.prelude.0 {
            let path = loaded.folder().join(path);
            let scripts = sources::scripts_of(&path).map_err(|error| {
                Failure::new(error).hint("[scratch] prelude in pgplumb.toml lists SQL files and folders")
            })?;
            prelude.extend(scripts);
        }
        let scratch = scratch.with_prelude(prelude);
        Ok(if args.scratch.no_cache { scratch.without_cache() } else { scratch })
    }

    /// Returns the selected objects. Arguments take precedence over settings.
    pub fn selection(&self, args: &ReadArgs) -> Result<Selection, Failure> {
        let settings = &self.settings()?.settings;
        let include = if args.schema.is_empty() { &settings.schemas.0 } else { &args.schema };
        let exclude = settings.exclude.0.iter().chain(&args.exclude).cloned().collect();
        Ok(Selection { include: include.clone(), exclude })
    }

    /// Returns the check that the selection matches something. Patterns that select objects, and
    /// all patterns of this run, must match; settings may exclude what a database does not have.
    pub fn pattern_check(&self, args: &ReadArgs) -> Result<PatternCheck, Failure> {
        let settings = &self.settings()?.settings;
        let selection = self.selection(args)?;
        let origin = if args.schema.is_empty() { "schemas" } else { "--schema" };
        let include = selection.include.iter().map(|p| SpecifiedPattern::required(origin, p.clone()));
        let exclude = args.exclude.iter().map(|p| SpecifiedPattern::excluding("--exclude", p.clone()));
        let settings = settings.exclude.0.iter().map(|p| SpecifiedPattern::optional("exclude", p.clone()));
        let patterns: Vec<SpecifiedPattern> = include.chain(exclude).chain(settings).collect();
        Ok(PatternCheck::new(selection, patterns).allow_empty_if(args.allow_empty))
    }

    /// Prints the patterns that match nothing, where that is accepted.
    pub fn note_unmatched(&self, unmatched: &Unmatched) {
        unmatched.warnings.iter().for_each(|warning| self.terminal.warn(warning.clone()));
        unmatched.details.iter().for_each(|detail| self.terminal.detail(detail.clone()));
    }
}

/// Folder for files that can be recreated.
fn cache_folder(environment: &Environment) -> Option<PathBuf> {
    let folder = |name: &str| {
        environment.variable(name).filter(|folder| Path::new(folder).is_absolute()).map(PathBuf::from)
    };
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))
    };
    base.map(|base| base.join("pgplumb"))
}

fn working_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| {
        Failure::new(format!("cannot determine the working directory: {}", io_message(&error)))
    })
}

/// Shortens a path for messages: makes it relative to the working directory, if it is in that
/// folder or up to two levels above.
fn shorten(path: &Path) -> PathBuf {
    let Ok(here) = std::env::current_dir() else { return path.to_owned() };
    let Some(folder) = path.parent() else { return path.to_owned() };
    let Ok(relative) = here.strip_prefix(folder) else { return path.to_owned() };
    let steps = relative.components().count();
    let name = path.file_name().unwrap_or_default();
    match steps {
        0 => PathBuf::from(name),
        1 | 2 => std::iter::repeat_n("..", steps).collect::<PathBuf>().join(name),
        _ => path.to_owned(),
    }
}
