//! What a command has at hand: the terminal, the settings, the database that is meant.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgplumb_catalog::pattern::Selection;
use pgplumb_postgres::{Conninfo, Environment};

use super::Failure;
use super::args::{Connecting, Everywhere, Reading};
use super::interrupt::Interrupt;
use crate::database::{self, ChoiceError, Chosen, NamedBy, Wish};
use crate::operations::scratch::{Scratch, ScratchChoice};
use crate::settings::{self, Loaded};
use crate::terminal::Terminal;

/// How long a server may take to accept a connection, where nobody says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What a command has at hand.
pub struct Session {
    /// The terminal.
    pub terminal: Terminal,
    /// The process's surroundings.
    pub environment: Environment,
    /// Whether Ctrl-C is heard by the command itself.
    pub interrupt: Interrupt,
    everywhere: Everywhere,
    settings: OnceCell<Loaded>,
}

impl Session {
    pub(super) fn new(terminal: Terminal, environment: Environment, everywhere: Everywhere) -> Self {
        Self { terminal, environment, interrupt: Interrupt::default(), everywhere, settings: OnceCell::new() }
    }

    /// The settings, read when first asked for: some commands need none.
    pub fn settings(&self) -> Result<&Loaded, Failure> {
        if let Some(loaded) = self.settings.get() {
            return Ok(loaded);
        }
        let path = match &self.everywhere.config {
            Some(path) => Some(path.clone()),
            None => settings::find(&working_folder()?).map(|path| shortened(&path)),
        };
        let loaded = match path {
            Some(path) => {
                self.terminal.detail(format!("settings: {}", path.display()));
                settings::load(&path)?
            }
            None => Loaded::default(),
        };
        Ok(self.settings.get_or_init(|| loaded))
    }

    /// The database that is meant, as far as these settings have a say.
    pub fn choose(&self, args: &Connecting, settings: &Loaded) -> Result<Chosen, ChoiceError> {
        let wish = Wish { database: args.database.as_deref(), env: args.env.as_deref() };
        let mut chosen = database::choose(wish, &self.environment, settings, Path::new(""))?;
        chosen.conninfo.set_default_connect_timeout(CONNECT_TIMEOUT);
        Ok(chosen)
    }

    /// The database that is meant.
    pub fn database(&self, args: &Connecting) -> Result<Chosen, Failure> {
        let chosen = self.choose(args, self.settings()?)?;
        self.terminal.detail(format!(
            "database: {} (named by {})",
            chosen.conninfo.redacted(),
            chosen.named_by
        ));
        Ok(chosen)
    }

    /// The server that a word names, where it is not the database that is meant.
    pub fn server(&self, word: &str, named_by: &NamedBy) -> Result<Conninfo, Failure> {
        let mut conninfo =
            database::server(word, named_by, &self.environment, self.settings()?, Path::new(""))?;
        conninfo.set_default_connect_timeout(CONNECT_TIMEOUT);
        self.terminal.detail(format!("server: {} (named by {named_by})", conninfo.redacted()));
        Ok(conninfo)
    }

    /// How SQL is made into catalogs.
    pub fn scratch(&self, args: &Reading) -> Result<Scratch, Failure> {
        let Loaded { settings, path } = self.settings()?;
        let setting = || Some((settings.scratch.as_ref()?.0.as_str(), NamedBy::Settings(path.clone()?)));
        let said = args.scratch.scratch.as_deref().map(|word| (word, NamedBy::Scratch)).or_else(setting);
        let choice = match &said {
            None | Some(("auto", _)) => ScratchChoice::Auto,
            Some(("target", _)) => ScratchChoice::Server(Box::new(self.database(&args.connecting)?.conninfo)),
            Some((url, named_by)) => ScratchChoice::Server(Box::new(self.server(url, named_by)?)),
        };
        let scratch = Scratch::new(choice, &self.environment, cache_folder(&self.environment));
        let scratch = if args.scratch.untrusted { scratch.untrusted() } else { scratch };
        Ok(if args.scratch.no_cache { scratch.anew() } else { scratch })
    }

    /// The objects that are meant: what the command line says goes before what the settings say.
    pub fn selection(&self, args: &Reading) -> Result<Selection, Failure> {
        let settings = &self.settings()?.settings;
        let include = if args.schema.is_empty() { &settings.schemas.0 } else { &args.schema };
        let exclude = settings.exclude.0.iter().chain(&args.exclude).cloned().collect();
        Ok(Selection { include: include.clone(), exclude })
    }
}

/// Where things are kept that can be made again.
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
    std::env::current_dir()
        .map_err(|error| Failure::new(format!("the working directory cannot be entered: {error}")))
}

/// The path relative to the working directory, where it is in or above it by a step or two: shorter in messages.
fn shortened(path: &Path) -> PathBuf {
    let Ok(here) = std::env::current_dir() else { return path.to_owned() };
    let Some(folder) = path.parent() else { return path.to_owned() };
    let Ok(below) = here.strip_prefix(folder) else { return path.to_owned() };
    let steps = below.components().count();
    let name = path.file_name().unwrap_or_default();
    match steps {
        0 => PathBuf::from(name),
        1 | 2 => std::iter::repeat_n("..", steps).collect::<PathBuf>().join(name),
        _ => path.to_owned(),
    }
}
