//! Subscriptions keep their connection strings, and are dropped together with their slots.

use pgplumb_testkit::{Database, Server, for_majors, newest};

use super::program::Folder;

const SAME: &str = "CREATE SUBSCRIPTION sub CONNECTION 'host=secret-left-out' PUBLICATION a, b \
                    WITH (connect = false, synchronous_commit = 'local');\nCOMMENT ON SUBSCRIPTION sub IS 'x';\n";

/// A publisher with the slot `sub`, and a subscriber with an enabled subscription.
fn subscribed(server: &Server) -> (Database, Database, String) {
    let (publisher, subscriber) = (server.create_database(), server.create_database());
    publisher.psql("CREATE PUBLICATION a; CREATE PUBLICATION b;");
    publisher.psql("SELECT pg_create_logical_replication_slot('sub', 'pgoutput')");
    let folder = server.socket_folder().display();
    let connection =
        format!("host={folder} port={} user=postgres dbname={}", server.port(), publisher.name());
    subscriber.psql(&format!(
        "CREATE SUBSCRIPTION sub CONNECTION '{connection}' PUBLICATION a WITH (create_slot = false, slot_name = 'sub')"
    ));
    (publisher, subscriber, connection)
}

#[test]
fn a_changed_subscription_keeps_a_connection_string_that_the_file_leaves_out() {
    let server = Server::start(newest());
    let (publisher, subscriber, connection) = subscribed(&server);
    let folder = Folder::new().with_postgres();
    folder.write("new.sql", SAME);
    folder.run(&["apply", "--yes", "--desired", "new.sql", "-d", &subscriber.url()]).expect(0);
    let found = subscriber.query(
        "SELECT subconninfo, subpublications::text, subenabled::text, subsynccommit FROM pg_subscription",
    );
    assert_eq!(found, [[connection.as_str(), "{a,b}", "true", "local"]]);

    folder.write("new.sql", "CREATE SCHEMA app;\n");
    let drop = ["apply", "--yes", "--desired", "new.sql", "-d", &subscriber.url()];
    let refused = folder.run(&drop).expect(2);
    assert!(refused.stderr.contains("sub"), "{}", refused.stderr);
    let slots = "SELECT slot_name::text FROM pg_replication_slots";
    assert_eq!(publisher.query(slots), [["sub"]]);
    folder.run(&[&drop[..], &["--allow-destructive"]].concat()).expect(0);
    assert!(publisher.query(slots).is_empty());
}

#[test]
fn what_needs_a_secret_is_not_created_with_a_placeholder() {
    let database = Server::shared(newest().major).create_database();
    let folder = Folder::new().with_postgres();
    folder.write(
        "new.sql",
        &format!(
            "{SAME}CREATE FOREIGN DATA WRAPPER own;\n\
             CREATE SERVER far FOREIGN DATA WRAPPER own OPTIONS (host 'h', token 't');\n\
             CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (password 'p');\n\
             CREATE TABLE item (id int);\n"
        ),
    );
    let run = folder.run(&["apply", "--yes", "--desired", "new.sql", "-d", &database.url()]).expect(2);
    for secret in [
        "its connection string is a secret",
        "its option token is a secret",
        "its option password is a secret",
    ] {
        assert!(run.stderr.contains(secret), "{secret}: {}", run.stderr);
    }
    let written = "SELECT (SELECT count(*) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
                            WHERE d.datname = current_database())::text,
                          (SELECT count(*) FROM pg_user_mapping)::text,
                          (SELECT srvoptions::text FROM pg_foreign_server), to_regclass('item')::text";
    assert_eq!(database.query(written), [["0", "0", "{host=h}", "item"]]);
}

#[test]
fn dropping_a_subscription_is_proved_where_only_a_superuser_can_own_one() {
    for_majors(&[14], |installation| {
        let database = Server::shared(installation.major).create_database();
        database.psql(
            "CREATE SUBSCRIPTION of_test CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false)",
        );
        let folder = Folder::new().with_postgres();
        folder.write("new.sql", "CREATE SCHEMA app;\n");
        let run = folder.run(&["plan", "--desired", "new.sql", "-d", &database.url()]);
        // The database can only be dropped without the subscription.
        database.psql("ALTER SUBSCRIPTION of_test SET (slot_name = NONE); DROP SUBSCRIPTION of_test");
        let run = run.expect(0);
        assert!(run.stdout.contains("proved on PostgreSQL 14"), "{}", run.stdout);
    });
}
