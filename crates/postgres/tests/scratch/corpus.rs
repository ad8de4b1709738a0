//! Every schema of the corpus loads with the same result as with psql.

use std::fs;

use pgplumb_postgres::load::{Script, load};
use pgplumb_testkit::{Installation, Server, copy_differs, corpus, for_majors};

use crate::common::{connected, run};

fn check(installation: &Installation) {
    let server = Server::shared(installation.major);
    for file in corpus(installation.major) {
        let (one, other) = (server.create_database(), server.create_database());
        if !file.load(&one) {
            continue;
        }
        let script = Script { name: file.name.clone(), text: fs::read_to_string(&file.path).unwrap() };
        run(async {
            let connection = connected(&other.url()).await;
            load(&connection, &[script]).await.unwrap_or_else(|error| panic!("{}: {error}", file.name));
            connection.close().await;
        });
        assert_eq!(copy_differs(&one, &other), None, "{}", file.name);
    }
}

#[test]
fn the_corpus_loads_like_with_psql() {
    for_majors(&[14, 19], check);
}
