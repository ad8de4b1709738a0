//! Typed Python, with the real parts: CPython imports it, mypy and pyright check it, ruff would leave it as it is.

mod comparing;
mod golden;
mod inheriting;
mod judges;
mod large;
mod nesting;
mod odd;
mod running;
mod styles;
mod updating;

#[path = "../common/mod.rs"]
mod common;

use std::fs;

use pgplumb_catalog::Catalog;
use pgplumb_outputs::python::{Driver, Options, Style, generate};
use pgplumb_testkit::{Server, corpus, newest};

use judges::Python;

const STYLES: [Style; 4] = [Style::TypedDict, Style::Dataclass, Style::Pydantic, Style::SqlAlchemy];
const DRIVERS: [Driver; 3] = [Driver::Json, Driver::Psycopg, Driver::Asyncpg];

/// Every style with every driver that makes a difference to it, with a name for it.
pub fn variants() -> Vec<(String, Options)> {
    let of = |style| DRIVERS.map(|driver| Options { style, driver });
    let all = STYLES.into_iter().flat_map(of);
    let matters = |options: &Options| options.style != Style::SqlAlchemy || options.driver == Driver::Json;
    all.filter(matters).map(|o| (format!("{:?}_{:?}", o.style, o.driver).to_lowercase(), o)).collect()
}

/// The schemas that are tried: a few of the corpus, all of it with `PGPLUMB_NIGHTLY`, and a hostile one.
pub fn catalogs() -> Vec<(String, Catalog)> {
    const SOME: [&str; 3] = ["chinook", "pagila", "supabase_auth"];
    let is_nightly = std::env::var_os("PGPLUMB_NIGHTLY").is_some();
    let mut found = vec![("hostile".to_owned(), common::catalog("hostile_python"))];
    for file in corpus(newest().major) {
        if is_nightly || SOME.contains(&file.name.as_str()) {
            let database = Server::shared(newest().major).create_database();
            if file.load(&database) {
                found.push((file.name.clone(), common::read(&database)));
            }
        }
    }
    found
}

#[test]
fn what_is_written_imports_and_passes_the_checkers() {
    let Some(python) = Python::found() else { return };
    let folder = python.folder();
    for (name, catalog) in catalogs() {
        for (variant, options) in variants() {
            let text = generate(&catalog, options);
            assert_eq!(text, generate(&catalog, options), "the same catalog gives the same bytes");
            fs::write(folder.path().join(format!("{name}_{variant}.py")), text).unwrap();
        }
    }
    let look = std::env::var_os("PGPLUMB_LOOK");
    for file in python.files(&folder) {
        if let Some(look) = &look {
            fs::copy(folder.path().join(&file), std::path::Path::new(look).join(&file)).unwrap();
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
        .filter_map(|(what, problem)| Some(format!("--- {what}\n{}", problem?)))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
