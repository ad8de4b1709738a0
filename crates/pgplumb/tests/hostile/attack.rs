//! A database whose owner attacks everybody who reads it, and the effects of a successful attack.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use pgplumb_testkit::{Database, Server};

use super::program::{Folder, Run};

/// A database, a folder to run the program in, and a folder in which attacks leave files.
pub struct Attack {
    pub folder: Folder,
    pub database: Database,
    /// The owner of the hostile objects, who has no privileges outside of the database.
    pub tenant: String,
    loot: tempfile::TempDir,
    /// The server to which attacks try to connect.
    listener: TcpListener,
}

/// Tries everything that only a superuser may do. `@` is the folder for files, `#` a port.
const PAYLOAD: &str = r"
CREATE FUNCTION public.evil_now(mark text) RETURNS text LANGUAGE plpgsql VOLATILE AS $f$
DECLARE attempt text;
BEGIN
    FOREACH attempt IN ARRAY ARRAY[
        'COPY (SELECT current_user) TO PROGRAM ''cat >> @/program-' || mark || '''',
        'COPY (SELECT current_user) TO ''@/copy-' || mark || '''',
        'SELECT pg_catalog.lo_export(pg_catalog.lo_from_bytea(0, ''x''), ''@/export-' || mark || ''')',
        'SELECT pg_catalog.pg_file_write(''@/write-' || mark || ''', ''x'', false)',
        'SELECT CASE WHEN pg_catalog.length(pg_catalog.pg_read_file(''/etc/passwd'')) > 0 THEN public.dblink_connect(''host=127.0.0.1 port=# connect_timeout=2'') END',
        'SELECT public.dblink_connect(''host=127.0.0.1 port=# user=u password=p dbname=d connect_timeout=2'')',
        'CREATE ROLE pgplumb_evil SUPERUSER',
        'ALTER ROLE CURRENT_USER SUPERUSER',
        'GRANT pg_execute_server_program TO PUBLIC',
        'SET ROLE postgres', 'SET ROLE pgplumb_admin', 'RESET SESSION AUTHORIZATION', 'RESET ROLE',
        'COPY (SELECT current_user) TO PROGRAM ''cat >> @/again-' || mark || ''''
    ] LOOP
        BEGIN EXECUTE attempt; EXCEPTION WHEN OTHERS THEN NULL; END;
    END LOOP;
    RETURN mark;
END $f$;
CREATE FUNCTION public.evil(mark text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $f$BEGIN RETURN public.evil_now(mark); END$f$;
CREATE FUNCTION public.evil(mark text, value anyelement) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $f$BEGIN PERFORM public.evil_now(mark); RETURN value; END$f$;
CREATE FUNCTION public.evil_trigger() RETURNS trigger LANGUAGE plpgsql AS $f$BEGIN PERFORM public.evil_now(TG_NAME); RETURN NEW; END$f$;
";

impl Attack {
    /// Creates a database that belongs to a role without privileges.
    pub fn on(server: &Server) -> Self {
        let database = server.create_database();
        let loot = tempfile::tempdir().expect("a folder");
        // The server and the private server run as another account.
        fs::set_permissions(loot.path(), fs::Permissions::from_mode(0o777)).expect("permissions");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let tenant = format!("tenant_of_{}", database.name());
        database.psql(&format!(
            "CREATE ROLE {tenant} LOGIN; ALTER DATABASE {} OWNER TO {tenant}; GRANT ALL ON SCHEMA public TO {tenant}",
            database.name()
        ));
        let attack = Self { folder: Folder::new().with_postgres(), database, tenant, loot, listener };
        attack.as_tenant(PAYLOAD);
        attack
    }

    /// Puts the folder and port of the attack into SQL.
    pub fn sql(&self, sql: &str) -> String {
        let port = self.listener.local_addr().expect("a port").port();
        sql.replace('@', &self.loot.path().to_string_lossy()).replace('#', &port.to_string())
    }

    /// Executes SQL in a session of the role without privileges.
    pub fn as_tenant(&self, sql: &str) {
        let psql = self.database.server().installation().client("psql");
        let url = self.database.url_as(&self.tenant);
        let sql = self.sql(sql);
        let mut command = std::process::Command::new(psql);
        let output =
            command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &sql, &url]).output().expect("psql");
        assert!(output.status.success(), "{}\n{sql}", String::from_utf8_lossy(&output.stderr));
    }

    /// Executes SQL as superuser.
    pub fn as_superuser(&self, sql: &str) {
        self.database.psql(&self.sql(sql));
    }

    /// A path in the folder for files.
    pub fn loot(&self, name: &str) -> PathBuf {
        self.loot.path().join(name)
    }

    /// Runs the program as superuser of the database.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.folder.run(&[arguments, &["-d", &self.database.url()]].concat())
    }

    /// What attacks have achieved: files, roles, connections.
    pub fn effects(&self) -> Vec<String> {
        let entries = fs::read_dir(self.loot.path()).expect("a folder").flatten();
        let mut effects: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let roles = self.database.query(&format!(
            "SELECT rolname FROM pg_roles WHERE rolname = 'pgplumb_evil' OR rolname = '{}' AND rolsuper",
            self.tenant
        ));
        effects.extend(roles.concat());
        if self.listener.accept().is_ok() {
            effects.push("a connection to another server".to_owned());
        }
        effects.sort();
        effects
    }

    /// Forgets the effects so far.
    pub fn forget(&self) {
        for entry in fs::read_dir(self.loot.path()).expect("a folder").flatten() {
            fs::remove_file(entry.path()).expect("a file");
        }
        while self.listener.accept().is_ok() {}
        self.database.psql("DROP ROLE IF EXISTS pgplumb_evil");
    }

    /// Checks that no attack succeeded.
    #[track_caller]
    pub fn failed(&self, run: &Run) {
        let effects = self.effects();
        assert!(effects.is_empty(), "{effects:?}\nstdout: {}\nstderr: {}", run.stdout, run.stderr);
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
}
