//! Python as teams have it: whatever it is, nothing is found that is not so, and nothing changed that need not be.

use std::fs;
use std::path::Path;

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::PythonFile;
use pgplumb_outputs::python::compare::{Compared, Options, compare};
use pgplumb_outputs::python::update::update;
use pgplumb_testkit::{Server, newest};

use super::common;
use super::comparing::{file, lines};
use super::styles::mutations;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/odd")
}

fn catalog() -> Catalog {
    let database = Server::shared(newest().major).create_database();
    database.psql(&fs::read_to_string(folder().join("schema.sql")).unwrap());
    common::read(&database)
}

fn files() -> Vec<PythonFile> {
    let entries = fs::read_dir(folder()).unwrap().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "py")).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| file(&name(path), &fs::read_to_string(path).unwrap())).collect()
}

/// What is wrong of a file that is right.
fn wrong(catalog: &Catalog, file: &PythonFile) -> Vec<String> {
    let files = std::slice::from_ref(file);
    let compared: Compared = compare(catalog, files, &Options::default());
    let mut wrong = lines(&compared);
    wrong.extend(compared.notes.iter().cloned());
    wrong.extend(compared.bad.iter().map(ToString::to_string));
    match update(catalog, files, &Options::default(), &|_| false) {
        Ok(updated) if updated.files[0].text == file.text => {}
        Ok(updated) => wrong.push(format!("{} becomes\n{}", file.path, updated.files[0].text)),
        Err(error) => wrong.push(error.to_string()),
    }
    wrong
}

#[test]
fn odd_files_that_are_right_are_right() {
    let (catalog, files) = (catalog(), files());
    assert!(files.len() >= 20, "{}", files.len());
    let found: Vec<String> = files.iter().flat_map(|file| wrong(&catalog, file)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whatever becomes of the database is found once in each class that says it, and at most mended: never made worse.
#[test]
fn odd_files_are_mended_or_left() {
    let before = catalog();
    let (files, mut found) = (files(), 0);
    for mutation in mutations(&before) {
        for file in &files {
            let what = format!("{}: {}", file.path, mutation.name);
            let files = std::slice::from_ref(file);
            let compared = lines(&compare(&mutation.catalog, files, &Options::default()));
            found += compared.len();
            let updated = update(&mutation.catalog, files, &Options::default(), &|_| false).unwrap();
            let left = updated.left.len();
            assert!(left <= compared.len(), "{what}: {compared:#?}\n{}", updated.files[0].text);
            assert!(
                compared.is_empty() == (updated.files[0].text == file.text) || left > 0,
                "{what}: {compared:#?}"
            );
            let again = update(&mutation.catalog, &updated.files, &Options::default(), &|_| false).unwrap();
            assert_eq!(again.files[0].text, updated.files[0].text, "{what}");
        }
    }
    assert!(found > 500, "{found}");
}
