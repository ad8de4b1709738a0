//! Scratch databases and their roles.

use pgplumb_postgres::scratch::{ScratchError, Trust};
use pgplumb_testkit::{Server, each_major, newest};

use crate::common::run;
use crate::support::{external, external_as, load, value};

const OWNER: &str =
    "SELECT pg_catalog.pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE relname = 't'";

/// The databases and roles whose names start with `pgplumb`.
fn existing(server: &Server) -> String {
    server.psql(
        "SELECT datname FROM pg_database WHERE datname LIKE 'pgplumb%' UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE 'pgplumb%'",
    )
}

#[test]
fn a_separate_role_owns_the_objects() {
    each_major(|installation| {
        let server = Server::start(installation);
        server.psql("CREATE ROLE maker LOGIN CREATEDB CREATEROLE; CREATE ROLE plain LOGIN CREATEDB");
        let nothing = existing(&server);
        run(async {
            for (role, trust) in [
                ("postgres", Trust::Trusted),
                ("postgres", Trust::Untrusted),
                ("maker", Trust::Trusted),
                ("maker", Trust::Untrusted),
                ("plain", Trust::Trusted),
            ] {
                let scratch = external_as(&server, role).await;
                assert!(!scratch.is_private());
                let database = scratch.create_database(trust).await.unwrap_or_else(|e| panic!("{role}: {e}"));
                load(&database, "CREATE SCHEMA s; CREATE TABLE t (a int); CREATE EXTENSION pgcrypto")
                    .await
                    .unwrap_or_else(|error| panic!("{role}: {error}"));
                assert_eq!(value(&database, OWNER).await, database.role());
                assert_eq!(database.role().starts_with("pgplumb_src_"), role != "plain");
                database.drop().await.unwrap();
                assert_eq!(existing(&server), nothing, "{role}");
            }
            let plain = external_as(&server, "plain").await;
            let error = plain.create_database(Trust::Untrusted).await.unwrap_err();
            assert!(matches!(error, ScratchError::NoUnprivilegedRole { .. }), "{error}");
        });
    });
}

#[test]
fn untrusted_sql_has_no_privileges() {
    let server = Server::start(newest());
    run(async {
        let scratch = external(&server).await;
        for sql in [
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "RESET ROLE; CREATE ROLE x SUPERUSER",
            "SET SESSION AUTHORIZATION postgres; CREATE TABLE t ()",
            "CREATE EXTENSION dblink",
        ] {
            let database = scratch.create_database(Trust::Untrusted).await.unwrap();
            let error = load(&database, sql).await.unwrap_err().to_string();
            assert!(error.contains("--untrusted") && error.contains("schema.sql:1"), "{error}");
            database.drop().await.unwrap();
        }
    });
}

#[test]
fn databases_are_always_dropped() {
    let server = Server::start(newest());
    let nothing = existing(&server);
    run(async {
        let scratch = external(&server).await;
        let database = scratch.create_database(Trust::Trusted).await.unwrap();
        load(&database, "CREATE SUBSCRIPTION \"a'\"\"b\" CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p; ALTER SUBSCRIPTION \"a'\"\"b\" ENABLE")
            .await
            .unwrap();
        let connected = database.connect().await.unwrap();
        database.drop().await.unwrap();
        drop(connected);
        assert_eq!(existing(&server), nothing);
        // Dropped as a value, without calling `drop`.
        drop(scratch.create_database(Trust::Trusted).await.unwrap());
        assert_eq!(existing(&server), nothing);
        // Left by a killed process, and others with similar names.
        let old = "1000000000_1_0123456789abcdef";
        server.psql(&format!("CREATE ROLE pgplumb_src_{old} SUPERUSER"));
        server.psql(&format!("CREATE DATABASE pgplumb_scratch_{old} OWNER pgplumb_src_{old}"));
        server.psql("CREATE ROLE pgplumb_src_1000000001_1_0123456789abcdef");
        server.psql("CREATE DATABASE pgplumb_scratch_mine");
        let living = scratch.create_database(Trust::Trusted).await.unwrap();
        external(&server).await;
        let cluster = existing(&server);
        assert!(cluster.contains("pgplumb_scratch_mine") && cluster.contains(living.role()), "{cluster}");
        assert!(!cluster.contains("0123456789abcdef"), "{cluster}");
        living.drop().await.unwrap();
    });
}
