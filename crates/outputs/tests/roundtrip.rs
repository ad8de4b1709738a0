//! Loading a dump recreates the schema, compared with pg_dump.

#![allow(clippy::print_stderr, reason = "a failing test prints the differences")]

use pgplumb_catalog::Catalog;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::dump::{Options, dump};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::{Database, Server, copy_differs, corpus, each_major, shared};

fn read(database: &Database) -> Catalog {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
        let conninfo = Conninfo::parse(&database.url(), &environment).unwrap();
        let connection = connect(&conninfo, PasswordSource::None).await.unwrap();
        let read = read_catalog(&connection, &ReadOptions::default()).await.unwrap();
        assert_eq!(read.warnings, [], "no warnings");
        read.catalog
    })
}

#[test]
fn corpus_round_trips_as_a_dump() {
    if shared().is_none() {
        return;
    }
    let mut failed = std::cell::RefCell::new(Vec::new());
    each_major(|installation| {
        let server = Server::shared(installation.major);
        for file in corpus(installation.major) {
            let original = server.create_database();
            if !file.load(&original) {
                continue;
            }
            let text = dump(&read(&original), &Origin::default(), &Options::default());
            let copy = server.create_database();
            let problem = match copy.try_psql(&text) {
                Err(error) => Some(error.lines().take(6).collect::<Vec<_>>().join("\n")),
                Ok(_) => copy_differs(&original, &copy),
            };
            if let Some(problem) = problem {
                let name = format!("{} on {}", file.name, installation.major);
                eprintln!("--- {name}\n{}", problem.lines().take(400).collect::<Vec<_>>().join("\n"));
                failed.borrow_mut().push(name);
                if let Some(folder) = std::env::var_os("PGPLUMB_KEEP") {
                    let name = format!("{}.{}.sql", file.name, installation.major);
                    let _ = std::fs::write(std::path::Path::new(&folder).join(name), text);
                }
            }
        }
    });
    assert!(failed.get_mut().is_empty(), "do not round-trip: {failed:?}");
}
