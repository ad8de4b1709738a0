//! The documents of every schema in the corpus, on the oldest and the newest server: well-formed
//! Markdown, diagrams that Mermaid can parse, and the same bytes each time.

mod common;

use common::markdown::assert_well_formed;
use common::{counts, origin, read, save_for_inspection};
use pgplumb_outputs::{markdown, mermaid};
use pgplumb_testkit::mermaid::{assert_parse, available};
use pgplumb_testkit::{Server, corpus, newest, oldest};

#[test]
fn corpus_gives_well_formed_documents() {
    let has_mermaid = available();
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
                save_for_inspection(&format!("{name}_{split_bytes}"), &files);
                assert_well_formed(&name, &files);
                let options = mermaid::Options { split_bytes, ..mermaid::Options::default() };
                let files = mermaid::diagrams(&catalog, &origin(), &options);
                assert_eq!(files, mermaid::diagrams(&catalog, &origin(), &options));
                save_for_inspection(&format!("{name}_{split_bytes}"), &files);
                drawn.extend(assert_well_formed(&name, &files));
            }
        }
        drawn.sort();
        drawn.dedup_by(|a, b| a.1 == b.1);
        if has_mermaid {
            let drawn: Vec<(&str, &str)> = drawn.iter().map(|(name, text)| (&**name, &**text)).collect();
            assert_parse(&drawn);
        }
    }
}
