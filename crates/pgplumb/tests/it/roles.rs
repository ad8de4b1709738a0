//! `pgplumb dump --roles`, on separate servers, because roles are shared by all databases of a
//! server.

use pgplumb_testkit::{ServerOptions, for_majors};

use super::program::Folder;

const ROLES: &str = "
    CREATE ROLE everyone NOLOGIN;
    CREATE ROLE \"Odd 'role'\" NOINHERIT CREATEDB CREATEROLE;
    CREATE ROLE app LOGIN PASSWORD 'hunter2' CONNECTION LIMIT 7 VALID UNTIL '2030-01-02 03:04:05+00' BYPASSRLS REPLICATION;
    CREATE ROLE reader LOGIN;
    CREATE ROLE stranger LOGIN;
    GRANT everyone TO \"Odd 'role'\" WITH ADMIN OPTION;
    GRANT \"Odd 'role'\" TO app;
    GRANT pg_monitor TO reader;
    CREATE TABLE things (id int);
    ALTER TABLE things OWNER TO app;
    GRANT SELECT ON things TO reader;";

/// Selects everything about roles that is not secret.
const ROLE_DETAILS: &str = "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit,
        rolvaliduntil AT TIME ZONE 'UTC', (SELECT string_agg(concat(roleid::regrole, to_jsonb(m) - 'roleid'), ',' ORDER BY roleid::regrole::text)
            FROM (SELECT roleid, admin_option EXTRA FROM pg_auth_members WHERE member = r.oid) m)
    FROM pg_roles r WHERE rolname !~ '^(pg_|stranger|postgres)' ORDER BY 1";

#[test]
fn roles_are_recreated_unless_they_exist() {
    for_majors(&[14, 19], |installation| {
        let servers = [0, 1].map(|_| ServerOptions::new().start(installation));
        let [server, other] = servers.each_ref().map(|server| server.create_database());
        server.psql(ROLES);
        let extra = if installation.major >= 16 {
            server.psql("CREATE ROLE late; GRANT late TO reader WITH INHERIT FALSE, SET FALSE; GRANT late TO app; GRANT SELECT ON things TO late");
            ", inherit_option, set_option"
        } else {
            ""
        };
        let query = ROLE_DETAILS.replace(" EXTRA", extra);
        let folder = Folder::new();
        let dumped = folder.run(&["dump", "--roles", "-d", &server.url()]).expect(0).stdout;
        assert!(
            !dumped.contains("hunter2") && !dumped.contains("stranger") && !dumped.contains("PASSWORD"),
            "{dumped}"
        );
        other.psql(&dumped);
        let (before, after) = (server.query(&query), other.query(&query));
        assert_eq!(before, after, "{dumped}");
        assert!(before.len() >= 4, "{before:?}");
        // Existing roles are not changed.
        other.psql("DROP TABLE things; REVOKE pg_monitor FROM reader; ALTER ROLE app NOLOGIN");
        other.psql(&dumped);
        assert_eq!(other.query("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'app'"), [["f"]]);
        // Without --roles, the dump contains no roles.
        let plain = folder.run(&["dump", "-d", &server.url()]).expect(0).stdout;
        assert!(!plain.contains("CREATE ROLE"), "{plain}");
        // A schema map contains only the names of roles.
        folder.run(&["export", "json", "-q", "-d", &server.url()]).expect(0);
        let named = folder.run(&["dump", "--roles", "--source", "docs/schema_map.json"]).expect(0).stdout;
        assert!(named.contains("THEN CREATE ROLE app; END IF"), "{named}");
    });
}
