//! A folder of table files, loaded, is the schema that it was written from: pg_dump is the judge.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod loading;

use pgplumb_outputs::tables::files;
use pgplumb_testkit::{Server, copy_differs, corpus, each_major, shared};

#[test]
fn the_corpus_round_trips_as_a_folder() {
    if shared().is_none() {
        return;
    }
    let failed = std::cell::RefCell::new(Vec::new());
    each_major(|installation| {
        let server = Server::shared(installation.major);
        for file in corpus(installation.major) {
            let original = server.create_database();
            if !file.load(&original) {
                continue;
            }
            let folder = files(&loading::read(&original));
            if let Some(kept) = std::env::var_os("PGPLUMB_KEEP") {
                let kept = std::path::Path::new(&kept).join(format!("{}.{}", file.name, installation.major));
                std::fs::create_dir_all(&kept).unwrap();
                folder.iter().for_each(|file| std::fs::write(kept.join(&file.name), &file.text).unwrap());
            }
            let copy = server.create_database();
            let problem = match loading::load_folder(&copy, &folder) {
                Err(error) => Some(error.lines().take(8).collect::<Vec<_>>().join("\n")),
                Ok(()) => copy_differs(&original, &copy),
            };
            if let Some(problem) = problem {
                let name = format!("{} on {}", file.name, installation.major);
                eprintln!("--- {name}\n{}", problem.lines().take(100).collect::<Vec<_>>().join("\n"));
                failed.borrow_mut().push(name);
            }
        }
    });
    assert!(failed.borrow().is_empty(), "do not round-trip: {:?}", failed.borrow());
}
