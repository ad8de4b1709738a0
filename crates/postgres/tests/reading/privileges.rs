//! Reading as a role that only has the right to connect.

use pgplumb_catalog::counts::CountKind;
use pgplumb_catalog::snapshot::schema_hash;
use pgplumb_postgres::counts::{CountOptions, row_counts};
use pgplumb_testkit::{Server, corpus, newest, oldest, shared};

use crate::common::{connected, read, run};

#[test]
fn a_role_without_privileges_reads_the_same_catalog() {
    if shared().is_none() {
        return;
    }
    for installation in [oldest(), newest()] {
        let server = Server::shared(installation.major);
        server.roles(&["newcomer"]);
        server.psql("ALTER ROLE newcomer LOGIN");
        for name in ["pagila", "logto", "pg_regression"] {
            let files = corpus(installation.major);
            let file = files.iter().find(|file| file.name == name).unwrap();
            let database = server.create_database();
            if !file.load(&database) {
                continue;
            }
            // Revoke everything from PUBLIC except CONNECT.
            database.psql(
                "DO $$ DECLARE s name; BEGIN
                   FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                     EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', s);
                     EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC', s);
                     EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM PUBLIC', s);
                   END LOOP; END $$",
            );
            let (all, seen, counts) = run(async {
                let superuser = connected(&database.url()).await;
                let newcomer = connected(&database.url_as("newcomer")).await;
                let counts =
                    row_counts(&newcomer, || async { None }, &CountOptions::default(), |_, _| {}).await;
                (read(&superuser).await, read(&newcomer).await, counts.unwrap())
            });
            assert_eq!((&all.warnings, &seen.warnings), (&vec![], &vec![]), "{name}");
            let mut all = all.catalog;
            // The options of user mappings are hidden from this role, and marked as hidden.
            for (mapping, seen) in all.user_mappings.iter_mut().zip(&seen.catalog.user_mappings) {
                mapping.options_hidden = seen.options_hidden;
                mapping.options.clone_from(&seen.options);
                mapping.secret_options.clone_from(&seen.secret_options);
            }
            assert_eq!(
                schema_hash(&all),
                schema_hash(&seen.catalog),
                "{name} on PostgreSQL {}",
                installation.major
            );
            let tables = all.tables.iter().filter(|table| table.partition_key.is_none());
            for table in tables.clone() {
                let count = counts.get(&table.schema, &table.name).unwrap();
                assert_eq!((count.rows, count.kind), (None, CountKind::Unknown), "{}", table.name);
                assert_eq!(count.note.as_deref(), Some("no USAGE privilege on the schema"), "{}", table.name);
            }
            assert!(tables.count() > 10);
        }
    }
}
