//! Nothing differs where nothing differs: every schema of the corpus against its own map, dump and table files, and
//! against itself on another major version.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

use pgplumb::operations::Unobserved;
use pgplumb::operations::diff::{Side, diff};
use pgplumb::operations::scratch::{Scratch, ScratchChoice};
use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_compare::Options;
use pgplumb_outputs::{dump, tables};
use pgplumb_postgres::load::{Script, sort_names};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::{CorpusFile, Database, Server, corpus, installations, newest, shared};

/// The programs that the tests are run on, as a user would have them in the path.
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
    let side = |catalog| Side { catalog, says_privileges: true, is_made: false };
    let options = Options { column_order: true, ..Options::default() };
    let found = diff(&side(from), &side(to), &Selection::default(), &options, scratch, &Unobserved).await;
    let changes = found.comparison.drift();
    changes.map(|c| format!("{} {:?}", c.object, c.what)).chain(found.notes).collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Prints what differs, and says whether anything does.
fn is_noisy(name: &str, what: &str, differences: &[String]) -> bool {
    if !differences.is_empty() {
        let first: Vec<&str> = differences.iter().map(String::as_str).take(12).collect();
        eprintln!("--- {name} against {what}: {}\n{}", differences.len(), first.join("\n"));
    }
    !differences.is_empty()
}

#[test]
fn against_its_own_outputs() {
    if shared().is_none() {
        return;
    }
    let server = Server::shared(newest().major);
    let scratch = Scratch::new(ScratchChoice::Auto, &environment(), None);
    let mut noisy = Vec::new();
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
            if is_noisy(&file.name, "its map", &differences(&map, &catalog, &scratch).await) {
                noisy.push(file.name.clone());
            }
            for (what, scripts) in [("its dump", of_dump(&catalog)), ("its table files", of_tables(&catalog))]
            {
                let major = Some(newest().major);
                let problem = match scratch.make(&scripts, major, &Unobserved).await {
                    Ok(made) => differences(&made.catalog, &catalog, &scratch).await,
                    Err(error) => vec![error.to_string()],
                };
                if is_noisy(&file.name, what, &problem) {
                    noisy.push(format!("{} ({what})", file.name));
                }
            }
        });
    }
    assert!(noisy.is_empty(), "{noisy:#?}");
}

fn of_dump(catalog: &Catalog) -> Vec<Script> {
    let text = dump::dump(catalog, &Origin::default(), &dump::Options::default());
    vec![Script { name: "schema.sql".to_owned(), text }]
}

fn of_tables(catalog: &Catalog) -> Vec<Script> {
    let files = tables::files(catalog);
    let mut names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    sort_names(&mut names);
    let text =
        |name: &str| files.iter().find(|file| file.name == name).map(|file| file.text.clone()).unwrap();
    names.into_iter().map(|name| Script { text: text(&name), name }).collect()
}

#[test]
fn against_itself_on_another_version() {
    if shared().is_none() || installations().len() < 2 {
        return;
    }
    let oldest = pgplumb_testkit::oldest();
    let scratch = Scratch::new(ScratchChoice::Auto, &environment(), None);
    let mut noisy = Vec::new();
    // Files that need a version of their own are other schemas there.
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
            if is_noisy(&file.name, "itself on another version", &problem) {
                noisy.push(file.name.clone());
            }
        });
    }
    assert!(noisy.is_empty(), "{noisy:#?}");
}
