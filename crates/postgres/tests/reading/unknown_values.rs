//! Values in the system catalogs that no supported version of PostgreSQL uses.

use pgplumb_catalog::ObjectId;
use pgplumb_testkit::{Server, newest, oldest};

use crate::common::{connected, read, run};

/// Objects that get unknown values, and objects that do not.
const SCHEMA: &str = "
    CREATE SCHEMA odd;
    CREATE SCHEMA plain;
    CREATE TABLE odd.kind (id int);
    CREATE TABLE odd.persistence (id int);
    CREATE TABLE odd.identity (id int GENERATED ALWAYS AS IDENTITY, stored text, packed text, made int GENERATED ALWAYS AS (1) STORED);
    CREATE TABLE odd.replica (id int PRIMARY KEY);
    CREATE TABLE odd.checked (id int CONSTRAINT strange CHECK (id > 0) CONSTRAINT usual CHECK (id > 1));
    CREATE TABLE odd.refers (id int CONSTRAINT key REFERENCES odd.replica);
    CREATE TABLE odd.secured (id int);
    CREATE POLICY policy ON odd.secured USING (true);
    CREATE FUNCTION odd.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE TRIGGER trigger BEFORE INSERT ON odd.secured FOR EACH ROW EXECUTE FUNCTION odd.fire();
    CREATE RULE rule AS ON DELETE TO odd.secured DO INSTEAD NOTHING;
    CREATE FUNCTION odd.volatile(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION odd.parallel() RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE AGGREGATE odd.aggregate(int) (SFUNC = int4pl, STYPE = int);
    CREATE STATISTICS odd.stats ON id, stored FROM odd.identity;
    CREATE COLLATION odd.collation FROM \"C\";
    CREATE TYPE odd.type AS (a int);
    CREATE CAST (odd.type AS int) WITH INOUT;
    CREATE ACCESS METHOD odd_method TYPE TABLE HANDLER heap_tableam_handler;
    CREATE FUNCTION odd.event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER odd_event ON ddl_command_end WHEN tag IN ('ALTER LARGE OBJECT') EXECUTE FUNCTION odd.event();
    CREATE TYPE odd.base;
    CREATE FUNCTION odd.base_in(cstring) RETURNS odd.base LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
    CREATE FUNCTION odd.base_out(odd.base) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
    CREATE TYPE odd.base (INPUT = odd.base_in, OUTPUT = odd.base_out, LIKE = int4);

    CREATE TABLE plain.parent (id int PRIMARY KEY, name text DEFAULT 'x' CHECK (name <> ''));
    CREATE TABLE plain.child (parent int REFERENCES plain.parent);
    CREATE INDEX ON plain.child (parent);
    CREATE POLICY policy ON plain.parent FOR SELECT USING (id = 1);
    CREATE VIEW plain.view AS SELECT * FROM plain.parent;
    CREATE FUNCTION plain.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
    CREATE TYPE plain.mood AS ENUM ('sad', 'happy');
    CREATE AGGREGATE plain.total(int) (SFUNC = int4pl, STYPE = int);";

/// The updates (catalog, column, condition, value), and the expected warnings.
const DOCTORED: &[(&str, &str, &str, &str, &str)] = &[
    (
        "pg_class",
        "relkind",
        "oid = 'odd.kind'::regclass",
        "x",
        "relation odd.kind has a kind pgplumb does not know: relkind = \"x\"",
    ),
    (
        "pg_class",
        "relpersistence",
        "oid = 'odd.persistence'::regclass",
        "x",
        "relation odd.persistence … relpersistence = \"x\"",
    ),
    (
        "pg_class",
        "relreplident",
        "oid = 'odd.replica'::regclass",
        "x",
        "table odd.replica … relreplident = \"x\"",
    ),
    (
        "pg_attribute",
        "attidentity",
        "attrelid = 'odd.identity'::regclass AND attname = 'id'",
        "x",
        "column odd.identity.id … attidentity = \"x\"",
    ),
    (
        "pg_attribute",
        "attstorage",
        "attrelid = 'odd.identity'::regclass AND attname = 'stored'",
        "z",
        "column odd.identity.stored … attstorage = \"z\"",
    ),
    (
        "pg_attribute",
        "attcompression",
        "attrelid = 'odd.identity'::regclass AND attname = 'packed'",
        "z",
        "column odd.identity.packed … attcompression = \"z\"",
    ),
    (
        "pg_attribute",
        "attgenerated",
        "attrelid = 'odd.identity'::regclass AND attname = 'made'",
        "z",
        "column odd.identity.made … attgenerated = \"z\"",
    ),
    (
        "pg_constraint",
        "contype",
        "conname = 'strange'",
        "z",
        "constraint odd.checked.strange has a kind pgplumb does not know: contype = \"z\"",
    ),
    (
        "pg_constraint",
        "confdeltype",
        "conname = 'key'",
        "z",
        "constraint odd.refers.key … confdeltype = \"z\"",
    ),
    (
        "pg_constraint",
        "confmatchtype",
        "conname = 'key'",
        "z",
        "constraint odd.refers.key … confmatchtype = \"z\"",
    ),
    (
        "pg_policy",
        "polcmd",
        "polrelid = 'odd.secured'::regclass",
        "z",
        "policy odd.secured.policy … polcmd = \"z\"",
    ),
    (
        "pg_trigger",
        "tgenabled",
        "tgrelid = 'odd.secured'::regclass",
        "z",
        "trigger odd.secured.trigger … tgenabled = \"z\"",
    ),
    (
        "pg_rewrite",
        "ev_enabled",
        "ev_class = 'odd.secured'::regclass",
        "z",
        "rule odd.secured.rule … ev_enabled = \"z\"",
    ),
    (
        "pg_proc",
        "provolatile",
        "oid = 'odd.volatile(int)'::regprocedure",
        "z",
        "function odd.volatile … provolatile = \"z\"",
    ),
    (
        "pg_proc",
        "proparallel",
        "oid = 'odd.parallel()'::regprocedure",
        "z",
        "function odd.parallel … proparallel = \"z\"",
    ),
    (
        "pg_aggregate",
        "aggkind",
        "aggfnoid = 'odd.aggregate(int)'::regprocedure",
        "z",
        "aggregate odd.aggregate … aggkind = \"z\"",
    ),
    (
        "pg_statistic_ext",
        "stxkind",
        "stxname = 'stats'",
        "{z,d}",
        "statistics object odd.stats … stxkind = \"z\"",
    ),
    (
        "pg_collation",
        "collprovider",
        "collname = 'collation'",
        "z",
        "collation odd.\"collation\" … collprovider = \"z\"",
    ),
    (
        "pg_cast",
        "castcontext",
        "castsource = 'odd.type'::regtype",
        "z",
        "cast (odd.type AS integer) … castcontext = \"z\"",
    ),
    ("pg_am", "amtype", "amname = 'odd_method'", "z", "access method odd_method … amtype = \"z\""),
    (
        "pg_event_trigger",
        "evtenabled",
        "evtname = 'odd_event'",
        "z",
        "event trigger odd_event … evtenabled = \"z\"",
    ),
    ("pg_type", "typalign", "oid = 'odd.base'::regtype", "z", "type odd.base … typalign = \"z\""),
];

#[test]
fn unknown_values_are_reported_and_the_rest_is_read() {
    for installation in [oldest(), newest()] {
        let database = Server::shared(installation.major).create_database();
        database.psql(SCHEMA);
        let mut originals = Vec::new();
        for (catalog, column, condition, value, _) in DOCTORED {
            let original =
                database.query(&format!("SELECT {column}::text FROM pg_catalog.{catalog} WHERE {condition}"));
            assert_eq!(original.len(), 1, "{catalog}.{column}");
            originals.push((
                set(catalog, column, condition, &original[0][0]),
                set(catalog, column, condition, value),
            ));
        }
        let (before, after) = run(async {
            let connection = connected(&database.url()).await;
            let before = read(&connection).await;
            connection.execute_script("SET allow_system_table_mods = on").await.unwrap();
            for (_, doctor) in &originals {
                connection.execute_script(doctor).await.unwrap();
            }
            let after = read(&connection).await;
            for (restore, _) in originals.iter().rev() {
                connection.execute_script(restore).await.unwrap();
            }
            (before, after)
        });
        assert_eq!(before.warnings, []);
        let mut warnings: Vec<String> = after.warnings.iter().map(ToString::to_string).collect();
        let mut unnamed = Vec::new();
        for (_, _, _, _, expected) in DOCTORED {
            let (object, value) = expected.split_once(" … ").unwrap_or((expected, ""));
            match warnings.iter().position(|w| w.starts_with(object) && w.ends_with(value)) {
                Some(at) => drop(warnings.remove(at)),
                None => unnamed.push(*expected),
            }
        }
        assert_eq!((unnamed, warnings), (vec![], vec![]), "on PostgreSQL {}", installation.major);

        // The other objects are complete and unchanged.
        let plain = |id: &ObjectId| id.schema.as_deref() == Some("plain");
        assert!(after.catalog.clone().keep(plain) == before.catalog.clone().keep(plain));
        let gone: Vec<String> = before
            .catalog
            .objects()
            .map(|o| o.id())
            .filter(|id| !after.catalog.objects().any(|o| o.id() == *id))
            .map(|id| id.to_string())
            .collect();
        assert_eq!(gone, ["table:odd.kind"]);
        let checked = after.catalog.tables.iter().find(|t| &*t.name == "checked").unwrap();
        assert_eq!(checked.constraints.iter().map(|c| &*c.constraint_name).collect::<Vec<_>>(), ["usual"]);
    }
}

fn set(catalog: &str, column: &str, condition: &str, value: &str) -> String {
    format!("UPDATE pg_catalog.{catalog} SET {column} = '{value}' WHERE {condition}")
}
