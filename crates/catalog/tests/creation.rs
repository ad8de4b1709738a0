//! Recreates the schema of every case folder from its catalog and compares the result with pg_dump.

mod common;

use pgplumb_catalog::order::creation_order;
use pgplumb_catalog::sql::SECRET;
use pgplumb_testkit::{Server, cases, copy_differs, for_majors};

/// Bodies may refer to objects that are created later.
const SETTINGS: &str =
    "SET check_function_bodies = false; SET search_path = ''; SET client_min_messages = warning";

#[test]
fn case_folders_can_be_recreated() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        server.roles(common::ROLES);
        let mut different = Vec::new();
        for case in cases(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")) {
            if !case.runs_on(installation.major) || case.read("not_recreatable").is_some() {
                continue;
            }
            let original = server.create_database();
            original.psql(&case.schema());
            let (catalog, _) = common::read(&original);
            let mut sql = format!("{SETTINGS};\n");
            for unit in creation_order(&catalog, catalog.server_version) {
                for statement in &unit.statements {
                    sql += &format!("{};\n", statement.sql);
                }
            }
            let copy = server.create_database();
            copy.psql(&case.before());
            let problem = match copy.try_psql(&sql) {
                // Secrets are not recreated, and pg_dump would show the difference, so the catalogs
                // are compared instead.
                Ok(_) if sql.contains(SECRET) => {
                    let (again, _) = common::read(&copy);
                    (again != catalog).then(|| format!("reads back as another catalog\n{sql}"))
                }
                Ok(_) => copy_differs(&original, &copy),
                Err(error) => Some(format!("{error}\n{sql}")),
            };
            different.extend(problem.map(|p| format!("{} on {}:\n{p}", case.name, installation.major)));
        }
        assert!(different.is_empty(), "{}", different.join("\n\n"));
    });
}
