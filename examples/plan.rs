//! Plans the steps that make a database match a SQL file: `cargo run --example plan --
//! postgres://user@host/db schema.sql`

#![allow(clippy::print_stdout, reason = "a program prints its results")]

use std::error::Error;
use std::path::Path;

use pgplumb::operations::NoObserver;
use pgplumb::operations::drift::NamedCatalog;
use pgplumb::operations::load::{LoadRequest, load};
use pgplumb::operations::plan::PlanRequest;
use pgplumb::operations::scratch::{Scratch, ScratchChoice};
use pgplumb::postgres::{Conninfo, Environment, PasswordSource};
use pgplumb::sources::Source;

/// Returns the statements, proved on a scratch copy of the database's schema.
pub async fn run(url: &str, file: &Path) -> Result<String, Box<dyn Error>> {
    let environment = Environment::new(std::env::vars(), std::env::home_dir(), None);
    let database = Source::Database(Box::new(Conninfo::parse(url, &environment)?));
    let file = Source::Path(file.to_owned());
    let scratch = Scratch::new(ScratchChoice::Auto, &environment, None);
    let request = LoadRequest::default();
    let current = load(&database, &request, PasswordSource::None, &scratch, &NoObserver).await?;
    let desired = load(&file, &request, PasswordSource::None, &scratch, &NoObserver).await?;

    let current = NamedCatalog { name: "database", loaded: &current };
    let desired = NamedCatalog { name: "file", loaded: &desired };
    let planned = PlanRequest::new(&scratch).plan(current, desired).await?;
    Ok(planned.saved.plan.script())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, file] = arguments.as_slice() else { return Err("usage: plan URL FILE.sql".into()) };
    print!("{}", run(url, Path::new(file)).await?);
    Ok(())
}
