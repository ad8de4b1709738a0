//! The documents of every schema of the corpus, on the oldest and the newest server: whole Markdown, diagrams that Mermaid reads,
//! and the same bytes each time.

mod common;

use common::markdown::assert_whole;
use common::{counts, look, origin, read};
use pgplumb_outputs::{markdown, mermaid};
use pgplumb_testkit::mermaid::{assert_parse, available};
use pgplumb_testkit::{Server, corpus, newest, oldest};

#[test]
fn the_corpus_has_whole_documents() {
    let judged = available();
    for major in [oldest().major, newest().major] {
        let server = Server::shared(major);
        let mut drawn = Vec::new();
        for file in corpus(major) {
            let database = server.create_database();
            if !file.load(&database) {
                continue;
            }
            let catalog = read(&database);
            let counts = counts(&catalog);
            let name = format!("{}_{major}", file.name);
            for split_bytes in [0, 200_000] {
                let options = markdown::Options { split_bytes, ..markdown::Options::default() };
                let files = markdown::reference(&catalog, &counts, &origin(), &options);
                assert_eq!(files, markdown::reference(&catalog, &counts, &origin(), &options));
                look(&format!("{name}_{split_bytes}"), &files);
                assert_whole(&name, &files);
                let options = mermaid::Options { split_bytes, ..mermaid::Options::default() };
                let files = mermaid::diagrams(&catalog, &origin(), &options);
                assert_eq!(files, mermaid::diagrams(&catalog, &origin(), &options));
                look(&format!("{name}_{split_bytes}"), &files);
                drawn.extend(assert_whole(&name, &files));
            }
        }
        drawn.sort();
        drawn.dedup_by(|a, b| a.1 == b.1);
        if judged {
            let drawn: Vec<(&str, &str)> = drawn.iter().map(|(name, text)| (&**name, &**text)).collect();
            assert_parse(&drawn);
        }
    }
}
