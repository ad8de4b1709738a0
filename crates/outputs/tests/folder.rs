//! Loading a folder of table files recreates the schema, compared with pg_dump.

#![allow(clippy::print_stderr, reason = "a failing test prints the differences")]

mod loading;

use pgplumb_outputs::tables::{TableFile, files, possible_file_names};
use pgplumb_testkit::{Database, Server, copy_differs, corpus, each_major, shared};

#[test]
fn corpus_round_trips_as_a_folder() {
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
            failed.borrow_mut().extend(
                unstable_files(&original, &folder).into_iter().map(|id| format!("{}: {id}", file.name)),
            );
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

/// The number of tables per schema that are also read individually.
const SAMPLES: usize = 40;

/// The tables whose file differs if only that table is read.
fn unstable_files(database: &Database, folder: &[TableFile]) -> Vec<String> {
    let entries: Vec<_> = folder.iter().filter_map(|file| Some((file, &file.entry.as_ref()?.id))).collect();
    let samples = entries.iter().step_by(entries.len().div_ceil(SAMPLES).max(1));
    let differs = samples.filter(|(complete, id)| {
        let pattern = format!("table:{}", id.path()).parse().unwrap();
        let files = files(&loading::read_some(database, &[pattern]));
        let file = files.iter().find(|file| file.entry.as_ref().is_some_and(|entry| entry.id == **id));
        let is_same = file.is_some_and(|file| file.text == complete.text);
        if !is_same {
            eprintln!(
                "--- {id}\n{}\n--- read individually\n{}",
                complete.text,
                file.map_or("", |file| &file.text)
            );
        }
        !is_same || !possible_file_names(id).any(|name| name == complete.name)
    });
    differs.map(|(_, id)| format!("{id} read individually")).collect()
}
