//! Snapshots whose author put SQL into every text.

use std::collections::BTreeSet;

use pgplumb_testkit::{Server, for_majors};
use serde_json::Value;

use super::attack::Attack;

/// Objects of many kinds, so that a snapshot contains many kinds of texts.
const SCHEMA: &str = "
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE TYPE public.pair AS (a int, b text);
CREATE DOMAIN public.code AS text DEFAULT 'x' CHECK (VALUE <> '');
CREATE SEQUENCE public.numbers;
CREATE FUNCTION public.f(a int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE FUNCTION public.on_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE public.t (id int PRIMARY KEY DEFAULT nextval('public.numbers'), c public.code, g int GENERATED ALWAYS AS (1 + 1) STORED, p public.pair,
    n numeric(8,2) CHECK (n > 0), other int REFERENCES public.t, r int4range, EXCLUDE USING gist (r WITH &&));
CREATE INDEX ti ON public.t (public.f(id)) WHERE id > 0;
CREATE STATISTICS public.st ON id, other FROM public.t;
CREATE TRIGGER tr BEFORE INSERT ON public.t FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION public.on_change();
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY po ON public.t USING (id > 0) WITH CHECK (id > 1);
CREATE RULE ru AS ON UPDATE TO public.t DO ALSO SELECT 1;
CREATE TABLE public.pt (a int) PARTITION BY RANGE (a);
CREATE TABLE public.pt1 PARTITION OF public.pt FOR VALUES FROM (1) TO (9);
CREATE VIEW public.v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW public.mv AS SELECT 1 AS a;
CREATE AGGREGATE public.agg (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE OPERATOR public.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
CREATE COLLATION public.co FROM \"C\";
COMMENT ON TABLE public.t IS 'comment';
GRANT SELECT ON public.t TO PUBLIC;
";

/// What is put in the place of a text.
const PAYLOADS: &[&str] = &[
    "1); COPY (SELECT 1) TO PROGRAM 'touch @/KEY'; CREATE ROLE pgplumb_evil SUPERUSER; SELECT (1",
    "x\"; COPY (SELECT 1) TO PROGRAM 'touch @/KEY'; SELECT pg_catalog.lo_export(pg_catalog.lo_from_bytea(0, 'x'), '@/export-KEY'); --",
    "\n-- x\rDO $e$BEGIN COPY (SELECT 1) TO PROGRAM 'touch @/KEY'; END$e$ /*\nCOMMENT ON EXTENSION plpgsql IS 'x' */",
];

/// The keys of the texts in a document.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let is_text =
                    value.is_string() || value.as_array().is_some_and(|all| all.iter().any(Value::is_string));
                if is_text && !is_frame(key) {
                    found.insert(key.clone());
                }
                keys(value, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

/// Whether the key is not about an object.
fn is_frame(key: &str) -> bool {
    ["$schema", "schema_hash", "exported_at", "generator", "server_version", "format_version"].contains(&key)
}

/// Replaces the texts of a key.
fn replace(value: &mut Value, key: &str, text: &str) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if name == key && value.is_string() {
                    *value = text.into();
                } else if name == key
                    && let Value::Array(all) = value
                {
                    all.iter_mut().filter(|one| one.is_string()).for_each(|one| *one = text.into());
                } else {
                    replace(value, key, text);
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| replace(value, key, text)),
        _ => {}
    }
}

#[test]
fn texts_of_a_snapshot_have_no_effect() {
    for_majors(&[18], |installation| {
        let server = Server::shared(installation.major);
        let attack = Attack::on(&server);
        attack.as_superuser(SCHEMA);
        attack.run(&["export", "json", "-o", "map.json"]).expect(0);
        let map: Value = serde_json::from_str(&attack.folder.read("map.json")).expect("JSON");
        attack.folder.write("other.sql", &SCHEMA.replace("id > 0", "id > 2").replace("1 AS a", "2 AS a"));
        let mut found = BTreeSet::new();
        keys(&map, &mut found);
        assert!(found.len() > 30, "{found:?}");
        let mut attacked = 0;
        for (number, key) in found.iter().enumerate() {
            let payload = PAYLOADS[number % PAYLOADS.len()].replace("KEY", key);
            let mut hostile = map.clone();
            replace(&mut hostile, key, &attack.sql(&payload));
            attack.folder.write("hostile.json", &hostile.to_string());
            let run = attack.folder.run(&["diff", "hostile.json", "other.sql"]);
            attack.failed(&run);
            attacked += 1;
        }
        // The most dangerous texts also as a desired state that is proved.
        for key in
            ["definition", "expression", "default", "default_value", "source", "owner", "condition", "check"]
        {
            if !found.contains(key) {
                continue;
            }
            let mut hostile = map.clone();
            replace(&mut hostile, key, &attack.sql(&PAYLOADS[0].replace("KEY", key)));
            attack.folder.write("hostile.json", &hostile.to_string());
            let run = attack.run(&["plan", "--desired", "hostile.json"]);
            attack.failed(&run);
            attacked += 1;
        }
        assert!(attacked > 30, "{attacked}");
    });
}

/// Roles that have privileges, or that the scratch server uses.
#[test]
fn owners_in_a_snapshot_lend_no_privileges() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        let attack = Attack::on(&server);
        attack.as_superuser(
            "CREATE FUNCTION public.run() RETURNS text LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER AS $$BEGIN RETURN public.evil_now('owner'); END$$;
             CREATE TABLE public.t (a text); CREATE INDEX ON public.t ((a || public.run())) WHERE false;
             CREATE MATERIALIZED VIEW public.m AS SELECT public.run() AS a WITH NO DATA;",
        );
        attack.forget();
        attack.run(&["export", "json", "-o", "map.json", "--row-counts", "none"]).expect(0);
        let map = attack.folder.read("map.json");
        attack.folder.write(
            "other.sql",
            "CREATE TABLE public.t (a text CHECK (a IN ('x', 'y'))); CREATE VIEW public.v AS SELECT 1 AS a;",
        );
        for owner in [
            "pgplumb_admin",
            "postgres",
            "pg_execute_server_program",
            "pg_write_server_files",
            "pg_database_owner",
            "CURRENT_USER",
            "pgplumb_src_1",
        ] {
            let mut hostile: Value = serde_json::from_str(&map).expect("JSON");
            replace(&mut hostile, "owner", owner);
            attack.folder.write("hostile.json", &hostile.to_string());
            for command in [
                &["diff", "hostile.json", "other.sql"][..],
                &["plan", "--source", "hostile.json", "--desired", "other.sql"],
            ] {
                let run = attack.folder.run(command);
                attack.failed(&run);
            }
        }
    });
}
