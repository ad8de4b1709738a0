//! Much of everything: a thousand tables, two thousand files.

use std::time::Instant;

use pgplumb_catalog::kinds::table::Table;
use pgplumb_outputs::python::compare::compare;
use pgplumb_outputs::python::{Options, PythonFile, generate};

use super::common;

#[test]
fn a_large_schema_and_many_files_take_little_time() {
    let mut catalog = common::catalog("hostile_python");
    let columns: Vec<_> =
        catalog.tables.iter().max_by_key(|t| t.columns.len()).unwrap().columns[..18].to_vec();
    let table = |at: usize| Table {
        schema: "big".into(),
        name: format!("table_{at:04}").into(),
        columns: columns.clone(),
        ..Table::default()
    };
    catalog.tables = (0..1000).map(table).collect();
    let started = Instant::now();
    let text = generate(&catalog, Options::default());
    let written = started.elapsed();
    let class = |at: usize| {
        format!(
            "from typing import TypedDict\nimport other\n\n\nclass Table{:04}Row{}(TypedDict):\n    id: int\n    t_text: str\n{}",
            at % 1000,
            if at < 1000 { "" } else { "Dto" },
            "    more: other.Thing\n".repeat(30).replace("more", "field")
                + &format!("\n\nclass Two{at}(other.Base):\n    __tablename__ = 'table_{:04}'\n", at % 1000),
        )
    };
    let files: Vec<PythonFile> =
        (0..2000).map(|at| PythonFile { path: format!("f{at}.py"), text: class(at) }).collect();
    let started = Instant::now();
    let compared = compare(&catalog, &files, &Default::default());
    let looked = started.elapsed();
    assert!(compared.bad.is_empty() && !compared.findings.is_empty() && text.len() > 500_000);
    // Unoptimised, on a busy machine; optimised both are far below a second.
    assert!(written.as_secs() < 10 && looked.as_secs() < 20, "{written:?} {looked:?}");
}
