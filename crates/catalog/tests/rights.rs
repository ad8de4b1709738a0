//! A role that may connect, and nothing else, reads what a superuser reads.

mod common;

use pgplumb_testkit::{Server, cases, for_majors};

#[test]
fn a_role_without_rights_reads_the_same() {
    for_majors(&[14, 18], |installation| {
        let server = Server::shared(installation.major);
        server.roles(common::ROLES);
        server.roles(&["nobody"]);
        for case in cases(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")) {
            // Where PUBLIC may not read the catalogs, nobody can read a schema.
            if !case.runs_on(installation.major) || case.name == "member_change/of_the_system" {
                continue;
            }
            let database = server.create_database();
            database.psql(&case.schema());
            let (mut all, _) = common::read(&database);
            let (seen, warnings) = common::read_as("nobody", &database);
            assert_eq!(warnings, [], "{}", case.name);
            // The options of user mappings are for those alone who may use them, and what is hidden says so.
            for (mapping, seen) in all.user_mappings.iter_mut().zip(&seen.user_mappings) {
                assert!(seen.options_hidden && !mapping.options_hidden);
                mapping.options_hidden = true;
                mapping.options.clear();
                mapping.secret_options.clear();
            }
            assert!(all == seen, "{}: {seen:#?}", case.name);
        }
    });
}
