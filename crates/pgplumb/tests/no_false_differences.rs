//! No false differences: every schema in the corpus is compared with its own map, dump and table
//! files, and with itself on another major version.

#![allow(clippy::print_stderr, reason = "a failing test prints the differences")]

use pgplumb::operations::NoObserver;
use pgplumb::operations::diff::{Side, diff};
use pgplumb::operations::scratch::{Scratch, ScratchChoice};
use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_compare::Options;
use pgplumb_outputs::{dump, tables};
use pgplumb_postgres::load::{Script, sort_file_names};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::{CorpusFile, Database, Server, corpus, installations, newest, require, shared};

/// An environment with the installed versions of PostgreSQL in the path.
fn environment() -> Environment {
    let folders = installations().iter().map(|installation| installation.bin.clone());
    let path = std::env::join_paths(folders).unwrap().into_string().unwrap();
    Environment::new([("PATH".to_owned(), path)], None, Some("postgres".to_owned()))
}

async fn read(database: &Database) -> Catalog {
    let conninfo = Conninfo::parse(&database.url(), &environment()).unwrap();
    let connection = connect(&conninfo, PasswordSource::None).await.unwrap();
    read_catalog(&connection, &ReadOptions::default()).await.unwrap().catalog
}

async fn differences(from: &Catalog, to: &Catalog, scratch: &Scratch) -> Vec<String> {
    let side = |catalog| Side { catalog, role: None, manages_privileges: true, is_from_sql: false };
    let options = Options { column_order: true, ..Options::default() };
    let found = diff(&side(from), &side(to), &Selection::default(), &options, scratch, &NoObserver).await;
    let changes = found.comparison.drift();
    changes.map(|c| format!("{} {:?}", c.object, c.kind)).chain(found.notes).collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Prints the differences and returns whether there are any.
fn report_differences(name: &str, output: &str, differences: &[String]) -> bool {
    if !differences.is_empty() {
        let first: Vec<&str> = differences.iter().map(String::as_str).take(12).collect();
        eprintln!("--- {name} and {output}: {}\n{}", differences.len(), first.join("\n"));
    }
    !differences.is_empty()
}

#[test]
fn schemas_equal_their_own_outputs() {
    if shared().is_none() {
        return;
    }
    let server = Server::shared(newest().major);
    let scratch = Scratch::new(ScratchChoice::Auto, &environment(), None);
    let mut failed = Vec::new();
    for file in corpus(newest().major) {
        let database = server.create_database();
        if !file.load(&database) {
            continue;
        }
        runtime().block_on(async {
            let catalog = read(&database).await;
            let mut map = Vec::new();
            snapshot::write(&mut map, &catalog, &RowCounts::default(), &Origin::default()).unwrap();
            let map = snapshot::read(map.as_slice()).unwrap().catalog;
            if report_differences(&file.name, "its map", &differences(&map, &catalog, &scratch).await) {
                failed.push(file.name.clone());
            }
            for (output, scripts) in
                [("its dump", dump_scripts(&catalog)), ("its table files", table_scripts(&catalog))]
            {
                let major = Some(newest().major);
                let problem = match scratch.catalog_of_sql(&scripts, major, &NoObserver).await {
                    Ok(made) => differences(&made.catalog, &catalog, &scratch).await,
                    Err(error) => vec![error.to_string()],
                };
                if report_differences(&file.name, output, &problem) {
                    failed.push(format!("{} ({output})", file.name));
                }
            }
        });
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

fn dump_scripts(catalog: &Catalog) -> Vec<Script> {
    let text = dump::dump(catalog, &Origin::default(), &dump::Options::default());
    vec![Script { name: "schema.sql".to_owned(), text }]
}

fn table_scripts(catalog: &Catalog) -> Vec<Script> {
    let files = tables::files(catalog);
    let mut names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    sort_file_names(&mut names);
    let text =
        |name: &str| files.iter().find(|file| file.name == name).map(|file| file.text.clone()).unwrap();
    names.into_iter().map(|name| Script { text: text(&name), name }).collect()
}

#[test]
fn schemas_equal_themselves_on_another_version() {
    if shared().is_none() || !require("two PostgreSQL versions", installations().len() >= 2) {
        return;
    }
    let oldest = pgplumb_testkit::oldest();
    let scratch = Scratch::new(ScratchChoice::Auto, &environment(), None);
    let mut failed = Vec::new();
    // Files for specific versions have other schemas on other versions.
    let common: Vec<CorpusFile> = corpus(oldest.major)
        .into_iter()
        .filter(|file| corpus(newest().major).iter().any(|other| other.path == file.path))
        .collect();
    for file in common {
        let (old, new) = (
            Server::shared(oldest.major).create_database(),
            Server::shared(newest().major).create_database(),
        );
        if !file.load(&old) || !file.load(&new) {
            continue;
        }
        runtime().block_on(async {
            let (old, new) = (read(&old).await, read(&new).await);
            let problem = differences(&old, &new, &scratch).await;
            if report_differences(&file.name, "itself on another version", &problem) {
                failed.push(file.name.clone());
            }
        });
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
