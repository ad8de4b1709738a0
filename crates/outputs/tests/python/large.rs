//! Much of everything: a thousand tables, two thousand files.

use std::time::Instant;

use pgplumb_outputs::python::compare::compare;
use pgplumb_outputs::python::{Options, PythonFile, generate};
use pgplumb_testkit::{Server, newest};

use super::common;

#[test]
#[expect(clippy::print_stderr, reason = "the times are what one looks at it for")]
fn a_large_schema_and_many_files_take_little_time() {
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
    eprintln!("read in {read:?}, written in {written:?}, 2,000 files compared in {looked:?}");
    // What must hold holds of what users run; unoptimised, and on a busy machine, there is no telling how slow it is.
    let slow = if cfg!(debug_assertions) { 20 } else { 1 };
    assert!(
        written < read * slow / 5 && looked.as_secs() < u64::from(2 * slow),
        "{read:?} {written:?} {looked:?}"
    );
}
