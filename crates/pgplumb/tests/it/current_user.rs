//! SQL that refers to the role that executes it: `CURRENT_USER` and its relatives.

use pgplumb_testkit::{ServerOptions, for_majors};

use super::program::Folder;

const DESIRED: &str = "
    CREATE SCHEMA app AUTHORIZATION CURRENT_USER;
    CREATE TABLE app.note (id int PRIMARY KEY, author text NOT NULL);
    ALTER TABLE app.note ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_notes ON app.note TO reader, CURRENT_USER USING (author = SESSION_USER);
    CREATE POLICY recent_notes ON app.note AS RESTRICTIVE TO SESSION_USER USING (id > 1);
    CREATE TABLE app.ledger (id int);
    REVOKE UPDATE ON app.ledger FROM CURRENT_USER;
    CREATE TABLE app.archive (id int);
    REVOKE ALL ON app.archive FROM CURRENT_ROLE;
    ALTER TABLE app.archive OWNER TO CURRENT_USER;
    ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_USER IN SCHEMA app GRANT SELECT ON TABLES TO reader;
    CREATE FOREIGN DATA WRAPPER far;
    CREATE SERVER branch FOREIGN DATA WRAPPER far;
    CREATE USER MAPPING FOR CURRENT_USER SERVER branch OPTIONS (login 'reader');
    CREATE USER MAPPING FOR reader SERVER branch;
";

/// The words mean the role that applies the plan. The role that pgplumb executes the files as
/// appears nowhere.
#[test]
fn current_user_is_the_role_that_applies() {
    for_majors(&[14, 19], |installation| {
        let server = ServerOptions::new().start(installation);
        server.psql("CREATE ROLE deployer SUPERUSER LOGIN; CREATE ROLE reader");
        let (database, folder) = (server.create_database(), Folder::new());
        folder.write("schema.sql", DESIRED);
        let (url, scratch) = (database.url_as("deployer"), server.url("postgres"));
        let run = |arguments: &[&str]| {
            let common = ["-d", &url, "--scratch", &scratch];
            let run = folder.run(&[arguments, &common].concat());
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("pgplumb_src"), "{}", run.stdout);
            run
        };
        let plan = run(&["plan", "--desired", "schema.sql", "-v"]).expect(0);
        for part in [
            "TO deployer, reader USING",
            "TO deployer USING",
            "REVOKE UPDATE ON TABLE app.ledger FROM CURRENT_USER",
            "CREATE USER MAPPING FOR deployer SERVER branch",
        ] {
            assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
        }
        run(&["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"]).expect(0);
        run(&["plan", "--desired", "schema.sql", "--exit-code"]).expect(0);
        run(&["diff", "schema.sql"]).expect(0);
        folder.write("other.sql", &DESIRED.replace("TO reader, CURRENT_USER", "TO reader"));
        let differing = run(&["diff", "schema.sql", "other.sql", "--exit-code"]).expect(1);
        assert!(differing.stdout.contains("CURRENT_USER"), "{}", differing.stdout);
    });
}
