//! Case folders: `cases/<case>/schema.sql` and the expected `<style>_<driver>.py`.

use std::fs;
use std::path::Path;

use pgplumb_outputs::python::generate;
use pgplumb_testkit::{Server, cases, newest};

use super::tools::Python;
use super::{common, variants};

#[test]
fn generated_modules_are_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/cases");
    let major = newest().major;
    let python = Python::found().map(|python| (python.folder(), python));
    for case in cases(&folder) {
        let database = Server::shared(major).create_database();
        database.psql(&case.schema());
        let catalog = common::read(&database);
        for (variant, options) in variants() {
            let text = generate(&catalog, options);
            case.expect(&format!("{variant}.py"), major, &text);
            if let Some((folder, _)) = &python {
                fs::write(folder.path().join(format!("{}_{variant}.py", case.name)), text).unwrap();
            }
        }
    }
    if let Some((folder, python)) = python {
        let problems = [python.import_all(&folder), python.ruff(&folder)];
        assert!(problems.iter().all(Option::is_none), "{problems:?}");
    }
}
