//! Keeps schema docs, SQL files and typed code in sync with a PostgreSQL database.
//!
//! [`operations`] is the library: open a [source](sources), read its catalog, export, compare,
//! plan, apply. It does not print, read environment variables or exit. [`cli`] is the program on
//! top of it: it resolves arguments and settings and runs one command. Results go to stdout,
//! everything else to stderr.
//!
//! The programs in the repository's `examples` folder export, compare and plan with this library.
//! Loading a snapshot needs no server:
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use pgplumb::operations::NoObserver;
//! use pgplumb::operations::load::{LoadRequest, load};
//! use pgplumb::operations::scratch::{Scratch, ScratchChoice};
//! use pgplumb::postgres::{Environment, PasswordSource};
//! use pgplumb::sources::Source;
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("schema_map.json");
//! # let (catalog, counts, origin) = Default::default();
//! # pgplumb::catalog::snapshot::write(std::fs::File::create(&path)?, &catalog, &counts, &origin)?;
//! let scratch = Scratch::new(ScratchChoice::Auto, &Environment::default(), None);
//! let source = Source::Path(path);
//! let request = LoadRequest::default();
//! let loaded = load(&source, &request, PasswordSource::None, &scratch, &NoObserver).await?;
//! for table in &loaded.catalog.tables {
//!     println!("{}.{}", table.schema, table.name);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use pgplumb_catalog as catalog;
pub use pgplumb_compare as compare;
pub use pgplumb_outputs as outputs;
pub use pgplumb_plan as plan;
pub use pgplumb_postgres as postgres;

mod background;
pub mod cli;
pub mod database;
mod folder;
mod links;
pub mod mcp;
pub mod operations;
pub mod progress;
pub mod redact;
pub mod schema_index;
pub mod settings;
pub mod setup;
pub mod shell;
pub mod sources;
pub mod suggest;
pub mod terminal;
