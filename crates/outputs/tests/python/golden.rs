//! What is written of a schema, as text: `cases/<case>/schema.sql` and `<style>_<driver>.py` beside it.

use std::fs;
use std::path::Path;

use pgplumb_outputs::python::generate;
use pgplumb_testkit::{Server, cases, newest};

use super::judges::Python;
use super::{common, variants};

#[test]
fn every_case_is_written_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/cases");
    let major = newest().major;
    let written = Python::found().map(|python| (python.folder(), python));
    for case in cases(&folder) {
        let database = Server::shared(major).create_database();
        database.psql(&case.schema());
        let catalog = common::read(&database);
        for (variant, options) in variants() {
            let text = generate(&catalog, options);
            case.expect(&format!("{variant}.py"), major, &text);
            if let Some((folder, _)) = &written {
                fs::write(folder.path().join(format!("{}_{variant}.py", case.name)), text).unwrap();
            }
        }
    }
    if let Some((folder, python)) = written {
        let problems = [python.import_all(&folder), python.ruff(&folder)];
        assert!(problems.iter().all(Option::is_none), "{problems:?}");
    }
}
