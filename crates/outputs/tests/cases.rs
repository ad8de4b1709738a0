//! Every case folder, this crate's and those of the catalog's kinds: its dump as text, and what that makes of an empty database.

mod common;
mod loading;

use std::path::Path;

use pgplumb_outputs::dump::{Options, dump, placeholders};
use pgplumb_outputs::tables::files;
use pgplumb_testkit::{Case, Server, cases, copy_differs, for_majors};

/// Roles that the cases name.
const ROLES: &[&str] = &["alice", "bob", "Odd role"];

fn all_cases() -> Vec<Case> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = cases(&here.join("tests/cases"));
    all.extend(cases(&here.join("../catalog/tests/cases")));
    all
}

#[test]
fn every_case_is_dumped_as_expected_and_made_again() {
    for_majors(&[14, 18], |installation| {
        let server = Server::shared(installation.major);
        server.roles(ROLES);
        let mut different = Vec::new();
        for case in all_cases().iter().filter(|case| case.runs_on(installation.major)) {
            let original = server.create_database();
            original.psql(&case.schema());
            let catalog = loading::read(&original);
            let text = dump(&catalog, &common::origin(), &Options::default());
            case.expect("dump.sql", installation.major, &text);
            // The file says why the case cannot be made again.
            if case.read("not_made_again").is_some() {
                continue;
            }
            let has_secrets = !placeholders(&catalog).is_empty();
            let (copy, folder) = (server.create_database(), server.create_database());
            for database in [&copy, &folder] {
                database.psql(&case.before());
            }
            let loaded = copy.try_psql(&text).map(|_| ());
            let both = [
                ("dump", &copy, loaded),
                ("folder", &folder, loading::load_folder(&folder, &files(&catalog))),
            ];
            for (what, copy, loaded) in both {
                let problem = match loaded {
                    Err(error) => Some(error),
                    // A placeholder stands for what is secret, and pg_dump would show just that.
                    Ok(()) if has_secrets => None,
                    Ok(()) => copy_differs(&original, copy),
                };
                let name = format!("{} on {}, {what}", case.name, installation.major);
                different.extend(problem.map(|problem| format!("--- {name}\n{problem}")));
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n\n"));
    });
}
