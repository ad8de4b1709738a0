//! The state of the server, and the dispatch of calls.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use pgplumb_catalog::ObjectId;
use pgplumb_catalog::pattern::Selection;
use pgplumb_compare::Options;
use pgplumb_postgres::read_only_sql::{AllowedFunctions, Limits};
use pgplumb_postgres::{Conninfo, PasswordSource};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::sync::{mpsc, oneshot};

use super::answer::{Answer, ToolResult};
use super::resources;
use super::tools;
use crate::operations::find::{self, NotFound};
use crate::operations::load::{LoadError, LoadRequest, LoadedCatalog, load};
use crate::operations::scratch::Scratch;
use crate::operations::{NoObserver, Observer, Stage};
use crate::schema_index::SchemaIndex;
use crate::settings::Export;
use crate::sources::Source;

/// How long a catalog of a database is used before it is read again.
const FRESH: Duration = Duration::from_secs(60);

/// What the server serves.
pub struct Config {
    /// The source of the structure.
    pub structure: Source,
    /// The database for drift checks and SQL.
    pub live: Option<Conninfo>,
    /// The schema map that is compared with the database, with its name.
    pub expected: Option<(String, Source)>,
    /// How SQL is executed, if it is allowed.
    pub sql: Option<SqlAccess>,
    /// What is loaded.
    pub request: LoadRequest,
    /// The selected objects.
    pub selection: Selection,
    /// What counts as a difference.
    pub options: Options,
    /// Recreates catalogs, and proves plans.
    pub scratch: Scratch,
    /// Executes the SQL of agents.
    pub untrusted: Scratch,
    /// The settings of documents.
    pub export: Export,
    /// The folder that paths in the settings are relative to.
    pub folder: PathBuf,
}

/// How SQL is executed.
pub struct SqlAccess {
    /// The limits.
    pub limits: Limits,
    /// Functions that are allowed in addition.
    pub allowed: AllowedFunctions,
}

/// A catalog with its index.
pub struct Schema {
    /// The catalog.
    pub loaded: LoadedCatalog,
    /// The index.
    pub index: SchemaIndex,
    loaded_at: Instant,
    modified: Option<SystemTime>,
}

impl Schema {
    /// Finds an object by name. A name that several objects have is refused with the list.
    pub fn find(&self, name: &str) -> Result<ObjectId, String> {
        let list = |ids: &[ObjectId]| ids.iter().map(ObjectId::to_string).collect::<Vec<_>>().join(", ");
        let id = find::find(&self.loaded.catalog, name).map_err(|error| match &error {
            NotFound::Unknown { suggestions, .. } if suggestions.is_empty() => {
                format!("{error}. Use search_schema or list_objects to find names")
            }
            NotFound::Unknown { suggestions, .. } => format!("{error}. Did you mean {}?", list(suggestions)),
            NotFound::Ambiguous { candidates, .. } => format!("{error}. Specify one of {}", list(candidates)),
            NotFound::UnknownKind { suggestion: Some(kind), .. } => format!("{error}. Did you mean {kind}?"),
            NotFound::UnknownKind { .. } => error.to_string(),
        })?;
        Ok(self.loaded.catalog.container(&id).unwrap_or(id))
    }
}

/// A request of the client.
pub enum Request {
    /// A tool call.
    Tool {
        /// The name of the tool.
        name: String,
        /// The arguments.
        arguments: Map<String, Value>,
        /// Receives progress in words.
        progress: mpsc::UnboundedSender<String>,
        /// Receives the answer. Dropping the receiver cancels the call.
        reply: oneshot::Sender<Answer>,
    },
    /// The list of tables from an offset.
    ListTables(usize, oneshot::Sender<Result<resources::TableList, String>>),
    /// The description of a table by its URI.
    ReadTable(String, oneshot::Sender<Result<String, String>>),
}

/// Passes the progress of operations to the client.
struct ProgressSender(mpsc::UnboundedSender<String>);

impl Observer for ProgressSender {
    fn notify(&self, stage: Stage<'_>) {
        let text = match stage {
            Stage::Doing(what) | Stage::Retrying(what) | Stage::CommandOutput(what) => what.to_owned(),
            Stage::Connecting(to) => format!("connecting to {to}"),
            Stage::Reading => "reading the catalog".to_owned(),
            Stage::Counting { done, total } => format!("counted the rows of {done} of {total} tables"),
            Stage::Writing(output) => format!("writing {output}"),
        };
        // The client may be gone.
        let _ = self.0.send(text);
    }
}

/// Serves one schema.
pub struct Server {
    /// What it serves.
    pub config: Config,
    schema: RefCell<Option<Rc<Schema>>>,
}

impl Server {
    /// Creates a server. Nothing is loaded yet.
    pub fn new(config: Config) -> Self {
        Self { config, schema: RefCell::new(None) }
    }

    /// Returns the schema. Reads it again if the file has changed, or some time has passed.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub async fn schema(&self, observer: &dyn Observer) -> Result<Rc<Schema>, LoadError> {
        let Config { structure, request, scratch, .. } = &self.config;
        let modified = match structure {
            Source::Path(path) => std::fs::metadata(path).and_then(|file| file.modified()).ok(),
            _ => None,
        };
        let known = self.schema.borrow().clone();
        let is_fresh = |schema: &Rc<Schema>| match structure {
            Source::Database(_) => schema.loaded_at.elapsed() < FRESH,
            _ => schema.modified == modified,
        };
        if let Some(schema) = known.filter(is_fresh) {
            return Ok(schema);
        }
        let loaded = load(structure, request, PasswordSource::None, scratch, observer).await?;
        let index = SchemaIndex::new(&loaded.catalog);
        let schema = Rc::new(Schema { loaded, index, loaded_at: Instant::now(), modified });
        self.schema.replace(Some(Rc::clone(&schema)));
        Ok(schema)
    }

    /// Handles requests concurrently until all senders are gone.
    pub(super) async fn run(&self, mut requests: mpsc::UnboundedReceiver<Request>) {
        let mut running = FuturesUnordered::new();
        loop {
            tokio::select! {
                request = requests.recv() => match request {
                    Some(request) => running.push(self.handle(request)),
                    None => break,
                },
                Some(()) = running.next(), if !running.is_empty() => {}
            }
        }
    }

    async fn handle(&self, request: Request) {
        // A receiver that is gone does not want the answer.
        match request {
            Request::Tool { name, arguments, progress, mut reply } => {
                let observer = ProgressSender(progress);
                let answer = tokio::select! {
                    answer = self.call(&name, arguments, &observer) => answer,
                    () = reply.closed() => return,
                };
                let _ = reply.send(answer);
            }
            Request::ListTables(offset, reply) => {
                let schema = self.schema(&NoObserver).await.map_err(|error| error.to_string());
                let _ = reply.send(schema.map(|schema| resources::list(&schema, offset)));
            }
            Request::ReadTable(uri, reply) => {
                let schema = self.schema(&NoObserver).await.map_err(|error| error.to_string());
                let _ = reply.send(schema.and_then(|schema| resources::read(&schema, &uri)));
            }
        }
    }

    async fn call(&self, name: &str, arguments: Map<String, Value>, observer: &dyn Observer) -> Answer {
        let answer = match self.answer(name, arguments, observer).await {
            Ok(answer) => answer,
            Err(message) => Answer::error(&message),
        };
        match answer.fits() {
            true => answer,
            false => Answer::error("the answer is larger than 20 KB; ask for less: fewer objects or columns"),
        }
    }

    async fn answer(&self, name: &str, arguments: Map<String, Value>, observer: &dyn Observer) -> ToolResult {
        let arguments = Value::Object(arguments);
        let schema = async || self.schema(observer).await.map_err(|error| error.to_string());
        match name {
            "search_schema" => tools::search_schema(&*schema().await?, parse(arguments)?),
            "describe" => tools::describe(&*schema().await?, parse(arguments)?),
            "list_objects" => tools::list_objects(&*schema().await?, parse(arguments)?),
            "find_join_path" => tools::find_join_path(&*schema().await?, &parse(arguments)?),
            "relevant_schema" => tools::relevant_schema(&*schema().await?, &parse(arguments)?),
            "check_drift" => tools::check_drift(self, parse(arguments)?, observer).await,
            "plan_change" => tools::plan_change(self, &*schema().await?, parse(arguments)?, observer).await,
            "export_docs" => tools::export_docs(self, &*schema().await?, &parse(arguments)?),
            "execute_sql" => tools::execute_sql(self, &parse(arguments)?, observer).await,
            _ => Err(format!("there is no tool {name}")),
        }
    }
}

fn parse<T: DeserializeOwned>(arguments: Value) -> Result<T, String> {
    serde_json::from_value(arguments).map_err(|error| format!("invalid arguments: {error}"))
}
