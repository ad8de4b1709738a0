//! Recreating catalogs of databases and snapshots: what only a superuser can create, and what nobody
//! may do.

use pgplumb_postgres::load::LoadOptions;
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::scratch::{PrivateServerOptions, ScratchDatabase, ScratchServer, Trust};
use pgplumb_testkit::for_majors;

use crate::common::run;
use crate::support::{installation, script, value};

/// Objects that only a superuser can create.
const PRIVILEGED: &str = r#"
CREATE SCHEMA s;
CREATE TYPE s.t;
CREATE FUNCTION s.t_in(cstring) RETURNS s.t LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION s.t_out(s.t) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE s.t (INPUT = s.t_in, OUTPUT = s.t_out, LIKE = text);
ALTER TYPE s.t OWNER TO postgres;
CREATE FUNCTION s.c(integer DEFAULT 1) RETURNS integer LANGUAGE c AS '$libdir/missing', 'it''s';
CREATE FUNCTION s.compare(s.t, s.t) RETURNS integer LANGUAGE sql IMMUTABLE LEAKPROOF SET log_min_messages TO 'error' AS $$SELECT 0$$;
ALTER FUNCTION s.compare(s.t, s.t) OWNER TO app;
CREATE FUNCTION s.less(s.t, s.t) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT true$$;
CREATE OPERATOR s.< (FUNCTION = s.less, LEFTARG = s.t, RIGHTARG = s.t);
CREATE OPERATOR CLASS s.ops DEFAULT FOR TYPE s.t USING btree AS OPERATOR 1 s.<, FUNCTION 1 s.compare(s.t, s.t);
CREATE CAST (s.t AS text) WITHOUT FUNCTION;
CREATE FUNCTION s.e() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$;
CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION s.e();
ALTER EVENT TRIGGER e OWNER TO postgres;
CREATE FOREIGN DATA WRAPPER w;
ALTER FOREIGN DATA WRAPPER w OWNER TO postgres;
CREATE SERVER v FOREIGN DATA WRAPPER w;
CREATE PUBLICATION p FOR ALL TABLES;
CREATE SUBSCRIPTION q CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p;
CREATE TABLE s.owned (a integer);
ALTER TABLE s.owned OWNER TO postgres;
CREATE INDEX ON s.owned ((a + 1));
GRANT SELECT ON s.owned TO app;
COMMENT ON EVENT TRIGGER e IS 'e';
"#;

/// Runs a test on a private server for SQL that is not trusted.
fn on_confined_server(majors: &[u32], test: impl AsyncFn(&ScratchServer)) {
    for_majors(majors, |found| {
        run(async {
            let options = PrivateServerOptions::temporary().confined();
            test(&ScratchServer::private(&installation(found), &options).await.unwrap()).await;
        });
    });
}

async fn load(database: &ScratchDatabase, text: &str) -> Result<(), String> {
    let loaded = database.load(&[script("catalog", text)], &LoadOptions::default()).await;
    loaded.map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_superuser_creates_what_only_a_superuser_can_create() {
    on_confined_server(&[14, 15, 16, 17, 18], async |server| {
        let database = server.create_database(Trust::Recreated).await.unwrap();
        load(&database, PRIVILEGED).await.unwrap_or_else(|error| panic!("{}: {error}", server.major()));
        let owners = "SELECT string_agg(DISTINCT rolname, ',') FROM (SELECT proowner AS o FROM pg_proc WHERE pronamespace = 's'::regnamespace \
             UNION ALL SELECT relowner FROM pg_class WHERE relnamespace = 's'::regnamespace \
             UNION ALL SELECT typowner FROM pg_type WHERE typnamespace = 's'::regnamespace \
             UNION ALL SELECT opcowner FROM pg_opclass WHERE opcnamespace = 's'::regnamespace \
             UNION ALL SELECT opfowner FROM pg_opfamily WHERE opfnamespace = 's'::regnamespace) f JOIN pg_roles r ON r.oid = f.o WHERE rolsuper";
        assert_eq!(value(&database, owners).await, "", "no superuser owns code or data");
        let connection = database.connect_for_reading().await.unwrap();
        let mut catalog = read_catalog(&connection, &ReadOptions::default()).await.unwrap().catalog;
        connection.close().await;
        pgplumb_postgres::load::inert::restore(&mut catalog);
        let functions: Vec<(&str, &str, Option<&str>, Option<&str>)> = catalog
            .functions
            .iter()
            .map(|f| (&*f.name, &*f.language, f.object_file.as_deref(), f.source.as_deref()))
            .collect();
        assert!(functions.contains(&("c", "c", Some("$libdir/missing"), Some("it's"))), "{functions:?}");
        assert!(functions.contains(&("t_in", "internal", None, Some("textin"))), "{functions:?}");
        assert!(catalog.languages.is_empty());
        let compare = catalog.functions.iter().find(|f| &*f.name == "compare").unwrap();
        assert!(compare.leakproof && compare.settings.len() == 1, "{compare:?}");
        assert_eq!(compare.owner.as_deref(), Some("app"));
        database.drop().await.unwrap();
    });
}

#[test]
fn functions_of_c_and_of_extensions_do_not_run() {
    on_confined_server(&[14, 18], async |server| {
        let mut database = server.create_database(Trust::Recreated).await.unwrap();
        let extensions =
            ["dblink", "postgres_fdw", "file_fdw"].map(|name| (name.to_owned(), "public".to_owned()));
        database.create_extensions(&extensions, &[]).await.unwrap();
        load(
            &database,
            "CREATE FUNCTION public.read_all(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all';
             CREATE SERVER f FOREIGN DATA WRAPPER file_fdw;
             CREATE FOREIGN TABLE public.passwd (line text) SERVER f OPTIONS (filename '/etc/passwd');
             CREATE SERVER r FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1');
             CREATE USER MAPPING FOR PUBLIC SERVER r OPTIONS (user 'a', password 'b');
             CREATE FOREIGN TABLE public.remote (a int) SERVER r;",
        )
        .await
        .unwrap();
        let connection = database.connect().await.unwrap();
        for sql in [
            "SELECT public.read_all('PG_VERSION')",
            "SELECT * FROM public.passwd",
            "SELECT * FROM public.remote",
            "SELECT public.dblink_connect('host=127.0.0.1 password=x')",
            "SELECT public.dblink('dbname=postgres', 'SELECT 1')",
        ] {
            let error = connection.execute_script(sql).await.unwrap_err().to_string();
            assert!(error.contains("language_handler"), "{sql}: {error}");
        }
        connection.close().await;
        database.drop().await.unwrap();
    });
}

#[test]
fn statements_hidden_from_the_classification_do_not_run_as_superuser() {
    on_confined_server(&[14, 18], async |server| {
        for sql in [
            "-- a\rDO $$BEGIN CREATE ROLE evil SUPERUSER; END$$ /*\nCOMMENT ON EXTENSION plpgsql IS 'x' */",
            "COMMENT ON EXTENSION plpgsql IS 'x'; ALTER ROLE CURRENT_USER SUPERUSER",
            "GRANT pg_execute_server_program TO \"r ON x\"",
            "GRANT EXECUTE ON FUNCTION pg_catalog.lo_export(oid, text) TO PUBLIC",
            "ALTER FUNCTION pg_catalog.pg_read_file(text) SECURITY DEFINER",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f() OWNER TO pgplumb_admin; \
             DO $$BEGIN IF (SELECT rolsuper FROM pg_roles r JOIN pg_proc p ON p.proowner = r.oid WHERE proname = 'f') THEN NULL; ELSE RAISE 'no'; END IF; END$$",
            "SET ROLE pgplumb_admin; CREATE TABLE x ()",
            "SET SESSION AUTHORIZATION pgplumb_admin; CREATE TABLE x ()",
            "CREATE TRUSTED LANGUAGE l HANDLER pg_catalog.pgplumb_inert; DO LANGUAGE l 'x'",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_catalog.pg_read_file('/etc/hostname')",
            "SELECT pg_catalog.lo_import('/etc/hostname')",
            "SELECT pg_catalog.pg_reload_conf()",
            "CREATE ROLE x LOGIN",
        ] {
            let database = server.create_database(Trust::Recreated).await.unwrap();
            load(&database, "CREATE ROLE \"r ON x\"").await.unwrap_err();
            let error = load(&database, sql).await.expect_err(sql);
            let changed = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'evil' OR rolname ~ '^pgplumb_src' AND rolsuper)";
            assert_eq!(value(&database, changed).await, "f", "{sql}: {error}");
            database.drop().await.unwrap();
        }
    });
}
