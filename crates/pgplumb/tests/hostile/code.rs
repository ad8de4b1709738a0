//! Functions of a hostile owner in every place where a database can hold code.

use pgplumb_testkit::{Server, for_majors};

use super::attack::Attack;

/// Objects of a role without privileges. Each is changed in the desired state or recreated for the
/// comparison. The text that a function gets is the name of the place.
const PLACES: &[(&str, &str)] = &[
    (
        "index expression",
        "CREATE TABLE public.a1 (a int, t text); CREATE INDEX ON public.a1 ((t || public.evil('index_expression')));",
    ),
    (
        "index predicate",
        "CREATE TABLE public.a2 (t text); CREATE INDEX ON public.a2 (t) WHERE public.evil('index_predicate') = t;",
    ),
    (
        "index of a partitioned table",
        "CREATE TABLE public.a3 (t text) PARTITION BY LIST (t); CREATE TABLE public.a3p PARTITION OF public.a3 DEFAULT; CREATE INDEX ON public.a3 ((public.evil('partitioned_index')));",
    ),
    (
        "unique index",
        "CREATE TABLE public.a4 (t text); CREATE UNIQUE INDEX ON public.a4 (public.evil('unique_index', 1));",
    ),
    (
        "gist index",
        "CREATE TABLE public.a5 (t text); CREATE INDEX ON public.a5 USING gist (public.evil('gist', '(1,1)'::point));",
    ),
    (
        "exclusion constraint",
        "CREATE TABLE public.a6 (r int4range, EXCLUDE USING gist (public.evil('exclusion', r) WITH &&));",
    ),
    ("materialized view", "CREATE MATERIALIZED VIEW public.b1 AS SELECT public.evil('matview') AS e;"),
    (
        "volatile materialized view",
        "CREATE MATERIALIZED VIEW public.b2 AS SELECT public.evil_now('volatile_matview') AS e;",
    ),
    (
        "index of a materialized view",
        "CREATE MATERIALIZED VIEW public.b3 AS SELECT 1 AS e; CREATE INDEX ON public.b3 (public.evil('matview_index', e));",
    ),
    ("view", "CREATE VIEW public.b4 AS SELECT public.evil('view') AS e;"),
    (
        "view with a condition",
        "CREATE VIEW public.b5 AS SELECT 1 AS e WHERE public.evil('view_where') = 'x';",
    ),
    (
        "generated column",
        "CREATE TABLE public.c1 (a text GENERATED ALWAYS AS (public.evil('generated')) STORED);",
    ),
    ("default", "CREATE TABLE public.c2 (a text DEFAULT public.evil('default'));"),
    ("volatile default", "CREATE TABLE public.c3 (a text DEFAULT public.evil_now('volatile_default'));"),
    ("check constraint", "CREATE TABLE public.c4 (a text CHECK (a <> public.evil('check')));"),
    (
        "domain check",
        "CREATE DOMAIN public.d1 AS text CHECK (VALUE <> public.evil('domain_check')); CREATE TABLE public.c5 (a public.d1);",
    ),
    (
        "domain default",
        "CREATE DOMAIN public.d2 AS text DEFAULT public.evil('domain_default'); CREATE TABLE public.c6 (a public.d2);",
    ),
    (
        "partition bound",
        "CREATE TABLE public.p1 (a text) PARTITION BY RANGE (a); CREATE TABLE public.p1a PARTITION OF public.p1 FOR VALUES FROM (public.evil('aaa')) TO ('z');",
    ),
    (
        "partition key",
        "CREATE TABLE public.p2 (a text) PARTITION BY LIST (public.evil('partition_key', a)); CREATE TABLE public.p2a PARTITION OF public.p2 DEFAULT;",
    ),
    (
        "trigger",
        "CREATE TABLE public.e1 (a int); CREATE TRIGGER trigger BEFORE INSERT OR UPDATE ON public.e1 FOR EACH ROW EXECUTE FUNCTION public.evil_trigger();",
    ),
    (
        "trigger condition",
        "CREATE TABLE public.e2 (a text); CREATE TRIGGER condition AFTER UPDATE ON public.e2 FOR EACH ROW WHEN (NEW.a = public.evil('when')) EXECUTE FUNCTION public.evil_trigger();",
    ),
    (
        "rule",
        "CREATE TABLE public.e3 (a text); CREATE RULE r AS ON INSERT TO public.e3 DO ALSO SELECT public.evil('rule');",
    ),
    (
        "select rule",
        "CREATE TABLE public.e4 (a text); CREATE RULE r AS ON UPDATE TO public.e4 WHERE public.evil('rule_where') = 'x' DO INSTEAD NOTHING;",
    ),
    (
        "policy",
        "CREATE TABLE public.f1 (a text); ALTER TABLE public.f1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON public.f1 USING (public.evil('policy') = a) WITH CHECK (public.evil('policy_check') = a);",
    ),
    (
        "statistics",
        "CREATE TABLE public.g1 (a text, b text); CREATE STATISTICS public.s1 ON (public.evil('statistics', a)), b FROM public.g1;",
    ),
    (
        "aggregate",
        "CREATE FUNCTION public.step(text, text) RETURNS text LANGUAGE sql AS $$SELECT public.evil_now('aggregate')$$; CREATE AGGREGATE public.agg (text) (SFUNC = public.step, STYPE = text, INITCOND = 'x'); CREATE MATERIALIZED VIEW public.h1 AS SELECT public.agg('a') AS a;",
    ),
    (
        "operator",
        "CREATE FUNCTION public.compare(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT public.evil_now('operator') = ''$$; CREATE OPERATOR public.=== (FUNCTION = public.compare, LEFTARG = text, RIGHTARG = int); CREATE TABLE public.i1 (a text, CHECK (a OPERATOR(public.===) 1)); CREATE INDEX ON public.i1 (('x' OPERATOR(public.===) 1));",
    ),
    (
        "operator that replaces a system operator",
        "CREATE FUNCTION public.same_oid(oid, oid) RETURNS boolean LANGUAGE sql AS $$SELECT public.evil_now('shadow_oid') = ''$$; CREATE OPERATOR public.= (FUNCTION = public.same_oid, LEFTARG = oid, RIGHTARG = oid);",
    ),
    (
        "functions that replace system functions",
        "CREATE FUNCTION public.count(bigint) RETURNS bigint LANGUAGE sql AS $$SELECT 1::bigint FROM public.evil_now('count')$$; CREATE FUNCTION public.format_type(oid, int) RETURNS text LANGUAGE sql AS $$SELECT public.evil_now('format_type')$$; CREATE FUNCTION public.pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql AS $$SELECT public.evil_now('pg_get_expr')$$;",
    ),
    (
        "cast",
        "CREATE TYPE public.pair AS (a text, b text); CREATE FUNCTION public.from_text(text) RETURNS public.pair LANGUAGE sql IMMUTABLE AS $$SELECT ROW(public.evil_now('cast'), '')::public.pair$$; CREATE CAST (text AS public.pair) WITH FUNCTION public.from_text AS ASSIGNMENT; CREATE TABLE public.j1 (a public.pair DEFAULT 'x'::text); CREATE INDEX ON public.j1 (('x'::text::public.pair));",
    ),
    (
        "range",
        "CREATE TYPE public.r1 AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi); CREATE TABLE public.k1 (a public.r1 DEFAULT '[1,2)', t text); CREATE INDEX ON public.k1 ((public.evil('range', a)));",
    ),
    (
        "SQL function that is inlined",
        "CREATE FUNCTION public.inlined(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT public.evil('inlined')$$; CREATE TABLE public.l1 (a text); CREATE INDEX ON public.l1 (public.inlined(a));",
    ),
    (
        "security definer",
        "CREATE FUNCTION public.definer() RETURNS text LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER AS $$BEGIN RETURN public.evil_now('definer'); END$$; CREATE TABLE public.m1 (a text); CREATE INDEX ON public.m1 ((a || public.definer()));",
    ),
    (
        "function default",
        "CREATE FUNCTION public.defaulted(a text DEFAULT public.evil('argument')) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT a$$; CREATE TABLE public.m2 (a text); CREATE INDEX ON public.m2 ((a || public.defaulted()));",
    ),
    (
        "settings of a function",
        "CREATE FUNCTION public.with_settings() RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = public SET row_security = off AS $$BEGIN RETURN evil_now('settings'); END$$; CREATE TABLE public.m3 (a text); CREATE INDEX ON public.m3 ((a || public.with_settings()));",
    ),
];

/// The changes that make pgplumb recreate all objects: the text of each may be equivalent.
const DESIRED: &str = "CREATE TABLE public.a1 (a int, t text); CREATE VIEW public.b4 AS SELECT 1 AS z; CREATE TABLE public.c4 (a text CHECK (a IN ('q', 'z')));";

/// The commands that read a database.
const COMMANDS: &[&[&str]] = &[
    &["export", "json", "-o", "map.json"],
    &["list"],
    &["dump"],
    &["diff", "desired.sql"],
    &["check"],
    &["report", "desired.sql"],
    &["plan", "--desired", "desired.sql"],
    &["plan", "--desired", "desired.sql", "--untrusted"],
    &["apply", "--desired", "desired.sql", "--dry-run"],
];

#[test]
fn code_of_a_database_runs_neither_here_nor_with_the_callers_rights() {
    for_majors(&[14, 19], |installation| {
        let server = Server::start(installation);
        let attack = Attack::on(&server);
        for (_, sql) in PLACES {
            attack.as_tenant(sql);
        }
        // Rows, so that conditions and expressions are evaluated.
        attack.as_tenant("INSERT INTO public.a1 VALUES (1, 'x'); INSERT INTO public.a2 VALUES ('x'); INSERT INTO public.c3 DEFAULT VALUES; ANALYZE;");
        attack.folder.write("desired.sql", DESIRED);
        for command in COMMANDS {
            let run = attack.run(command);
            attack.failed(&run);
            assert!(matches!(run.code, Some(0..=2)), "{command:?}: {}", run.stderr);
        }
        // The same from a snapshot.
        attack.folder.write("map.sql", "");
        for command in [&["diff", "map.json", "desired.sql"][..], &["diff", "desired.sql", "map.json"]] {
            let run = attack.folder.run(command);
            attack.failed(&run);
        }
        // The attack works where a superuser executes it.
        attack.as_superuser("SELECT public.evil('control')");
        assert!(attack.effects().contains(&"program-control".to_owned()), "{:?}", attack.effects());
    });
}

/// Each place alone, so that an error in one place cannot protect the others.
#[test]
fn each_place_alone_is_harmless() {
    let server = Server::shared(18);
    for (place, sql) in PLACES.iter().take(12) {
        let attack = Attack::on(&server);
        attack.as_tenant(sql);
        attack.folder.write("desired.sql", "CREATE TABLE public.new (a int)");
        let run = attack.run(&["plan", "--desired", "desired.sql"]);
        assert_eq!(attack.effects(), Vec::<String>::new(), "{place}: {}", run.stderr);
    }
}

/// Objects that only a superuser can create. Their author is a superuser of the database, but not of
/// the private server.
const OF_SUPERUSERS: &[(&str, &str)] = &[
    (
        "event trigger",
        "CREATE FUNCTION public.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil_now('event_trigger'); END$$; CREATE EVENT TRIGGER e1 ON ddl_command_end EXECUTE FUNCTION public.on_ddl(); ALTER EVENT TRIGGER e1 DISABLE;",
    ),
    (
        "event trigger on drop",
        "CREATE EVENT TRIGGER e2 ON sql_drop EXECUTE FUNCTION public.on_ddl(); ALTER EVENT TRIGGER e2 DISABLE;",
    ),
    (
        "internal function",
        "CREATE FUNCTION public.write_file(oid, text) RETURNS int LANGUAGE internal AS 'be_lo_export'; CREATE FUNCTION public.use_write_file() RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$BEGIN PERFORM public.write_file(pg_catalog.lo_from_bytea(0, 'x'), '@/internal'); RETURN 'x'; END$$; CREATE TABLE public.u1 (a text); ALTER TABLE public.u1 OWNER TO TENANT; ALTER FUNCTION public.use_write_file() OWNER TO TENANT;",
    ),
    (
        "cast between system types",
        "CREATE FUNCTION public.to_text(regclass) RETURNS text LANGUAGE sql AS $$SELECT public.evil_now('system_cast')$$; CREATE CAST (regclass AS text) WITH FUNCTION public.to_text AS IMPLICIT; CREATE FUNCTION public.xid_text(xid) RETURNS text LANGUAGE sql AS $$SELECT public.evil_now('xid_cast')$$; CREATE CAST (xid AS text) WITH FUNCTION public.xid_text AS IMPLICIT;",
    ),
    (
        "objects of a superuser",
        "CREATE FUNCTION public.super() RETURNS text LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER AS $$BEGIN RETURN public.evil_now('owned'); END$$; CREATE MATERIALIZED VIEW public.u2 AS SELECT 1 AS a; ALTER MATERIALIZED VIEW public.u2 OWNER TO postgres;",
    ),
    (
        "operator class",
        "CREATE FUNCTION public.order(text, text) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT pg_catalog.length(public.evil_now('operator_class'))$$; CREATE OPERATOR CLASS public.ops FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 public.order(text, text); CREATE TABLE public.u3 (a text); CREATE INDEX ON public.u3 (a public.ops);",
    ),
    (
        "leakproof function",
        "CREATE FUNCTION public.leakproof() RETURNS text LANGUAGE plpgsql IMMUTABLE LEAKPROOF SECURITY DEFINER AS $$BEGIN RETURN public.evil_now('leakproof'); END$$; CREATE TABLE public.u4 (a text); CREATE INDEX ON public.u4 ((a || public.leakproof()));",
    ),
    (
        "privileged setting",
        "CREATE FUNCTION public.replica() RETURNS text LANGUAGE plpgsql IMMUTABLE SET session_replication_role = replica AS $$BEGIN RETURN public.evil_now('replica'); END$$; CREATE TABLE public.u5 (a text);",
    ),
    // Before dblink exists: executed by the author, its connection attempts would wait forever.
    (
        "validator of a foreign-data wrapper",
        "CREATE FUNCTION public.check_options(text[], oid) RETURNS void LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil_now('validator'); END$$; CREATE FOREIGN DATA WRAPPER own VALIDATOR public.check_options OPTIONS (a 'b'); CREATE SERVER own FOREIGN DATA WRAPPER own OPTIONS (x 'y'); CREATE USER MAPPING FOR PUBLIC SERVER own OPTIONS (p 'q');",
    ),
    (
        "column privilege of a catalog",
        "CREATE FUNCTION public.own() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN RETURN public.evil_now('catalog_grant'); END$$; CREATE FUNCTION public.take_now() RETURNS text LANGUAGE plpgsql AS $$BEGIN UPDATE pg_catalog.pg_proc SET proowner = 10 WHERE proname = 'own'; RETURN public.own(); EXCEPTION WHEN OTHERS THEN RETURN 'x'; END$$; CREATE FUNCTION public.take() RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$BEGIN RETURN public.take_now(); END$$; ALTER FUNCTION public.own() OWNER TO TENANT; ALTER FUNCTION public.take() OWNER TO TENANT; GRANT UPDATE (proowner) ON pg_catalog.pg_proc TO PUBLIC; CREATE TABLE public.u11 (a text); CREATE INDEX ON public.u11 ((a || public.take()));",
    ),
    ("system schema", "GRANT CREATE ON SCHEMA pg_catalog TO PUBLIC;"),
    (
        "foreign table",
        "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE public.u6 (line text) SERVER files OPTIONS (program 'echo x; touch @/file_fdw'); CREATE FUNCTION public.foreign_rows() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$SELECT count(*) FROM public.u6$$; CREATE TABLE public.u7 (a int); ALTER TABLE public.u7 OWNER TO TENANT;",
    ),
    (
        "dblink",
        "CREATE EXTENSION dblink; CREATE FUNCTION public.linked() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT public.dblink_connect('host=127.0.0.1 port=# user=u password=p dbname=d connect_timeout=2')$$; CREATE TABLE public.u8 (a text);",
    ),
    (
        "postgres_fdw",
        "CREATE EXTENSION postgres_fdw; CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '#', dbname 'd', connect_timeout '2'); CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS (user 'u', password 'p'); CREATE FOREIGN TABLE public.u9 (a int) SERVER remote; CREATE MATERIALIZED VIEW public.u10 AS SELECT a FROM public.u9 WITH NO DATA;",
    ),
    (
        "subscription",
        "CREATE SUBSCRIPTION sub_OF CONNECTION 'host=127.0.0.1 port=# dbname=d' PUBLICATION p WITH (connect = false);",
    ),
    (
        "indexes",
        "CREATE INDEX ON public.u1 ((a || public.use_write_file())); CREATE INDEX ON public.u7 ((public.foreign_rows()));  CREATE INDEX ON public.u8 ((a || public.linked())) WHERE false;",
    ),
];

#[test]
fn what_only_a_superuser_can_create_is_not_executed_here() {
    for_majors(&[14, 19], |installation| {
        let server = Server::start(installation);
        let attack = Attack::on(&server);
        for (place, sql) in OF_SUPERUSERS {
            let sql =
                sql.replace("TENANT", &attack.tenant).replace("_OF", &format!("_{}", installation.major));
            // Creating the indexes executes the functions; their effects are removed below.
            if attack.database.try_psql(&attack.sql(&sql)).is_err() {
                assert_eq!(*place, "indexes");
            }
        }
        attack.forget();
        attack.folder.write("desired.sql", "CREATE TABLE public.u1 (a text CHECK (a IN ('q', 'z'))); CREATE TABLE public.u5 (a text, b int); CREATE VIEW public.v AS SELECT 1 AS a;");
        for command in [
            &["export", "json", "-o", "map.json", "--row-counts", "none"][..],
            &["diff", "desired.sql"],
            // Without counts of rows: on the database itself, the caller is the author of the code.
            &["plan", "--desired", "desired.sql", "--additive"],
            &["diff", "map.json", "desired.sql"],
        ] {
            let run = match command {
                ["diff", "map.json", _] => attack.folder.run(command),
                command => attack.run(command),
            };
            attack.failed(&run);
        }
    });
}
