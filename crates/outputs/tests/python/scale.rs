//! Generation and comparison with 1,000 tables and 2,000 files.

use std::time::Instant;

use pgplumb_outputs::python::compare::compare;
use pgplumb_outputs::python::{Options, PythonFile, generate};
use pgplumb_testkit::{Server, newest};

use super::common;

#[test]
#[expect(clippy::print_stderr, reason = "the test prints its timings")]
fn large_schemas_and_many_files_are_fast() {
    let database = Server::shared(newest().major).create_database();
    database.psql(
        "SET client_min_messages = error;
         SELECT format('CREATE TABLE table_%s (id int PRIMARY KEY, t_text text NOT NULL, %s)', to_char(t, 'FM0000'),
             (SELECT string_agg(format('c%s %s', c, (ARRAY['text', 'numeric(10,2)', 'timestamptz', 'jsonb', 'boolean NOT NULL'])[c % 5 + 1]), ', ')
                 FROM generate_series(1, 16) c))
         FROM generate_series(0, 999) t \\gexec",
    );
    let started = Instant::now();
    let catalog = common::read(&database);
    let read = started.elapsed();
    let started = Instant::now();
    let text = generate(&catalog, Options::default());
    let generated = started.elapsed();
    let class = |index: usize| {
        format!(
            "from typing import TypedDict\nimport other\n\n\nclass Table{:04}Row{}(TypedDict):\n    id: int\n    t_text: str\n{}",
            index % 1000,
            if index < 1000 { "" } else { "Dto" },
            "    more: other.Thing\n".repeat(30).replace("more", "field")
                + &format!(
                    "\n\nclass Two{index}(other.Base):\n    __tablename__ = 'table_{:04}'\n    gone: int\n",
                    index % 1000
                ),
        )
    };
    let files: Vec<PythonFile> = (0..2000)
        .map(|index| PythonFile {
            path: format!("f{index}.py"),
            text: class(index),
            is_definition_only: false,
        })
        .collect();
    let started = Instant::now();
    let compared = compare(&catalog, &files, &Default::default());
    let compared_in = started.elapsed();
    assert!(compared.invalid_files.is_empty() && !compared.findings.is_empty() && text.len() > 500_000);
    eprintln!("read in {read:?}, generated in {generated:?}, 2,000 files compared in {compared_in:?}");
    // The limits apply to release builds; debug builds get more time.
    let factor = if cfg!(debug_assertions) { 20 } else { 1 };
    assert!(
        generated < read * factor / 5 && compared_in.as_secs() < u64::from(2 * factor),
        "{read:?} {generated:?} {compared_in:?}"
    );
}
