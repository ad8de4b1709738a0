//! Compares a SQL file with a database: `cargo run --example diff -- schema.sql
//! postgres://user@host/db`

#![allow(clippy::print_stdout, reason = "a program prints its results")]

use std::error::Error;
use std::path::Path;

use pgplumb::catalog::pattern::Selection;
use pgplumb::compare::Options;
use pgplumb::operations::NoObserver;
use pgplumb::operations::diff::diff;
use pgplumb::operations::drift::NamedCatalog;
use pgplumb::operations::load::{LoadRequest, load};
use pgplumb::operations::scratch::{Scratch, ScratchChoice};
use pgplumb::postgres::{Conninfo, Environment, PasswordSource};
use pgplumb::sources::Source;

/// Returns one line for each change that turns the file's schema into the database's schema.
pub async fn run(file: &Path, url: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let environment = Environment::new(std::env::vars(), std::env::home_dir(), None);
    let database = Source::Database(Box::new(Conninfo::parse(url, &environment)?));
    let file = Source::Path(file.to_owned());
    // The file is executed in a scratch database and read back.
    let scratch = Scratch::new(ScratchChoice::Auto, &environment, None);
    let request = LoadRequest::default();
    let from = load(&file, &request, PasswordSource::None, &scratch, &NoObserver).await?;
    let to = load(&database, &request, PasswordSource::None, &scratch, &NoObserver).await?;

    let from = NamedCatalog { name: "file", loaded: &from }.side();
    let to = NamedCatalog { name: "database", loaded: &to }.side();
    let found = diff(&from, &to, &Selection::default(), &Options::default(), &scratch, &NoObserver).await;
    let describe = |change: &pgplumb::catalog::Change| format!("[{}] {}", change.severity, change.object);
    Ok(found.comparison.changes.iter().map(describe).collect())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, url] = arguments.as_slice() else { return Err("usage: diff FILE.sql URL".into()) };
    for line in run(Path::new(file), url).await? {
        println!("{line}");
    }
    Ok(())
}
