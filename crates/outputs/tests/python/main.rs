//! Tests of typed Python: CPython imports generated modules, mypy and pyright check them, and ruff
//! leaves them unchanged.

mod binding;
mod compare;
mod complete;
mod constructs;
mod expected;
mod inheritance;
mod metadata;
mod nested_classes;
mod relationships;
mod runtime;
mod scale;
mod styles;
mod tools;
mod unusual;
mod update;

#[path = "../common/mod.rs"]
mod common;

use std::fs;

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::{Driver, Options, Style, generate};
use pgplumb_testkit::{Server, corpus, newest};

use tools::Python;

const STYLES: [Style; 4] = [Style::TypedDict, Style::Dataclass, Style::Pydantic, Style::SqlAlchemy];
const DRIVERS: [Driver; 3] = [Driver::Json, Driver::Psycopg, Driver::Asyncpg];

/// Every style with every driver that makes a difference, each with a name.
pub fn variants() -> Vec<(String, Options)> {
    let options = |style| DRIVERS.map(|driver| Options { style, driver, ..Options::default() });
    let all = STYLES.into_iter().flat_map(options);
    let matters = |options: &Options| options.style != Style::SqlAlchemy || options.driver == Driver::Json;
    all.filter(matters).map(|o| (format!("{:?}_{:?}", o.style, o.driver).to_lowercase(), o)).collect()
}

/// Catalogs to test with: a schema with hostile names, and some schemas of the corpus (all of them
/// if `PGPLUMB_NIGHTLY` is set).
pub fn catalogs() -> Vec<(String, Catalog)> {
    const SELECTED: [&str; 3] = ["chinook", "pagila", "supabase_auth"];
    let is_nightly = std::env::var_os("PGPLUMB_NIGHTLY").is_some();
    let mut found = vec![("hostile".to_owned(), common::catalog("hostile_python"))];
    for file in corpus(newest().major) {
        if is_nightly || SELECTED.contains(&file.name.as_str()) {
            let database = Server::shared(newest().major).create_database();
            if file.load(&database) {
                found.push((file.name.clone(), common::read(&database)));
            }
        }
    }
    found
}

#[test]
fn generated_modules_import_and_pass_the_type_checkers() {
    let Some(python) = Python::found() else { return };
    let folder = python.folder();
    for (name, catalog) in catalogs() {
        for (variant, options) in variants() {
            let text = generate(&catalog, options);
            assert_eq!(text, generate(&catalog, options), "the same catalog gives the same bytes");
            fs::write(folder.path().join(format!("{name}_{variant}.py")), text).unwrap();
        }
    }
    // Set this variable to a folder to look at the generated modules.
    let copy_to = std::env::var_os("PGPLUMB_LOOK");
    for file in python.files(&folder) {
        if let Some(copy_to) = &copy_to {
            fs::copy(folder.path().join(&file), std::path::Path::new(copy_to).join(&file)).unwrap();
        }
    }
    let problems = [
        ("import", python.import_all(&folder)),
        ("ruff", python.ruff(&folder)),
        ("mypy", python.mypy(&folder)),
        ("pyright", python.pyright(&folder)),
    ];
    let problems: Vec<String> = problems
        .into_iter()
        .filter_map(|(tool, problem)| Some(format!("--- {tool}\n{}", problem?)))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
