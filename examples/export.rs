//! Exports a database to a folder: `cargo run --example export -- postgres://user@host/db docs`

#![allow(clippy::print_stdout, reason = "a program prints its results")]

use std::error::Error;
use std::path::{Path, PathBuf};

use pgplumb::operations::NoObserver;
use pgplumb::operations::export::{ExportRequest, enabled, export};
use pgplumb::operations::load::{LoadRequest, load};
use pgplumb::operations::scratch::{Scratch, ScratchChoice};
use pgplumb::postgres::{Conninfo, Environment, PasswordSource};
use pgplumb::settings::Export;
use pgplumb::sources::Source;

/// Exports a database with the default settings and returns the paths of the files.
pub async fn run(url: &str, folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let environment = Environment::new(std::env::vars(), std::env::home_dir(), None);
    let database = Source::Database(Box::new(Conninfo::parse(url, &environment)?));
    // Needed only for sources that consist of SQL.
    let scratch = Scratch::new(ScratchChoice::Auto, &environment, None);
    let request = LoadRequest::default();
    let loaded = load(&database, &request, PasswordSource::None, &scratch, &NoObserver).await?;

    let settings = Export::default();
    let outputs = enabled(&settings);
    let request = ExportRequest::new(&outputs, &settings, folder);
    let exported = export(&loaded, &request, &NoObserver)?;
    Ok(exported.files.into_iter().map(|file| file.path).collect())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, folder] = arguments.as_slice() else { return Err("usage: export URL FOLDER".into()) };
    for path in run(url, Path::new(folder)).await? {
        println!("{}", path.display());
    }
    Ok(())
}
