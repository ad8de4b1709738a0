//! A role that can only connect reads the same catalog as a superuser.

mod common;

use pgplumb_testkit::{Server, cases, for_majors};

#[test]
fn an_unprivileged_role_reads_the_same_catalog() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        server.roles(common::ROLES);
        server.roles(&["unprivileged"]);
        for case in cases(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")) {
            // Where PUBLIC may not read the catalogs, such a role cannot read a schema.
            if !case.runs_on(installation.major) || case.name == "member_change/of_the_system" {
                continue;
            }
            let database = server.create_database();
            database.psql(&case.schema());
            let (mut all, _) = common::read(&database);
            let (visible, warnings) = common::read_as("unprivileged", &database);
            assert_eq!(warnings, [], "{}", case.name);
            // Options of user mappings are visible only to roles that may use them. Hidden options
            // are marked.
            for (mapping, visible) in all.user_mappings.iter_mut().zip(&visible.user_mappings) {
                assert!(visible.options_hidden && !mapping.options_hidden);
                mapping.options_hidden = true;
                mapping.options.clear();
                mapping.secret_options.clear();
            }
            // Only superusers may read connection strings.
            for (subscription, visible) in all.subscriptions.iter_mut().zip(&visible.subscriptions) {
                assert_eq!(visible.connection, None);
                subscription.connection = None;
            }
            assert!(all == visible, "{}: {visible:#?}", case.name);
        }
    });
}
