//! Case folders of this crate and of `pgplumb-catalog`: the expected dump, and the database that
//! the dump and the table files create.

mod common;
mod loading;

use std::path::Path;

use pgplumb_outputs::dump::{Options, dump, placeholders};
use pgplumb_outputs::tables::files;
use pgplumb_testkit::{Case, Server, cases, copy_differs, for_majors, tests_case_on};

/// The roles that the cases refer to.
const ROLES: &[&str] = &["alice", "bob", "Odd role"];

fn all_cases() -> Vec<Case> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = cases(&here.join("tests/cases"));
    all.extend(cases(&here.join("../catalog/tests/cases")));
    all
}

#[test]
fn every_case_dumps_as_expected_and_can_be_recreated() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        server.roles(ROLES);
        let mut different = Vec::new();
        for (number, case) in all_cases().iter().enumerate() {
            if !tests_case_on(number, installation.major, |major| case.runs_on(major)) {
                continue;
            }
            let original = server.create_database();
            original.psql(&case.schema());
            let catalog = loading::read(&original);
            let text = dump(&catalog, &common::origin(), &Options::default());
            // Without the version in its header, which would need an expected file for each version.
            let header = format!("-- Server: PostgreSQL {}\n", installation.major);
            assert!(text.contains(&header), "{}: the dump lacks {header:?}", case.name);
            let shown = text.replacen(&header, "-- Server: PostgreSQL\n", 1);
            case.expect("dump.sql", installation.major, &shown);
            // The file says why the case cannot be recreated.
            if case.read("not_recreatable").is_some() {
                continue;
            }
            let has_secrets = !placeholders(&catalog).is_empty();
            let (copy, folder) = (server.create_database(), server.create_database());
            for database in [&copy, &folder] {
                database.psql(&case.before());
            }
            let loaded = copy.try_psql(&text).map(|_| ());
            let copies = [
                ("dump", &copy, loaded),
                ("folder", &folder, loading::load_folder(&folder, &files(&catalog))),
            ];
            for (form, copy, loaded) in copies {
                let problem = match loaded {
                    Err(error) => Some(error),
                    // pg_dump would show the secrets for which we write placeholders.
                    Ok(()) if has_secrets => None,
                    Ok(()) => copy_differs(&original, copy),
                };
                let name = format!("{} on {}, {form}", case.name, installation.major);
                different.extend(problem.map(|problem| format!("--- {name}\n{problem}")));
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n\n"));
    });
}
